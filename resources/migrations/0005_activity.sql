-- Rows are only ever added. How the hashes are made stands in core/store/activity_log.h.

CREATE TABLE activity (
    number BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    origin TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    state_before BYTEA NOT NULL,
    state_after BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX activity_by_subject ON activity (subject_kind, subject, number);
CREATE INDEX activity_by_action ON activity (action, number);
CREATE INDEX activity_by_actor ON activity (actor, number);
CREATE INDEX activity_by_age ON activity (at, number);

-- One row: the newest of the chain, so that rows cut off at its end are missed.
CREATE TABLE activity_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO activity_head (id, number, hash) VALUES (1, 0, '');
