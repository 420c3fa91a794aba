/* What no single key can tell: codes that lead nowhere, circles, rules that never fire. */
#include "domain/calendar.h"
#include "domain/pack_parts.h"
#include "model/texts.h"

#include <string.h>

#define JULIAN_OF_EPOCH 719163 /* GDate counts from year 1 */

static bool is_code(const char *code, const char *more)
{
    for (const char *c = code; *c; c++) {
        if (!g_ascii_isalnum(*c) && !strchr(more, *c))
            return false;
    }
    return *code != '\0';
}

static bool is_brand(const char *brand)
{
    return brand[0] == '#' && strlen(brand) == 7 &&
           strspn(brand + 1, "0123456789abcdefABCDEF") == 6;
}

static void check_place(const Tenant *t, PackReport *report)
{
    if (t->south_e7 >= t->north_e7 || t->west_e7 >= t->east_e7)
        pack_problem(report, "pack.ini [tenant]: south must be below north, west left of east");
    else if (t->lat_e7 < t->south_e7 || t->lat_e7 > t->north_e7 || t->lng_e7 < t->west_e7 ||
             t->lng_e7 > t->east_e7)
        pack_problem(report,
                     "pack.ini [tenant]: lat, lng outside the box south, west, north, east");
}

static void check_notices(const char *key, const char *list, PackReport *report)
{
    g_auto(GStrv) names = g_strsplit_set(list, " ,", -1);
    for (char **name = names; *name; name++) {
        g_autofree char *text = g_strconcat("staff.", *name, NULL);
        if (**name && !text_row(text))
            pack_problem(report, "pack.ini [tenant] %s: %s is no notice (no text staff.%s)", key,
                         *name, *name);
    }
}

