-- The document is the Admin API's JSON without its secrets; vault_secrets is a JSON list of the connector properties that
-- the vault keeps. deleted_at is 0 for what was not deleted: a deletion can be taken back.

CREATE TABLE key_managers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    document BYTEA NOT NULL,
    vault_secrets TEXT NOT NULL,
    server TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX key_managers_by_name ON key_managers (name) WHERE deleted_at = 0;
