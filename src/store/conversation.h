/* Conversations that a human leads, and which messages belong to them. */
#pragma once

#include "db/ctx.h"
#include "model/conversation.h"

bool conversation_store_insert(Ctx *ctx, const Conversation *conversation, GError **error) MUST_USE;
/* NOT_FOUND. */
Conversation *conversation_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* *out NULL: none is open with this address (transfer full). */
bool conversation_store_open(Ctx *ctx, const char *channel, const guint8 hash[16],
                             Conversation **out, GError **error) MUST_USE;
/* CONFLICT when somebody else changed it meanwhile. */
bool conversation_store_update(Ctx *ctx, Conversation *conversation, GError **error) MUST_USE;
/* Conversation* of a state: those that wait longest first, those that are over latest first. */
bool conversation_store_list(Ctx *ctx, ConversationState state, guint limit, GPtrArray *out,
                             GError **error) MUST_USE;
/* How many wait, at most cap. */
bool conversation_store_waiting(Ctx *ctx, guint cap, guint *count, GError **error) MUST_USE;

bool conversation_store_add(Ctx *ctx, gint64 id, gint64 message_id, GError **error) MUST_USE;
/* What was said and belongs to no case yet belongs to this one. */
bool conversation_store_to_case(Ctx *ctx, gint64 id, gint64 case_id, GError **error) MUST_USE;
