/* Points: distance, cells, and coordinates as people type them; see geometry.h. On the sphere, with
 * whole numbers wherever the result is one.
 */
#include "base/geometry.h"

#include <math.h>
#include <string.h>

#define EARTH_M 6371008.8
#define E7 10000000
#define MINUS "\xe2\x88\x92" /* U+2212, what word processors make of a minus */

enum { CELL_E7 = 50000, CELL_ROWS = 36000, CELL_COLUMNS = 72000 };

static double radians(double degrees)
{
    return degrees * G_PI / 180;
}

double geometry_distance_m(gint32 lat1_e7, gint32 lng1_e7, gint32 lat2_e7, gint32 lng2_e7)
{
    double lat1 = radians((double)lat1_e7 / E7);
    double lat2 = radians((double)lat2_e7 / E7);
    double a = sin((lat2 - lat1) / 2);
    double b = sin(radians(((double)lng2_e7 - lng1_e7) / E7) / 2);
    double h = a * a + cos(lat1) * cos(lat2) * b * b;
    return 2 * EARTH_M * asin(sqrt(CLAMP(h, 0, 1)));
}

bool geometry_point_valid(gint32 lat_e7, gint32 lng_e7)
{
    return ABS((gint64)lat_e7) <= 90LL * E7 && ABS((gint64)lng_e7) <= 180LL * E7 &&
           (lat_e7 != 0 || lng_e7 != 0);
}

static gint64 cell_row(double lat)
{
    return CLAMP((gint64)floor((lat + 90) * E7 / CELL_E7), 0, CELL_ROWS - 1);
}

static gint64 cell_column(double lng)
{
    return CLAMP((gint64)floor((lng + 180) * E7 / CELL_E7), 0, CELL_COLUMNS - 1);
}

static gint64 cell_number(gint64 row, gint64 column)
{
    return row * CELL_COLUMNS + column + 1;
}

gint64 geometry_cell(gint32 lat_e7, gint32 lng_e7)
{
    if (!geometry_point_valid(lat_e7, lng_e7))
        return 0;
    gint64 row = (lat_e7 + 90LL * E7) / CELL_E7;
    gint64 column = (lng_e7 + 180LL * E7) / CELL_E7;
    return cell_number(MIN(row, CELL_ROWS - 1), MIN(column, CELL_COLUMNS - 1));
}

/* Half the width in degrees of longitude of a circle; all around when it reaches a pole or the
 * date line, where a row is no longer one range. */
static double half_width(double lat, double lng, double reach)
{
    double edge = fabs(lat) + reach;
    if (edge >= 89)
        return 360;
    double half = reach / cos(radians(edge));
    return fabs(lng) + half > 180 ? 360 : half;
}

int geometry_cells_around(gint32 lat_e7, gint32 lng_e7, double radius_m, gint64 *lo, gint64 *hi,
                          int max)
{
    if (!geometry_point_valid(lat_e7, lng_e7) || !(radius_m >= 0) || max < 1)
        return 0;
    double lat = (double)lat_e7 / E7;
    double lng = (double)lng_e7 / E7;
    /* a little more than asked, so that rounding never loses a point on the rim */
    double reach = MIN((radius_m + 0.1) / EARTH_M * 180 / G_PI, 180);
    double half = half_width(lat, lng, reach);
    gint64 first = cell_row(lat - reach);
    gint64 last = cell_row(lat + reach);
    gint64 west = cell_column(lng - half);
    gint64 east = cell_column(lng + half);
    gint64 rows_each = (last - first) / max + 1;
    int n = 0;
    for (gint64 row = first; row <= last; row += rows_each, n++) {
        lo[n] = cell_number(row, west);
        hi[n] = cell_number(MIN(row + rows_each - 1, last), east);
    }
    return n;
}

