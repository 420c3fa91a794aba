/* Reading a catalog: one statement a table. Writing: catalog_write.c. */
#include "store/catalog.h"

#include "store/settings.h"
#include "store/tenant.h"

#include <string.h>

DB_STATEMENT(areas, "catalog.areas",
             "SELECT code, parent, level, name, lat_e7, lng_e7, shape FROM area WHERE tenant = $1"
             " ORDER BY code");
DB_STATEMENT(agencies, "catalog.agencies",
             "SELECT code, parent, kind, name, short_name, area, contact, tupoksi, active"
             " FROM agency WHERE tenant = $1 ORDER BY position, code");
DB_STATEMENT(services, "catalog.services",
             "SELECT code, name, group_name, description, keywords, emergency_words, policy,"
             " resolution, sensitive, radius_m, attributes, active"
             " FROM service WHERE tenant = $1 ORDER BY position, code");
DB_STATEMENT(policies, "catalog.policies",
             "SELECT code, settings FROM policy WHERE tenant = $1 ORDER BY code");
DB_STATEMENT(rules, "catalog.rules",
             "SELECT service, area, agency, reason FROM routing_rule WHERE tenant = $1"
             " ORDER BY position");
DB_STATEMENT(holidays, "catalog.holidays",
             "SELECT day, kind, name FROM holiday WHERE tenant = $1 ORDER BY day");
DB_STATEMENT(years, "catalog.years",
             "SELECT year, decreed, source FROM holiday_year WHERE tenant = $1 ORDER BY year");
DB_STATEMENT(texts, "catalog.texts",
             "SELECT key, lang, body FROM text_override WHERE tenant = $1 ORDER BY key, lang");

DB_STATEMENT(listens, "catalog.listens",
             "SELECT kind, word FROM listen WHERE tenant = $1 ORDER BY position");
DB_STATEMENT(spellings, "catalog.spellings",
             "SELECT word, means FROM spelling WHERE tenant = $1 ORDER BY word");

DB_STATEMENT(voices, "catalog.voices",
             "SELECT kind, code, name, phone, agency, area, station, detail FROM voice"
             " WHERE tenant = $1 ORDER BY position");
DB_STATEMENT(desks, "catalog.desks",
             "SELECT code, name, place, area, contact, hours, exceptions, active FROM desk"
             " WHERE tenant = $1 ORDER BY position, code");

static bool read_area(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    Area *area = g_new0(Area, 1);
    *area = (Area){ .code = db_dup_text(row, 0),
                    .parent = db_dup_text(row, 1),
                    .level = (AreaLevel)db_int(row, 2),
                    .name = db_dup_text(row, 3),
                    .lat_e7 = (gint32)db_int(row, 4),
                    .lng_e7 = (gint32)db_int(row, 5),
                    .shape = db_dup_blob(row, 6) };
    g_ptr_array_add(catalog->areas, area);
    return true;
}

static bool read_agency(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    Agency *agency = g_new0(Agency, 1);
    *agency = (Agency){ .code = db_dup_text(row, 0),
                        .parent = db_dup_text(row, 1),
                        .kind = (AgencyKind)db_int(row, 2),
                        .name = db_dup_text(row, 3),
                        .short_name = db_dup_text(row, 4),
                        .area = db_dup_text(row, 5),
                        .contact = db_dup_text(row, 6),
                        .tupoksi = db_dup_text(row, 7),
                        .active = db_int(row, 8) != 0 };
    g_ptr_array_add(catalog->agencies, agency);
    return true;
}

/* "a, b" -> { "a", "b", NULL }; no empty words. */
static char **read_words(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text ? text : "", ",", -1);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (char **part = parts; *part; part++) {
        if (*g_strstrip(*part))
            g_strv_builder_add(words, *part);
    }
    return g_strv_builder_end(words);
}

static bool read_service(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    Service *service = g_new0(Service, 1);
    *service = (Service){ .code = db_dup_text(row, 0),
                          .name = db_dup_text(row, 1),
                          .group_name = db_dup_text(row, 2),
                          .description = db_dup_text(row, 3),
                          .keywords = read_words(db_text(row, 4)),
                          .emergency_words = read_words(db_text(row, 5)),
                          .policy = db_dup_text(row, 6),
                          .resolution = (ResolutionKind)db_int(row, 7),
                          .sensitive = db_int(row, 8) != 0,
                          .radius_m = (int)db_int(row, 9),
                          .attributes = db_dup_text(row, 10),
                          .active = db_int(row, 11) != 0 };
    g_ptr_array_add(catalog->services, service);
    return true;
}

