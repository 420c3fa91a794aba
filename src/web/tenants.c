/* Which tenant a request is for: see tenants.h. */
#include "web/tenants.h"

#include <string.h>

#include "store/catalog.h"
#include "store/tenant.h"

/* Readers take a reference under the lock, which is never held for longer. */
static struct {
    GRWLock lock;
    GPtrArray *catalogs; /* Catalog*, immutable once here */
    char *fallback;
} tenants;

static GPtrArray *tenants_table(void)
{
    g_autoptr(GRWLockReaderLocker) locker G_GNUC_UNUSED =
        g_rw_lock_reader_locker_new(&tenants.lock);
    return tenants.catalogs ? g_ptr_array_ref(tenants.catalogs) : NULL;
}

static void tenants_swap(GPtrArray *table)
{
    g_rw_lock_writer_lock(&tenants.lock);
    GPtrArray *old = g_steal_pointer(&tenants.catalogs);
    tenants.catalogs = table;
    g_rw_lock_writer_unlock(&tenants.lock);
    g_clear_pointer(&old, g_ptr_array_unref);
}

static void catalog_drop(gpointer catalog)
{
    catalog_unref(catalog);
}

bool tenants_reload(Db *db, GError **error)
{
    g_autoptr(GPtrArray) list = tenant_store_list(db, error);
    if (!list)
        return false;
    g_autoptr(GPtrArray) table = g_ptr_array_new_with_free_func(catalog_drop);
    for (guint i = 0; i < list->len; i++) {
        const Tenant *tenant = g_ptr_array_index(list, i);
        Catalog *catalog = catalog_store_load(db, tenant->id, error);
        if (!catalog)
            return false;
        g_ptr_array_add(table, catalog);
    }
    tenants_swap(g_steal_pointer(&table));
    return true;
}

void tenants_set(Catalog *const *catalogs, guint count)
{
    GPtrArray *table = g_ptr_array_new_with_free_func(catalog_drop);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(table, catalog_ref(catalogs[i]));
    tenants_swap(table);
}

void tenants_clear(void)
{
    tenants_swap(NULL);
    tenants_set_default(NULL);
}

void tenants_set_default(const char *code)
{
    g_autoptr(GRWLockWriterLocker) locker G_GNUC_UNUSED =
        g_rw_lock_writer_locker_new(&tenants.lock);
    g_free(tenants.fallback);
    tenants.fallback = g_strdup(code);
}

static const Catalog *table_by_code(const GPtrArray *table, const char *code, gsize bytes)
{
    for (guint i = 0; i < table->len; i++) {
        const Catalog *catalog = g_ptr_array_index(table, i);
        const char *mine = catalog->tenant.code;
        if (strlen(mine) == bytes && memcmp(mine, code, bytes) == 0)
            return catalog;
    }
    return NULL;
}

/* The port is no part of the name. */
static const Catalog *table_by_host(const GPtrArray *table, const char *host)
{
    gsize bytes = strcspn(host, ":");
    for (guint i = 0; i < table->len && bytes > 0; i++) {
        const Catalog *catalog = g_ptr_array_index(table, i);
        const char *mine = catalog->tenant.host;
        if (mine && strlen(mine) == bytes && g_ascii_strncasecmp(mine, host, bytes) == 0)
            return catalog;
    }
    return NULL;
}

static const Catalog *table_default(const GPtrArray *table)
{
    g_autoptr(GRWLockReaderLocker) locker G_GNUC_UNUSED =
        g_rw_lock_reader_locker_new(&tenants.lock);
    const char *code = tenants.fallback;
    const Catalog *named = code ? table_by_code(table, code, strlen(code)) : NULL;
    return named || table->len == 0 ? named : g_ptr_array_index(table, 0);
}

/* "/t/jepara/lapor": base "/t/jepara", path "/lapor". */
static const Catalog *request_strip(Request *request, const GPtrArray *table)
{
    const char *code = request->path + strlen("/t/");
    gsize bytes = strcspn(code, "/");
    const Catalog *catalog = table_by_code(table, code, bytes);
    if (!catalog)
        return NULL;
    char *rest = request_keep(request, code[bytes] ? code + bytes : "/");
    request->base = request->path;
    request->base[strlen("/t/") + bytes] = '\0';
    request->path = rest;
    return catalog;
}

Catalog *tenants_choose(Request *request)
{
    g_autoptr(GPtrArray) table = tenants_table();
    if (!table)
        return NULL;
    const Catalog *hosted = table_by_host(table, request->host);
    const Catalog *catalog = hosted;
    if (g_str_has_prefix(request->path, "/t/"))
        catalog = request_strip(request, table);
    else if (!hosted)
        catalog = table_default(table);
    return catalog && (!hosted || catalog == hosted) ? catalog_ref(catalog) : NULL;
}

Catalog *tenants_by_code(const char *code)
{
    g_autoptr(GPtrArray) table = tenants_table();
    const Catalog *catalog = table ? table_by_code(table, code, strlen(code)) : NULL;
    return catalog ? catalog_ref(catalog) : NULL;
}

static bool box_holds(const Tenant *t, gint32 lat_e7, gint32 lng_e7)
{
    return lat_e7 >= t->south_e7 && lat_e7 <= t->north_e7 && lng_e7 >= t->west_e7 &&
           lng_e7 <= t->east_e7;
}

static double box_size(const Tenant *t)
{
    return ((double)t->north_e7 - t->south_e7) * ((double)t->east_e7 - t->west_e7);
}

Catalog *tenants_at(const Catalog *own, gint32 lat_e7, gint32 lng_e7)
{
    g_autoptr(GPtrArray) table = tenants_table();
    const Catalog *best = box_holds(&own->tenant, lat_e7, lng_e7) ? own : NULL;
    for (guint i = 0; table && best != own && i < table->len; i++) {
        const Catalog *catalog = g_ptr_array_index(table, i);
        const Tenant *t = &catalog->tenant;
        if (box_holds(t, lat_e7, lng_e7) && (!best || box_size(t) < box_size(&best->tenant)))
            best = catalog;
    }
    return best ? catalog_ref(best) : NULL;
}

Catalog *tenants_get(gint64 id)
{
    g_autoptr(GPtrArray) table = tenants_table();
    for (guint i = 0; table && i < table->len; i++) {
        const Catalog *catalog = g_ptr_array_index(table, i);
        if (catalog->tenant.id == id)
            return catalog_ref(catalog);
    }
    return NULL;
}

GArray *tenants_ids(void)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) table = tenants_table();
    for (guint i = 0; table && i < table->len; i++) {
        const Catalog *catalog = g_ptr_array_index(table, i);
        g_array_append_val(ids, catalog->tenant.id);
    }
    return ids;
}
