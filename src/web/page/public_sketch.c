/* The drawing on the front page: the areas of the tenant and where the latest cases are, as SVG
 * that needs no script and no map images. Where nothing is known of areas but their names it is a
 * count by area.
 */
#include "base/geometry.h"
#include "web/page/public.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define SKETCH_WIDTH 600.0
#define BELOW 26 /* a name stands under its point, where dots leave it readable */
#define TALLY_MAX 8
#define POINTS_LEAST 4

typedef struct Frame {
    double west, north, x_scale, y_scale, height;
} Frame;

/* How many of sorted degrees at either end count as far off. */
static guint far_off(const GArray *sorted)
{
    return sorted->len < 8 ? 0 : MAX(1, sorted->len / 25);
}

static double lowest(const GArray *sorted)
{
    return g_array_index(sorted, gint32, far_off(sorted)) / 1e7;
}

static double highest(const GArray *sorted)
{
    return g_array_index(sorted, gint32, sorted->len - 1 - far_off(sorted)) / 1e7;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    gint32 x = *(const gint32 *)a, y = *(const gint32 *)b;
    return (x > y) - (x < y);
}

/* The frame leaves out what lies far off: islands a hundred kilometres out at sea would make a
 * dot of the place where people live. */
static Frame frame_of(const Catalog *catalog, AreaLevel level)
{
    g_autoptr(GArray) lats = g_array_new(false, false, sizeof(gint32));
    g_autoptr(GArray) lngs = g_array_new(false, false, sizeof(gint32));
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *area = catalog->areas->pdata[i];
        gint32 lat, lng;
        if (area->level != level || !public_area_point(catalog, area, &lat, &lng))
            continue;
        g_array_append_val(lats, lat);
        g_array_append_val(lngs, lng);
    }
    g_assert(lats->len > 0);
    g_array_sort(lats, by_number);
    g_array_sort(lngs, by_number);
    double south = lowest(lats), north = highest(lats);
    double west = lowest(lngs), east = highest(lngs);
    double margin = MAX(MAX(north - south, east - west), 0.02) * 0.16;
    Frame frame = { .west = west - margin, .north = north + margin };
    frame.x_scale = SKETCH_WIDTH / (east - west + 2 * margin);
    frame.y_scale = frame.x_scale / cos((north + south) / 2 * G_PI / 180);
    frame.height = CLAMP((north - south + 2 * margin) * frame.y_scale, 240, 800);
    return frame;
}

static int frame_x(const Frame *frame, double lng)
{
    return (int)lround((lng - frame->west) * frame->x_scale);
}

static int frame_y(const Frame *frame, double lat)
{
    return (int)lround((frame->north - lat) * frame->y_scale);
}

/* Whole units and relative steps: a kabupaten with its kecamatan stays under some kilobytes. */
static void path_add_ring(GString *path, const Frame *frame, json_t *ring)
{
    int x0 = 0, y0 = 0;
    size_t i;
    json_t *point;
    json_array_foreach(ring, i, point)
    {
        int x = frame_x(frame, json_number_value(json_array_get(point, 0)));
        int y = frame_y(frame, json_number_value(json_array_get(point, 1)));
        if (i == 0)
            g_string_append_printf(path, "M%d %dl", x, y);
        else if (x != x0 || y != y0)
            g_string_append_printf(path, "%d %d ", x - x0, y - y0);
        x0 = x;
        y0 = y;
    }
    g_string_append_c(path, 'z');
}

static void path_add_polygon(GString *path, const Frame *frame, json_t *polygon)
{
    json_t *outer = json_array_get(polygon, 0);
    if (json_array_size(outer) > 3)
        path_add_ring(path, frame, outer);
}

static char *shape_path(GBytes *shape, const Frame *frame)
{
    g_autofree char *text = geometry_to_geojson(shape, 2.5 / frame->x_scale, NULL);
    json_t *geometry = text ? json_loads(text, 0, NULL) : NULL;
    json_t *coordinates = json_object_get(geometry, "coordinates");
    const char *type = json_string_value(json_object_get(geometry, "type"));
    GString *path = g_string_new(NULL);
    size_t i;
    json_t *polygon;
    if (g_strcmp0(type, "Polygon") == 0)
        path_add_polygon(path, frame, coordinates);
    else if (g_strcmp0(type, "MultiPolygon") == 0)
        json_array_foreach(coordinates, i, polygon) path_add_polygon(path, frame, polygon);
    json_decref(geometry);
    return g_string_free(path, false);
}

/* Simplifying shapes takes milliseconds and they change only with the pack. */
typedef struct Outlines {
    Frame frame;
    GPtrArray *paths; /* char* */
} Outlines;

static void outlines_free(gpointer data)
{
    Outlines *outlines = data;
    g_ptr_array_unref(outlines->paths);
    g_free(outlines);
}

static gpointer outlines_build(const Catalog *catalog)
{
    Outlines *outlines = g_new0(Outlines, 1);
    AreaLevel level = public_shape_level(catalog);
    outlines->frame = frame_of(catalog, level);
    outlines->paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *area = catalog->areas->pdata[i];
        if (area->level == level && area->shape)
            g_ptr_array_add(outlines->paths, shape_path(area->shape, &outlines->frame));
    }
    return outlines;
}

static void add_outlines(View *view, const GPtrArray *paths, bool fine)
{
    for (guint i = 0; i < paths->len; i++) {
        if (!*(char *)paths->pdata[i])
            continue;
        View *outline = view_add(view, "OUTLINE");
        view_set(outline, "PATH", paths->pdata[i]);
        if (fine)
            view_show(outline, "FINE");
    }
}

