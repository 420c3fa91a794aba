/* Brings a database to the newest schema: sql/NNNN_name.sql in order, forward only, checksummed.
 *
 * A file is written in SQLite's words. For PostgreSQL the words INTEGER and BLOB become BIGINT and
 * BYTEA and "STRICT, WITHOUT ROWID" falls away; a line that starts with "--sqlite " or
 * "--postgres " is kept, without the mark, for that engine only.
 */
#pragma once

#include "db/db.h"

typedef void (*MigrateProgress)(const char *file, gpointer user);

/* Applies what is missing from folder (the sql/ directory). INTERNAL when a file that was applied
 * has changed since, or when the database is newer than the folder. Safe to call from several
 * processes at once. applied (may be NULL) is the number of files applied now. */
bool migrate_run(Db *db, const char *folder, MigrateProgress progress, gpointer user,
                 guint *applied, GError **error) MUST_USE;
/* The newest version in the database; 0 for an empty one. */
bool migrate_version(Db *db, gint64 *version, GError **error) MUST_USE;
