/* Settings: what the tenant's pack says, as tables to read: agencies, categories, clocks, rules and
 * how far the decreed calendar reaches. It is changed by loading a pack, not here.
 */
#include "web/page/console.h"

#include "base/workday.h"
#include "domain/calendar.h"
#include "domain/time_words.h"

enum { CALENDAR_WARN_DAYS = 60 };

static void pack_add_agencies(View *page, const Catalog *catalog)
{
    for (guint i = 0; i < catalog->agencies->len; i++) {
        const Agency *agency = catalog->agencies->pdata[i];
        const Agency *parent = catalog_agency(catalog, agency->parent);
        View *row = view_add(page, "AGENCY");
        view_set(row, "CODE", agency->code);
        view_set(row, "NAME", agency->name);
        view_set(row, "KIND", agency_kind_name(agency->kind));
        view_set(row, "PARENT", parent ? parent->short_name : "");
        view_set(row, "TUPOKSI", agency->tupoksi);
        if (!agency->active)
            view_show(row, "RETIRED");
    }
}

static void pack_add_services(View *page, const Ctx *ctx)
{
    static const char *const LENGTHS[] = { N_("biasa"), N_("tanpa tinjau lapangan"),
                                           N_("dengan tinjau lapangan") };
    for (guint i = 0; i < ctx->catalog->services->len; i++) {
        const Service *service = ctx->catalog->services->pdata[i];
        View *row = view_add(page, "SERVICE");
        view_set(row, "CODE", service->code);
        view_set(row, "NAME", service->name);
        view_set(row, "GROUP", service->group_name);
        view_set(row, "POLICY", service->policy);
        view_set_word(row, "RESOLUTION", LENGTHS[service->resolution]);
        if (!service->active)
            view_show(row, "RETIRED");
        if (service->sensitive)
            view_show(row, "SENSITIVE");
    }
}

static void pack_add_policies(View *page, const Ctx *ctx)
{
    for (guint i = 0; i < ctx->catalog->policies->len; i++) {
        const Policy *policy = ctx->catalog->policies->pdata[i];
        View *row = view_add(page, "POLICY");
        view_set(row, "CODE", policy->code);
        view_set_int(row, "DISPOSITION", policy->disposition_wd);
        view_set_int(row, "FOLLOWUP", policy->followup_wd);
        view_set_int(row, "PLAIN", policy->resolution_wd[RESOLUTION_PLAIN]);
        view_set_int(row, "NO_FIELD", policy->resolution_wd[RESOLUTION_NO_FIELD]);
        view_set_int(row, "FIELD", policy->resolution_wd[RESOLUTION_FIELD]);
        view_set_int(row, "INFO", policy->info_wd);
        view_set_int(row, "CONFIRM", policy->confirm_wd);
        view_set_int(row, "REOPEN", policy->reopen_wd);
        GString *ladder = g_string_new(NULL);
        for (int r = 0; r < policy->rung_count; r++)
            g_string_append_printf(ladder, "%s%s +%d", r > 0 ? ", " : "", policy->rungs[r].whom,
                                   policy->rungs[r].after_wd);
        view_set(row, "LADDER", ladder->str);
        g_string_free(ladder, true);
    }
}

static void pack_add_rules(View *page, const Ctx *ctx)
{
    const Catalog *catalog = ctx->catalog;
    for (guint i = 0; i < catalog->rules->len; i++) {
        const RoutingRule *rule = catalog->rules->pdata[i];
        const Service *service = catalog_service(catalog, rule->service);
        const Agency *agency = catalog_agency(catalog, rule->agency);
        const char *area = catalog_area_label(catalog, rule->area);
        View *row = view_add(page, "RULE");
        view_set_int(row, "N", i + 1);
        view_set(row, "SERVICE", service ? service->name : page_word(ctx, N_("semua")));
        view_set(row, "AREA", *area ? area : page_word(ctx, N_("semua")));
        view_set(row, "AGENCY", agency ? agency->name : rule->agency);
        view_set(row, "REASON", rule->reason);
    }
}

/* Past the last decreed day no due time can be computed: a person must know in time. */
static void pack_add_calendar(View *page, const Ctx *ctx)
{
    const Catalog *catalog = ctx->catalog;
    g_auto(Workdays) days = { 0 };
    calendar_of(catalog, &days);
    gint32 today = workday_day_of(catalog->timezone, ctx_now_us(ctx));
    g_autofree char *until =
        time_words_date(catalog, ctx->lang, workday_instant(catalog->timezone, days.last_day, 720));
    View *calendar = view_add(page, "CALENDAR");
    view_set(calendar, "UNTIL", until);
    if (days.last_day - today < CALENDAR_WARN_DAYS)
        view_show(calendar, "SOON");
    for (guint i = 0; i < catalog->years->len; i++) {
        const HolidayYear *year = &g_array_index(catalog->years, HolidayYear, i);
        View *row = view_add(calendar, "YEAR");
        view_set_int(row, "NUMBER", year->year);
        view_set_word(row, "KIND",
                      year->decreed ? N_("ditetapkan") : N_("perkiraan, tidak dipakai"));
        view_set(row, "SOURCE", year->source);
    }
    for (guint i = 0; i < catalog->holidays->len; i++) {
        const Holiday *holiday = &g_array_index(catalog->holidays, Holiday, i);
        if (holiday->day < today)
            continue;
        g_autofree char *date = time_words_date(
            catalog, ctx->lang, workday_instant(catalog->timezone, holiday->day, 720));
        View *row = view_add(calendar, "HOLIDAY");
        view_set(row, "DATE", date);
        view_set(row, "NAME", holiday->name);
    }
}

Reply *console_pack_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Paket daerah"), "paket", "console/pack.html", &page, error);
    if (!frame)
        return NULL;
    pack_add_calendar(page, ctx);
    pack_add_policies(page, ctx);
    pack_add_agencies(page, ctx->catalog);
    pack_add_services(page, ctx);
    pack_add_rules(page, ctx);
    return console_reply(g_steal_pointer(&frame), 200);
}
