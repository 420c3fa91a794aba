/* image.h through the real helper: photos made here byte by byte, honest and hostile.
 *
 * The test writes PNG itself (stored blocks, so no compressor is needed); a JPEG is what the helper
 * makes of a PNG, and gets its EXIF spliced in. WebP and HEIC are two tiny files of our own.
 */
#include "base/image.h"
#include "base/image_answer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

static const char WEBP_16X12[] =
    "UklGRgQBAABXRUJQVlA4WAoAAAAIAAAADwAACwAAVlA4ICQAAAAwAQCdASoQAAwAAgA0JZwAA3AA/vqHeutuLH93"
    "wL7In7A8AABFWElGugAAAEV4aWYAAElJKgAIAAAABgASAQMAAQAAAAEAAAAaAQUAAQAAAFYAAAAbAQUAAQAAAF4A"
    "AAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAGYAAAAAAAAAOGMAAOgDAAA4YwAA6AMAAAYAAJAHAAQA"
    "AAAwMjEwAZEHAAQAAAABAgMAAKAHAAQAAAAwMTAwAaADAAEAAAD//wAAAqAEAAEAAAAQAAAAA6AEAAEAAAAMAAAA"
    "AAAAAA==";
static const char HEIC_16X12[] =
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAeRtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABAADAAAAExpbG9jAQAAAERAAAMAAQAAAAAAAAIIAAEA"
    "AAAAAAAAZQACAAEAAAAAAAAAAQAAAAAAAAAIAAMAAAAAAAACbQABAAAAAAAAAL4AAABNaWluZgAAAAAAAwAAABVp"
    "bmZlAgAAAQABAABodmMxAAAAABVpbmZlAgAAAAACAABncmlkAAAAABVpbmZlAgAAAQADAABFeGlmAAAAANhpcHJw"
    "AAAAtmlwY28AAAB2aHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAABABhAAQwB//8DcAAAAwCQAAADAAADAB66"
    "AkAhAAEAKkIBAQNwAAADAJAAAAMAAAMAHqAggQWW6q6a5uBAQMCAAAADAIAAAAMAhCIAAQAGRAHBc8GJAAAAFGlz"
    "cGUAAAAAAAAAQAAAAEAAAAAUaXNwZQAAAAAAAAAQAAAADAAAABBwaXhpAAAAAAMICAgAAAAaaXBtYQAAAAAAAAAC"
    "AAECgQIAAgIDhAAAAChpcmVmAAAAAAAAAA5kaW1nAAIAAQABAAAADmNkc2MAAwABAAIAAAErbWRhdAAAAGEoAa8T"
    "IbRQeFtZtL4LSNjU2N5/CiSsynabMHTBsaQlChDXKYnlTFpZRncpN2oDX6B5bVJhrBbP3fSPw6ugke3yfIfB794P"
    "xaDxS/iVsqKtkgjozpkrXFE0SdCn+iZqr6PvAAAABkV4aWYAAElJKgAIAAAABgASAQMAAQAAAAEAAAAaAQUAAQAA"
    "AFYAAAAbAQUAAQAAAF4AAAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAGYAAAAAAAAAOGMAAOgDAAA4"
    "YwAA6AMAAAYAAJAHAAQAAAAwMjEwAZEHAAQAAAABAgMAAKAHAAQAAAAwMTAwAaADAAEAAAD//wAAAqAEAAEAAAAQ"
    "AAAAA6AEAAEAAAAMAAAAAAAAAA==";

static void put_be32(GByteArray *out, guint32 value)
{
    guint32 be = GUINT32_TO_BE(value);
    g_byte_array_append(out, (const guint8 *)&be, 4);
}

