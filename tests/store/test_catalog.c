/* Reference data in the database: read as written, replaced whole, never losing what cases need. */
#include "store/store_test.h"

#include "store/catalog.h"
#include "store/settings.h"
#include "store/tenant.h"

static void add_area(Catalog *catalog, const char *code, AreaLevel level, const char *name)
{
    Area *area = g_new0(Area, 1);
    g_autofree char *parent = g_strdup(code);
    char *dot = strrchr(parent, '.');
    *(dot ? dot : parent) = '\0';
    *area = (Area){ .code = g_strdup(code),
                    .parent = g_strdup(level == AREA_REGENCY ? "" : parent),
                    .name = g_strdup(name),
                    .level = level };
    g_ptr_array_add(catalog->areas, area);
}

static void add_agency(Catalog *catalog, const char *code)
{
    Agency *agency = g_new0(Agency, 1);
    *agency = (Agency){ .code = g_strdup(code),
                        .parent = g_strdup(""),
                        .name = g_strdup("Dinas Lingkungan Hidup"),
                        .short_name = g_strdup("DLH"),
                        .area = g_strdup(""),
                        .contact = g_strdup(""),
                        .tupoksi = g_strdup("Sampah dan taman."),
                        .kind = AGENCY_DINAS,
                        .active = true };
    g_ptr_array_add(catalog->agencies, agency);
}

static void add_service(Catalog *catalog, const char *code)
{
    Service *service = g_new0(Service, 1);
    *service = (Service){ .code = g_strdup(code),
                          .name = g_strdup("Sampah menumpuk"),
                          .group_name = g_strdup("Sampah"),
                          .description = g_strdup(""),
                          .keywords = g_strsplit("sampah,bau busuk", ",", -1),
                          .emergency_words = g_strsplit("", ",", -1),
                          .policy = g_strdup("default"),
                          .resolution = RESOLUTION_FIELD,
                          .sensitive = true,
                          .active = true,
                          .radius_m = 150,
                          .attributes = g_strdup("[]") };
    g_ptr_array_add(catalog->services, service);
}

static void add_holiday(Catalog *catalog, gint32 day)
{
    Holiday holiday = { .day = day, .kind = 2, .name = g_strdup("Cuti bersama") };
    g_array_append_val(catalog->holidays, holiday);
}

static void set_tenant(Catalog *catalog, const char *code, const char *prefix)
{
    g_autoptr(GError) error = NULL;
    static const char *const GIVEN[][2] = {
        { "name", "Kabupaten Jepara" },
        { "place_noun", "Kabupaten Jepara" },
        { "area", "33.20" },
        { "lat", "-6.5907" },
        { "lng", "110.6677" },
        { "south", "-7" },
        { "west", "110" },
        { "north", "-5.5" },
        { "east", "111.5" },
        { "quiet_from", "20:30" },
    };
    for (const Setting *row = TENANT_SETTINGS; row->key; row++) {
        const char *value = row->fallback ? row->fallback : "xx";
        for (gsize i = 0; i < G_N_ELEMENTS(GIVEN); i++)
            value = strcmp(GIVEN[i][0], row->key) ? value : GIVEN[i][1];
        value = strcmp(row->key, "code") ? value : code;
        value = strcmp(row->key, "prefix") ? value : prefix;
        g_assert_true(setting_set(row, &catalog->tenant, value, &error));
        g_assert_no_error(error);
    }
}

