/* What a handler answers, and the one place in the web layer that turns an error into words. */
#pragma once

#include "web/request.h"

typedef struct Reply {
    unsigned status;
    GBytes *body;
    char *type;          /* Content-Type */
    GPtrArray *headers;  /* char* "Name: value", besides the security headers every answer gets */
    bool stream;         /* an event stream follows, see web/stream.h */
    gpointer stream_key; /* StreamFilter* when stream */
    gint64 cache_us;     /* >0: a public page that may be kept and answered again, see web/cache.h */
} Reply;

Reply *reply_new(unsigned status, const char *type, GBytes *body); /* (transfer full) of body */
Reply *reply_text(unsigned status, const char *type, const char *text);
Reply *reply_see_other(const char *location);                      /* 303 */
void reply_header(Reply *reply, const char *name, const char *value);
void reply_cookie(Reply *reply, const char *name, const char *value, gint64 max_age_s, bool https);
void reply_free(Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

/* HTTP status of an error: NOT_FOUND 404, DENIED 403, INVALID 422 (API 400), CONFLICT 409, BUSY 503,
 * LIMIT 413 or 429, UPSTREAM 502, UNCERTAIN 503, INTERNAL 500. */
unsigned reply_status_of(const GError *error);
/* application/problem+json (RFC 9457) in lang: type, title, status, detail, field. */
Reply *reply_problem(const GError *error, const char *lang);
/* An HTML page with the sentence, what to do, and the request id. */
Reply *reply_error_page(const Request *request, const GError *error, const char *lang);
