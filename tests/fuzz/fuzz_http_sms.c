/* A query to the SMS hook: refused, or a message of valid bounded text, the same when read again;
 * handed over in pieces that add up to it. */
#include "channel/http_sms.h"
#include "fuzz/fuzz.h"
#include "model/limits.h"

static bool count(gpointer user, const ChannelIn *in)
{
    g_assert_true(g_utf8_validate(in->text, -1, NULL));
    g_assert_cmpuint(strlen(in->text), <=, LIMIT_TEXT_BYTES);
    *(gsize *)user += strlen(in->text);
    return true;
}

static void check_message(const GPtrArray *fields)
{
    g_autoptr(HttpSms) sms = http_sms_parse(fields, G_GINT64_CONSTANT(1795600000000000), NULL);
    g_autoptr(HttpSms) again = http_sms_parse(fields, G_GINT64_CONSTANT(1795600000000000), NULL);
    g_assert_true((sms == NULL) == (again == NULL));
    if (!sms)
        return;
    gsize handed = 0;
    ChannelSink sink = { .receive = count, .user = &handed };
    g_assert_cmpstr(sms->provider_id, ==, again->provider_id);
    g_assert_cmpstr(sms->provider_id, !=, "");
    g_assert_cmpstr(sms->from, !=, "");
    g_assert_true(g_utf8_validate(sms->from, -1, NULL) && g_utf8_validate(sms->to, -1, NULL));
    g_assert_true(http_sms_hand_over(sms, "sms", &sink));
    g_assert_cmpuint(handed, ==, strlen(sms->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autoptr(GPtrArray) fields = http_sms_fields_new();
    if (!http_sms_fields_add_encoded(fields, (const char *)data, bytes, NULL))
        return 0;
    check_message(fields);
    if (http_sms_is_receipt(fields)) {
        g_autoptr(HttpReceipt) receipt = http_sms_parse_receipt(fields, NULL);
        g_assert_true(!receipt || g_ascii_isdigit(*receipt->id) || *receipt->id == '+');
    }
    return 0;
}
