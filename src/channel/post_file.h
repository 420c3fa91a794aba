/* Messages and public posts from a file, for the day a platform closes its door: JSON lines, or CSV
 * with a head. Pure reading.
 *
 * Columns, by name, in any order: id (the platform's, the same at each repetition), author (its id
 * or name there), author_name, permalink, text, time (ISO 8601, or seconds since 1970), media
 * (addresses, parted by spaces; in JSON also an array), reply_to (whose post it answers: ours makes
 * it a comment under ours), repost_of (id of the post that it repeats). id, author and text are
 * needed, and on a medium with public posts the permalink, which elsewhere must be empty.
 */
#pragma once

#include <glib.h>

#include "model/incoming.h"

typedef struct PostFileReader {
    /* False ends the reading: it could not be stored. */
    bool (*row)(gpointer user, const Incoming *in);
    /* A row that is none; why: English, lent. Reading goes on. */
    void (*bad)(gpointer user, guint line, const char *why);
    gpointer user;
} PostFileReader;

/* channel: the medium. to: our account there, "" unknown. False: row() said so. */
bool post_file_read(GBytes *file, const char *channel, const char *to,
                    const PostFileReader *reader);
