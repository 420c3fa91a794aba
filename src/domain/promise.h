/* What an agency promised on air: an action item with an owner and a due date in working days. It
 * stands in the agency's console until it is kept, reminds the agency a day before, and when it is
 * late that is written to the cases it was about.
 */
#pragma once

#include "db/ctx.h"
#include "model/radio.h"

/* days: working days from today, 1..60. INVALID instansi, janji, hari (also: past the decreed
 * calendar). */
bool promise_add(Ctx *ctx, gint64 topic, const char *agency, const char *text, int days,
                 GError **error) MUST_USE;
/* By the agency, or by the radio desk when it was told so. What was done is told to the reporters.
 * INVALID kata; CONFLICT when it was kept before. */
bool promise_keep(Ctx *ctx, gint64 id, const char *words, GError **error) MUST_USE;
/* Promise* that the actor may see: his agency's, all for who is bound to none. done: those kept, the
 * latest first; else the open ones, nearest due first. */
GPtrArray *promise_list(Ctx *ctx, bool done, guint limit, GError **error) MUST_USE;
bool promise_may_keep(const Ctx *ctx, const Promise *promise);
/* Open ones of the actor's agencies, and how many of them are late. */
bool promise_count(Ctx *ctx, guint *open, guint *late, GError **error) MUST_USE;
/* Tickets of the cases it is about, ", " between (transfer full). */
char *promise_tickets(Ctx *ctx, const Promise *promise, GError **error) MUST_USE;

/* The clock thread's step: the reminder, then that it is late. Safe to repeat. */
bool promise_wake(Ctx *ctx, gint64 id, GError **error) MUST_USE;
