/* /api/v1, what is not a case: the document, who I am, reference data, figures. See v1.h. */
#include "web/api/v1.h"

#include "base/json.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/account.h"
#include "domain/case_file.h"
#include "web/api/body.h"
#include "web/api/v1_reply.h"
#include "web/tenants.h"

static GBytes *document;

bool v1_start(const char *file, GError **error)
{
    g_autofree char *text = NULL;
    gsize bytes = 0;
    v1_stop();
    if (!file || !g_file_test(file, G_FILE_TEST_EXISTS))
        return true;
    if (!g_file_get_contents(file, &text, &bytes, error))
        return false;
    document = g_bytes_new_take(g_steal_pointer(&text), bytes);
    return true;
}

void v1_stop(void)
{
    g_clear_pointer(&document, g_bytes_unref);
}

Reply *v1_document_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx, (void)request;
    if (document)
        return reply_new(200, "application/json", g_bytes_ref(document));
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Halaman ini tidak ada."), NULL);
    return NULL;
}

Reply *v1_fail(GError **error)
{
    static const char *const NAMES[][2] = {
        { "teks", "text" },       { "alasan", "reason" },    { "layanan", "service" },
        { "wilayah", "area" },    { "lokasi", "point" },     { "patokan", "place" },
        { "instansi", "agency" }, { "tujuan", "target" },    { "petugas", "officer" },
        { "hari", "days" },       { "penilaian", "rating" }, { "pemda", "tenant" },
        { "nama", "name" },       { "telepon", "phone" },    { "sifat", "visibility" },
        { "saluran", "line" },    { "nomor", "number" },     { "waktu", "started_at" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (g_strcmp0(error_field(*error), NAMES[i][0]) != 0)
            continue;
        g_autoptr(GError) old = g_steal_pointer(error);
        error_set(error, error_code(old), NAMES[i][1], old->message, "%s",
                  error_detail(old) ? error_detail(old) : "");
        break;
    }
    return NULL;
}

char *v1_once(const Request *request, const char *what, gint64 actor, GError **error)
{
    enum { CHARS_MAX = 200 };
    const char *key = request_header(request, "idempotency-key");
    if (!key)
        return g_strdup("");
    if (*key && text_chars(key) <= CHARS_MAX)
        return g_strdup_printf("%s:%" G_GINT64_FORMAT ":%s", what, actor, key);
    error_set(error, KENTONGAN_ERROR_INVALID, "Idempotency-Key",
              N_("Idempotency-Key: 1 sampai 200 huruf."), NULL);
    return NULL;
}

Reply *v1_reply(unsigned status, json_t *value)
{
    g_autofree char *text = json_take_text(value);
    return reply_text(status, "application/json", text);
}

Reply *v1_me_get(Ctx *ctx, const Request *request, GError **error)
{
    const Actor *a = &ctx->actor;
    g_autoptr(Catalog) home = tenants_get(a->home);
    (void)request, (void)error;
    return v1_reply(200, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", a->name, "role",
                                   role_name(a->role), "agency", a->agency, "area", a->area,
                                   "tenant", ctx->catalog->tenant.code, "home",
                                   home ? home->tenant.code : ctx->catalog->tenant.code));
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

/* To whom this actor could hand a case. */
static bool is_officer_for(const Ctx *ctx, const Account *a, const char *agency)
{
    return a->active && *a->agency && access_has_agency(ctx, a->agency) &&
           (!*agency || g_str_equal(agency, a->agency));
}

Reply *v1_officers_get(Ctx *ctx, const Request *request, GError **error)
{
    static const char *const NAMES[] = { "agency", NULL };
    if (!body_check_query(request, NAMES, error))
        return NULL;
    g_autoptr(GPtrArray) accounts = account_list(ctx, error);
    if (!accounts)
        return NULL;
    json_t *officers = json_array();
    for (guint i = 0; i < accounts->len; i++) {
        const Account *a = accounts->pdata[i];
        if (is_officer_for(ctx, a, request_text(request, "agency")))
            json_array_append_new(officers, json_pack("{s:o, s:s, s:s, s:s}", "id",
                                                      json_sprintf("%" G_GINT64_FORMAT, a->id),
                                                      "name", a->name, "role", role_name(a->role),
                                                      "agency", a->agency));
    }
    return v1_reply(200, json_pack("{s:o}", "officers", officers));
}

Reply *v1_figures_get(Ctx *ctx, const Request *request, GError **error)
{
    enum { DAYS_MAX = 366, DAYS_USUAL = 30 };
    static const char *const NAMES[] = { "days", NULL };
    const char *text = request_text(request, "days");
    CaseFigures f;
    gint64 days = DAYS_USUAL, now = ctx_now_us(ctx);
    if (!body_check_query(request, NAMES, error))
        return NULL;
    if (*text && !g_ascii_string_to_signed(text, 10, 1, DAYS_MAX, &days, NULL)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "days", N_("days: 1 sampai 366."), NULL);
        return NULL;
    }
    if (!case_figures(ctx, now - days * US_PER_DAY, now, false, &f, error))
        return NULL;
    json_t *median =
        f.median_days_x10 < 0 ? json_null() : json_real((double)f.median_days_x10 / 10);
    return v1_reply(200, json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "received",
                                   (json_int_t)f.received, "answered", (json_int_t)f.answered,
                                   "answered_in_time", (json_int_t)f.answered_in_time, "confirmed",
                                   (json_int_t)f.confirmed, "open", (json_int_t)f.open, "overdue",
                                   (json_int_t)f.overdue, "median_days", median));
}
