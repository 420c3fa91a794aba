/* Handing a case to another government: the province to a kabupaten below it, a kabupaten to its
 * province, or the province taking one over. Rows move to the other tenant with clocks, hops and
 * log; ticket and due times stay. What was merged into the case goes with it, so that it can still
 * be taken apart. People are copied, since they may have other reports here.
 * Codes of category, agency and area are kept where the other catalog knows them.
 */
#include "base/id.h"
#include "domain/act.h"
#include "domain/audit.h"
#include "domain/search.h"
#include "domain/staff.h"
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
    gint64 copy = 0, copy_for = 0;
    if (!search_remove(act->ctx, r, error))
        return false;
    if (r->person_id != 0 &&
        !person_store_copy(act->ctx, r->person_id, there->tenant, id_next(), &copy, error))
        return false;
    if (r->for_person_id != 0 &&
        !person_store_copy(act->ctx, r->for_person_id, there->tenant, id_next(), &copy_for, error))
        return false;
    return report_store_set_person(there, r->id, copy, copy_for, error) &&
           search_add_moved(there, r, error);
}

/* The case and those whose reports it took over: gint64. */
static GArray *parts_of(const Case *c, const GPtrArray *reports)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(parts, c->id);
    for (guint i = 0; i < reports->len; i++) {
        gint64 first = ((const Report *)reports->pdata[i])->first_case_id;
        bool known = false;
        for (guint j = 0; j < parts->len && !known; j++)
            known = g_array_index(parts, gint64, j) == first;
        if (!known)
            g_array_append_val(parts, first);
    }
    return parts;
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

static bool move_part(Act *act, Ctx *there, gint64 id, GError **error)
{
    g_autoptr(Case) leaving = case_store_get(act->ctx, id, error);
    const char *held_by = id == act->c->id ? act->agency_before : leaving ? leaving->agency : "";
    if (!leaving || !audit_depart(act->ctx, leaving, held_by, error) ||
        !case_store_move(act->ctx, id, there->tenant, error) || !audit_arrive(there, id, error))
        return false;
    g_autoptr(Case) moved = case_store_get(there, id, error);
    if (!moved)
        return false;
    keep_known_codes(moved, there->catalog);
    if (id == act->c->id)
        act->result->version = moved->version + 1;
    return case_store_update(there, moved, error);
}

static bool move_supporter(Act *act, Ctx *there, const GArray *parts, gint64 person, GError **error)
{
    gint64 copy = 0;
    if (!person_store_copy(act->ctx, person, there->tenant, id_next(), &copy, error))
        return false;
    for (guint i = 0; i < parts->len; i++)
        if (!support_store_set_person(there, g_array_index(parts, gint64, i), person, copy, error))
            return false;
    return true;
}

/* After act's own rows are written in the old tenant: everything goes. */
static bool move_case(Act *act, Ctx *there, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    g_autoptr(GArray) supporters = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!report_store_of_case(act->ctx, act->c->id, reports, error) ||
        !support_store_persons(act->ctx, act->c->id, supporters, error))
        return false;
    g_autoptr(GArray) parts = parts_of(act->c, reports);
    for (guint i = 0; i < parts->len; i++)
        if (!move_part(act, there, g_array_index(parts, gint64, i), error))
            return false;
    for (guint i = 0; i < reports->len; i++)
        if (!move_report(act, there, reports->pdata[i], error))
            return false;
    for (guint i = 0; i < supporters->len; i++)
        if (!move_supporter(act, there, parts, g_array_index(supporters, gint64, i), error))
            return false;
    return true;
}

static bool tell_staff_there(const Act *act, Ctx *there, GError **error)
{
    StaffNotice notice = STAFF_NOTICE_INIT;
    notice.key = "staff.arrived";
    notice.due_at = act->c->due_at;
    return staff_tell(there, act->c, STAFF_VERIFIERS, &notice, error);
}

bool handover_finish(Act *act, GError **error)
{
    g_autoptr(Catalog) catalog = catalog_store_load(act->ctx->db, act->to_tenant, error);
    if (!catalog)
        return false;
    Ctx there = *act->ctx;
    there.catalog = catalog;
    there.tenant = act->to_tenant;
    return move_case(act, &there, error) && tell_staff_there(act, &there, error);
}
