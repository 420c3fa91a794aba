/* Settings are read as they are written, and nonsense is refused with what is wanted. */
#include "model/catalog.h"
#include "model/settings.h"

#include <string.h>

static const Setting *row_of(const Setting *table, const char *key)
{
    const Setting *row = table;
    while (row->key && strcmp(row->key, key))
        row++;
    g_assert_nonnull(row->key);
    return row;
}

static void test_fallbacks_are_valid_and_come_back(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Tenant) tenant = g_new0(Tenant, 1);
    g_autoptr(Policy) policy = policy_new("default");
    const Setting *tables[] = { TENANT_SETTINGS, POLICY_SETTINGS };
    gpointer things[] = { tenant, policy };
    for (int i = 0; i < 2; i++) {
        for (const Setting *row = tables[i]; row->key; row++) {
            if (!row->fallback)
                continue;
            g_assert_true(setting_set(row, things[i], row->fallback, &error));
            g_assert_no_error(error);
            g_autofree char *back = setting_get(row, things[i]);
            g_assert_cmpstr(back, ==, row->fallback);
        }
    }
}

static void refuse(const Setting *table, const char *key, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Tenant) tenant = g_new0(Tenant, 1);
    g_autoptr(Policy) policy = policy_new("default");
    gpointer thing = table == TENANT_SETTINGS ? (gpointer)tenant : (gpointer)policy;
    g_assert_false(setting_set(row_of(table, key), thing, text, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_assert_cmpstr(error_field(error), ==, key);
}

static void test_nonsense_is_refused(void)
{
    refuse(TENANT_SETTINGS, "zoom", "99");
    refuse(TENANT_SETTINGS, "zoom", "11x");
    refuse(TENANT_SETTINGS, "prefix", "TOOLONG");
    refuse(TENANT_SETTINGS, "office_open", "7:30");
    refuse(TENANT_SETTINGS, "office_open", "07:60");
    refuse(TENANT_SETTINGS, "office_open", "25:00");
    refuse(TENANT_SETTINGS, "lat", "-95");
    refuse(TENANT_SETTINGS, "lat", "here");
    refuse(TENANT_SETTINGS, "working_days", "senin someday");
    refuse(TENANT_SETTINGS, "working_days", "");
    refuse(POLICY_SETTINGS, "followup_wd", "-1");
    refuse(POLICY_SETTINGS, "followup_wd", "99999999999999999999");
    refuse(POLICY_SETTINGS, "public_overdue", "mungkin");
    refuse(POLICY_SETTINGS, "ladder", "petugas");
    refuse(POLICY_SETTINGS, "ladder", "3 kepala, 1 sekda");
    refuse(POLICY_SETTINGS, "ladder", "0 a, 1 b, 2 c, 3 d, 4 e, 5 f, 6 g");
}

static void test_ladder_and_degrees(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Policy) policy = policy_new("default");
    const Setting *ladder = row_of(POLICY_SETTINGS, "ladder");
    g_assert_true(setting_set(ladder, policy, " 0 petugas ,2  kepala dinas", &error));
    g_assert_cmpint(policy->rung_count, ==, 2);
    g_assert_cmpstr(policy->rungs[1].whom, ==, "kepala dinas");
    g_assert_true(setting_set(ladder, policy, "", &error));
    g_assert_cmpint(policy->rung_count, ==, 0);

    g_autoptr(Tenant) tenant = g_new0(Tenant, 1);
    const Setting *lat = row_of(TENANT_SETTINGS, "lat");
    g_assert_true(setting_set(lat, tenant, "-0.0000001", &error));
    g_autofree char *back = setting_get(lat, tenant);
    g_assert_cmpstr(back, ==, "-0.0000001");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settings/fallbacks", test_fallbacks_are_valid_and_come_back);
    g_test_add_func("/settings/nonsense_is_refused", test_nonsense_is_refused);
    g_test_add_func("/settings/ladder_and_degrees", test_ladder_and_degrees);
    return g_test_run();
}
