/* From a mail as it came to what the sink takes: a message with its pictures, a report on one of
 * ours that came back, or nothing (our own mail).
 *
 *  T1 a mail counts as the same by its Message-ID, sender, date and words; a Message-ID alone
 * proves nothing. T2 the whole mail is kept sealed beside its message, so cutting words loses none.
 *  T3 what no person wrote (RFC 3834), what we wrote and what came back is never answered.
 *  T4 Message-IDs of ours carry a keyed tag: only we can make one that is believed.
 */
#pragma once

#include "channel/channel.h"

typedef struct MailPlace {
    const char *channel; /* the medium */
    const char *address; /* ours */
} MailPlace;

/* raw: the mail or, when whole is more than its size, its beginning. *readable: it had the form of
 * a mail; what has not is kept too. False: the sink did not store it. */
bool mail_take(const MailPlace *place, const ChannelSink *sink, GBytes *raw, gsize whole,
               bool *readable);

/* The Message-ID of our message (decimal id), without < > (transfer full). */
char *mail_id_make(const char *id, const char *address);
/* The first one of ours in a text; 0: none. */
gint64 mail_id_find(const char *text, gsize bytes);
