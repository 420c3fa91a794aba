/* What jansson leaves to its users: see json.h. */
#include "base/json.h"

static int append(const char *part, size_t bytes, void *text)
{
    g_string_append_len(text, part, (gssize)bytes);
    return 0;
}

char *json_take_text(json_t *value)
{
    GString *text = g_string_sized_new(256);
    json_dump_callback(value, append, text, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    json_decref(value);
    return g_string_free(text, FALSE);
}
