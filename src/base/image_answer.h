/* What the image helper answers on its standard output; written in src/image, read in image.c.
 *
 *   "KTI1"                      the sandbox is up, the photo is about to be opened
 *   one byte                    ImageAnswer
 *   IMAGE_FIELDS x 8 bytes      only after IMAGE_ANSWER_OK: signed, big-endian, in ImageField order
 *   the display JPEG, the thumbnail JPEG, nothing behind them
 * An answer that ends after "KTI1" means that the photo brought the helper down.
 */
#pragma once

#include "base/image.h"

#define IMAGE_HELLO "KTI1"

enum { IMAGE_HELLO_BYTES = 4, IMAGE_DISPLAY_SIDE = 1600, IMAGE_THUMB_WIDTH = 320 };
enum { IMAGE_THUMB_HEIGHT = 240, IMAGE_ANSWER_MAX_BYTES = 16 * 1024 * 1024 };

typedef enum ImageAnswer {
    IMAGE_ANSWER_OK = 'o',
    IMAGE_ANSWER_FORMAT = 'f', /* no format that we take */
    IMAGE_ANSWER_LARGE = 'p',  /* more pixels or bytes than we decode */
    IMAGE_ANSWER_BROKEN = 'b', /* of a format that we take, but it does not open */
} ImageAnswer;

typedef enum ImageField {
    IMAGE_FIELD_WIDTH,
    IMAGE_FIELD_HEIGHT,
    IMAGE_FIELD_TAKEN_US, /* 0 unknown; read as UTC unless zoned */
    IMAGE_FIELD_ZONED,    /* 1: the photo names its zone, taken_us is an instant */
    IMAGE_FIELD_LAT_E7,
    IMAGE_FIELD_LNG_E7,
    IMAGE_FIELD_DISPLAY_BYTES,
    IMAGE_FIELD_THUMB_BYTES,
    IMAGE_FIELDS
} ImageField;

/* The whole answer as a result. INVALID "foto" as the helper says, INTERNAL when there is no hello
 * or the answer breaks the rules above (the helper may be in a photo's power: nothing is believed).
 */
ImageResult *image_answer_read(const guint8 *data, gsize bytes, GError **error) MUST_USE;
