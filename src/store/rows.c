/* Reading the rows of a query: see rows.h. */
#include "store/rows.h"

bool rows_collect(DbCursor *opened, RowReader read, GPtrArray *out, GError **error)
{
    g_autoptr(DbCursor) row = opened;
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed))
        g_ptr_array_add(out, read(row));
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

gpointer rows_one(DbCursor *opened, RowReader read, const char *sentence, GError **error)
{
    g_autoptr(DbCursor) row = opened;
    GError *failed = NULL;
    if (!row)
        return NULL;
    if (db_next(row, &failed))
        return read(row);
    if (failed)
        g_propagate_error(error, failed);
    else
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, sentence, NULL);
    return NULL;
}
