-- +goose Up

-- The calendars of terms that people subscribe to: all that is kept of a token is
-- its hash.
CREATE TABLE monitor_feeds (
    tenant     BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    profile    TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    made_by    TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX monitor_feeds_hash ON monitor_feeds (tenant, hash);
CREATE INDEX monitor_feeds_profile ON monitor_feeds (tenant, profile, id);

-- What the calendars of a payer said last of each term.
CREATE TABLE monitor_told (
    tenant     BIGINT NOT NULL,
    profile    TEXT   NOT NULL,
    term       TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    sequence   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, profile, term)
);
