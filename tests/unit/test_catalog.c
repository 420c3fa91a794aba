/* The catalog's look-ups and the names of the model. */
#include "model/case.h"
#include "model/catalog.h"
#include "model/message.h"
#include "model/texts.h"
#include "model/user.h"

static void add_area(Catalog *catalog, const char *code, const char *parent, AreaLevel level,
                     const char *name)
{
    Area *area = g_new0(Area, 1);
    *area = (Area){
        .code = g_strdup(code), .parent = g_strdup(parent), .name = g_strdup(name), .level = level
    };
    g_ptr_array_add(catalog->areas, area);
}

static void add_agency(Catalog *catalog, const char *code, const char *parent)
{
    Agency *agency = g_new0(Agency, 1);
    *agency = (Agency){
        .code = g_strdup(code), .parent = g_strdup(parent), .kind = AGENCY_DINAS, .active = true
    };
    g_ptr_array_add(catalog->agencies, agency);
}

static Catalog *sample(void)
{
    Catalog *catalog = catalog_new();
    catalog->tenant.area = g_strdup("33.20");
    catalog->tenant.timezone = g_strdup("Asia/Jakarta");
    add_area(catalog, "33.20.11.2010", "33.20.11", AREA_VILLAGE, "Tegalsambi");
    add_area(catalog, "33.20.06.1006", "33.20.06", AREA_VILLAGE, "Panggang");
    add_area(catalog, "33.20.11", "33.20", AREA_DISTRICT, "Tahunan");
    add_area(catalog, "33.20.06", "33.20", AREA_DISTRICT, "Jepara");
    add_area(catalog, "33.20", "33", AREA_REGENCY, "Kabupaten Jepara");
    add_agency(catalog, "dpupr", "");
    add_agency(catalog, "dpupr-jalan", "dpupr");
    add_agency(catalog, "loop-a", "loop-b");
    add_agency(catalog, "loop-b", "loop-a");
    g_hash_table_insert(catalog->texts, g_strdup("sms.picked id"), g_strdup("Milik kami {ticket}"));
    catalog_seal(catalog);
    return catalog;
}

static void test_area_label(void)
{
    g_autoptr(Catalog) catalog = sample();
    const char *desa = catalog_area_label(catalog, "33.20.11.2010");
    g_assert_cmpstr(desa, ==, "Desa Tegalsambi, Kecamatan Tahunan");
    const char *kelurahan = catalog_area_label(catalog, "33.20.06.1006");
    g_assert_cmpstr(kelurahan, ==, "Kelurahan Panggang, Kecamatan Jepara");
    const char *own = catalog_area_label(catalog, "33.20");
    g_assert_cmpstr(own, ==, "Kabupaten Jepara");
    const char *none = catalog_area_label(catalog, "99.99");
    g_assert_cmpstr(none, ==, "");
    const char *null = catalog_area_label(catalog, NULL);
    g_assert_cmpstr(null, ==, "");
}

static void test_area_contains(void)
{
    g_assert_true(area_contains("33.20.11", "33.20.11.2010"));
    g_assert_true(area_contains("33.20.11", "33.20.11"));
    g_assert_true(area_contains("", "anything"));
    g_assert_false(area_contains("33.2", "33.20.11"));
    g_assert_false(area_contains("33.20.11", "33.20"));
    g_assert_false(area_contains("33.20", NULL));
}

static void test_agency_tree(void)
{
    g_autoptr(Catalog) catalog = sample();
    g_assert_true(catalog_agency_under(catalog, "dpupr", "dpupr-jalan"));
    g_assert_true(catalog_agency_under(catalog, "dpupr", "dpupr"));
    g_assert_false(catalog_agency_under(catalog, "dpupr-jalan", "dpupr"));
    g_assert_false(catalog_agency_under(catalog, "dpupr", "loop-a"));
    g_assert_false(catalog_agency_under(catalog, "", "dpupr"));
}

