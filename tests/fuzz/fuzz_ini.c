/* INI files: whatever stands in one, it is taken or refused with a detail, and so is every value
 * by every getter. */
#include "base/ini.h"
#include "fuzz/fuzz.h"

static const IniKey KNOWN[] = {
    { "server", "listen" }, { "server", "workers" }, { "service *", "name" },
    { "text", "*" },        { "*", "any" },          { NULL, NULL },
};
static const IniKey STRICT[] = { { "server", "listen" }, { "text", "key" }, { NULL, NULL } };

static void check_error(bool ok, GError **error)
{
    g_assert_true(ok == !*error);
    g_assert_true(ok || (error_is(*error, KENTONGAN_ERROR_INVALID) && error_detail(*error)));
    g_assert_true(ok || g_utf8_validate(error_detail(*error), -1, NULL));
    g_clear_error(error);
}

static void check_key(const Ini *ini, const char *group, const char *key)
{
    static const char *const CHOICES[] = { "a", "b", NULL };
    g_autofree char *text = NULL;
    g_auto(GStrv) list = NULL;
    gint64 whole, span;
    double number;
    bool yes;
    int minute, choice;
    GError *error = NULL;
    check_error(ini_get_text(ini, group, key, 100, NULL, &text, &error), &error);
    check_error(ini_get_int(ini, group, key, -5, 5, 0, &whole, &error), &error);
    check_error(ini_get_double(ini, group, key, -5, 5, 0, &number, &error), &error);
    check_error(ini_get_bool(ini, group, key, false, &yes, &error), &error);
    check_error(ini_get_minute(ini, group, key, 0, &minute, &error), &error);
    check_error(ini_get_span(ini, group, key, 0, G_MAXINT64, 0, &span, &error), &error);
    check_error(ini_get_choice(ini, group, key, CHOICES, 0, &choice, &error), &error);
    check_error(ini_get_list(ini, group, key, &list, &error), &error);
    g_assert_true(whole >= -5 && whole <= 5 && number >= -5 && number <= 5 && span >= 0);
    g_assert_true(minute >= 0 && minute <= 1440);
}

static void check_groups(const Ini *ini)
{
    g_auto(GStrv) groups = ini_groups(ini, "");
    for (char **group = groups; *group; group++) {
        g_auto(GStrv) keys = ini_keys(ini, *group);
        for (char **key = keys; *key; key++)
            check_key(ini, *group, *key);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    GError *error = NULL;
    g_autoptr(Ini) ini = ini_parse((const char *)data, bytes, "f.ini", KNOWN, &error);
    check_error(ini != NULL, &error);
    g_autoptr(Ini) strict = ini_parse((const char *)data, bytes, "f.ini", STRICT, &error);
    check_error(strict != NULL, &error);
    if (ini)
        check_groups(ini);
    return 0;
}
