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
} Message;
Message *message_new(void);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)
const char *message_state_name(MessageState state);
const char *message_state_label(MessageState state); /* msgid */

/* Something that came with a message. Integers are stored. */
typedef enum MediaState {
    MEDIA_WAITING = 0, /* to be fetched, looked at and put to its case */
    MEDIA_DONE = 1,    /* a photo of the case */
    MEDIA_FAILED = 2,  /* gone at the gateway, or no picture */
} MediaState;

typedef struct MessageMedia {
    gint64 tenant, message_id;
    int number;
    MediaState state;
    GBytes *ref_sealed; /* what the driver fetches, NULL: name is the raw file */
    char *type, *name;
    int attempts;
    gint64 next_at;
    char *error;
} MessageMedia;
MessageMedia *message_media_new(void);
void message_media_free(MessageMedia *media);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessageMedia, message_media_free)
