/* Every URL of the program, one row each; what the columns mean: web/route.h. The first row that
 * matches is taken, so a fixed path stands before a pattern that would match it too.
 */
#include "web/assets.h"
#include "web/plain.h"
#include "web/route.h"

/* clang-format off */
const Route ROUTES[] = {
    /* operation */
    { "GET",  "/healthz",  plain_healthz_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/readyz",   plain_readyz_get,  ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/metrics",  plain_metrics_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/assets/*", assets_get,        ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },

    { NULL, NULL, NULL, ROUTE_PLAIN, RIGHT_NONE, 0, RATE_NONE },
};
/* clang-format on */
