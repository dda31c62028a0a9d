-- +goose Up

-- The webhooks. They are worked on across tenants by next_at.
CREATE TABLE hooks (
    tenant       BIGINT NOT NULL,
    id           TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    owner        TEXT   NOT NULL,
    url          TEXT   NOT NULL,
    topic        TEXT   NOT NULL,
    codes        TEXT   NOT NULL,
    secret       TEXT   NOT NULL,
    old_secret   TEXT   NOT NULL,
    old_until    BIGINT NOT NULL,
    read_to      BIGINT NOT NULL,
    next_at      BIGINT NOT NULL,
    streak       BIGINT NOT NULL,
    off_at       BIGINT NOT NULL,
    off_reason   TEXT   NOT NULL,
    delivered    BIGINT NOT NULL,
    lost         BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    last_error   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    lease_owner  TEXT   NOT NULL,
    lease_until  BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX hooks_ready ON hooks (next_at, id) WHERE off_at = 0;

-- Events whose delivery failed, and those of the same group behind them, which
-- have next_at 0.
CREATE TABLE hook_asides (
    tenant  BIGINT NOT NULL,
    hook    TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    part    TEXT   NOT NULL,
    body    BYTEA,
    tries   BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, hook, number)
);
CREATE INDEX hook_asides_part ON hook_asides (tenant, hook, part, number);
CREATE INDEX hook_asides_due ON hook_asides (tenant, hook, next_at) WHERE next_at > 0;
