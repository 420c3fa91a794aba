/* What becomes of an outgoing message after a try: the one place in the jobs that turns a result
 * into a next step. Pure.
 *
 * Design: sending without losing and without doubling.
 * Invariants:
 *  R1 a message is claimed (SENDING with a lease, on disk) before the gateway sees it.
 *  R2 OK, told by the gateway, makes it SENT; a refusal for good makes it FAILED.
 *  R3 TEMPFAIL means that the gateway surely has not taken it: it is QUEUED again, later and later.
 *  R4 when it is not known whether the gateway took it (HOLD, or SENDING past its lease because a
 *     process died between claim and result) it becomes HELD: it is not sent until its report had
 *     time to come. A report moves it on by itself (message_store_receipt).
 *  R5 a HELD message is sent once more, only while the gateway is up, and only after RETRY_HOLD_US
 *     when the gateway has reported on something in that time (so it would have reported on this
 *     one too), otherwise after RETRY_HOLD_LONG_US. If that try ends unknown too it is FAILED,
 *     visibly; a report that comes later still corrects it.
 * At kill -9: before the claim it is QUEUED and sent later (R1); between claim and handing over it
 * is found SENDING, held, not reported on, and sent (R4, R5); between handing over and result it
 * is found SENDING, held, and its report makes it SENT (R4). A message that was held has sent_at
 * set, that is how "once" is known after any number of deaths.
 */
#pragma once

#include "base/clock.h"
#include "channel/channel.h"
#include "model/message.h"

#define RETRY_FIRST_US (10 * US_PER_S)
#define RETRY_LONGEST_US US_PER_HOUR
#define RETRY_HOLD_US (5 * US_PER_MIN)
#define RETRY_HOLD_LONG_US US_PER_HOUR
#define RETRY_GIVE_UP_US (7 * US_PER_DAY)

typedef struct RetryStep {
    MessageState state;
    gint64 next_at;
    const char *reason; /* msgid in place of the driver's own; NULL: the driver's */
} RetryStep;

/* After a try. m as it was claimed: its state is the one before, its attempts without this one. */
RetryStep retry_after(const Message *m, ChannelResult result, gint64 now);
/* Before a try: true when m may be sent now; else step says what to do with it instead.
 * reported_at: when the gateway last reported on any message. */
bool retry_may_send(const Message *m, bool gateway_up, gint64 reported_at, gint64 now,
                    RetryStep *step);
/* 10 s times the square of attempts (1..), at most an hour, more or less a tenth by seed. */
gint64 retry_delay_us(int attempts, guint32 seed);
