/* One message in or out on a channel. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Outbound unless said. Integers are stored; message_waiting covers <= MESSAGE_SENDING. */
typedef enum MessageState {
    MESSAGE_HELD = 0,      /* perhaps taken by the gateway: waits for its report until next_at */
    MESSAGE_QUEUED = 1,    /* waits for its time (next_at): first try, retry, quiet hours */
    MESSAGE_SENDING = 2,   /* handed to the driver, its answer not known yet */
    MESSAGE_SENT = 3,      /* the gateway took it */
    MESSAGE_DELIVERED = 4, /* the gateway says the phone has it */
    MESSAGE_FAILED = 5,    /* refused for good, or given up */
    MESSAGE_RECEIVED = 6,  /* inbound: stored, not yet understood */
    MESSAGE_HANDLED = 7,   /* inbound: became a report, an addition or an answer */
} MessageState;

/* What a gateway reports of a message that it took. */
typedef enum ReceiptKind {
    RECEIPT_DELIVERED,
    RECEIPT_FAILED,
    RECEIPT_BUFFERED,  /* it has it still */
    RECEIPT_ELSEWHERE, /* this medium may not carry it, another of the same address may */
} ReceiptKind;

typedef struct Message {
    gint64 tenant, id;
    bool outbound;
    char *channel;
    MessageState state;
    gint64 case_id; /* 0: none */
    gint64 report_id, person_id;
    char *provider_id;
    GBytes *address_sealed;
    char *local;
    GBytes *body_sealed;
    char *key;
    bool urgent;
    int parts, attempts;
    gint64 next_at, created_at, sent_at, delivered_at;
    char *error;
    char *thread;         /* what an answer must name on the medium, "" none */
    GBytes *extra_sealed; /* in: JSON of name, subject, link, position; NULL none */
    gint64 conversation;  /* with a human, 0: none */
    char *buttons;        /* out: a line each, "words<tab>label"; "" none */
} Message;
Message *message_new(void);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)
const char *message_state_name(MessageState state);
const char *message_state_label(MessageState state); /* msgid */

/* A picture or paper that came with a message. Integers are stored. */
typedef enum MediaState {
    MEDIA_WAITING = 0, /* to be fetched */
    MEDIA_READY = 1,   /* here, as it came, until its message belongs to a case */
    MEDIA_DONE = 2,    /* a photo of the case */
    MEDIA_FAILED = 3,  /* gone where it was, or no picture: name is what is here of it */
    MEDIA_KEPT = 4,    /* the message itself as it came, never looked into */
} MediaState;

/* Type of a mail as it came, which staff may save. */
#define MEDIA_MAIL "message/rfc822"

typedef struct Media {
    gint64 tenant, id, message_id;
    MediaState state;
    GBytes *ref_sealed; /* what the driver fetches; NULL: the bytes came along */
    char *type, *name, *error;
    int attempts;
    gint64 next_at;
} Media;
Media *media_new(void);
void media_free(Media *media);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Media, media_free)
