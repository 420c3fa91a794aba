/* Rows of tenant. The columns that are also settings (code, name, host, prefix) win over the JSON.
 */
#include "store/tenant.h"

#include "store/settings.h"

#define COLUMNS "id, parent, code, name, host, prefix, settings, revision"

DB_STATEMENT_2(list, "tenant.list", "SELECT " COLUMNS " FROM tenant ORDER BY id", NULL, DB_SCAN_OK);
DB_STATEMENT(by_code, "tenant.by_code", "SELECT " COLUMNS " FROM tenant WHERE code = $1");
DB_STATEMENT(by_id, "tenant.by_id", "SELECT " COLUMNS " FROM tenant WHERE id = $1");
DB_STATEMENT(revision_of, "tenant.revision", "SELECT revision FROM tenant WHERE id = $1");
DB_STATEMENT_2(next_id, "tenant.next_id", "SELECT coalesce(max(id), 0) + 1 FROM tenant", NULL,
               DB_SCAN_OK);
DB_STATEMENT(insert, "tenant.insert",
             "INSERT INTO tenant (id, parent, code, name, host, prefix, settings, loaded_at)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
DB_STATEMENT(update, "tenant.update",
             "UPDATE tenant SET parent = $2, code = $3, name = $4, host = $5, prefix = $6,"
             " settings = $7, loaded_at = $8, revision = revision + 1 WHERE id = $1");

static void take_text(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text ? text : "");
}

/* A row written by an older program may lack a setting: no text of a tenant is NULL. */
static void fill_gaps(Tenant *tenant)
{
    for (const Setting *row = TENANT_SETTINGS; row->key; row++) {
        char **field = (char **)((char *)tenant + row->offset);
        if (row->kind == SETTING_TEXT && !*field)
            *field = g_strdup(row->offset == offsetof(Tenant, place_noun) ? tenant->name : "");
    }
}

static Tenant *read_row(const DbCursor *cursor, GError **error)
{
    g_autoptr(Tenant) tenant = g_new0(Tenant, 1);
    if (!settings_parse(TENANT_SETTINGS, db_text(cursor, 6), tenant, error))
        return NULL;
    tenant->id = db_int(cursor, 0);
    tenant->parent = db_int(cursor, 1);
    take_text(&tenant->code, db_text(cursor, 2));
    take_text(&tenant->name, db_text(cursor, 3));
    take_text(&tenant->host, db_text(cursor, 4));
    take_text(&tenant->prefix, db_text(cursor, 5));
    tenant->revision = db_int(cursor, 7);
    fill_gaps(tenant);
    return g_steal_pointer(&tenant);
}

GPtrArray *tenant_store_list(Db *db, GError **error)
{
    g_autoptr(GPtrArray) tenants = g_ptr_array_new_with_free_func((GDestroyNotify)tenant_free);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DbCursor) cursor = db_query(db, &list, DB_NO_ARGS, error);
    if (!cursor)
        return NULL;
    while (db_next(cursor, &failure)) {
        Tenant *tenant = read_row(cursor, error);
        if (!tenant)
            return NULL;
        g_ptr_array_add(tenants, tenant);
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return g_steal_pointer(&tenants);
}

static Tenant *read_one(Db *db, const DbStatement *statement, DbArgs args, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(DbCursor) cursor = db_query(db, statement, args, error);
    if (!cursor)
        return NULL;
    if (db_next(cursor, &failure))
        return read_row(cursor, error);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
                  N_("Pemerintah daerah itu tidak ada di sini."), NULL);
    return NULL;
}

Tenant *tenant_store_by_code(Db *db, const char *code, GError **error)
{
    return read_one(db, &by_code, DB_ARGS(DB_TEXT(code)), error);
}

Tenant *tenant_store_by_id(Db *db, gint64 tenant, GError **error)
{
    return read_one(db, &by_id, DB_ARGS(DB_INT(tenant)), error);
}

bool tenant_store_revision(Db *db, gint64 tenant, gint64 *revision, GError **error)
{
    return db_exec_int(db, &revision_of, DB_ARGS(DB_INT(tenant)), 0, revision, error);
}

bool tenant_store_save(Db *db, Tenant *tenant, gint64 now_us, GError **error)
{
    g_autofree char *settings = settings_format(TENANT_SETTINGS, tenant);
    bool first = tenant->id == 0;
    if (first && !db_exec_int(db, &next_id, DB_NO_ARGS, 1, &tenant->id, error))
        return false;
    DbArgs args = DB_ARGS(DB_INT(tenant->id), DB_INT(tenant->parent), DB_TEXT(tenant->code),
                          DB_TEXT(tenant->name), DB_TEXT(tenant->host), DB_TEXT(tenant->prefix),
                          DB_TEXT(settings), DB_INT(now_us));
    if (!db_exec(db, first ? &insert : &update, args, NULL, error))
        return false;
    return tenant_store_revision(db, tenant->id, &tenant->revision, error);
}
