/* A human instead of the dialog: how a private conversation comes to an operator, what he does in
 * it, and how it goes back. The citizen is told each time, by role and never by name.
 *
 * Invariants:
 *  H1 one conversation is open with an address; every message in and out of it belongs to it.
 *  H2 only who took it writes in it; two who write at once are told so, and one answer goes out.
 *  H3 while it is taken the dialog is silent, but words of danger are acted on as always.
 *  H4 whoever takes it and forgets it gives it back after CONVERSATION_MINUTES.
 */
#pragma once

#include "db/ctx.h"
#include "model/conversation.h"
#include "model/medium.h"

enum { CONVERSATION_MINUTES = 30, CONVERSATION_SHOWN = 200 };
#define CONVERSATION_SUFFIX "#human"

/* ---- from the citizen's side, in the transaction of his message, his address locked ---- */

typedef struct ConversationIn {
    const Medium *medium;
    const guint8 *hash;
    const char *from;
    gint64 message_id, person_id, case_id;
} ConversationIn;

/* *open: what is open with him, NULL nothing; this message belongs to it. (transfer full) */
bool conversation_hear(Ctx *ctx, const ConversationIn *in, Conversation **open,
                       GError **error) MUST_USE;
/* Calls for a human and tells him so; known: what conversation_hear() gave. earlier: messages that
 * belong to it too, gint64, NULL none. */
bool conversation_call(Ctx *ctx, const ConversationIn *in, Conversation *known,
                       ConversationReason reason, const GArray *earlier, GError **error) MUST_USE;
/* What a program wrote (an absence note, a newsletter): for an operator to see, without a word
 * back. */
bool conversation_keep(Ctx *ctx, const ConversationIn *in, GError **error) MUST_USE;
/* Nobody wrote for CONVERSATION_MINUTES: H4. channel: the medium's name. */
bool conversation_expire(Ctx *ctx, const char *channel, const guint8 hash[16],
                         GError **error) MUST_USE;

/* ---- from the operator's side; NOT_FOUND, DENIED ---- */

/* CONFLICT: another one has it, or it is over. */
bool conversation_take(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* seen: id of the newest message on his screen. CONFLICT: somebody answered meanwhile, or another
 * one has it; INVALID "teks". */
bool conversation_say(Ctx *ctx, gint64 id, const char *text, gint64 seen, GError **error) MUST_USE;
/* Back to the dialog. */
bool conversation_end(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* All that was said belongs to the case of this ticket, and what will be; INVALID "nomor". */
bool conversation_attach(Ctx *ctx, gint64 id, const char *ticket, GError **error) MUST_USE;
/* A new report of his in these words; ticket (transfer full). INVALID "isi". */
bool conversation_report(Ctx *ctx, gint64 id, const char *text, char **ticket,
                         GError **error) MUST_USE;

/* Message* newest first, at most CONVERSATION_SHOWN (transfer full). */
GPtrArray *conversation_messages(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* What will become of a message written now. */
typedef enum ConversationWay {
    CONVERSATION_FREE,   /* goes out as it is */
    CONVERSATION_WINDOW, /* goes out as it is until *until */
    CONVERSATION_CLOSED, /* the medium's window is over: by an approved template, else by SMS */
} ConversationWay;
bool conversation_way(Ctx *ctx, const Conversation *conversation, ConversationWay *way,
                      gint64 *until, GError **error) MUST_USE;
