-- What is learned from decisions, and how people spell.

-- Reference data: informal spellings, from ejaan.ini of the pack.
CREATE TABLE spelling (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    word        TEXT NOT NULL,                -- folded: "jln"
    means       TEXT NOT NULL,                -- "jalan"; '' a word that tells nothing
    PRIMARY KEY (tenant, word)
) STRICT, WITHOUT ROWID;

-- What the program learned from a tenant's own decisions: the last model of each kind. It can be
-- made again from the cases at any time.
CREATE TABLE learned (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    kind        TEXT NOT NULL,                -- "category", "agency", "place"
    version     INTEGER NOT NULL,             -- 1.. grows with each fit
    made_at     INTEGER NOT NULL,
    took_us     INTEGER NOT NULL,             -- how long the fit took
    upto_at     INTEGER NOT NULL,             -- cases changed until then were read
    examples    INTEGER NOT NULL,             -- decisions it was learned from
    figures     TEXT NOT NULL,                -- JSON: how good it was on the newest decisions
    body        BLOB NOT NULL,                -- model/learned.h
    PRIMARY KEY (tenant, kind)
) STRICT, WITHOUT ROWID;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('spelling', 'spelling', '500 500 1');
--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('learned', 'learned', '3 3 1');
--sqlite ANALYZE sqlite_schema;
