/* Reads what the image helper answers: see image_answer.h. */
#include "base/image_answer.h"

#include "base/geometry.h"

#include <string.h>

static ImageResult *refuse(GError **error, const char *sentence)
{
    error_set(error, KENTONGAN_ERROR_INVALID, "foto", sentence, NULL);
    return NULL;
}

static ImageResult *disbelieve(GError **error, const char *why)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, "foto",
              N_("Foto belum dapat diolah. Silakan coba lagi nanti."), "image helper: %s", why);
    return NULL;
}

static bool is_jpeg(const guint8 *data, gsize bytes)
{
    return bytes > 4 && memcmp(data, "\xff\xd8\xff", 3) == 0;
}

/* A photo's own clock without a zone: read in the zone of this machine, the best guess there is. */
static gint64 taken_at(const gint64 *field)
{
    gint64 taken = field[IMAGE_FIELD_TAKEN_US];
    if (taken <= 0 || field[IMAGE_FIELD_ZONED])
        return MAX(taken, 0);
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    gint64 seconds = taken / G_USEC_PER_SEC;
    int at = g_time_zone_adjust_time(zone, G_TIME_TYPE_STANDARD, &seconds);
    return taken - (gint64)g_time_zone_get_offset(zone, at) * G_USEC_PER_SEC;
}

static bool fields_plausible(const gint64 *field, gsize body)
{
    for (int i = 0; i < 2; i++)
        if (field[i] < 1 || field[i] > IMAGE_DISPLAY_SIDE)
            return false;
    gint64 display = field[IMAGE_FIELD_DISPLAY_BYTES];
    gint64 thumb = field[IMAGE_FIELD_THUMB_BYTES];
    return display >= 0 && display <= (gint64)body && thumb == (gint64)body - display &&
           field[IMAGE_FIELD_TAKEN_US] < G_MAXINT64 / 2;
}

static ImageResult *read_photo(const guint8 *data, gsize bytes, GError **error)
{
    gint64 field[IMAGE_FIELDS];
    if (bytes < sizeof field)
        return disbelieve(error, "short head");
    memcpy(field, data, sizeof field);
    for (int i = 0; i < IMAGE_FIELDS; i++)
        field[i] = GINT64_FROM_BE(field[i]);
    data += sizeof field;
    bytes -= sizeof field;
    if (!fields_plausible(field, bytes))
        return disbelieve(error, "impossible numbers");
    gsize display = (gsize)field[IMAGE_FIELD_DISPLAY_BYTES];
    if (!is_jpeg(data, display) || !is_jpeg(data + display, bytes - display))
        return disbelieve(error, "no JPEG");
    ImageResult *result = g_new0(ImageResult, 1);
    result->display = g_bytes_new(data, display);
    result->thumb = g_bytes_new(data + display, bytes - display);
    result->width = (int)field[IMAGE_FIELD_WIDTH];
    result->height = (int)field[IMAGE_FIELD_HEIGHT];
    result->taken_at = taken_at(field);
    gint64 lat = CLAMP(field[IMAGE_FIELD_LAT_E7], G_MININT32, G_MAXINT32);
    gint64 lng = CLAMP(field[IMAGE_FIELD_LNG_E7], G_MININT32, G_MAXINT32);
    if (geometry_point_valid((gint32)lat, (gint32)lng)) {
        result->lat_e7 = (gint32)lat;
        result->lng_e7 = (gint32)lng;
    }
    return result;
}

ImageResult *image_answer_read(const guint8 *data, gsize bytes, GError **error)
{
    if (bytes < IMAGE_HELLO_BYTES || memcmp(data, IMAGE_HELLO, IMAGE_HELLO_BYTES) != 0)
        return disbelieve(error, "it did not start");
    data += IMAGE_HELLO_BYTES;
    bytes -= IMAGE_HELLO_BYTES;
    switch (bytes ? data[0] : (int)IMAGE_ANSWER_BROKEN) {
    case IMAGE_ANSWER_OK:
        return read_photo(data + 1, bytes - 1, error);
    case IMAGE_ANSWER_FORMAT:
        return refuse(error, N_("Berkas ini bukan foto JPEG, PNG, WebP, atau HEIC."));
    case IMAGE_ANSWER_LARGE:
        return refuse(error, N_("Foto ini terlalu besar. Kirim foto dengan ukuran lebih kecil."));
    case IMAGE_ANSWER_BROKEN:
        return refuse(error, N_("Foto ini rusak atau tidak dapat dibuka. Coba foto lain."));
    default:
        return disbelieve(error, "unknown answer");
    }
}
