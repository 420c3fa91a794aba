/* Sending what waits on one line: claims due messages, hands each to the driver, writes down what
 * became of it. What a result means: retry.h, with the invariants.
 *
 * While the gateway is down nothing is claimed but one message now and then, to see whether it is
 * back; all others keep their place and go out at once afterwards.
 */
#pragma once

#include "job/beat.h"
#include "job/channels.h"

typedef struct Deliver Deliver;

/* Threads for a line; line and catalogs outlive it. */
Deliver *deliver_start(Line *line, Database *database, const Clock *clock, Catalogs *catalogs,
                       GError **error) MUST_USE;
/* Something may be due. */
void deliver_wake(Deliver *deliver);
/* Finishes the message that each thread has in hand. */
void deliver_stop(Deliver *deliver);