static void test_policy_never_null(void)
{
    g_autoptr(Catalog) catalog = sample();
    const Policy *policy = catalog_policy_of(catalog, "no-such-service");
    g_assert_nonnull(policy);
    g_assert_cmpint(policy->disposition_wd, ==, 3);
    g_assert_true(catalog_policy_of(catalog, NULL) == policy);
}

static void test_text_override(void)
{
    g_autoptr(Catalog) catalog = sample();
    g_assert_cmpstr(catalog_text(catalog, "sms.picked", "id"), ==, "Milik kami {ticket}");
    g_assert_cmpstr(catalog_text(catalog, "sms.picked", "en"), ==,
                    text_standard("sms.picked", "en"));
    g_assert_cmpstr(catalog_text(catalog, "sms.appended", "xx"), ==,
                    text_standard("sms.appended", "id"));
    g_assert_null(catalog_text(catalog, "sms.none", "id"));
}

static void test_names_go_both_ways(void)
{
    for (int i = STATUS_RECEIVED; i < STATUS_COUNT; i++) {
        CaseStatus back;
        g_assert_true(status_from_name(status_name((CaseStatus)i), &back));
        g_assert_cmpint(back, ==, i);
        g_assert_cmpstr(status_label((CaseStatus)i), !=, "");
        g_assert_nonnull(status_colour((CaseStatus)i));
    }
    for (int i = ROLE_VERIFIER; i < ROLE_COUNT; i++) {
        Role back;
        g_assert_true(role_from_name(role_name((Role)i), &back));
        g_assert_cmpint(back, ==, i);
    }
    for (int i = AGENCY_DINAS; i <= AGENCY_SATPOL; i++) {
        AgencyKind back;
        g_assert_true(agency_kind_from_name(agency_kind_name((AgencyKind)i), &back));
        g_assert_cmpint(back, ==, i);
    }
    ReportClass class_;
    Visibility visibility;
    g_assert_true(class_from_name("permintaan_bantuan", &class_) && class_ == CLASS_HELP);
    g_assert_true(visibility_from_name("rahasia", &visibility) && visibility == VISIBILITY_SECRET);
}

static void test_wrong_names_are_refused(void)
{
    CaseStatus status;
    Role role;
    Visibility visibility = VISIBILITY_SECRET;
    g_assert_false(status_from_name("", &status));
    g_assert_false(status_from_name(NULL, &status));
    g_assert_false(status_from_name("Diterima", &status));
    g_assert_false(role_from_name("none", &role));
    g_assert_false(visibility_from_name("", &visibility));
    g_assert_cmpint(visibility, ==, VISIBILITY_SECRET);
    g_assert_cmpstr(status_name((CaseStatus)0), ==, "");
    g_assert_cmpstr(status_name((CaseStatus)99), ==, "");
    g_assert_cmpstr(message_state_name((MessageState)99), ==, "");
    g_assert_cmpstr(role_name((Role)-1), ==, "");
}

static void test_closed_is_open311_closed(void)
{
    for (int i = STATUS_RECEIVED; i < STATUS_COUNT; i++) {
        bool done = i >= STATUS_CONFIRMED && i <= STATUS_REFERRED;
        g_assert_true(status_is_closed((CaseStatus)i) == done);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/catalog/area_label", test_area_label);
    g_test_add_func("/catalog/area_contains", test_area_contains);
    g_test_add_func("/catalog/agency_tree", test_agency_tree);
    g_test_add_func("/catalog/policy_is_never_null", test_policy_never_null);
    g_test_add_func("/catalog/text_override", test_text_override);
    g_test_add_func("/names/go_both_ways", test_names_go_both_ways);
    g_test_add_func("/names/wrong_ones_are_refused", test_wrong_names_are_refused);
    g_test_add_func("/names/closed_statuses", test_closed_is_open311_closed);
    return g_test_run();
}
