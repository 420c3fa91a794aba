-- Public posts, and the words by which they are looked for.

CREATE TABLE listen (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    position    INTEGER NOT NULL,
    kind        INTEGER NOT NULL,             -- ListenKind
    word        TEXT NOT NULL,                -- "#lapor"; "" comments under our own posts
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;

-- What was said in public and met a word of the pack, until an operator decides. Words, author and
-- address are in the message of the same id.
CREATE TABLE post (
    tenant      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    first_id    INTEGER NOT NULL,             -- its own id, or whose copy it is
    channel     TEXT NOT NULL,
    origin      TEXT NOT NULL,                -- the platform's id of what was said first
    text_hash   BLOB,                         -- keyed, of the words that copies share; NULL: too few
    matched     TEXT NOT NULL,                -- which word it was kept for
    state       INTEGER NOT NULL,             -- PostState
    copies      INTEGER NOT NULL DEFAULT 0,   -- how often it came besides
    posted_at   INTEGER NOT NULL,             -- as the platform says
    created_at  INTEGER NOT NULL,
    case_id     INTEGER NOT NULL DEFAULT 0,   -- what it became
    ticket      TEXT NOT NULL DEFAULT '',     -- of its own report
    reason      TEXT NOT NULL DEFAULT '',     -- why it was discarded: code
    note        TEXT NOT NULL DEFAULT '',     -- and in words
    decided_at  INTEGER NOT NULL DEFAULT 0,
    decided_by  INTEGER NOT NULL DEFAULT 0,   -- account
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, id) REFERENCES message (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX post_by_state ON post (tenant, state, id);
CREATE INDEX post_by_origin ON post (tenant, channel, origin);
CREATE INDEX post_by_text ON post (tenant, text_hash, id) WHERE text_hash IS NOT NULL;
CREATE INDEX post_by_first ON post (tenant, first_id, id);
CREATE INDEX post_by_case ON post (tenant, case_id) WHERE case_id <> 0;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('listen', 'listen', '20 20 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('post', 'post', '200000 200000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('post', 'post_by_state', '200000 200000 50000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('post', 'post_by_origin', '200000 200000 60000 2');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('post', 'post_by_text', '150000 150000 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('post', 'post_by_first', '200000 200000 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('post', 'post_by_case', '50000 50000 1');
--sqlite ANALYZE sqlite_schema;
