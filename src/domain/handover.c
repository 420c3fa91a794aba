/* Handing a case to another government: the province to a kabupaten below it, a kabupaten to its
 * province, or the province taking one over. Rows move to the other tenant with clocks, hops and
 * log; ticket and due times stay. People are copied, since they may have other reports here.
 * Codes of category, agency and area are kept where the other catalog knows them.
 */
#include "base/id.h"
#include "domain/act.h"
#include "domain/audit.h"
#include "domain/search.h"
#include "store/case.h"
#include "store/catalog.h"
#include "store/person.h"
#include "store/report.h"
#include "store/tenant.h"

static bool may_go(const Ctx *ctx, const Tenant *to)
{
    const Tenant *from = &ctx->catalog->tenant;
    bool related = to->parent == from->id || from->parent == to->id;
    bool taken = ctx->actor.home != ctx->tenant;
    return related && (!taken || to->id == ctx->actor.home);
}

bool handover_change(Act *act, GError **error)
{
    g_autoptr(Tenant) to = tenant_store_by_code(act->ctx->db, act->in->tenant, NULL);
    if (!to || !may_go(act->ctx, to)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "pemda",
                  N_("Laporan hanya dapat diserahkan ke provinsi atau kabupaten/kota di bawahnya."),
                  "%s", act->in->tenant);
        return false;
    }
    act->to_tenant = to->id;
    act->from_name = g_strdup(act->ctx->catalog->tenant.name);
    act->to_name = g_strdup(to->name);
    act->c->officer = 0;
    g_free(act->c->agency);
    act->c->agency = g_strdup("");
    return true;
}

static bool move_report(Act *act, Ctx *there, Report *r, GError **error)
{
    gint64 copy = 0;
    if (!search_remove(act->ctx, r, error))
        return false;
    if (r->person_id != 0 &&
        !person_store_copy(act->ctx, r->person_id, there->tenant, id_next(), &copy, error))
        return false;
    return report_store_set_person(there, r->id, copy, error) && search_add_moved(there, r, error);
}

/* After act's own rows are written in the old tenant: everything goes. */
static bool move_case(Act *act, Ctx *there, GError **error)
{
    gint64 id = act->c->id;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_case(act->ctx, id, reports, error) || !audit_depart(act->ctx, id, error) ||
        !case_store_move(act->ctx, id, there->tenant, error) || !audit_arrive(there, id, error))
        return false;
    for (guint i = 0; i < reports->len; i++)
        if (!move_report(act, there, reports->pdata[i], error))
            return false;
    return true;
}

static void keep_known_codes(Case *c, const Catalog *catalog)
{
    if (!catalog_service(catalog, c->service))
        c->service[0] = '\0';
    if (!catalog_area(catalog, c->area))
        c->area[0] = '\0';
    g_free(c->policy);
    c->policy = g_strdup(catalog_policy_of(catalog, c->service)->code);
}

bool handover_finish(Act *act, GError **error)
{
    g_autoptr(Catalog) catalog = catalog_store_load(act->ctx->db, act->to_tenant, error);
    if (!catalog)
        return false;
    Ctx there = *act->ctx;
    there.catalog = catalog;
    there.tenant = act->to_tenant;
    if (!move_case(act, &there, error))
        return false;
    g_autoptr(Case) moved = case_store_get(&there, act->c->id, error);
    if (!moved)
        return false;
    keep_known_codes(moved, catalog);
    act->result->version = moved->version + 1;
    return case_store_update(&there, moved, error);
}
