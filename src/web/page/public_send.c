/* /lapor/kirim and /lapor/serupa: a report told by a script, as data (assets/js/outbox.js).
 *
 * The device draws the key of a report when it is written and sends it until it has an answer, so
 * the key alone says whether a report is new: what was taken under it is answered again and never
 * judged again. A refusal (422) names each field to be mended; every other refusal means "later".
 */
#include "base/json.h"
#include "domain/time_words.h"
#include "web/page/public_form.h"
#include "web/view.h"

#include <string.h>

#define KEY_CHARS_MIN 16

static Reply *reply_json(unsigned status, const char *type, json_t *body)
{
    g_autofree char *text = json_take_text(body);
    return reply_text(status, type, text);
}

static json_t *mistake_json(const Ctx *ctx, const Mistake *mistake)
{
    const char *id = report_form_field_id(mistake->field);
    return json_pack("{s:s, s:s}", "isian", id ? id : "", "kata",
                     page_word(ctx, mistake->sentence));
}

static Reply *refuse(const Ctx *ctx, const ReportForm *form)
{
    json_t *mistakes = json_array();
    for (guint i = 0; i < form->mistakes->len; i++)
        json_array_append_new(mistakes,
                              mistake_json(ctx, &g_array_index(form->mistakes, Mistake, i)));
    json_t *body =
        json_pack("{s:s, s:s, s:i, s:o}", "type", "urn:kentongan:error:invalid", "title",
                  page_word(ctx, N_("Isian perlu diperbaiki")), "status", 422, "salah", mistakes);
    g_assert(body);
    return reply_json(422, "application/problem+json", body);
}

static Reply *answer(const Ctx *ctx, const Request *request, const IntakeResult *result)
{
    g_autofree char *path = g_strconcat("/terkirim/", result->ticket, NULL);
    g_autofree char *url = page_url(request, path, "k", result->secret, NULL);
    json_t *body = json_pack("{s:s, s:s, s:s, s:b, s:s}", "tiket", result->ticket, "rahasia",
                             result->secret, "tautan", url, "ulang", result->repeated ? 1 : 0,
                             "darurat", result->alarm ? ctx->catalog->tenant.emergency : "");
    g_assert(body);
    return reply_json(result->repeated ? 200 : 201, "application/json", body);
}

/* The form with a key of its own making, or what is wrong with it. */
static bool read_form(ReportForm *form, const Ctx *ctx, const Request *request, GError **error)
{
    report_form_read(form, ctx, request);
    report_form_check(form, ctx);
    if (!form->fault)
        return true;
    g_propagate_error(error, g_steal_pointer(&form->fault));
    return false;
}

static Reply *take(const ReportForm *form, Ctx *ctx, const char *key, GError **error)
{
    const Request *request = form->request;
    bool installed = strcmp(request_text(request, "lewat"), "aplikasi") == 0;
    Intake intake;
    report_form_intake(form, ctx, request_text(request, "ikut"), &intake);
    intake.channel = installed ? "app" : "web";
    intake.idempotency_key = key;
    g_auto(IntakeResult) result = { 0 };
    return intake_submit(ctx, &intake, &result, error) ? answer(ctx, request, &result) : NULL;
}

/* The key of the device as ours; NULL when it is none. */
static char *key_of(const Request *request)
{
    const char *typed = request_text(request, "kunci");
    gsize chars = strspn(typed, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    if (chars < KEY_CHARS_MIN || chars > 64 || typed[chars])
        return NULL;
    return g_strconcat("app:", typed, NULL);
}

Reply *public_send_post(Ctx *ctx, const Request *request, GError **error)
{
    g_autofree char *key = key_of(request);
    if (!key) {
        error_set(error, KENTONGAN_ERROR_INVALID, "kunci",
                  N_("Laporan ini tidak membawa kunci. Muat ulang halaman, lalu kirim lagi."),
                  NULL);
        return NULL;
    }
    g_autoptr(GError) wrong = NULL;
    g_auto(IntakeResult) known = { 0 };
    if (intake_known(ctx, key, &known, &wrong))
        return answer(ctx, request, &known);
    if (wrong) {
        g_propagate_error(error, g_steal_pointer(&wrong));
        return NULL;
    }
    g_auto(ReportForm) form = { 0 };
    if (!read_form(&form, ctx, request, error))
        return NULL;
    if (form.mistakes->len > 0)
        return refuse(ctx, &form);
    Reply *reply = take(&form, ctx, key, &wrong);
    if (reply)
        return reply;
    report_form_add_error(&form, wrong);
    if (!form.fault)
        return refuse(ctx, &form);
    g_propagate_error(error, g_steal_pointer(&form.fault));
    return NULL;
}

static json_t *similar_json(const Ctx *ctx, const Request *request, const Case *c)
{
    g_autofree char *path = g_strconcat("/laporan/", c->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    const char *place = page_place(ctx, c);
    g_autofree char *when = time_words_date(ctx->catalog, ctx->lang, c->created_at);
    g_autofree char *facts = g_strconcat(place, *place ? " · " : "", when, NULL);
    g_autofree char *label = page_words(ctx, N_("Ya, ini. Saya juga mengalami: {title}"), "title",
                                        page_title(ctx, c), NULL);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "tiket", c->ticket, "tautan", url,
                     "judul", page_title(ctx, c), "warna", status_colour(c->status), "status",
                     page_word(ctx, status_label(c->status)), "fakta", facts, "label", label);
}

Reply *public_similar_post(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(ReportForm) form = { 0 };
    if (!read_form(&form, ctx, request, error))
        return NULL;
    if (form.mistakes->len > 0)
        return refuse(ctx, &form);
    g_autoptr(GPtrArray) cases = report_form_similar(&form, ctx);
    json_t *list = json_array();
    for (guint i = 0; cases && i < cases->len; i++)
        json_array_append_new(list, similar_json(ctx, request, cases->pdata[i]));
    return reply_json(200, "application/json", json_pack("{s:o}", "serupa", list));
}
