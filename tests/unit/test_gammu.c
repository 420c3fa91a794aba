/* gammu: names and contents as gammu-smsd writes them, and nothing lost between two folders. The
 * real gammu-smsd plays in tests/channel/gammu.test.js. */
#include "channel/collect.h"
#include "channel/gammu_file.h"
#include "unit/folder_fixture.h"

#include <string.h>
#include <unistd.h>

#define FIRST "IN20261122_101530_00_+62811_00.txt"
#define SECOND "IN20261122_101530_00_+62811_01.txt"

typedef struct Fixture {
    Collect collect;
    char *folder, *inbox, *outbox, *sent, *error, *processed;
    Channel *channel;
} Fixture;

static const ChannelOut OUT = { .id = "77", .from = "", .to = "+62811", .text = "Diterima ✓" };

static const ChannelDriver *driver(void)
{
    return channel_driver("gammu");
}

static void make_folders(Fixture *f)
{
    collect_init(&f->collect);
    f->folder = g_dir_make_tmp("gammu-XXXXXX", NULL);
    f->inbox = g_build_filename(f->folder, "inbox", NULL);
    f->outbox = g_build_filename(f->folder, "outbox", NULL);
    f->sent = g_build_filename(f->folder, "sent", NULL);
    f->error = g_build_filename(f->folder, "error", NULL);
    f->processed = g_build_filename(f->folder, "processed", NULL);
    g_assert_cmpint(g_mkdir(f->inbox, 0700), ==, 0);
}

static void open_driver(Fixture *f, const char *keys)
{
    g_autoptr(GKeyFile) config = collect_config(
        "[channel.sms]\ndriver=gammu\nnumber=1708\ninbox=%s\noutbox=%s\nsent=%s\nerror=%s\n"
        "settle_ms=0\n%s",
        f->inbox, f->outbox, f->sent, f->error, keys);
    if (strstr(keys, "processed"))
        g_key_file_set_string(config, "channel.sms", "processed", f->processed);
    ChannelSink sink = collect_sink(&f->collect);
    g_autoptr(GError) error = NULL;
    f->channel = driver()->open("sms", config, "channel.sms", &sink, &error);
    g_assert_no_error(error);
}

static void setup(Fixture *f, const char *keys)
{
    make_folders(f);
    open_driver(f, keys);
}

static void teardown(Fixture *f)
{
    driver()->close(f->channel);
    folder_remove_all(f->folder);
    g_free(f->folder);
    g_free(f->inbox);
    g_free(f->outbox);
    g_free(f->sent);
    g_free(f->error);
    g_free(f->processed);
    collect_clear(&f->collect);
}

static void test_names(void)
{
    g_auto(GammuName) name = { 0 };
    g_autoptr(GTimeZone) jakarta = g_time_zone_new_identifier("Asia/Jakarta");
    g_assert_true(gammu_name_parse(SECOND, &name));
    g_assert_cmpstr(name.number, ==, "+62811");
    g_assert_cmpstr(name.group, ==, "IN20261122_101530_00_+62811");
    g_assert_cmpint(name.part, ==, 1);
    g_assert_false(name.binary);
    g_assert_cmpint(gammu_name_time(&name, jakarta), ==, 1795317330 * G_GINT64_CONSTANT(1000000));
    g_auto(GammuName) letters = { 0 };
    g_assert_true(gammu_name_parse("IN20261122_101530_12_MY_BANK_00.bin", &letters));
    g_assert_cmpstr(letters.number, ==, "MY_BANK");
    g_assert_true(letters.binary);
}

static void test_wrong_names(void)
{
    static const char *const WRONG[] = { "",
                                         "IN",
                                         "IN20261122",
                                         "IN20261122_101530_00_00.txt",
                                         "IN20261122_101530_00_+62811_00.txt.tmp",
                                         "IN20261122_101530_00_+62811_00.smsbackup",
                                         "IN20261122_101530_00_+62811_0x.txt",
                                         "IN2026112_101530_00_+62811_00.txt",
                                         "IN20261122_1015300_00_+62811_00.txt",
                                         "OUT20261122_101530_00_+62811_00.txt",
                                         "INABCDEFGH_101530_00_+62811_00.txt" };
    for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_auto(GammuName) name = { 0 };
        g_assert_false(gammu_name_parse(WRONG[i], &name));
    }
    g_auto(GammuName) no_day = { 0 };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_assert_true(gammu_name_parse("IN20261399_996199_00_1_00.txt", &no_day));
    g_assert_cmpint(gammu_name_time(&no_day, utc), ==, 0);
}

