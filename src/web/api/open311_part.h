/* Shared by the open311_*.c files: which tenant, which format, and the answer in it. */
#pragma once

#include <jansson.h>

#include "domain/case_file.h"
#include "web/api/open311.h"

/* The tenant that jurisdiction_id names ("" or absent: the request's own) in *there, a copy of ctx;
 * catalog (transfer full) keeps it alive. NOT_FOUND for an unknown one. */
bool open311_jurisdiction(const Ctx *ctx, const Request *request, Ctx *there, Catalog **catalog,
                          GError **error) MUST_USE;
/* "requests" and "json" of "requests.json"; INVALID for another ending. */
bool open311_split(const char *segment, char **name, bool *json, GError **error) MUST_USE;
/* The answer: JSON as it is, or the same as XML under root. Takes value. */
Reply *open311_reply(json_t *value, const char *root, bool json);
/* RFC 3339 instant or date in the tenant's zone; false and INVALID when it is neither. */
bool open311_instant(const Ctx *ctx, const Request *request, const char *name, gint64 fallback,
                     gint64 *at_us, GError **error) MUST_USE;
/* https://host/t/CODE, for URLs in answers (transfer full). */
char *open311_base_url(const Ctx *ctx, const Request *request);
/* One case as a service request; extended adds extended_attributes and notes. */
json_t *open311_case(Ctx *ctx, const Request *request, const Case *c, const char *ticket,
                     bool extended);
/* The live key of parameter api_key with scope open311; DENIED otherwise. (transfer full) */
ApiKey *open311_key(Ctx *ctx, const Request *request, GError **error) MUST_USE;
/* The answer to POST servicerequestupdates with a valid key. */
Reply *open311_update_post(Ctx *ctx, const Request *request, const ApiKey *key, bool json,
                           GError **error);
/* XML text of a JSON value (transfer full). */
char *open311_xml(const json_t *value, const char *root);
