/* PostgreSQL's own tools for backup and restore. The password of the URL goes to them by the
 * environment, never by the command line. */
#pragma once

#include "base/error.h"

/* Writes the tables of schema into file, in pg_dump's custom format. */
bool pgdump_save(const char *url, const char *schema, const char *file, GError **error) MUST_USE;
/* Reads it back, in one transaction. */
bool pgdump_load(const char *url, const char *file, GError **error) MUST_USE;
