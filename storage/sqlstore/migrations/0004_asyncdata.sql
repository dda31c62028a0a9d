-- +goose Up

-- The jobs are their own queue: they are claimed across tenants by next_at.
CREATE TABLE async_jobs (
    tenant      BIGINT NOT NULL,
    id          TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    owner       TEXT   NOT NULL,
    data_id     TEXT   NOT NULL,
    params      BYTEA,
    state       TEXT   NOT NULL,
    code        BIGINT NOT NULL,
    message     TEXT   NOT NULL,
    file        TEXT,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    lease_owner TEXT   NOT NULL,
    lease_until BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX async_jobs_queued ON async_jobs (next_at, id) WHERE state = 'queued';
CREATE INDEX async_jobs_expires ON async_jobs (expires_at) WHERE expires_at > 0;

CREATE TABLE async_files (
    tenant     BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    owner      TEXT   NOT NULL,
    job        TEXT,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    body       BYTEA,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX async_files_expires ON async_files (expires_at) WHERE expires_at > 0;

CREATE TABLE async_links (
    tenant     BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    target     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
