/* The catalog: freeing, index by code, and look-ups.
 *
 * index maps a kind ("area", "agency", "service", "policy") to a table by code, so that a
 * look-up makes no key. It is built once in catalog_seal and only read afterwards.
 */
#include "model/catalog.h"

#include "model/texts.h"

#include <string.h>

static const char *const AGENCY_KINDS[] = {
    [AGENCY_DINAS] = "dinas",
    [AGENCY_BADAN] = "badan",
    [AGENCY_BUMD] = "bumd",
    [AGENCY_BLUD] = "blud",
    [AGENCY_SETDA] = "setda",
    [AGENCY_KECAMATAN] = "kecamatan",
    [AGENCY_KELURAHAN] = "kelurahan",
    [AGENCY_DESA] = "desa",
    [AGENCY_POLRES] = "polres",
    [AGENCY_EXTERNAL] = "luar",
    [AGENCY_INSPEKTORAT] = "inspektorat",
    [AGENCY_SATPOL] = "satpol",
};

const char *agency_kind_name(AgencyKind kind)
{
    bool known = kind >= AGENCY_DINAS && (gsize)kind < G_N_ELEMENTS(AGENCY_KINDS);
    return known ? AGENCY_KINDS[kind] : "";
}

bool agency_kind_from_name(const char *name, AgencyKind *kind)
{
    for (gsize i = AGENCY_DINAS; name && i < G_N_ELEMENTS(AGENCY_KINDS); i++) {
        if (!g_strcmp0(AGENCY_KINDS[i], name)) {
            *kind = (AgencyKind)i;
            return true;
        }
    }
    return false;
}

void tenant_clear(Tenant *tenant)
{
    g_free(tenant->code);
    g_free(tenant->name);
    g_free(tenant->host);
    g_free(tenant->prefix);
    g_free(tenant->place_noun);
    g_free(tenant->timezone);
    g_free(tenant->timezone_name);
    g_free(tenant->brand);
    g_free(tenant->sms_number);
    g_free(tenant->phone);
    g_free(tenant->emergency);
    g_free(tenant->contact);
    g_free(tenant->area);
    g_free(tenant->leader);
    g_free(tenant->staff_sms);
    g_free(tenant->staff_email);
    g_free(tenant->public_url);
    memset(tenant, 0, sizeof *tenant);
}

void tenant_free(Tenant *tenant)
{
    if (!tenant)
        return;
    tenant_clear(tenant);
    g_free(tenant);
}

void area_free(Area *area)
{
    if (!area)
        return;
    g_free(area->code);
    g_free(area->parent);
    g_free(area->name);
    g_free(area->label);
    g_free(area->name_key);
    g_clear_pointer(&area->shape, g_bytes_unref);
    g_free(area);
}

void agency_free(Agency *agency)
{
    if (!agency)
        return;
    g_free(agency->code);
    g_free(agency->parent);
    g_free(agency->name);
    g_free(agency->short_name);
    g_free(agency->area);
    g_free(agency->contact);
    g_free(agency->tupoksi);
    g_free(agency);
}

void service_free(Service *service)
{
    if (!service)
        return;
    g_free(service->code);
    g_free(service->name);
    g_free(service->group_name);
    g_free(service->description);
    g_strfreev(service->keywords);
    g_strfreev(service->emergency_words);
    g_free(service->policy);
    g_free(service->attributes);
    g_free(service);
}

void routing_rule_free(RoutingRule *rule)
{
    if (!rule)
        return;
    g_free(rule->service);
    g_free(rule->area);
    g_free(rule->agency);
    g_free(rule->reason);
    g_free(rule);
}

static const char *const VOICE_KINDS[] = {
    [VOICE_STATION] = "stasiun",
    [VOICE_PROGRAMME] = "acara",
    [VOICE_LINE] = "telepon",
    [VOICE_UNIT] = "unit",
};

const char *voice_kind_name(VoiceKind kind)
{
    return VOICE_KINDS[kind];
}

void voice_free(Voice *voice)
{
    if (!voice)
        return;
    g_free(voice->code);
    g_free(voice->name);
    g_free(voice->phone);
    g_free(voice->agency);
    g_free(voice->area);
    g_free(voice->station);
    g_free(voice->detail);
    g_free(voice);
}

static void holiday_clear(gpointer holiday)
{
    g_free(((Holiday *)holiday)->name);
}

static void holiday_year_clear(gpointer year)
{
    g_free(((HolidayYear *)year)->source);
}

