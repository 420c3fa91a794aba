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

typedef struct Param {
    char *name, *value;
} Param;

typedef struct Request {
    const char *method;       /* GET, HEAD, POST ... */
    char *path;               /* decoded, tenant prefix taken off: "/lapor" */
    char *base;               /* what was taken off: "" or "/t/jepara"; heads every link we print */
    char *query;              /* raw, "" for none */
    char *host;               /* Host header, "" when absent */
    char *remote;             /* address of the client, after trusted proxies */
    bool loopback;            /* the connection itself comes from this machine */
    bool https;
    GArray *params;           /* Param: query first, then form, in order of arrival */
    GPtrArray *uploads;       /* Upload* */
    GBytes *body;             /* raw body; for forms and multipart it is kept only when the route asks (ROUTE_RAW_BODY) */
    char *content_type;       /* "" when absent */
    char **path_args;         /* what ":name" in the pattern matched, in order; NULL-terminated */
    GHashTable *headers;      /* lower-case name -> value (first) */
    GHashTable *cookies;
    gint64 received_us;       /* monotonic */
    char id[17];              /* request id for the log, hex */
} Request;

/* First value, or NULL. Values are valid UTF-8, line ends \n, no control characters but \n and \t. */
const char *request_param(const Request *request, const char *name);
/* Never NULL: "" when absent. Trimmed. */
const char *request_text(const Request *request, const char *name);
gint64 request_int(const Request *request, const char *name, gint64 fallback);
bool request_has(const Request *request, const char *name);
const char *request_header(const Request *request, const char *lower_name); /* NULL: absent */
const char *request_cookie(const Request *request, const char *name);       /* NULL: absent */
