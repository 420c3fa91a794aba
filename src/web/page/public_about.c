/* /tentang: how it works, what happens when we are late, what we keep about a person. */
#include "model/transition.h"
#include "web/page/public.h"

static void set_ladder(View *page, const Ctx *ctx)
{
    const Policy *policy = catalog_policy_of(ctx->catalog, "");
    if (policy->rung_count == 0) {
        view_set(
            page, "LADDER",
            page_word(ctx, N_("Laporan yang lewat tenggat diberi tanda dan tetap dibuka sampai "
                              "ditindaklanjuti.")));
        return;
    }
    GString *whom = g_string_new(NULL);
    for (int i = 0; i < policy->rung_count; i++) {
        if (i > 0)
            g_string_append(whom,
                            i + 1 < policy->rung_count ? ", " : page_word(ctx, N_(", lalu ")));
        g_string_append(whom, policy->rungs[i].whom);
    }
    g_autofree char *words =
        page_words(ctx,
                   N_("Laporan yang lewat tenggat disampaikan ke atas: {whom} diberi tahu satu per "
                      "satu sampai laporan ditindaklanjuti."),
                   "whom", whom->str, NULL);
    view_set(page, "LADDER", words);
    g_string_free(whom, true);
}

static void set_contact(View *page, const Tenant *tenant)
{
    if (tenant->phone && *tenant->phone)
        view_set(view_show(page, "PHONE"), "NUMBER", tenant->phone);
    if (tenant->sms_number && *tenant->sms_number)
        view_set(view_show(page, "SMS"), "NUMBER", tenant->sms_number);
    if (tenant->contact && *tenant->contact)
        view_set(view_show(page, "CONTACT"), "TEXT", tenant->contact);
}

Reply *public_about_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    const Tenant *tenant = &ctx->catalog->tenant;
    View *page;
    View *layout = page_new(ctx, request, "public/about.html", page_word(ctx, N_("Cara kerja")),
                            AT_ABOUT, &page);
    g_autofree char *lead = page_words(ctx,
                                       N_("Satu pintu untuk semua keluhan, usul, pertanyaan, dan "
                                          "permintaan bantuan kepada {place}."),
                                       "place", tenant->place_noun, NULL);
    view_set(page, "LEAD", lead);
    view_set(page, "STEP_REPORT",
             page_word(ctx, N_("Lewat halaman ini atau SMS. Nomor laporan langsung Anda terima.")));
    page_set_promises(page, ctx);
    set_ladder(page, ctx);
    for (const ReasonCode *reason = reason_codes(ACTION_REJECT); reason->code; reason++)
        view_set(view_add(page, "REASON"), "TEXT", page_word(ctx, reason->label));
    set_contact(page, tenant);
    Reply *reply = page_reply(layout, request, 200);
    if (!request_has(request, "lang"))
        reply->cache_us = US_PER_MIN;
    return reply;
}
