-- Key sets of the network as they were read last, and the ones that somebody gave a name. An empty truststore means the
-- system's. An empty body means that the set was never read; a moment of 0 means never.

CREATE TABLE key_sets (
    url TEXT NOT NULL,
    truststore TEXT NOT NULL,
    reach TEXT NOT NULL,
    body BYTEA NOT NULL,
    etag TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    attempted_at BIGINT NOT NULL,
    refresh_at BIGINT NOT NULL,
    problem TEXT NOT NULL,
    changes TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (url, truststore, reach)
);
CREATE INDEX key_sets_by_attempt ON key_sets (attempted_at);

CREATE TABLE named_key_sets (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    truststore TEXT NOT NULL,
    place BIGINT NOT NULL
);
