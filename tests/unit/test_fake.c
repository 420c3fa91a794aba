/* fake and loopback: they obey the contract of channel.h, so that what is tested on them holds. */
#include "channel/collect.h"
#include "unit/folder_fixture.h"

#include <string.h>

typedef struct Fixture {
    Collect collect;
    char *folder, *inbox, *log, *mode;
    GKeyFile *config;
    Channel *channel;
} Fixture;

static const ChannelOut OUT = {
    .id = "123", .from = "", .to = "+62811", .text = "baris 1\nbaris 2"
};

static void setup(Fixture *f, const char *keys)
{
    collect_init(&f->collect);
    f->folder = g_dir_make_tmp("fake-XXXXXX", NULL);
    f->inbox = g_build_filename(f->folder, "masuk", NULL);
    f->log = g_build_filename(f->folder, "log", NULL);
    f->mode = g_build_filename(f->folder, "mode", NULL);
    f->config = collect_config("[channel.sms]\ndriver=fake\nnumber=1708\ninbox=%s\nlog=%s\n"
                               "mode_file=%s\nreceipt_delay_ms=0\n%s",
                               f->inbox, f->log, f->mode, keys);
    ChannelSink sink = collect_sink(&f->collect);
    g_autoptr(GError) error = NULL;
    f->channel = channel_driver("fake")->open("sms", f->config, "channel.sms", &sink, &error);
    g_assert_no_error(error);
}

static void teardown(Fixture *f)
{
    if (f->channel)
        channel_driver("fake")->close(f->channel);
    folder_remove_all(f->folder);
    g_key_file_unref(f->config);
    g_free(f->folder);
    g_free(f->inbox);
    g_free(f->log);
    g_free(f->mode);
    collect_clear(&f->collect);
}

static ChannelResult send_one(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    ChannelResult result = channel_driver("fake")->send(f->channel, &OUT, &error);
    g_assert_true((result == CHANNEL_OK) == (error == NULL));
    return result;
}

static void type(Fixture *f, const char *name, const char *text)
{
    folder_put(f->inbox, name, text, -1);
}

static void test_script(void)
{
    Fixture f = { 0 };
    setup(&f, "script=temp, hold perm ok\nreceipts=none\n");
    g_assert_cmpint(send_one(&f), ==, CHANNEL_TEMPFAIL);
    g_assert_cmpint(send_one(&f), ==, CHANNEL_HOLD);
    g_assert_cmpint(send_one(&f), ==, CHANNEL_PERMFAIL);
    g_assert_cmpint(send_one(&f), ==, CHANNEL_OK);
    g_assert_cmpint(send_one(&f), ==, CHANNEL_OK);
    teardown(&f);
}

static void test_mode_file(void)
{
    Fixture f = { 0 };
    ChannelHealth health;
    setup(&f, "receipts=none\n");
    g_assert_cmpint(send_one(&f), ==, CHANNEL_OK);
    g_assert_true(g_file_set_contents(f.mode, "temp\n", -1, NULL));
    g_assert_cmpint(send_one(&f), ==, CHANNEL_TEMPFAIL);
    channel_driver("fake")->health(f.channel, &health);
    g_assert_false(health.up);
    g_remove(f.mode);
    g_assert_cmpint(send_one(&f), ==, CHANNEL_OK);
    channel_driver("fake")->health(f.channel, &health);
    g_assert_true(health.up);
    g_assert_cmpint(health.last_out_at, >, 0);
    teardown(&f);
}

static void test_log_says_fake(void)
{
    Fixture f = { 0 };
    g_autofree char *log = NULL;
    setup(&f, "receipts=none\n");
    send_one(&f);
    g_assert_true(g_file_get_contents(f.log, &log, NULL, NULL));
    g_assert_true(g_str_has_prefix(log, "PALSU/FAKE\t"));
    g_assert_nonnull(strstr(log, "\tok\t123\t1708\t+62811\tbaris 1\\nbaris 2\n"));
    teardown(&f);
}

static void test_receipts_reversed(void)
{
    Fixture f = { 0 };
    setup(&f, "receipts=reversed\n");
    send_one(&f);
    Collected *second = collect_wait(&f.collect, 2), *first = collect_wait(&f.collect, 1);
    g_assert_cmpint(first->kind, ==, RECEIPT_DELIVERED);
    g_assert_cmpint(second->kind, ==, RECEIPT_BUFFERED);
    g_assert_cmpstr(second->id, ==, "123");
    teardown(&f);
}

static void test_receipt_refused_comes_again(void)
{
    Fixture f = { 0 };
    setup(&f, "receipts=failed\n");
    collect_refuse(&f.collect, 1);
    send_one(&f);
    g_assert_cmpint(collect_wait(&f.collect, 2)->kind, ==, RECEIPT_FAILED);
    teardown(&f);
}

