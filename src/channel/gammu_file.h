/* The files that gammu-smsd leaves and takes (its FILES service): names and contents, pure.
 *
 * In:  IN20261122_101530_00_+62811_01.txt  date, time, serial, sender, part; .bin for 8-bit data.
 * Out: OUTA20261122_101530_00_+62811_k77.txt  our message id stands behind the k.
 * Contents are UTF-16 behind a byte order mark (inboxformat = unicode), or UTF-8.
 */
#pragma once

#include "channel/channel.h"

typedef struct GammuName {
    char *group;  /* all but the part: the same for the parts of one message */
    char *number; /* of the sender, as the telephone says it */
    int part;     /* 0, 1 ... */
    bool binary;
    int year, month, day, hour, minute, second; /* of the network, in local time */
} GammuName;
void gammu_name_clear(GammuName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GammuName, gammu_name_clear)

/* False when the file is none that gammu-smsd received. */
bool gammu_name_parse(const char *file, GammuName *name);
/* Microseconds since 1970 of what the name says in this zone; 0 when it says no real time. */
gint64 gammu_name_time(const GammuName *name, GTimeZone *zone);

/* The name of an outgoing message; at: local time. (transfer full) */
char *gammu_out_name(const ChannelOut *out, GDateTime *at);
/* The message id of an outgoing file of ours; NULL for others. (transfer full) */
char *gammu_out_id(const char *file);

/* Valid UTF-8 of a received file. What stands behind a NUL is dropped: gammu-smsd writes more
 * bytes than the text has when it is not plain ASCII. (transfer full) */
char *gammu_text(const void *data, gsize bytes, bool binary);
/* The contents of an outgoing file. */
GBytes *gammu_out_bytes(const char *text);