static void check_tenant(const Catalog *catalog, PackReport *report)
{
    const Tenant *t = &catalog->tenant;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(t->timezone);
    if (!is_code(t->code, "-") ||
        strspn(t->code, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(t->code))
        pack_problem(report, "pack.ini [tenant] code = %s: small letters, digits and dashes only",
                     t->code);
    if (strspn(t->prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(t->prefix))
        pack_problem(report, "pack.ini [tenant] prefix = %s: capital letters only", t->prefix);
    if (!is_brand(t->brand))
        pack_problem(report, "pack.ini [tenant] brand = %s: a colour like #0b6e4f", t->brand);
    if (!zone)
        pack_problem(report, "pack.ini [tenant] timezone = %s: unknown", t->timezone);
    if (t->office_open_min >= t->office_close_min)
        pack_problem(report, "pack.ini [tenant]: office_open must be before office_close");
    if (*t->host && !is_code(t->host, ".-"))
        pack_problem(report, "pack.ini [tenant] host = %s: no host name", t->host);
    if (*t->public_url && !g_str_has_prefix(t->public_url, "https://") &&
        !g_str_has_prefix(t->public_url, "http://"))
        pack_problem(report, "pack.ini [tenant] public_url = %s: must begin with https://",
                     t->public_url);
    check_notices("staff_sms", t->staff_sms, report);
    check_notices("staff_email", t->staff_email, report);
    check_place(t, report);
    if (!catalog_area(catalog, t->area))
        pack_problem(report, "pack.ini [tenant] area = %s: not among the areas", t->area);
}

static void check_area(const Catalog *catalog, const char *code, const char *where,
                       PackReport *report)
{
    if (*code && !catalog_area(catalog, code))
        pack_problem(report, "%s = %s: no area has this code", where, code);
}

static bool is_in_circle(const Catalog *catalog, const Agency *agency)
{
    const Agency *at = agency;
    for (int depth = 0; at && depth < 8; depth++)
        at = catalog_agency(catalog, at->parent);
    return at != NULL;
}

static void check_agency(const Catalog *catalog, const Agency *agency, PackReport *report)
{
    g_autofree char *parent = g_strdup_printf("agencies.ini [%s] parent", agency->code);
    g_autofree char *area = g_strdup_printf("agencies.ini [%s] area", agency->code);
    if (!is_code(agency->code, "-_."))
        pack_problem(report, "agencies.ini [%s]: a code has letters, digits, - _ . only",
                     agency->code);
    if (*agency->parent && !catalog_agency(catalog, agency->parent))
        pack_problem(report, "%s = %s: no such agency%s", parent, agency->parent,
                     pack_nearest(agency->parent, catalog->agencies));
    else if (is_in_circle(catalog, agency))
        pack_problem(report, "%s = %s: goes in a circle or is too deep", parent, agency->parent);
    check_area(catalog, agency->area, area, report);
}

/* Open311 service codes go into URLs as they are. */
static void check_service(const Catalog *catalog, const Service *service, PackReport *report)
{
    if (!is_code(service->code, "-_"))
        pack_problem(report, "services.ini [%s]: a code has letters, digits, - and _ only",
                     service->code);
    if (!catalog_policy(catalog, service->policy))
        pack_problem(report, "services.ini [%s] policy = %s: not in policies.ini%s", service->code,
                     service->policy, pack_nearest(service->policy, catalog->policies));
    if (!service->keywords || !service->keywords[0])
        pack_warning(report, "services.ini [%s]: without keywords it is never proposed",
                     service->code);
}

static bool has_offices(const Catalog *catalog, const char *which)
{
    for (guint i = 0; i < catalog->agencies->len; i++) {
        const Agency *agency = g_ptr_array_index(catalog->agencies, i);
        bool kecamatan = agency->kind == AGENCY_KECAMATAN;
        bool village = agency->kind == AGENCY_DESA || agency->kind == AGENCY_KELURAHAN;
        bool regency = agency->kind == AGENCY_EXTERNAL && *agency->area;
        if ((!strcmp(which, "@kecamatan") && kecamatan) ||
            (!strcmp(which, "@desa") && (kecamatan || village)) ||
            (!strcmp(which, "@kabupaten") && regency))
            return true;
    }
    return false;
}

static void check_rule(const Catalog *catalog, const RoutingRule *rule, guint position,
                       PackReport *report)
{
    if (strcmp(rule->service, "*") && !catalog_service(catalog, rule->service))
        pack_problem(report, "routing.ini rule %u services = %s: no such service%s", position,
                     rule->service, pack_nearest(rule->service, catalog->services));
    if (strcmp(rule->area, "*") && !catalog_area(catalog, rule->area))
        pack_problem(report, "routing.ini rule %u areas = %s: no such area", position, rule->area);
    if (rule->agency[0] == '@' && !has_offices(catalog, rule->agency))
        pack_problem(report,
                     "routing.ini rule %u agency = %s: no office of that kind in agencies.ini",
                     position, rule->agency);
    if (rule->agency[0] != '@' && !catalog_agency(catalog, rule->agency))
        pack_problem(report, "routing.ini rule %u agency = %s: no such agency%s", position,
                     rule->agency, pack_nearest(rule->agency, catalog->agencies));
}

static bool is_routed(const Catalog *catalog, const Service *service)
{
    for (guint i = 0; i < catalog->rules->len; i++) {
        const RoutingRule *rule = g_ptr_array_index(catalog->rules, i);
        bool same = !strcmp(rule->service, "*") || !strcmp(rule->service, service->code);
        if (same && !strcmp(rule->area, "*"))
            return true;
    }
    return false;
}

/* An earlier rule of the same service (or of all) for every place leaves nothing to a later one. */
static bool is_dead(const Catalog *catalog, guint position)
{
    const RoutingRule *rule = g_ptr_array_index(catalog->rules, position);
    for (guint i = 0; i < position; i++) {
        const RoutingRule *before = g_ptr_array_index(catalog->rules, i);
        bool wider = !strcmp(before->service, "*") || !strcmp(before->service, rule->service);
        if (wider && !strcmp(before->area, "*") && before->agency[0] != '@')
            return true;
    }
    return false;
}

static void check_routing(const Catalog *catalog, PackReport *report)
{
    for (guint i = 0; i < catalog->rules->len; i++) {
        const RoutingRule *rule = g_ptr_array_index(catalog->rules, i);
        check_rule(catalog, rule, i + 1, report);
        if (is_dead(catalog, i))
            pack_warning(report, "routing.ini rule %u (%s, %s) never fires", i + 1, rule->service,
                         rule->agency);
    }
    for (guint i = 0; i < catalog->services->len; i++) {
        const Service *service = g_ptr_array_index(catalog->services, i);
        if (service->active && !is_routed(catalog, service))
            pack_warning(report, "routing.ini: service %s has no agency for every area",
                         service->code);
    }
}

static void check_calendar(const Catalog *catalog, PackReport *report)
{
    g_auto(Workdays) w = { 0 };
    calendar_of(catalog, &w);
    if (w.last_day < w.first_day) {
        pack_problem(report, "calendar.ini: no year is decreed (decreed = ya)");
        return;
    }
    for (guint i = 0; i < catalog->years->len; i++) {
        const HolidayYear *year = &g_array_index(catalog->years, HolidayYear, i);
        GDate day;
        g_date_set_dmy(&day, 31, G_DATE_DECEMBER, (GDateYear)year->year);
        if (year->decreed && (gint32)g_date_get_julian(&day) - JULIAN_OF_EPOCH < w.first_day)
            pack_warning(report, "calendar.ini [%d]: a year after it is missing, so it is not used",
                         year->year);
    }
}

void pack_check(const Catalog *catalog, PackReport *report)
{
    check_tenant(catalog, report);
    for (guint i = 0; i < catalog->agencies->len; i++)
        check_agency(catalog, g_ptr_array_index(catalog->agencies, i), report);
    if (!catalog->services->len)
        pack_problem(report, "services.ini: no service at all");
    for (guint i = 0; i < catalog->services->len; i++)
        check_service(catalog, g_ptr_array_index(catalog->services, i), report);
    check_routing(catalog, report);
    check_calendar(catalog, report);
    pack_voice_check(catalog, report);
}
