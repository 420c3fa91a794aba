/* Polygons: see geometry.h. GEOS appears in this file only; points are in geometry_point.c,
 * the first look at WKB in geometry_wkb.c.
 *
 * A GEOS context belongs to one thread (GPrivate). Prepared polygons and the tree build themselves
 * at first use, which is no reading: geometry_index_seal() uses each of them once, and from then on
 * any number of threads may ask. Containment is in plain degrees.
 */
#include "base/geometry.h"

#include <geos_c.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#define E7 10000000

enum { POINTS_MAX = 1000 * 1000 };

typedef struct Context {
    GEOSContextHandle_t geos;
    char message[200]; /* of the last failure */
} Context;

typedef struct Area {
    char *code;
    GEOSGeometry *shape;
    const GEOSPreparedGeometry *prepared;
} Area;

struct GeometryIndex {
    GPtrArray *areas;
    GEOSSTRtree *tree; /* of Area, lent; NULL until sealed, and when there are none */
    bool sealed;
};

static void context_free(gpointer data)
{
    Context *context = data;
    GEOS_finish_r(context->geos);
    g_free(context);
}

static GPrivate thread_context = G_PRIVATE_INIT(context_free);

static void context_note(const char *message, void *data)
{
    Context *context = data;
    g_strlcpy(context->message, message, sizeof context->message);
}

static Context *context_get(void)
{
    Context *context = g_private_get(&thread_context);
    if (!context) {
        context = g_new0(Context, 1);
        context->geos = GEOS_init_r();
        GEOSContext_setErrorMessageHandler_r(context->geos, context_note, context);
        g_private_set(&thread_context, context);
    }
    return context;
}

static GEOSContextHandle_t geos(void)
{
    return context_get()->geos;
}

static void shape_free(GEOSGeometry *shape)
{
    GEOSGeom_destroy_r(geos(), shape);
}

typedef GEOSGeometry Shape;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shape, shape_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

static bool shape_error(GError **error, const char *field, const char *what)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field, N_("Bentuk wilayah tidak dapat dibaca."), "%s",
              what);
    return false;
}

static bool shape_is_area(const GEOSGeometry *shape)
{
    int kind = GEOSGeomTypeId_r(geos(), shape);
    return (kind == GEOS_POLYGON || kind == GEOS_MULTIPOLYGON) && GEOSisEmpty_r(geos(), shape) == 0;
}

static GEOSGeometry *shape_from_wkb(GBytes *wkb, GError **error)
{
    gsize bytes = 0;
    const unsigned char *data = g_bytes_get_data(wkb, &bytes);
    Context *context = context_get();
    g_strlcpy(context->message, "no area on the globe", sizeof context->message);
    GEOSWKBReader *reader = GEOSWKBReader_create_r(context->geos);
    GEOSGeometry *shape = geometry_wkb_is_sound(data, bytes)
                              ? GEOSWKBReader_read_r(context->geos, reader, data, bytes)
                              : NULL;
    GEOSWKBReader_destroy_r(context->geos, reader);
    if (!shape)
        shape_error(error, NULL, context->message);
    return shape;
}

static GBytes *shape_to_wkb(const GEOSGeometry *shape)
{
    gsize bytes = 0;
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(geos());
    GEOSWKBWriter_setByteOrder_r(geos(), writer, GEOS_WKB_NDR);
    unsigned char *data = GEOSWKBWriter_write_r(geos(), writer, shape, &bytes);
    GEOSWKBWriter_destroy_r(geos(), writer);
    GBytes *wkb = g_bytes_new(data, bytes);
    GEOSFree_r(geos(), data);
    return wkb;
}

static bool read_position(const json_t *position, double *lng, double *lat)
{
    const json_t *x = json_array_get(position, 0);
    const json_t *y = json_array_get(position, 1);
    if (!json_is_number(x) || !json_is_number(y))
        return false;
    *lng = json_number_value(x);
    *lat = json_number_value(y);
    return fabs(*lng) <= 180 && fabs(*lat) <= 90;
}

