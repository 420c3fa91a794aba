/* The driver "kannel" against a bearerbox that is late, wrong, hostile or gone: played here, over a
 * socket, by the test itself. The real one plays in tests/channel/kannel.test.js. */
#include "channel/collect.h"
#include "channel/kannel_frame.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ID_A "0a1b2c3d-0000-4000-8000-00000000000a"
#define ID_B "0a1b2c3d-0000-4000-8000-00000000000b"

static const ChannelOut OUT = { .id = "77", .from = "", .to = "+62811", .text = "Halo" };

typedef struct Fixture {
    Collect collect;
    int listener, fd;
    Channel *channel;
    GByteArray *payload; /* of the last frame read; frames borrow from it */
} Fixture;

static const ChannelDriver *driver(void)
{
    return channel_driver("kannel");
}

static int listen_somewhere(int *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    g_assert_cmpint(listen(fd, 5), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &size), ==, 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static void wait_readable(int fd)
{
    struct pollfd ready = { fd, POLLIN, 0 };
    g_assert_cmpint(poll(&ready, 1, 10000), ==, 1);
}

static void read_exactly(int fd, guint8 *data, gsize bytes)
{
    while (bytes > 0) {
        wait_readable(fd);
        gssize got = read(fd, data, bytes);
        g_assert_cmpint(got, >, 0);
        data += got;
        bytes -= (gsize)got;
    }
}

static KannelFrame read_frame(Fixture *f)
{
    guint8 head[KANNEL_HEAD_BYTES];
    gsize bytes;
    KannelFrame frame;
    read_exactly(f->fd, head, sizeof head);
    g_assert_true(kannel_frame_length(head, &bytes, NULL));
    g_byte_array_set_size(f->payload, (guint)bytes);
    read_exactly(f->fd, f->payload->data, bytes);
    g_assert_true(kannel_frame_decode(f->payload->data, bytes, &frame, NULL));
    return frame;
}

static void write_bytes(Fixture *f, const void *data, gsize bytes)
{
    g_assert_cmpint(send(f->fd, data, bytes, MSG_NOSIGNAL), ==, (gssize)bytes);
}

static void write_frame(Fixture *f, const KannelFrame *frame)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    kannel_frame_encode(frame, bytes);
    write_bytes(f, bytes->data, bytes->len);
}

static void write_mo(Fixture *f, const char *id, const char *text)
{
    KannelFrame frame = { .kind = KANNEL_SMS };
    frame.sms = kannel_sms_empty();
    frame.sms.sender = kannel_text("+62899");
    frame.sms.receiver = kannel_text("1708");
    frame.sms.msgdata = kannel_text(text);
    frame.sms.time = 1700000000;
    frame.sms.sms_type = KANNEL_MO;
    frame.sms.coding = KANNEL_CODING_GSM7;
    frame.sms.id = kannel_text(id);
    write_frame(f, &frame);
}

static void write_receipt(Fixture *f, const char *id, int what, const char *ref)
{
    KannelFrame frame = { .kind = KANNEL_SMS };
    frame.sms = kannel_sms_empty();
    frame.sms.sms_type = KANNEL_RECEIPT;
    frame.sms.dlr_mask = what;
    frame.sms.dlr_url = kannel_text(ref);
    frame.sms.msgdata = kannel_text("id:1 stat:DELIVRD");
    frame.sms.id = kannel_text(id);
    frame.sms.time = 5;
    write_frame(f, &frame);
}

static void write_ack(Fixture *f, const char *id, KannelNack nack)
{
    KannelFrame frame = { .kind = KANNEL_ACK };
    frame.ack = (KannelAck){ (gint32)nack, 1, kannel_text(id) };
    write_frame(f, &frame);
}

static void assert_ack(Fixture *f, const char *id, KannelNack nack)
{
    KannelFrame frame = read_frame(f);
    g_assert_cmpint(frame.kind, ==, KANNEL_ACK);
    g_assert_cmpint(frame.ack.nack, ==, (gint32)nack);
    g_assert_cmpmem(frame.ack.id.data, frame.ack.id.bytes, id, strlen(id));
}

