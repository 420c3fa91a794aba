-- Where bearerbox keeps the receipts that are still to come (its database, not Kentongan's).
PRAGMA journal_mode = WAL; -- one fsync a receipt instead of three
CREATE TABLE IF NOT EXISTS dlr (
    smsc TEXT,
    ts TEXT,
    destination TEXT,
    source TEXT,
    service TEXT,
    url TEXT,
    mask INTEGER,
    status INTEGER,
    boxc TEXT
);
CREATE INDEX IF NOT EXISTS dlr_ts ON dlr (smsc, ts);
