/* /api/v1, the inbox: what the account was told, and that it has read it. See v1.h. */
#include "web/api/v1.h"

#include "domain/case_json.h"
#include "domain/staff.h"
#include "web/api/body.h"
#include "web/api/v1_reply.h"

enum { NOTICES_MAX = 50, UNSEEN_CAP = 999 };

static json_t *notice_json(const Ctx *ctx, const Notice *n)
{
    json_t *ticket = *n->ticket ? json_string(n->ticket) : json_null();
    return json_pack("{s:o, s:s, s:s, s:o, s:o, s:b}", "id",
                     json_sprintf("%" G_GINT64_FORMAT, n->id), "key", n->key, "text", n->body,
                     "ticket", ticket, "created_at", instant_json(ctx, n->created_at), "seen",
                     n->seen_at != 0);
}

static Reply *inbox(Ctx *ctx, gint64 before, GError **error)
{
    guint unseen = 0;
    g_autoptr(GPtrArray) notices = staff_inbox(ctx, before, NOTICES_MAX, error);
    if (!notices || !staff_unseen(ctx, UNSEEN_CAP, &unseen, error))
        return NULL;
    json_t *list = json_array();
    for (guint i = 0; i < notices->len; i++)
        json_array_append_new(list, notice_json(ctx, notices->pdata[i]));
    return v1_reply(200, json_pack("{s:o, s:i}", "notices", list, "unseen", (int)unseen));
}

Reply *v1_notices_get(Ctx *ctx, const Request *request, GError **error)
{
    static const char *const NAMES[] = { "before", NULL };
    const char *text = request_text(request, "before");
    gint64 before = G_MAXINT64;
    if (!body_check_query(request, NAMES, error))
        return NULL;
    if (*text && !g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &before, NULL)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "before", N_("before: id dari sebuah kabar."),
                  NULL);
        return NULL;
    }
    return inbox(ctx, before, error);
}

Reply *v1_notices_seen_post(Ctx *ctx, const Request *request, GError **error)
{
    static const char *const NAMES[] = { NULL };
    json_t *body = body_read(request, error);
    bool ok = body && body_check_names(body, NAMES, error);
    json_decref(body);
    return ok && staff_see(ctx, 0, error) ? inbox(ctx, G_MAXINT64, error) : NULL;
}