static void assert_silent(Fixture *f, int for_ms)
{
    struct pollfd ready = { f->fd, POLLIN, 0 };
    g_assert_cmpint(poll(&ready, 1, for_ms), ==, 0);
}

static void take_connection(Fixture *f)
{
    wait_readable(f->listener);
    f->fd = accept(f->listener, NULL, NULL);
    g_assert_cmpint(f->fd, >=, 0);
    KannelFrame hello = read_frame(f);
    g_assert_cmpint(hello.kind, ==, KANNEL_ADMIN);
    g_assert_cmpint(hello.admin.command, ==, KANNEL_IDENTIFY);
    g_assert_null(hello.admin.box_id.data);
}

static void drop_connection(Fixture *f)
{
    close(f->fd);
    f->fd = -1;
}

static void setup(Fixture *f, const char *keys)
{
    int port;
    collect_init(&f->collect);
    f->payload = g_byte_array_new();
    f->listener = listen_somewhere(&port);
    g_autoptr(GKeyFile) config =
        collect_config("[channel.sms]\ndriver=kannel\nnumber=1708\nport=%d\n%s", port, keys);
    ChannelSink sink = collect_sink(&f->collect);
    g_autoptr(GError) error = NULL;
    f->channel = driver()->open("sms", config, "channel.sms", &sink, &error);
    g_assert_no_error(error);
    take_connection(f);
}

static void teardown(Fixture *f)
{
    if (f->channel)
        driver()->close(f->channel);
    if (f->fd >= 0)
        close(f->fd);
    close(f->listener);
    g_byte_array_unref(f->payload);
    collect_clear(&f->collect);
}

/* ---- sending in a thread of its own */

typedef struct Sending {
    Channel *channel;
    ChannelOut out;
    GThread *thread;
} Sending;

static gpointer run_send(gpointer data)
{
    Sending *sending = data;
    g_autoptr(GError) error = NULL;
    ChannelResult result = driver()->send(sending->channel, &sending->out, &error);
    g_assert_true((result == CHANNEL_OK) == (error == NULL));
    return GINT_TO_POINTER(result);
}

static void begin_send(Sending *sending, Fixture *f, const ChannelOut *out)
{
    *sending = (Sending){ .channel = f->channel, .out = *out };
    sending->thread = g_thread_new("send", run_send, sending);
}

static ChannelResult end_send(Sending *sending)
{
    return (ChannelResult)GPOINTER_TO_INT(g_thread_join(sending->thread));
}

static void test_acks_after_the_sink(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    write_mo(&f, ID_A, "tolong");
    assert_ack(&f, ID_A, KANNEL_NACK_OK);
    Collected *in = collect_wait(&f.collect, 1);
    g_assert_cmpstr(in->id, ==, ID_A);
    g_assert_cmpstr(in->from, ==, "+62899");
    g_assert_cmpstr(in->channel, ==, "sms");
    g_assert_cmpint(in->sent_at, ==, 1700000000 * G_GINT64_CONSTANT(1000000));
    teardown(&f);
}

static void test_refused_is_offered_again(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    collect_refuse(&f.collect, 1);
    write_mo(&f, ID_A, "tolong");
    collect_wait(&f.collect, 1);
    assert_silent(&f, 300);
    assert_ack(&f, ID_A, KANNEL_NACK_OK);
    g_assert_cmpuint(collect_count(&f.collect), ==, 2);
    teardown(&f);
}

/* I3: after a reconnect the old message is bearerbox's again; nothing is answered for it twice. */
static void test_old_connection_is_not_acknowledged(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    collect_refuse(&f.collect, 1);
    write_mo(&f, ID_A, "tolong");
    collect_wait(&f.collect, 1);
    drop_connection(&f);
    take_connection(&f);
    assert_silent(&f, 1300);
    g_assert_cmpuint(collect_count(&f.collect), ==, 1);
    write_mo(&f, ID_A, "tolong");
    assert_ack(&f, ID_A, KANNEL_NACK_OK);
    teardown(&f);
}

