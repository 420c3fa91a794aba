/* Icons read back from their PNG: the right size, colours where systems look for them. */
#include "base/icon.h"

#include <cairo.h>
#include <string.h>

typedef struct Reading {
    const guint8 *bytes;
    gsize left;
} Reading;

static cairo_status_t give(void *user, unsigned char *out, unsigned count)
{
    Reading *reading = user;
    if (reading->left < count)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(out, reading->bytes, count);
    reading->bytes += count;
    reading->left -= count;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *decode(GBytes *png, int side)
{
    Reading reading = { 0 };
    reading.bytes = g_bytes_get_data(png, &reading.left);
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give, &reading);
    g_assert_cmpint(cairo_surface_status(surface), ==, CAIRO_STATUS_SUCCESS);
    g_assert_cmpint(cairo_image_surface_get_width(surface), ==, side);
    g_assert_cmpint(cairo_image_surface_get_height(surface), ==, side);
    return surface;
}

/* 0xAARRGGBB at a place given in parts of 32. */
static guint32 colour_at(cairo_surface_t *surface, double x, double y)
{
    int side = cairo_image_surface_get_width(surface);
    const guint8 *row = cairo_image_surface_get_data(surface) +
                        (int)(y * side / 32) * cairo_image_surface_get_stride(surface);
    bool opaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24;
    guint32 colour;
    memcpy(&colour, row + 4 * (int)(x * side / 32), sizeof colour);
    return opaque ? colour | 0xff000000 : colour;
}

static void test_round(void)
{
    g_autoptr(GBytes) png = icon_png(0x0b6e4f, 192, false);
    cairo_surface_t *icon = decode(png, 192);
    g_assert_cmphex(colour_at(icon, 0, 0), ==, 0);
    g_assert_cmphex(colour_at(icon, 31.9, 31.9), ==, 0);
    g_assert_cmphex(colour_at(icon, 16, 2), ==, 0xff0b6e4f);
    g_assert_cmphex(colour_at(icon, 16, 16), ==, 0xff0b6e4f); /* the slit */
    g_assert_cmphex(colour_at(icon, 11, 16), ==, 0xffffffff); /* the drum */
    cairo_surface_destroy(icon);
}

/* A mask leaves the inner circle of four fifths: all of the drum is in it, the ground around it. */
static void test_whole(void)
{
    g_autoptr(GBytes) png = icon_png(0xc00000, 512, true);
    cairo_surface_t *icon = decode(png, 512);
    for (int i = 0; i < 4; i++)
        g_assert_cmphex(colour_at(icon, i & 1 ? 31.9 : 0, i & 2 ? 31.9 : 0), ==, 0xffc00000);
    for (int y = 0; y < 32; y++)
        for (int x = 0; x < 32; x++)
            if (colour_at(icon, x, y) != 0xffc00000)
                g_assert_cmpint((x - 16) * (x - 16) + (y - 16) * (y - 16), <=, 13 * 13);
    g_assert_cmphex(colour_at(icon, 12, 16), ==, 0xffffffff);
    cairo_surface_destroy(icon);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/icon/round", test_round);
    g_test_add_func("/icon/whole", test_whole);
    return g_test_run();
}
