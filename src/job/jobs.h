/* All that is done later: the threads that send, wake clocks, index, seal and sweep, and the
 * channels by which messages come in. One a process; started after the database is open, stopped
 * before it is closed. Job and web never see each other: what one wants of the other is a row.
 */
#pragma once

#include "base/clock.h"
#include "db/db.h"

typedef struct Jobs Jobs;

typedef struct JobsConfig {
    Database *database;
    const Clock *clock;
    GKeyFile
        *channels; /* groups [channel.NAME], see job/channels.h; lent for the call; NULL none */
} JobsConfig;

/* INVALID for a wrong channel group. Gateways that are down are no error. crypt_open and files_open
 * come before; other threads that commit come after. */
Jobs *jobs_start(const JobsConfig *config, GError **error) MUST_USE;
/* Closes the channels, finishes what each thread has in hand, joins them. NULL is nothing. */
void jobs_stop(Jobs *jobs);
