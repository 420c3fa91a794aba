/* Keeping house: the search index after intake (SQLite), a seal over the event log each minute,
 * what is old removed, each channel's state written down. */
#pragma once

#include "job/beat.h"
#include "job/channels.h"

/* user: the Catalogs. */
gint64 keeper_index_round(Beat *beat, gpointer catalogs);
gint64 keeper_seal_round(Beat *beat, gpointer catalogs);
gint64 keeper_sweep_round(Beat *beat, gpointer nothing);
/* user: the Channels. */
gint64 keeper_state_round(Beat *beat, gpointer channels);
