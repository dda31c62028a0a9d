-- +goose Up

-- Powers of attorney, by the boxes that they are kept for.
CREATE TABLE attorney_records (
    tenant     BIGINT NOT NULL,
    box        TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT   NOT NULL,
    content    TEXT   NOT NULL,
    signature  TEXT,
    state      TEXT   NOT NULL,
    state_at   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    made_by    TEXT   NOT NULL,
    PRIMARY KEY (tenant, box, number)
);
CREATE INDEX attorney_records_number ON attorney_records (tenant, number, created_at);

-- Files are found by their id alone before their tenant is known.
CREATE TABLE attorney_files (
    id         TEXT   NOT NULL,
    tenant     BIGINT NOT NULL,
    box        TEXT   NOT NULL,
    number     TEXT,
    name       TEXT   NOT NULL,
    data       BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    made_by    TEXT   NOT NULL,
    PRIMARY KEY (id, tenant)
);