static bool ring_fill(const json_t *ring, GEOSCoordSequence *points, guint n)
{
    for (guint i = 0; i < n; i++) {
        double lng = 0, lat = 0;
        if (!read_position(json_array_get(ring, i % json_array_size(ring)), &lng, &lat))
            return false;
        GEOSCoordSeq_setXY_r(geos(), points, i, lng, lat);
    }
    return true;
}

/* A ring that its author forgot to close is closed. */
static GEOSGeometry *ring_read(const json_t *ring, guint *left)
{
    gsize n = json_array_size(ring);
    if (n < 3 || n >= *left)
        return NULL;
    *left -= (guint)n;
    bool closed = json_equal(json_array_get(ring, 0), json_array_get(ring, n - 1));
    guint size = (guint)n + (closed ? 0 : 1);
    if (size < 4)
        return NULL;
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos(), size, 2);
    if (!ring_fill(ring, points, size)) {
        GEOSCoordSeq_destroy_r(geos(), points);
        return NULL;
    }
    return GEOSGeom_createLinearRing_r(geos(), points);
}

/* Takes the members of parts, whether it succeeds or not. */
static GEOSGeometry *polygon_join(GPtrArray *rings)
{
    GEOSGeometry **all = (GEOSGeometry **)rings->pdata;
    GEOSGeometry *polygon =
        GEOSGeom_createPolygon_r(geos(), all[0], rings->len > 1 ? all + 1 : NULL, rings->len - 1);
    g_ptr_array_set_free_func(rings, NULL);
    return polygon;
}

static GEOSGeometry *polygon_read(const json_t *rings, guint *left)
{
    g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func((GDestroyNotify)shape_free);
    for (gsize i = 0; i < json_array_size(rings); i++) {
        GEOSGeometry *ring = ring_read(json_array_get(rings, i), left);
        if (!ring)
            return NULL;
        g_ptr_array_add(read, ring);
    }
    return read->len ? polygon_join(read) : NULL;
}

static GEOSGeometry *multipolygon_read(const json_t *polygons, guint *left)
{
    g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func((GDestroyNotify)shape_free);
    for (gsize i = 0; i < json_array_size(polygons); i++) {
        GEOSGeometry *polygon = polygon_read(json_array_get(polygons, i), left);
        if (!polygon)
            return NULL;
        g_ptr_array_add(read, polygon);
    }
    if (read->len == 0)
        return NULL;
    g_ptr_array_set_free_func(read, NULL);
    return GEOSGeom_createCollection_r(geos(), GEOS_MULTIPOLYGON, (GEOSGeometry **)read->pdata,
                                       read->len);
}

static void collect_polygons(const GEOSGeometry *shape, GPtrArray *polygons)
{
    int kind = GEOSGeomTypeId_r(geos(), shape);
    int n = kind == GEOS_POLYGON ? 0 : GEOSGetNumGeometries_r(geos(), shape);
    if (kind == GEOS_POLYGON && !GEOSisEmpty_r(geos(), shape))
        g_ptr_array_add(polygons, GEOSGeom_clone_r(geos(), shape));
    for (int i = 0; i < n && kind >= GEOS_MULTIPOINT; i++)
        collect_polygons(GEOSGetGeometryN_r(geos(), shape, i), polygons);
}

/* By the lines it has: what they enclose an odd number of times. Spikes without area are dropped.
 */
static GEOSGeometry *shape_repair(GEOSGeometry *shape)
{
    g_autoptr(Shape) crossed = shape;
    if (GEOSisValid_r(geos(), crossed) == 1)
        return g_steal_pointer(&crossed);
    g_autoptr(Shape) whole = GEOSMakeValid_r(geos(), crossed);
    if (!whole || shape_is_area(whole))
        return g_steal_pointer(&whole);
    g_autoptr(GPtrArray) polygons = g_ptr_array_new();
    collect_polygons(whole, polygons);
    return GEOSGeom_createCollection_r(geos(), GEOS_MULTIPOLYGON, (GEOSGeometry **)polygons->pdata,
                                       polygons->len);
}

