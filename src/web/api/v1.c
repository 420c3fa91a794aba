/* /api/v1, what is not a case: who I am, reference data, figures. See v1.h. */
#include "web/api/v1.h"

#include "base/json.h"
#include "domain/case_file.h"
#include "web/api/v1_reply.h"

Reply *v1_reply(unsigned status, json_t *value)
{
    g_autofree char *text = json_take_text(value);
    return reply_text(status, "application/json", text);
}

Reply *v1_me_get(Ctx *ctx, const Request *request, GError **error)
{
    const Actor *a = &ctx->actor;
    (void)request, (void)error;
    return v1_reply(200, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", a->name, "role",
                                   role_name(a->role), "agency", a->agency, "area", a->area,
                                   "tenant", ctx->catalog->tenant.code));
}

static json_t *agencies_json(const Catalog *catalog)
{
    json_t *out = json_array();
    for (guint i = 0; i < catalog->agencies->len; i++) {
        const Agency *a = catalog->agencies->pdata[i];
        if (a->active)
            json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "code", a->code,
                                                 "name", a->name, "short_name", a->short_name,
                                                 "kind", agency_kind_name(a->kind), "parent",
                                                 a->parent, "area", a->area));
    }
    return out;
}

static json_t *services_json(const Catalog *catalog)
{
    json_t *out = json_array();
    for (guint i = 0; i < catalog->services->len; i++) {
        const Service *s = catalog->services->pdata[i];
        if (s->active)
            json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:s, s:b}", "code", s->code,
                                                 "name", s->name, "group", s->group_name, "policy",
                                                 s->policy, "sensitive", s->sensitive));
    }
    return out;
}

static json_t *areas_json(const Catalog *catalog)
{
    json_t *out = json_array();
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *a = catalog->areas->pdata[i];
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:i}", "code", a->code, "parent",
                                             a->parent, "name", a->name, "level", (int)a->level));
    }
    return out;
}

Reply *v1_reference_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)request, (void)error;
    return v1_reply(200, json_pack("{s:s, s:s, s:I, s:o, s:o, s:o}", "tenant",
                                   ctx->catalog->tenant.code, "name", ctx->catalog->tenant.name,
                                   "revision", (json_int_t)ctx->catalog->tenant.revision,
                                   "agencies", agencies_json(ctx->catalog), "services",
                                   services_json(ctx->catalog), "areas", areas_json(ctx->catalog)));
}

Reply *v1_figures_get(Ctx *ctx, const Request *request, GError **error)
{
    enum { DAYS_MAX = 366 };
    CaseFigures f;
    gint64 days = request_int(request, "days", 30), now = ctx_now_us(ctx);
    if (days < 1 || days > DAYS_MAX) {
        error_set(error, KENTONGAN_ERROR_INVALID, "days", N_("days: 1 sampai 366."), NULL);
        return NULL;
    }
    if (!case_figures(ctx, now - days * US_PER_DAY, now, &f, error))
        return NULL;
    return v1_reply(
        200,
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "received", (json_int_t)f.received,
                  "answered", (json_int_t)f.answered, "answered_in_time",
                  (json_int_t)f.answered_in_time, "confirmed", (json_int_t)f.confirmed, "open",
                  (json_int_t)f.open, "overdue", (json_int_t)f.overdue, "median_days",
                  f.median_days_x10 < 0 ? json_null() : json_real((double)f.median_days_x10 / 10)));
}
