/* The mark as PNG: see icon.h. Drawn in the square of 32 units that assets/img/icon.svg uses. */
#include "base/icon.h"

#include <cairo.h>

#define UNITS 32.0
#define CORNER 9.0
#define MASKED_SCALE 0.8 /* what every mask leaves: a circle of four fifths */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)

static void draw_ground(cairo_t *cr, bool whole)
{
    if (whole) {
        cairo_paint(cr);
        return;
    }
    cairo_arc(cr, CORNER, CORNER, CORNER, G_PI, 1.5 * G_PI);
    cairo_arc(cr, UNITS - CORNER, CORNER, CORNER, 1.5 * G_PI, 2 * G_PI);
    cairo_arc(cr, UNITS - CORNER, UNITS - CORNER, CORNER, 0, 0.5 * G_PI);
    cairo_arc(cr, CORNER, UNITS - CORNER, CORNER, 0.5 * G_PI, G_PI);
    cairo_close_path(cr);
    cairo_fill(cr);
}

static void path_drum(cairo_t *cr)
{
    cairo_move_to(cr, 16, 5);
    cairo_rel_curve_to(cr, -4.5, 0, -7, 2.6, -7, 6.5);
    cairo_rel_line_to(cr, 0, 9);
    cairo_curve_to(cr, 9, 24.4, 11.5, 27, 16, 27);
    cairo_rel_curve_to(cr, 4.5, 0, 7, -2.6, 7, -6.5);
    cairo_rel_line_to(cr, 0, -9);
    cairo_curve_to(cr, 23, 7.6, 20.5, 5, 16, 5);
    cairo_close_path(cr);
}

static void set_colour(cairo_t *cr, guint32 rgb)
{
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static cairo_status_t take(void *out, const unsigned char *bytes, unsigned count)
{
    g_byte_array_append(out, bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

GBytes *icon_png(guint32 ground, int side, bool whole)
{
    g_assert(side >= 16 && side <= 1024);
    g_autoptr(cairo_surface_t) surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
    g_autoptr(cairo_t) cr = cairo_create(surface);
    cairo_scale(cr, side / UNITS, side / UNITS);
    set_colour(cr, ground);
    draw_ground(cr, whole);
    if (whole) {
        cairo_translate(cr, UNITS * (1 - MASKED_SCALE) / 2, UNITS * (1 - MASKED_SCALE) / 2);
        cairo_scale(cr, MASKED_SCALE, MASKED_SCALE);
    }
    set_colour(cr, 0xffffff);
    path_drum(cr);
    cairo_fill(cr);
    set_colour(cr, ground);
    cairo_set_line_width(cr, 3);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_move_to(cr, 16, 10.5);
    cairo_line_to(cr, 16, 21.5);
    cairo_stroke(cr);
    GByteArray *png = g_byte_array_new();
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, take, png);
    g_assert(status == CAIRO_STATUS_SUCCESS);
    return g_byte_array_free_to_bytes(png);
}
