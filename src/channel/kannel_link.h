/* The connection to bearerbox: one thread that connects, reads, writes, beats and reconnects.
 *
 * Invariants:
 *  L1 only the link's thread touches the socket; everybody else leaves frames in a queue.
 *  L2 an ack belongs to the connection its message came on (epoch): after a reconnect it is
 *     dropped, for bearerbox has taken the message back and gives it out anew.
 *  L3 a frame counts as written from the moment its first byte may have left; what waited for an
 *     answer to it is then answered UNKNOWN when the connection goes, NOT_SENT before.
 * It knows frames, not what they mean: kannel_inbox.c and kannel.c do.
 */
#pragma once

#include "channel/kannel_frame.h"

typedef struct KannelLink KannelLink;

typedef struct KannelLinkConfig {
    const char *host, *box_id; /* box_id "" : none */
    int port;
    /* Called on the link's thread with each message; it must not wait nor call the link. False:
     * no room, bearerbox gets it back for now. */
    bool (*on_sms)(gpointer user, const KannelSms *sms, guint64 epoch);
    gpointer user;
} KannelLinkConfig;

typedef enum KannelAnswer {
    KANNEL_ANSWER_ACK,      /* see nack */
    KANNEL_ANSWER_NOT_SENT, /* no byte of it left this machine */
    KANNEL_ANSWER_UNKNOWN,  /* written, and no answer came */
} KannelAnswer;

KannelLink *kannel_link_new(const KannelLinkConfig *config);
/* Begins to connect; on_sms may be called from now on. */
void kannel_link_start(KannelLink *link);
/* Waits for bearerbox's answer to sms up to timeout_us. id is sms->id. Thread-safe. */
KannelAnswer kannel_link_send(KannelLink *link, const KannelSms *sms, const char *id,
                              gint64 timeout_us, KannelNack *nack);
/* Answers a received message. Dropped when epoch is over (L2). Thread-safe, does not wait. */
void kannel_link_ack(KannelLink *link, guint64 epoch, const char *id, gint32 time, KannelNack nack);
/* 0 while there is no connection. */
guint64 kannel_link_epoch(KannelLink *link);
/* detail: up to 200 bytes of Indonesian for the operator. */
bool kannel_link_status(KannelLink *link, char detail[200]);
/* No further on_sms is begun after this returned. */
void kannel_link_quiet(KannelLink *link);
/* Writes what is queued, waits for answers under way, both for at most two seconds; ends the
 * thread and frees the link. Every kannel_link_send has returned by then. */
void kannel_link_stop(KannelLink *link);
