/* Which other open cases may be the same matter as one that staff look at, from whatever channel
 * either came: by distance (with how exact the points are), time, category and words, each with the
 * reasons. Nobody is shown a case that he may not see; nothing is merged by it.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

typedef struct Duplicate {
    Case *c;
    double score;      /* 0..1 */
    double distance_m; /* -1: one of both has no point */
    int days;          /* between them */
    bool same_service;
    char *words; /* that both have, as written in the one that is looked at; "" none */
} Duplicate;
void duplicate_free(Duplicate *duplicate);

typedef struct DuplicateQuery {
    gint64 case_id;                /* itself */
    const char *text, *place_text; /* "" when not known, or not to be opened */
    const char *service, *area;    /* known or proposed; "" unknown */
    gint32 lat_e7, lng_e7;         /* 0,0 no point */
    int accuracy_m;
    gint64 created_at;
} DuplicateQuery;

/* Likeliest first, at most max (transfer full). Reads a bounded number of rows, however many cases
 * there are and however many stand around. */
GPtrArray *duplicate_find(Ctx *ctx, const DuplicateQuery *query, guint max,
                          GError **error) MUST_USE;
