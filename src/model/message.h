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
} Message;
Message *message_new(void);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)
const char *message_state_name(MessageState state);
const char *message_state_label(MessageState state); /* msgid */
