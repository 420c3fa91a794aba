/* The reference data of every tenant, for the job threads: read once, looked at again for a newer
 * revision now and then. */
#pragma once

#include "db/db.h"
#include "model/catalog.h"

typedef struct Catalogs Catalogs;

Catalogs *catalogs_new(void);
void catalogs_free(Catalogs *catalogs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalogs, catalogs_free)

/* Catalog* of all tenants by id (transfer full), at most two seconds old. Thread-safe. */
GPtrArray *catalogs_all(Catalogs *catalogs, Db *db, GError **error) MUST_USE;
/* One of them (transfer full), looked for anew when it is not known; NOT_FOUND. */
Catalog *catalogs_get(Catalogs *catalogs, Db *db, gint64 tenant, GError **error) MUST_USE;