static void test_out_names(void)
{
    g_autoptr(GDateTime) at = g_date_time_new_utc(2026, 11, 22, 3, 4, 5);
    g_autofree char *name = gammu_out_name(&OUT, at);
    g_assert_cmpstr(name, ==, "OUTA20261122_030405_00_+62811_k77.txt");
    g_autofree char *id = gammu_out_id(name);
    g_assert_cmpstr(id, ==, "77");
    g_assert_null(gammu_out_id("OUT+62811.txt"));
    g_assert_null(gammu_out_id("OUTA20261122_030405_00_+62811_k.txt"));
    g_assert_null(gammu_out_id("OUTA20261122_030405_00_+62811_k7x.txt"));
    g_assert_null(gammu_out_id("IN20261122_030405_00_+62811_k7.txt"));
}

static void assert_text(const void *data, gsize bytes, bool binary, const char *wanted)
{
    g_autofree guint8 *copy = g_memdup2(data, bytes); /* the exact size, for the sanitizer */
    g_autofree char *text = gammu_text(copy, bytes, binary);
    g_assert_cmpstr(text, ==, wanted);
}

static void test_contents(void)
{
    static const char BIG[] = "\xfe\xff\0A\x70\x6b\xd8\x3d\xde\xa8";
    static const char LITTLE[] = "\xff\xfe"
                                 "A\0\x6b\x70";
    static const char STALE[] = "\xfe\xff\0A\0B\0\0\0x\0y";
    assert_text(BIG, sizeof BIG - 1, false, "A火🚨");
    assert_text(LITTLE, sizeof LITTLE - 1, false, "A火");
    assert_text(STALE, sizeof STALE - 1, false, "AB");
    assert_text(BIG, sizeof BIG - 2, false, "A火\uFFFD");
    assert_text("Tolong €5", strlen("Tolong €5"), false, "Tolong €5");
    assert_text("\xef\xbb\xbfTolong", 9, false, "Tolong");
    assert_text("a\0b", 3, false, "a");
    assert_text("", 0, false, "");
    assert_text("\xfe\xff", 2, false, "");
    assert_text("\xfe", 1, false, "\uFFFD");
    assert_text("\x01\xff", 2, true, "(SMS biner, 2 byte) 01 FF");
}

static void test_out_bytes(void)
{
    g_autoptr(GBytes) bytes = gammu_out_bytes("A火");
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_assert_cmpmem(data, size, "\xfe\xff\0A\x70\x6b", 6);
}

static void test_received_and_removed(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    folder_put(f.inbox, FIRST, "tolong", -1);
    Collected *in = collect_wait(&f.collect, 1);
    g_assert_cmpstr(in->from, ==, "+62811");
    g_assert_cmpstr(in->to, ==, "1708");
    g_assert_cmpstr(in->text, ==, "tolong");
    g_assert_cmpint(in->sent_at, ==, 1795317330 * G_GINT64_CONSTANT(1000000));
    folder_wait_count(f.inbox, 0);
    teardown(&f);
}

static void test_parts_are_joined(void)
{
    Fixture f = { 0 };
    make_folders(&f);
    folder_put(f.inbox, SECOND, "kedua", -1);
    folder_put(f.inbox, FIRST, "pertama, ", -1);
    folder_put(f.inbox, "IN20261122_101530_00_+628119_00.txt", "orang lain", -1);
    open_driver(&f, "");
    g_assert_cmpstr(collect_wait(&f.collect, 1)->text, ==, "orang lain");
    g_assert_cmpstr(collect_wait(&f.collect, 2)->text, ==, "pertama, kedua");
    folder_wait_count(f.inbox, 0);
    teardown(&f);
}