/* Not sealed: a test changes it first. */
static Catalog *sample(void)
{
    Catalog *catalog = catalog_new();
    set_tenant(catalog, "jepara", "JPR");
    add_area(catalog, "33.20", AREA_REGENCY, "Kabupaten Jepara");
    add_area(catalog, "33.20.11", AREA_DISTRICT, "Tahunan");
    add_agency(catalog, "dlh");
    add_agency(catalog, "dpupr");
    add_service(catalog, "sampah");
    Policy *policy = policy_new("default");
    g_autoptr(GError) error = NULL;
    for (const Setting *row = POLICY_SETTINGS; row->key; row++)
        g_assert_true(setting_set(row, policy, row->fallback, &error));
    g_ptr_array_add(catalog->policies, policy);
    RoutingRule *rule = g_new0(RoutingRule, 1);
    *rule = (RoutingRule){ g_strdup("sampah"), g_strdup("*"), g_strdup("dlh"),
                           g_strdup("Sampah diurus DLH.") };
    g_ptr_array_add(catalog->rules, rule);
    HolidayYear year = { .year = 2026, .decreed = true, .source = g_strdup("SKB 1497/2025") };
    g_array_append_val(catalog->years, year);
    add_holiday(catalog, 20501);
    g_hash_table_insert(catalog->texts, g_strdup("sms.picked id"), g_strdup("Baik: {ticket}"));
    g_hash_table_insert(catalog->spelling, g_strdup("jln"), g_strdup("jalan"));
    g_hash_table_insert(catalog->spelling, g_strdup("yang"), g_strdup(""));
    return catalog;
}

typedef struct Replacing {
    Catalog *catalog;
    gint64 now_us;
    CatalogChange change;
    bool fail_after;
} Replacing;

static bool replace(Db *db, gpointer user, GError **error)
{
    Replacing *r = user;
    if (!catalog_store_replace(db, r->catalog, r->now_us, &r->change, error))
        return false;
    if (r->fail_after)
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, "stop", NULL);
    return !r->fail_after;
}

