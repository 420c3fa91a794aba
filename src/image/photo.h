/* One photo, opened, turned upright, stripped and scaled by libvips. */
#pragma once

#include "base/image_answer.h"

typedef struct Photo {
    gint64 field[IMAGE_FIELDS];
    GBytes *display, *thumb;
} Photo;

/* Starts libvips with the loaders that this kind of photo needs and no other. Before the sandbox.
 */
bool photo_prepare(const char *mime);
/* Fills photo when the answer is IMAGE_ANSWER_OK. */
ImageAnswer photo_clean(GBytes *data, Photo *photo);
