/* What a request says: see request.h. */
#include "web/request.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "web/multipart.h"
#include "web/urlencoded.h"

void upload_free(Upload *upload)
{
    g_free(upload->field);
    g_free(upload->file_name);
    g_free(upload->type);
    g_bytes_unref(upload->bytes);
    g_free(upload);
}

Request *request_new(const char *method)
{
    Request *request = g_new0(Request, 1);
    request->method = method;
    request->path = g_strdup("/");
    request->base = g_strdup("");
    request->query = g_strdup("");
    request->host = g_strdup("");
    request->remote = g_strdup("");
    request->content_type = g_strdup("");
    request->csrf = g_strdup("");
    request->params = params_new();
    request->uploads = g_ptr_array_new_with_free_func((GDestroyNotify)upload_free);
    request->path_args = g_new0(char *, 1);
    request->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    request->cookies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    request->received_us = g_get_monotonic_time();
    g_snprintf(request->id, sizeof request->id, "%08x%08x", g_random_int(), g_random_int());
    return request;
}

void request_free(Request *request)
{
    if (!request)
        return;
    g_free(request->path);
    g_free(request->base);
    g_free(request->query);
    g_free(request->host);
    g_free(request->remote);
    g_free(request->content_type);
    g_free(request->csrf);
    g_array_unref(request->params);
    g_ptr_array_unref(request->uploads);
    g_clear_pointer(&request->body, g_bytes_unref);
    g_strfreev(request->path_args);
    g_hash_table_unref(request->headers);
    g_hash_table_unref(request->cookies);
    g_clear_pointer(&request->trimmed, g_string_chunk_free);
    g_free(request);
}

/* Header values are ASCII in practice; anything else is made harmless rather than refused, since
 * old phones send odd ones. */
static char *header_clean(const char *value)
{
    char *clean = g_utf8_make_valid(value, -1);
    for (char *p = clean; *p; p++)
        if ((guchar)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    return g_strstrip(clean);
}

static void request_note_header(Request *request, const char *lower, const char *value)
{
    char **slot = NULL;
    if (strcmp(lower, "host") == 0)
        slot = &request->host;
    else if (strcmp(lower, "content-type") == 0)
        slot = &request->content_type;
    if (slot) {
        g_free(*slot);
        *slot = g_strdup(value);
    }
}

void request_add_header(Request *request, const char *name, const char *value)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    g_autofree char *clean = header_clean(value ? value : "");
    if (strcmp(lower, "cookie") == 0)
        urlencoded_cookies(clean, request->cookies);
    if (g_hash_table_contains(request->headers, lower))
        return;
    request_note_header(request, lower, clean);
    g_hash_table_insert(request->headers, g_steal_pointer(&lower), g_steal_pointer(&clean));
}

/* "http://host/path" (RFC 9112 3.2.2) is the same as "/path" with that host. */
static const char *target_path(Request *request, const char *target)
{
    const char *authority = g_str_has_prefix(target, "http://")    ? target + 7
                            : g_str_has_prefix(target, "https://") ? target + 8
                                                                   : NULL;
    if (!authority)
        return target;
    gsize host_bytes = strcspn(authority, "/?");
    g_free(request->host);
    request->host = g_strndup(authority, host_bytes);
    return authority[host_bytes] == '/' ? authority + host_bytes : "/";
}

bool request_set_target(Request *request, const char *target, GError **error)
{
    const char *start = target_path(request, target);
    const char *mark = strchr(start, '?');
    g_autofree char *raw = mark ? g_strndup(start, (gsize)(mark - start)) : g_strdup(start);
    char *path = urlencoded_path(raw, error);
    if (!path)
        return false;
    g_free(request->path);
    request->path = path;
    g_free(request->query);
    request->query = g_strdup(mark ? mark + 1 : "");
    return true;
}

bool request_parse_query(Request *request, GError **error)
{
    return urlencoded_parse(request->query, strlen(request->query), request->params, error);
}

bool request_parse_form(Request *request, GError **error)
{
    if (!request->body)
        return true;
    g_autofree char *type = g_ascii_strdown(request->content_type, -1);
    if (g_str_has_prefix(type, "multipart/form-data"))
        return multipart_parse(request->body, request->content_type, request->params,
                               request->uploads, error);
    if (!g_str_has_prefix(type, "application/x-www-form-urlencoded"))
        return true;
    gsize bytes;
    const char *data = g_bytes_get_data(request->body, &bytes);
    return bytes == 0 || urlencoded_parse(data, bytes, request->params, error);
}

const char *request_param(const Request *request, const char *name)
{
    for (guint i = 0; i < request->params->len; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (strcmp(param->name, name) == 0)
            return param->value;
    }
    return NULL;
}

const char *request_text(const Request *request, const char *name)
{
    const char *value = request_param(request, name);
    if (!value || !*value)
        return "";
    gsize bytes = strlen(value);
    if (!g_ascii_isspace(value[0]) && !g_ascii_isspace(value[bytes - 1]))
        return value;
    /* one worker has the request at a time, so the chunk may grow behind the const */
    Request *mine = (Request *)request;
    if (!mine->trimmed)
        mine->trimmed = g_string_chunk_new(256);
    g_autofree char *copy = g_strdup(value);
    return g_string_chunk_insert(mine->trimmed, g_strstrip(copy));
}

gint64 request_int(const Request *request, const char *name, gint64 fallback)
{
    const char *text = request_text(request, name);
    gint64 value;
    if (g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value, NULL))
        return value;
    return fallback;
}

bool request_has(const Request *request, const char *name)
{
    return request_param(request, name) != NULL;
}

const char *request_header(const Request *request, const char *lower_name)
{
    return g_hash_table_lookup(request->headers, lower_name);
}

const char *request_cookie(const Request *request, const char *name)
{
    return g_hash_table_lookup(request->cookies, name);
}

bool request_is_safe(const Request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0 ||
           strcmp(request->method, "OPTIONS") == 0;
}

/* The query is asked as it stands, so that the answer is the same before it is parsed. */
static const char *query_lang(const char *query)
{
    for (const char *p = query; p && *p; p = strchr(p, '&')) {
        p += *p == '&';
        if (g_str_has_prefix(p, "lang=en") && (p[7] == '&' || !p[7]))
            return "en";
        if (g_str_has_prefix(p, "lang=id") && (p[7] == '&' || !p[7]))
            return "id";
    }
    return NULL;
}

/* The first of "id" and "en" in the header's own order; weights are ignored, since browsers send
 * them falling. "in" is how old Android says Indonesian. */
static const char *accepted_lang(const char *header)
{
    g_auto(GStrv) parts = g_strsplit(header, ",", 16);
    for (char **part = parts; *part; part++) {
        const char *tag = g_strstrip(*part);
        if (g_ascii_strncasecmp(tag, "id", 2) == 0 || g_ascii_strncasecmp(tag, "in", 2) == 0)
            return "id";
        if (g_ascii_strncasecmp(tag, "en", 2) == 0)
            return "en";
    }
    return "id";
}

const char *request_lang(const Request *request)
{
    const char *asked = query_lang(request->query);
    if (asked)
        return asked;
    const char *cookie = request_cookie(request, "lang");
    if (cookie && (strcmp(cookie, "en") == 0 || strcmp(cookie, "id") == 0))
        return strcmp(cookie, "en") == 0 ? "en" : "id";
    const char *header = request_header(request, "accept-language");
    return header ? accepted_lang(header) : "id";
}
