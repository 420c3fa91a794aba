/* Shared by the open311_*.c files: which tenant, which format, which cases, and the answer. */
#pragma once

#include <jansson.h>

#include "domain/case_file.h"
#include "domain/files.h"
#include "web/api/open311.h"

/* The tenant that jurisdiction_id names in *there, a copy of ctx; catalog (transfer full) keeps it
 * alive. Without one: the request's own, or, when lat and long lie outside it, the smallest tenant
 * they lie in. NOT_FOUND for an unknown jurisdiction_id. */
bool open311_jurisdiction(const Ctx *ctx, const Request *request, Ctx *there, Catalog **catalog,
                          GError **error) MUST_USE;
/* "requests" and "json" of "requests.json"; NOT_FOUND for another ending. */
bool open311_split(const char *segment, char **name, bool *json, GError **error) MUST_USE;
/* The answer: JSON as it is, or the same as XML under root. Takes value. */
Reply *open311_reply(json_t *value, const char *root, bool json);
/* RFC 3339 instant or date in the tenant's zone, whole seconds; INVALID when it is neither. */
bool open311_instant(const Ctx *ctx, const Request *request, const char *name, gint64 fallback,
                     gint64 *at_us, GError **error) MUST_USE;
/* https://host/t/CODE, for URLs in answers (transfer full). */
char *open311_base_url(const Ctx *ctx, const Request *request);

/* May anybody hear of this case here at all? Not when it is secret or its category is sensitive,
 * whether its id is known or not. */
bool open311_may_show(const Ctx *ctx, const Case *c);

/* One case of an answer, by the ticket it was asked for. */
typedef struct Open311Shown {
    Case *c;
    Report *report; /* of the ticket */
    bool limited;   /* not listed: status, category and dates only */
} Open311Shown;
void open311_shown_clear(Open311Shown *shown);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Open311Shown, open311_shown_clear)
/* NOT_FOUND: no such ticket, or one that nobody may hear of; the two look alike. */
bool open311_find(Ctx *ctx, const char *ticket, Open311Shown *shown, GError **error) MUST_USE;
/* As a service request; extensions=true in the request adds extended_attributes and notes. */
json_t *open311_case(Ctx *ctx, const Request *request, const Open311Shown *shown);

/* The live key of parameter api_key with scope open311; DENIED otherwise. (transfer full) */
ApiKey *open311_key(Ctx *ctx, const Request *request, GError **error) MUST_USE;
/* The files of a request as stored photos, whatever their parts are called. (transfer full) */
GPtrArray *open311_photos(const Request *request, GError **error) MUST_USE;
/* Every media_url as an array of strings. INVALID when one is no address of the web. */
json_t *open311_media_urls(const Request *request, GError **error) MUST_USE;
/* The answer to POST servicerequestupdates with a valid key. */
Reply *open311_update_post(Ctx *ctx, const Request *request, const ApiKey *key, bool json,
                           GError **error);
/* XML text of a JSON value (transfer full). */
char *open311_xml(const json_t *value, const char *root);
