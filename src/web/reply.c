/* Answers and the headers that all of them carry: see reply.h. */
#include "web/reply.h"

#include <string.h>

#include "web/stream.h"

#define HSTS "max-age=31536000"
#define PERMISSIONS "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"

static char *content_policy;

Reply *reply_new(unsigned status, const char *type, GBytes *body)
{
    Reply *reply = g_new0(Reply, 1);
    reply->status = status;
    reply->type = g_strdup(type);
    reply->body = body;
    reply->headers = g_ptr_array_new_with_free_func(g_free);
    return reply;
}

Reply *reply_text(unsigned status, const char *type, const char *text)
{
    return reply_new(status, type, g_bytes_new(text, strlen(text)));
}

Reply *reply_see_other(const char *location)
{
    Reply *reply = reply_new(303, NULL, NULL);
    reply_header(reply, "Location", location);
    return reply;
}

Reply *reply_stream(gpointer filter)
{
    Reply *reply = reply_new(200, "text/event-stream", NULL);
    reply->stream = true;
    reply->stream_key = filter;
    reply_header(reply, "Cache-Control", "no-store");
    reply_header(reply, "X-Accel-Buffering", "no");
    return reply;
}

void reply_header(Reply *reply, const char *name, const char *value)
{
    char *line = g_strconcat(name, ": ", value, NULL);
    for (char *p = line; *p; p++)
        if ((guchar)*p < 0x20 || *p == 0x7f) /* a value can not begin another header */
            *p = ' ';
    g_ptr_array_add(reply->headers, line);
}

void reply_header_set(Reply *reply, const char *name, const char *value)
{
    gsize bytes = strlen(name);
    for (guint i = 0; i < reply->headers->len; i++) {
        const char *line = g_ptr_array_index(reply->headers, i);
        if (g_ascii_strncasecmp(line, name, bytes) == 0 && line[bytes] == ':')
            g_ptr_array_remove_index(reply->headers, i--);
    }
    reply_header(reply, name, value);
}

const char *reply_header_get(const Reply *reply, const char *name)
{
    gsize bytes = strlen(name);
    for (guint i = 0; i < reply->headers->len; i++) {
        const char *line = g_ptr_array_index(reply->headers, i);
        if (g_ascii_strncasecmp(line, name, bytes) == 0 && line[bytes] == ':')
            return line + bytes + 2;
    }
    return NULL;
}

void reply_cookie(Reply *reply, const char *name, const char *value, gint64 max_age_s, bool https)
{
    g_autoptr(GString) line = g_string_new(name);
    g_string_append_c(line, '=');
    g_string_append_uri_escaped(line, value, NULL, FALSE);
    g_string_append(line, "; Path=/; HttpOnly; SameSite=Lax");
    if (max_age_s != 0)
        g_string_append_printf(line, "; Max-Age=%" G_GINT64_FORMAT, MAX(max_age_s, 0));
    if (https)
        g_string_append(line, "; Secure");
    reply_header(reply, "Set-Cookie", line->str);
}

void reply_free(Reply *reply)
{
    if (!reply)
        return;
    g_clear_pointer(&reply->body, g_bytes_unref);
    g_free(reply->type);
    g_ptr_array_unref(reply->headers);
    stream_filter_free(reply->stream_key);
    g_free(reply);
}

void reply_policy_set(const char *tile_host)
{
    g_free(content_policy);
    content_policy =
        g_strconcat("default-src 'self'; img-src 'self' data:", tile_host && *tile_host ? " " : "",
                    tile_host ? tile_host : "",
                    "; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
                    "form-action 'self'",
                    NULL);
}

static void header_unless(Reply *reply, const char *name, const char *value)
{
    if (!reply_header_get(reply, name))
        reply_header(reply, name, value);
}

static void header_clock(Reply *reply, const Clock *clock)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_now_us(clock) / US_PER_S);
    g_autofree char *text = g_date_time_format_iso8601(now);
    reply_header(reply, "X-Kentongan-Dev-Clock", text);
}

void reply_finish(Reply *reply, const Request *request, const Clock *clock)
{
    g_assert(content_policy);
    header_unless(reply, "Content-Security-Policy", content_policy);
    header_unless(reply, "X-Content-Type-Options", "nosniff");
    header_unless(reply, "Referrer-Policy", "same-origin");
    header_unless(reply, "Permissions-Policy", PERMISSIONS);
    header_unless(reply, "Cache-Control", "no-store");
    if (request && request->https)
        header_unless(reply, "Strict-Transport-Security", HSTS);
    if (clock && clock_is_movable(clock))
        header_clock(reply, clock);
}
