/* Who does something, for whom, on which connection: the first parameter of every store and
 * domain function. Made per request or job, never stored, never shared between threads.
 */
#pragma once

#include "base/clock.h"
#include "db/db.h"
#include "model/catalog.h"
#include "model/user.h"

typedef struct Ctx {
    Db *db;                 /* this thread's connection */
    const Clock *clock;
    const Catalog *catalog; /* the tenant's reference data; NULL before a tenant is chosen */
    gint64 tenant;          /* catalog->tenant.id, or 0 */
    Actor actor;
    const char *lang;       /* "id" or "en" */
    const char *request_id; /* for the log */
} Ctx;

static inline gint64 ctx_now_us(const Ctx *ctx)
{
    return clock_now_us(ctx->clock);
}

typedef bool (*CtxWork)(Ctx *ctx, gpointer user, GError **error);
/* db_transact with a Ctx whose db is the transaction's connection. */
bool ctx_transact(Ctx *ctx, CtxWork work, gpointer user, GError **error) MUST_USE;
