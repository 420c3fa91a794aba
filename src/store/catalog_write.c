/* Replacing the reference data of a tenant by that of a pack: see catalog.h. */
#include "store/catalog.h"

#include "store/settings.h"
#include "store/tenant.h"

#include <string.h>

DB_STATEMENT(area_put, "catalog.area_put",
             "INSERT INTO area (tenant, code, parent, level, name, lat_e7, lng_e7, shape)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
             " ON CONFLICT (tenant, code) DO UPDATE SET parent = excluded.parent,"
             " level = excluded.level, name = excluded.name,"
             " lat_e7 = CASE WHEN excluded.lat_e7 = 0 AND excluded.lng_e7 = 0"
             "          THEN area.lat_e7 ELSE excluded.lat_e7 END,"
             " lng_e7 = CASE WHEN excluded.lat_e7 = 0 AND excluded.lng_e7 = 0"
             "          THEN area.lng_e7 ELSE excluded.lng_e7 END,"
             " shape = coalesce(excluded.shape, area.shape)");
DB_STATEMENT(area_del, "catalog.area_del",
             "DELETE FROM area WHERE tenant = $1 AND code = $2 AND NOT EXISTS"
             " (SELECT 1 FROM cases WHERE cases.tenant = $1 AND cases.area = $2"
             "  AND cases.area <> '')");
DB_STATEMENT(agency_put, "catalog.agency_put",
             "INSERT INTO agency (tenant, code, parent, kind, name, short_name, area, contact,"
             " tupoksi, active, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
             " ON CONFLICT (tenant, code) DO UPDATE SET parent = excluded.parent,"
             " kind = excluded.kind, name = excluded.name, short_name = excluded.short_name,"
             " area = excluded.area, contact = excluded.contact, tupoksi = excluded.tupoksi,"
             " active = excluded.active, position = excluded.position");
DB_STATEMENT(agency_retire, "catalog.agency_retire",
             "UPDATE agency SET active = 0 WHERE tenant = $1 AND code = $2 AND active = 1");
DB_STATEMENT(service_put, "catalog.service_put",
             "INSERT INTO service (tenant, code, name, group_name, description, keywords,"
             " emergency_words, policy, resolution, sensitive, radius_m, attributes, active,"
             " position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
             " ON CONFLICT (tenant, code) DO UPDATE SET name = excluded.name,"
             " group_name = excluded.group_name, description = excluded.description,"
             " keywords = excluded.keywords, emergency_words = excluded.emergency_words,"
             " policy = excluded.policy, resolution = excluded.resolution,"
             " sensitive = excluded.sensitive, radius_m = excluded.radius_m,"
             " attributes = excluded.attributes, active = excluded.active,"
             " position = excluded.position");
DB_STATEMENT(service_retire, "catalog.service_retire",
             "UPDATE service SET active = 0 WHERE tenant = $1 AND code = $2 AND active = 1");
DB_STATEMENT(policy_put, "catalog.policy_put",
             "INSERT INTO policy (tenant, code, settings) VALUES ($1, $2, $3)"
             " ON CONFLICT (tenant, code) DO UPDATE SET settings = excluded.settings");
DB_STATEMENT(rule_clear, "catalog.rule_clear", "DELETE FROM routing_rule WHERE tenant = $1");
DB_STATEMENT(rule_put, "catalog.rule_put",
             "INSERT INTO routing_rule (tenant, position, service, area, agency, reason)"
             " VALUES ($1, $2, $3, $4, $5, $6)");
DB_STATEMENT(holiday_clear, "catalog.holiday_clear", "DELETE FROM holiday WHERE tenant = $1");
DB_STATEMENT(holiday_put, "catalog.holiday_put",
             "INSERT INTO holiday (tenant, day, name, kind, source) VALUES ($1, $2, $3, $4, $5)");
