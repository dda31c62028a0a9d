-- +goose Up

-- Who is told of terms. The body is JSON.
CREATE TABLE remind_subscriptions (
    tenant BIGINT NOT NULL,
    id     TEXT   NOT NULL,
    body   TEXT   NOT NULL,
    secret TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- What one organisation was told, or is to be told, on a day. They are worked on
-- across tenants by next_at.
CREATE TABLE remind_sent (
    tenant       BIGINT NOT NULL,
    subscription TEXT   NOT NULL,
    inn          TEXT   NOT NULL,
    kpp          TEXT   NOT NULL,
    day          TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    state        TEXT   NOT NULL,
    attempts     BIGINT NOT NULL,
    next_at      BIGINT NOT NULL,
    last_error   TEXT   NOT NULL,
    message      TEXT   NOT NULL,
    PRIMARY KEY (tenant, subscription, inn, kpp, day)
);
CREATE INDEX remind_sent_due ON remind_sent (next_at, id) WHERE state = 'intended';
