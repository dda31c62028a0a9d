-- +goose Up

-- One row per report key and tenant; the verdict over all its submissions lies
-- beside it (status '' = none), so that a verdict is written without touching
-- an index.
CREATE TABLE reports (
    tenant       BIGINT NOT NULL,
    id           TEXT   NOT NULL,
    inn          TEXT   NOT NULL,
    kpp          TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    period       TEXT   NOT NULL,
    correction   BIGINT NOT NULL,
    authority    TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    status       TEXT   NOT NULL DEFAULT '',
    basis        TEXT,
    outcome      TEXT   NOT NULL DEFAULT '',
    filed_at     BIGINT NOT NULL DEFAULT 0,
    under_review BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX reports_key ON reports (tenant, inn, kpp, kind, period, correction, authority, code);

CREATE TABLE submissions (
    tenant        BIGINT NOT NULL,
    id            TEXT   NOT NULL,
    seq           BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    report        TEXT   NOT NULL,
    inn           TEXT   NOT NULL,
    kpp           TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    period        TEXT   NOT NULL,
    correction    BIGINT NOT NULL,
    authority     TEXT   NOT NULL,
    code          TEXT   NOT NULL,
    organization  TEXT,
    knd           TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    period_from   TEXT   NOT NULL,
    period_to     TEXT   NOT NULL,
    period_text   TEXT   NOT NULL,
    uid           TEXT   NOT NULL,
    status        TEXT   NOT NULL,
    outcome       TEXT   NOT NULL,
    under_review  BIGINT NOT NULL,
    reasons       TEXT   NOT NULL,
    opened_at     BIGINT NOT NULL,
    sent_at       BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    closed_at     BIGINT NOT NULL,
    evidence_at   BIGINT NOT NULL,
    filed_at      BIGINT NOT NULL,
    ended_at      BIGINT NOT NULL,
    content_key   TEXT   NOT NULL,
    draft_id      TEXT,
    attempt       BIGINT NOT NULL,
    docflow_id    TEXT,
    docflow_type  TEXT   NOT NULL,
    delivery      TEXT   NOT NULL,
    resend_reason TEXT   NOT NULL,
    last_error    TEXT   NOT NULL,
    declared      TEXT   NOT NULL,
    deleted       BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX submissions_seq ON submissions (tenant, seq);
CREATE INDEX submissions_report ON submissions (tenant, report, seq);
CREATE INDEX submissions_flight ON submissions (tenant, seq) WHERE ended_at = 0 AND deleted = 0;

CREATE TABLE packages (
    tenant     BIGINT NOT NULL,
    submission TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    file_name  TEXT   NOT NULL,
    sha256     TEXT   NOT NULL,
    data       BYTEA  NOT NULL,
    PRIMARY KEY (tenant, submission, number)
);

CREATE TABLE events (
    tenant          BIGINT NOT NULL,
    id              TEXT   NOT NULL,
    submission      TEXT   NOT NULL,
    seq             BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    received_at     BIGINT NOT NULL,
    source_at       BIGINT NOT NULL,
    received_status TEXT   NOT NULL,
    status          TEXT   NOT NULL,
    outcome         TEXT   NOT NULL,
    needs_audit     BIGINT NOT NULL,
    audit_done      BIGINT NOT NULL,
    comment         TEXT   NOT NULL,
    reasons         TEXT   NOT NULL,
    source          TEXT   NOT NULL,
    source_key      TEXT   NOT NULL,
    document_id     TEXT,
    document_type   TEXT   NOT NULL,
    file_name       TEXT   NOT NULL,
    seen_count      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    late            BIGINT NOT NULL,
    final           BIGINT NOT NULL,
    deleted         BIGINT NOT NULL,
    audited_by      TEXT   NOT NULL,
    audited_at      BIGINT NOT NULL,
    audit_due       BIGINT NOT NULL,
    raw             BYTEA,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX events_seq ON events (tenant, seq);
CREATE UNIQUE INDEX events_source ON events (tenant, submission, source_key);
CREATE INDEX events_waiting ON events (tenant, audit_due, seq) WHERE needs_audit = 1 AND audit_done = 0 AND deleted = 0;

CREATE TABLE held_events (
    tenant     BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    submission TEXT   NOT NULL,
    held_at    BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    event      BYTEA  NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE directions (
    tenant       BIGINT NOT NULL,
    inn          TEXT   NOT NULL,
    authority    TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    valid_from   BIGINT NOT NULL,
    valid_to     BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, inn, authority, code, valid_from)
);

-- The work register is the queue: rows are claimed across tenants by next_at,
-- so the two partial indices of its phases do not begin with the tenant.
CREATE TABLE work_items (
    tenant      BIGINT NOT NULL,
    submission  TEXT   NOT NULL,
    uid         TEXT   NOT NULL,
    status      TEXT   NOT NULL,
    delivery    TEXT   NOT NULL,
    needs_audit BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT   NOT NULL DEFAULT '',
    tries       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, submission)
);
CREATE INDEX work_items_send ON work_items (next_at) WHERE delivery <> 'accepted';
CREATE INDEX work_items_fetch ON work_items (next_at) WHERE delivery = 'accepted';
CREATE INDEX work_items_uid ON work_items (uid) WHERE uid <> '';

CREATE TABLE attempts (
    tenant     BIGINT NOT NULL,
    submission TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    draft_id   TEXT,
    state      TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    PRIMARY KEY (tenant, submission, number)
);

CREATE TABLE replies (
    tenant     BIGINT NOT NULL,
    submission TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    PRIMARY KEY (tenant, submission, document, type)
);

-- Cursors and alarms of the whole installation have the tenant -1.
CREATE TABLE cursors (
    tenant BIGINT NOT NULL,
    feed   TEXT   NOT NULL,
    value  TEXT   NOT NULL,
    PRIMARY KEY (tenant, feed)
);

CREATE TABLE alarms (
    tenant    BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    code      TEXT   NOT NULL,
    object    TEXT   NOT NULL,
    message   TEXT   NOT NULL,
    raised_at BIGINT NOT NULL,
    clear_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX alarms_open ON alarms (tenant, code, object) WHERE clear_at = 0;
