/* The guards of the route table (route.h): rate on the I/O thread; session, key, CSRF and right on
 * the worker. Cookie "ktg" holds a staff session's token; "Authorization: Bearer" an API key.
 */
#pragma once

#include "web/route.h"

#define GUARD_COOKIE "ktg"
#define GUARD_SIGN_IN_PATH "/masuk"

/* Finds session or key, fills ctx->actor, ctx->lang and request->csrf, checks CSRF and right.
 * account (transfer full) is whose strings ctx then points to; it lives as long as ctx. NULL: go
 * on, or *error is set. Otherwise the answer: to sign in first (303 or 401). */
Reply *guard_check(Ctx *ctx, const Route *route, Request *request, Account **account,
                   GError **error);
/* Origin or Sec-Fetch-Site name another site than this one. */
bool guard_is_cross_site(const Request *request);
