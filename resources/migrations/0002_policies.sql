-- Every policy that was applied, with the one that counts last. The JSON is bytes: the store does not look into it.

CREATE TABLE policies (
    version INTEGER PRIMARY KEY,
    applied_at BIGINT NOT NULL,
    applied_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    policy BYTEA NOT NULL
);
