/* The small map of a case, without tiles and without a script: the tenant's areas as one SVG that
 * the browser keeps, and over it, in the page, the point of the case and of what is near.
 *
 * Both use the same plane: x grows to the east and y to the south, in metres from the north-west
 * corner of the tenant's box, a degree of longitude shortened by the latitude of its middle.
 */
#include "web/page/console.h"

#include "base/geometry.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#define METRES_PER_E7 (111320.0 / 1e7)

enum {
    VIEW_M = 6000,         /* what the map shows around the point */
    COARSE_VIEW_M = 24000, /* around the middle of a kecamatan */
    CACHE_S = 86400,
};

typedef struct Box {
    int x, y, width, height; /* in metres of the plane */
} Box;

typedef struct Plane {
    double north, west, x_scale;
    int width, height;
} Plane;

static Plane plane_of(const Tenant *tenant)
{
    Plane plane = { .north = tenant->north_e7, .west = tenant->west_e7 };
    double middle = (tenant->north_e7 / 2.0 + tenant->south_e7 / 2.0) / 1e7;
    plane.x_scale = METRES_PER_E7 * cos(middle * G_PI / 180);
    plane.width = (int)(((double)tenant->east_e7 - tenant->west_e7) * plane.x_scale);
    plane.height = (int)(((double)tenant->north_e7 - tenant->south_e7) * METRES_PER_E7);
    return plane;
}

static int plane_x(const Plane *plane, double lng_e7)
{
    return (int)((lng_e7 - plane->west) * plane->x_scale);
}

static int plane_y(const Plane *plane, double lat_e7)
{
    return (int)((plane->north - lat_e7) * METRES_PER_E7);
}

/* ---- the picture of the areas ---- */

static void ring_append(GString *path, const Plane *plane, const json_t *ring)
{
    size_t i;
    json_t *point;
    json_array_foreach(ring, i, point)
    {
        double lng = json_number_value(json_array_get(point, 0)) * 1e7;
        double lat = json_number_value(json_array_get(point, 1)) * 1e7;
        g_string_append_printf(path, "%c%d %d", i == 0 ? 'M' : 'L', plane_x(plane, lng),
                               plane_y(plane, lat));
    }
    g_string_append_c(path, 'z');
}

/* Rings lie two deep in a Polygon and three deep in a MultiPolygon; a point starts with a number.
 */
static void rings_append(GString *path, const Plane *plane, const json_t *list)
{
    const json_t *first = json_array_get(list, 0);
    if (json_is_number(json_array_get(json_array_get(first, 0), 0)))
        for (size_t i = 0; i < json_array_size(list); i++)
            ring_append(path, plane, json_array_get(list, i));
    else
        for (size_t i = 0; i < json_array_size(list); i++)
            rings_append(path, plane, json_array_get(list, i));
}

static char *area_path(const Plane *plane, const Area *area)
{
    g_autoptr(GError) ignored = NULL;
    g_autofree char *geojson = geometry_to_geojson(area->shape, 0.0004, &ignored);
    json_t *shape = geojson ? json_loads(geojson, 0, NULL) : NULL;
    GString *path = g_string_new(NULL);
    json_t *rings = json_object_get(shape, "coordinates");
    if (json_is_array(rings) && json_array_size(rings) > 0)
        rings_append(path, plane, rings);
    json_decref(shape);
    return g_string_free(path, false);
}

Reply *console_map_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)request;
    (void)error;
    Plane plane = plane_of(&ctx->catalog->tenant);
    g_autoptr(View) view = view_new("console/map.svg", ctx->lang, ctx->catalog);
    view_set_int(view, "WIDTH", plane.width);
    view_set_int(view, "HEIGHT", plane.height);
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        const Area *area = ctx->catalog->areas->pdata[i];
        bool small = area->level == AREA_VILLAGE;
        if (area->level < AREA_REGENCY)
            continue;
        if (!area->shape)
            continue;
        g_autofree char *path = area_path(&plane, area);
        view_set(view_add(view, small ? "THIN" : "THICK"), "PATH", path);
    }
    Reply *reply = reply_new(200, "image/svg+xml", view_render(view));
    g_autofree char *cache = g_strdup_printf("private, max-age=%d", CACHE_S);
    reply_header_set(reply, "Cache-Control", cache);
    return reply;
}

/* ---- the case on it ---- */