static void put_chunk(GByteArray *png, const char *type, const guint8 *data, gsize bytes)
{
    put_be32(png, (guint32)bytes);
    guint start = png->len;
    g_byte_array_append(png, (const guint8 *)type, 4);
    g_byte_array_append(png, data, (guint)bytes);
    guint32 crc = 0xffffffff;
    for (guint i = start; i < png->len; i++) {
        crc ^= png->data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    put_be32(png, ~crc);
}

static void put_header(GByteArray *png, guint32 width, guint32 height, int depth, int colour)
{
    g_autoptr(GByteArray) head = g_byte_array_new();
    put_be32(head, width);
    put_be32(head, height);
    const guint8 rest[5] = { (guint8)depth, (guint8)colour, 0, 0, 0 };
    g_byte_array_append(head, rest, sizeof rest);
    g_byte_array_append(png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
    put_chunk(png, "IHDR", head->data, head->len);
}

static void put_stored(GByteArray *out, const guint8 *data, gsize bytes)
{
    guint32 a = 1, b = 0;
    g_byte_array_append(out, (const guint8 *)"\x78\x01", 2);
    for (gsize done = 0; done < bytes;) {
        guint16 n = (guint16)MIN(bytes - done, 65535);
        const guint8 head[5] = { done + n == bytes, (guint8)n, (guint8)(n >> 8), (guint8)~n,
                                 (guint8)(~n >> 8) };
        g_byte_array_append(out, head, sizeof head);
        g_byte_array_append(out, data + done, n);
        done += n;
    }
    for (gsize i = 0; i < bytes; i++) {
        a = (a + data[i]) % 65521;
        b = (b + a) % 65521;
    }
    put_be32(out, b << 16 | a);
}

/* colour: the PNG colour type; a gradient in every channel. */
static GBytes *png_make(guint32 width, guint32 height, int depth, int colour)
{
    static const int CHANNELS[] = { [0] = 1, [2] = 3, [4] = 2, [6] = 4 };
    gsize pixel = (gsize)CHANNELS[colour] * (gsize)depth / 8;
    g_autoptr(GByteArray) rows = g_byte_array_new();
    g_byte_array_set_size(rows, (guint)(height * (1 + width * pixel)));
    for (guint y = 0, at = 0; y < height; y++) {
        rows->data[at++] = 0;
        for (guint x = 0; x < width * pixel; x++)
            rows->data[at++] = (guint8)(x * 3 / pixel + y * 2 + x % pixel * 40);
    }
    g_autoptr(GByteArray) packed = g_byte_array_new();
    put_stored(packed, rows->data, rows->len);
    GByteArray *png = g_byte_array_new();
    put_header(png, width, height, depth, colour);
    put_chunk(png, "IDAT", packed->data, packed->len);
    put_chunk(png, "IEND", NULL, 0);
    return g_byte_array_free_to_bytes(png);
}

static GBytes *jpeg_make(guint32 width, guint32 height)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) png = png_make(width, height, 8, 2);
    g_autoptr(ImageResult) made = image_process(png, &error);
    g_assert_no_error(error);
    return g_bytes_ref(made->display);
}

typedef struct Tag {
    guint16 tag, type;
    guint32 count;
    const void *value; /* count values of the type, little-endian */
} Tag;

enum { TAG_ASCII = 2, TAG_SHORT = 3, TAG_LONG = 4, TAG_RATIONAL = 5 };

static guint tag_bytes(const Tag *tag)
{
    static const guint SIZES[] = {
        [TAG_ASCII] = 1, [TAG_SHORT] = 2, [TAG_LONG] = 4, [TAG_RATIONAL] = 8
    };
    return SIZES[tag->type] * tag->count;
}

static void put_le(GByteArray *out, guint32 value, guint bytes)
{
    guint32 le = GUINT32_TO_LE(value);
    g_byte_array_append(out, (const guint8 *)&le, bytes);
}

/* One directory at the end of tiff; its larger values behind it. */
static void put_directory(GByteArray *tiff, const Tag *tags, guint n)
{
    guint32 outside = tiff->len + 2 + n * 12 + 4;
    put_le(tiff, n, 2);
    for (guint i = 0; i < n; i++) {
        guint bytes = tag_bytes(&tags[i]);
        guint8 inside[4] = { 0 };
        put_le(tiff, tags[i].tag, 2);
        put_le(tiff, tags[i].type, 2);
        put_le(tiff, tags[i].count, 4);
        if (bytes > 4) {
            put_le(tiff, outside, 4);
            outside += bytes;
        } else {
            memcpy(inside, tags[i].value, bytes);
            g_byte_array_append(tiff, inside, 4);
        }
    }
    put_le(tiff, 0, 4);
    for (guint i = 0; i < n; i++)
        if (tag_bytes(&tags[i]) > 4)
            g_byte_array_append(tiff, tags[i].value, tag_bytes(&tags[i]));
}

