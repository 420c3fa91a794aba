/* Places: which areas a free text names, and in which area a point lies.
 *
 * A text is searched for the names of the tenant's areas below its own: space-insensitive
 * ("Pacarkembang"), one typing mistake in long names, words before a name (desa, kel., kec., dusun,
 * jl.) as cues. A name that is an ordinary word ("Batu", "Sumber") or belongs to a street counts
 * only with a cue. A desa is believed more when its kecamatan is named too.
 */
#pragma once

#include "model/catalog.h"

typedef struct PlaceCandidate {
    const Area *area; /* lent, lives with the catalog */
    int score;        /* 1..100; 50 and above: may stand as the proposal */
    char *words;      /* as written in the text: "ds. Tegalsambi" */
} PlaceCandidate;
void place_candidate_free(PlaceCandidate *candidate);

/* Best first, at most ten (transfer full). A named kecamatan is left out when a desa in it is
 * there. Several of one score at the head mean: ambiguous, ask a person. */
GPtrArray *place_find(const Catalog *catalog, const char *text);
/* The one that may be proposed: well supported and clearly ahead, or the kecamatan that holds all
 * that are; NULL when there is none. */
const Area *place_best(const Catalog *catalog, const GPtrArray *candidates);

/* The deepest area whose shape holds the point; NULL: none, or no shapes loaded. */
const Area *place_at(const Catalog *catalog, gint32 lat_e7, gint32 lng_e7);
/* The ancestor of area (or itself) at a level; NULL when there is none. */
const Area *place_above(const Catalog *catalog, const Area *area, AreaLevel level);