static bool read_policy(Catalog *catalog, const DbCursor *row, GError **error)
{
    g_autoptr(Policy) policy = policy_new(db_text(row, 0));
    if (!settings_parse(POLICY_SETTINGS, db_text(row, 1), policy, error))
        return false;
    g_ptr_array_add(catalog->policies, g_steal_pointer(&policy));
    return true;
}

static bool read_rule(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    RoutingRule *rule = g_new0(RoutingRule, 1);
    *rule = (RoutingRule){ .service = db_dup_text(row, 0),
                           .area = db_dup_text(row, 1),
                           .agency = db_dup_text(row, 2),
                           .reason = db_dup_text(row, 3) };
    g_ptr_array_add(catalog->rules, rule);
    return true;
}

static bool read_holiday(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    Holiday holiday = { .day = (gint32)db_int(row, 0),
                        .kind = (int)db_int(row, 1),
                        .name = db_dup_text(row, 2) };
    g_array_append_val(catalog->holidays, holiday);
    return true;
}

static bool read_year(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    HolidayYear year = { .year = (int)db_int(row, 0),
                         .decreed = db_int(row, 1) != 0,
                         .source = db_dup_text(row, 2) };
    g_array_append_val(catalog->years, year);
    return true;
}

static bool read_text(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    char *key = g_strdup_printf("%s %s", db_text(row, 0), db_text(row, 1));
    g_hash_table_insert(catalog->texts, key, db_dup_text(row, 2));
    return true;
}

static bool read_voice(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    Voice *voice = g_new0(Voice, 1);
    *voice = (Voice){ .kind = (VoiceKind)db_int(row, 0),
                      .code = db_dup_text(row, 1),
                      .name = db_dup_text(row, 2),
                      .phone = db_dup_text(row, 3),
                      .agency = db_dup_text(row, 4),
                      .area = db_dup_text(row, 5),
                      .station = db_dup_text(row, 6),
                      .detail = db_dup_text(row, 7) };
    g_ptr_array_add(catalog->voices, voice);
    return true;
}

static bool read_listen(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    ListenRule *rule = g_new0(ListenRule, 1);
    *rule = (ListenRule){ (ListenKind)db_int(row, 0), db_dup_text(row, 1) };
    g_ptr_array_add(catalog->listen, rule);
    return true;
}

static bool read_spelling(Catalog *catalog, const DbCursor *row, GError **error G_GNUC_UNUSED)
{
    g_hash_table_insert(catalog->spelling, db_dup_text(row, 0), db_dup_text(row, 1));
    return true;
}

static bool read_desk(Catalog *catalog, const DbCursor *row, GError **error)
{
    g_autoptr(Desk) desk = desk_new(db_text(row, 0));
    desk->name = db_dup_text(row, 1);
    desk->place = db_dup_text(row, 2);
    desk->area = db_dup_text(row, 3);
    desk->contact = db_dup_text(row, 4);
    desk->active = db_int(row, 7) != 0;
    if (!desk_set_hours(desk, db_text(row, 5), error) ||
        !desk_set_exceptions(desk, db_text(row, 6), error))
        return false;
    g_ptr_array_add(catalog->desks, g_steal_pointer(&desk));
    return true;
}

typedef bool (*ReadRow)(Catalog *catalog, const DbCursor *row, GError **error);

static bool read_table(Db *db, const DbStatement *statement, ReadRow read_row, Catalog *catalog,
                       GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(DbCursor) cursor =
        db_query(db, statement, DB_ARGS(DB_INT(catalog->tenant.id)), error);
    if (!cursor)
        return false;
    while (db_next(cursor, &failure)) {
        if (!read_row(catalog, cursor, error))
            return false;
    }
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

Catalog *catalog_store_load(Db *db, gint64 tenant, GError **error)
{
    static const struct {
        const DbStatement *statement;
        ReadRow read_row;
    } TABLES[] = {
        { &areas, read_area },      { &agencies, read_agency }, { &services, read_service },
        { &policies, read_policy }, { &rules, read_rule },      { &holidays, read_holiday },
        { &years, read_year },      { &texts, read_text },      { &spellings, read_spelling },
        { &voices, read_voice },    { &listens, read_listen },  { &desks, read_desk },
    };
    g_autoptr(Catalog) catalog = catalog_new();
    g_autoptr(Tenant) row = tenant_store_by_id(db, tenant, error);
    if (!row)
        return NULL;
    catalog->tenant = *row;
    *row = (Tenant){ 0 }; /* its texts moved */
    for (gsize i = 0; i < G_N_ELEMENTS(TABLES); i++) {
        if (!read_table(db, TABLES[i].statement, TABLES[i].read_row, catalog, error))
            return NULL;
    }
    catalog_seal(catalog);
    return g_steal_pointer(&catalog);
}
