-- When a message last came in on a channel, for the administrator: ids grow with time, so each new
-- message is appended at the end of its channel's part.

CREATE INDEX message_last_in ON message (tenant, channel, id) WHERE outbound = 0;

--sqlite INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('message', 'message_last_in', '200000 200000 50000 1');
--sqlite ANALYZE sqlite_schema;
