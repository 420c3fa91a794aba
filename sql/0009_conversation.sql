-- Private conversations that a human leads: who asked for one, who answers, what was said.

CREATE TABLE conversation (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    channel     TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    address_sealed BLOB NOT NULL,
    person_id   INTEGER NOT NULL DEFAULT 0,
    case_id     INTEGER NOT NULL DEFAULT 0,   -- what is said belongs to it; 0 none yet
    state       INTEGER NOT NULL,             -- ConversationState
    reason      INTEGER NOT NULL,             -- ConversationReason
    account     INTEGER NOT NULL DEFAULT 0,   -- who answers
    opened_at   INTEGER NOT NULL,
    taken_at    INTEGER NOT NULL DEFAULT 0,
    heard_at    INTEGER NOT NULL,             -- the citizen's last words
    said_at     INTEGER NOT NULL DEFAULT 0,   -- the operator's last words
    version     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX conversation_open ON conversation (tenant, channel, address_hash) WHERE state < 3;
CREATE INDEX conversation_by_state ON conversation (tenant, state, heard_at, id);

ALTER TABLE message ADD COLUMN conversation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN buttons TEXT NOT NULL DEFAULT '';  -- out: a line each, "words<tab>label"
CREATE INDEX message_by_conversation ON message (tenant, conversation, id) WHERE conversation <> 0;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('conversation', 'conversation', '50000 50000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('conversation', 'conversation_open', '100 100 30 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('conversation', 'conversation_by_state', '50000 50000 16000 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('message', 'message_by_conversation', '200000 200000 8 1');
--sqlite ANALYZE sqlite_schema;
