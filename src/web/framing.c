/* One framing or none: see framing.h. */
#include "web/framing.h"

#include <string.h>

static bool name_is_token(const char *name)
{
    if (!*name)
        return false;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("!#$%&'*+-.^_`|~", *p))
            return false;
    return true;
}

static bool value_is_length(const char *value)
{
    for (const char *p = value; *p; p++)
        if (!g_ascii_isdigit(*p))
            return false;
    return *value && strlen(value) <= 18;
}

static bool host_is_plain(const char *value)
{
    for (const char *p = value; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("-._:[]", *p))
            return false;
    return true;
}

static const char *header_fault(Framing *framing, const char *name, const char *value)
{
    if (!name || !name_is_token(name))
        return "header name";
    if (g_ascii_strcasecmp(name, "content-length") == 0) {
        framing->lengths++;
        return value_is_length(value) ? NULL : "content-length";
    }
    if (g_ascii_strcasecmp(name, "transfer-encoding") == 0) {
        framing->encodings++;
        return g_ascii_strcasecmp(value, "chunked") == 0 ? NULL : "transfer-encoding";
    }
    if (g_ascii_strcasecmp(name, "host") == 0) {
        framing->hosts++;
        return host_is_plain(value) ? NULL : "host";
    }
    return NULL;
}

void framing_add(Framing *framing, const char *name, const char *value)
{
    const char *fault = header_fault(framing, name, value ? value : "");
    if (fault && !framing->fault)
        framing->fault = fault;
}

const char *framing_end(Framing *framing)
{
    if (framing->fault)
        return framing->fault;
    if (framing->lengths > 1 || framing->encodings > 1)
        return "more than one length";
    if (framing->lengths && framing->encodings)
        return "content-length and transfer-encoding";
    if (framing->encodings && !framing->http_1_1)
        return "transfer-encoding in HTTP/1.0";
    if (framing->hosts > 1 || (framing->http_1_1 && framing->hosts == 0))
        return "host";
    return NULL;
}

bool framing_is_folded(const char *name, const char *value)
{
    const char *gap = name + strlen(name) + 1;
    if (value < gap)
        return true;
    for (; gap < value; gap++)
        if (*gap != ' ' && *gap != '\t')
            return true;
    return false;
}
