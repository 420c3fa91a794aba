/* A pack into the database: read first, then one transaction. */
#include "domain/pack.h"

#include "domain/pack_parts.h"
#include "store/catalog.h"
#include "store/tenant.h"

typedef struct Loading {
    Catalog *catalog;
    const char *parent; /* code, "" for none */
    PackReport *report;
    CatalogChange change;
    bool orphan; /* the parent is not loaded yet */
} Loading;

static bool find_parent(Ctx *ctx, Loading *loading, GError **error)
{
    g_autoptr(GError) failure = NULL;
    loading->catalog->tenant.parent = 0;
    loading->orphan = false;
    if (!*loading->parent)
        return true;
    g_autoptr(Tenant) parent = tenant_store_by_code(ctx->db, loading->parent, &failure);
    if (parent && !area_contains(parent->area, loading->catalog->tenant.area)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "parent", N_("Paket tidak dapat dimuat."),
                  "area %s is not inside that of parent %s (%s)", loading->catalog->tenant.area,
                  parent->code, parent->area);
        return false;
    }
    if (parent)
        loading->catalog->tenant.parent = parent->id;
    else if (error_is(failure, KENTONGAN_ERROR_NOT_FOUND))
        loading->orphan = true;
    else
        g_propagate_error(error, g_steal_pointer(&failure));
    return parent || loading->orphan;
}

static bool load_in_transaction(Ctx *ctx, gpointer user, GError **error)
{
    Loading *loading = user;
    return find_parent(ctx, loading, error) &&
           catalog_store_replace(ctx->db, loading->catalog, ctx_now_us(ctx), &loading->change,
                                 error);
}

static void report_change(const Loading *loading)
{
    PackReport *report = loading->report;
    const CatalogChange *change = &loading->change;
    report->tenant = loading->catalog->tenant.id;
    report->revision = loading->catalog->tenant.revision;
    report->first = change->first;
    report->calendar_changed = change->calendar_changed;
    report->policies_changed = change->policies_changed;
    report->agencies_retired = change->agencies_retired;
    report->services_retired = change->services_retired;
    report->areas_gone = change->areas_gone;
    if (loading->orphan)
        pack_warning(report, "parent %s is not loaded here: load it, then this pack again",
                     loading->parent);
}

bool pack_load(Ctx *ctx, const PackSource *source, PackReport *report, GError **error)
{
    g_autofree char *parent = NULL;
    g_autoptr(Catalog) catalog = pack_read(source, report, error);
    if (!catalog || !pack_read_parent(source, &parent, error))
        return false;
    Loading loading = { .catalog = catalog, .parent = parent, .report = report };
    pack_step(source, "writing", 0, 0);
    if (!ctx_transact(ctx, load_in_transaction, &loading, error))
        return false;
    report_change(&loading);
    return true;
}
