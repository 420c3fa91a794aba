/* Points, distances, areas. Degrees x 1e7, GEOS inside. Same answer on both databases. */
#pragma once

#include "base/error.h"

/* Metres on the sphere. */
double geometry_distance_m(gint32 lat1_e7, gint32 lng1_e7, gint32 lat2_e7, gint32 lng2_e7);
/* The point as one number, such that every square is one range of numbers. 0 is no point. */
gint64 geometry_cell(gint32 lat_e7, gint32 lng_e7);
void geometry_cell_point(gint64 cell, gint32 *lat_e7, gint32 *lng_e7);

typedef struct GeometrySquare {
    gint64 first; /* its lowest cell */
    int level;    /* 2^level points wide; 0 is a point */
} GeometrySquare;
enum { GEOMETRY_SQUARES_MAX = 4 };
/* Squares that cover the circle, at most four times as wide (all the globe where it reaches a pole
 * or the date line). Returns how many; 0 for a point or radius that is none. */
int geometry_squares_around(gint32 lat_e7, gint32 lng_e7, double radius_m,
                            GeometrySquare squares[GEOMETRY_SQUARES_MAX]);
gint64 geometry_square_last(GeometrySquare square);
/* Its quarters; not of a point. */
void geometry_square_split(GeometrySquare square, GeometrySquare parts[4]);
/* No point of the square is nearer than this. */
double geometry_square_distance_m(GeometrySquare square, gint32 lat_e7, gint32 lng_e7);
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
