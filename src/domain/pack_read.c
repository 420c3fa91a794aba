/* The files of a pack into a catalog. Every mistake becomes a line of the report and reading goes
 * on, so that a pack's author sees all of them at once; pack_read decides at the end.
 *
 * A file of the pack may stand on another one ([include] of pack.ini): a key is taken from the
 * pack's own file, else from the included one.
 */
#include "base/ini.h"
#include "base/json.h"
#include "base/sms.h"
#include "base/text.h"
#include "base/workday.h"
#include "domain/pack_parts.h"
#include "model/settings.h"
#include "model/texts.h"

#include <string.h>

/* pack.ini */

static IniKey *tenant_keys(void)
{
    static const IniKey OTHERS[] = { { "tenant", "parent" },    { "include", "calendar" },
                                     { "include", "services" }, { "include", "policies" },
                                     { "include", "agencies" }, { "include", "spelling" } };
    GArray *keys = g_array_new(TRUE, TRUE, sizeof(IniKey));
    g_array_append_vals(keys, OTHERS, G_N_ELEMENTS(OTHERS));
    for (const Setting *row = TENANT_SETTINGS; row->key; row++) {
        IniKey key = { "tenant", row->key };
        g_array_append_val(keys, key);
    }
    return (IniKey *)g_array_free(keys, FALSE);
}

static void take_settings(Reading *r, const PackFile *file, const char *group, const Setting *table,
                          gpointer thing)
{
    for (const Setting *row = table; row->key; row++) {
        g_autoptr(GError) error = NULL;
        const Ini *ini = pack_holder(file, group, row->key);
        g_autofree char *text = pack_text(r, file, group, row->key, row->fallback);
        if (!setting_set(row, thing, text, &error) && (ini || row->fallback)) {
            pack_problem(r->report, "%s: [%s] %s", ini ? ini_name(ini) : file->name, group,
                         error_detail(error));
        }
    }
}

/* Texts that a mistake left out are "" so that the checks can go on. */
static void fill_texts(Tenant *tenant)
{
    for (const Setting *row = TENANT_SETTINGS; row->key; row++) {
        char **field = (char **)((char *)tenant + row->offset);
        if (row->kind == SETTING_TEXT && !*field)
            *field = g_strdup("");
    }
}

static void read_tenant(Reading *r)
{
    g_autofree IniKey *known = tenant_keys();
    g_autofree char *path = g_build_filename(r->source->folder, "pack.ini", NULL);
    r->pack = pack_ini(r, path, known, true);
    PackFile file = { .own = r->pack, .name = "pack.ini" };
    if (r->pack)
        take_settings(r, &file, "tenant", TENANT_SETTINGS, &r->catalog->tenant);
    fill_texts(&r->catalog->tenant);
    r->report->code = g_strdup(r->catalog->tenant.code);
}

bool pack_read_parent(const PackSource *source, char **parent, GError **error)
{
    g_autofree IniKey *known = tenant_keys();
    g_autofree char *path = g_build_filename(source->folder, "pack.ini", NULL);
    g_autoptr(Ini) pack = ini_load(path, known, error);
    return pack && ini_get_text(pack, "tenant", "parent", 40, "", parent, error);
}

/* areas.ini */

static const IniKey AREA_KEYS[] = {
    { "*", "name" }, { "*", "lat" }, { "*", "lng" }, { NULL, NULL }
};

static Area *area_of(Catalog *catalog, const char *code)
{
    for (guint i = 0; i < catalog->areas->len; i++) {
        Area *area = g_ptr_array_index(catalog->areas, i);
        if (!strcmp(area->code, code))
            return area;
    }
    return NULL;
}

static void take_degrees(Reading *r, const PackFile *file, const char *group, const char *key,
                         gint32 *field)
{
    g_autoptr(GError) error = NULL;
    double degrees = 0;
    if (pack_holder(file, group, key) &&
        !ini_get_double(file->own, group, key, -180, 180, 0, &degrees, &error))
        pack_take_error(r->report, &error);
    if (degrees != 0)
        *field = (gint32)(degrees * 1e7);
}

