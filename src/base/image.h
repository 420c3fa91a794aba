/* Photos: recognised by content, opened only in a sandboxed helper process (kentongan-image, see
 * src/image), stripped of all metadata, scaled. */
#pragma once

#include "base/error.h"

typedef struct ImageResult {
    GBytes *display;       /* JPEG, longest side at most 1600, upright, no metadata */
    GBytes *thumb;         /* JPEG, 320 x 240 at most */
    int width, height;     /* of display */
    gint64 taken_at;       /* from EXIF, microseconds UTC by the given zone offset, 0 unknown */
    gint32 lat_e7, lng_e7; /* from EXIF GPS, 0,0 unknown */
} ImageResult;
void image_result_free(ImageResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageResult, image_result_free)

/* "image/jpeg", "image/png", "image/webp", "image/heif" by magic bytes, or NULL. */
const char *image_sniff(GBytes *data);
/* INVALID "foto" when it is no image we take, too many pixels or bytes, broken; INTERNAL when the
 * helper could not run, BUSY when it gave no answer in time. Waits at most 20 s (a 12 megapixel
 * JPEG takes about 0.3 s). Thread-safe; as many at a time as there are processors, four at most. */
ImageResult *image_process(GBytes *data, GError **error) MUST_USE;
/* Where the helper is; default: beside the running program. */
void image_set_helper(const char *path);