typedef struct Exif {
    guint16 orientation;
    const char *taken, *offset; /* 19 and 6 characters, or NULL */
    guint32 lat[6];
    const char *lat_side;
    guint32 lng[6];
    const char *lng_side;
} Exif;

static GByteArray *exif_make(const Exif *exif)
{
    GByteArray *tiff = g_byte_array_new();
    g_byte_array_append(tiff, (const guint8 *)"II*\0\x08\0\0\0", 8);
    guint32 photo_at = 8 + 2 + 3 * 12 + 4;
    guint32 gps_at = photo_at + 2 + 2 * 12 + 4 + 20 + 7;
    const Tag first[] = { { 0x0112, TAG_SHORT, 1, &exif->orientation },
                          { 0x8769, TAG_LONG, 1, &photo_at },
                          { 0x8825, TAG_LONG, 1, &gps_at } };
    put_directory(tiff, first, 3);
    const Tag photo[] = { { 0x9003, TAG_ASCII, 20, exif->taken },
                          { 0x9011, TAG_ASCII, 7, exif->offset } };
    put_directory(tiff, photo, 2);
    const Tag gps[] = { { 1, TAG_ASCII, 2, exif->lat_side },
                        { 2, TAG_RATIONAL, 3, exif->lat },
                        { 3, TAG_ASCII, 2, exif->lng_side },
                        { 4, TAG_RATIONAL, 3, exif->lng } };
    put_directory(tiff, gps, 4);
    return tiff;
}

/* The JPEG with an APP1 segment behind its first marker. */
static GBytes *jpeg_with_exif(GBytes *jpeg, const Exif *exif)
{
    g_autoptr(GByteArray) tiff = exif_make(exif);
    gsize bytes = 0;
    const guint8 *data = g_bytes_get_data(jpeg, &bytes);
    GByteArray *out = g_byte_array_new();
    guint length = 2 + 6 + tiff->len;
    const guint8 head[4] = { 0xff, 0xe1, (guint8)(length >> 8), (guint8)length };
    g_byte_array_append(out, data, 2);
    g_byte_array_append(out, head, 4);
    g_byte_array_append(out, (const guint8 *)"Exif\0", 6);
    g_byte_array_append(out, tiff->data, tiff->len);
    g_byte_array_append(out, data + 2, (guint)bytes - 2);
    return g_byte_array_free_to_bytes(out);
}

static const Exif JEPARA = { .orientation = 6,
                             .taken = "2026:05:04 13:15:16",
                             .offset = "+07:00",
                             .lat = { 6, 1, 35, 1, 2652, 100 },
                             .lat_side = "S",
                             .lng = { 110, 1, 40, 1, 372, 100 },
                             .lng_side = "E" };

static bool jpeg_size(GBytes *jpeg, int *width, int *height)
{
    gsize bytes = 0;
    const guint8 *d = g_bytes_get_data(jpeg, &bytes);
    for (gsize at = 2; at + 9 < bytes && d[at] == 0xff;
         at += 2 + (gsize)(d[at + 2] << 8 | d[at + 3]))
        if (d[at + 1] == 0xc0 || d[at + 1] == 0xc2) {
            *height = d[at + 5] << 8 | d[at + 6];
            *width = d[at + 7] << 8 | d[at + 8];
            return true;
        }
    return false;
}

static void assert_clean(GBytes *jpeg)
{
    static const char *const MARKS[] = { "Exif", "ICC_PROFILE", "http://ns.adobe.com", "8BIM" };
    gsize bytes = 0;
    const void *data = g_bytes_get_data(jpeg, &bytes);
    g_assert_cmpstr(image_sniff(jpeg), ==, "image/jpeg");
    for (gsize i = 0; i < G_N_ELEMENTS(MARKS); i++)
        g_assert_null(memmem(data, bytes, MARKS[i], strlen(MARKS[i])));
}

static void assert_photo(const ImageResult *result, int width, int height)
{
    int w = 0, h = 0;
    g_assert_nonnull(result);
    g_assert_cmpint(result->width, ==, width);
    g_assert_cmpint(result->height, ==, height);
    g_assert_true(jpeg_size(result->display, &w, &h));
    g_assert_cmpint(w, ==, width);
    g_assert_cmpint(h, ==, height);
    g_assert_true(jpeg_size(result->thumb, &w, &h));
    g_assert_cmpint(w, <=, 320);
    g_assert_cmpint(h, <=, 240);
    assert_clean(result->display);
    assert_clean(result->thumb);
}