/* Corrections to the data of others: a name, a point inside. */
static void read_areas(Reading *r)
{
    Catalog *catalog = r->catalog;
    if (*catalog->tenant.area)
        pack_area_read(r->source->area_folder, catalog->tenant.area, catalog, r->report);
    g_auto(PackFile) file = pack_open(r, "areas.ini", NULL, AREA_KEYS, false);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++) {
        Area *area = area_of(catalog, *group);
        if (!area) {
            pack_problem(r->report, "areas.ini: [%s] no area has this code", *group);
            continue;
        }
        g_autofree char *name = pack_text(r, &file, *group, "name", area->name);
        g_free(area->name);
        area->name = g_steal_pointer(&name);
        take_degrees(r, &file, *group, "lat", &area->lat_e7);
        take_degrees(r, &file, *group, "lng", &area->lng_e7);
    }
    for (guint i = 0; r->source->boundaries && r->source->boundaries[i]; i++)
        pack_area_read_shapes(r->source, r->source->boundaries[i], catalog, r->report);
}

/* agencies.ini */

static const IniKey AGENCY_KEYS[] = {
    { "*", "name" },    { "*", "short" },   { "*", "kind" },   { "*", "parent" }, { "*", "area" },
    { "*", "contact" }, { "*", "tupoksi" }, { "*", "active" }, { "@*", "code" },  { NULL, NULL },
};

static Agency *read_agency(Reading *r, const PackFile *file, const char *group)
{
    Agency *agency = g_new0(Agency, 1);
    agency->name = pack_text(r, file, group, "name", NULL);
    agency->short_name = pack_text(r, file, group, "short", agency->name);
    agency->parent = pack_text(r, file, group, "parent", "");
    agency->area = pack_text(r, file, group, "area", "");
    agency->contact = pack_text(r, file, group, "contact", "");
    agency->tupoksi = pack_text(r, file, group, "tupoksi", "");
    agency->active = pack_bool(r, file, group, "active", true);
    g_autofree char *kind = pack_text(r, file, group, "kind", NULL);
    if (*kind && !agency_kind_from_name(kind, &agency->kind)) {
        pack_problem(r->report,
                     "%s: [%s] kind = %s: none of dinas, badan, bumd, blud, setda, kecamatan, "
                     "kelurahan, desa, polres, luar, inspektorat, satpol",
                     file->name, group, kind);
    }
    if (!*kind || agency->kind < AGENCY_DINAS)
        agency->kind = AGENCY_DINAS;
    return agency;
}

/* "Kabupaten Bandung Barat" -> "kabupaten-bandung-barat" */
char *pack_slug(const char *name)
{
    char *slug = text_fold(name);
    return g_strdelimit(slug, " ", '-');
}

char *pack_fill(const char *pattern, const Area *area, const char *slug)
{
    return text_fill(pattern, "name", area->name, "slug", slug, "area", area->code, NULL);
}

/* An office of the template in group for one area. Two areas of one name: the code tells them. */
static void add_office(Reading *r, const Agency *template, const char *pattern, const Area *area)
{
    g_autofree char *slug = pack_slug(area->name);
    char *code = pack_fill(pattern, area, slug);
    Agency *agency = g_new0(Agency, 1);
    for (guint i = 0; i < r->catalog->agencies->len; i++) {
        const Agency *other = g_ptr_array_index(r->catalog->agencies, i);
        if (strcmp(other->code, code))
            continue;
        g_free(code);
        g_autofree char *longer = g_strdup_printf("%s-%s", slug, area->code);
        code = pack_fill(pattern, area, longer);
        break;
    }
    *agency = (Agency){ .code = code,
                        .parent = g_strdup(template->parent),
                        .name = pack_fill(template->name, area, slug),
                        .short_name = pack_fill(template->short_name, area, slug),
                        .area = g_strdup(area->code),
                        .contact = pack_fill(template->contact, area, slug),
                        .tupoksi = pack_fill(template->tupoksi, area, slug),
                        .kind = template->kind,
                        .active = template->active };
    g_ptr_array_add(r->catalog->agencies, agency);
}