DB_STATEMENT(year_clear, "catalog.year_clear", "DELETE FROM holiday_year WHERE tenant = $1");
DB_STATEMENT(year_put, "catalog.year_put",
             "INSERT INTO holiday_year (tenant, year, source, decreed) VALUES ($1, $2, $3, $4)");
DB_STATEMENT(text_clear, "catalog.text_clear", "DELETE FROM text_override WHERE tenant = $1");
DB_STATEMENT(text_put, "catalog.text_put",
             "INSERT INTO text_override (tenant, key, lang, body) VALUES ($1, $2, $3, $4)");
DB_STATEMENT(spelling_clear, "catalog.spelling_clear", "DELETE FROM spelling WHERE tenant = $1");
DB_STATEMENT(spelling_put, "catalog.spelling_put",
             "INSERT INTO spelling (tenant, word, means) VALUES ($1, $2, $3)");
DB_STATEMENT(voice_clear, "catalog.voice_clear", "DELETE FROM voice WHERE tenant = $1");
DB_STATEMENT(voice_put, "catalog.voice_put",
             "INSERT INTO voice (tenant, kind, code, name, phone, agency, area, station, detail,"
             " position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
DB_STATEMENT(listen_clear, "catalog.listen_clear", "DELETE FROM listen WHERE tenant = $1");
DB_STATEMENT(listen_put, "catalog.listen_put",
             "INSERT INTO listen (tenant, position, kind, word) VALUES ($1, $2, $3, $4)");

DB_STATEMENT(
    desk_put, "catalog.desk_put",
    "INSERT INTO desk (tenant, code, name, place, area, contact, hours, exceptions, active,"
    " position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (tenant, code) DO UPDATE SET name = excluded.name,"
    " place = excluded.place, area = excluded.area, contact = excluded.contact,"
    " hours = excluded.hours, exceptions = excluded.exceptions, active = excluded.active,"
    " position = excluded.position");
DB_STATEMENT(desk_retire, "catalog.desk_retire",
             "UPDATE desk SET active = 0 WHERE tenant = $1 AND code = $2 AND active = 1");

typedef struct Writing {
    Db *db;
    gint64 tenant;
    const Catalog *old; /* NULL: the tenant is new */
    const Catalog *new_;
} Writing;

static bool write_area(const Writing *w, const Area *area, GError **error)
{
    return db_exec(w->db, &area_put,
                   DB_ARGS(DB_INT(w->tenant), DB_TEXT(area->code), DB_TEXT(area->parent),
                           DB_INT(area->level), DB_TEXT(area->name), DB_INT(area->lat_e7),
                           DB_INT(area->lng_e7), DB_BYTES(area->shape)),
                   NULL, error);
}

/* Most areas of a pack are those of the last load: only what differs is written. */
static bool is_same_area(const Area *old, const Area *area)
{
    return old && old->level == area->level && !strcmp(old->parent, area->parent) &&
           !strcmp(old->name, area->name) && !area->shape &&
           ((!area->lat_e7 && !area->lng_e7) ||
            (old->lat_e7 == area->lat_e7 && old->lng_e7 == area->lng_e7));
}

static bool write_areas(const Writing *w, CatalogChange *change, GError **error)
{
    for (guint i = 0; i < w->new_->areas->len; i++) {
        const Area *area = g_ptr_array_index(w->new_->areas, i);
        const Area *old = w->old ? catalog_area(w->old, area->code) : NULL;
        if (!is_same_area(old, area) && !write_area(w, area, error))
            return false;
    }
    for (guint i = 0; w->old && i < w->old->areas->len; i++) {
        const Area *old = g_ptr_array_index(w->old->areas, i);
        gint64 gone = 0;
        if (catalog_area(w->new_, old->code))
            continue;
        if (!db_exec(w->db, &area_del, DB_ARGS(DB_INT(w->tenant), DB_TEXT(old->code)), &gone,
                     error))
            return false;
        change->areas_gone += (guint)gone;
    }
    return true;
}

static bool write_agencies(const Writing *w, CatalogChange *change, GError **error)
{
    for (guint i = 0; i < w->new_->agencies->len; i++) {
        const Agency *a = g_ptr_array_index(w->new_->agencies, i);
        if (!db_exec(w->db, &agency_put,
                     DB_ARGS(DB_INT(w->tenant), DB_TEXT(a->code), DB_TEXT(a->parent),
                             DB_INT(a->kind), DB_TEXT(a->name), DB_TEXT(a->short_name),
                             DB_TEXT(a->area), DB_TEXT(a->contact), DB_TEXT(a->tupoksi),
                             DB_INT(a->active), DB_INT(i)),
                     NULL, error))
            return false;
    }
    for (guint i = 0; w->old && i < w->old->agencies->len; i++) {
        const Agency *old = g_ptr_array_index(w->old->agencies, i);
        gint64 retired = 0;
        if (catalog_agency(w->new_, old->code))
            continue;
        if (!db_exec(w->db, &agency_retire, DB_ARGS(DB_INT(w->tenant), DB_TEXT(old->code)),
                     &retired, error))
            return false;
        change->agencies_retired += (guint)retired;
    }
    return true;
}

static bool write_service(const Writing *w, const Service *s, guint position, GError **error)
{
    g_autofree char *keywords = g_strjoinv(", ", s->keywords);
    g_autofree char *emergency_words = g_strjoinv(", ", s->emergency_words);
    return db_exec(w->db, &service_put,
                   DB_ARGS(DB_INT(w->tenant), DB_TEXT(s->code), DB_TEXT(s->name),
                           DB_TEXT(s->group_name), DB_TEXT(s->description), DB_TEXT(keywords),
                           DB_TEXT(emergency_words), DB_TEXT(s->policy), DB_INT(s->resolution),
                           DB_INT(s->sensitive), DB_INT(s->radius_m), DB_TEXT(s->attributes),
                           DB_INT(s->active), DB_INT(position)),
                   NULL, error);
}

static bool write_services(const Writing *w, CatalogChange *change, GError **error)
{
    for (guint i = 0; i < w->new_->services->len; i++) {
        if (!write_service(w, g_ptr_array_index(w->new_->services, i), i, error))
            return false;
    }
    for (guint i = 0; w->old && i < w->old->services->len; i++) {
        const Service *old = g_ptr_array_index(w->old->services, i);
        gint64 retired = 0;
        if (catalog_service(w->new_, old->code))
            continue;
        if (!db_exec(w->db, &service_retire, DB_ARGS(DB_INT(w->tenant), DB_TEXT(old->code)),
                     &retired, error))
            return false;
        change->services_retired += (guint)retired;
    }
    return true;
}

static bool write_policies(const Writing *w, CatalogChange *change, GError **error)
{
    for (guint i = 0; i < w->new_->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(w->new_->policies, i);
        const Policy *old = w->old ? catalog_policy(w->old, policy->code) : NULL;
        g_autofree char *settings = settings_format(POLICY_SETTINGS, policy);
        g_autofree char *before = old ? settings_format(POLICY_SETTINGS, old) : NULL;
        change->policies_changed |= before && strcmp(before, settings) != 0;
        if (!db_exec(w->db, &policy_put,
                     DB_ARGS(DB_INT(w->tenant), DB_TEXT(policy->code), DB_TEXT(settings)), NULL,
                     error))
            return false;
    }
    return true;
}

static bool write_desks(const Writing *w, GError **error)
{
    for (guint i = 0; i < w->new_->desks->len; i++) {
        const Desk *d = g_ptr_array_index(w->new_->desks, i);
        if (!db_exec(w->db, &desk_put,
                     DB_ARGS(DB_INT(w->tenant), DB_TEXT(d->code), DB_TEXT(d->name),
                             DB_TEXT(d->place), DB_TEXT(d->area), DB_TEXT(d->contact),
                             DB_TEXT(d->hours_text), DB_TEXT(d->exceptions_text), DB_INT(d->active),
                             DB_INT(i)),
                     NULL, error))
            return false;
    }
    for (guint i = 0; w->old && i < w->old->desks->len; i++) {
        const Desk *old = g_ptr_array_index(w->old->desks, i);
        if (!catalog_desk(w->new_, old->code) &&
            !db_exec(w->db, &desk_retire, DB_ARGS(DB_INT(w->tenant), DB_TEXT(old->code)), NULL,
                     error))
            return false;
    }
    return true;
}

static bool write_rules(const Writing *w, GError **error)
{
    if (!db_exec(w->db, &rule_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error))
        return false;
    for (guint i = 0; i < w->new_->rules->len; i++) {
        const RoutingRule *rule = g_ptr_array_index(w->new_->rules, i);
        if (!db_exec(w->db, &rule_put,
                     DB_ARGS(DB_INT(w->tenant), DB_INT(i + 1), DB_TEXT(rule->service),
                             DB_TEXT(rule->area), DB_TEXT(rule->agency), DB_TEXT(rule->reason)),
                     NULL, error))
            return false;
    }
    return true;
}

static const char *source_of(const Catalog *catalog, gint32 day)
{
    g_autoptr(GDateTime) epoch = g_date_time_new_from_unix_utc(0);
    g_autoptr(GDateTime) at = g_date_time_add_days(epoch, day);
    for (guint i = 0; i < catalog->years->len; i++) {
        const HolidayYear *year = &g_array_index(catalog->years, HolidayYear, i);
        if (year->year == g_date_time_get_year(at))
            return year->source;
    }
    return "";
}

static bool write_calendar(const Writing *w, GError **error)
{
    const Catalog *catalog = w->new_;
    if (!db_exec(w->db, &holiday_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error) ||
        !db_exec(w->db, &year_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error))
        return false;
    for (guint i = 0; i < catalog->holidays->len; i++) {
        const Holiday *holiday = &g_array_index(catalog->holidays, Holiday, i);
        if (!db_exec(w->db, &holiday_put,
                     DB_ARGS(DB_INT(w->tenant), DB_INT(holiday->day), DB_TEXT(holiday->name),
                             DB_INT(holiday->kind), DB_TEXT(source_of(catalog, holiday->day))),
                     NULL, error))
            return false;
    }
    for (guint i = 0; i < catalog->years->len; i++) {
        const HolidayYear *year = &g_array_index(catalog->years, HolidayYear, i);
        if (!db_exec(w->db, &year_put,
                     DB_ARGS(DB_INT(w->tenant), DB_INT(year->year), DB_TEXT(year->source),
                             DB_INT(year->decreed)),
                     NULL, error))
            return false;
    }
    return true;
}

static bool write_texts(const Writing *w, GError **error)
{
    if (!db_exec(w->db, &text_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error))
        return false;
    GHashTableIter at;
    gpointer name, body;
    g_hash_table_iter_init(&at, w->new_->texts);
    while (g_hash_table_iter_next(&at, &name, &body)) {
        g_auto(GStrv) key = g_strsplit(name, " ", 2);
        if (!db_exec(w->db, &text_put,
                     DB_ARGS(DB_INT(w->tenant), DB_TEXT(key[0]), DB_TEXT(key[1]), DB_TEXT(body)),
                     NULL, error))
            return false;
    }
    return true;
}

static bool write_voices(const Writing *w, GError **error)
{
    if (!db_exec(w->db, &voice_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error))
        return false;
    for (guint i = 0; i < w->new_->voices->len; i++) {
        const Voice *v = g_ptr_array_index(w->new_->voices, i);
        if (!db_exec(w->db, &voice_put,
                     DB_ARGS(DB_INT(w->tenant), DB_INT(v->kind), DB_TEXT(v->code), DB_TEXT(v->name),
                             DB_TEXT(v->phone), DB_TEXT(v->agency), DB_TEXT(v->area),
                             DB_TEXT(v->station), DB_TEXT(v->detail), DB_INT(i)),
                     NULL, error))
            return false;
    }
    return true;
}

/* They are several hundred and change seldom. */
static bool write_spelling(const Writing *w, GError **error)
{
    GHashTableIter at;
    gpointer word, means;
    bool same =
        w->old && g_hash_table_size(w->old->spelling) == g_hash_table_size(w->new_->spelling);
    g_hash_table_iter_init(&at, w->new_->spelling);
    while (same && g_hash_table_iter_next(&at, &word, &means))
        same = !g_strcmp0(g_hash_table_lookup(w->old->spelling, word), means);
    if (same)
        return true;
    if (!db_exec(w->db, &spelling_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error))
        return false;
    g_hash_table_iter_init(&at, w->new_->spelling);
    while (g_hash_table_iter_next(&at, &word, &means)) {
        if (!db_exec(w->db, &spelling_put,
                     DB_ARGS(DB_INT(w->tenant), DB_TEXT(word), DB_TEXT(means)), NULL, error))
            return false;
    }
    return true;
}

static bool write_listen(const Writing *w, GError **error)
{
    if (!db_exec(w->db, &listen_clear, DB_ARGS(DB_INT(w->tenant)), NULL, error))
        return false;
    for (guint i = 0; i < w->new_->listen->len; i++) {
        const ListenRule *rule = w->new_->listen->pdata[i];
        if (!db_exec(w->db, &listen_put,
                     DB_ARGS(DB_INT(w->tenant), DB_INT(i), DB_INT(rule->kind), DB_TEXT(rule->word)),
                     NULL, error))
            return false;
    }
    return true;
}

/* Two calendars are the same when they give the same due times: names and sources do not matter. */
static char *calendar_words(const Catalog *catalog)
{
    const Tenant *t = &catalog->tenant;
    GString *words = g_string_new(NULL);
    g_string_printf(words, "%s %d %d;", t->timezone, t->working_weekdays, t->office_close_min);
    for (guint i = 0; i < catalog->years->len; i++) {
        const HolidayYear *year = &g_array_index(catalog->years, HolidayYear, i);
        if (year->decreed)
            g_string_append_printf(words, "%d;", year->year);
    }
    for (guint i = 0; i < catalog->holidays->len; i++)
        g_string_append_printf(words, "%d ", g_array_index(catalog->holidays, Holiday, i).day);
    return g_string_free(words, FALSE);
}

static bool is_same_calendar(const Catalog *a, const Catalog *b)
{
    g_autofree char *of_a = calendar_words(a);
    g_autofree char *of_b = calendar_words(b);
    return !strcmp(of_a, of_b);
}

static bool load_old(Db *db, Catalog *catalog, Catalog **old, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Tenant) tenant = tenant_store_by_code(db, catalog->tenant.code, &failure);
    catalog->tenant.id = tenant ? tenant->id : 0;
    *old = NULL;
    if (tenant)
        return (*old = catalog_store_load(db, tenant->id, error)) != NULL;
    if (error_is(failure, KENTONGAN_ERROR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool catalog_store_replace(Db *db, Catalog *catalog, gint64 now_us, CatalogChange *change,
                           GError **error)
{
    g_assert(db_in_transaction(db) && catalog->index);
    g_autoptr(Catalog) old = NULL;
    *change = (CatalogChange){ 0 };
    if (!load_old(db, catalog, &old, error) ||
        !tenant_store_save(db, &catalog->tenant, now_us, error))
        return false;
    change->first = !old;
    change->calendar_changed = old && !is_same_calendar(old, catalog);
    Writing w = { .db = db, .tenant = catalog->tenant.id, .old = old, .new_ = catalog };
    return write_areas(&w, change, error) && write_agencies(&w, change, error) &&
           write_services(&w, change, error) && write_policies(&w, change, error) &&
           write_rules(&w, error) && write_calendar(&w, error) && write_texts(&w, error) &&
           write_spelling(&w, error) && write_voices(&w, error) && write_listen(&w, error) &&
           write_desks(&w, error);
}
