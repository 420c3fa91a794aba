/* Coordinates as people type them; see geometry.h. In whole numbers. */
#include "base/geometry.h"

#include <string.h>

#define E7 10000000
#define MINUS "\xe2\x88\x92" /* U+2212, what word processors make of a minus */

bool geometry_point_valid(gint32 lat_e7, gint32 lng_e7)
{
    return ABS((gint64)lat_e7) <= 90LL * E7 && ABS((gint64)lng_e7) <= 180LL * E7 &&
           (lat_e7 != 0 || lng_e7 != 0);
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
