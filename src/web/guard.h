/* The guards of the route table (route.h) that run on the worker: session or key, origin and CSRF,
 * right. Cookie "ktg" holds a staff session's token; "Authorization: Bearer" an API key of scope
 * "api", on ROUTE_API rows. Keys of Open311 and secrets of hooks are their handlers' matter.
 */
#pragma once

#include "web/route.h"

#define GUARD_COOKIE "ktg"
#define GUARD_SIGN_IN_PATH "/masuk" /* "?ke=" names the page that was asked for */

/* Fills ctx->actor, ctx->lang and request->csrf. account (transfer full) owns the strings ctx then
 * points to. NULL: go on, or *error is set. Otherwise the answer to who must sign in first: 303 to
 * GUARD_SIGN_IN_PATH, for htmx 401 with HX-Redirect, for the API 401. error must not be NULL. */
Reply *guard_check(Ctx *ctx, const Route *route, Request *request, Account **account,
                   GError **error);
/* Sec-Fetch-Site, or else Origin, names another site than this one. */
bool guard_is_cross_site(const Request *request, const Catalog *catalog);
