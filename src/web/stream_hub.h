/* Between stream.c (streams and their queues) and stream_pump.c (the thread that feeds them). */
#pragma once

#include "web/stream.h"

/* Fills missed with a tenant's events after an id. False: more than limit, or they cannot be had.
 */
typedef bool (*HubReplay)(gint64 tenant, gint64 after, guint limit, GPtrArray *missed,
                          gpointer user);

void hub_open(guint streams_max, guint address_max, guint queue_max);
void hub_close(void);
void hub_beat(void);
/* Brings streams that came back to where the others are. Pump only. */
void hub_replay(HubReplay replay, gpointer user);
