/* Places for maps: the areas of the tenant as JSON and GeoJSON, and public cases as points.
 *
 * GeoJSON is RFC 7946: longitude first, degrees.
 */
#include "base/geometry.h"
#include "model/limits.h"
#include "web/page/public.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define POINTS_MAX 2000

/* takes json */
static Reply *json_reply(json_t *json, const char *type, gint64 cache_us)
{
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    Reply *reply = reply_new(200, type, g_bytes_new_take(text, strlen(text)));
    reply->cache_us = cache_us;
    return reply;
}

static json_t *degrees(gint32 e7)
{
    return json_real(round(e7 / 10.0) / 1e6);
}

/* All that a form lists below the first level: for a device that keeps them. */
static Reply *all_areas(const Catalog *catalog)
{
    AreaLevel first = page_first_level(catalog);
    json_t *list = json_array();
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *area = catalog->areas->pdata[i];
        if (area->level == first + 1)
            json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "kode", area->code, "nama",
                                                  area->name, "di", area->parent));
    }
    return json_reply(list, "application/json", US_PER_HOUR);
}

Reply *public_areas_get(Ctx *ctx, const Request *request, GError **error)
{
    const char *parent = request_text(request, "di");
    if (!*parent)
        return all_areas(ctx->catalog);
    const Area *area = catalog_area(ctx->catalog, parent);
    if (!area) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Wilayah ini tidak kami kenal."),
                  NULL);
        return NULL;
    }
    json_t *list = json_array();
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        const Area *below = ctx->catalog->areas->pdata[i];
        if (strcmp(below->parent, parent) == 0)
            json_array_append_new(
                list, json_pack("{s:s, s:s}", "kode", below->code, "nama", below->name));
    }
    return json_reply(list, "application/json", US_PER_HOUR);
}

/* ---- shapes ---- */

bool public_has_shapes(const Catalog *catalog, AreaLevel level)
{
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *area = catalog->areas->pdata[i];
        if (area->level == level && area->shape)
            return true;
    }
    return false;
}

AreaLevel public_shape_level(const Catalog *catalog)
{
    AreaLevel level = page_first_level(catalog);
    if (!public_has_shapes(catalog, level) && level < AREA_VILLAGE &&
        public_has_shapes(catalog, level + 1))
        return level + 1;
    return level;
}

bool public_area_point(const Catalog *catalog, const Area *area, gint32 *lat_e7, gint32 *lng_e7)
{
    *lat_e7 = area->lat_e7;
    *lng_e7 = area->lng_e7;
    gint64 lat = 0, lng = 0, n = 0;
    if (area->lat_e7 || area->lng_e7)
        return true;
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *below = catalog->areas->pdata[i];
        if ((!below->lat_e7 && !below->lng_e7) || strcmp(below->parent, area->code) != 0)
            continue;
        lat += below->lat_e7;
        lng += below->lng_e7;
        n++;
    }
    if (n == 0)
        return false;
    *lat_e7 = (gint32)(lat / n);
    *lng_e7 = (gint32)(lng / n);
    return true;
}

static json_t *shape_json(GBytes *shape, double tolerance)
{
    g_autofree char *text = geometry_to_geojson(shape, tolerance, NULL);
    return text ? json_loads(text, 0, NULL) : NULL;
}

static json_t *box_json(const Tenant *t)
{
    return json_pack("{s:s, s:[[[o,o],[o,o],[o,o],[o,o],[o,o]]]}", "type", "Polygon", "coordinates",
                     degrees(t->west_e7), degrees(t->south_e7), degrees(t->east_e7),
                     degrees(t->south_e7), degrees(t->east_e7), degrees(t->north_e7),
                     degrees(t->west_e7), degrees(t->north_e7), degrees(t->west_e7),
                     degrees(t->south_e7));
}

