/* Distances, cells and squares; see geometry.h. A cell is the point itself: the bits of its
 * latitude and of its longitude woven into one number (Z order). A square of 2^n x 2^n points, laid
 * on the grid of its own size, is then one range of numbers, and an index over them is a quadtree
 * of every depth.
 */
#include "base/geometry.h"

#include <math.h>

/* Latitude is counted from here, longitude from twice as far: never below 0, in 31 and 32 bits. */
#define ORIGIN_E7 (G_GINT64_CONSTANT(1) << 30)
#define EARTH_M 6371008.8
#define E7 1e7

enum { LEVEL_MAX = 31 };

static guint64 weave(guint64 x)
{
    x = (x | x << 16) & 0x0000ffff0000ffff;
    x = (x | x << 8) & 0x00ff00ff00ff00ff;
    x = (x | x << 4) & 0x0f0f0f0f0f0f0f0f;
    x = (x | x << 2) & 0x3333333333333333;
    return (x | x << 1) & 0x5555555555555555;
}

static guint64 unweave(guint64 x)
{
    x &= 0x5555555555555555;
    x = (x | x >> 1) & 0x3333333333333333;
    x = (x | x >> 2) & 0x0f0f0f0f0f0f0f0f;
    x = (x | x >> 4) & 0x00ff00ff00ff00ff;
    x = (x | x >> 8) & 0x0000ffff0000ffff;
    return (x | x >> 16) & 0x00000000ffffffff;
}

static gint64 cell_number(gint64 lat_e7, gint64 lng_e7)
{
    return (gint64)(weave((guint64)(lat_e7 + ORIGIN_E7)) << 1 |
                    weave((guint64)(lng_e7 + 2 * ORIGIN_E7)));
}

gint64 geometry_cell(gint32 lat_e7, gint32 lng_e7)
{
    return geometry_point_valid(lat_e7, lng_e7) ? cell_number(lat_e7, lng_e7) : 0;
}

void geometry_cell_point(gint64 cell, gint32 *lat_e7, gint32 *lng_e7)
{
    *lat_e7 = (gint32)((gint64)unweave((guint64)cell >> 1) - ORIGIN_E7);
    *lng_e7 = (gint32)((gint64)unweave((guint64)cell) - 2 * ORIGIN_E7);
}

gint64 geometry_square_last(GeometrySquare square)
{
    return square.first + ((G_GINT64_CONSTANT(1) << 2 * square.level) - 1);
}

void geometry_square_split(GeometrySquare square, GeometrySquare parts[4])
{
    g_assert(square.level > 0);
    int level = square.level - 1;
    for (int i = 0; i < 4; i++)
        parts[i] = (GeometrySquare){ square.first + ((gint64)i << 2 * level), level };
}

static double half_sine(double degrees)
{
    return sin(degrees * G_PI / 360);
}

static double cosine(double degrees)
{
    return cos(degrees * G_PI / 180);
}

/* The haversine. Differences come as whole numbers, so that what is near keeps its digits. */
static double sphere_m(gint64 south_north_e7, gint64 west_east_e7, double lat1, double lat2)
{
    double a = half_sine((double)south_north_e7 / E7);
    double b = half_sine((double)west_east_e7 / E7);
    double h = a * a + cosine(lat1) * cosine(lat2) * b * b;
    return 2 * EARTH_M * asin(sqrt(CLAMP(h, 0, 1)));
}

double geometry_distance_m(gint32 lat1_e7, gint32 lng1_e7, gint32 lat2_e7, gint32 lng2_e7)
{
    return sphere_m((gint64)lat2_e7 - lat1_e7, (gint64)lng2_e7 - lng1_e7, lat1_e7 / E7,
                    lat2_e7 / E7);
}

/* How far a number is from a range of numbers. */
static gint64 gap(gint64 at, gint64 from, gint64 to)
{
    return at < from ? from - at : at > to ? at - to : 0;
}

/* The same on the circle of longitudes, where the far end may be the near one. */
static gint64 gap_around(gint64 at, gint64 from, gint64 to)
{
    gint64 far = MAX(ABS(at - from), ABS(at - to));
    return MIN(gap(at, from, to), MAX(360 * (gint64)E7 - far, 0));
}

/* The haversine grows with both differences and with the cosine of either latitude, so the smallest
 * of each gives what no point of the square can be below. */
double geometry_square_distance_m(GeometrySquare square, gint32 lat_e7, gint32 lng_e7)
{
    gint32 south = 0, west = 0, north = 0, east = 0;
    geometry_cell_point(square.first, &south, &west);
    geometry_cell_point(geometry_square_last(square), &north, &east);
    double steepest = MIN(MAX(ABS(south / E7), ABS(north / E7)), 90);
    return sphere_m(gap(lat_e7, south, north), gap_around(lng_e7, west, east), lat_e7 / E7,
                    steepest);
}

/* Half the width in degrees of longitude of a circle; all around when it reaches a pole or the date
 * line. */
static double half_width(double lat, double lng, double reach)
{
    double edge = fabs(lat) + reach;
    double half = edge >= 89 ? 360 : reach / cosine(edge);
    return fabs(lng) + half > 180 ? 360 : half;
}

static gint64 clamp_e7(double degrees, int most)
{
    return (gint64)(CLAMP(degrees, -most, most) * E7);
}

int geometry_squares_around(gint32 lat_e7, gint32 lng_e7, double radius_m,
                            GeometrySquare squares[GEOMETRY_SQUARES_MAX])
{
    if (!geometry_point_valid(lat_e7, lng_e7) || !(radius_m >= 0))
        return 0;
    double lat = lat_e7 / E7, lng = lng_e7 / E7;
    /* a little more than asked, so that rounding never loses a point on the rim */
    double reach = MIN((radius_m + 0.1) / EARTH_M * 180 / G_PI, 180);
    double half = half_width(lat, lng, reach);
    gint64 south = clamp_e7(lat - reach, 90) + ORIGIN_E7;
    gint64 north = clamp_e7(lat + reach, 90) + ORIGIN_E7;
    gint64 west = clamp_e7(lng - half, 180) + 2 * ORIGIN_E7;
    gint64 east = clamp_e7(lng + half, 180) + 2 * ORIGIN_E7;
    int level = 0, n = 0;
    while (level < LEVEL_MAX && G_GINT64_CONSTANT(1) << level < MAX(north - south, east - west))
        level++;
    for (gint64 row = south >> level; row <= north >> level; row++)
        for (gint64 column = west >> level; column <= east >> level; column++)
            squares[n++] = (GeometrySquare){ (gint64)(weave((guint64)(row << level)) << 1 |
                                                      weave((guint64)(column << level))),
                                             level };
    return n;
}