static void test_refused_stays(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    collect_refuse(&f.collect, 1000);
    folder_put(f.inbox, FIRST, "tolong", -1);
    g_autofree char *id = g_strdup(collect_wait(&f.collect, 1)->id);
    folder_put(f.inbox, "IN20261122_101531_00_+62812_00.txt", "lain", -1); /* looks again at once */
    g_assert_cmpstr(collect_wait(&f.collect, 2)->id, ==, id);
    g_assert_cmpuint(folder_count(f.inbox), ==, 2);
    collect_refuse(&f.collect, 0);
    folder_put(f.inbox, "IN20261122_101532_00_+62813_00.txt", "ketiga", -1);
    folder_wait_count(f.inbox, 0);
    teardown(&f);
}

/* Killed between the removal of two parts: what is left has the id that is known already. */
static void test_half_removed_is_the_same_message(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    folder_put(f.inbox, FIRST, "pertama, ", -1);
    g_autofree char *alone = g_strdup(collect_wait(&f.collect, 1)->id);
    folder_wait_count(f.inbox, 0);
    folder_put(f.inbox, FIRST, "pesan lain pada detik yang sama", -1);
    g_assert_cmpstr(collect_wait(&f.collect, 2)->id, !=, alone);
    folder_wait_count(f.inbox, 0);
    folder_put(f.inbox, FIRST, "pertama, ", -1);
    g_assert_cmpstr(collect_wait(&f.collect, 3)->id, ==, alone);
    teardown(&f);
}

static void test_processed_keeps_them(void)
{
    Fixture f = { 0 };
    setup(&f, "processed=x\n");
    folder_put(f.inbox, FIRST, "tolong", -1);
    folder_wait_count(f.processed, 1);
    g_assert_cmpuint(folder_count(f.inbox), ==, 0);
    teardown(&f);
}

static void test_strangers_are_left(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    folder_put(f.inbox, "IN20261122_101530_00_+62811_00.smsbackup", "x", -1);
    folder_put(f.inbox, "catatan.txt", "x", -1);
    g_autofree char *link = g_build_filename(f.inbox, "IN20261122_101530_00_1_00.txt", NULL);
    g_assert_cmpint(symlink("/etc/passwd", link), ==, 0);
    folder_put(f.inbox, FIRST, "tolong", -1);
    g_assert_cmpstr(collect_wait(&f.collect, 1)->text, ==, "tolong");
    folder_wait_count(f.inbox, 3);
    g_assert_cmpuint(collect_count(&f.collect), ==, 1);
    teardown(&f);
}

static void test_sent_once(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    g_assert_cmpint(driver()->send(f.channel, &OUT, NULL), ==, CHANNEL_OK);
    g_assert_cmpint(driver()->send(f.channel, &OUT, NULL), ==, CHANNEL_OK);
    g_assert_cmpuint(folder_count(f.outbox), ==, 1);
    g_autoptr(GDir) dir = g_dir_open(f.outbox, 0, NULL);
    const char *name = g_dir_read_name(dir);
    g_assert_true(g_str_has_prefix(name, "OUTA20"));
    g_assert_true(g_str_has_suffix(name, "_00_+62811_k77.txt"));
    teardown(&f);
}

static void test_receipts(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    folder_put(f.sent, "OUTA20261122_030405_00_+62811_k77.txt", "x", -1);
    Collected *sent = collect_wait(&f.collect, 1);
    g_assert_true(sent->receipt);
    g_assert_cmpstr(sent->id, ==, "77");
    g_assert_cmpint(sent->kind, ==, RECEIPT_BUFFERED);
    folder_wait_count(f.sent, 0);
    collect_refuse(&f.collect, 1);
    folder_put(f.error, "OUTA20261122_030405_00_+62811_k78.txt", "x", -1);
    folder_put(f.error, "OUT+62811.txt", "of somebody else", -1);
    g_assert_cmpint(collect_wait(&f.collect, 3)->kind, ==, RECEIPT_FAILED);
    folder_wait_count(f.error, 1);
    teardown(&f);
}

