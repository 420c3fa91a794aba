/* One HTTP request as handlers see it: parsed, bounded, valid UTF-8. Made by web/http.c; knows
 * nothing of libmicrohttpd.
 */
#pragma once

#include "base/error.h"

typedef struct Upload {
    char *field;     /* name of the form part */
    char *file_name; /* as sent; only for display, never for a path */
    char *type;      /* as declared; not believed */
    GBytes *bytes;
} Upload;
void upload_free(Upload *upload);

typedef struct Param {
    char *name, *value;
} Param;

#define REQUEST_HEADERS 64

typedef struct Request {
    const char *method; /* GET, HEAD, POST ... */
    char *path;         /* decoded, tenant prefix taken off: "/lapor" */
    char *base;         /* what was taken off: "" or "/t/jepara"; heads every link we print */
    char *query;        /* raw, "" for none */
    char *host;         /* Host header, "" when absent */
    char *remote;       /* address of the client, after trusted proxies */
    bool loopback;      /* the connection itself comes from this machine */
    bool https;
    GArray *params;     /* Param: query first, then form, in order of arrival */
    GPtrArray *uploads; /* Upload* */
    GBytes *body;       /* raw body; for forms and multipart it is kept only when the route asks
                           (ROUTE_RAW_BODY) */
    char *content_type; /* "" when absent */
    char **path_args;   /* what ":name" in the pattern matched, in order; NULL-terminated */
    Param headers[REQUEST_HEADERS]; /* lower-case names; see request_header */
    guint header_count;
    GHashTable *cookies; /* NULL: none */
    char *csrf;          /* of the staff session, for {{CSRF}} in forms; "" without one */
    gint64 received_us;  /* monotonic */
    char id[17];         /* request id for the log, hex */
    GStringChunk *text;  /* private to request.c: holds every string above */
} Request;

/* First value, or NULL. Values are valid UTF-8, line ends \n, no control characters but \n and \t.
 */
const char *request_param(const Request *request, const char *name);
/* Never NULL: "" when absent. Trimmed. */
const char *request_text(const Request *request, const char *name);
gint64 request_int(const Request *request, const char *name, gint64 fallback);
bool request_has(const Request *request, const char *name);
const char *request_header(const Request *request, const char *lower_name); /* NULL: absent */
const char *request_cookie(const Request *request, const char *name);       /* NULL: absent */
/* True for a method that changes nothing: GET, HEAD, OPTIONS. */
bool request_is_safe(const Request *request);
/* "id" or "en": parameter "lang", cookie "lang", for the APIs Accept-Language, else "id". Pages do
 * not follow the header: office PCs here often run in English under Indonesian hands. */
const char *request_lang(const Request *request);

/* ---- for those who make one: web/http.c, web/dispatch.c, tests ---- */
Request *request_new(const char *method); /* method is borrowed for the request's life */
void request_free(Request *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)
/* Name in any case; wrong UTF-8 and control characters of the value are replaced. A second header
 * of one name is dropped, but "Cookie" adds up. False: there are REQUEST_HEADERS already. */
bool request_add_header(Request *request, const char *name, const char *value);
/* What route_find gave (transfer full). */
void request_take_args(Request *request, char **args);
/* A copy that lives as long as the request, for its fields. */
char *request_keep(Request *request, const char *text);
/* The request target as it stood in the request line: path and query apart, path decoded. INVALID:
 * wrong escape, wrong UTF-8, control character, encoded slash, dot segment. */
bool request_set_target(Request *request, const char *target, GError **error) MUST_USE;
/* Makes params and uploads, then request->query into params, request->body (urlencoded or multipart
 * by content_type; any other type is left alone) into params and uploads. INVALID or LIMIT. */
bool request_parse_query(Request *request, GError **error) MUST_USE;
/* No params and uploads: a hook reads query and body itself, in whatever bytes its gateway sends. */
void request_without_params(Request *request);
bool request_parse_form(Request *request, GError **error) MUST_USE;
