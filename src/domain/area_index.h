/* Which desa holds a point: the shapes of a catalog in one GEOS index, built once a catalog. */
#pragma once

#include "model/catalog.h"

/* Code of the smallest area with a shape that holds the point, or NULL. Lent for as long as the
 * catalog. */
const char *area_index_find(const Catalog *catalog, gint32 lat_e7, gint32 lng_e7);
