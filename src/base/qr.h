/* QR codes, as SVG: for the ticket page and its print. libqrencode's only owner. */
#pragma once

#include <glib.h>

/* An SVG document of text (UTF-8, correction level M): black on white, the quiet zone of four
 * modules included, each module module_px wide. NULL when text is empty or too long for a code
 * (about 2,300 bytes). Holds only numbers of ours, never the text itself. (transfer full) */
char *qr_svg(const char *text, int module_px);
/* The dark modules alone, as the path of an SVG that a page draws itself: its viewBox is
 * "0 0 *size *size", quiet zone included. NULL as above. (transfer full) */
char *qr_path(const char *text, int *size);
