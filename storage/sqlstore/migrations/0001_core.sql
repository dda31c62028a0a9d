-- +goose Up

-- The head of a tenant: the last number of its sequence and the last hash of
-- its journal. A writing unit locks it first.
CREATE TABLE heads (
    tenant BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    hash   BYTEA  NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TABLE journal (
    tenant       BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    happened_at  BIGINT NOT NULL,
    actor        TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    object       TEXT   NOT NULL,
    state_before TEXT   NOT NULL,
    state_after  TEXT   NOT NULL,
    prev         BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE INDEX journal_object ON journal (tenant, object, seq);

-- Users and tokens are of the whole installation: their tenant is -1.
CREATE TABLE users (
    tenant        BIGINT NOT NULL,
    login         TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    tenants       TEXT   NOT NULL,
    scopes        TEXT   NOT NULL,
    disabled      BIGINT NOT NULL,
    PRIMARY KEY (tenant, login)
);

CREATE TABLE tokens (
    tenant     BIGINT NOT NULL,
    hash       TEXT   NOT NULL,
    login      TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, hash)
);
CREATE INDEX tokens_expires ON tokens (expires_at) WHERE expires_at > 0;

-- Answered requests by idempotency key.
CREATE TABLE once (
    tenant       BIGINT NOT NULL,
    scope        TEXT   NOT NULL,
    once_key     TEXT   NOT NULL,
    request_hash TEXT   NOT NULL,
    status       BIGINT NOT NULL,
    body         BYTEA,
    answered_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, scope, once_key)
);
CREATE INDEX once_answered ON once (answered_at);

CREATE TABLE areas (
    tenant BIGINT NOT NULL,
    app    TEXT   NOT NULL,
    name   TEXT   NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TABLE organizations (
    tenant BIGINT NOT NULL,
    id     TEXT   NOT NULL,
    inn    TEXT   NOT NULL,
    kpp    TEXT   NOT NULL,
    name   TEXT   NOT NULL,
    main   BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX organizations_payer ON organizations (tenant, inn, kpp);
CREATE UNIQUE INDEX organizations_main ON organizations (tenant) WHERE main = 1;

-- Settings of the whole installation have the tenant -1.
CREATE TABLE settings (
    tenant BIGINT NOT NULL,
    name   TEXT   NOT NULL,
    value  TEXT   NOT NULL,
    PRIMARY KEY (tenant, name)
);
