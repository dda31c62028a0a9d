-- +goose Up

-- Profiles and facts are values in JSON; only what is searched for is a column.
CREATE TABLE monitor_profiles (
    tenant  BIGINT NOT NULL,
    id      TEXT   NOT NULL,
    inn     TEXT   NOT NULL,
    kpp     TEXT   NOT NULL,
    main    BIGINT NOT NULL,
    deleted BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX monitor_profiles_payer ON monitor_profiles (tenant, inn, kpp);
CREATE UNIQUE INDEX monitor_profiles_main ON monitor_profiles (tenant) WHERE main = 1;

CREATE TABLE monitor_facts (
    tenant  BIGINT NOT NULL,
    profile TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    body    TEXT   NOT NULL,
    PRIMARY KEY (tenant, profile, id)
);
