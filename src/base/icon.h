/* The mark of an installed app - the drum on a ground of one colour - as PNG. cairo's only owner. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* ground: 0xRRGGBB. side: pixels, 16 to 1024. whole: the ground fills the square and the drum keeps
 * to the inner four fifths, for systems that cut icons to a shape of their own ("maskable"); else
 * the ground has round corners. (transfer full) */
GBytes *icon_png(guint32 ground, int side, bool whole);