static void assert_refused(GBytes *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ImageResult) result = image_process(data, &error);
    g_assert_null(result);
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    g_assert_cmpstr(error_field(error), ==, "foto");
}

static void assert_refused_or_clean(GBytes *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ImageResult) result = image_process(data, &error);
    if (result) {
        assert_clean(result->display);
        return;
    }
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
}

static void test_sniff(void)
{
    static const struct {
        const char *head;
        const char *mime;
    } HEADS[] = { { "\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg" },
                  { "\x89PNG\r\n\x1a\n\0\0\0", "image/png" },
                  { "RIFF\1\1\1\1WEBP", "image/webp" },
                  { "\0\0\0\030ftypheic", "image/heif" },
                  { "\0\0\0\030ftypmif1", "image/heif" },
                  { "\0\0\0\030ftypmp42", NULL },
                  { "RIFF\1\1\1\1WAVE", NULL },
                  { "GIF89a\1\1\1\1\1\1", NULL },
                  { "<svg xmlns='", NULL },
                  { "%PDF-1.7\n%\xe2\xe3", NULL },
                  { "II*\0\x08\0\0\0\0\0\0", NULL } };
    for (gsize i = 0; i < G_N_ELEMENTS(HEADS); i++) {
        g_autoptr(GBytes) head = g_bytes_new_static(HEADS[i].head, 12);
        g_assert_cmpstr(image_sniff(head), ==, HEADS[i].mime);
        for (gsize n = 0; n < 12; n++) {
            g_autoptr(GBytes) cut = g_bytes_new_from_bytes(head, 0, n);
            g_assert_null(image_sniff(cut));
        }
    }
}

static void test_scaled(void)
{
    static const struct {
        guint32 width, height;
        int depth, colour, want_width, want_height;
    } SHAPES[] = { { 2000, 1500, 8, 2, 1600, 1200 },
                   { 300, 2400, 8, 0, 200, 1600 },
                   { 40, 30, 8, 6, 40, 30 },
                   { 40, 30, 16, 6, 40, 30 },
                   { 40, 30, 16, 0, 40, 30 },
                   { 40, 30, 8, 4, 40, 30 },
                   { 1, 1, 8, 2, 1, 1 },
                   { 5000, 1, 8, 2, 1600, 1 } };
    for (gsize i = 0; i < G_N_ELEMENTS(SHAPES); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) png =
            png_make(SHAPES[i].width, SHAPES[i].height, SHAPES[i].depth, SHAPES[i].colour);
        g_autoptr(ImageResult) result = image_process(png, &error);
        g_assert_no_error(error);
        assert_photo(result, SHAPES[i].want_width, SHAPES[i].want_height);
        g_assert_cmpint(result->taken_at, ==, 0);
        g_assert_cmpint(result->lat_e7, ==, 0);
    }
}

static void test_other_formats(void)
{
    const char *const FILES[] = { WEBP_16X12, HEIC_16X12 };
    for (gsize i = 0; i < G_N_ELEMENTS(FILES); i++) {
        g_autoptr(GError) error = NULL;
        gsize bytes = 0;
        guchar *data = g_base64_decode(FILES[i], &bytes);
        g_autoptr(GBytes) photo = g_bytes_new_take(data, bytes);
        g_autoptr(ImageResult) result = image_process(photo, &error);
        g_assert_no_error(error);
        assert_photo(result, 16, 12);
    }
}

static void test_exif(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) jpeg = jpeg_make(400, 300);
    g_autoptr(GBytes) photo = jpeg_with_exif(jpeg, &JEPARA);
    g_assert_nonnull(memmem(g_bytes_get_data(photo, NULL), g_bytes_get_size(photo), "Exif", 4));
    g_autoptr(ImageResult) result = image_process(photo, &error);
    g_assert_no_error(error);
    assert_photo(result, 300, 400); /* lay on its side */
    g_assert_cmpint(result->lat_e7, ==, -65907000);
    g_assert_cmpint(result->lng_e7, ==, 1106677000);
    /* 2026-05-04T06:15:16Z */
    g_assert_cmpint(result->taken_at, ==, G_GINT64_CONSTANT(1777875316) * G_USEC_PER_SEC);
}