Catalog *catalog_new(void)
{
    Catalog *catalog = g_new0(Catalog, 1);
    g_atomic_ref_count_init(&catalog->refs);
    catalog->areas = g_ptr_array_new_with_free_func((GDestroyNotify)area_free);
    catalog->agencies = g_ptr_array_new_with_free_func((GDestroyNotify)agency_free);
    catalog->services = g_ptr_array_new_with_free_func((GDestroyNotify)service_free);
    catalog->policies = g_ptr_array_new_with_free_func((GDestroyNotify)policy_free);
    catalog->rules = g_ptr_array_new_with_free_func((GDestroyNotify)routing_rule_free);
    catalog->voices = g_ptr_array_new_with_free_func((GDestroyNotify)voice_free);
    catalog->desks = g_ptr_array_new_with_free_func((GDestroyNotify)desk_free);
    catalog->holidays = g_array_new(FALSE, TRUE, sizeof(Holiday));
    g_array_set_clear_func(catalog->holidays, holiday_clear);
    catalog->years = g_array_new(FALSE, TRUE, sizeof(HolidayYear));
    g_array_set_clear_func(catalog->years, holiday_year_clear);
    catalog->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    catalog->spelling = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    catalog->listen = g_ptr_array_new_with_free_func((GDestroyNotify)listen_rule_free);
    return catalog;
}

Catalog *catalog_ref(const Catalog *catalog)
{
    Catalog *counted = (Catalog *)catalog;
    g_atomic_ref_count_inc(&counted->refs);
    return counted;
}

void catalog_unref(Catalog *catalog)
{
    if (!catalog || !g_atomic_ref_count_dec(&catalog->refs))
        return;
    for (int slot = 0; slot < CATALOG_SLOTS; slot++) {
        if (catalog->derived[slot])
            catalog->derived_free[slot](catalog->derived[slot]);
    }
    tenant_clear(&catalog->tenant);
    g_ptr_array_unref(catalog->areas);
    g_ptr_array_unref(catalog->agencies);
    g_ptr_array_unref(catalog->services);
    g_ptr_array_unref(catalog->policies);
    g_ptr_array_unref(catalog->rules);
    g_ptr_array_unref(catalog->voices);
    g_ptr_array_unref(catalog->desks);
    g_array_unref(catalog->holidays);
    g_array_unref(catalog->years);
    g_hash_table_unref(catalog->texts);
    g_hash_table_unref(catalog->spelling);
    g_ptr_array_unref(catalog->listen);
    g_clear_pointer(&catalog->index, g_hash_table_unref);
    g_clear_pointer(&catalog->timezone, g_time_zone_unref);
    g_free(catalog);
}

/* Every indexed thing begins with its code. */
typedef struct Coded {
    char *code;
} Coded;
G_STATIC_ASSERT(offsetof(Area, code) == 0);
G_STATIC_ASSERT(offsetof(Agency, code) == 0);
G_STATIC_ASSERT(offsetof(Service, code) == 0);
G_STATIC_ASSERT(offsetof(Policy, code) == 0);
G_STATIC_ASSERT(offsetof(Desk, code) == 0);

static void index_add(Catalog *catalog, const char *kind, const GPtrArray *things)
{
    GHashTable *by_code = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < things->len; i++) {
        Coded *thing = g_ptr_array_index(things, i);
        g_hash_table_insert(by_code, thing->code, thing);
    }
    g_hash_table_insert(catalog->index, (gpointer)kind, by_code);
}

static gconstpointer index_get(const Catalog *catalog, const char *kind, const char *code)
{
    g_assert(catalog->index);
    return code ? g_hash_table_lookup(g_hash_table_lookup(catalog->index, kind), code) : NULL;
}

static int area_compare(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const Area *const *)a)->code, (*(const Area *const *)b)->code);
}

static int holiday_compare(gconstpointer a, gconstpointer b)
{
    return ((const Holiday *)a)->day - ((const Holiday *)b)->day;
}

static int year_compare(gconstpointer a, gconstpointer b)
{
    return ((const HolidayYear *)a)->year - ((const HolidayYear *)b)->year;
}

/* A fourth code segment that begins with 1 is a kelurahan, with 2 a desa (Kemendagri coding). */
static const char *area_noun(const Area *area)
{
    const char *last = strrchr(area->code, '.');
    switch (area->level) {
    case AREA_PROVINCE:
        return "Provinsi ";
    case AREA_REGENCY:
        return "";
    case AREA_DISTRICT:
        return "Kecamatan ";
    case AREA_VILLAGE:
        return last && last[1] == '1' ? "Kelurahan " : "Desa ";
    }
    return "";
}

static char *area_label(const Catalog *catalog, const Area *area)
{
    GString *label = g_string_new(NULL);
    /* four levels: the bound keeps a circle of broken rows harmless */
    for (int depth = 0; area && depth < AREA_VILLAGE; depth++) {
        if (label->len)
            g_string_append(label, ", ");
        g_string_append_printf(label, "%s%s", area_noun(area), area->name);
        area = index_get(catalog, "area", area->parent);
        /* everything is in the tenant's own area: saying so tells nothing */
        if (area && !g_strcmp0(area->code, catalog->tenant.area))
            break;
    }
    return g_string_free(label, FALSE);
}