typedef struct Label {
    int x, y, half_width;
} Label;

static bool label_fits(const GArray *placed, const Label *label)
{
    if (label->x < label->half_width || label->x > SKETCH_WIDTH - label->half_width)
        return false;
    for (guint i = 0; i < placed->len; i++) {
        const Label *other = &g_array_index(placed, Label, i);
        if (ABS(other->x - label->x) < other->half_width + label->half_width &&
            ABS(other->y - label->y) < 24)
            return false;
    }
    return true;
}

static void add_names(View *view, const Ctx *ctx, const Frame *frame)
{
    g_autoptr(GArray) placed = g_array_new(false, false, sizeof(Label));
    AreaLevel level = page_first_level(ctx->catalog);
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        const Area *area = ctx->catalog->areas->pdata[i];
        gint32 lat, lng;
        if (area->level != level || !public_area_point(ctx->catalog, area, &lat, &lng))
            continue;
        Label label = { frame_x(frame, lng / 1e7), frame_y(frame, lat / 1e7),
                        (int)g_utf8_strlen(area->name, -1) * 5 + 8 };
        if (!label_fits(placed, &label))
            continue;
        g_array_append_val(placed, label);
        View *name = view_add(view, "NAME");
        view_set_int(name, "X", label.x);
        view_set_int(name, "Y", label.y + BELOW);
        view_set(name, "TEXT", area->name);
    }
}

static guint add_dots(View *view, const Frame *frame, const GPtrArray *cases)
{
    guint n = 0;
    for (guint i = cases->len; i-- > 0;) {
        const Case *c = cases->pdata[i];
        if (!c->lat_e7 && !c->lng_e7)
            continue;
        const char *colour = status_colour(c->status);
        View *dot = view_add(view, "DOT");
        view_set(dot, "COLOUR", colour);
        view_set_int(dot, "X", frame_x(frame, c->lng_e7 / 1e7));
        view_set_int(dot, "Y", frame_y(frame, c->lat_e7 / 1e7));
        if (strcmp(colour, "yellow") == 0)
            view_show(dot, "HALF");
        else if (strcmp(colour, "green") == 0)
            view_show(dot, "TICK");
        n++;
    }
    return n;
}

static void sketch_draw(View *view, const Ctx *ctx, const Outlines *outlines,
                        const GPtrArray *cases)
{
    const Frame *frame = &outlines->frame;
    view_set_int(view, "MAP_WIDTH", (gint64)SKETCH_WIDTH);
    view_set_int(view, "MAP_HEIGHT", lround(frame->height));
    add_outlines(view, outlines->paths, public_shape_level(ctx->catalog) == AREA_VILLAGE);
    add_names(view, ctx, frame);
    g_autofree char *n = g_strdup_printf("%u", add_dots(view, frame, cases));
    g_autofree char *label = page_words(ctx, N_("Peta {place} dengan {n} laporan terbaru"), "place",
                                        ctx->catalog->tenant.place_noun, "n", n, NULL);
    view_set(view, "MAP_LABEL", label);
}

/* ---- without shapes: how many where ---- */

typedef struct Count {
    const Area *area;
    guint n;
} Count;

static gint by_count(gconstpointer a, gconstpointer b)
{
    const Count *left = a, *right = b;
    if (left->n != right->n)
        return left->n < right->n ? 1 : -1;
    return g_utf8_collate(left->area->name, right->area->name);
}

static GArray *count_by_area(const Ctx *ctx, const GPtrArray *cases)
{
    GArray *counts = g_array_new(false, false, sizeof(Count));
    AreaLevel level = page_first_level(ctx->catalog);
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        Count count = { ctx->catalog->areas->pdata[i], 0 };
        for (guint j = 0; count.area->level == level && j < cases->len; j++)
            count.n += area_contains(count.area->code, ((const Case *)cases->pdata[j])->area);
        if (count.n > 0)
            g_array_append_val(counts, count);
    }
    g_array_sort(counts, by_count);
    return counts;
}

static void tally_fill(View *view, const Ctx *ctx, const Request *request, const GPtrArray *cases)
{
    g_autoptr(GArray) counts = count_by_area(ctx, cases);
    if (counts->len == 0)
        view_show(view, "NO_TALLY");
    for (guint i = 0; i < MIN(counts->len, TALLY_MAX); i++) {
        const Count *count = &g_array_index(counts, Count, i);
        g_autofree char *url = page_url(request, "/daftar", "wilayah", count->area->code, NULL);
        View *row = view_add(view, "TALLY");
        view_set(row, "URL", url);
        view_set(row, "NAME", count->area->name);
        view_set_int(row, "N", count->n);
        view_set_int(row, "SHARE", count->n * 100 / g_array_index(counts, Count, 0).n);
    }
}

/* Names that lie where they belong already make a map. */
static bool has_points(const Catalog *catalog)
{
    guint n = 0;
    AreaLevel level = public_shape_level(catalog);
    for (guint i = 0; i < catalog->areas->len && n < POINTS_LEAST; i++) {
        const Area *area = catalog->areas->pdata[i];
        gint32 lat, lng;
        n += area->level == level && public_area_point(catalog, area, &lat, &lng);
    }
    return n >= POINTS_LEAST;
}

void public_sketch_fill(View *view, const Ctx *ctx, const Request *request, const GPtrArray *cases)
{
    if (!has_points(ctx->catalog)) {
        tally_fill(view_show(view, "NO_MAP"), ctx, request, cases);
        return;
    }
    sketch_draw(view_show(view, "MAP"), ctx,
                catalog_derived(ctx->catalog, CATALOG_SKETCH, outlines_build, outlines_free),
                cases);
}
