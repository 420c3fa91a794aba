/* The names of a catalog's areas, ready for searching in text; for place.c only. */
#pragma once

#include "model/catalog.h"

typedef struct PlaceName {
    char *joined;     /* folded, without spaces: "pakisaji" */
    char *spaced;     /* folded: "pakis aji" */
    bool ordinary;    /* also a word of everyday language, or the tenant's own name */
    bool part;        /* "wanogara" of Wanogara Wetan and Wanogara Kulon */
    GPtrArray *areas; /* Area* that bear it */
} PlaceName;

typedef struct PlaceNames PlaceNames;

/* Of the areas below the tenant's own; built once a catalog. */
const PlaceNames *place_names_of(const Catalog *catalog);
/* The name that is exactly joined; NULL for none. */
const PlaceName *place_names_exact(const PlaceNames *names, const char *joined);
/* The only name of six letters or more that differs from joined by one letter more, less, other or
 * swapped; NULL for none and for several. */
const PlaceName *place_names_near(const PlaceNames *names, const char *joined);
/* Words that join sentences, never part of a name written apart: di, ke, yang ... */
bool place_names_is_filler(const char *word);
/* Everyday words. */
bool place_names_is_ordinary(const char *word);
