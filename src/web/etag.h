/* If-None-Match (RFC 9110 13.1.2): weak comparison, so that "abc", W/"abc" and "abc-gz" name the
 * same thing. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* header may be NULL; tag is without quotes, letters and digits. */
static inline bool etag_matches(const char *header, const char *tag)
{
    if (!header)
        return false;
    if (strcmp(header, "*") == 0)
        return true;
    const char *hit = strstr(header, tag);
    gsize bytes = strlen(tag);
    return hit && hit > header && hit[-1] == '"' &&
           (hit[bytes] == '"' || g_str_has_prefix(hit + bytes, "-gz\""));
}
