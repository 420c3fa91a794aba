/* Reading the rows of a query: all of them, or the one there must be. */
#pragma once

#include "db/db.h"

typedef gpointer (*RowReader)(const DbCursor *row);

/* Takes the cursor (NULL: its error is set already) and appends each row read. */
bool rows_collect(DbCursor *opened, RowReader read, GPtrArray *out, GError **error) MUST_USE;
/* The first row; NOT_FOUND with the sentence when there is none. */
gpointer rows_one(DbCursor *opened, RowReader read, const char *sentence, GError **error) MUST_USE;
