/* Which tenant a request is for, and the current Catalog of each: a table that is replaced as a
 * whole and read without waiting for the database.
 */
#pragma once

#include "db/db.h"
#include "model/catalog.h"
#include "web/request.h"

/* Reads every tenant's catalog and swaps the table. On error the old one stays. */
bool tenants_reload(Db *db, GError **error) MUST_USE;
/* The same from catalogs made elsewhere (tests); takes references. */
void tenants_set(Catalog *const *catalogs, guint count);
void tenants_clear(void);
/* Code of the tenant that answers when neither host nor path names one; "" or unknown: the first.
 */
void tenants_set_default(const char *code);

/* Host match, else path prefix /t/CODE/ (taken off request->path and put in request->base), else
 * the default. A tenant with a host of its own shows no other tenant there. NULL: no such tenant,
 * or none at all. (transfer full) */
Catalog *tenants_choose(Request *request);
Catalog *tenants_get(gint64 id); /* (transfer full), NULL: none */
Catalog *tenants_by_code(const char *code); /* (transfer full), NULL: none */
/* own itself when the point is in its box, else the tenant with the smallest box around it; NULL:
 * in nobody's. (transfer full) */
Catalog *tenants_at(const Catalog *own, gint32 lat_e7, gint32 lng_e7);
GArray *tenants_ids(void);       /* gint64 (transfer full) */
