/* Every URL of the program, one row each; what the columns mean: web/route.h. The first row that
 * matches is taken, so a fixed path stands before a pattern that would match it too.
 */
#include "web/assets.h"
#include "web/page/public.h"
#include "web/plain.h"
#include "web/route.h"

/* clang-format off */
const Route ROUTES[] = {
    /* operation */
    { "GET",  "/healthz",  plain_healthz_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/readyz",   plain_readyz_get,  ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/metrics",  plain_metrics_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET",  "/assets/brand.css",      public_brand_get,   ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_NONE },
    { "GET",  "/assets/*", assets_get,        ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },

    /* the public face */
    { "GET",  "/",                      public_home_get,    ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/lapor",                 public_report_get,  ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "POST", "/lapor",                 public_report_post, ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF, RATE_WRITE },
    { "GET",  "/terkirim/:ticket",      public_sent_get,    ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/cek",                   public_check_get,   ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/laporan/:ticket",       public_case_get,    ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "POST", "/laporan/:ticket",       public_case_post,   ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF, RATE_WRITE },
    { "GET",  "/laporan/:ticket/qr.svg", public_qr_get,     ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/foto/:name",            public_photo_get,   ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET",  "/daftar",                public_list_get,    ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/tentang",               public_about_get,   ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/wilayah.json",          public_areas_get,   ROUTE_API,  RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/wilayah.geojson",       public_shapes_get,  ROUTE_API,  RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/peta.geojson",          public_points_get,  ROUTE_API,  RIGHT_NONE, ROUTE_CACHE, RATE_READ },
    { "GET",  "/umpan.atom",            public_feed_get,    ROUTE_PLAIN, RIGHT_NONE, ROUTE_CACHE, RATE_READ },

    { NULL, NULL, NULL, ROUTE_PLAIN, RIGHT_NONE, 0, RATE_NONE },
};
/* clang-format on */
