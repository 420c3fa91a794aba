/* The thread that brings what came with messages to their cases; the rules are in domain/media.h.
 */
#pragma once

#include "job/beat.h"
#include "job/channels.h"

typedef struct MediaRound {
    Catalogs *catalogs;
    Channels *channels;
} MediaRound;

/* A Beat's round; user: MediaRound. */
gint64 media_round(Beat *beat, gpointer user);
