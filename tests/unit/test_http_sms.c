/* http_sms: what gateways send to the hook, in their many ways; and sending by their interface. */
#include "channel/http_sms.h"

#include "base/fetch.h"
#include "channel/collect.h"
#include "unit/answer_server.h"

#define NOW (1795600000 * G_GINT64_CONSTANT(1000000))

static GPtrArray *fields_of(const char *query)
{
    GPtrArray *fields = http_sms_fields_new();
    g_assert_true(http_sms_fields_add_encoded(fields, query, strlen(query), NULL));
    return fields;
}

static HttpSms *parse(const char *query)
{
    g_autoptr(GPtrArray) fields = fields_of(query);
    g_autoptr(GError) error = NULL;
    HttpSms *sms = http_sms_parse(fields, NOW, &error);
    g_assert_no_error(error);
    return sms;
}

static void assert_refused(const char *query, const char *field)
{
    g_autoptr(GPtrArray) fields = fields_of(query);
    g_autoptr(GError) error = NULL;
    g_assert_null(http_sms_parse(fields, NOW, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_assert_cmpstr(error_field(error), ==, field);
}

/* The get-url of deploy/kannel/smsbox.conf, as smsbox fills it. */
static void test_smsbox(void)
{
    g_autoptr(HttpSms) sms =
        parse("from=%2B62811&to=1708&text=Tolong+%E2%82%AC5+%5B%C3%A9%5D&coding=0&charset=UTF-8"
              "&id=52feb3a2-0e41-4c76-8d5c-1d5e1d6f3a11&ts=1795599990&smsc=operator1&udh=");
    g_assert_cmpstr(sms->from, ==, "+62811");
    g_assert_cmpstr(sms->to, ==, "1708");
    g_assert_cmpstr(sms->text, ==, "Tolong €5 [é]");
    g_assert_cmpstr(sms->provider_id, ==, "52feb3a2-0e41-4c76-8d5c-1d5e1d6f3a11");
    g_assert_cmpint(sms->sent_at, ==, 1795599990 * G_GINT64_CONSTANT(1000000));
    g_assert_cmpuint(sms->part.count, ==, 0);
}

static void test_raw_ucs2(void)
{
    g_autoptr(HttpSms) sms = parse("from=62811&text=%00A%70%6B%D8%3D%DE%A8&coding=2"
                                   "&charset=UTF-16BE&id=1");
    g_assert_cmpstr(sms->text, ==, "A火🚨");
    g_autoptr(HttpSms) unnamed = parse("from=62811&text=%00A%70%6B%D8%3D%DE%A8&coding=2&id=1");
    g_assert_cmpstr(unnamed->text, ==, "A火🚨");
    g_autoptr(HttpSms) recoded = parse("from=62811&text=A%E7%81%AB&coding=2&id=1");
    g_assert_cmpstr(recoded->text, ==, "A火");
    g_autoptr(HttpSms) torn = parse("from=62811&text=%00A%D8%3D%00&coding=2&charset=UTF-16BE&id=1");
    g_assert_true(g_utf8_validate(torn->text, -1, NULL));
    g_assert_true(g_str_has_prefix(torn->text, "A"));
}

static void test_other_charsets(void)
{
    g_autoptr(HttpSms) latin = parse("from=62811&text=caf%E9&charset=ISO-8859-1&id=1");
    g_assert_cmpstr(latin->text, ==, "café");
    g_autoptr(HttpSms) unknown = parse("from=62811&text=caf%E9&charset=x-none&id=1");
    g_assert_true(g_utf8_validate(unknown->text, -1, NULL));
    g_autoptr(HttpSms) binary = parse("from=62811&text=%FF%00%01&coding=1&id=1");
    g_assert_cmpstr(binary->text, ==, "(SMS biner, 3 byte) FF 00 01");
}

static void test_synonyms(void)
{
    static const char *const QUERIES[] = {
        "sender=62811&receiver=1708&message=halo&msgid=x1",
        "msisdn=62811&shortcode=1708&msg=halo&message_id=x1",
        "MSISDN=62811&Destination=1708&Body=halo&Message-ID=x1",
        "originator=62811&recipient=1708&content=halo&sms_id=x1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(QUERIES); i++) {
        g_autoptr(HttpSms) sms = parse(QUERIES[i]);
        g_assert_cmpstr(sms->from, ==, "62811");
        g_assert_cmpstr(sms->to, ==, "1708");
        g_assert_cmpstr(sms->text, ==, "halo");
        g_assert_cmpstr(sms->provider_id, ==, "x1");
    }
}

static void test_plus_that_was_not_escaped(void)
{
    g_autoptr(HttpSms) sms = parse("from=+62811&text=a&id=1");
    g_assert_cmpstr(sms->from, ==, "+62811");
}

static void test_times(void)
{
    static const struct {
        const char *query;
        gint64 at_s;
    } TIMES[] = { { "from=1&text=a&ts=1795599990", 1795599990 },
                  { "from=1&text=a&ts=1795599990123", 1795599990 },
                  { "from=1&text=a&time=2026-11-22T10:00:00%2B07:00", 1795316400 },
                  { "from=1&text=a&date=2026-11-22T03:00:00Z", 1795316400 },
                  { "from=1&text=a&ts=2611221200", 0 }, /* yymmddhhmm, no instant */
                  { "from=1&text=a&ts=kemarin", 0 },
                  { "from=1&text=a&ts=-5", 0 },
                  { "from=1&text=a&ts=99999999999999999999", 0 },
                  { "from=1&text=a", 0 } };
    for (gsize i = 0; i < G_N_ELEMENTS(TIMES); i++) {
        g_autoptr(HttpSms) sms = parse(TIMES[i].query);
        g_assert_cmpint(sms->sent_at / 1000000, ==, TIMES[i].at_s);
    }
}

static void test_derived_id(void)
{
    g_autoptr(HttpSms) first = parse("from=62811&text=CEK&ts=1795599990");
    g_autoptr(HttpSms) again = parse("from=62811&text=CEK&ts=1795599990&try=2");
    g_autoptr(HttpSms) later = parse("from=62811&text=CEK&ts=1795599999");
    g_autoptr(HttpSms) other = parse("from=62812&text=CEK&ts=1795599990");
    g_assert_cmpstr(first->provider_id, ==, again->provider_id);
    g_assert_cmpstr(first->provider_id, !=, later->provider_id);
    g_assert_cmpstr(first->provider_id, !=, other->provider_id);
}

static void test_derived_id_without_time(void)
{
    g_autoptr(GPtrArray) fields = fields_of("from=62811&text=CEK");
    g_autoptr(HttpSms) now = http_sms_parse(fields, NOW, NULL);
    g_autoptr(HttpSms) repeated = http_sms_parse(fields, NOW + 5000000, NULL);
    g_autoptr(HttpSms) next_day = http_sms_parse(fields, NOW + 86400 * 1000000LL, NULL);
    g_assert_cmpstr(now->provider_id, ==, repeated->provider_id);
    g_assert_cmpstr(now->provider_id, !=, next_day->provider_id);
}

static void test_huge_id(void)
{
    g_autofree char *id = g_strnfill(5000, 'x');
    g_autofree char *query = g_strdup_printf("from=62811&text=a&id=%s", id);
    g_autoptr(HttpSms) sms = parse(query);
    g_assert_cmpuint(strlen(sms->provider_id), <, 100);
}

static void test_parts(void)
{
    static const char *const UDH[] = { "%05%00%03%07%03%02", "050003070302", "%00%03%07%03%02",
                                       "06080400070302" };
    for (gsize i = 0; i < G_N_ELEMENTS(UDH); i++) {
        g_autofree char *query = g_strdup_printf("from=62811&text=tengah&id=1&udh=%s", UDH[i]);
        g_autoptr(HttpSms) sms = parse(query);
        g_assert_cmpuint(sms->part.reference, ==, 7);
        g_assert_cmpuint(sms->part.count, ==, 3);
        g_assert_cmpuint(sms->part.number, ==, 2);
        g_assert_cmpstr(sms->text, ==, "tengah (bagian 2/3)");
    }
}

static void test_wrong_udh_is_no_part(void)
{
    static const char *const UDH[] = {
        "%05%00%03%07%03%09", "%05%00%03%07%00%00",   "zz", "%05%00%FF%07%03%02", "%01",
        "0500030703",         "%06%05%04%0B%84%23%F0"
    };
    for (gsize i = 0; i < G_N_ELEMENTS(UDH); i++) {
        g_autofree char *query = g_strdup_printf("from=62811&text=utuh&id=1&udh=%s", UDH[i]);
        g_autoptr(HttpSms) sms = parse(query);
        g_assert_cmpuint(sms->part.count, ==, 0);
        g_assert_cmpstr(sms->text, ==, "utuh");
    }
}

static void test_hostile(void)
{
    assert_refused("text=halo&id=1", "from");
    assert_refused("from=&text=halo&id=1", "from");
    assert_refused("from=%20%0A&text=halo&id=1", "from");
    assert_refused("from=62811&id=1", "text");
    assert_refused("", "from");
    g_autofree char *long_from = g_strnfill(100, '1');
    g_autofree char *query = g_strdup_printf("from=%s&text=a", long_from);
    assert_refused(query, "from");
    g_autoptr(HttpSms) empty = parse("from=62811&text=&id=1");
    g_assert_cmpstr(empty->text, ==, "");
    g_autoptr(HttpSms) controls = parse("from=62%00811&text=a%00%07b%C3%28&id=%01%0A7");
    g_assert_true(g_utf8_validate(controls->text, -1, NULL));
    g_assert_null(strchr(controls->text, '\a'));
    g_assert_null(strchr(controls->provider_id, '\n'));
    g_autoptr(HttpSms) first = parse("from=62811&from=62899&text=a&text=b&id=1&id=2");
    g_assert_cmpstr(first->from, ==, "62811");
    g_assert_cmpstr(first->provider_id, ==, "1");
}

static void test_wrong_escape(void)
{
    static const char *const WRONG[] = { "from=62811&text=%", "from=%zz&text=a", "te%2=a" };
    for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GPtrArray) fields = http_sms_fields_new();
        g_autoptr(GError) error = NULL;
        g_assert_false(http_sms_fields_add_encoded(fields, WRONG[i], strlen(WRONG[i]), &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

static void test_too_many_fields(void)
{
    g_autoptr(GPtrArray) fields = http_sms_fields_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) query = g_string_new(NULL);
    for (int i = 0; i < 300; i++)
        g_string_append(query, "&a=b");
    g_assert_false(http_sms_fields_add_encoded(fields, query->str, query->len, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_LIMIT));
}

static void test_hand_over(void)
{
    Collect collect;
    collect_init(&collect);
    ChannelSink sink = collect_sink(&collect);
    g_autoptr(HttpSms) sms = parse("from=62811&to=1708&text=halo&id=9&ts=1795599990");
    g_assert_true(http_sms_hand_over(sms, "sms", &sink));
    Collected *in = collect_wait(&collect, 1);
    g_assert_cmpstr(in->id, ==, "9");
    g_assert_cmpstr(in->to, ==, "1708");
    collect_refuse(&collect, 1);
    g_assert_false(http_sms_hand_over(sms, "sms", &sink));
    collect_clear(&collect);
}

static void test_receipts(void)
{
    static const struct {
        const char *query;
        ReceiptKind kind;
    } GOOD[] = { { "ref=77&type=1&answer=id:7+stat:DELIVRD", RECEIPT_DELIVERED },
                 { "ref=77&type=8&answer=ACK/", RECEIPT_BUFFERED },
                 { "ref=77&type=16", RECEIPT_FAILED },
                 { "id=77&status=UNDELIV", RECEIPT_FAILED },
                 { "reference=77&dlr_status=Delivered", RECEIPT_DELIVERED },
                 { "ref=77&status=SendingOKNoReport", RECEIPT_BUFFERED } };
    static const char *const BAD[][2] = { { "ref=abc&type=1", "ref" },
                                          { "type=1", "ref" },
                                          { "ref=-5&type=1", "ref" },
                                          { "ref=77&type=3", "status" },
                                          { "ref=77&status=", "status" } };
    for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        g_autoptr(GPtrArray) fields = fields_of(GOOD[i].query);
        g_assert_true(http_sms_is_receipt(fields));
        g_autoptr(HttpReceipt) receipt = http_sms_parse_receipt(fields, NULL);
        g_assert_cmpstr(receipt->id, ==, "77");
        g_assert_cmpint(receipt->kind, ==, GOOD[i].kind);
        g_assert_cmpstr(receipt->detail, !=, "");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GPtrArray) fields = fields_of(BAD[i][0]);
        g_autoptr(GError) error = NULL;
        g_assert_null(http_sms_parse_receipt(fields, &error));
        g_assert_cmpstr(error_field(error), ==, BAD[i][1]);
    }
    g_autoptr(GPtrArray) message = fields_of("from=62811&text=a&type=1");
    g_assert_false(http_sms_is_receipt(message));
}

/* ---- sending */

static const ChannelOut OUT = {
    .id = "77", .from = "", .to = "+62811", .text = "Halo {to} \"kawan\" & €5\n火"
};

static Channel *open_driver(const char *keys, GError **error)
{
    g_autoptr(GKeyFile) config =
        collect_config("[channel.sms]\ndriver=http_sms\nnumber=1708\n%s", keys);
    ChannelSink sink = { 0 };
    return channel_driver("http_sms")->open("sms", config, "channel.sms", &sink, error);
}

static ChannelResult send_to(Server *server, const char *keys, const char *path)
{
    g_autofree char *url = server_url(server, path);
    g_autofree char *all = g_strdup_printf("url=%s\n%s", url, keys);
    g_autoptr(GError) error = NULL;
    Channel *channel = open_driver(all, &error);
    g_assert_no_error(error);
    ChannelResult result = channel_driver("http_sms")->send(channel, &OUT, &error);
    g_assert_true((result == CHANNEL_OK) == (error == NULL));
    ChannelHealth health;
    channel_driver("http_sms")->health(channel, &health);
    g_assert_true(health.up == (result == CHANNEL_OK || result == CHANNEL_PERMFAIL));
    channel_driver("http_sms")->close(channel);
    return result;
}

static void test_send_get(void)
{
    g_autoptr(Server) server = server_start("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n0:");
    server_go(server);
    g_assert_cmpint(send_to(server, "", "/send?to={to}&f={from}&t={text}&c={coding}&r={id}&x={y}"),
                    ==, CHANNEL_OK);
    server_stop(server);
    g_assert_nonnull(strstr(server->seen->str,
                            "GET /send?to=%2B62811&f=1708&t=Halo%20%7Bto%7D%20%22kawan%22%20%26%20"
                            "%E2%82%AC5%0A%E7%81%AB&c=2&r=77&x={y} HTTP"));
}

static void test_send_json(void)
{
    g_autoptr(Server) server = server_start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    server_go(server);
    g_assert_cmpint(send_to(server,
                            "body={\"to\":\"{to_plain}\",\"text\":\"{text}\"}\n"
                            "content_type=application/json\nheader=X-Key: rahasia\n",
                            "/send"),
                    ==, CHANNEL_OK);
    server_stop(server);
    g_assert_nonnull(strstr(server->seen->str, "POST /send HTTP"));
    g_assert_nonnull(strstr(server->seen->str, "X-Key: rahasia\r\n"));
    g_assert_nonnull(strstr(server->seen->str,
                            "{\"to\":\"62811\",\"text\":\"Halo {to} \\\"kawan\\\" & €5\\n火\"}"));
}

static void test_send_answers(void)
{
    static const struct {
        const char *answer, *keys;
        ChannelResult result;
    } ANSWERS[] = {
        { "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "", CHANNEL_TEMPFAIL },
        { "HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n", "", CHANNEL_TEMPFAIL },
        { "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "", CHANNEL_TEMPFAIL },
        { "HTTP/1.1 400 No\r\nContent-Length: 3\r\n\r\nbad", "", CHANNEL_PERMFAIL },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nERROR", "ok_word=SENT\n", CHANNEL_TEMPFAIL },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nERROR", "fail_word=ERR\n",
          CHANNEL_TEMPFAIL },
        { "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nSENT", "ok_word=SENT\n", CHANNEL_OK },
        { NULL, "", CHANNEL_HOLD }, /* took the request, hung up without a word */
        { "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf", "", CHANNEL_HOLD },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        g_autoptr(Server) server = server_start(ANSWERS[i].answer);
        server_go(server);
        g_assert_cmpint(send_to(server, ANSWERS[i].keys, "/send?t={text}"), ==, ANSWERS[i].result);
    }
}

static void test_send_to_nobody(void)
{
    g_autoptr(Server) server = server_start(NULL);
    close(server->fd);
    g_assert_cmpint(send_to(server, "", "/send?t={text}"), ==, CHANNEL_TEMPFAIL);
    server->fd = dup(0);
}

static void test_send_settings(void)
{
    static const char *const BAD[] = { "", "url=ftp://x/\n", "url=http://x/\ntimeout_s=0\n",
                                       "url=http://x/\nbodi=x\n" };
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(open_driver(BAD[i], &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

int main(int argc, char **argv)
{
    g_unsetenv("http_proxy");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http_sms/smsbox", test_smsbox);
    g_test_add_func("/http_sms/raw_ucs2", test_raw_ucs2);
    g_test_add_func("/http_sms/other_charsets", test_other_charsets);
    g_test_add_func("/http_sms/synonyms", test_synonyms);
    g_test_add_func("/http_sms/plus_that_was_not_escaped", test_plus_that_was_not_escaped);
    g_test_add_func("/http_sms/times", test_times);
    g_test_add_func("/http_sms/derived_id", test_derived_id);
    g_test_add_func("/http_sms/derived_id_without_time", test_derived_id_without_time);
    g_test_add_func("/http_sms/huge_id", test_huge_id);
    g_test_add_func("/http_sms/parts", test_parts);
    g_test_add_func("/http_sms/wrong_udh_is_no_part", test_wrong_udh_is_no_part);
    g_test_add_func("/http_sms/hostile", test_hostile);
    g_test_add_func("/http_sms/wrong_escape", test_wrong_escape);
    g_test_add_func("/http_sms/too_many_fields", test_too_many_fields);
    g_test_add_func("/http_sms/hand_over", test_hand_over);
    g_test_add_func("/http_sms/receipts", test_receipts);
    g_test_add_func("/http_sms/send_get", test_send_get);
    g_test_add_func("/http_sms/send_json", test_send_json);
    g_test_add_func("/http_sms/send_answers", test_send_answers);
    g_test_add_func("/http_sms/send_to_nobody", test_send_to_nobody);
    g_test_add_func("/http_sms/send_settings", test_send_settings);
    return g_test_run();
}
