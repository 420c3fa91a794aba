/* How long and how many: one table for every edge. Characters are Unicode scalars, bytes are bytes. */
#pragma once

enum {
    LIMIT_TEXT_CHARS = 4000,       /* a report, a reply, a follow-up (Open311: description) */
    LIMIT_TEXT_BYTES = 16000,
    LIMIT_PLACE_CHARS = 300,
    LIMIT_NAME_CHARS = 100,
    LIMIT_NOTE_CHARS = 2000,
    LIMIT_REASON_CHARS = 500,
    LIMIT_TITLE_CHARS = 90,        /* cut from the text for lists */
    LIMIT_PHOTOS = 5,              /* a report or a follow-up */
    LIMIT_PHOTO_BYTES = 10 * 1024 * 1024,
    LIMIT_PHOTO_PIXELS = 50 * 1000 * 1000,
    LIMIT_FORM_BYTES = 64 * 1024,  /* a form without files */
    LIMIT_UPLOAD_BYTES = 52 * 1024 * 1024,
    LIMIT_JSON_BYTES = 256 * 1024,
    LIMIT_PARAMS = 200,            /* fields of a form or query */
    LIMIT_PAGE_SIZE = 500,
    LIMIT_ATTRIBUTES_BYTES = 8000,
};
