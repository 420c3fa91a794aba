/* Open311 GeoReport v2 at /open311/v2/ (https://wiki.open311.org/GeoReport_v2/): the same cases as
 * everywhere, by its names. Where the text and its clients differ, the clients win: docs/adr.
 */
#pragma once

#include "web/route.h"

/* /open311/v2/NAME.FMT: discovery, services, requests, servicerequestupdates. */
Reply *open311_collection_get(Ctx *ctx, const Request *request, GError **error);
Reply *open311_collection_post(Ctx *ctx, const Request *request, GError **error);
Reply *open311_discovery_get(Ctx *ctx, const Request *request, GError **error);
Reply *open311_service_get(Ctx *ctx, const Request *request, GError **error);
Reply *open311_request_get(Ctx *ctx, const Request *request, GError **error);
Reply *open311_token_get(Ctx *ctx, const Request *request, GError **error);
/* mySociety's extension. */
Reply *open311_updates_get(Ctx *ctx, const Request *request, GError **error);