static void test_nothing_acknowledged_after_close(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    collect_refuse(&f.collect, 1000);
    write_mo(&f, ID_A, "tolong");
    collect_wait(&f.collect, 1);
    gint64 began = g_get_monotonic_time();
    driver()->close(g_steal_pointer(&f.channel));
    g_assert_cmpint(g_get_monotonic_time() - began, <, 2500000);
    guint8 byte;
    wait_readable(f.fd);
    g_assert_cmpint(read(f.fd, &byte, 1), <=, 0);
    teardown(&f);
}

static void test_each_nack_has_its_result(void)
{
    static const struct {
        KannelNack nack;
        ChannelResult result;
    } ANSWERS[] = { { KANNEL_NACK_OK, CHANNEL_OK },
                    { KANNEL_NACK_BUFFERED, CHANNEL_OK },
                    { KANNEL_NACK_FAILED_NOW, CHANNEL_TEMPFAIL },
                    { KANNEL_NACK_FAILED, CHANNEL_PERMFAIL },
                    { (KannelNack)99, CHANNEL_TEMPFAIL } };
    Fixture f = { 0 };
    setup(&f, "");
    for (gsize i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        Sending sending;
        char id[KANNEL_ID_CHARS + 1];
        kannel_id_derive(OUT.id, id);
        begin_send(&sending, &f, &OUT);
        KannelFrame frame = read_frame(&f);
        g_assert_cmpint(frame.kind, ==, KANNEL_SMS);
        g_assert_cmpmem(frame.sms.id.data, frame.sms.id.bytes, id, KANNEL_ID_CHARS);
        g_assert_cmpmem(frame.sms.dlr_url.data, frame.sms.dlr_url.bytes, "77", 2);
        g_assert_cmpmem(frame.sms.sender.data, frame.sms.sender.bytes, "1708", 4);
        g_assert_cmpint(frame.sms.dlr_mask, ==, KANNEL_DLR_ALL);
        g_assert_cmpint(frame.sms.sms_type, ==, KANNEL_MT_PUSH);
        write_ack(&f, id, ANSWERS[i].nack);
        g_assert_cmpint(end_send(&sending), ==, ANSWERS[i].result);
    }
    teardown(&f);
}

static void test_no_answer_is_hold(void)
{
    Fixture f = { 0 };
    Sending sending;
    char id[KANNEL_ID_CHARS + 1];
    kannel_id_derive(OUT.id, id);
    setup(&f, "send_timeout_s=1\n");
    begin_send(&sending, &f, &OUT);
    read_frame(&f);
    g_assert_cmpint(end_send(&sending), ==, CHANNEL_HOLD);
    write_ack(&f, id, KANNEL_NACK_OK); /* late: nobody waits, nothing breaks */
    write_mo(&f, ID_A, "masih hidup");
    assert_ack(&f, ID_A, KANNEL_NACK_OK);
    teardown(&f);
}

static void test_connection_lost_while_waiting_is_hold(void)
{
    Fixture f = { 0 };
    Sending sending;
    setup(&f, "");
    begin_send(&sending, &f, &OUT);
    read_frame(&f);
    drop_connection(&f);
    g_assert_cmpint(end_send(&sending), ==, CHANNEL_HOLD);
    take_connection(&f);
    teardown(&f);
}

static void test_same_message_twice_in_flight_is_hold(void)
{
    Fixture f = { 0 };
    Sending first, second;
    char id[KANNEL_ID_CHARS + 1];
    kannel_id_derive(OUT.id, id);
    setup(&f, "");
    begin_send(&first, &f, &OUT);
    read_frame(&f);
    begin_send(&second, &f, &OUT);
    g_assert_cmpint(end_send(&second), ==, CHANNEL_HOLD);
    assert_silent(&f, 100);
    write_ack(&f, id, KANNEL_NACK_OK);
    g_assert_cmpint(end_send(&first), ==, CHANNEL_OK);
    teardown(&f);
}

