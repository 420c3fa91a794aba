/* What a request says: see request.h. */
#include "web/request.h"

#include <stdatomic.h>
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

/* Unique in this process and not to be guessed from another: a counter, spread by a random odd
 * factor. */
static void id_write(char out[17])
{
    static _Atomic guint64 count;
    static gsize once;
    static guint64 factor;
    if (g_once_init_enter(&once)) {
        factor = ((guint64)g_random_int() << 32) | g_random_int() | 1;
        atomic_store(&count, g_random_int());
        g_once_init_leave(&once, 1);
    }
    guint64 id = atomic_fetch_add_explicit(&count, 1, memory_order_relaxed) * factor;
    for (int i = 15; i >= 0; i--, id >>= 4)
        out[i] = "0123456789abcdef"[id & 15];
    out[16] = '\0';
}

Request *request_new(const char *method)
{
    static char *no_args[] = { NULL };
    static char empty[] = "";
    Request *request = g_new0(Request, 1);
    request->method = method;
    request->path = request->base = request->query = empty;
    request->host = request->remote = request->content_type = request->csrf = empty;
    request->path_args = no_args;
    request->text = g_string_chunk_new(1024);
    request->received_us = g_get_monotonic_time();
    id_write(request->id);
    return request;
}

void request_free(Request *request)
{
    if (!request)
        return;
    g_clear_pointer(&request->params, g_array_unref);
    g_clear_pointer(&request->uploads, g_ptr_array_unref);
    g_clear_pointer(&request->body, g_bytes_unref);
    g_clear_pointer(&request->cookies, g_hash_table_unref);
    if (*request->path_args)
        g_strfreev(request->path_args);
    g_string_chunk_free(request->text);
    g_free(request);
}

char *request_keep(Request *request, const char *text)
{
    return g_string_chunk_insert(request->text, text);
}

void request_take_args(Request *request, char **args)
{
    if (*args)
        request->path_args = args;
    else
        g_strfreev(args);
}

/* Header values are ASCII in practice; anything else is made harmless rather than refused, since
 * old phones send odd ones. */
static char *header_clean(Request *request, const char *value)
{
    char *kept = request_keep(request, value);
    bool ascii = true;
    for (char *p = kept; *p; p++) {
        ascii = ascii && (guchar)*p < 0x80;
        if ((guchar)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    }
    if (!ascii) {
        g_autofree char *valid = g_utf8_make_valid(kept, -1);
        kept = request_keep(request, valid);
    }
    return g_strstrip(kept);
}

static void request_add_cookies(Request *request, const char *value)
{
    if (!request->cookies)
        request->cookies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    urlencoded_cookies(value, request->cookies);
}

bool request_add_header(Request *request, const char *name, const char *value)
{
    if (request->header_count >= REQUEST_HEADERS)
        return false;
    char *lower = request_keep(request, name);
    for (char *p = lower; *p; p++)
        *p = g_ascii_tolower(*p);
    char *clean = header_clean(request, value ? value : "");
    if (strcmp(lower, "cookie") == 0)
        request_add_cookies(request, clean);
    if (request_header(request, lower))
        return true;
    if (strcmp(lower, "host") == 0)
        request->host = clean;
    else if (strcmp(lower, "content-type") == 0)
        request->content_type = clean;
    request->headers[request->header_count++] = (Param){ lower, clean };
    return true;
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
    request->host = g_string_chunk_insert_len(request->text, authority, (gssize)host_bytes);
    return authority[host_bytes] == '/' ? authority + host_bytes : "/";
}

bool request_set_target(Request *request, const char *target, GError **error)
{
    const char *start = target_path(request, target);
    char *raw = request_keep(request, start);
    char *mark = strchr(raw, '?');
    if (mark) {
        *mark = '\0';
        request->query = mark + 1;
    }
    g_autofree char *path = urlencoded_path(raw, error);
    if (!path)
        return false;
    request->path = request_keep(request, path);
    return true;
}

void request_without_params(Request *request)
{
    request->params = params_new();
    request->uploads = g_ptr_array_new_with_free_func((GDestroyNotify)upload_free);
}

bool request_parse_query(Request *request, GError **error)
{
    request_without_params(request);
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
    for (guint i = 0; request->params && i < request->params->len; i++) {
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
    /* one thread has the request at a time, so its text may grow behind the const */
    return g_strstrip(request_keep((Request *)request, value));
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
    for (guint i = 0; i < request->header_count; i++)
        if (strcmp(request->headers[i].name, lower_name) == 0)
            return request->headers[i].value;
    return NULL;
}

const char *request_cookie(const Request *request, const char *name)
{
    return request->cookies ? g_hash_table_lookup(request->cookies, name) : NULL;
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

static bool is_for_programs(const char *path)
{
    return path && (g_str_has_prefix(path, "/api/") || g_str_has_prefix(path, "/open311/"));
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
    return header && is_for_programs(request->path) ? accepted_lang(header) : "id";
}
