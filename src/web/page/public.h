/* The handlers of the public screens, a row each in web/routes.c, and what two of them share. */
#pragma once

#include "domain/files.h"
#include "web/page/page.h"

Reply *public_home_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_report_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_report_post(Ctx *ctx, const Request *request, GError **error);
Reply *public_send_post(Ctx *ctx, const Request *request, GError **error);    /* /lapor/kirim */
Reply *public_similar_post(Ctx *ctx, const Request *request, GError **error); /* /lapor/serupa */
Reply *public_own_get(Ctx *ctx, const Request *request, GError **error); /* /laporan-saya */
Reply *public_news_post(Ctx *ctx, const Request *request, GError **error);
Reply *public_stream_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_suggest_post(Ctx *ctx, const Request *request, GError **error);
Reply *public_sent_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_qr_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_check_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_case_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_case_post(Ctx *ctx, const Request *request, GError **error);
Reply *public_photo_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_desks_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_desk_screen_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_desk_stream_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_list_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_about_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_areas_get(Ctx *ctx, const Request *request, GError **error);  /* /wilayah.json */
Reply *public_shapes_get(Ctx *ctx, const Request *request, GError **error); /* /wilayah.geojson */
Reply *public_points_get(Ctx *ctx, const Request *request, GError **error); /* /peta.geojson */
Reply *public_feed_get(Ctx *ctx, const Request *request, GError **error);   /* /umpan.atom */
Reply *public_brand_get(Ctx *ctx, const Request *request, GError **error);  /* /assets/brand.css */
Reply *public_manifest_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_icon_get(Ctx *ctx, const Request *request, GError **error);
Reply *public_worker_get(Ctx *ctx, const Request *request, GError **error); /* /sw.js */
Reply *public_offline_get(Ctx *ctx, const Request *request, GError **error);

/* The tenant's colour as buttons and icons show it, white readable on it: 0xRRGGBB. */
guint32 public_brand_ground(const Catalog *catalog);

/* ---- filters of list, map and feed: public_filter.c ---- */

typedef struct ListFilter {
    CaseFilter filter;  /* public only; strings lent from the request */
    const char *status; /* "", "belum", "dikerjakan", "selesai", "ditutup" */
    const char *days;   /* "", "7", "30", "90", "365" */
    bool many;          /* "banyak=50": a page of 50 instead of 20 */
    bool any;           /* something was chosen */
} ListFilter;
/* What the address bar says. An unknown value counts as none: an old link still shows a list. */
void list_filter_read(ListFilter *list, const Ctx *ctx, const Request *request);
/* The same filters as a link of path; view and after "" are left out. (transfer full) */
char *list_filter_url(const ListFilter *list, const Request *request, const char *path,
                      const char *view, const char *after);
/* STATUS, GROUP/SERVICE, AREA, TIME choices of templates/public/list.html. */
void list_filter_fill(View *view, const ListFilter *list, const Ctx *ctx);

/* ---- photos on their way: public_photo.c ---- */

/* Stores what the form brought under "foto" (and keeps what "foto_ada" names from a step before,
 * without those in "foto_buang"). Photo*. A photo that is refused is left out and *error says why;
 * the others are in the result all the same, which is never NULL. */
GPtrArray *public_photos_take(const Request *request, GError **error);
/* The token that brings a stored photo through the next step of the form. (transfer full) */
char *public_photo_token(const Photo *photo);
/* The photo of a token, or NULL when it is forged or older than twenty hours. (transfer full) */
Photo *public_photo_of_token(const char *token);

/* ---- areas on maps: public_map.c; the drawing on the front page: public_sketch.c ---- */

bool public_has_shapes(const Catalog *catalog, AreaLevel level);
/* The level that is drawn: the first one chosen in forms, or one below when only that has shapes.
 */
AreaLevel public_shape_level(const Catalog *catalog);
/* Where its name stands: its own point, else the middle of those below it; false: unknown. */
bool public_area_point(const Catalog *catalog, const Area *area, gint32 *lat_e7, gint32 *lng_e7);

/* The section MAP: areas of the tenant and where the cases are; without shapes of areas the section
 * NO_MAP: how many cases in which area. */
void public_sketch_fill(View *view, const Ctx *ctx, const Request *request, const GPtrArray *cases);