static void test_not_connected_is_tempfail(void)
{
    Fixture f = { 0 };
    g_autoptr(GError) error = NULL;
    ChannelHealth health;
    setup(&f, "");
    close(f.listener);
    drop_connection(&f);
    do {
        g_usleep(5000);
        driver()->health(f.channel, &health);
    } while (health.up);
    g_assert_nonnull(strstr(health.detail, "Tidak terhubung"));
    g_assert_cmpint(driver()->send(f.channel, &OUT, &error), ==, CHANNEL_TEMPFAIL);
    g_assert_true(error_is(error, KENTONGAN_ERROR_UPSTREAM));
    f.listener = dup(0);
    teardown(&f);
}

static void test_answers_out_of_order(void)
{
    enum { COUNT = 20 };
    Fixture f = { 0 };
    Sending sending[COUNT];
    char ids[COUNT][8], uuids[COUNT][KANNEL_ID_CHARS + 1];
    setup(&f, "");
    for (int i = 0; i < COUNT; i++) {
        ChannelOut out = OUT;
        g_snprintf(ids[i], sizeof ids[i], "%d", 100 + i);
        kannel_id_derive(ids[i], uuids[i]);
        out.id = ids[i];
        begin_send(&sending[i], &f, &out);
    }
    for (int i = 0; i < COUNT; i++)
        g_assert_cmpint(read_frame(&f).kind, ==, KANNEL_SMS);
    for (int i = COUNT - 1; i >= 0; i--)
        write_ack(&f, uuids[i], i % 2 ? KANNEL_NACK_OK : KANNEL_NACK_FAILED_NOW);
    for (int i = 0; i < COUNT; i++)
        g_assert_cmpint(end_send(&sending[i]), ==, i % 2 ? CHANNEL_OK : CHANNEL_TEMPFAIL);
    teardown(&f);
}

static void test_receipts(void)
{
    static const struct {
        int what;
        ReceiptKind kind;
    } RECEIPTS[] = { { 1, RECEIPT_DELIVERED },
                     { 8, RECEIPT_BUFFERED }, /* later than 1: as seen at real carriers */
                     { 2, RECEIPT_FAILED },
                     { 4, RECEIPT_BUFFERED },
                     { 16, RECEIPT_FAILED } };
    Fixture f = { 0 };
    setup(&f, "");
    for (guint i = 0; i < G_N_ELEMENTS(RECEIPTS); i++) {
        write_receipt(&f, ID_A, RECEIPTS[i].what, "77");
        assert_ack(&f, ID_A, KANNEL_NACK_OK);
        Collected *got = collect_wait(&f.collect, i + 1);
        g_assert_true(got->receipt);
        g_assert_cmpint(got->kind, ==, RECEIPTS[i].kind);
        g_assert_cmpstr(got->id, ==, "77");
        g_assert_cmpstr(got->text, ==, "id:1 stat:DELIVRD");
    }
    teardown(&f);
}

static void test_receipt_of_another_box(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    g_test_expect_message("kentongan", G_LOG_LEVEL_WARNING, "*not ours*");
    write_receipt(&f, ID_A, 1, "http://127.0.0.1/x?id=7");
    assert_ack(&f, ID_A, KANNEL_NACK_OK);
    g_test_assert_expected_messages();
    g_assert_cmpuint(collect_count(&f.collect), ==, 0);
    teardown(&f);
}

/* What is no frame ends the connection; the next one works. */
static void test_hostile_bytes(void)
{
    static const struct {
        guint8 bytes[12];
        gsize length;
    } HOSTILE[] = { { { 255, 255, 255, 255 }, 4 }, { { 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 0 }, 12 } };
    Fixture f = { 0 };
    setup(&f, "");
    for (gsize i = 0; i < G_N_ELEMENTS(HOSTILE); i++) {
        guint8 byte;
        write_bytes(&f, HOSTILE[i].bytes, HOSTILE[i].length);
        wait_readable(f.fd);
        g_assert_cmpint(read(f.fd, &byte, 1), <=, 0);
        drop_connection(&f);
        take_connection(&f);
    }
    write_mo(&f, ID_B, "masih hidup");
    assert_ack(&f, ID_B, KANNEL_NACK_OK);
    teardown(&f);
}