static void map_add_near(View *map, const Plane *plane, const Case *c, const GPtrArray *near,
                         int radius)
{
    for (guint i = 0; i < near->len; i++) {
        const Case *other = near->pdata[i];
        if (other->id == c->id || (other->lat_e7 == 0 && other->lng_e7 == 0))
            continue;
        View *dot = view_add(map, "NEAR");
        view_set_int(dot, "X", plane_x(plane, other->lng_e7));
        view_set_int(dot, "Y", plane_y(plane, other->lat_e7));
        view_set_int(dot, "R", radius);
    }
}

/* Names stand in the page, where they keep one size however much of the land is shown. */
static void map_add_names(View *map, const Ctx *ctx, const Plane *plane, const Box *box)
{
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        const Area *area = ctx->catalog->areas->pdata[i];
        bool small = area->level == AREA_VILLAGE;
        int x = plane_x(plane, area->lng_e7), y = plane_y(plane, area->lat_e7);
        bool inside =
            x > box->x && x < box->x + box->width && y > box->y && y < box->y + box->height;
        if (area->level < AREA_DISTRICT || (area->lat_e7 == 0 && area->lng_e7 == 0) || !inside ||
            (small && box->width > VIEW_M))
            continue;
        View *name = view_add(map, small ? "SMALL_NAME" : "NAME");
        view_set_int(name, "X", x);
        view_set_int(name, "Y", y);
        view_set_int(name, "UNDER", y + box->width / 24);
        view_set_int(name, "DOT", box->width / 200);
        view_set_int(name, "SIZE", box->width / (small ? 40 : 32));
        view_set(name, "TEXT", area->name);
    }
}

static bool map_has_shapes(const Catalog *catalog)
{
    for (guint i = 0; i < catalog->areas->len; i++)
        if (((const Area *)catalog->areas->pdata[i])->shape)
            return true;
    return false;
}

static void map_set_image(View *map, const Request *request, const Plane *plane)
{
    g_autofree char *url = page_url(request, "/console/peta.svg", NULL);
    View *image = view_add(map, "IMAGE");
    view_set(image, "URL", url);
    view_set_int(image, "WIDTH", plane->width);
    view_set_int(image, "HEIGHT", plane->height);
}

static char *map_link(gint32 lat_e7, gint32 lng_e7)
{
    char lat[G_ASCII_DTOSTR_BUF_SIZE], lng[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(lat, sizeof lat, "%.6f", lat_e7 / 1e7);
    g_ascii_formatd(lng, sizeof lng, "%.6f", lng_e7 / 1e7);
    return g_strconcat("https://www.openstreetmap.org/?mlat=", lat, "&mlon=", lng, "#map=17/", lat,
                       "/", lng, NULL);
}

void console_map_fill(View *view, const Ctx *ctx, const Request *request, const Case *c,
                      const GPtrArray *near)
{
    const Area *area = catalog_area(ctx->catalog, c->area);
    bool exact = c->lat_e7 != 0 || c->lng_e7 != 0;
    gint32 lat = exact ? c->lat_e7 : area ? area->lat_e7 : 0;
    gint32 lng = exact ? c->lng_e7 : area ? area->lng_e7 : 0;
    if (lat == 0 && lng == 0)
        return;
    Plane plane = plane_of(&ctx->catalog->tenant);
    bool shapes = map_has_shapes(ctx->catalog);
    int span = shapes && (exact || area->level == AREA_VILLAGE) ? VIEW_M : COARSE_VIEW_M;
    int x = plane_x(&plane, lng), y = plane_y(&plane, lat);
    int height = shapes ? span * 2 / 5 : span / 4; /* names alone say less */
    Box box = { .x = x - span / 2, .y = y - height / 2, .width = span, .height = height };
    g_autofree char *shown = g_strdup_printf("%d %d %d %d", box.x, box.y, box.width, box.height);
    g_autofree char *link = map_link(lat, lng);
    View *map = view_add(view, "MAP");
    view_set(map, "VIEW", shown);
    if (shapes)
        map_set_image(map, request, &plane);
    map_add_names(map, ctx, &plane, &box);
    view_set_int(map, "X", x);
    view_set_int(map, "Y", y);
    view_set_int(map, "R", span / 60);
    view_set_int(map, "HALO", exact ? span / 24 : span / 8);
    view_set(map, "LINK", link);
    view_set_word(map, "LABEL", N_("Peta tempat laporan"));
    view_set_word(map, "CAPTION",
                  exact ? N_("Titik dari pelapor")
                        : N_("Perkiraan dari wilayah, bukan titik pasti"));
    map_add_near(map, &plane, c, near, span / 90);
}
