/* What drivers of cloud services (Telegram, WhatsApp, Graph) share: one JSON call, what its answer
 * means for the message, how the channel is doing, and a webhook's signature.
 */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

#include "channel/channel.h"

/* How a channel is doing. Thread-safe; all zero but the lock at start. */
typedef struct CloudPulse {
    GMutex lock;
    bool up, spoken; /* spoken: something was tried */
    char detail[200];
    gint64 last_in_at, last_out_at;
    gint64 paused_until; /* monotonic: the service asked for patience */
} CloudPulse;
void cloud_pulse_init(CloudPulse *pulse);
void cloud_pulse_clear(CloudPulse *pulse);
void cloud_pulse_in(CloudPulse *pulse);
/* The service took a message. */
void cloud_pulse_out(CloudPulse *pulse);
/* up, with words for the operator (msgid). */
void cloud_pulse_up(CloudPulse *pulse, const char *detail);
/* Down; why: a sentence (msgid), detail: what the service said, NULL none. No secrets. */
void cloud_pulse_down(CloudPulse *pulse, const char *why, const char *detail);
/* Nothing is sent for so long; 0: as long as is usual. */
void cloud_pulse_pause(CloudPulse *pulse, gint64 seconds);
void cloud_pulse_read(CloudPulse *pulse, ChannelHealth *health);

typedef struct CloudCall {
    const char *url;
    const char *const *headers; /* NULL-terminated, may be NULL */
    json_t *body;               /* NULL: a GET (dropped by the call) */
    guint timeout_ms;
    gsize max_bytes;
    GCancellable *cancel; /* NULL none */
} CloudCall;

typedef struct CloudAnswer {
    int status;   /* of HTTP */
    json_t *json; /* NULL: none */
    GBytes *body;
    gint64 retry_after_s;
} CloudAnswer;
void cloud_answer_clear(CloudAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CloudAnswer, cloud_answer_clear)

/* UPSTREAM, UNCERTAIN as fetch.h says; a status is an answer. */
bool cloud_call(const CloudCall *call, CloudAnswer *answer, GError **error) MUST_USE;

/* Sends: TEMPFAIL while the service asked for patience; else the call, and what its status means.
 * 429 and 5xx: later; 401 and 404: our credentials, so later, and the channel is down; other 4xx:
 * PERMFAIL with what the service said. answer is the caller's to read after OK and PERMFAIL. */
ChannelResult cloud_send(CloudPulse *pulse, const CloudCall *call, CloudAnswer *answer,
                         GError **error);

/* For a thread that polls: returns after seconds, or at once when it is to end. */
void cloud_rest(GCancellable *ended, int seconds);

/* For fetch(): what the statuses of asking where a file is and of getting it mean. */
void cloud_fetch_error(int asked, int got, GError **error);

/* Constant time: header is prefix + hex of HMAC-SHA256 of the body under the key. */
bool cloud_is_signed(const char *key, const ChannelHook *hook, const char *header_name,
                     const char *prefix);
/* An answer to a hook (text lent). */
void cloud_hook_say(ChannelHookReply *reply, unsigned status, const char *text);
/* Where a shared location is (latitude, longitude, perhaps horizontal_accuracy in metres); leaves
 * in as it is when location is none. */
void cloud_position(Incoming *in, const json_t *location);
/* When something was sent, from the seconds that a service gave; 0 (unknown) for what is no time.
 */
gint64 cloud_time_us(gint64 seconds);
/* String of a member, NULL when it is none. */
const char *cloud_text(const json_t *object, const char *key);
