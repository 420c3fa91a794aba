/* From what came with a message to a photo of its case, or to a paper that staff may save.
 *
 * Invariants:
 *  M1 nothing that came is thrown away: what is no picture stays, sealed, for staff.
 *  M2 one thing that came is put to its case once, however often this is tried (its id is the key
 *     of the reply that carries it).
 *  M3 nothing is decoded before the message belongs to a case: what spam brings is never opened.
 */
#pragma once

#include "db/ctx.h"
#include "model/message.h"

/* Keeps bytes that were fetched: media becomes READY. Not in a transaction. */
bool media_keep(Ctx *ctx, Media *media, GBytes *bytes, GError **error) MUST_USE;
/* READY: a reply with the photo or paper when its message has a case (DONE), FAILED when it is no
 * picture, else later. Written down. Not in a transaction. */
bool media_settle(Ctx *ctx, Media *media, GError **error) MUST_USE;
/* It could not be fetched: later, or given up for good. Written down. */
bool media_postpone(Ctx *ctx, Media *media, const GError *why, GError **error) MUST_USE;
