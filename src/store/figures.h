/* Figures over the cases received in a span. */
#pragma once

#include "db/ctx.h"

typedef struct FiguresRow {
    gint64 received, answered, answered_in_time, confirmed, open, overdue;
    gint64 late; /* not answered, and past the time for it */
    gint64 median_us; /* receipt to follow-up, of those answered; 0 none */
} FiguresRow;
/* public_only: as if there were no secret cases. */
bool figures_store_get(Ctx *ctx, gint64 from_at, gint64 to_at, bool public_only, FiguresRow *row,
                       GError **error) MUST_USE;

typedef struct AgencyFigures {
    char *agency; /* "" not yet with one */
    gint64 received, answered, in_time, overdue, reopened, confirmed;
} AgencyFigures;
void agency_figures_free(AgencyFigures *figures);
/* AgencyFigures* by the agency that has the case now, most received first (transfer full). */
GPtrArray *figures_store_by_agency(Ctx *ctx, gint64 from_at, gint64 to_at, GError **error) MUST_USE;
