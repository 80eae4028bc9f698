-- For SQLite alone: FTS5 and triggers of this form are its own. Another database keeps client_list by triggers of its
-- dialect and searches it by an index on trigrams (for PostgreSQL: pg_trgm).
--
-- client_list is the narrow side of clients: what lists are sorted, filtered and searched by, without the metadata,
-- so that walking a million rows reads some hundred megabytes and not some thousand. Triggers keep it, whoever writes.
-- A row gets a new number, higher than all, when what is searched changes: client_words, which cannot forget, then
-- holds nothing of that number yet. Rows are never deleted, or a number could come twice. Each index ends with what most filters ask for,
-- so that it answers them alone. Keys are in lower case.

CREATE TABLE client_list (
    number INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    organisation_key TEXT NOT NULL,
    software_key TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    environment TEXT NOT NULL,
    status TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    search_text TEXT NOT NULL
);
INSERT INTO client_list (client_id, name_key, organisation_key, software_key, organisation_id, environment, status,
                         issued_at, updated_at, search_text)
    SELECT client_id, lower(client_name), lower(organisation_name), lower(software_id), organisation_id, environment,
           status, issued_at, updated_at, search_text
    FROM clients ORDER BY issued_at, client_id;

CREATE INDEX client_list_by_issue ON client_list (issued_at, client_id, status, environment);
CREATE INDEX client_list_by_update ON client_list (updated_at, client_id, status, environment);
CREATE INDEX client_list_by_name ON client_list (name_key, client_id, status, environment);
CREATE INDEX client_list_by_organisation ON client_list (organisation_key, client_id, status, environment);
CREATE INDEX client_list_by_software ON client_list (software_key, client_id, status, environment);
CREATE INDEX client_list_by_status ON client_list (status, issued_at, client_id, environment);
CREATE INDEX client_list_by_environment ON client_list (environment, status);
DROP INDEX clients_by_age;
DROP INDEX clients_by_status;
DROP INDEX clients_by_software;

CREATE TRIGGER client_list_insert AFTER INSERT ON clients BEGIN
    INSERT INTO client_list (client_id, name_key, organisation_key, software_key, organisation_id, environment, status,
                             issued_at, updated_at, search_text)
    VALUES (NEW.client_id, lower(NEW.client_name), lower(NEW.organisation_name), lower(NEW.software_id),
            NEW.organisation_id, NEW.environment, NEW.status, NEW.issued_at, NEW.updated_at, NEW.search_text);
END;
CREATE TRIGGER client_list_update
AFTER UPDATE OF client_name, organisation_name, organisation_id, software_id, environment, search_text ON clients BEGIN
    UPDATE client_list
    SET number = (SELECT max(number) + 1 FROM client_list), name_key = lower(NEW.client_name),
        organisation_key = lower(NEW.organisation_name), software_key = lower(NEW.software_id),
        organisation_id = NEW.organisation_id, environment = NEW.environment, search_text = NEW.search_text
    WHERE issued_at = OLD.issued_at AND client_id = OLD.client_id;
END;
CREATE TRIGGER client_list_status AFTER UPDATE OF status, updated_at ON clients BEGIN
    UPDATE client_list SET status = NEW.status, updated_at = NEW.updated_at
    WHERE issued_at = OLD.issued_at AND client_id = OLD.client_id;
END;

-- Which rows hold which three characters; whether they hold them in a row is looked up in client_list. It is filled
-- some time after the row, up to the number in client_words_state: what is above is searched without it.
CREATE VIRTUAL TABLE client_words USING fts5 (
    search_text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE client_word_parts USING fts5vocab (client_words, row);
CREATE TABLE client_words_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    indexed_to BIGINT NOT NULL
);
INSERT INTO client_words_state (id, indexed_to) VALUES (1, 0);
