/* The words by which staff find reports: see search.h. */
#include "domain/search.h"

#include "base/text.h"
#include "store/case.h"
#include "store/report.h"
#include "store/setting.h"

enum { CATCH_UP_BATCH = 500 };
#define WATERMARK "search.watermark"

static char *words_of(const Report *r)
{
    g_autofree char *text =
        g_strconcat(r->text ? r->text : "", " ", r->place_text, " ", r->ticket, NULL);
    return text_fold(text);
}

static bool is_searchable(const Report *r)
{
    return r->visibility != VISIBILITY_SECRET && r->text != NULL;
}

static bool search_add(Ctx *ctx, const Report *r, GError **error)
{
    g_autofree char *words = words_of(r);
    return !is_searchable(r) || case_store_add_words(ctx, r->id, words, error);
}

bool search_add_inline(Ctx *ctx, const Report *r, GError **error)
{
    return db_engine(ctx->db) == DB_SQLITE || search_add(ctx, r, error);
}

static bool watermark_get(Ctx *ctx, gint64 *id, GError **error)
{
    g_autofree char *value = NULL;
    if (!setting_store_get(ctx->db, ctx->tenant, WATERMARK, &value, error))
        return false;
    *id = value ? g_ascii_strtoll(value, NULL, 10) : 0;
    return true;
}

/* What the job has not reached yet is not in the index and must not be taken out of it. */
bool search_remove(Ctx *ctx, const Report *r, GError **error)
{
    gint64 reached = G_MAXINT64;
    g_autofree char *words = words_of(r);
    if (db_engine(ctx->db) == DB_SQLITE && !watermark_get(ctx, &reached, error))
        return false;
    return !is_searchable(r) || r->id > reached || case_store_del_words(ctx, r->id, words, error);
}

/* Above the watermark the job will come by. */
bool search_add_moved(Ctx *ctx, const Report *r, GError **error)
{
    gint64 reached = G_MAXINT64;
    if (db_engine(ctx->db) == DB_SQLITE && !watermark_get(ctx, &reached, error))
        return false;
    return r->id > reached || search_add(ctx, r, error);
}

static bool catch_up_work(Ctx *ctx, gpointer user, GError **error)
{
    bool *more = user;
    gint64 reached = 0;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!watermark_get(ctx, &reached, error) ||
        !report_store_after(ctx, reached, CATCH_UP_BATCH, reports, error))
        return false;
    *more = reports->len == CATCH_UP_BATCH;
    if (reports->len > 0)
        reached = ((const Report *)reports->pdata[reports->len - 1])->id;
    for (guint i = reports->len; i-- > 0;) /* the newest first: the order that the index is in */
        if (!search_add(ctx, reports->pdata[i], error))
            return false;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, reached);
    return reports->len == 0 || setting_store_put(ctx->db, ctx->tenant, WATERMARK, value, error);
}

bool search_catch_up(Ctx *ctx, bool *more, GError **error)
{
    *more = false;
    return db_engine(ctx->db) != DB_SQLITE || ctx_transact(ctx, catch_up_work, more, error);
}
