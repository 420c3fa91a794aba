/* The thread that learns proposals from what was decided: learns anew now and then, one process of
 * an installation for all, and keeps this process's models at the newest. It stands behind all else
 * that wants the processor. */
#pragma once

#include "job/beat.h"

/* user: Catalogs. */
gint64 learner_round(Beat *beat, gpointer catalogs);