static void test_frame_in_small_pieces(void)
{
    Fixture f = { 0 };
    setup(&f, "");
    KannelFrame frame = { .kind = KANNEL_SMS };
    frame.sms = kannel_sms_empty();
    frame.sms.msgdata = kannel_text("sepotong demi sepotong");
    frame.sms.id = kannel_text(ID_A);
    frame.sms.sms_type = KANNEL_MO;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    kannel_frame_encode(&frame, bytes);
    for (guint i = 0; i < bytes->len; i++)
        write_bytes(&f, bytes->data + i, 1);
    assert_ack(&f, ID_A, KANNEL_NACK_OK);
    g_assert_cmpstr(collect_wait(&f.collect, 1)->text, ==, "sepotong demi sepotong");
    g_assert_cmpint(collect_wait(&f.collect, 1)->sent_at, ==, 0);
    teardown(&f);
}

static void test_bearerbox_stops(void)
{
    Fixture f = { 0 };
    ChannelHealth health;
    guint8 byte;
    KannelFrame stop = { .kind = KANNEL_ADMIN };
    stop.admin.command = KANNEL_SHUTDOWN;
    setup(&f, "");
    write_frame(&f, &stop);
    wait_readable(f.fd);
    driver()->health(f.channel, &health);
    g_assert_false(health.up);
    g_assert_cmpint(driver()->send(f.channel, &OUT, NULL), ==, CHANNEL_TEMPFAIL);
    g_assert_cmpint(read(f.fd, &byte, 1), <=, 0);
    drop_connection(&f);
    take_connection(&f);
    teardown(&f);
}

static void test_unjoined_and_joined_parts(void)
{
    static const guint8 UDH[] = { 5, 0, 3, 7, 3, 2 };
    Fixture f = { 0 };
    setup(&f, "");
    KannelFrame frame = { .kind = KANNEL_SMS };
    frame.sms = kannel_sms_empty();
    frame.sms.sms_type = KANNEL_MO;
    frame.sms.coding = KANNEL_CODING_GSM7;
    frame.sms.udhdata = (KannelText){ UDH, sizeof UDH };
    frame.sms.msgdata = kannel_text("tengah");
    frame.sms.id = kannel_text(ID_A);
    write_frame(&f, &frame);
    g_assert_cmpstr(collect_wait(&f.collect, 1)->text, ==, "tengah (bagian 2/3)");
    g_autofree char *joined = g_strnfill(400, 'x');
    frame.sms.msgdata = kannel_text(joined);
    frame.sms.id = kannel_text(ID_B);
    write_frame(&f, &frame);
    g_assert_cmpstr(collect_wait(&f.collect, 2)->text, ==, joined);
    teardown(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kannel/acks_after_the_sink", test_acks_after_the_sink);
    g_test_add_func("/kannel/refused_is_offered_again", test_refused_is_offered_again);
    g_test_add_func("/kannel/old_connection_is_not_acknowledged",
                    test_old_connection_is_not_acknowledged);
    g_test_add_func("/kannel/nothing_acknowledged_after_close",
                    test_nothing_acknowledged_after_close);
    g_test_add_func("/kannel/each_nack_has_its_result", test_each_nack_has_its_result);
    g_test_add_func("/kannel/no_answer_is_hold", test_no_answer_is_hold);
    g_test_add_func("/kannel/connection_lost_while_waiting_is_hold",
                    test_connection_lost_while_waiting_is_hold);
    g_test_add_func("/kannel/same_message_twice_in_flight_is_hold",
                    test_same_message_twice_in_flight_is_hold);
    g_test_add_func("/kannel/not_connected_is_tempfail", test_not_connected_is_tempfail);
    g_test_add_func("/kannel/answers_out_of_order", test_answers_out_of_order);
    g_test_add_func("/kannel/receipts", test_receipts);
    g_test_add_func("/kannel/receipt_of_another_box", test_receipt_of_another_box);
    g_test_add_func("/kannel/hostile_bytes", test_hostile_bytes);
    g_test_add_func("/kannel/frame_in_small_pieces", test_frame_in_small_pieces);
    g_test_add_func("/kannel/bearerbox_stops", test_bearerbox_stops);
    g_test_add_func("/kannel/unjoined_and_joined_parts", test_unjoined_and_joined_parts);
    return g_test_run();
}
