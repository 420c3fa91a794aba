/* /api/v1: in JSON what the console does, for programs of the government itself. By a staff session
 * or "Authorization: Bearer KEY" with a key of scope "api", which acts as its account. Described by
 * docs/api/openapi.json, which is served here and checked against the real answers by a test.
 */
#pragma once

#include "web/route.h"

/* Reads the document; NULL or not there: none is served. Before threads start. */
bool v1_start(const char *document, GError **error) MUST_USE;
void v1_stop(void);

Reply *v1_document_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_me_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_reference_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_officers_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_cases_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_cases_post(Ctx *ctx, const Request *request, GError **error);
Reply *v1_case_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_actions_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_action_post(Ctx *ctx, const Request *request, GError **error);
Reply *v1_similar_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_identity_post(Ctx *ctx, const Request *request, GError **error);
Reply *v1_notices_get(Ctx *ctx, const Request *request, GError **error);
Reply *v1_notices_seen_post(Ctx *ctx, const Request *request, GError **error);
Reply *v1_calls_post(Ctx *ctx, const Request *request, GError **error);
Reply *v1_figures_get(Ctx *ctx, const Request *request, GError **error);