bool pack_is_meant(const char *group, const Area *area)
{
    const char *last = strrchr(area->code, '.');
    bool kelurahan = last && last[1] == '1';
    if (!strcmp(group, "@kabupaten"))
        return area->level == AREA_REGENCY;
    if (!strcmp(group, "@kecamatan"))
        return area->level == AREA_DISTRICT;
    return area->level == AREA_VILLAGE && kelurahan == !strcmp(group, "@kelurahan");
}

/* [@kecamatan], [@kelurahan], [@desa], [@kabupaten]: one office an area of that level. */
static void add_offices(Reading *r, const PackFile *file, const char *group)
{
    static const char *const KNOWN[] = { "@kecamatan", "@kelurahan", "@desa", "@kabupaten", NULL };
    if (!g_strv_contains(KNOWN, group)) {
        pack_problem(r->report, "agencies.ini: unknown template [%s]", group);
        return;
    }
    g_autoptr(Agency) template = read_agency(r, file, group);
    g_autofree char *pattern = pack_text(r, file, group, "code", NULL);
    for (guint i = 0; i < r->catalog->areas->len; i++) {
        const Area *area = g_ptr_array_index(r->catalog->areas, i);
        if (pack_is_meant(group, area) && strcmp(area->code, r->catalog->tenant.area))
            add_office(r, template, pattern, area);
    }
}

static void read_agencies(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "agencies.ini", "agencies", AGENCY_KEYS, true);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++) {
        if (**group == '@') {
            add_offices(r, &file, *group);
            continue;
        }
        Agency *agency = read_agency(r, &file, *group);
        agency->code = g_strdup(*group);
        g_ptr_array_add(r->catalog->agencies, agency);
    }
}

/* services.ini */

static const IniKey SERVICE_KEYS[] = {
    { "*", "name" },       { "*", "group" },           { "*", "description" },
    { "*", "keywords" },   { "*", "emergency_words" }, { "*", "policy" },
    { "*", "resolution" }, { "*", "sensitive" },       { "*", "radius_m" },
    { "*", "active" },     { "*", "attribute.*" },     { NULL, NULL },
};

static const char *const DATATYPES[] = { "string",          "number",         "datetime", "text",
                                         "singlevaluelist", "multivaluelist", NULL };

/* "rumah: Sampah rumah tangga" */
static json_t *value_of(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 2);
    if (!parts[0] || !parts[1] || text_is_blank(parts[0]) || text_is_blank(parts[1]))
        return NULL;
    return json_pack("{s:s, s:s}", "key", g_strstrip(parts[0]), "name", g_strstrip(parts[1]));
}

static json_t *values_of(char **parts, bool *ok)
{
    json_t *values = json_array();
    for (char **part = parts; *part; part++) {
        json_t *value = value_of(*part);
        if (value)
            json_array_append_new(values, value);
        else
            *ok = false;
    }
    return values;
}

/* "number | opsional | Lebar lubang (meter)", and for lists " | key: Name | key: Name" */
static json_t *attribute_of(const char *code, const char *text, guint order)
{
    g_auto(GStrv) parts = g_strsplit(text, "|", -1);
    for (char **part = parts; *part; part++)
        g_strstrip(*part);
    if (g_strv_length(parts) < 3 || !g_strv_contains(DATATYPES, parts[0]) || !*parts[2])
        return NULL;
    bool must = !strcmp(parts[1], "wajib"), ok = must || !strcmp(parts[1], "opsional");
    bool list = g_str_has_suffix(parts[0], "list");
    json_t *values = values_of(parts + 3, &ok);
    if (!ok || list != (json_array_size(values) > 0)) {
        json_decref(values);
        return NULL;
    }
    return json_pack("{s:b, s:s, s:s, s:b, s:s, s:i, s:s, s:o}", "variable", 1, "code", code,
                     "datatype", parts[0], "required", must, "datatype_description", "", "order",
                     (int)order, "description", parts[2], "values", values);
}

