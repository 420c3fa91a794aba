/* Answers of the X API v2: pure reading, knows no network.
 * Source: docs.x.com, x-api/posts/search, timelines and direct-messages.
 */
#pragma once

#include <jansson.h>

#include "channel/channel.h"

typedef struct XReader {
    const char *channel, *to;
    const char *account; /* our own id: what we said is passed over; "" unknown */
    bool to_us;          /* of mentions: whatever they say, they name us */
    /* False ends the reading: not stored. */
    bool (*message)(gpointer user, const Incoming *in);
    gpointer user;
} XReader;

/* Posts, oldest first; before a repost what it repeats, when the answer brings it. False: the
 * reader said so. */
bool x_read_posts(const json_t *answer, const XReader *reader);
/* Direct messages above the id after ("" all), oldest first. *reached: the answer goes back to it.
 */
bool x_read_messages(const json_t *answer, const char *after, const XReader *reader, bool *reached);
/* meta.newest_id, meta.next_token; NULL none. Lent. */
const char *x_newest(const json_t *answer);
const char *x_next(const json_t *answer);
/* The highest id among the answer's data; NULL none. Lent. */
const char *x_highest(const json_t *answer);
/* Decimal ids: a was given later than b. */
bool x_is_later(const char *a, const char *b);

/* The words as queries of at most max_chars each, with filter ("" none) behind every one and
 * without what account ("@pemkab", "" unknown) wrote itself. NULL-terminated (transfer full). */
char **x_queries(const char *const *words, const char *filter, const char *account,
                 gsize max_chars);
