/* Points, distances, areas. Degrees x 1e7, GEOS inside. Same answer on both databases. */
#pragma once

#include "base/error.h"

/* Metres on the sphere. */
double geometry_distance_m(gint32 lat1_e7, gint32 lng1_e7, gint32 lat2_e7, gint32 lng2_e7);
/* Cells of 0.005 degree (about 550 m), numbered row by row from the south-west: cells of one row
 * are neighbours, so a box is one range a row. 0 is no cell. */
gint64 geometry_cell(gint32 lat_e7, gint32 lng_e7);
/* The cell ranges [lo, hi] that cover a circle: at most max, in rising order. Returns how many.
 * They hold more than the circle (much more when its rows are more than max): check the distance.
 */
int geometry_cells_around(gint32 lat_e7, gint32 lng_e7, double radius_m, gint64 *lo, gint64 *hi,
                          int max);
/* On the globe, and not 0,0, which means "no point" everywhere. */
bool geometry_point_valid(gint32 lat_e7, gint32 lng_e7);
/* One number of degrees, -180 to 180: "-6.5907", "-6,5907", "6.5907 LS", "110.6677° BT". */
bool geometry_parse_degrees(const char *text, gint32 *e7);
/* A valid point: "-6.5907, 110.6677", "-6.5907 110.6677" or "6.5907 LS 110.6677 BT". */
bool geometry_parse_point(const char *text, gint32 *lat_e7, gint32 *lng_e7);

typedef struct GeometryIndex GeometryIndex; /* polygons by code; thread-safe for reading */
GeometryIndex *geometry_index_new(void);
bool geometry_index_add(GeometryIndex *index, const char *code, GBytes *wkb,
                        GError **error) MUST_USE;
void geometry_index_seal(GeometryIndex *index);
/* Code of the polygon that holds the point, or NULL. Lent. Where several do, the longest code (the
 * smallest area), then the lowest. Only after seal. */
const char *geometry_index_find(const GeometryIndex *index, gint32 lat_e7, gint32 lng_e7);
void geometry_index_free(GeometryIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GeometryIndex, geometry_index_free)
/* A GeoJSON Polygon or MultiPolygon (text) as WKB, with a point inside it. Rings that cross
 * themselves are repaired. INVALID "geojson" for anything else. */
bool geometry_from_geojson(const char *json, GBytes **wkb, gint32 *lat_e7, gint32 *lng_e7,
                           GError **error) MUST_USE;
/* One polygon or multipolygon of plain numbers on the globe, and nothing behind it. */
bool geometry_wkb_is_sound(const guint8 *data, gsize bytes);
/* WKB as GeoJSON geometry text, simplified to tolerance degrees. (transfer full) */
char *geometry_to_geojson(GBytes *wkb, double tolerance, GError **error) MUST_USE;
