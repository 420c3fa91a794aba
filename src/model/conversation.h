/* A private conversation that a human leads, on whatever medium: why, who, and since when. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Integers are stored. */
typedef enum ConversationState {
    CONVERSATION_WAITS = 1, /* for an operator; the dialog goes on answering */
    CONVERSATION_TAKEN = 2, /* an operator answers, the dialog is silent */
    CONVERSATION_OVER = 3,
} ConversationState;

typedef enum ConversationReason {
    CONVERSATION_ASKED = 1,    /* the citizen wants a human */
    CONVERSATION_LOST = 2,     /* the dialog did not understand him twice */
    CONVERSATION_TOO_MANY = 3, /* more messages in a day than the dialog answers */
    CONVERSATION_PROGRAM = 4,  /* no person wrote it: nobody is told anything */
} ConversationReason;

typedef struct Conversation {
    gint64 tenant, id;
    char *channel; /* the medium */
    guint8 hash[16];
    GBytes *address_sealed;
    gint64 person_id, case_id;
    ConversationState state;
    ConversationReason reason;
    gint64 account; /* who answers, 0 nobody */
    gint64 opened_at, taken_at, heard_at, said_at, version;
} Conversation;
void conversation_free(Conversation *conversation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Conversation, conversation_free)
const char *conversation_reason_label(ConversationReason reason); /* msgid */
