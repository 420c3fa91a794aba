/* Public posts: kept when they meet a word of the pack, copies counted on the first, until an
 * operator makes a case of one, adds it to a case, or leaves it with a reason.
 *
 * Invariants:
 *  P1 a post is decided once: of two operators the second is told, and nothing is made twice.
 *  P2 what is said in public names no ticket, no person and nothing that he told us; everything
 *     else goes by private message, and only to who began one.
 *  P3 nothing disappears: a discarded post stays, with who and why, and can be taken back.
 */
#pragma once

#include "db/ctx.h"
#include "domain/intake.h"
#include "model/incoming.h"
#include "model/post.h"

/* Inside of inbound.c's transaction, for the message that was just stored: in->link is set and rule
 * is what it met. *copy: it says what an earlier one said. */
bool post_keep(Ctx *ctx, const Incoming *in, const char *text, gint64 message_id,
               const ListenRule *rule, bool *copy, GError **error) MUST_USE;

/* What everybody can read of it there. */
typedef struct PostSaid {
    char *text, *link;
    char *handle, *name; /* "" unknown */
    char *from, *thread; /* the author's id, and what an answer names */
} PostSaid;
void post_said_clear(PostSaid *said);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostSaid, post_said_clear)
/* The caller has asked access_may_triage(). */
bool post_open(Ctx *ctx, const Post *post, PostSaid *said, GError **error) MUST_USE;

/* What stands under a post that became a case, for everybody to read (P2). (transfer full) */
char *post_answer_text(const Catalog *catalog, bool danger);

/* What follows needs access_may_triage(), else DENIED. CONFLICT: it is decided already (P1).
 * NOT_FOUND: no such post. */
/* A new case by intake_submit(); the author is its reporter, and is answered in public. */
bool post_take(Ctx *ctx, gint64 id, IntakeResult *result, GError **error) MUST_USE;
/* A further observation of an open case that this actor may act on, and that is not secret; errors
 * as of intake_submit(), INVALID "tiket" for none. */
bool post_attach(Ctx *ctx, gint64 id, const char *ticket, IntakeResult *result,
                 GError **error) MUST_USE;
/* INVALID "alasan", "catatan". */
bool post_discard(Ctx *ctx, gint64 id, const char *reason, const char *note,
                  GError **error) MUST_USE;
/* CONFLICT for what was not discarded. */
bool post_restore(Ctx *ctx, gint64 id, GError **error) MUST_USE;