static void test_typed(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    type(&f, "a.txt", "+6281234 LAPOR jalan rusak\ndi desa 🚨\n");
    Collected *in = collect_wait(&f.collect, 1);
    g_assert_cmpstr(in->from, ==, "+6281234");
    g_assert_cmpstr(in->to, ==, "1708");
    g_assert_cmpstr(in->text, ==, "LAPOR jalan rusak\ndi desa 🚨");
    type(&f, "b.txt", "tanpa nomor");
    in = collect_wait(&f.collect, 2);
    g_assert_cmpstr(in->from, ==, "+6281200000000");
    g_assert_cmpstr(in->text, ==, "tanpa nomor");
    teardown(&f);
}

static void test_typed_refused_comes_again(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    collect_refuse(&f.collect, 1);
    type(&f, "a.txt", "0812345 halo");
    Collected *again = collect_wait(&f.collect, 2), *first = collect_wait(&f.collect, 1);
    g_assert_cmpstr(first->id, ==, again->id);
    channel_driver("fake")->close(g_steal_pointer(&f.channel));
    g_autofree char *full = g_build_filename(f.inbox, "a.txt", NULL);
    g_assert_false(g_file_test(full, G_FILE_TEST_EXISTS));
    g_assert_cmpuint(collect_count(&f.collect), ==, 2);
    teardown(&f);
}

static void test_typed_is_hostile(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    g_autoptr(GString) huge = g_string_new("+62811 ");
    for (int i = 0; i < 6000; i++)
        g_string_append(huge, "ꦏ");
    type(&f, "a.txt", huge->str);
    collect_wait(&f.collect, 2);
    Collected *first = collect_wait(&f.collect, 1), *second = collect_wait(&f.collect, 2);
    g_assert_cmpuint(strlen(first->text), <=, 16000);
    g_assert_cmpuint(strlen(first->text) + strlen(second->text), ==, 18000);
    g_assert_true(g_str_has_suffix(second->id, "#2"));
    g_assert_true(g_utf8_validate(first->text, -1, NULL));
    type(&f, "b.txt", "+62812 \xff\xfe\x80");
    g_assert_true(g_utf8_validate(collect_wait(&f.collect, 3)->text, -1, NULL));
    teardown(&f);
}

static void test_unknown_key(void)
{
    Collect collect;
    collect_init(&collect);
    ChannelSink sink = collect_sink(&collect);
    for (const ChannelDriver *const *driver = channel_drivers(); *driver; driver++) {
        g_autoptr(GKeyFile) config = collect_config("[channel.sms]\ndriver=x\nnumbr=1\n");
        g_autoptr(GError) error = NULL;
        g_assert_null((*driver)->open("sms", config, "channel.sms", &sink, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        g_assert_nonnull(strstr(error_detail(error), "numbr"));
        g_assert_nonnull(strstr(error_detail(error), "number"));
    }
    collect_clear(&collect);
}

static void test_bad_values(void)
{
    static const char *const BAD[] = { "script=ok,maybe", "receipts=soon", "receipt_delay_ms=-1",
                                       "receipt_delay_ms=1x" };
    Collect collect;
    collect_init(&collect);
    ChannelSink sink = collect_sink(&collect);
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GKeyFile) config = collect_config("[channel.sms]\ndriver=fake\n%s\n", BAD[i]);
        g_autoptr(GError) error = NULL;
        g_assert_null(channel_driver("fake")->open("sms", config, "channel.sms", &sink, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
    collect_clear(&collect);
}

static void test_loopback(void)
{
    const ChannelDriver *loopback = channel_driver("loopback");
    Collect collect;
    collect_init(&collect);
    ChannelSink sink = collect_sink(&collect);
    g_autoptr(GKeyFile) config = collect_config("[channel.sms]\ndriver=loopback\n");
    Channel *channel = loopback->open("sms", config, "channel.sms", &sink, NULL);
    g_assert_nonnull(channel);
    g_assert_cmpint(loopback->send(channel, &OUT, NULL), ==, CHANNEL_OK);
    Collected *in = collect_wait(&collect, 1);
    g_assert_cmpstr(in->from, ==, "+62811");
    g_assert_cmpstr(in->text, ==, OUT.text);
    g_assert_true(collect_wait(&collect, 2)->receipt);
    collect_refuse(&collect, 1);
    g_assert_cmpint(loopback->send(channel, &OUT, NULL), ==, CHANNEL_TEMPFAIL);
    loopback->close(channel);
    collect_clear(&collect);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_unsetenv("KENTONGAN_FAKE_SMS");
    g_test_add_func("/fake/script", test_script);
    g_test_add_func("/fake/mode_file", test_mode_file);
    g_test_add_func("/fake/log_says_fake", test_log_says_fake);
    g_test_add_func("/fake/receipts_reversed", test_receipts_reversed);
    g_test_add_func("/fake/receipt_refused_comes_again", test_receipt_refused_comes_again);
    g_test_add_func("/fake/typed", test_typed);
    g_test_add_func("/fake/typed_refused_comes_again", test_typed_refused_comes_again);
    g_test_add_func("/fake/typed_is_hostile", test_typed_is_hostile);
    g_test_add_func("/fake/unknown_key", test_unknown_key);
    g_test_add_func("/fake/bad_values", test_bad_values);
    g_test_add_func("/fake/loopback", test_loopback);
    return g_test_run();
}
