/* Where the tables are, for backup and restore. */
#pragma once

#include "db/db.h"

/* PostgreSQL's current schema, "main" on SQLite (transfer full). */
bool schema_store_name(Db *db, char **name, GError **error) MUST_USE;
/* True when there is no table of ours or anybody's. */
bool schema_store_is_empty(Db *db, bool *empty, GError **error) MUST_USE;
