/* What a camera wrote: see exif.h. libvips gives each field as text, "VALUE (VALUE, type, ...)". */
#include "exif.h"

#include <math.h>
#include <stdio.h>

static const char *field(VipsImage *image, const char *name)
{
    const char *text = NULL;
    if (!vips_image_get_typeof(image, name) || vips_image_get_string(image, name, &text) != 0)
        return NULL;
    return text;
}

static bool clock_read(const char *text, gint64 *us)
{
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    if (!text || sscanf(text, "%4d:%2d:%2d %2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6 ||
        y < 1990 || y > 9000)
        return false;
    g_autoptr(GDateTime) at = g_date_time_new_utc(y, mo, d, h, mi, s);
    if (!at)
        return false;
    *us = g_date_time_to_unix(at) * G_USEC_PER_SEC;
    return true;
}

static bool offset_read(const char *text, gint64 *us)
{
    char sign = 0;
    int h = 0, m = 0;
    if (!text || sscanf(text, "%c%2d:%2d", &sign, &h, &m) != 3 || (sign != '+' && sign != '-') ||
        h < 0 || h > 15 || m < 0 || m > 59)
        return false;
    *us = (gint64)(sign == '-' ? -1 : 1) * (h * 60 + m) * 60 * G_USEC_PER_SEC;
    return true;
}

/* "6/1 35/1 2652/100": degrees, minutes, seconds (or hours) as one number. */
static bool sixties_read(const char *text, double *value)
{
    unsigned n[3] = { 0 }, d[3] = { 0 };
    if (!text || sscanf(text, "%u/%u %u/%u %u/%u", &n[0], &d[0], &n[1], &d[1], &n[2], &d[2]) != 6)
        return false;
    *value = 0;
    for (int i = 0; i < 3; i++) {
        if (d[i] == 0 && n[i] != 0)
            return false;
        *value += d[i] ? (double)n[i] / d[i] / pow(60, i) : 0;
    }
    return true;
}

/* The satellites' time is UTC whatever the camera's clock says. */
static bool gps_time(VipsImage *image, gint64 *us)
{
    const char *date = field(image, "exif-ifd3-GPSDateStamp");
    int y = 0, m = 0, d = 0;
    double hours = 0;
    if (!date || sscanf(date, "%4d:%2d:%2d", &y, &m, &d) != 3 || y < 1990 || y > 9000 ||
        !sixties_read(field(image, "exif-ifd3-GPSTimeStamp"), &hours) || hours >= 24)
        return false;
    g_autoptr(GDateTime) day = g_date_time_new_utc(y, m, d, 0, 0, 0);
    if (!day)
        return false;
    *us = (g_date_time_to_unix(day) + (gint64)(hours * 3600)) * G_USEC_PER_SEC;
    return true;
}

bool exif_taken(VipsImage *image, gint64 *taken_us, bool *zoned)
{
    gint64 offset = 0;
    bool has_clock = clock_read(field(image, "exif-ifd2-DateTimeOriginal"), taken_us);
    *zoned = true;
    if (has_clock && offset_read(field(image, "exif-ifd2-OffsetTimeOriginal"), &offset)) {
        *taken_us -= offset;
        return true;
    }
    if (gps_time(image, taken_us))
        return true;
    *zoned = false;
    return has_clock;
}

static bool degrees(VipsImage *image, const char *value, const char *side, char negative,
                    double most, gint32 *e7)
{
    double read = 0;
    const char *letter = field(image, side);
    if (!letter || !sixties_read(field(image, value), &read) || read > most)
        return false;
    *e7 = (gint32)lround(read * 1e7) * (letter[0] == negative ? -1 : 1);
    return true;
}

bool exif_place(VipsImage *image, gint32 *lat_e7, gint32 *lng_e7)
{
    return degrees(image, "exif-ifd3-GPSLatitude", "exif-ifd3-GPSLatitudeRef", 'S', 90, lat_e7) &&
           degrees(image, "exif-ifd3-GPSLongitude", "exif-ifd3-GPSLongitudeRef", 'W', 180, lng_e7);
}
