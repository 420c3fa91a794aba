/* The clock thread: wakes the clocks of all cases that are due - warnings, breaches, rungs of the
 * ladder, expiries - promises made on air, and what citizens left unanswered. What each means:
 * domain/deadline.h, domain/promise.h and domain/sms_dialog.h. Of several processes on one database
 * only one does it. */
#pragma once

#include "job/beat.h"
#include "job/catalogs.h"

/* user of the round is the Catalogs. */
gint64 clocks_round(Beat *beat, gpointer catalogs);
