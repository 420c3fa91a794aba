/* log.h: what stands on standard error of a process that logged. */
#include "base/log.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the child: log to standard error. In the parent: run the child and look. */
static bool in_child(void)
{
    if (g_test_subprocess()) {
        g_log_set_always_fatal(G_LOG_FATAL_MASK);
        log_open(G_LOG_LEVEL_INFO);
        return true;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    return false;
}

static void test_line(void)
{
    if (in_child()) {
        g_message("siap");
        return;
    }
    g_test_trap_assert_stderr("20*-*-*T*:*:*.*Z message siap\n");
}

static void test_levels(void)
{
    if (in_child()) {
        g_critical("satu");
        g_warning("dua");
        g_info("tiga");
        g_debug("empat");
        g_log("Lain", G_LOG_LEVEL_WARNING, "lima");
        return;
    }
    g_test_trap_assert_stderr("*Z critical satu\n*Z warning dua\n*Z info tiga\n"
                              "*Z warning Lain: lima\n");
    g_test_trap_assert_stderr_unmatched("*empat*");
}

static void test_level_names(void)
{
    GLogLevelFlags level = 0;
    g_assert_true(log_level_parse("debug", &level));
    g_assert_cmpint(level, ==, G_LOG_LEVEL_DEBUG);
    g_assert_true(log_level_parse("critical", &level));
    g_assert_cmpint(level, ==, G_LOG_LEVEL_CRITICAL);
    g_assert_false(log_level_parse("", &level));
    g_assert_false(log_level_parse("fatal", &level));
    g_assert_false(log_level_parse("Debug", &level));
}

static gpointer log_elsewhere(G_GNUC_UNUSED gpointer data)
{
    g_message("utas lain");
    return NULL;
}

static void test_scope(void)
{
    if (in_child()) {
        log_scope_begin("request", "4f2a");
        g_message("di dalam");
        g_thread_join(g_thread_new("other", log_elsewhere, NULL));
        log_scope_begin("job", "x\ny");
        g_message("lain");
        log_scope_end();
        g_message("di luar");
        return;
    }
    g_test_trap_assert_stderr("*Z message request=4f2a di dalam\n*Z message utas lain\n"
                              "*Z message job=x\\ny lain\n*Z message di luar\n");
}

static void test_one_line(void)
{
    if (in_child()) {
        g_message("a\nb\r\x1b[31mc\x7f\xff\xfe \xe2\x80\xae d \xc2\x85 \xc3\xa9");
        return;
    }
    g_test_trap_assert_stderr("*Z message a\\nb\\x0d\\x1b[31mc\\x7f\\xff\\xfe \\xe2\\x80\\xae d "
                              "\\xc2\\x85 \xc3\xa9\n");
}

static void test_long(void)
{
    if (in_child()) {
        g_autofree char *huge = g_strnfill(10 * 1024 * 1024, 'x');
        g_message("%s", huge);
        return;
    }
    g_test_trap_assert_stderr("*Z message xxx*xxx ...\n");
    g_autofree char *too_long = g_strnfill(4200, '?');
    g_autofree char *pattern = g_strconcat(too_long, "*", NULL);
    g_test_trap_assert_stderr_unmatched(pattern);
}

static void test_masks(void)
{
    if (in_child()) {
        g_message("GET /send?user=a&password=rahasia1&to=6281234567890&x=1 token=rahasia2");
        g_message("Authorization: Bearer rahasia3 rahasia4");
        log_fields(G_LOG_LEVEL_MESSAGE, "m", "secret", "rahasia5 rahasia6", "phone",
                   "+6281234567890", "b", "081234567890", NULL);
        g_message("id 312345678901234567 at 1777875316000000 port 13013 password salah");
        return;
    }
    g_test_trap_assert_stderr("*/send?user=a&password=***&to=6281...890&x=1 token=***\n"
                              "*Authorization: ***\n"
                              "* m secret=\"***\" phone=+6281...890 b=0812...890\n"
                              "*id 312345678901234567 at 1777875316000000 port 13013 "
                              "password salah\n");
    g_test_trap_assert_stderr_unmatched("*rahasia*");
}

static void test_fields(void)
{
    if (in_child()) {
        log_fields(G_LOG_LEVEL_INFO, "sms: terkirim", "channel", "sms", "none", NULL, "text",
                   "dua kata", "quote", "a\"b\\ c", "empty", "", NULL);
        return;
    }
    g_test_trap_assert_stderr("*Z info sms: terkirim channel=sms text=\"dua kata\" "
                              "quote=\"a\\\"b\\\\ c\" empty=\"\"\n");
}

static void test_error(void)
{
    if (in_child()) {
        g_autoptr(GError) error = NULL;
        error_set(&error, KENTONGAN_ERROR_INTERNAL, NULL, "Disk penuh.", "errno %d", 28);
        log_error("job: photo", error);
        g_clear_error(&error);
        error_set(&error, KENTONGAN_ERROR_INVALID, "foto", "Rusak.", NULL);
        log_error("intake", error);
        return;
    }
    g_test_trap_assert_stderr("*Z warning job: photo error=internal sentence=\"Disk penuh.\" "
                              "detail=\"errno 28\"\n"
                              "*Z info intake error=invalid field=foto sentence=Rusak.\n");
}

static void test_journal(void)
{
    if (g_test_subprocess()) {
        struct stat st;
        fstat(STDERR_FILENO, &st);
        g_autofree char *stream = g_strdup_printf("%lu:%lu", (gulong)st.st_dev, (gulong)st.st_ino);
        g_setenv("JOURNAL_STREAM", stream, TRUE);
        g_log_set_always_fatal(G_LOG_FATAL_MASK);
        log_open(G_LOG_LEVEL_DEBUG);
        g_warning("a");
        g_debug("b");
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("<4>a\n<7>b\n");
}

static void test_not_journal(void)
{
    if (g_test_subprocess()) {
        g_setenv("JOURNAL_STREAM", "1:1", TRUE);
        log_open(G_LOG_LEVEL_DEBUG);
        g_message("a");
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_stderr("*Z message a\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log/line", test_line);
    g_test_add_func("/log/levels", test_levels);
    g_test_add_func("/log/level_names", test_level_names);
    g_test_add_func("/log/scope_of_a_thread", test_scope);
    g_test_add_func("/log/stays_one_line", test_one_line);
    g_test_add_func("/log/huge_is_cut", test_long);
    g_test_add_func("/log/masks_secrets", test_masks);
    g_test_add_func("/log/fields", test_fields);
    g_test_add_func("/log/error", test_error);
    g_test_add_func("/log/journal_priority", test_journal);
    g_test_add_func("/log/redirected_is_no_journal", test_not_journal);
    return g_test_run();
}
