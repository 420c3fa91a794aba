/* Figures over the cases received in a span. */
#pragma once

#include "db/ctx.h"

typedef struct FiguresRow {
    gint64 received, answered, answered_in_time, confirmed, open, overdue;
    gint64 median_us; /* receipt to follow-up, of those answered; 0 none */
} FiguresRow;
bool figures_store_get(Ctx *ctx, gint64 from_at, gint64 to_at, FiguresRow *row,
                       GError **error) MUST_USE;
