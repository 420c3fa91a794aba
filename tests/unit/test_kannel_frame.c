/* kannel_frame: what it encodes it decodes; what bearerbox never sends is refused, whole. */
#include "channel/kannel_frame.h"

#include <string.h>

#define ID "0a1b2c3d-0000-4000-8000-00000000abcd"

static GByteArray *encoded(const KannelFrame *frame)
{
    GByteArray *bytes = g_byte_array_new();
    kannel_frame_encode(frame, bytes);
    return bytes;
}

static KannelFrame an_sms(void)
{
    KannelFrame frame = { .kind = KANNEL_SMS };
    frame.sms = kannel_sms_empty();
    frame.sms.sender = kannel_text("+6281234");
    frame.sms.receiver = kannel_text("1708");
    frame.sms.msgdata = (KannelText){ (const guint8 *)"a\0b", 3 };
    frame.sms.time = 1700000000;
    frame.sms.id = kannel_text(ID);
    frame.sms.sms_type = KANNEL_MO;
    frame.sms.coding = KANNEL_CODING_UCS2;
    frame.sms.charset = kannel_text("UTF-16BE");
    frame.sms.meta_data = kannel_text("");
    return frame;
}

static bool decode(const guint8 *data, gsize bytes, KannelFrame *frame)
{
    g_autoptr(GError) error = NULL;
    bool decoded = kannel_frame_decode(data, bytes, frame, &error);
    g_assert_true(decoded || error_is(error, KENTONGAN_ERROR_INVALID));
    return decoded;
}

static void test_round_trip(void)
{
    KannelFrame frame = an_sms(), back;
    g_autoptr(GByteArray) bytes = encoded(&frame);
    gsize length;
    g_assert_true(kannel_frame_length(bytes->data, &length, NULL));
    g_assert_cmpuint(length, ==, bytes->len - KANNEL_HEAD_BYTES);
    g_assert_true(decode(bytes->data + KANNEL_HEAD_BYTES, length, &back));
    g_assert_cmpint(back.kind, ==, KANNEL_SMS);
    g_assert_cmpmem(back.sms.msgdata.data, back.sms.msgdata.bytes, "a\0b", 3);
    g_assert_cmpmem(back.sms.id.data, back.sms.id.bytes, ID, 36);
    g_assert_cmpint(back.sms.time, ==, 1700000000);
    g_assert_cmpint(back.sms.coding, ==, KANNEL_CODING_UCS2);
    g_assert_cmpint(back.sms.resend_time, ==, -1);
    g_assert_null(back.sms.udhdata.data);
    g_assert_nonnull(back.sms.meta_data.data);
    g_assert_cmpuint(back.sms.meta_data.bytes, ==, 0);
}

/* The bytes as bearerbox 1.4.5 was seen to write them. */
static void test_known_bytes(void)
{
    static const guint8 IDENTIFY[] = { 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 3, 255, 255, 255, 255 };
    KannelFrame frame = { .kind = KANNEL_ADMIN };
    frame.admin.command = KANNEL_IDENTIFY;
    g_autoptr(GByteArray) identify = encoded(&frame);
    g_assert_cmpmem(identify->data, identify->len, IDENTIFY, sizeof IDENTIFY);
    frame = (KannelFrame){ .kind = KANNEL_ACK };
    frame.ack = (KannelAck){ KANNEL_NACK_BUFFERED, 7, kannel_text(ID) };
    g_autoptr(GByteArray) ack = encoded(&frame);
    g_assert_cmpuint(ack->len, ==, 4 + 4 + 4 + 4 + 4 + 36);
    g_assert_cmpint(ack->data[11], ==, 3);
    g_assert_cmpint(ack->data[15], ==, 7);
    g_assert_cmpint(ack->data[19], ==, 36);
}

