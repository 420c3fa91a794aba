/* The wire format between Kannel's bearerbox 1.4.5 and its boxes: pure encoding and decoding.
 *
 * A frame is a 4-byte big-endian length and a payload; the payload begins with its kind. Integers
 * are 4 bytes big-endian, -1 unset; texts are a 4-byte length (-1 absent) and bytes; ids are texts
 * of 36 characters. Nothing here touches a socket; a decoded frame borrows the bytes it came from.
 * The SMS fields stand in one table in the .c file, in wire order.
 */
#pragma once

#include "base/error.h"

#define KANNEL_FRAME_MAX_BYTES (1024 * 1024)
#define KANNEL_HEAD_BYTES 4
#define KANNEL_ID_CHARS 36

typedef enum KannelKind {
    KANNEL_HEARTBEAT,
    KANNEL_ADMIN,
    KANNEL_SMS,
    KANNEL_ACK,
} KannelKind;

typedef enum KannelCommand {
    KANNEL_SHUTDOWN,
    KANNEL_SUSPEND,
    KANNEL_RESUME,
    KANNEL_IDENTIFY,
    KANNEL_RESTART,
} KannelCommand;

/* What an ack says. As bearerbox acts on a box's ack: OK and FAILED both take the message off its
 * store (FAILED loses it), only FAILED_NOW gives it back to the queue. As bearerbox answers a
 * box: BUFFERED means taken and stored while no link is up. */
typedef enum KannelNack {
    KANNEL_NACK_OK,
    KANNEL_NACK_FAILED,
    KANNEL_NACK_FAILED_NOW,
    KANNEL_NACK_BUFFERED,
} KannelNack;

typedef enum KannelSmsType {
    KANNEL_MO,
    KANNEL_MT_REPLY,
    KANNEL_MT_PUSH,
    KANNEL_RECEIPT,    /* dlr_mask: what happened; dlr_url: what the MT carried; msgdata: words */
    KANNEL_RECEIPT_MT, /* not sent to boxes today */
} KannelSmsType;

/* Bits of dlr_mask: asked for in an MT, one of them told in a receipt. */
enum {
    KANNEL_DLR_DELIVERED = 1,
    KANNEL_DLR_FAILED = 2,
    KANNEL_DLR_BUFFERED = 4,
    KANNEL_DLR_ACCEPTED = 8,
    KANNEL_DLR_REJECTED = 16,
    KANNEL_DLR_ALL = 31,
};

enum { KANNEL_CODING_GSM7 = 0, KANNEL_CODING_BINARY = 1, KANNEL_CODING_UCS2 = 2 };

/* Bytes borrowed from a frame. data NULL: the text is absent (not the same as empty). */
typedef struct KannelText {
    const guint8 *data;
    gsize bytes;
} KannelText;

/* All of one short message, in wire order. -1 is unset for integers. */
typedef struct KannelSms {
    KannelText sender, receiver, udhdata, msgdata;
    gint32 time; /* seconds since 1970 */
    KannelText smsc_id, smsc_number, foreign_id, service, account;
    KannelText id; /* 36 characters when present */
    gint32 sms_type, mclass, mwi, coding, compress, validity, deferred, dlr_mask;
    KannelText dlr_url;
    gint32 pid, alt_dcs, rpi;
    KannelText charset, boxc_id, binfo;
    gint32 msg_left, priority, resend_try, resend_time;
    KannelText meta_data;
} KannelSms;

typedef struct KannelAck {
    gint32 nack, time;
    KannelText id;
} KannelAck;

typedef struct KannelFrame {
    KannelKind kind;
    union {
        gint32 load; /* KANNEL_HEARTBEAT */
        struct {
            gint32 command;
            KannelText box_id;
        } admin;
        KannelSms sms;
        KannelAck ack;
    };
} KannelFrame;

/* The payload length that a frame's first 4 bytes announce. INVALID when it is less than a kind
 * or more than KANNEL_FRAME_MAX_BYTES. */
bool kannel_frame_length(const guint8 head[KANNEL_HEAD_BYTES], gsize *bytes,
                         GError **error) MUST_USE;
/* Decodes one payload (without the length). frame borrows from data. INVALID unless every byte is
 * accounted for. */
bool kannel_frame_decode(const guint8 *data, gsize bytes, KannelFrame *frame,
                         GError **error) MUST_USE;
/* Appends length and payload to out. */
void kannel_frame_encode(const KannelFrame *frame, GByteArray *out);

/* An SMS with every integer unset and every text absent. */
KannelSms kannel_sms_empty(void);
KannelText kannel_text(const char *text); /* NULL: absent */
char *kannel_text_dup(KannelText text);   /* as a string, cut at a NUL; "" when absent */
/* The id of an outgoing message: a name-based UUID, the same for the same out_id always. */
void kannel_id_derive(const char *out_id, char id[KANNEL_ID_CHARS + 1]);
