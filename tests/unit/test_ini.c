/* INI files: what is unknown is named with its nearest neighbour, values have ranges. */
#include "base/ini.h"

#include "base/clock.h"

#include <glib/gstdio.h>
#include <string.h>

static const IniKey KNOWN[] = {
    { "server", "listen" },  { "server", "workers" }, { "server", "quiet_from" },
    { "server", "debug" },   { "server", "wait" },    { "server", "level" },
    { "server", "hosts" },   { "server", "ratio" },   { "database", "url" },
    { "service *", "name" }, { "text", "*" },         { NULL, NULL },
};

static Ini *parse(const char *text, GError **error)
{
    return ini_parse(text, strlen(text), "k.ini", KNOWN, error);
}

static Ini *parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    Ini *ini = parse(text, &error);
    g_assert_no_error(error);
    g_assert_nonnull(ini);
    return ini;
}

static void refused(const char *text, const char *detail)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(parse(text, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_test_message("%s", error_detail(error));
    g_assert_nonnull(strstr(error_detail(error), detail));
}

static void test_unknown(void)
{
    refused("[server]\nlisten=a\nlisen=b\n",
            "k.ini: unknown key \"lisen\" in [server]; did you mean \"listen\"?");
    refused("[server]\nwrokers=2\n", "did you mean \"workers\"?");
    refused("[servre]\nlisten=a\n", "k.ini: unknown group [servre]; did you mean \"server\"?");
    refused("[service jalan]\nnmae=x\n", "in [service jalan]; did you mean \"name\"?");
    refused("[database]\nlisten=a\n", "unknown key \"listen\" in [database]");
    refused("[server]\nzzzzzzzz=1\n", "unknown key \"zzzzzzzz\" in [server]");
    refused("[service]\nname=x\n", "unknown group [service]");
    refused("[server]\nlisten[en]=a\n", "unknown key");
    g_autoptr(Ini) ini = parsed("# note\n[service jalan]\nname=Jalan\n[text]\nanything=1\n"
                                "[service air]\nname=Air\n");
    g_auto(GStrv) groups = ini_groups(ini, "service ");
    g_assert_cmpuint(g_strv_length(groups), ==, 2);
    g_assert_cmpstr(groups[0], ==, "service jalan");
    g_auto(GStrv) keys = ini_keys(ini, "text");
    g_assert_cmpstr(keys[0], ==, "anything");
    g_auto(GStrv) none = ini_keys(ini, "absent");
    g_assert_null(none[0]);
}

static void test_broken_files(void)
{
    refused("listen=a\n", "k.ini: ");
    refused("[server]\nlisten\n", "k.ini: ");
    refused("[server\nlisten=a\n", "k.ini: ");
    refused("[server]\nlisten=\xff\n", "not UTF-8");
    g_autoptr(GError) error = NULL;
    g_assert_null(ini_parse("[text]\na=\0b\n", 12, "k.ini", KNOWN, &error));
    g_clear_error(&error);
    g_autofree char *huge = g_strnfill(5 * 1024 * 1024, '\n');
    refused(huge, "more than 4 MB");
    g_autoptr(Ini) empty = parsed("");
    g_assert_false(ini_has(empty, "server", "listen"));
    g_autoptr(Ini) windows = parsed("[server]\r\nlisten = a \r\n");
    g_autofree char *text = NULL;
    g_assert_true(ini_get_text(windows, "server", "listen", 10, NULL, &text, NULL));
    g_assert_cmpstr(text, ==, "a");
}

static void test_absent_file(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(ini_load("/nonexistent/k.ini", KNOWN, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_NOT_FOUND));
    g_clear_error(&error);
    g_assert_null(ini_load("/", KNOWN, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
}

static void test_file(void)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("ini-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, "[server]\nlisten=:8080\n", -1, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(Ini) ini = ini_load(path, KNOWN, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(ini_name(ini), ==, path);
    g_assert_true(ini_has(ini, "server", "listen"));
    g_assert_cmpint(g_unlink(path), ==, 0);
}

static void test_text(void)
{
    g_autoptr(Ini) ini = parsed("[server]\nlisten=  Jalan é \n[database]\nurl=\n[text]\nbad=\\q\n");
    g_autofree char *a = NULL, *b = NULL, *c = NULL, *d = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_true(ini_get_text(ini, "server", "listen", 7, NULL, &a, &error));
    g_assert_cmpstr(a, ==, "Jalan é");
    g_assert_false(ini_get_text(ini, "server", "listen", 6, NULL, &b, &error));
    g_assert_nonnull(strstr(error_detail(error), "[server] listen = "));
    g_clear_error(&error);
    g_assert_true(ini_get_text(ini, "server", "level", 6, "ya", &b, &error));
    g_assert_cmpstr(b, ==, "ya");
    g_assert_true(ini_get_text(ini, "server", "level", 6, NULL, &c, &error));
    g_assert_null(c);
    g_assert_false(ini_need_text(ini, "database", "url", 6, &d, &error));
    g_clear_error(&error);
    g_assert_false(ini_need_text(ini, "server", "level", 6, &d, &error));
    g_clear_error(&error);
    g_assert_false(ini_get_text(ini, "text", "bad", 6, NULL, &d, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_assert_null(d);
}

static void test_int(void)
{
    static const struct {
        const char *value;
        bool ok;
        gint64 number;
    } CASES[] = { { "1", true, 1 },
                  { "64", true, 64 },
                  { "65", false, 4 },
                  { "0", false, 4 },
                  { "", false, 4 },
                  { "2x", false, 4 },
                  { "99999999999999999999", false, 4 },
                  { "-1", false, 4 },
                  { "0x10", false, 4 },
                  { " 7 ", true, 7 } };
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = g_strdup_printf("[server]\nworkers=%s\n", CASES[i].value);
        g_autoptr(Ini) ini = parsed(text);
        g_autoptr(GError) error = NULL;
        gint64 n;
        g_assert_true(ini_get_int(ini, "server", "workers", 1, 64, 4, &n, &error) == CASES[i].ok);
        g_assert_cmpint(n, ==, CASES[i].number);
        g_assert_true(CASES[i].ok || strstr(error_detail(error), "from 1 to 64"));
    }
    g_autoptr(Ini) empty = parsed("");
    gint64 n;
    g_assert_true(ini_get_int(empty, "server", "workers", 1, 64, 4, &n, NULL));
    g_assert_cmpint(n, ==, 4);
}

static void test_double(void)
{
    g_autoptr(Ini) ini = parsed("[server]\nratio=0.75\nlisten=nan\nlevel=1,5\nwait=2\n");
    double x;
    g_assert_true(ini_get_double(ini, "server", "ratio", 0, 1, 0.5, &x, NULL));
    g_assert_cmpfloat(x, ==, 0.75);
    g_assert_false(ini_get_double(ini, "server", "listen", 0, 1, 0.5, &x, NULL));
    g_assert_false(ini_get_double(ini, "server", "level", 0, 9, 0.5, &x, NULL));
    g_assert_false(ini_get_double(ini, "server", "wait", 0, 1, 0.5, &x, NULL));
    g_assert_true(ini_get_double(ini, "server", "debug", 0, 1, 0.5, &x, NULL));
    g_assert_cmpfloat(x, ==, 0.5);
}

static void test_bool(void)
{
    static const char *const YES[] = { "true", "Ya", "yes", "on", "1" };
    static const char *const NO[] = { "false", "tidak", "NO", "off", "0" };
    for (guint i = 0; i < 5; i++) {
        g_autofree char *text =
            g_strdup_printf("[server]\ndebug=%s\nlevel=%s\nwait=mungkin\n", YES[i], NO[i]);
        g_autoptr(Ini) ini = parsed(text);
        bool yes, no, other;
        g_assert_true(ini_get_bool(ini, "server", "debug", false, &yes, NULL) && yes);
        g_assert_true(ini_get_bool(ini, "server", "level", true, &no, NULL) && !no);
        g_assert_true(ini_get_bool(ini, "server", "ratio", true, &other, NULL) && other);
        g_assert_false(ini_get_bool(ini, "server", "wait", false, &other, NULL));
    }
}

static void test_minute(void)
{
    static const struct {
        const char *value;
        int minute; /* -1: refused */
    } CASES[] = { { "07:30", 450 }, { "00:00", 0 },  { "24:00", 1440 }, { "16.00", 960 },
                  { "24:01", -1 },  { "7:30", -1 },  { "12:60", -1 },   { "", -1 },
                  { "12:3x", -1 },  { "25:00", -1 }, { "١٢:٣٠", -1 } };
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = g_strdup_printf("[server]\nquiet_from=%s\n", CASES[i].value);
        g_autoptr(Ini) ini = parsed(text);
        int minute;
        bool ok = ini_get_minute(ini, "server", "quiet_from", 9, &minute, NULL);
        g_assert_cmpint(ok ? minute : -1, ==, CASES[i].minute);
    }
}

static void test_span(void)
{
    static const struct {
        const char *value;
        gint64 us; /* -1: refused */
    } CASES[] = { { "90s", 90 * US_PER_S },
                  { "15m", 15 * US_PER_MIN },
                  { "2h", 2 * US_PER_HOUR },
                  { "10d", 10 * US_PER_DAY },
                  { "250ms", 250000 },
                  { "90", -1 },
                  { "s", -1 },
                  { "-1s", -1 },
                  { "11d", -1 },
                  { "999999999999d", -1 },
                  { "1 s", -1 },
                  { "99999999999999999999s", -1 },
                  { "1w", -1 } };
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = g_strdup_printf("[server]\nwait=%s\n", CASES[i].value);
        g_autoptr(Ini) ini = parsed(text);
        gint64 us;
        bool ok = ini_get_span(ini, "server", "wait", 0, 10 * US_PER_DAY, 5, &us, NULL);
        g_assert_cmpint(ok ? us : -1, ==, CASES[i].us);
    }
}

static void test_choice_and_list(void)
{
    static const char *const LEVELS[] = { "error", "info", NULL };
    g_autoptr(Ini) ini =
        parsed("[server]\nlevel=info\nlisten=debug\nhosts= a.id ;; b\\;c ; \n[text]\nbad=\\q;\n");
    int level;
    g_autoptr(GError) error = NULL;
    g_assert_true(ini_get_choice(ini, "server", "level", LEVELS, 0, &level, NULL));
    g_assert_cmpint(level, ==, 1);
    g_assert_false(ini_get_choice(ini, "server", "listen", LEVELS, 0, &level, &error));
    g_assert_nonnull(strstr(error_detail(error), "none of error, info"));
    g_auto(GStrv) hosts = NULL, none = NULL, bad = NULL;
    g_assert_true(ini_get_list(ini, "server", "hosts", &hosts, NULL));
    g_assert_cmpuint(g_strv_length(hosts), ==, 2);
    g_assert_cmpstr(hosts[0], ==, "a.id");
    g_assert_cmpstr(hosts[1], ==, "b;c");
    g_assert_true(ini_get_list(ini, "server", "ratio", &none, NULL));
    g_assert_null(none[0]);
    g_assert_false(ini_get_list(ini, "text", "bad", &bad, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ini/unknown", test_unknown);
    g_test_add_func("/ini/broken-files", test_broken_files);
    g_test_add_func("/ini/absent-file", test_absent_file);
    g_test_add_func("/ini/file", test_file);
    g_test_add_func("/ini/text", test_text);
    g_test_add_func("/ini/int", test_int);
    g_test_add_func("/ini/double", test_double);
    g_test_add_func("/ini/bool", test_bool);
    g_test_add_func("/ini/minute", test_minute);
    g_test_add_func("/ini/span", test_span);
    g_test_add_func("/ini/choice-and-list", test_choice_and_list);
    return g_test_run();
}
