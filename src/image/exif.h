/* What a camera wrote about time and place. Every value is a stranger's: anything odd is unknown.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <vips/vips.h>

/* Microseconds; zoned: an instant, otherwise the camera's clock read as UTC. */
bool exif_taken(VipsImage *image, gint64 *taken_us, bool *zoned);
bool exif_place(VipsImage *image, gint32 *lat_e7, gint32 *lng_e7);
