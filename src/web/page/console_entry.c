/* The entry that radio and hotline share: its fields, what is proposed while it is typed, and
 * reading it. */
#include "web/page/console_voice.h"

#include "base/crypt.h"
#include "base/text.h"

static const FormField FIELDS[] = {
    { "siapa", "e-siapa", "BAD_WHO" },
    { "teks", "e-teks", "BAD_TEXT" },
    { "tempat", "e-tempat", "BAD_PLACE" },
    { "layanan", "e-layanan", "BAD_SERVICE" },
    { NULL, NULL, NULL },
};

static void proposal_fill(View *view, const Ctx *ctx, const Request *request)
{
    const char *text = request_text(request, "teks");
    g_auto(EntryProposal) proposal = { 0 };
    if (!*text) {
        view_show(view, "EMPTY");
        return;
    }
    entry_propose(ctx, text, request_text(request, "tempat"), request_text(request, "layanan"),
                  &proposal);
    if (proposal.danger)
        view_set(view_add(view, "DANGER"), "EMERGENCY", ctx->catalog->tenant.emergency);
    if (proposal.service) {
        View *service = view_add(view, "SERVICE");
        view_set(service, "NAME", proposal.service->name);
        if (*proposal.words)
            view_set(view_add(service, "WHY"), "WORDS", proposal.words);
        if (proposal.area)
            view_set(view_add(service, "AREA"), "NAME", proposal.area->label);
    }
    View *agency = view_add(view, proposal.agency ? "AGENCY" : "NO_AGENCY");
    if (proposal.agency) {
        view_set(agency, "NAME", proposal.agency->name);
        view_set(agency, "REASON", proposal.reason);
    }
}

void console_entry_fill(View *page, View *form, const Ctx *ctx, const Request *request,
                        const GError *failed)
{
    View *entry = view_include(form, "ENTRY", "console/entry.html");
    g_autofree char *fresh = crypt_token_new(12);
    g_autofree char *url = page_url(request, "/console/usul-isian", NULL);
    bool typed = failed != NULL;
#define TYPED(name) typed ? request_text(request, name) : ""
    view_set(entry, "KEY", typed ? request_text(request, "kunci") : fresh);
    view_set(entry, "WHO", TYPED("siapa"));
    view_set(entry, "TEXT", TYPED("teks"));
    view_set(entry, "PLACE", TYPED("tempat"));
    view_set(entry, "PROPOSE_URL", url);
    page_add_services(entry, ctx, TYPED("layanan"), true);
#undef TYPED
    if (!failed)
        view_show(entry, "FOCUS_WHO");
    View *proposal = view_include(entry, "PROPOSAL", "console/entry_proposal.html");
    if (typed)
        proposal_fill(proposal, ctx, request);
    else
        view_show(proposal, "EMPTY");
    if (g_strcmp0(error_field(failed), "disposisi") != 0) /* a field of the radio desk alone */
        console_set_error(page, entry, ctx, failed, FIELDS);
}

void console_entry_read(const Ctx *ctx, const Request *request, const char *channel, Entry *entry,
                        char **key)
{
    const char *typed = request_text(request, "kunci");
    /* one person's forms, not another's */
    *key = *typed ? g_strdup_printf("entry:%" G_GINT64_FORMAT ":%.60s", ctx->actor.id, typed)
                  : g_strdup("");
    *entry = (Entry){ .channel = channel,
                      .who = request_text(request, "siapa"),
                      .phone = "",
                      .text = request_text(request, "teks"),
                      .place = request_text(request, "tempat"),
                      .service = request_text(request, "layanan"),
                      .key = *key };
}

/* ---- what these screens share ---- */

void console_set_done(View *page, const Ctx *ctx, const Request *request, const char *const *words)
{
    const char *done = request_text(request, "ok");
    for (; *done && words[0]; words += 2)
        if (g_str_equal(words[0], done))
            view_set(view_add(page, "DONE"), "WORDS", page_word(ctx, words[1]));
}

Reply *console_after(Ctx *ctx, const Request *request, bool done, GError *failed, const char *path,
                     ScreenAgain again, GError **error)
{
    g_autoptr(GError) problem = failed;
    if (done)
        return console_go(request, path);
    if (console_can_mend(problem))
        return again(ctx, request, problem, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
}

gint64 console_path_id(const Request *request)
{
    gint64 id = -1;
    bool ok = g_ascii_string_to_signed(request->path_args[0], 10, 0, G_MAXINT64, &id, NULL);
    return ok ? id : -1;
}

Reply *console_entry_propose_post(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    g_autoptr(View) view = view_new("console/entry_proposal.html", ctx->lang, ctx->catalog);
    proposal_fill(view, ctx, request);
    return console_reply(g_steal_pointer(&view), 200);
}