static GEOSGeometry *shape_from_json(const char *text, GError **error)
{
    json_error_t wrong;
    g_autoptr(json_t) root = json_loads(text, 0, &wrong);
    if (!root) {
        shape_error(error, "geojson", wrong.text);
        return NULL;
    }
    const char *type = json_string_value(json_object_get(root, "type"));
    const json_t *coordinates = json_object_get(root, "coordinates");
    guint left = POINTS_MAX;
    GEOSGeometry *shape = NULL;
    if (g_strcmp0(type, "Polygon") == 0)
        shape = polygon_read(coordinates, &left);
    else if (g_strcmp0(type, "MultiPolygon") == 0)
        shape = multipolygon_read(coordinates, &left);
    shape = shape ? shape_repair(shape) : NULL;
    if (shape && shape_is_area(shape))
        return shape;
    g_clear_pointer(&shape, shape_free);
    shape_error(error, "geojson", "no Polygon or MultiPolygon with sound rings");
    return NULL;
}

static bool point_inside(const GEOSGeometry *shape, double *lng, double *lat)
{
    g_autoptr(Shape) point = GEOSPointOnSurface_r(geos(), shape);
    return point && GEOSGeomGetX_r(geos(), point, lng) == 1 &&
           GEOSGeomGetY_r(geos(), point, lat) == 1;
}

bool geometry_from_geojson(const char *json, GBytes **wkb, gint32 *lat_e7, gint32 *lng_e7,
                           GError **error)
{
    g_autoptr(Shape) shape = shape_from_json(json, error);
    if (!shape)
        return false;
    double lng = 0, lat = 0;
    if (!point_inside(shape, &lng, &lat))
        return shape_error(error, "geojson", "no point inside");
    *wkb = shape_to_wkb(shape);
    *lat_e7 = (gint32)lround(lat * E7);
    *lng_e7 = (gint32)lround(lng * E7);
    return true;
}

static json_t *json_rounded(double value, double unit)
{
    return json_real(round(value / unit) * unit);
}

static json_t *ring_to_json(const GEOSGeometry *ring, double unit)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos(), ring);
    json_t *out = json_array();
    unsigned n = 0;
    GEOSCoordSeq_getSize_r(geos(), points, &n);
    for (unsigned i = 0; i < n; i++) {
        double lng = 0, lat = 0;
        GEOSCoordSeq_getXY_r(geos(), points, i, &lng, &lat);
        json_t *position = json_array();
        json_array_append_new(position, json_rounded(lng, unit));
        json_array_append_new(position, json_rounded(lat, unit));
        if (!json_equal(position, json_array_get(out, json_array_size(out) - 1)))
            json_array_append(out, position);
        json_decref(position);
    }
    return out;
}

static json_t *polygon_to_json(const GEOSGeometry *polygon, double unit)
{
    json_t *rings = json_array();
    json_array_append_new(rings, ring_to_json(GEOSGetExteriorRing_r(geos(), polygon), unit));
    int holes = GEOSGetNumInteriorRings_r(geos(), polygon);
    for (int i = 0; i < holes; i++) {
        g_autoptr(json_t) hole = ring_to_json(GEOSGetInteriorRingN_r(geos(), polygon, i), unit);
        if (json_array_size(hole) >= 4)
            json_array_append(rings, hole);
    }
    return rings;
}

static json_t *shape_to_json(const GEOSGeometry *shape, double unit)
{
    json_t *out = json_object();
    bool many = GEOSGeomTypeId_r(geos(), shape) == GEOS_MULTIPOLYGON;
    json_t *coordinates = many ? json_array() : polygon_to_json(shape, unit);
    int n = many ? GEOSGetNumGeometries_r(geos(), shape) : 0;
    for (int i = 0; i < n; i++)
        json_array_append_new(coordinates,
                              polygon_to_json(GEOSGetGeometryN_r(geos(), shape, i), unit));
    json_object_set_new(out, "type", json_string(many ? "MultiPolygon" : "Polygon"));
    json_object_set_new(out, "coordinates", coordinates);
    return out;
}

