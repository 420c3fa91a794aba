/* A folder in which files of posts are left (see post_file.h): each is taken in whole, then put
 * away as NAME.selesai, with its wrong rows beside it in NAME.galat. What could not be stored stays
 * and is tried again.
 */
#pragma once

#include "channel/channel.h"

typedef struct Drop Drop;

/* folder is made when it is not there. to: our account. Strings and sink are copied. */
Drop *drop_open(const char *channel, const char *to, const char *folder, const ChannelSink *sink,
                GError **error) MUST_USE;
/* NULL is nothing. */
void drop_close(Drop *drop);
/* What the operator should know of the last file, as health()'s detail; false: nothing. *last_in_at
 * is raised to when a row last came. */
bool drop_read(Drop *drop, char *detail, gsize bytes, gint64 *last_in_at);