static void test_exif_without_zone(void)
{
    Exif exif = JEPARA;
    exif.offset = "??????";
    g_autoptr(GBytes) jpeg = jpeg_make(40, 30);
    g_autoptr(GBytes) photo = jpeg_with_exif(jpeg, &exif);
    g_autoptr(ImageResult) result = image_process(photo, NULL);
    g_autoptr(GDateTime) local = g_date_time_new_local(2026, 5, 4, 13, 15, 16);
    g_assert_nonnull(result);
    g_assert_cmpint(result->taken_at, ==, g_date_time_to_unix(local) * G_USEC_PER_SEC);
}

static void test_exif_nonsense(void)
{
    static const Exif NONSENSE[] = {
        { 99,
          "0000:00:00 00:00:00",
          "+07:00",
          { 6, 0, 35, 1, 0, 1 },
          "S",
          { 1, 1, 1, 1, 1, 1 },
          "E" },
        { 0,
          "2026:13:45 99:99:99",
          "+99:99",
          { 91, 1, 0, 1, 0, 1 },
          "S",
          { 1, 1, 1, 1, 1, 1 },
          "E" },
        { 7,
          "%s%s%s%s%s%n%n%n%n%",
          "%s%s%s",
          { 4294967295, 1, 0, 1, 0, 1 },
          "S",
          { 1, 1, 1, 1, 1, 1 },
          "E" },
        { 1,
          "\xff\xfe\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
          "\xff\xff\xff\xff\xff\xff",
          { 0, 0, 0, 0, 0, 0 },
          "S",
          { 0, 0, 0, 0, 0, 0 },
          "E" },
    };
    g_autoptr(GBytes) jpeg = jpeg_make(40, 30);
    for (gsize i = 0; i < G_N_ELEMENTS(NONSENSE); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) photo = jpeg_with_exif(jpeg, &NONSENSE[i]);
        g_autoptr(ImageResult) result = image_process(photo, &error);
        g_assert_no_error(error);
        assert_clean(result->display);
        g_assert_cmpint(result->taken_at, ==, 0);
        g_assert_cmpint(result->lat_e7, ==, 0);
        g_assert_cmpint(result->lng_e7, ==, 0);
    }
}

static void test_not_a_photo(void)
{
    static const char *const TEXTS[] = { "",
                                         "x",
                                         "Jalan berlubang di depan pasar, tolong.",
                                         "\xff\xd8\xff maaf, ini hanya teks dengan nama foto.jpg",
                                         "\x89PNG\r\n\x1a\n",
                                         "<svg><image href='file:///etc/passwd'/></svg>" };
    for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GBytes) data = g_bytes_new_static(TEXTS[i], strlen(TEXTS[i]));
        assert_refused(data);
    }
}

static void test_truncated(void)
{
    g_autoptr(GBytes) jpeg = jpeg_make(320, 240);
    g_autoptr(GBytes) photo = jpeg_with_exif(jpeg, &JEPARA);
    g_autoptr(GBytes) png = png_make(64, 48, 8, 2);
    GBytes *const PHOTOS[] = { photo, png };
    for (gsize i = 0; i < G_N_ELEMENTS(PHOTOS); i++) {
        gsize bytes = g_bytes_get_size(PHOTOS[i]);
        for (gsize n = 0; n < bytes; n += bytes / 15) {
            g_autoptr(GBytes) cut = g_bytes_new_from_bytes(PHOTOS[i], 0, n);
            assert_refused_or_clean(cut);
        }
    }
}

static void test_no_end_marker(void)
{
    g_autoptr(GBytes) jpeg = jpeg_make(320, 240);
    g_autoptr(GBytes) cut = g_bytes_new_from_bytes(jpeg, 0, g_bytes_get_size(jpeg) - 2);
    g_autoptr(ImageResult) result = image_process(cut, NULL);
    assert_photo(result, 320, 240);
}