static char **attribute_keys(const PackFile *file, const char *group)
{
    const Ini *inis[] = { file->base, file->own };
    g_autoptr(GStrvBuilder) found = g_strv_builder_new();
    for (guint i = 0; i < G_N_ELEMENTS(inis); i++) {
        g_auto(GStrv) keys = inis[i] ? ini_keys(inis[i], group) : NULL;
        for (char **key = keys; key && *key; key++) {
            bool twice = i == 1 && file->base && ini_has(file->base, group, *key);
            if (g_str_has_prefix(*key, "attribute.") && !twice)
                g_strv_builder_add(found, *key);
        }
    }
    return g_strv_builder_end(found);
}

static char *read_attributes(Reading *r, const PackFile *file, const char *group)
{
    g_auto(GStrv) keys = attribute_keys(file, group);
    json_t *attributes = json_array();
    for (char **key = keys; *key; key++) {
        g_autofree char *text = pack_text(r, file, group, *key, "");
        const char *code = *key + strlen("attribute.");
        json_t *attribute = attribute_of(code, text, (guint)json_array_size(attributes) + 1);
        if (attribute)
            json_array_append_new(attributes, attribute);
        else
            pack_problem(r->report,
                         "%s: [%s] %s = %.80s: want \"type | wajib or opsional | question\", and "
                         "for lists \"| key: name\" each",
                         file->name, group, *key, text);
    }
    return json_take_text(attributes);
}

static ResolutionKind read_resolution(Reading *r, const PackFile *file, const char *group)
{
    static const char *const KINDS[] = { "plain", "no_field", "field", NULL };
    g_autoptr(GError) error = NULL;
    const Ini *ini = pack_holder(file, group, "resolution");
    int kind = RESOLUTION_PLAIN;
    if (ini && !ini_get_choice(ini, group, "resolution", KINDS, kind, &kind, &error))
        pack_take_error(r->report, &error);
    return (ResolutionKind)kind;
}

static void read_service(Reading *r, const PackFile *file, const char *group)
{
    Service *service = g_new0(Service, 1);
    *service = (Service){ .code = g_strdup(group),
                          .name = pack_text(r, file, group, "name", NULL),
                          .group_name = pack_text(r, file, group, "group", NULL),
                          .description = pack_text(r, file, group, "description", ""),
                          .keywords = pack_list(r, file, group, "keywords"),
                          .emergency_words = pack_list(r, file, group, "emergency_words"),
                          .policy = pack_text(r, file, group, "policy", "default"),
                          .resolution = read_resolution(r, file, group),
                          .sensitive = pack_bool(r, file, group, "sensitive", false),
                          .active = pack_bool(r, file, group, "active", true),
                          .radius_m = pack_int(r, file, group, "radius_m", 5000, 100),
                          .attributes = read_attributes(r, file, group) };
    g_ptr_array_add(r->catalog->services, service);
    for (guint list = 0; list < 2; list++) {
        char **words = list ? service->emergency_words : service->keywords;
        for (char **word = words; *word; word++) {
            if (strchr(*word, ','))
                pack_problem(r->report, "%s: [%s] \"%s\": words are parted by ;", file->name, group,
                             *word);
        }
    }
}

static void read_services(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "services.ini", "services", SERVICE_KEYS, true);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++)
        read_service(r, &file, *group);
}

/* policies.ini, routing.ini */

