package sandbox

// schema are the steps that made the file what it is; each is run once. A step
// that was released is never changed. Instants are microseconds since 1970 UTC:
// of the business clock, but for the columns due_at, which are of the real one.
var schema = []string{
	`
CREATE TABLE setting (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE content (
	id    TEXT NOT NULL PRIMARY KEY,
	size  BIGINT NOT NULL, -- bytes that are here
	total BIGINT NOT NULL  -- bytes when it is whole
);
CREATE TABLE content_part (
	content TEXT NOT NULL,
	start   BIGINT NOT NULL,
	data    BLOB NOT NULL,
	PRIMARY KEY (content, start)
);
CREATE TABLE draft (
	id      TEXT NOT NULL PRIMARY KEY,
	version BIGINT NOT NULL, -- rises with each change of its parts
	status  TEXT NOT NULL,
	office  TEXT NOT NULL,
	inn     TEXT NOT NULL,
	kpp     TEXT NOT NULL,
	meta    TEXT NOT NULL, -- as it was given, JSON
	docflow TEXT -- once sent
);
CREATE TABLE draft_document (
	id       TEXT NOT NULL PRIMARY KEY,
	draft    TEXT NOT NULL,
	content  TEXT NOT NULL,
	sha256   TEXT NOT NULL,
	type     TEXT NOT NULL,
	filename TEXT NOT NULL,
	facts    TEXT NOT NULL -- what was read of it, JSON
);
CREATE INDEX draft_document_draft ON draft_document (draft);
CREATE TABLE draft_signature (
	id          TEXT NOT NULL PRIMARY KEY,
	document    TEXT NOT NULL,
	data        BLOB NOT NULL,
	third_party BIGINT NOT NULL
);
CREATE INDEX draft_signature_document ON draft_signature (document);
CREATE TABLE task (
	id      TEXT NOT NULL PRIMARY KEY,
	draft   TEXT NOT NULL,
	type    TEXT NOT NULL,
	state   TEXT NOT NULL,
	wait    BIGINT NOT NULL, -- stages it still runs
	due_at  BIGINT NOT NULL,
	result  TEXT NOT NULL, -- JSON, '' for none
	failure TEXT NOT NULL  -- JSON, '' for none
);
CREATE INDEX task_running ON task (due_at) WHERE state = 'running';
CREATE INDEX task_sent ON task (type, state);
CREATE TABLE docflow (
	number     INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT NOT NULL UNIQUE,
	draft      TEXT NOT NULL UNIQUE,
	office     TEXT NOT NULL,
	inn        TEXT NOT NULL,
	kpp        TEXT NOT NULL,
	header     TEXT NOT NULL,
	status     TEXT NOT NULL,
	state      TEXT NOT NULL,
	stage      BIGINT NOT NULL, -- steps of the robot that are done
	wait       BIGINT NOT NULL, -- stages until the next step
	open       BIGINT NOT NULL, -- 1 while steps may come
	due_at     BIGINT NOT NULL,
	sent_at    BIGINT NOT NULL,
	changed_at BIGINT NOT NULL
);
CREATE INDEX docflow_open ON docflow (due_at) WHERE open = 1;
CREATE INDEX docflow_changed ON docflow (changed_at, number);
CREATE TABLE docflow_document (
	id       TEXT NOT NULL PRIMARY KEY,
	docflow  TEXT NOT NULL,
	n        BIGINT NOT NULL, -- order of arrival
	type     TEXT NOT NULL,
	filename TEXT NOT NULL,
	content  TEXT NOT NULL,
	plain    TEXT NOT NULL, -- the readable content of one that is not, else ''
	signature BLOB,
	owed     TEXT NOT NULL, -- type of the receipt that is owed on it, else ''
	replied  BIGINT NOT NULL,
	final    BIGINT NOT NULL,
	at       BIGINT NOT NULL
);
CREATE INDEX docflow_document_docflow ON docflow_document (docflow, n);
CREATE TABLE reply (
	id        TEXT NOT NULL PRIMARY KEY,
	docflow   TEXT NOT NULL,
	document  TEXT NOT NULL,
	type      TEXT NOT NULL,
	filename  TEXT NOT NULL,
	data      BLOB NOT NULL,
	signature BLOB,
	sent_at   BIGINT NOT NULL, -- 0 before
	UNIQUE (document, type)
);
CREATE TABLE event (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	docflow TEXT NOT NULL,
	state   TEXT NOT NULL,
	at      BIGINT NOT NULL
);
`,
}