/* Headers that promise a gigapixel, one with a body that begins as promised. */
static void test_bomb(void)
{
    static const guint32 SIDES[][2] = {
        { 30000, 30000 }, { 7072, 7072 }, { 0x7fffffff, 1 }, { 0x7fffffff, 0x7fffffff }, { 0, 0 }
    };
    g_autoptr(GByteArray) row = g_byte_array_new();
    guint8 nothing[4096] = { 0 };
    put_stored(row, nothing, sizeof nothing);
    for (gsize i = 0; i < G_N_ELEMENTS(SIDES); i++) {
        GByteArray *png = g_byte_array_new();
        put_header(png, SIDES[i][0], SIDES[i][1], 8, 2);
        put_chunk(png, "IDAT", row->data, row->len);
        put_chunk(png, "IEND", NULL, 0);
        g_autoptr(GBytes) bomb = g_byte_array_free_to_bytes(png);
        gint64 start = g_get_monotonic_time();
        assert_refused(bomb);
        g_test_message("%u x %u refused after %" G_GINT64_FORMAT " ms", SIDES[i][0], SIDES[i][1],
                       (g_get_monotonic_time() - start) / 1000);
    }
}

static void test_too_many_bytes(void)
{
    g_autoptr(GBytes) jpeg = jpeg_make(40, 30);
    GByteArray *padded = g_byte_array_new();
    g_byte_array_append(padded, g_bytes_get_data(jpeg, NULL), (guint)g_bytes_get_size(jpeg));
    g_byte_array_set_size(padded, 30 * 1024 * 1024);
    g_autoptr(GBytes) data = g_byte_array_free_to_bytes(padded);
    assert_refused(data);
}

static void test_garbage(void)
{
    static const char *const HEADS[] = { "\xff\xd8\xff\xe0\0\x10JFIF\0", "\x89PNG\r\n\x1a\n\0\0\0",
                                         "RIFF\0\x10\0\0WEBP", "\0\0\0\030ftypheic" };
    for (int i = 0; i < 100; i++) {
        gsize bytes = (gsize)g_test_rand_int_range(12, 4096);
        guint8 *data = g_malloc(bytes);
        for (gsize n = 0; n < bytes; n++)
            data[n] = (guint8)g_test_rand_int();
        memcpy(data, HEADS[i % 4], 12);
        g_autoptr(GBytes) garbage = g_bytes_new_take(data, bytes);
        assert_refused_or_clean(garbage);
    }
}

static void test_mutated(void)
{
    g_autoptr(GBytes) jpeg = jpeg_make(64, 48);
    g_autoptr(GBytes) photo = jpeg_with_exif(jpeg, &JEPARA);
    gsize heic_bytes = 0;
    g_autofree guchar *heic = g_base64_decode(HEIC_16X12, &heic_bytes);
    for (int i = 0; i < 100; i++) {
        gsize bytes = i % 2 ? g_bytes_get_size(photo) : heic_bytes;
        guint8 *data = g_memdup2(i % 2 ? g_bytes_get_data(photo, NULL) : heic, bytes);
        for (int n = 0; n < 8; n++)
            data[g_test_rand_int_range(12, (gint32)bytes)] = (guint8)g_test_rand_int();
        g_autoptr(GBytes) changed = g_bytes_new_take(data, bytes);
        assert_refused_or_clean(changed);
    }
}

static gpointer process_often(gpointer data)
{
    for (int i = 0; i < 5; i++) {
        g_autoptr(ImageResult) result = image_process(data, NULL);
        assert_photo(result, 320, 240);
    }
    return NULL;
}

static void test_many_at_once(void)
{
    g_autoptr(GBytes) jpeg = jpeg_make(320, 240);
    GThread *threads[8];
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("photo", process_often, jpeg);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

static char *helper_path(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program);
    return g_build_filename(folder, "..", "..", "kentongan-image", NULL);
}

static void test_sandbox_refuses(void)
{
    static const char *const NAMES[] = { "socket", "exec", "fork", "read",
                                         "write",  "kill", "code", "memory" };
    g_autofree char *path = helper_path();
    for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GError) error = NULL;
        int status = -1;
        char *argv[] = { path, (char *)"--self-test", (char *)NAMES[i], NULL };
        g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                                   &status, &error));
        g_assert_no_error(error);
        g_test_message("%s: status %d", NAMES[i], status);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    }
}

/* The limits that stand around it, here a tighter one of time. */
static void test_spinning_is_killed(void)
{
    g_autofree char *path = helper_path();
    g_autoptr(GError) error = NULL;
    int status = -1;
    char *argv[] = { (char *)"prlimit",     (char *)"--cpu=1", path,
                     (char *)"--self-test", (char *)"spin",    NULL };
    bool ran = g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                            &error);
    g_assert_no_error(error);
    g_assert_true(ran && WIFSIGNALED(status));
}

