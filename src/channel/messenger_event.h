/* Events of Facebook pages and Instagram accounts: pure reading, knows no network.
 * Source: developers.facebook.com/docs/graph-api/webhooks/reference/page and .../instagram,
 * messenger-platform/reference/webhook-events.
 */
#pragma once

#include <jansson.h>

#include "channel/channel.h"

typedef struct MessengerReader {
    /* A private message, or a public post (in->link). False ends the reading. */
    bool (*message)(gpointer user, const Incoming *in);
    /* Somebody named us in something of which the event tells the ids only. media, comment: as
     * Instagram says, or "" and the id of what is on Facebook. from NULL: not told. */
    bool (*mention)(gpointer user, const char *media, const char *comment, const char *from);
    gpointer user;
} MessengerReader;

typedef struct MessengerAbout {
    const char *object;  /* "page" or "instagram": other objects are passed over */
    const char *account; /* our page or account; "" any */
    const char *channel, *to;
} MessengerAbout;

/* What we said ourselves, what was changed or taken away, and unknown kinds are passed over. False:
 * a reader said so. */
bool messenger_read(const json_t *event, const MessengerAbout *about,
                    const MessengerReader *reader);
