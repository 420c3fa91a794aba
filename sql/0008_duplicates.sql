-- Open cases that are not listed (unverified, secret) by place: duplicates that only staff are shown.

CREATE INDEX case_by_cell_unlisted ON cases (tenant, listed, closed_at, cell, id)
    WHERE listed = 0 AND closed_at = 0 AND cell <> 0;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('cases', 'case_by_cell_unlisted', '20000 20000 20000 20000 2 1');
--sqlite ANALYZE sqlite_schema;
