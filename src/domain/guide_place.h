/* What place an answer to "where?" means: one surely, a few perhaps. Pure, on the catalog.
 *
 * place.h looks for names in a whole report and is careful; here somebody was asked for a name, so
 * a short answer may be further from one, and what is near is offered to him.
 */
#pragma once

#include "model/catalog.h"

enum { GUIDE_PLACES_MAX = 3 };

typedef struct GuidePlaces {
    const Area *sure; /* NULL: none is */
    const Area *maybe[GUIDE_PLACES_MAX];
    guint count;
} GuidePlaces;

void guide_place_read(const Catalog *catalog, const char *text, GuidePlaces *places);
/* What a report's own words leave open: only where it names several. */
void guide_place_left(const Catalog *catalog, const char *text, GuidePlaces *places);
/* Whether a point lies in the government's area: in its shape where one is loaded, else its box. */
bool guide_place_inside(const Catalog *catalog, gint32 lat_e7, gint32 lng_e7);