static void test_bad_numbers(void)
{
    static const char *const NUMBERS[] = { "", "+", "../../etc/x", "+62 811", "+62811_k5", "abc" };
    Fixture f = { 0 };
    setup(&f, "");
    for (gsize i = 0; i < G_N_ELEMENTS(NUMBERS); i++) {
        ChannelOut out = OUT;
        g_autoptr(GError) error = NULL;
        out.to = NUMBERS[i];
        g_assert_cmpint(driver()->send(f.channel, &out, &error), ==, CHANNEL_PERMFAIL);
        g_assert_nonnull(error);
    }
    g_assert_cmpuint(folder_count(f.outbox), ==, 0);
    teardown(&f);
}

static void test_outbox_gone_is_tempfail(void)
{
    Fixture f = { 0 };
    g_autoptr(GError) error = NULL;
    setup(&f, "");
    folder_remove_all(f.outbox);
    g_assert_cmpint(driver()->send(f.channel, &OUT, &error), ==, CHANNEL_TEMPFAIL);
    g_assert_nonnull(error);
    teardown(&f);
}

static ChannelResult inject(const char *program, GError **error)
{
    Collect collect;
    collect_init(&collect);
    ChannelSink sink = collect_sink(&collect);
    g_autoptr(GKeyFile) config =
        collect_config("[channel.sms]\ndriver=gammu\ninject=%s\n", program);
    Channel *channel = driver()->open("sms", config, "channel.sms", &sink, NULL);
    g_assert_nonnull(channel);
    ChannelResult result = driver()->send(channel, &OUT, error);
    ChannelHealth health;
    driver()->health(channel, &health);
    g_assert_true(health.up == (result == CHANNEL_OK));
    driver()->close(channel);
    collect_clear(&collect);
    return result;
}

static void test_inject(void)
{
    g_autoptr(GError) failed = NULL, missing = NULL;
    g_assert_cmpint(inject("true", NULL), ==, CHANNEL_OK);
    g_assert_cmpint(inject("false", &failed), ==, CHANNEL_TEMPFAIL);
    g_assert_cmpint(inject("/none/such", &missing), ==, CHANNEL_TEMPFAIL);
    g_assert_nonnull(failed);
    g_assert_nonnull(missing);
}

static void test_settings(void)
{
    static const char *const BAD[] = { "", "inbox=/tmp\n", "zone=Mars/Olympus\ninject=x\n",
                                       "inject=x\nsettle_ms=-1\n", "inject=x\nout_box=y\n" };
    ChannelSink sink = { 0 };
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GKeyFile) config = collect_config("[channel.sms]\ndriver=gammu\n%s", BAD[i]);
        g_autoptr(GError) error = NULL;
        g_assert_null(driver()->open("sms", config, "channel.sms", &sink, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gammu/names", test_names);
    g_test_add_func("/gammu/wrong_names", test_wrong_names);
    g_test_add_func("/gammu/out_names", test_out_names);
    g_test_add_func("/gammu/contents", test_contents);
    g_test_add_func("/gammu/out_bytes", test_out_bytes);
    g_test_add_func("/gammu/received_and_removed", test_received_and_removed);
    g_test_add_func("/gammu/parts_are_joined", test_parts_are_joined);
    g_test_add_func("/gammu/refused_stays", test_refused_stays);
    g_test_add_func("/gammu/half_removed_is_the_same_message",
                    test_half_removed_is_the_same_message);
    g_test_add_func("/gammu/processed_keeps_them", test_processed_keeps_them);
    g_test_add_func("/gammu/strangers_are_left", test_strangers_are_left);
    g_test_add_func("/gammu/sent_once", test_sent_once);
    g_test_add_func("/gammu/receipts", test_receipts);
    g_test_add_func("/gammu/bad_numbers", test_bad_numbers);
    g_test_add_func("/gammu/outbox_gone_is_tempfail", test_outbox_gone_is_tempfail);
    g_test_add_func("/gammu/inject", test_inject);
    g_test_add_func("/gammu/settings", test_settings);
    return g_test_run();
}
