/* GeoReport's XML: its shape, and texts that XML cannot carry as they are. */
#include <glib.h>
#include <string.h>

#include "web/api/open311_part.h"

static char *xml_of(const char *json, const char *root)
{
    json_error_t where;
    json_t *value = json_loads(json, JSON_DECODE_ANY, &where);
    if (!value)
        g_test_message("%s", where.text);
    g_assert_nonnull(value);
    char *xml = open311_xml(value, root);
    json_decref(value);
    return xml;
}

#define HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

static void test_shape(void)
{
    static const struct {
        const char *json, *root, *xml;
    } ROWS[] = {
        { "[]", "services", "<services></services>" },
        { "[{\"metadata\": true, \"type\": \"realtime\"}, {\"metadata\": false}]", "services",
          "<services><service><metadata>true</metadata><type>realtime</type></service>"
          "<service><metadata>false</metadata></service></services>" },
        { "{\"service_code\": \"x\", \"attributes\": [{\"order\": 1, \"values\": [{\"key\": "
          "\"a\"}]}]}",
          "service_definition",
          "<service_definition><service_code>x</service_code><attributes><attribute>"
          "<order>1</order><values><value><key>a</key></value></values></attribute></attributes>"
          "</service_definition>" },
        { "[{\"lat\": -6.5907, \"address\": null}]", "service_requests",
          "<service_requests><request><lat>-6.5907000</lat><address/></request>"
          "</service_requests>" },
        { "[{\"update_id\": \"7\"}]", "service_request_updates",
          "<service_request_updates><request_update><update_id>7</update_id></request_update>"
          "</service_request_updates>" },
        { "{\"endpoints\": [{\"formats\": [\"text/xml\"]}]}", "discovery",
          "<discovery><endpoints><endpoint><formats><format>text/xml</format></formats>"
          "</endpoint></endpoints></discovery>" },
        { "[{\"code\": 404, \"description\": \"-\"}]", "errors",
          "<errors><error><code>404</code><description>-</description></error></errors>" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *xml = xml_of(ROWS[i].json, ROWS[i].root);
        g_autofree char *want = g_strconcat(HEAD, ROWS[i].xml, "\n", NULL);
        g_assert_cmpstr(xml, ==, want);
    }
}

/* GLib's parser takes what is well-formed but looks for no forbidden characters: those by hand. */
static void assert_well_formed(const char *xml)
{
    g_autoptr(GError) error = NULL;
    const GMarkupParser parser = { 0 };
    GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
    g_assert_true(g_markup_parse_context_parse(context, xml, -1, &error));
    g_assert_no_error(error);
    g_assert_true(g_markup_parse_context_end_parse(context, &error));
    g_markup_parse_context_free(context);
    for (const char *p = xml; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_assert_true(c == '\t' || c == '\n' || (c >= 0x20 && c != 0xfffe && c != 0xffff));
    }
    g_assert_null(strstr(xml, "&#x"));
}

static char *text_in_xml(const char *text)
{
    json_t *value = json_pack("[{s:s}]", "description", text);
    char *xml = open311_xml(value, "service_requests");
    json_decref(value);
    return xml;
}

static void test_text(void)
{
    static const struct {
        const char *text, *xml;
    } ROWS[] = {
        { "a < b & c > d", "a &lt; b &amp; c &gt; d" },
        { "]]>", "]]&gt;" },
        { "\"'", "\"'" },
        { "<!-- --><![CDATA[x]]>", "&lt;!-- --&gt;&lt;![CDATA[x]]&gt;" },
        { "&#1;&lt;", "&amp;#1;&amp;lt;" },
        { "a\x01\x1f\x0b"
          "b",
          "ab" },
        { "a\tb\nc", "a\tb\nc" },
        { "a\xef\xbf\xbe\xef\xbf\xbf"
          "b",
          "ab" },
        { "\xf0\x9f\x98\x80 \xea\xa6\x97", "\xf0\x9f\x98\x80 \xea\xa6\x97" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *xml = text_in_xml(ROWS[i].text);
        g_autofree char *want = g_strdup_printf("<description>%s</description>", ROWS[i].xml);
        g_test_message("row %u: %s", i, xml);
        g_assert_nonnull(strstr(xml, want));
        assert_well_formed(xml);
    }
}

static void test_every_character(void)
{
    for (gunichar c = 1; c <= 0x10ffff; c += c < 0x3000 || (c >= 0xfff0 && c <= 0x10010) ? 1 : 97) {
        char text[8] = { 0 };
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        g_unichar_to_utf8(c, text);
        g_autofree char *xml = text_in_xml(text);
        if (c != '\r')
            assert_well_formed(xml);
        else
            g_assert_nonnull(strstr(xml, "&#13;"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open311_xml/roots, lists and empty elements", test_shape);
    g_test_add_func("/open311_xml/texts are escaped, and cleaned of what XML has no way to carry",
                    test_text);
    g_test_add_func("/open311_xml/any character gives a well-formed document",
                    test_every_character);
    return g_test_run();
}
