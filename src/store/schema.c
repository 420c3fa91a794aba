/* Where the tables are: see schema.h. */
#include "store/schema.h"

#include "store/rows.h"

DB_STATEMENT_2(schema_name, "schema.name", "SELECT 'main'", "SELECT current_schema()::text",
               DB_SCAN_OK);
DB_STATEMENT_2(tables, "schema.tables", "SELECT count(*) FROM sqlite_schema",
               "SELECT count(*) FROM pg_catalog.pg_class c "
               "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
               "WHERE n.nspname = current_schema() AND c.relkind = 'r'",
               DB_SCAN_OK);

static gpointer read_name(const DbCursor *row)
{
    return g_strdup(db_is_null(row, 0) ? "" : db_text(row, 0));
}

bool schema_store_name(Db *db, char **name, GError **error)
{
    *name = rows_one(db_query(db, &schema_name, DB_NO_ARGS, error), read_name,
                     N_("Basis data tidak menjawab."), error);
    return *name != NULL;
}

bool schema_store_is_empty(Db *db, bool *empty, GError **error)
{
    gint64 count = 0;
    bool ok = db_exec_int(db, &tables, DB_NO_ARGS, 0, &count, error);
    *empty = count == 0;
    return ok;
}