static void areas_seal(Catalog *catalog)
{
    for (guint i = 0; i < catalog->areas->len; i++) {
        Area *area = catalog->areas->pdata[i];
        area->label = area_label(catalog, area);
        area->name_key = g_utf8_collate_key(area->name, -1);
    }
}

void catalog_seal(Catalog *catalog)
{
    g_assert(!catalog->index);
    g_ptr_array_sort(catalog->areas, area_compare);
    g_array_sort(catalog->holidays, holiday_compare);
    g_array_sort(catalog->years, year_compare);
    catalog->index =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_hash_table_unref);
    index_add(catalog, "policy", catalog->policies);
    if (!index_get(catalog, "policy", "default")) {
        g_ptr_array_add(catalog->policies, policy_new("default"));
        index_add(catalog, "policy", catalog->policies);
    }
    index_add(catalog, "area", catalog->areas);
    index_add(catalog, "agency", catalog->agencies);
    index_add(catalog, "service", catalog->services);
    index_add(catalog, "desk", catalog->desks);
    areas_seal(catalog);
    if (catalog->tenant.timezone)
        catalog->timezone = g_time_zone_new_identifier(catalog->tenant.timezone);
    if (!catalog->timezone)
        catalog->timezone = g_time_zone_new_offset(7 * 3600);
}

const Area *catalog_area(const Catalog *catalog, const char *code)
{
    return index_get(catalog, "area", code);
}

const Agency *catalog_agency(const Catalog *catalog, const char *code)
{
    return index_get(catalog, "agency", code);
}

const Service *catalog_service(const Catalog *catalog, const char *code)
{
    return index_get(catalog, "service", code);
}

const Voice *catalog_voice(const Catalog *catalog, VoiceKind kind, const char *code)
{
    for (guint i = 0; code && i < catalog->voices->len; i++) {
        const Voice *voice = catalog->voices->pdata[i];
        if (voice->kind == kind && !strcmp(voice->code, code))
            return voice;
    }
    return NULL;
}

const Desk *catalog_desk(const Catalog *catalog, const char *code)
{
    return index_get(catalog, "desk", code);
}

const Policy *catalog_policy(const Catalog *catalog, const char *code)
{
    return index_get(catalog, "policy", code);
}

const Policy *catalog_policy_of(const Catalog *catalog, const char *service)
{
    const Service *found = catalog_service(catalog, service);
    const Policy *policy = found ? catalog_policy(catalog, found->policy) : NULL;
    return policy ? policy : catalog_policy(catalog, "default");
}

const char *catalog_text(const Catalog *catalog, const char *key, const char *lang)
{
    const char *language = !g_strcmp0(lang, "en") ? "en" : "id";
    char name[96];
    g_snprintf(name, sizeof name, "%s %s", key, language);
    const char *own = g_hash_table_lookup(catalog->texts, name);
    return own ? own : text_standard(key, language);
}

const char *catalog_area_label(const Catalog *catalog, const char *code)
{
    const Area *area = catalog_area(catalog, code);
    return area ? area->label : "";
}

bool area_contains(const char *prefix, const char *code)
{
    if (!prefix || !*prefix)
        return true;
    if (!code || !g_str_has_prefix(code, prefix))
        return false;
    char after = code[strlen(prefix)];
    return after == '\0' || after == '.';
}

bool catalog_agency_under(const Catalog *catalog, const char *agency, const char *child)
{
    if (!agency || !*agency || !child)
        return false;
    const Agency *at = catalog_agency(catalog, child);
    /* a pack is checked for circles when it is loaded; the bound keeps a broken row harmless */
    for (int depth = 0; at && depth < 16; depth++) {
        if (!strcmp(at->code, agency))
            return true;
        at = catalog_agency(catalog, at->parent);
    }
    return !strcmp(agency, child);
}

gconstpointer catalog_derived(const Catalog *catalog, CatalogSlot slot,
                              gpointer (*build)(const Catalog *catalog), GDestroyNotify free_fn)
{
    static GMutex building;
    Catalog *holder = (Catalog *)catalog;
    gconstpointer made = g_atomic_pointer_get(&holder->derived[slot]);
    if (made)
        return made;
    g_mutex_lock(&building);
    if (!holder->derived[slot]) {
        holder->derived_free[slot] = free_fn;
        g_atomic_pointer_set(&holder->derived[slot], build(catalog));
    }
    g_mutex_unlock(&building);
    return g_atomic_pointer_get(&holder->derived[slot]);
}
