-- +goose Up

-- Boxes, documents, links and tasks are found by their id alone before their
-- tenant is known, so their keys begin with it.
CREATE TABLE edo_boxes (
    id            TEXT   NOT NULL,
    tenant        BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    participant   TEXT   NOT NULL,
    adapter       TEXT   NOT NULL,
    operator_code TEXT   NOT NULL,
    operator_name TEXT   NOT NULL,
    operator_inn  TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    short_name    TEXT   NOT NULL,
    inn           TEXT   NOT NULL,
    kpp           TEXT   NOT NULL,
    ogrn          TEXT   NOT NULL,
    surname       TEXT   NOT NULL,
    first_name    TEXT   NOT NULL,
    middle_name   TEXT   NOT NULL,
    zone          TEXT   NOT NULL,
    auto_receipts BIGINT NOT NULL,
    read_to       TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE edo_box_users (
    tenant BIGINT NOT NULL,
    login  TEXT   NOT NULL,
    box    TEXT   NOT NULL,
    PRIMARY KEY (tenant, login, box)
);

CREATE TABLE edo_documents (
    id                TEXT   NOT NULL,
    tenant            BIGINT NOT NULL,
    box               TEXT   NOT NULL,
    package           TEXT,
    output            BIGINT NOT NULL,
    operator_document TEXT   NOT NULL,
    operator_package  TEXT   NOT NULL,
    sender_box        TEXT   NOT NULL,
    receiver_box      TEXT   NOT NULL,
    type              BIGINT NOT NULL,
    format_id         TEXT   NOT NULL,
    prefix            TEXT   NOT NULL,
    format_version    TEXT   NOT NULL,
    knd               TEXT   NOT NULL,
    function          TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    number            TEXT   NOT NULL,
    date              TEXT   NOT NULL,
    total             BIGINT,
    sender_inn        TEXT   NOT NULL,
    file_name         TEXT   NOT NULL,
    content           TEXT,
    operator_at       BIGINT NOT NULL,
    arrived_at        BIGINT NOT NULL,
    arrival           BIGINT NOT NULL,
    folded            TEXT   NOT NULL,
    version           BIGINT NOT NULL,
    status            TEXT   NOT NULL,
    stable            TEXT   NOT NULL,
    no_answer         TEXT   NOT NULL,
    findings          TEXT   NOT NULL,
    PRIMARY KEY (id, tenant)
);
CREATE UNIQUE INDEX edo_documents_arrival ON edo_documents (tenant, arrival);
CREATE INDEX edo_documents_box ON edo_documents (tenant, box, arrival);
CREATE INDEX edo_documents_package ON edo_documents (tenant, package, arrival);
-- Numbers of broken documents may be longer than an index of PostgreSQL takes.
CREATE INDEX edo_documents_number ON edo_documents (tenant, substr(number, 1, 40), arrival);
CREATE UNIQUE INDEX edo_documents_operator ON edo_documents (tenant, box, operator_document) WHERE operator_document <> '';
CREATE INDEX edo_documents_unanswered ON edo_documents (tenant, arrival)
    WHERE status IN ('I', 'IPF') AND output = 0 AND no_answer = '';

-- What was read of a document is large and never changes, so it lies apart from
-- what lists walk through and statuses rewrite.
CREATE TABLE edo_titles (
    tenant   BIGINT NOT NULL,
    document TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (tenant, document)
);

CREATE TABLE edo_elements (
    tenant      BIGINT NOT NULL,
    box         TEXT   NOT NULL,
    status_id   BIGINT NOT NULL,
    document    TEXT   NOT NULL,
    event       TEXT   NOT NULL,
    output      BIGINT NOT NULL,
    code        TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    happened_at BIGINT NOT NULL,
    content     TEXT,
    PRIMARY KEY (tenant, box, status_id)
);
CREATE INDEX edo_elements_document ON edo_elements (tenant, document, status_id);

-- Bytes by their SHA-512; data is NULL if the blob store has them.
CREATE TABLE edo_contents (
    tenant BIGINT NOT NULL,
    hash   BYTEA  NOT NULL,
    size   BIGINT NOT NULL,
    data   BYTEA,
    PRIMARY KEY (tenant, hash)
);

-- Every title that is made inserts here, so the long file names are indexed by
-- a number made of them, and hashes only of what came from outside.
CREATE TABLE edo_attachments (
    id           TEXT   NOT NULL,
    tenant       BIGINT NOT NULL,
    document     TEXT   NOT NULL,
    type         BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    name_key     BIGINT NOT NULL,
    hash         BYTEA  NOT NULL,
    size         BIGINT NOT NULL,
    signs        TEXT,
    certificates TEXT   NOT NULL,
    output       BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    made_by      TEXT   NOT NULL,
    PRIMARY KEY (id, tenant)
);
CREATE INDEX edo_attachments_document ON edo_attachments (tenant, document, id);
CREATE INDEX edo_attachments_name ON edo_attachments (tenant, name_key);
CREATE INDEX edo_attachments_signs ON edo_attachments (tenant, signs) WHERE signs IS NOT NULL;
CREATE INDEX edo_attachments_received ON edo_attachments (tenant, hash) WHERE type = 0;

-- The tasks are their own queue; one that is inserted finished touches neither
-- of the indices of planned ones.
CREATE TABLE edo_tasks (
    id          BIGINT NOT NULL,
    tenant      BIGINT NOT NULL,
    action      TEXT   NOT NULL,
    stage       TEXT   NOT NULL,
    box         TEXT   NOT NULL,
    document    TEXT,
    package     TEXT,
    made_by     TEXT   NOT NULL,
    request     BYTEA,
    created_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    state       BIGINT NOT NULL,
    error       TEXT   NOT NULL,
    results     BYTEA,
    finished_at BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    lease_owner TEXT   NOT NULL,
    lease_until BIGINT NOT NULL,
    PRIMARY KEY (id, tenant)
);
CREATE INDEX edo_tasks_planned ON edo_tasks (next_at, id) WHERE state = 0;
CREATE INDEX edo_tasks_unfinished ON edo_tasks (tenant, box, package) WHERE state = 0;
CREATE INDEX edo_tasks_finished ON edo_tasks (finished_at) WHERE state <> 0;

-- The last number of a task that was given out, of the whole installation: its
-- tenant is -1.
CREATE TABLE edo_task_numbers (
    tenant BIGINT NOT NULL,
    last   BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TABLE edo_attempts (
    tenant     BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    task       BIGINT NOT NULL,
    document   TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    content    TEXT,
    signature  TEXT,
    version    BIGINT NOT NULL,
    ref        TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX edo_attempts_task ON edo_attempts (tenant, task, id);

CREATE TABLE edo_queue (
    tenant     BIGINT NOT NULL,
    box        TEXT   NOT NULL,
    id         BIGINT NOT NULL,
    document   TEXT   NOT NULL,
    extra      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    done_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant, box, id)
);
CREATE INDEX edo_queue_waiting ON edo_queue (tenant, box, id) WHERE done_at = 0;

-- The mail between the boxes of this installation: its tenant is -1, since
-- sender and receiver may have different ones.
CREATE TABLE edo_mail (
    tenant BIGINT NOT NULL,
    number BIGINT NOT NULL,
    id     TEXT   NOT NULL,
    box    TEXT   NOT NULL,
    about  TEXT   NOT NULL,
    body   BYTEA  NOT NULL,
    PRIMARY KEY (tenant, number)
);
CREATE UNIQUE INDEX edo_mail_id ON edo_mail (tenant, id);
CREATE INDEX edo_mail_box ON edo_mail (tenant, box, number);
CREATE INDEX edo_mail_about ON edo_mail (tenant, about, number) WHERE about <> '';
