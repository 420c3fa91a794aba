/* What a handler answers, and the one place in the web layer that turns an error into words. */
#pragma once

#include "base/clock.h"
#include "web/request.h"

typedef struct Reply {
    unsigned status;
    GBytes *body;
    char *type;          /* Content-Type */
    GPtrArray *headers;  /* char* "Name: value", besides the security headers every answer gets */
    bool stream;         /* an event stream follows, see web/stream.h */
    gpointer stream_key; /* StreamFilter* when stream */
    gint64 cache_us; /* >0: a public page that may be kept and answered again, see web/cache.h */
} Reply;

Reply *reply_new(unsigned status, const char *type, GBytes *body); /* (transfer full) of body */
Reply *reply_text(unsigned status, const char *type, const char *text);
Reply *reply_see_other(const char *location); /* 303 */
/* An event stream for the signed-in actor: text/event-stream. (transfer full) of StreamFilter* */
Reply *reply_stream(gpointer filter);
void reply_header(Reply *reply, const char *name, const char *value);
/* The same, in place of one set before. */
void reply_header_set(Reply *reply, const char *name, const char *value);
/* The value of a header set so far, or NULL. */
const char *reply_header_get(const Reply *reply, const char *name);
/* max_age_s 0: for the session of the browser; negative: removes it. HttpOnly, SameSite=Lax. */
void reply_cookie(Reply *reply, const char *name, const char *value, gint64 max_age_s, bool https);
void reply_free(Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

/* HTTP status of an error: NOT_FOUND 404, DENIED 403, INVALID 422 when it names a field (API and
 * Open311 400), else 400: what was asked cannot be read at all; CONFLICT 409, BUSY 503, LIMIT 429 - but 413 when its field names what is too large -, UPSTREAM 502,
 * UNCERTAIN 503, INTERNAL 500. */
unsigned reply_status_of(const GError *error);
/* application/problem+json (RFC 9457) in lang: type, title, status, detail, field. */
Reply *reply_problem(const GError *error, const char *lang);
/* An HTML page with the sentence, what to do, and the request id. */
Reply *reply_error_page(const Request *request, const GError *error, const char *lang);
/* Open311: errors with code and description, JSON or XML by the end of the path. */
Reply *reply_open311_error(const Request *request, const GError *error, const char *lang);
/* One line of text. */
Reply *reply_error_text(const GError *error, const char *lang);

/* ---- for web/server.c and web/dispatch.c ---- */
/* tile_host: "https://tiles.example.org" that pages may load map images from, or "". */
void reply_policy_set(const char *tile_host);
/* Adds the headers of every answer that are not set yet: content security policy, nosniff,
 * referrer and permissions policy, HSTS when https, the development clock. */
void reply_finish(Reply *reply, const Request *request, const Clock *clock);
