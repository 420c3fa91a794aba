/* The route table: every URL of the program is one row of a table in web/routes.c, and everything
 * that must be true before its handler runs is decided by the row (web/guard.c), in this order:
 * method and path -> body size -> tenant -> rate -> session or key -> CSRF -> right -> handler.
 */
#pragma once

#include "db/ctx.h"
#include "web/reply.h"

/* A handler runs on a worker thread with its own connection and may wait for the database, never
 * for the network. It returns a reply, or NULL with *error set, which becomes the error page,
 * problem+json or Open311 error by the row's kind. */
typedef Reply *(*Handler)(Ctx *ctx, const Request *request, GError **error);

typedef enum RouteKind {
    ROUTE_PAGE,    /* errors as HTML */
    ROUTE_API,     /* errors as problem+json; auth by Bearer key or session */
    ROUTE_OPEN311, /* errors as Open311 */
    ROUTE_HOOK,    /* errors as text; no cookies */
    ROUTE_PLAIN,   /* errors as text: healthz, metrics */
} RouteKind;

typedef enum RouteFlags {
    ROUTE_FORM = 1 << 0,      /* takes a urlencoded or multipart form */
    ROUTE_UPLOADS = 1 << 1,   /* the form may carry files: LIMIT_UPLOAD_BYTES */
    ROUTE_RAW_BODY = 1 << 2,  /* keep the raw body (JSON, webhooks) */
    ROUTE_NO_CSRF = 1 << 3,   /* a POST without a session: citizens' forms, API keys, hooks */
    ROUTE_NO_TENANT = 1 << 4, /* answers without a tenant: healthz, metrics, assets */
    ROUTE_CACHE = 1 << 5,     /* a public page kept in memory for anonymous readers */
    ROUTE_DEV = 1 << 6,       /* only with the development clock */
} RouteFlags;

typedef enum RateClass { RATE_READ, RATE_WRITE, RATE_LOGIN, RATE_NONE } RateClass;

typedef struct Route {
    const char *method;  /* "GET" also serves HEAD */
    const char *pattern; /* "/laporan/:ticket"; ":x" matches one segment, "*" the rest */
    Handler handler;
    RouteKind kind;
    Right right; /* RIGHT_NONE: anybody */
    unsigned flags;
    RateClass rate;
} Route;

/* All rows, ended by method NULL: web/routes.c. */
extern const Route ROUTES[];
/* The row for method and path; args (transfer full) receives what the pattern's ":x" matched.
 * NULL: none; *allow (may be NULL) then lists the methods the path knows, or "" . */
const Route *route_find(const char *method, const char *path, char ***args, char **allow);
