-- Desks where people are received (posko), their days and queues; who told a report for whom; names
-- that can be found although they are sealed.

-- Reference data, from desks.ini of the pack.
CREATE TABLE desk (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    code        TEXT NOT NULL,                -- "mpp", "kec-tahunan"
    name        TEXT NOT NULL,
    place       TEXT NOT NULL DEFAULT '',     -- "Gedung MPP, lantai 3"
    area        TEXT NOT NULL DEFAULT '',     -- where it stands; '' for the whole tenant
    contact     TEXT NOT NULL DEFAULT '',     -- public
    hours       TEXT NOT NULL,                -- "Sabtu 08.00-11.00", see model/desk.h
    exceptions  TEXT NOT NULL DEFAULT '',     -- "2026-12-26 tutup Cuti bersama"
    active      INTEGER NOT NULL DEFAULT 1,
    position    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;

-- An officer on duty at a desk. Checking in and out are events of the tenant too.
CREATE TABLE desk_shift (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    desk        TEXT NOT NULL,
    account     INTEGER NOT NULL,
    counter     INTEGER NOT NULL,             -- which table of the desk: 1..
    from_at     INTEGER NOT NULL,
    to_at       INTEGER NOT NULL DEFAULT 0,   -- 0: still there
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX desk_shift_open ON desk_shift (tenant, account) WHERE to_at = 0;
CREATE INDEX desk_shift_by_desk ON desk_shift (tenant, desk, from_at);

-- Queue numbers: one series a desk and day. Nothing says whose a number is.
CREATE TABLE desk_number (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    desk        TEXT NOT NULL,
    day         INTEGER NOT NULL,             -- local, days since 1970-01-01
    number      INTEGER NOT NULL,             -- 1..
    state       INTEGER NOT NULL,             -- NumberState of model/desk.h
    counter     INTEGER NOT NULL DEFAULT 0,   -- where it was called to
    calls       INTEGER NOT NULL DEFAULT 0,   -- how often
    taken_at    INTEGER NOT NULL,
    called_at   INTEGER NOT NULL DEFAULT 0,   -- last
    ended_at    INTEGER NOT NULL DEFAULT 0,
    account     INTEGER NOT NULL DEFAULT 0,   -- who called it last
    PRIMARY KEY (tenant, desk, day, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX desk_number_by_state ON desk_number (tenant, desk, day, state, number);

-- Keyed hashes of the words of sealed names: a name is found without opening any.
CREATE TABLE name_word (
    tenant      INTEGER NOT NULL,
    word_hash   BLOB NOT NULL,
    person_id   INTEGER NOT NULL,
    PRIMARY KEY (tenant, word_hash, person_id),
    FOREIGN KEY (tenant, person_id) REFERENCES person (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX name_word_by_person ON name_word (tenant, person_id);

-- Who stood between: an officer or a helper, for whom, and what was agreed.
ALTER TABLE report ADD COLUMN by_account INTEGER NOT NULL DEFAULT 0;    -- who wrote it down; 0 the person
ALTER TABLE report ADD COLUMN desk TEXT NOT NULL DEFAULT '';            -- at which desk
ALTER TABLE report ADD COLUMN relation INTEGER NOT NULL DEFAULT 0;      -- Relation: whose matter it is
ALTER TABLE report ADD COLUMN for_person_id INTEGER NOT NULL DEFAULT 0; -- that one; 0 the person himself
ALTER TABLE report ADD COLUMN consent INTEGER NOT NULL DEFAULT 0;       -- 1: read back and agreed to

CREATE INDEX report_for_person ON report (tenant, for_person_id, id) WHERE for_person_id <> 0;

-- A letter or paper form: kept sealed, given to staff as a download, never shown in a page.
ALTER TABLE attachment ADD COLUMN paper INTEGER NOT NULL DEFAULT 0;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('desk', 'desk', '40 40 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('desk_shift', 'desk_shift', '5000 5000 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('desk_shift', 'desk_shift_open', '20 20 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('desk_shift', 'desk_shift_by_desk', '5000 5000 200 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('desk_number', 'desk_number', '100000 100000 3000 60 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('desk_number', 'desk_number_by_state', '100000 100000 3000 60 30 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('name_word', 'name_word', '800000 800000 40 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('name_word', 'name_word_by_person', '800000 800000 3');
--sqlite ANALYZE sqlite_schema;
