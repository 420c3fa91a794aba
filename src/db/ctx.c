/* A Ctx inside a transaction: see ctx.h. */
#include "db/ctx.h"

typedef struct {
    const Ctx *outer;
    CtxWork work;
    gpointer user;
} CtxCall;

static bool ctx_run(Db *db, gpointer user, GError **error)
{
    CtxCall *call = user;
    Ctx inner = *call->outer;
    inner.db = db;
    return call->work(&inner, call->user, error);
}

bool ctx_transact(Ctx *ctx, CtxWork work, gpointer user, GError **error)
{
    CtxCall call = { ctx, work, user };
    return db_transact(ctx->db, ctx_run, &call, error);
}