static void assert_internal_with(const char *path, GBytes *photo)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *real = helper_path();
    image_set_helper(path);
    g_autoptr(ImageResult) result = image_process(photo, &error);
    image_set_helper(real);
    g_assert_null(result);
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    g_assert_nonnull(error_detail(error));
}

/* A helper that is missing, ends at once, or talks without end; each with a photo that no socket
 * buffer holds. */
static void test_bad_helper(void)
{
    g_autoptr(GBytes) photo = png_make(1500, 1500, 8, 2);
    assert_internal_with("/nonexistent/kentongan-image", photo);
    assert_internal_with("/bin/true", photo);
    assert_internal_with("/usr/bin/yes", photo);
}

static GByteArray *answer_make(gint64 width, gint64 display, gint64 thumb)
{
    gint64 field[IMAGE_FIELDS] = { [IMAGE_FIELD_WIDTH] = width,
                                   [IMAGE_FIELD_HEIGHT] = 5,
                                   [IMAGE_FIELD_LAT_E7] = G_MAXINT64,
                                   [IMAGE_FIELD_DISPLAY_BYTES] = display,
                                   [IMAGE_FIELD_THUMB_BYTES] = thumb };
    for (int i = 0; i < IMAGE_FIELDS; i++)
        field[i] = GINT64_TO_BE(field[i]);
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)IMAGE_HELLO "o", IMAGE_HELLO_BYTES + 1);
    g_byte_array_append(out, (const guint8 *)field, sizeof field);
    g_byte_array_append(out, (const guint8 *)"\xff\xd8\xff\xe0.\xff\xd8\xff\xe0.", 10);
    return out;
}

static void test_answer_is_not_believed(void)
{
    static const gint64 LIES[][3] = { { 0, 5, 5 },          { -1, 5, 5 },  { 1601, 5, 5 },
                                      { 5, 6, 5 },          { 5, 5, 6 },   { 5, -5, 15 },
                                      { 5, G_MAXINT64, 5 }, { 5, 10, 0 },  { 5, 0, 10 },
                                      { 5, 6, 4 },          { 5, 15, -5 }, { 5, G_MININT64, 5 } };
    g_autoptr(GByteArray) good = answer_make(5, 5, 5);
    g_autoptr(ImageResult) result = image_answer_read(good->data, good->len, NULL);
    g_assert_nonnull(result);
    g_assert_cmpint(result->lat_e7, ==, 0);
    for (guint n = IMAGE_HELLO_BYTES + 1; n < good->len; n++)
        g_assert_null(image_answer_read(good->data, n, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(LIES); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GByteArray) lie = answer_make(LIES[i][0], LIES[i][1], LIES[i][2]);
        g_assert_null(image_answer_read(lie->data, lie->len, &error));
        g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *helper = helper_path();
    image_set_helper(helper);
    g_test_add_func("/image/sniff/by_content", test_sniff);
    g_test_add_func("/image/answer/not_believed", test_answer_is_not_believed);
    g_test_add_func("/image/process/scaled", test_scaled);
    g_test_add_func("/image/process/webp_and_heic", test_other_formats);
    g_test_add_func("/image/process/exif_read_and_dropped", test_exif);
    g_test_add_func("/image/process/exif_without_zone", test_exif_without_zone);
    g_test_add_func("/image/process/exif_nonsense", test_exif_nonsense);
    g_test_add_func("/image/process/not_a_photo", test_not_a_photo);
    g_test_add_func("/image/process/truncated", test_truncated);
    g_test_add_func("/image/process/no_end_marker", test_no_end_marker);
    g_test_add_func("/image/process/bomb", test_bomb);
    g_test_add_func("/image/process/too_many_bytes", test_too_many_bytes);
    g_test_add_func("/image/process/garbage", test_garbage);
    g_test_add_func("/image/process/mutated", test_mutated);
    g_test_add_func("/image/process/many_at_once", test_many_at_once);
    g_test_add_func("/image/sandbox/refuses", test_sandbox_refuses);
    g_test_add_func("/image/sandbox/spinning_is_killed", test_spinning_is_killed);
    g_test_add_func("/image/helper/bad", test_bad_helper);
    return g_test_run();
}