static void read_policies(Reading *r)
{
    GArray *known = g_array_new(TRUE, TRUE, sizeof(IniKey));
    for (const Setting *row = POLICY_SETTINGS; row->key; row++) {
        IniKey key = { "*", row->key };
        g_array_append_val(known, key);
    }
    g_auto(PackFile) file =
        pack_open(r, "policies.ini", "policies", (const IniKey *)known->data, true);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++) {
        Policy *policy = policy_new(*group);
        take_settings(r, &file, "default", POLICY_SETTINGS, policy);
        for (const Setting *row = POLICY_SETTINGS; row->key && strcmp(*group, "default"); row++) {
            g_autoptr(GError) error = NULL;
            if (!pack_holder(&file, *group, row->key))
                continue;
            g_autofree char *text = pack_text(r, &file, *group, row->key, "");
            if (!setting_set(row, policy, text, &error))
                pack_problem(r->report, "policies.ini: [%s] %s", *group, error_detail(error));
        }
        g_ptr_array_add(r->catalog->policies, policy);
    }
    g_array_unref(known);
}

static const IniKey RULE_KEYS[] = {
    { "*", "services" }, { "*", "areas" }, { "*", "agency" }, { "*", "reason" }, { NULL, NULL },
};

static void read_rule(Reading *r, const PackFile *file, const char *group)
{
    g_auto(GStrv) services = pack_list(r, file, group, "services");
    g_auto(GStrv) areas = pack_list(r, file, group, "areas");
    g_autofree char *agency = pack_text(r, file, group, "agency", NULL);
    g_autofree char *reason = pack_text(r, file, group, "reason", NULL);
    if (!services[0])
        pack_problem(r->report, "%s: [%s] services is missing", file->name, group);
    for (char **service = services; *service; service++) {
        for (guint i = 0; i == 0 || (areas[0] && areas[i]); i++) {
            RoutingRule *rule = g_new0(RoutingRule, 1);
            *rule = (RoutingRule){ .service = g_strdup(*service),
                                   .area = g_strdup(areas[0] ? areas[i] : "*"),
                                   .agency = g_strdup(agency),
                                   .reason = g_strdup(reason) };
            g_ptr_array_add(r->catalog->rules, rule);
        }
    }
}

static void read_routing(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "routing.ini", NULL, RULE_KEYS, true);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++)
        read_rule(r, &file, *group);
}

/* calendar.ini */

static const IniKey CALENDAR_KEYS[] = { { "*", "*" }, { NULL, NULL } };

static void add_holiday(Reading *r, const char *group, int kind, const char *date, const char *name)
{
    g_autoptr(GError) error = NULL;
    Holiday holiday = { .kind = kind };
    if (!workday_parse(date, &holiday.day, &error) || strncmp(date, group, 4)) {
        pack_problem(r->report, "calendar.ini: [%s] %s: no day of that year", group, date);
        return;
    }
    for (guint i = 0; i < r->catalog->holidays->len; i++) {
        if (g_array_index(r->catalog->holidays, Holiday, i).day == holiday.day)
            return; /* two feasts on one day: the first names it */
    }
    holiday.name = g_strdup(name);
    g_array_append_val(r->catalog->holidays, holiday);
}

/* [2026 libur], [2026 cuti], [2026 lokal]: date = name */
static void read_days(Reading *r, const PackFile *file, const char *group)
{
    static const char *const KINDS[] = { "libur", "cuti", "lokal" };
    int kind = 0;
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        kind = strcmp(group + 5, KINDS[i]) ? kind : (int)i + 1;
    if (!kind) {
        pack_problem(r->report, "calendar.ini: [%s] is none of libur, cuti, lokal", group);
        return;
    }
    const Ini *inis[] = { file->base, file->own };
    for (guint i = 0; i < G_N_ELEMENTS(inis); i++) {
        g_auto(GStrv) days = inis[i] ? ini_keys(inis[i], group) : NULL;
        for (char **day = days; day && *day; day++) {
            g_autofree char *name = pack_text(r, file, group, *day, NULL);
            add_holiday(r, group, kind, *day, name);
        }
    }
}

