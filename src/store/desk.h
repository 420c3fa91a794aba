/* Who is on duty at desks, and their queue numbers of a day. */
#pragma once

#include "db/ctx.h"
#include "model/desk.h"

/* Where an account is on duty; *desk NULL: nowhere. (transfer full) */
bool desk_store_shift(Ctx *ctx, gint64 account, gint64 *id, char **desk, int *counter,
                      gint64 *from_at, GError **error) MUST_USE;
bool desk_store_open_shift(Ctx *ctx, gint64 id, const char *desk, gint64 account, int counter,
                           GError **error) MUST_USE;
bool desk_store_close_shift(Ctx *ctx, gint64 id, GError **error) MUST_USE;

/* One more number of the day; 0 when another took it at the same moment. */
bool desk_store_take(Ctx *ctx, const char *desk, gint32 day, int *number, GError **error) MUST_USE;
/* The lowest that waits becomes called; *number 0: none waits. */
bool desk_store_call_next(Ctx *ctx, const char *desk, gint32 day, int counter, int *number,
                          GError **error) MUST_USE;
/* One that is being served ends so; *changed 0: it is not. */
bool desk_store_end(Ctx *ctx, const char *desk, gint32 day, int number, NumberState state,
                    gint64 *changed, GError **error) MUST_USE;
bool desk_store_recall(Ctx *ctx, const char *desk, gint32 day, int number, int counter,
                       gint64 *changed, GError **error) MUST_USE;
/* What the actor still serves is served. */
bool desk_store_serve_own(Ctx *ctx, const char *desk, gint32 day, GError **error) MUST_USE;
/* DeskNumber of a state; called and missed: the last called first, others by number. */
bool desk_store_numbers(Ctx *ctx, const char *desk, gint32 day, NumberState state, guint limit,
                        GArray *out, GError **error) MUST_USE;
/* How many of each state, by state 1..4; last: the highest number. */
bool desk_store_counts(Ctx *ctx, const char *desk, gint32 day, int counts[5], int *last,
                       GError **error) MUST_USE;
/* Waiting times of those called lately, microseconds: gint64. */
bool desk_store_waits(Ctx *ctx, const char *desk, gint32 day, guint limit, GArray *out,
                      GError **error) MUST_USE;
