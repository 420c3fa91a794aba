/* Photos on disk: DATA/files/<2>/<name>.jpg and .thumb.jpg as shown, .orig as sent, sealed.
 *
 * A photo is processed and written before the transaction that names it; a file without a row is
 * swept by a job after a day. Names are random: whoever has a name of a public photo may fetch it.
 */
#pragma once

#include "base/image.h"
#include "db/db.h"

typedef struct Photo {
    char *name;   /* random, 26 characters */
    gint64 bytes; /* of display */
    int width, height;
    guint8 content_hash[32];
    const char *mime; /* static; NULL: image/jpeg */
} Photo;
void photo_free(Photo *photo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Photo, photo_free)

/* Once at start: DATA/files. */
bool files_open(const char *folder, GError **error) MUST_USE;
/* Recognises, cleans, scales and stores one photo durably. INVALID "foto" as image.h says. */
Photo *files_put_photo(GBytes *original, GError **error) MUST_USE;
/* A letter or form: a photo as above, or a PDF, kept sealed as it came and never opened here.
 * INVALID "berkas". */
Photo *files_put_paper(GBytes *original, GError **error) MUST_USE;
/* A mail as it came, kept sealed and never opened here. */
Photo *files_put_mail(GBytes *original, GError **error) MUST_USE;
/* Bytes of an unknown kind as they came, sealed, until somebody has looked at them: their name
 * (transfer full). They are removed by files_drop_raw, or swept when nothing names them. */
char *files_put_raw(GBytes *bytes, GError **error) MUST_USE;
GBytes *files_get_raw(const char *name, GError **error) MUST_USE;
void files_drop_raw(const char *name);
/* thumb or display of a name; NULL NOT_FOUND. */
GBytes *files_get(const char *name, bool thumb, GError **error) MUST_USE;
GBytes *files_get_original(const char *name, GError **error) MUST_USE;
/* Removes files older than a day that no row names; *removed counts photos. files_sweep.c */
bool files_sweep(Db *db, guint *removed, GError **error) MUST_USE;
const char *files_folder(void); /* NULL before files_open */
