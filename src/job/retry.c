/* Next steps of outgoing messages: see retry.h. */
#include "job/retry.h"

gint64 retry_delay_us(int attempts, guint32 seed)
{
    const int most = 19; /* 10 s times 19 squared is more than an hour */
    gint64 n = CLAMP(attempts, 1, most);
    gint64 delay = MIN(RETRY_FIRST_US * n * n, RETRY_LONGEST_US);
    return delay - delay / 10 + delay / 5 * (gint64)(seed % 1000) / 1000;
}

/* By when a held message may be sent once more, if the gateway reports. */
static RetryStep hold(gint64 now)
{
    return (RetryStep){ MESSAGE_HELD, now + RETRY_HOLD_US, NULL };
}

static RetryStep unknown(gint64 now)
{
    return (RetryStep){ MESSAGE_FAILED, now,
                        N_("Tidak diketahui apakah operator menerima pesan ini; tidak dikirim "
                           "lagi supaya tidak ganda.") };
}

RetryStep retry_after(const Message *m, ChannelResult result, gint64 now)
{
    gint64 next_at = now + retry_delay_us(m->attempts + 1, (guint32)(m->id >> 2));
    switch (result) {
    case CHANNEL_OK:
        return (RetryStep){ MESSAGE_SENT, now, "" };
    case CHANNEL_PERMFAIL:
        return (RetryStep){ MESSAGE_FAILED, now, NULL };
    case CHANNEL_ELSEWHERE:
        return (RetryStep){ MESSAGE_FAILED, now,
                            N_("Layanan tidak lagi mengizinkan pesan kepada orang ini.") };
    case CHANNEL_HOLD:
        return m->sent_at ? unknown(now) : hold(now);
    case CHANNEL_TEMPFAIL:
        break;
    }
    if (next_at - m->created_at > RETRY_GIVE_UP_US)
        return (RetryStep){ MESSAGE_FAILED, now, N_("Tujuh hari dicoba tanpa hasil.") };
    return (RetryStep){ MESSAGE_QUEUED, next_at, NULL };
}

bool retry_may_send(const Message *m, bool gateway_up, gint64 reported_at, gint64 now,
                    RetryStep *step)
{
    if (m->state == MESSAGE_QUEUED)
        return true;
    if (m->state == MESSAGE_SENDING) {
        *step = m->sent_at ? unknown(now) : hold(now);
        return false;
    }
    bool would_have_reported = reported_at >= m->sent_at;
    gint64 wait = would_have_reported ? RETRY_HOLD_US : RETRY_HOLD_LONG_US;
    if (gateway_up && now - m->sent_at >= wait)
        return true;
    *step = (RetryStep){ MESSAGE_HELD, now + US_PER_MIN, m->error };
    return false;
}
