/* /lapor: a report is told, without an account and without JavaScript.
 *
 * One form, several submit buttons ("aksi"): "desa" lists the villages of the chosen kecamatan,
 * "ubah" comes back from the similar cases, "kirim" offers similar cases first, "baru" sends, and
 * "ikut" joins one of those cases as a further observation. Every answer that is not a ticket
 * carries all that was typed, photos included.
 */
#include "base/crypt.h"
#include "web/page/public_form.h"

#include <string.h>

Reply *public_report_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    g_auto(ReportForm) form = { 0 };
    report_form_read(&form, ctx, request);
    return report_form_reply(&form, ctx, NULL, 200);
}

/* The key names the form, the hash what it said: going back in the browser and telling something
 * else is another report, sending the same twice is not. */
static char *idempotency_key(const ReportForm *form, const char *join)
{
    g_autofree char *said = g_strjoin("\n", form->text, form->place, form->service, join, NULL);
    guint8 hash[CRYPT_HASH_BYTES];
    crypt_hash(said, strlen(said), hash);
    return g_strdup_printf("web:%s:%02x%02x%02x%02x%02x%02x", form->key, hash[0], hash[1], hash[2],
                           hash[3], hash[4], hash[5]);
}

static Reply *show_similar(const ReportForm *form, const Ctx *ctx, const GPtrArray *cases)
{
    View *page;
    View *layout = page_new(ctx, form->request, "public/similar.html",
                            page_word(ctx, N_("Laporan serupa")), AT_REPORT, &page);
    report_form_keep(form, page);
    for (guint i = 0; i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        g_autofree char *label = page_words(ctx, N_("Ya, ini. Saya juga mengalami: {title}"),
                                            "title", page_title(ctx, c), NULL);
        View *row = view_add(page, "CASE");
        page_set_case(row, ctx, form->request, c);
        view_set(row, "JOIN_LABEL", label);
    }
    Reply *reply = page_reply(layout, form->request, 200);
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}

static Reply *send(ReportForm *form, Ctx *ctx, const char *join)
{
    Intake intake;
    report_form_intake(form, ctx, join, &intake);
    g_autofree char *key = idempotency_key(form, join);
    intake.idempotency_key = key;
    g_auto(IntakeResult) result = { 0 };
    g_autoptr(GError) wrong = NULL;
    if (!intake_submit(ctx, &intake, &result, &wrong)) {
        g_message("lapor %s: %s (%s)", form->request->id, wrong->message,
                  error_detail(wrong) ? error_detail(wrong) : "");
        report_form_add_error(form, wrong);
        return report_form_reply(form, ctx, NULL, reply_status_of(wrong));
    }
    g_autofree char *path = g_strconcat("/terkirim/", result.ticket, NULL);
    g_autofree char *url = page_url(form->request, path, "k", result.secret, NULL);
    return reply_see_other(url);
}

Reply *public_report_post(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    const char *act = request_text(request, "aksi");
    const char *join = request_text(request, "ikut");
    g_auto(ReportForm) form = { 0 };
    report_form_read(&form, ctx, request);
    if (strcmp(act, "ubah") == 0)
        return report_form_reply(&form, ctx, NULL, 200);
    if (strcmp(act, "desa") == 0)
        return report_form_reply(
            &form, ctx, *form.district ? NULL : N_("Pilih kecamatan dahulu, lalu tekan tombolnya."),
            200);
    report_form_check(&form, ctx);
    if (form.mistakes->len > 0)
        return report_form_reply(&form, ctx, NULL, 422);
    if (*join || strcmp(act, "baru") == 0)
        return send(&form, ctx, join);
    g_autoptr(GPtrArray) similar = report_form_similar(&form, ctx);
    if (similar && similar->len > 0)
        return show_similar(&form, ctx, similar);
    return send(&form, ctx, "");
}
