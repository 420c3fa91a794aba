/* Messages in and out, and what a conversation waits for. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/message.h"

/* added is false when a message with this channel and provider_id is there already. */
bool message_store_insert(Ctx *ctx, const Message *message, bool *added, GError **error) MUST_USE;
Message *message_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* What an inbound message became. */
bool message_store_handled(Ctx *ctx, gint64 id, gint64 case_id, gint64 report_id, gint64 person_id,
                           GError **error) MUST_USE;
/* How a person last wrote on a medium in a case: what an answer must name, "" nothing, and the
 * sealed rest (JSON, see Message), NULL none. (transfer full) */
bool message_store_thread(Db *db, gint64 tenant, gint64 case_id, gint64 person_id,
                          const char *channel, char **thread, GBytes **extra,
                          GError **error) MUST_USE;
/* Message*, oldest first: of the case, and of those whose reports are in it now. */
bool message_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error) MUST_USE;
/* Those about a report that has left go with it, and those to its person, unless another report of
 * his is still there. */
bool message_store_follow(Ctx *ctx, const Report *report, gint64 from_case, gint64 to_case,
                          GError **error) MUST_USE;

/* Message* of a conversation, newest first. */
bool message_store_of_conversation(Ctx *ctx, gint64 conversation, guint limit, GPtrArray *out,
                                   GError **error) MUST_USE;

/* Takes up to limit messages of a channel that are due, urgent ones first: they become SENDING,
 * attempts + 1, and are this caller's until lease_until. The state in the Message is the one
 * before: QUEUED; SENDING when a process that died left it past its lease; HELD when its report
 * never came.
 */
bool message_store_claim(Db *db, gint64 tenant, const char *channel, gint64 now, gint64 lease_until,
                         guint limit, GPtrArray *out, GError **error) MUST_USE;
/* When the next message of a channel is due; G_MAXINT64 when none waits. */
bool message_store_next_at(Db *db, gint64 tenant, const char *channel, gint64 *at,
                           GError **error) MUST_USE;
/* What became of a try; does nothing when a report was faster. SENT notes now as the time of
 * handing over, HELD too when none is noted yet. */
bool message_store_result(Db *db, gint64 tenant, gint64 id, MessageState state, gint64 next_at,
                          gint64 now, const char *reason, GError **error) MUST_USE;
/* A try on another medium from the start, due at once; the address stays. */
bool message_store_move(Db *db, gint64 tenant, gint64 id, const char *channel, gint64 now,
                        GError **error) MUST_USE;
/* What the gateway reports of a message: only forward (SENT -> DELIVERED or FAILED, with detail as
 * its reason); ELSEWHERE tries SMS, unless it was delivered or is there already. false in *known
 * for an id we never had. */
bool message_store_receipt(Db *db, gint64 id, ReceiptKind kind, gint64 now, const char *detail,
                           bool *known, GError **error) MUST_USE;
/* Message* of a channel for the administrator: those that wait, next first; those that failed,
 * newest first. */
bool message_store_waiting(Ctx *ctx, const char *channel, guint limit, GPtrArray *out,
                           GError **error) MUST_USE;
bool message_store_failed(Ctx *ctx, const char *channel, guint limit, GPtrArray *out,
                          GError **error) MUST_USE;

typedef struct ChannelCounts {
    gint64 waiting, failed;
    gint64 last_in_at; /* program time; 0 never */
} ChannelCounts;
bool message_store_counts(Ctx *ctx, const char *channel, ChannelCounts *counts,
                          GError **error) MUST_USE;

typedef struct Dialog {
    char *question, *data; /* data: JSON */
    GBytes *body_sealed;
    gint64 expires_at;
} Dialog;
void dialog_clear(Dialog *dialog);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Dialog, dialog_clear)
/* found false: nothing is waited for (expired ones count as nothing). */
bool dialog_store_get(Ctx *ctx, const char *channel, const guint8 hash[16], Dialog *dialog,
                      bool *found, GError **error) MUST_USE;
bool dialog_store_put(Ctx *ctx, const char *channel, const guint8 hash[16], const Dialog *dialog,
                      GError **error) MUST_USE;
bool dialog_store_del(Ctx *ctx, const char *channel, const guint8 hash[16],
                      GError **error) MUST_USE;
typedef struct DialogRef {
    gint64 tenant;
    char channel[32];
    guint8 hash[16];
} DialogRef;
/* Those of all tenants that nobody answered in time: DialogRef. */
bool dialog_store_expired(Db *db, gint64 now, guint limit, GArray *out, GError **error) MUST_USE;
/* Like dialog_store_get, but also one that has expired. */
bool dialog_store_take(Ctx *ctx, const char *channel, const guint8 hash[16], Dialog *dialog,
                       bool *found, GError **error) MUST_USE;