/* A tenth of the tolerance, as a power of ten: digits nobody can see are not sent. */
static double unit_for(double tolerance)
{
    int decimals = tolerance > 0 ? (int)ceil(-log10(tolerance)) + 1 : 6;
    return pow(10, -CLAMP(decimals, 2, 6));
}

char *geometry_to_geojson(GBytes *wkb, double tolerance, GError **error)
{
    g_autoptr(Shape) shape = shape_from_wkb(wkb, error);
    if (!shape)
        return NULL;
    /* GEOS simplifies what is not valid for minutes */
    bool may_simplify = tolerance > 0 && GEOSisValid_r(geos(), shape) == 1;
    g_autoptr(Shape) simple =
        may_simplify ? GEOSTopologyPreserveSimplify_r(geos(), shape, tolerance) : NULL;
    const GEOSGeometry *shown = simple && shape_is_area(simple) ? simple : shape;
    g_autoptr(json_t) out = shape_to_json(shown, unit_for(tolerance));
    return json_dumps(out, JSON_COMPACT | JSON_REAL_PRECISION(9));
}

static void area_free(gpointer data)
{
    Area *area = data;
    GEOSPreparedGeom_destroy_r(geos(), area->prepared);
    GEOSGeom_destroy_r(geos(), area->shape);
    g_free(area->code);
    g_free(area);
}

GeometryIndex *geometry_index_new(void)
{
    GeometryIndex *index = g_new0(GeometryIndex, 1);
    index->areas = g_ptr_array_new_with_free_func(area_free);
    return index;
}

bool geometry_index_add(GeometryIndex *index, const char *code, GBytes *wkb, GError **error)
{
    g_assert(!index->sealed);
    g_autoptr(Shape) shape = shape_from_wkb(wkb, error);
    if (!shape)
        return false;
    Area *area = g_new0(Area, 1);
    area->code = g_strdup(code);
    area->prepared = GEOSPrepare_r(geos(), shape);
    area->shape = g_steal_pointer(&shape);
    g_ptr_array_add(index->areas, area);
    return true;
}

static void area_warm(const Area *area)
{
    g_autoptr(Shape) point = GEOSPointOnSurface_r(geos(), area->shape);
    if (point)
        GEOSPreparedIntersects_r(geos(), area->prepared, point);
}

typedef struct Search {
    const GEOSGeometry *point;
    const char *best;
} Search;

static bool is_better(const char *code, const char *best)
{
    if (!best)
        return true;
    gsize a = strlen(code);
    gsize b = strlen(best);
    return a != b ? a > b : strcmp(code, best) < 0;
}

static void search_area(void *item, void *data)
{
    const Area *area = item;
    Search *search = data;
    if (is_better(area->code, search->best) &&
        GEOSPreparedIntersects_r(geos(), area->prepared, search->point) == 1)
        search->best = area->code;
}

static const char *index_search(const GeometryIndex *index, double lng, double lat)
{
    g_autoptr(Shape) point = GEOSGeom_createPointFromXY_r(geos(), lng, lat);
    Search search = { .point = point };
    GEOSSTRtree_query_r(geos(), index->tree, point, search_area, &search);
    return search.best;
}

void geometry_index_seal(GeometryIndex *index)
{
    g_assert(!index->sealed);
    index->sealed = true;
    if (index->areas->len == 0)
        return;
    index->tree = GEOSSTRtree_create_r(geos(), 10);
    for (guint i = 0; i < index->areas->len; i++) {
        Area *area = index->areas->pdata[i];
        GEOSSTRtree_insert_r(geos(), index->tree, area->shape, area);
        area_warm(area);
    }
    index_search(index, 0, 0);
}

const char *geometry_index_find(const GeometryIndex *index, gint32 lat_e7, gint32 lng_e7)
{
    g_assert(index->sealed);
    if (!index->tree || !geometry_point_valid(lat_e7, lng_e7))
        return NULL;
    return index_search(index, (double)lng_e7 / E7, (double)lat_e7 / E7);
}

void geometry_index_free(GeometryIndex *index)
{
    if (!index)
        return;
    if (index->tree)
        GEOSSTRtree_destroy_r(geos(), index->tree);
    g_ptr_array_unref(index->areas);
    g_free(index);
}