static void read_year(Reading *r, const PackFile *file, const char *group)
{
    HolidayYear year = { .source = pack_text(r, file, group, "source", NULL) };
    year.decreed = pack_bool(r, file, group, "decreed", false);
    year.year = (int)g_ascii_strtoll(group, NULL, 10);
    g_array_append_val(r->catalog->years, year);
}

static bool is_year(const char *group, gsize length)
{
    return strspn(group, "0123456789") == 4 && length >= 4 && group[0] == '2' && group[1] == '0';
}

static void read_calendar(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "calendar.ini", "calendar", CALENDAR_KEYS, true);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++) {
        gsize length = strlen(*group);
        if (!is_year(*group, length) || (length > 4 && (*group)[4] != ' '))
            pack_problem(r->report, "calendar.ini: [%s]: want [2026] or [2026 libur]", *group);
        else if (length == 4)
            read_year(r, &file, *group);
        else
            read_days(r, &file, *group);
    }
}

/* texts.id.ini, texts.en.ini */

static void take_override(Reading *r, const PackFile *file, const char *key, const char *lang)
{
    const TextRow *row = text_row(key);
    g_autofree char *body = pack_text(r, file, "texts", key, NULL);
    g_autofree char *unknown = text_unknown_placeholder(row, body);
    if (unknown)
        pack_problem(r->report, "%s: [texts] %s: unknown {%s}; there are: %s", file->name, key,
                     unknown, row->placeholders);
    if ((row->use & TEXT_SMS) && !sms_shape(body).gsm7)
        pack_warning(r->report, "%s: [texts] %s: letters outside GSM-7 double the cost of an SMS",
                     file->name, key);
    g_hash_table_insert(r->catalog->texts, g_strdup_printf("%s %s", key, lang),
                        g_steal_pointer(&body));
}

static void read_texts(Reading *r, const char *name, const char *lang)
{
    GArray *known = g_array_new(TRUE, TRUE, sizeof(IniKey));
    for (guint i = 0; i < text_count(); i++) {
        IniKey key = { "texts", text_at(i)->key };
        g_array_append_val(known, key);
    }
    g_auto(PackFile) file = pack_open(r, name, NULL, (const IniKey *)known->data, false);
    g_auto(GStrv) keys = file.own ? ini_keys(file.own, "texts") : NULL;
    for (char **key = keys; key && *key; key++)
        take_override(r, &file, *key, lang);
    g_array_unref(known);
}

/* all of it */

static void count_things(const Catalog *catalog, PackReport *report)
{
    report->areas = catalog->areas->len;
    report->agencies = catalog->agencies->len;
    report->services = catalog->services->len;
    report->rules = catalog->rules->len;
    report->holidays = catalog->holidays->len;
    report->texts = g_hash_table_size(catalog->texts);
}

Catalog *pack_read(const PackSource *source, PackReport *report, GError **error)
{
    g_autoptr(Catalog) catalog = catalog_new();
    Reading r = { .source = source, .report = report, .catalog = catalog };
    read_tenant(&r);
    if (r.pack) {
        pack_step(source, "areas", 0, 0);
        read_areas(&r);
        pack_step(source, "agencies, services and rules", 0, 0);
        read_agencies(&r);
        read_services(&r);
        read_policies(&r);
        read_routing(&r);
        read_calendar(&r);
        pack_spelling_read(&r);
        pack_voice_read(&r);
        pack_listen_read(&r);
        pack_desk_read(&r);
        read_texts(&r, "texts.id.ini", "id");
        read_texts(&r, "texts.en.ini", "en");
        catalog_seal(catalog);
        pack_check(catalog, report);
    }
    ini_free(r.pack);
    count_things(catalog, report);
    if (!report->problems)
        return g_steal_pointer(&catalog);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Paket tidak dapat dimuat."),
              "%u problems, first: %s", report->problems->len,
              (const char *)g_ptr_array_index(report->problems, 0));
    return NULL;
}
