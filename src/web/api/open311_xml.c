/* GeoReport's XML from the JSON of the same answer: objects are elements, an array is an element
 * with one child an item, named by the table; true, false and numbers are their words.
 */
#include <string.h>

#include "web/api/open311_part.h"

static const struct {
    const char *array, *item;
} ITEMS[] = {
    { "services", "service" },
    { "attributes", "attribute" },
    { "values", "value" },
    { "service_requests", "request" },
    { "service_request_updates", "request_update" },
    { "endpoints", "endpoint" },
    { "formats", "format" },
    { "notes", "note" },
    { "photos", "photo" },
    { "errors", "error" },
};

static const char *item_of(const char *array)
{
    for (guint i = 0; i < G_N_ELEMENTS(ITEMS); i++)
        if (strcmp(ITEMS[i].array, array) == 0)
            return ITEMS[i].item;
    return "item";
}

static void put_tag(GString *out, const char *open, const char *name, const char *close)
{
    g_string_append(out, open);
    g_string_append(out, name);
    g_string_append(out, close);
}

/* What XML 1.0 can carry at all, by reference or not. */
static bool is_xml_char(gunichar c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xfffe) || c > 0xffff;
}

static void put_text(GString *out, const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '&')
            g_string_append(out, "&amp;");
        else if (c == '<')
            g_string_append(out, "&lt;");
        else if (c == '>')
            g_string_append(out, "&gt;");
        else if (c == '\r')
            g_string_append(out, "&#13;");
        else if (is_xml_char(c))
            g_string_append_unichar(out, c);
    }
}

static void put_scalar(GString *out, const json_t *value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    switch (json_typeof(value)) {
    case JSON_STRING:
        put_text(out, json_string_value(value));
        break;
    case JSON_INTEGER:
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        g_string_append(out,
                        g_ascii_formatd(number, sizeof number, "%.7f", json_real_value(value)));
        break;
    case JSON_TRUE:
        g_string_append(out, "true");
        break;
    case JSON_FALSE:
        g_string_append(out, "false");
        break;
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
}

/* Depth is that of our own answers: a handful. */
static void put_value(GString *out, const char *name, const json_t *value)
{
    const char *key;
    json_t *child;
    size_t i;
    if (json_is_null(value)) {
        put_tag(out, "<", name, "/>");
        return;
    }
    put_tag(out, "<", name, ">");
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, child) put_value(out, key, child);
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, child) put_value(out, item_of(name), child);
    } else {
        put_scalar(out, value);
    }
    put_tag(out, "</", name, ">");
}

char *open311_xml(const json_t *value, const char *root)
{
    GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    put_value(out, root, value);
    g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}
