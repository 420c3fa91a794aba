/* Points to areas: see area_index.h. One index a catalog and revision, kept until a newer one of
 * that tenant is asked for. */
#include "domain/area_index.h"

#include "base/geometry.h"

typedef struct {
    Catalog *catalog;     /* keeps the codes alive */
    GeometryIndex *index; /* NULL: no shapes */
} Entry;

static GMutex lock;
static GHashTable *entries; /* tenant id -> Entry */

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_clear_pointer(&entry->index, geometry_index_free);
    catalog_unref(entry->catalog);
    g_free(entry);
}

static Entry *entry_new(const Catalog *catalog)
{
    Entry *entry = g_new0(Entry, 1);
    entry->catalog = catalog_ref(catalog);
    entry->index = geometry_index_new();
    bool any = false;
    for (int level = AREA_VILLAGE; level >= AREA_DISTRICT && !any; level--) {
        for (guint i = 0; i < catalog->areas->len; i++) {
            const Area *area = catalog->areas->pdata[i];
            if ((int)area->level == level && area->shape)
                any |= geometry_index_add(entry->index, area->code, area->shape, NULL);
        }
    }
    if (any)
        geometry_index_seal(entry->index);
    else
        g_clear_pointer(&entry->index, geometry_index_free);
    return entry;
}

const char *area_index_find(const Catalog *catalog, gint32 lat_e7, gint32 lng_e7)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&lock);
    if (!entries)
        entries = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, entry_free);
    Entry *entry = g_hash_table_lookup(entries, &catalog->tenant.id);
    if (!entry || entry->catalog->tenant.revision != catalog->tenant.revision) {
        entry = entry_new(catalog);
        g_hash_table_replace(entries, &entry->catalog->tenant.id, entry);
    }
    const char *code = entry->index ? geometry_index_find(entry->index, lat_e7, lng_e7) : NULL;
    const Area *area = code ? catalog_area(catalog, code) : NULL;
    return area ? area->code : NULL;
}
