/* What jansson leaves to its users: see json.h. */
#include "base/json.h"

char *json_take_text(json_t *value)
{
    const size_t flags = JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY;
    size_t bytes = json_dumpb(value, NULL, 0, flags);
    char *text = g_malloc(bytes + 1);
    json_dumpb(value, text, bytes, flags);
    text[bytes] = '\0';
    json_decref(value);
    return text;
}