/* One number; moves *at behind it. */
static bool read_number(const char **at, bool comma_decimal, gint64 *e7, int *sign)
{
    const char *p = *at;
    bool minus_sign = g_str_has_prefix(p, MINUS);
    *sign = minus_sign || *p == '-' ? -1 : 1;
    if (minus_sign)
        p += strlen(MINUS);
    else if (*p == '-' || *p == '+')
        p++;
    gint64 value = 0;
    int digits = 0;
    for (; g_ascii_isdigit(*p); p++, digits++)
        value = MIN(value * 10 + (*p - '0'), 1000);
    bool point = (*p == '.' || (comma_decimal && *p == ',')) && g_ascii_isdigit(p[1]);
    int decimals = 0;
    for (p += point; point && g_ascii_isdigit(*p); p++, decimals++)
        if (decimals < 7)
            value = value * 10 + (*p - '0');
        else if (decimals == 7)
            value += *p >= '5';
    for (; decimals < 7; decimals++)
        value *= 10;
    *e7 = value;
    *at = p;
    return digits > 0;
}

static const char *skip_blank(const char *p, bool comma)
{
    for (;;) {
        if (g_ascii_isspace(*p) || (comma && (*p == ',' || *p == ';')))
            p++;
        else if (g_str_has_prefix(p, "°"))
            p += strlen("°");
        else
            return p;
    }
}

/* LS/S south, LU/N/U north, BT/E/T east, BB/W/B west. */
static bool read_side(const char **at, int *sign, char *axis)
{
    static const struct {
        const char *word;
        int sign;
        char axis;
    } SIDES[] = { { "ls", -1, 'y' }, { "lu", 1, 'y' }, { "bt", 1, 'x' }, { "bb", -1, 'x' },
                  { "s", -1, 'y' },  { "n", 1, 'y' },  { "u", 1, 'y' },  { "e", 1, 'x' },
                  { "t", 1, 'x' },   { "w", -1, 'x' }, { "b", -1, 'x' } };
    const char *p = skip_blank(*at, false);
    gsize letters = 0;
    while (g_ascii_isalpha(p[letters]))
        letters++;
    *axis = 0;
    if (letters == 0)
        return true;
    for (gsize i = 0; i < G_N_ELEMENTS(SIDES); i++) {
        if (strlen(SIDES[i].word) != letters || g_ascii_strncasecmp(p, SIDES[i].word, letters) != 0)
            continue;
        *sign = SIDES[i].sign;
        *axis = SIDES[i].axis;
        *at = p + letters;
        return true;
    }
    return false;
}

static bool read_degrees(const char **at, bool comma_decimal, gint32 *e7, char *axis)
{
    gint64 value = 0;
    int sign = 1;
    *at = skip_blank(*at, false);
    if (!read_number(at, comma_decimal, &value, &sign) || !read_side(at, &sign, axis))
        return false;
    if (value > (*axis == 'y' ? 90LL : 180LL) * E7)
        return false;
    *e7 = (gint32)(sign * value);
    return true;
}

bool geometry_parse_degrees(const char *text, gint32 *e7)
{
    char axis = 0;
    gint32 value = 0;
    if (!read_degrees(&text, true, &value, &axis) || *skip_blank(text, false))
        return false;
    *e7 = value;
    return true;
}

bool geometry_parse_point(const char *text, gint32 *lat_e7, gint32 *lng_e7)
{
    bool comma_decimal = !strchr(text, '.');
    gint32 first = 0, second = 0;
    char first_axis = 0, second_axis = 0;
    if (!read_degrees(&text, comma_decimal, &first, &first_axis))
        return false;
    const char *between = text;
    text = skip_blank(text, true);
    if (text == between && !first_axis)
        return false;
    if (!read_degrees(&text, comma_decimal, &second, &second_axis) || *skip_blank(text, false))
        return false;
    if (first_axis && first_axis == second_axis)
        return false;
    bool swapped = first_axis == 'x' || second_axis == 'y';
    gint32 lat = swapped ? second : first;
    gint32 lng = swapped ? first : second;
    if (!geometry_point_valid(lat, lng))
        return false;
    *lat_e7 = lat;
    *lng_e7 = lng;
    return true;
}
