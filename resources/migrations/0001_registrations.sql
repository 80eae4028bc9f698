-- Moments are milliseconds since 1970 in UTC. JSON, tokens and DER are bytes: they are read and written whole,
-- and never converted on the way. One schema serves SQLite and PostgreSQL.

CREATE TABLE clients (
    client_id TEXT PRIMARY KEY,
    software_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    organisation_name TEXT NOT NULL,
    client_name TEXT NOT NULL,
    environment TEXT NOT NULL,
    status TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version INTEGER NOT NULL,
    search_text TEXT NOT NULL,
    metadata BYTEA NOT NULL
);
CREATE INDEX clients_by_age ON clients (issued_at, client_id);
CREATE INDEX clients_by_status ON clients (status, issued_at, client_id);
CREATE INDEX clients_by_software ON clients (software_id);

CREATE TABLE client_versions (
    client_id TEXT NOT NULL REFERENCES clients (client_id),
    version INTEGER NOT NULL,
    registered_at BIGINT NOT NULL,
    request_jwt BYTEA NOT NULL,
    checks BYTEA NOT NULL,
    peer_certificate BYTEA NOT NULL,
    PRIMARY KEY (client_id, version)
);

CREATE TABLE tokens (
    hash TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (client_id),
    scope TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    certificate_thumbprint TEXT NOT NULL
);
CREATE INDEX tokens_by_client ON tokens (client_id);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE seen_jtis (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    first_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, jti)
);
CREATE INDEX seen_jtis_by_expiry ON seen_jtis (expires_at);

CREATE TABLE exchanges (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    status INTEGER NOT NULL,
    error_code TEXT NOT NULL,
    description TEXT NOT NULL,
    client_id TEXT NOT NULL,
    software_id TEXT NOT NULL,
    peer_subject TEXT NOT NULL,
    peer_address TEXT NOT NULL,
    duration_us BIGINT NOT NULL
);
CREATE INDEX exchanges_by_age ON exchanges (at, id);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
