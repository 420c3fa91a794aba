/* What came from bearerbox on its way to the sink: a few threads, so that a slow disk does not
 * stop the link, and messages of one sender stay in order.
 *
 * Invariants:
 *  I1 a message is acknowledged only after the sink said true for it, on the connection it came on.
 *  I2 what the sink refuses is offered again with growing pauses while the connection lasts, and
 *     then given back to bearerbox ("failed for now"), which hands it to this or another box
 *     again. It is never answered "failed": bearerbox would drop it from its store.
 *  I3 what belongs to a connection that is over is dropped unseen: bearerbox gives it out anew.
 */
#pragma once

#include "channel/channel.h"
#include "channel/kannel_frame.h"

typedef struct KannelInbox KannelInbox;

typedef struct KannelInboxConfig {
    const char *channel;
    ChannelSink sink;
    /* Both are called on the inbox's threads. */
    guint64 (*epoch)(gpointer user);
    void (*answer)(gpointer user, guint64 epoch, const char *id, gint32 time, KannelNack nack);
    gpointer user;
} KannelInboxConfig;

KannelInbox *kannel_inbox_start(const KannelInboxConfig *config);
/* Copies sms. False when too many wait already. Never waits. */
bool kannel_inbox_push(KannelInbox *inbox, const KannelSms *sms, guint64 epoch);
/* When the sink last took a message; 0 never. */
gint64 kannel_inbox_last_at(KannelInbox *inbox);
/* Lets the sink finish what it has in hand; drops the rest, unanswered. */
void kannel_inbox_stop(KannelInbox *inbox);
/* Text as the citizen wrote it; the part's mark behind it when it came alone. (transfer full) */
char *kannel_inbox_text(const KannelSms *sms);
