/* QR codes as SVG: see qr.h. */
#include "base/qr.h"

#include <qrencode.h>

#define QUIET 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QRcode, QRcode_free)

/* Each run of dark modules in a row is one rectangle of the path. */
static void append_row(GString *svg, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && row[x] & 1)
            x++;
        if (x > from)
            g_string_append_printf(svg, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from,
                                   x - from);
    }
}

char *qr_path(const char *text, int *size)
{
    g_autoptr(QRcode) code =
        QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1 /* case-sensitive */);
    if (!code)
        return NULL;
    *size = code->width + 2 * QUIET;
    GString *path = g_string_new(NULL);
    for (int y = 0; y < code->width; y++)
        append_row(path, code->data + y * code->width, code->width, y);
    return g_string_free(path, FALSE);
}

char *qr_svg(const char *text, int module_px)
{
    int size = 0;
    g_autofree char *path = qr_path(text, &size);
    if (!path)
        return NULL;
    return g_strdup_printf(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
        "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
        "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"%s\"/></svg>",
        size * module_px, size * module_px, size, size, size, size, path);
}
