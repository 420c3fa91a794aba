/* The reference data of a tenant in the database: read into a Catalog, and replaced by what a pack
 * says. Domain rules of packs (what is valid, what refers to what): domain/pack.c.
 */
#pragma once

#include "db/db.h"
#include "model/catalog.h"

/* All of it, sealed (transfer full). NOT_FOUND for an unknown tenant. */
Catalog *catalog_store_load(Db *db, gint64 tenant, GError **error) MUST_USE;

typedef struct CatalogChange {
    bool first;            /* the tenant was not here before */
    bool calendar_changed; /* holidays, decreed years, working days, closing hour, zone */
    bool policies_changed; /* a length or a rung of a policy that was here before */
    guint areas_gone;      /* removed: nothing stands in them */
    guint agencies_retired, services_retired; /* active = 0: they vanished from the pack */
} CatalogChange;

/* Makes the tenant's reference data what catalog says, inside the caller's transaction.
 * catalog->tenant.code finds the tenant; its id and new revision are put into catalog->tenant.
 * Agencies and services that are no longer in it stay as inactive rows, areas in which a case
 * stands and old policies stay too, since cases refer to them. Shapes and points of areas that
 * catalog does not give are kept. */
bool catalog_store_replace(Db *db, Catalog *catalog, gint64 now_us, CatalogChange *change,
                           GError **error) MUST_USE;