static json_t *area_feature(const Ctx *ctx, const Area *area, double tolerance)
{
    gint32 lat = 0, lng = 0;
    bool known = public_area_point(ctx->catalog, area, &lat, &lng);
    json_t *geometry = area->shape ? shape_json(area->shape, tolerance) : NULL;
    json_t *point = known ? json_pack("[o,o]", degrees(lng), degrees(lat)) : json_null();
    return json_pack("{s:s, s:{s:s, s:s, s:i, s:o}, s:o}", "type", "Feature", "properties", "kode",
                     area->code, "nama", area->name, "tingkat", (int)area->level, "titik", point,
                     "geometry", geometry ? geometry : json_null());
}

Reply *public_shapes_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)request;
    (void)error;
    json_t *features = json_array();
    AreaLevel level = public_shape_level(ctx->catalog);
    if (!public_has_shapes(ctx->catalog, level))
        json_array_append_new(features,
                              json_pack("{s:s, s:{s:s}, s:o}", "type", "Feature", "properties",
                                        "kode", "", "geometry", box_json(&ctx->catalog->tenant)));
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        const Area *area = ctx->catalog->areas->pdata[i];
        if (area->level == level || area->level == page_first_level(ctx->catalog))
            json_array_append_new(features,
                                  area_feature(ctx, area, level == AREA_VILLAGE ? 0.0005 : 0.0008));
    }
    json_t *all = json_pack("{s:s, s:o}", "type", "FeatureCollection", "features", features);
    Reply *reply = json_reply(all, "application/geo+json", US_PER_HOUR);
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    return reply;
}

/* ---- cases as points ---- */

static json_t *case_feature(const Ctx *ctx, const Request *request, const Case *c)
{
    g_autofree char *path = g_strconcat("/laporan/", c->ticket, NULL);
    g_autofree char *relative = page_url(request, path, NULL);
    const char *place = page_place(ctx, c);
    return json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i}, s:{s:s, s:[o,o]}}",
                     "type", "Feature", "id", c->ticket, "properties", "nomor", c->ticket, "judul",
                     page_title(ctx, c), "status", status_name(c->status), "keadaan",
                     page_word(ctx, status_label(c->status)), "warna", status_colour(c->status),
                     "tempat", place, "url", relative, "dukungan", c->supports, "geometry", "type",
                     "Point", "coordinates", degrees(c->lng_e7), degrees(c->lat_e7));
}

/* kotak=south,west,north,east. A wrong one is left out, as an unknown filter is. */
static void read_box(CaseFilter *filter, const Request *request)
{
    g_auto(GStrv) parts = g_strsplit(request_text(request, "kotak"), ",", 5);
    if (g_strv_length(parts) != 4)
        return;
    filter->has_box = geometry_parse_degrees(parts[0], &filter->south_e7) &&
                      geometry_parse_degrees(parts[1], &filter->west_e7) &&
                      geometry_parse_degrees(parts[2], &filter->north_e7) &&
                      geometry_parse_degrees(parts[3], &filter->east_e7);
}

static bool append_points(json_t *features, Ctx *ctx, const Request *request, CaseFilter *filter,
                          char **next, GError **error)
{
    g_autoptr(GPtrArray) cases = case_list(ctx, filter, next, error);
    if (!cases)
        return false;
    for (guint i = 0; i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        if (c->lat_e7 || c->lng_e7)
            json_array_append_new(features, case_feature(ctx, request, c));
    }
    return true;
}

Reply *public_points_get(Ctx *ctx, const Request *request, GError **error)
{
    ListFilter list;
    list_filter_read(&list, ctx, request);
    read_box(&list.filter, request);
    list.filter.limit = LIMIT_PAGE_SIZE;
    json_t *features = json_array();
    g_autofree char *after = NULL;
    for (guint seen = 0; seen == 0 || (after && seen < POINTS_MAX); seen += LIMIT_PAGE_SIZE) {
        char *next = NULL;
        if (!append_points(features, ctx, request, &list.filter, &next, error)) {
            json_decref(features);
            return NULL;
        }
        g_free(after);
        after = next;
        list.filter.after = after ? after : "";
    }
    json_t *all = json_pack("{s:s, s:o, s:b}", "type", "FeatureCollection", "features", features,
                            "terpotong", after != NULL);
    return json_reply(all, "application/geo+json", 10 * US_PER_S);
}
