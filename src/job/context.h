/* The Ctx of a job: the system acts, on the thread's connection, for one tenant. */
#pragma once

#include "db/ctx.h"
#include "job/beat.h"

static inline Ctx context_system(Beat *beat, const Catalog *catalog, const char *what)
{
    return (Ctx){ .db = beat_db(beat),
                  .clock = beat_clock(beat),
                  .catalog = catalog,
                  .tenant = catalog->tenant.id,
                  .actor = { .kind = ACTOR_SYSTEM, .agency = "", .area = "", .name = "" },
                  .lang = "id",
                  .request_id = what };
}
