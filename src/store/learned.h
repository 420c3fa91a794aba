/* What was learned (a model of each kind and tenant), and the decisions it is learned from. */
#pragma once

#include "db/ctx.h"

typedef struct LearnedRow {
    gint64 version; /* 1.. grows with each fit; 0: none yet */
    gint64 made_at, took_us, upto_at, examples;
    char *figures; /* JSON */
    GBytes *body;  /* NULL when only the head was read; empty: nothing could be learned */
} LearnedRow;
void learned_row_clear(LearnedRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LearnedRow, learned_row_clear)

/* version 0 when there is none. */
bool learned_store_head(Ctx *ctx, const char *kind, LearnedRow *row, GError **error) MUST_USE;
bool learned_store_get(Ctx *ctx, const char *kind, LearnedRow *row, GError **error) MUST_USE;
/* In the place of the one before; the version is counted here. */
bool learned_store_put(Ctx *ctx, const char *kind, const LearnedRow *row, GError **error) MUST_USE;

/* A report in clear, of a case that was verified, and what people decided about it. */
typedef struct Decision {
    gint64 case_id;
    char *service, *agency, *area, *text, *place_text;
} Decision;
void decision_free(Decision *decision);
/* Those of cases before an id, newest first. Decision* appended. */
bool learned_store_decisions(Ctx *ctx, gint64 before, guint limit, GPtrArray *out,
                             GError **error) MUST_USE;
/* How many cases changed after since_at, counted up to cap. */
bool learned_store_changed(Ctx *ctx, gint64 since_at, guint cap, guint *count,
                           GError **error) MUST_USE;
