-- What chat, mail and social media bring beyond an SMS: names, threads, positions, pictures.

ALTER TABLE message ADD COLUMN thread TEXT NOT NULL DEFAULT '';  -- what an answer must name there
ALTER TABLE message ADD COLUMN extra_sealed BLOB;  -- in: JSON, name, subject, link, position; NULL none

-- Pictures and papers that came with a message: fetched and looked at after it is stored.
CREATE TABLE media (
    tenant      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    message_id  INTEGER NOT NULL,
    state       INTEGER NOT NULL,             -- MediaState
    ref_sealed  BLOB,                         -- what the channel's driver fetches; NULL: came along
    type        TEXT NOT NULL DEFAULT '',     -- as the gateway says
    name        TEXT NOT NULL DEFAULT '',     -- raw file as it came; DONE: of the photo
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL,
    error       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, message_id) REFERENCES message (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX media_waiting ON media (tenant, next_at, id) WHERE state <= 1;
CREATE INDEX media_by_message ON media (tenant, message_id, id);
CREATE INDEX media_by_name ON media (name) WHERE name <> '';

-- Everybody who ever wrote to us on a medium, as far as answering needs it.
CREATE TABLE contact (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    channel     TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    heard_at    INTEGER NOT NULL,             -- when he last wrote
    thread      TEXT NOT NULL DEFAULT '',     -- of what he wrote last
    PRIMARY KEY (tenant, channel, address_hash)
) STRICT, WITHOUT ROWID;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('media', 'media', '500000 500000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('media', 'media_by_message', '500000 500000 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('media', 'media_waiting', '1000 1000 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('media', 'media_by_name', '500000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('contact', 'contact', '300000 300000 100000 1');
