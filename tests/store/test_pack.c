/* Packs into the database: whole or not at all, again and again, parents and shapes. */
#include "store/store_test.h"
#include "unit/pack_test.h"

#include "domain/place.h"
#include "store/catalog.h"
#include "store/tenant.h"

static bool load(StoreTest *t, const char *name, const char *const *boundaries, PackReport *report,
                 GError **error)
{
    g_autofree char *root = pack_test_root();
    g_autofree char *folder = g_build_filename(root, "packs", name, NULL);
    g_autofree char *areas = pack_test_areas();
    PackSource source = { .folder = folder, .area_folder = areas, .boundaries = boundaries };
    bool ok = pack_load(&t->ctx, &source, report, error);
    pack_test_remove(areas);
    return ok;
}

static void must_load(StoreTest *t, const char *name, PackReport *report)
{
    g_autoptr(GError) error = NULL;
    bool ok = load(t, name, NULL, report, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
}

static Catalog *catalog_of(StoreTest *t, gint64 tenant)
{
    g_autoptr(GError) error = NULL;
    Catalog *catalog = catalog_store_load(t->db, tenant, &error);
    g_assert_no_error(error);
    return catalog;
}

static void test_load_and_again(StoreTest *t)
{
    g_auto(PackReport) first = { 0 };
    g_auto(PackReport) second = { 0 };
    must_load(t, "jepara", &first);
    g_assert_cmpint(first.tenant, ==, STORE_TEST_TENANT); /* the code was there */
    must_load(t, "jepara", &second);
    g_assert_cmpint(second.tenant, ==, first.tenant);
    g_assert_cmpint(second.revision, ==, first.revision + 1);
    g_assert_false(second.first || second.calendar_changed || second.policies_changed);
    g_assert_cmpuint(second.agencies_retired + second.services_retired + second.areas_gone, ==, 0);
    g_autoptr(Catalog) catalog = catalog_of(t, first.tenant);
    g_assert_cmpuint(catalog->services->len, ==, first.services);
    g_assert_cmpuint(catalog->agencies->len, ==, first.agencies);
    g_assert_cmpuint(catalog->rules->len, ==, first.rules);
    g_assert_cmpint(catalog_policy(catalog, "rahasia")->disposition_wd, ==, 1);
    g_assert_cmpstr(catalog_service(catalog, "lampu_jalan")->keywords[1], ==, "lampu jalan");
    g_assert_nonnull(strstr(catalog_text(catalog, "sms.help", "id"), "Jepara Tanggap"));
}

static void test_child_of_a_province(StoreTest *t)
{
    g_auto(PackReport) orphan = { 0 };
    g_auto(PackReport) province = { 0 };
    g_auto(PackReport) child = { 0 };
    g_autoptr(GError) error = NULL;
    must_load(t, "bandung", &orphan);
    g_assert_nonnull(orphan.warnings);
    must_load(t, "jabar", &province);
    must_load(t, "bandung", &child);
    g_assert_null(child.warnings);
    g_assert_cmpint(child.tenant, ==, orphan.tenant);
    g_autoptr(Tenant) bandung = tenant_store_by_code(t->db, "bandung", &error);
    g_assert_cmpint(bandung->parent, ==, province.tenant);
    g_autoptr(GPtrArray) tenants = tenant_store_list(t->db, &error);
    g_assert_cmpuint(tenants->len, ==, 3);
}

static void test_refused_pack_changes_nothing(StoreTest *t)
{
    g_auto(PackReport) report = { 0 };
    g_autoptr(GError) error = NULL;
    gint64 before = 0, after = 0;
    g_assert_true(tenant_store_revision(t->db, STORE_TEST_TENANT, &before, &error));
    g_assert_false(load(t, "umum", NULL, &report, &error)); /* it has no pack.ini */
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_clear_error(&error);
    g_assert_true(tenant_store_revision(t->db, STORE_TEST_TENANT, &after, &error));
    g_assert_cmpint(before, ==, after);
}

static const char SHAPES[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"33.20.11\"},\"geometry\":{\"type\":"
    "\"Polygon\",\"coordinates\":[[[110.6,-6.7],[110.7,-6.7],[110.7,-6.6],[110.6,-6.6],"
    "[110.6,-6.7]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"33.20.11.2010\"},\"geometry\":{\"type\":"
    "\"Polygon\",\"coordinates\":[[[110.6,-6.7],[110.65,-6.7],[110.65,-6.6],[110.6,-6.6],"
    "[110.6,-6.7]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"99.99\"},\"geometry\":null},"
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"33.20.06\"},\"geometry\":{\"type\":"
    "\"Point\",\"coordinates\":[1,2]}},"
    "{\"type\":\"Feature\",\"properties\":null}]}";

static void test_boundaries(StoreTest *t)
{
    g_auto(PackReport) report = { 0 };
    g_auto(PackReport) again = { 0 };
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(t->dir, "shapes.geojson", NULL);
    const char *files[] = { file, NULL };
    pack_test_write(t->dir, "shapes.geojson", SHAPES);
    g_assert_true(load(t, "jepara", files, &report, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(report.shapes, ==, 2);
    g_assert_nonnull(report.warnings);
    must_load(t, "jepara", &again); /* without shapes: the old ones stay */
    g_autoptr(Catalog) catalog = catalog_of(t, STORE_TEST_TENANT);
    const Area *deep = place_at(catalog, -66500000, 1106200000);
    g_assert_cmpstr(deep->code, ==, "33.20.11.2010");
    g_assert_cmpstr(place_at(catalog, -66500000, 1106800000)->code, ==, "33.20.11");
    g_assert_null(place_at(catalog, -60000000, 1106200000));
    g_assert_cmpint(deep->lat_e7, !=, 0);
}

static void test_broken_boundaries(StoreTest *t)
{
    static const char *const BROKEN[] = { "", "{", "[]", "{\"features\":{}}", "\xff\xfe" };
    g_autofree char *file = g_build_filename(t->dir, "broken.geojson", NULL);
    const char *files[] = { file, NULL };
    for (gsize i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_auto(PackReport) report = { 0 };
        g_autoptr(GError) error = NULL;
        pack_test_write(t->dir, "broken.geojson", BROKEN[i]);
        g_assert_false(load(t, "jepara", files, &report, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

static void test_real_boundaries(StoreTest *t)
{
    g_autofree char *root = pack_test_root();
    const char *data = g_getenv("KENTONGAN_DATA");
    g_autofree char *file = data ? g_build_filename(data, "boundaries", "kel_33.20.geojson", NULL)
                                 : g_build_filename(root, "..", "shared", "data", "boundaries",
                                                    "kel_33.20.geojson", NULL);
    g_autofree char *areas = pack_test_all_areas();
    g_autofree char *folder = g_build_filename(root, "packs", "jepara", NULL);
    if (!areas || !g_file_test(file, G_FILE_TEST_EXISTS)) {
        g_test_skip("boundaries (KENTONGAN_DATA) or idn-area-data (npm ci) are not there");
        return;
    }
    g_auto(PackReport) report = { 0 };
    g_autoptr(GError) error = NULL;
    const char *files[] = { file, NULL };
    PackSource source = { .folder = folder, .area_folder = areas, .boundaries = files };
    g_assert_true(pack_load(&t->ctx, &source, &report, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(report.shapes, ==, 195);
    g_autoptr(Catalog) catalog = catalog_of(t, STORE_TEST_TENANT);
    g_assert_cmpstr(place_at(catalog, -66180841, 1106538552)->code, ==, "33.20.11.2010");
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/pack/load_and_again", test_load_and_again);
    store_test_add("/pack/child_of_a_province", test_child_of_a_province);
    store_test_add("/pack/refused_pack_changes_nothing", test_refused_pack_changes_nothing);
    store_test_add("/pack/boundaries", test_boundaries);
    store_test_add("/pack/broken_boundaries", test_broken_boundaries);
    store_test_add("/pack/real_boundaries", test_real_boundaries);
    return store_test_run();
}
