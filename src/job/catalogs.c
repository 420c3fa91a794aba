/* A cache of catalogs by revision: see catalogs.h. */
#include "job/catalogs.h"

#include "base/clock.h"
#include "store/catalog.h"
#include "store/tenant.h"

enum { FRESH_S = 2 };

struct Catalogs {
    GMutex lock;
    GPtrArray *all; /* Catalog*, never changed once here; NULL before the first reading */
    gint64 read_at; /* monotonic */
};

Catalogs *catalogs_new(void)
{
    Catalogs *catalogs = g_new0(Catalogs, 1);
    g_mutex_init(&catalogs->lock);
    return catalogs;
}

void catalogs_free(Catalogs *catalogs)
{
    if (!catalogs)
        return;
    g_clear_pointer(&catalogs->all, g_ptr_array_unref);
    g_mutex_clear(&catalogs->lock);
    g_free(catalogs);
}

static Catalog *find(const GPtrArray *all, gint64 tenant)
{
    for (guint i = 0; all && i < all->len; i++) {
        Catalog *catalog = all->pdata[i];
        if (catalog->tenant.id == tenant)
            return catalog;
    }
    return NULL;
}

static GPtrArray *read_all(Db *db, const GPtrArray *before, GError **error)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(db, error);
    if (!tenants)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)catalog_unref);
    for (guint i = 0; i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        Catalog *known = find(before, tenant->id);
        bool fresh = known && known->tenant.revision == tenant->revision;
        Catalog *catalog = fresh ? catalog_ref(known) : catalog_store_load(db, tenant->id, error);
        if (!catalog)
            return NULL;
        g_ptr_array_add(all, catalog);
    }
    return g_steal_pointer(&all);
}

static GPtrArray *catalogs_read(Catalogs *catalogs, Db *db, bool anew, GError **error)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&catalogs->lock);
    gint64 now = g_get_monotonic_time();
    if (anew || !catalogs->all || now - catalogs->read_at > FRESH_S * US_PER_S) {
        GPtrArray *all = read_all(db, catalogs->all, error);
        if (!all)
            return NULL;
        g_clear_pointer(&catalogs->all, g_ptr_array_unref);
        catalogs->all = all;
        catalogs->read_at = now;
    }
    return g_ptr_array_ref(catalogs->all);
}

GPtrArray *catalogs_all(Catalogs *catalogs, Db *db, GError **error)
{
    return catalogs_read(catalogs, db, false, error);
}

Catalog *catalogs_get(Catalogs *catalogs, Db *db, gint64 tenant, GError **error)
{
    for (int anew = 0; anew < 2; anew++) {
        g_autoptr(GPtrArray) all = catalogs_read(catalogs, db, anew, error);
        if (!all)
            return NULL;
        Catalog *catalog = find(all, tenant);
        if (catalog)
            return catalog_ref(catalog);
    }
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Pemerintah daerah ini tidak dikenal."),
              "tenant %" G_GINT64_FORMAT, tenant);
    return NULL;
}