static CatalogChange put(StoreTest *t, Catalog *catalog)
{
    g_autoptr(GError) error = NULL;
    Replacing r = { .catalog = catalog, .now_us = STORE_TEST_NOW };
    catalog_seal(catalog);
    bool ok = db_transact(t->db, replace, &r, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    return r.change;
}

static Catalog *load(StoreTest *t, gint64 tenant)
{
    g_autoptr(GError) error = NULL;
    Catalog *catalog = catalog_store_load(t->db, tenant, &error);
    g_assert_no_error(error);
    return catalog;
}

static void run_sql(StoreTest *t, const char *sql)
{
    g_autoptr(GError) error = NULL;
    bool ok = db_run_script(t->db, sql, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
}

static void test_reads_what_was_written(StoreTest *t)
{
    g_autoptr(Catalog) written = sample();
    put(t, written);
    g_autoptr(Catalog) read = load(t, STORE_TEST_TENANT);
    g_assert_cmpstr(read->tenant.prefix, ==, "JPR");
    g_assert_cmpint(read->tenant.lat_e7, ==, -65907000);
    g_assert_cmpint(read->tenant.quiet_from_min, ==, 20 * 60 + 30);
    g_assert_cmpint(read->tenant.working_weekdays, ==, 0x1f);
    g_assert_cmpstr(read->tenant.timezone_name, ==, "WIB");
    g_assert_cmpint(read->tenant.revision, ==, 2);
    g_assert_cmpuint(read->areas->len, ==, 2);
    g_assert_cmpstr(catalog_area(read, "33.20.11")->parent, ==, "33.20");
    g_assert_cmpuint(g_hash_table_size(read->spelling), ==, 2);
    g_assert_cmpstr(g_hash_table_lookup(read->spelling, "jln"), ==, "jalan");
    g_assert_cmpstr(g_hash_table_lookup(read->spelling, "yang"), ==, "");
    const Service *service = catalog_service(read, "sampah");
    g_assert_cmpstr(service->keywords[1], ==, "bau busuk");
    g_assert_null(service->emergency_words[0]);
    g_assert_true(service->sensitive && service->active);
    g_assert_cmpint(service->radius_m, ==, 150);
    const Policy *policy = catalog_policy_of(read, "sampah");
    g_assert_cmpint(policy->rung_count, ==, 4);
    g_assert_cmpint(policy->rungs[2].after_wd, ==, 3);
    g_assert_cmpstr(policy->rungs[2].whom, ==, "sekda");
    g_assert_cmpuint(read->rules->len, ==, 1);
    g_assert_cmpint(read->holidays->len, ==, 1);
    g_assert_cmpstr(catalog_text(read, "sms.picked", "id"), ==, "Baik: {ticket}");
}

static void test_unknown_tenant(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(catalog_store_load(t->db, 77, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_NOT_FOUND));
    g_clear_error(&error);
    g_assert_null(tenant_store_by_code(t->db, "atlantis", &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_NOT_FOUND));
    g_clear_error(&error);
    gint64 revision = 9;
    g_assert_true(tenant_store_revision(t->db, 77, &revision, &error));
    g_assert_cmpint(revision, ==, 0);
}

static void test_same_again_changes_nothing_but_the_revision(StoreTest *t)
{
    g_autoptr(Catalog) first = sample();
    put(t, first);
    g_autoptr(Catalog) again = sample();
    CatalogChange change = put(t, again);
    g_assert_false(change.first || change.calendar_changed || change.policies_changed);
    g_assert_cmpuint(change.agencies_retired + change.services_retired + change.areas_gone, ==, 0);
    g_assert_cmpint(again->tenant.revision, ==, first->tenant.revision + 1);
    g_autoptr(Catalog) read = load(t, STORE_TEST_TENANT);
    g_assert_cmpuint(read->rules->len, ==, 1);
    g_assert_cmpuint(read->agencies->len, ==, 2);
}

static void test_vanished_are_retired_not_deleted(StoreTest *t)
{
    g_autoptr(Catalog) first = sample();
    add_service(first, "pohon");
    put(t, first);
    g_autoptr(Catalog) second = sample();
    g_ptr_array_remove_index(second->agencies, 1);
    CatalogChange change = put(t, second);
    g_assert_cmpuint(change.agencies_retired, ==, 1);
    g_assert_cmpuint(change.services_retired, ==, 1);
    g_autoptr(Catalog) read = load(t, STORE_TEST_TENANT);
    g_assert_false(catalog_agency(read, "dpupr")->active);
    g_assert_true(catalog_agency(read, "dlh")->active);
    g_assert_false(catalog_service(read, "pohon")->active);
    /* and it comes back when the pack has it again */
    g_autoptr(Catalog) third = sample();
    put(t, third);
    g_autoptr(Catalog) back = load(t, STORE_TEST_TENANT);
    g_assert_true(catalog_agency(back, "dpupr")->active);
}

static void test_area_with_a_case_stays(StoreTest *t)
{
    g_autoptr(Catalog) first = sample();
    add_area(first, "33.20.12", AREA_DISTRICT, "Batealit");
    put(t, first);
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO cases (tenant, id, ticket, class, channel, status, visibility, listed, area,"
        " title, policy, created_at, updated_at, due_at, event_seq, event_hash) VALUES"
        " (1, 5, 'JPR-1', 1, 'web', 1, 0, 0, '33.20.11', 'x', 'default', 1, 1, 1, 1, %s)",
        t->engine == DB_SQLITE ? "x'00'" : "'x'");
    run_sql(t, sql);
    g_autoptr(Catalog) second = sample();
    g_ptr_array_remove_index(second->areas, 1);
    CatalogChange change = put(t, second);
    g_assert_cmpuint(change.areas_gone, ==, 1);
    g_autoptr(Catalog) read = load(t, STORE_TEST_TENANT);
    g_assert_nonnull(catalog_area(read, "33.20.11"));
    g_assert_null(catalog_area(read, "33.20.12"));
}

static void test_shape_survives_a_reload_without_one(StoreTest *t)
{
    g_autoptr(Catalog) first = sample();
    Area *area = g_ptr_array_index(first->areas, 1);
    area->shape = g_bytes_new_static("wkb", 3);
    area->lat_e7 = -65000000;
    area->lng_e7 = 1106000000;
    put(t, first);
    g_autoptr(Catalog) second = sample();
    g_free(((Area *)g_ptr_array_index(second->areas, 1))->name);
    ((Area *)g_ptr_array_index(second->areas, 1))->name = g_strdup("Tahunan Baru");
    put(t, second);
    g_autoptr(Catalog) read = load(t, STORE_TEST_TENANT);
    const Area *kept = catalog_area(read, "33.20.11");
    g_assert_cmpstr(kept->name, ==, "Tahunan Baru");
    g_assert_cmpint(kept->lat_e7, ==, -65000000);
    g_assert_nonnull(kept->shape);
}

static void test_changed_calendar_and_policy_are_told(StoreTest *t)
{
    g_autoptr(Catalog) first = sample();
    put(t, first);
    g_autoptr(Catalog) second = sample();
    add_holiday(second, 20502);
    CatalogChange change = put(t, second);
    g_assert_true(change.calendar_changed);
    g_assert_false(change.policies_changed);
    g_autoptr(Catalog) third = sample();
    add_holiday(third, 20502);
    ((Policy *)g_ptr_array_index(third->policies, 0))->followup_wd = 7;
    change = put(t, third);
    g_assert_false(change.calendar_changed);
    g_assert_true(change.policies_changed);
}

static void test_second_tenant_and_taken_prefix(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Catalog) other = sample();
    set_tenant(other, "kudus", "KDS");
    CatalogChange change = put(t, other);
    g_assert_true(change.first);
    g_assert_cmpint(other->tenant.id, ==, 2);
    g_autoptr(GPtrArray) tenants = tenant_store_list(t->db, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(tenants->len, ==, 2);
    g_autoptr(Catalog) thief = sample();
    set_tenant(thief, "demak", "KDS");
    catalog_seal(thief);
    Replacing r = { .catalog = thief, .now_us = STORE_TEST_NOW };
    g_assert_false(db_transact(t->db, replace, &r, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_CONFLICT));
}

static void test_failed_load_leaves_the_old(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Catalog) first = sample();
    put(t, first);
    g_autoptr(Catalog) second = sample();
    g_ptr_array_set_size(second->rules, 0);
    g_ptr_array_set_size(second->agencies, 0);
    catalog_seal(second);
    Replacing r = { .catalog = second, .now_us = STORE_TEST_NOW, .fail_after = true };
    g_assert_false(db_transact(t->db, replace, &r, &error));
    g_autoptr(Catalog) read = load(t, STORE_TEST_TENANT);
    g_assert_cmpuint(read->rules->len, ==, 1);
    g_assert_true(catalog_agency(read, "dlh")->active);
    g_assert_cmpint(read->tenant.revision, ==, first->tenant.revision);
}

static void test_broken_settings_are_an_error(StoreTest *t)
{
    static const char *const BROKEN[] = { "", "[]", "{", "{\"zoom\":\"many\"}" };
    for (gsize i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *sql =
            g_strdup_printf("UPDATE tenant SET settings = '%s' WHERE id = 1", BROKEN[i]);
        run_sql(t, sql);
        g_assert_null(tenant_store_by_code(t->db, "jepara", &error));
        g_assert_nonnull(error);
    }
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/catalog/reads_what_was_written", test_reads_what_was_written);
    store_test_add("/catalog/unknown_tenant", test_unknown_tenant);
    store_test_add("/catalog/same_again", test_same_again_changes_nothing_but_the_revision);
    store_test_add("/catalog/vanished_are_retired", test_vanished_are_retired_not_deleted);
    store_test_add("/catalog/area_with_a_case_stays", test_area_with_a_case_stays);
    store_test_add("/catalog/shape_survives_a_reload", test_shape_survives_a_reload_without_one);
    store_test_add("/catalog/changes_are_told", test_changed_calendar_and_policy_are_told);
    store_test_add("/catalog/second_tenant_and_taken_prefix", test_second_tenant_and_taken_prefix);
    store_test_add("/catalog/failed_load_leaves_the_old", test_failed_load_leaves_the_old);
    store_test_add("/catalog/broken_settings", test_broken_settings_are_an_error);
    return store_test_run();
}