static void test_truncated_everywhere(void)
{
    KannelFrame frame = an_sms(), back;
    g_autoptr(GByteArray) bytes = encoded(&frame);
    for (gsize length = 0; length < bytes->len - KANNEL_HEAD_BYTES; length++) {
        g_autofree guint8 *copy = g_memdup2(bytes->data + KANNEL_HEAD_BYTES, length);
        g_assert_false(decode(copy, length, &back));
    }
}

static void test_trailing_byte(void)
{
    KannelFrame frame = an_sms(), back;
    g_autoptr(GByteArray) bytes = encoded(&frame);
    g_byte_array_append(bytes, (const guint8 *)"x", 1);
    g_assert_false(decode(bytes->data + KANNEL_HEAD_BYTES, bytes->len - KANNEL_HEAD_BYTES, &back));
}

static void test_lying_lengths(void)
{
    static const gint32 LIES[] = { -2, G_MININT32, G_MAXINT32, 9, 1000 };
    KannelFrame frame = an_sms(), back;
    for (gsize i = 0; i < G_N_ELEMENTS(LIES); i++) {
        g_autoptr(GByteArray) bytes = encoded(&frame);
        guint32 lie = GUINT32_TO_BE((guint32)LIES[i]);
        memcpy(bytes->data + KANNEL_HEAD_BYTES + 4, &lie, sizeof lie); /* of the sender */
        g_assert_false(
            decode(bytes->data + KANNEL_HEAD_BYTES, bytes->len - KANNEL_HEAD_BYTES, &back));
    }
}

static void test_bad_ids(void)
{
    static const char *const IDS[] = { "", "short", "zz1b2c3d-0000-4000-8000-00000000abcd", NULL };
    KannelFrame back;
    for (gsize i = 0; i < G_N_ELEMENTS(IDS); i++) {
        KannelFrame frame = an_sms();
        frame.sms.id = kannel_text(IDS[i]);
        g_autoptr(GByteArray) bytes = encoded(&frame);
        g_assert_false(
            decode(bytes->data + KANNEL_HEAD_BYTES, bytes->len - KANNEL_HEAD_BYTES, &back));
    }
}

static void test_unknown_kinds(void)
{
    static const guint8 KINDS[] = { 4, 9, 255 };
    KannelFrame back;
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        guint8 bytes[8] = { 0, 0, 0, KINDS[i] };
        g_assert_false(decode(bytes, sizeof bytes, &back));
    }
}

static void test_lengths(void)
{
    static const guint8 BAD[][4] = {
        { 0, 0, 0, 0 }, { 0, 0, 0, 3 }, { 0, 16, 0, 1 }, { 255, 255, 255, 255 }, { 128, 0, 0, 0 }
    };
    static const guint8 BEAT[4] = { 0, 0, 0, 8 };
    gsize bytes;
    g_assert_true(kannel_frame_length(BEAT, &bytes, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(kannel_frame_length(BAD[i], &bytes, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

static void test_id_is_stable(void)
{
    char a[37], b[37], c[37];
    kannel_id_derive("712345678901", a);
    kannel_id_derive("712345678901", b);
    kannel_id_derive("712345678902", c);
    g_assert_cmpstr(a, ==, b);
    g_assert_cmpstr(a, !=, c);
    g_assert_true(g_uuid_string_is_valid(a));
    g_assert_cmpint(a[14], ==, '5');
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kannel_frame/round_trip", test_round_trip);
    g_test_add_func("/kannel_frame/known_bytes", test_known_bytes);
    g_test_add_func("/kannel_frame/truncated_everywhere", test_truncated_everywhere);
    g_test_add_func("/kannel_frame/trailing_byte", test_trailing_byte);
    g_test_add_func("/kannel_frame/lying_lengths", test_lying_lengths);
    g_test_add_func("/kannel_frame/bad_ids", test_bad_ids);
    g_test_add_func("/kannel_frame/unknown_kinds", test_unknown_kinds);
    g_test_add_func("/kannel_frame/lengths", test_lengths);
    g_test_add_func("/kannel_frame/id_is_stable", test_id_is_stable);
    return g_test_run();
}
