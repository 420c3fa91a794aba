-- What people say and do not write: radio stations and telephone lines.

-- Reference data: voice.ini of the pack.
CREATE TABLE voice (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    kind        INTEGER NOT NULL,             -- VoiceKind: station, programme, line, unit
    code        TEXT NOT NULL,                -- "malowopati"
    name        TEXT NOT NULL,
    phone       TEXT NOT NULL DEFAULT '',     -- E.164 or short (110); '' none
    agency      TEXT NOT NULL DEFAULT '',     -- of a station its owner, of a unit itself; '' none
    area        TEXT NOT NULL DEFAULT '',     -- of a station: where it is heard
    station     TEXT NOT NULL DEFAULT '',     -- of a programme: code of its station
    detail      TEXT NOT NULL DEFAULT '',     -- frequency, or when it is on air
    position    INTEGER NOT NULL,             -- order in lists
    PRIMARY KEY (tenant, kind, code)
) STRICT, WITHOUT ROWID;

ALTER TABLE account ADD COLUMN post TEXT NOT NULL DEFAULT '';  -- announcer: code of his station

-- One case as a station has it: what may be read on air, and where it goes from there. A case that
-- is handed to another government stays here by its ticket only.
CREATE TABLE radio_item (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    station     TEXT NOT NULL,
    case_id     INTEGER NOT NULL,
    ticket      TEXT NOT NULL,
    account     INTEGER NOT NULL,             -- who took it
    disposition INTEGER NOT NULL,             -- bits: 1 to the agency, 2 to the dialogue programme
    air_sealed  BLOB NOT NULL,                -- the words to be read on air, without names and numbers
    topic       INTEGER NOT NULL DEFAULT 0,   -- of a rundown; 0: waits for one
    dropped     INTEGER NOT NULL DEFAULT 0,   -- 1: taken off the list to be read
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX radio_item_by_station ON radio_item (tenant, station, id);
CREATE INDEX radio_item_by_topic ON radio_item (tenant, topic, id) WHERE topic <> 0;
CREATE INDEX radio_item_waiting ON radio_item (tenant, station, id)
    WHERE topic = 0 AND dropped = 0 AND disposition >= 2;

-- One broadcast of a programme and its rundown.
CREATE TABLE episode (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    station     TEXT NOT NULL,
    programme   TEXT NOT NULL,
    airs_at     INTEGER NOT NULL,
    closed_at   INTEGER NOT NULL DEFAULT 0,   -- its outcomes are told; 0: planned or on air
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX episode_by_station ON episode (tenant, station, airs_at, id);

CREATE TABLE topic (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    episode     INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    title       TEXT NOT NULL,
    agencies    TEXT NOT NULL DEFAULT '',     -- invited: codes, parted by commas
    outcome     TEXT NOT NULL DEFAULT '',     -- what came of it on air
    told_at     INTEGER NOT NULL DEFAULT 0,   -- when it was written to its cases
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX topic_by_episode ON topic (tenant, episode, position, id);

-- What an agency promised on air.
CREATE TABLE promise (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    episode     INTEGER NOT NULL,
    topic       INTEGER NOT NULL,             -- its cases are the promise's
    agency      TEXT NOT NULL,
    text        TEXT NOT NULL,
    due_at      INTEGER NOT NULL,
    wake_at     INTEGER NOT NULL,             -- when to remind, or to say that it is late
    step        INTEGER NOT NULL DEFAULT 0,   -- 0 nothing said, 1 reminded, 2 said to be late
    account     INTEGER NOT NULL,             -- who wrote it down
    created_at  INTEGER NOT NULL,
    done_at     INTEGER NOT NULL DEFAULT 0,
    done_by     INTEGER NOT NULL DEFAULT 0,
    done_text   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX promise_by_topic ON promise (tenant, topic, id);
CREATE INDEX promise_open ON promise (tenant, due_at, id) WHERE done_at = 0;
CREATE INDEX promise_done ON promise (tenant, done_at, id) WHERE done_at <> 0;
CREATE INDEX promise_waking ON promise (wake_at) WHERE done_at = 0 AND step < 2;

-- ---- telephone ----

CREATE TABLE call (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    line        TEXT NOT NULL,                -- code of our number
    direction   INTEGER NOT NULL,             -- CallDirection: in, out, missed
    number_hash BLOB,                         -- finds it again; NULL: withheld
    number_sealed BLOB,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL DEFAULT 0,   -- 0: still talking
    account     INTEGER NOT NULL DEFAULT 0,   -- who talked; 0 nobody
    ticket      TEXT NOT NULL DEFAULT '',     -- of the case that came of it
    answers     INTEGER NOT NULL DEFAULT 0,   -- out: the missed call that is called back
    outcome     INTEGER NOT NULL DEFAULT 0,   -- CallOutcome of one out; 0 none yet
    note_sealed BLOB,
    waits       INTEGER NOT NULL DEFAULT 0,   -- 1: a missed call that nobody called back
    provider_id TEXT NOT NULL DEFAULT '',     -- of the exchange; '' typed by a person
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX call_once ON call (tenant, line, provider_id) WHERE provider_id <> '';
CREATE INDEX call_by_time ON call (tenant, started_at, id);
CREATE INDEX call_waiting ON call (tenant, started_at, id) WHERE waits = 1;
CREATE INDEX call_by_number ON call (tenant, number_hash, started_at) WHERE number_hash IS NOT NULL;
CREATE INDEX call_answering ON call (tenant, answers, id) WHERE answers <> 0;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('voice', 'voice', '200 10 4 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('radio_item', 'radio_item', '200000 200000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('radio_item', 'radio_item_by_station', '200000 200000 30000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('radio_item', 'radio_item_by_topic', '50000 50000 4 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('radio_item', 'radio_item_waiting', '500 500 60 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('episode', 'episode', '5000 5000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('episode', 'episode_by_station', '5000 5000 800 1 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('topic', 'topic', '20000 20000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('topic', 'topic_by_episode', '20000 20000 5 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('promise', 'promise', '20000 20000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('promise', 'promise_by_topic', '20000 20000 2 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('promise', 'promise_open', '300 300 1 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('promise', 'promise_done', '20000 20000 1 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('promise', 'promise_waking', '300 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('call', 'call', '500000 500000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('call', 'call_once', '300000 300000 100000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('call', 'call_by_time', '500000 500000 1 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('call', 'call_waiting', '200 200 1 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('call', 'call_by_number', '500000 500000 3 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('call', 'call_answering', '100000 100000 2 1');
--sqlite ANALYZE sqlite_schema;
