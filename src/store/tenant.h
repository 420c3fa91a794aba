/* The tenants of the installation: who is hosted here, under which code, host and prefix. */
#pragma once

#include "db/db.h"
#include "model/catalog.h"

/* Tenant* by id (transfer full); empty before any pack is loaded. */
GPtrArray *tenant_store_list(Db *db, GError **error) MUST_USE;
/* (transfer full); NOT_FOUND when there is none. */
Tenant *tenant_store_by_code(Db *db, const char *code, GError **error) MUST_USE;
Tenant *tenant_store_by_id(Db *db, gint64 tenant, GError **error) MUST_USE;
/* Grows with each change of reference data: a cached Catalog of another revision is stale.
 * 0 when there is no such tenant. */
bool tenant_store_revision(Db *db, gint64 tenant, gint64 *revision, GError **error) MUST_USE;
/* Inserts (tenant->id 0: the next free number is given) or replaces the row; revision + 1 into
 * tenant->revision. CONFLICT when the prefix belongs to another tenant. */
bool tenant_store_save(Db *db, Tenant *tenant, gint64 now_us, GError **error) MUST_USE;
