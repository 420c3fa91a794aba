/* Settings: keys for programs that bring reports (Open311) or read and write by the API. */
#include "web/page/console.h"

#include "domain/account.h"
#include "domain/time_words.h"

static const struct {
    const char *scope, *label;
} SCOPES[] = {
    { "open311", N_("Open311: mengirim laporan") },
    { "api", N_("API: bertindak sebagai akun pembuatnya") },
    { "hook", N_("Gerbang pesan: menyerahkan SMS") },
};

static const FormField FIELDS[] = {
    { "label", "k-label", "BAD_LABEL" },
    { "lingkup", "k-lingkup", "BAD_SCOPE" },
    { NULL, NULL, NULL },
};

static const char *scope_label(const char *scope)
{
    for (guint i = 0; i < G_N_ELEMENTS(SCOPES); i++)
        if (g_str_equal(SCOPES[i].scope, scope))
            return SCOPES[i].label;
    return scope;
}

static void keys_add_rows(View *page, const Ctx *ctx, const Request *request, const GPtrArray *keys)
{
    for (guint i = 0; i < keys->len; i++) {
        const ApiKey *key = keys->pdata[i];
        g_autofree char *path =
            g_strdup_printf("/console/kunci/%" G_GINT64_FORMAT "/cabut", key->id);
        g_autofree char *url = page_url(request, path, NULL);
        g_autofree char *since = time_words_short(ctx->catalog, ctx->lang, key->created_at);
        View *row = view_add(page, "KEY");
        view_set(row, "LABEL", key->label);
        view_set_word(row, "SCOPE", scope_label(key->scope));
        view_set(row, "SINCE", since);
        if (key->revoked_at) {
            g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, key->revoked_at);
            view_set(view_add(row, "REVOKED"), "WHEN", when);
        } else {
            view_set(view_add(row, "LIVE"), "URL", url);
        }
    }
}

static Reply *keys_reply(Ctx *ctx, const Request *request, const char *fresh, const GError *failed,
                         GError **error)
{
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Kunci API"), "kunci", "console/keys.html", &page, error);
    g_autoptr(GPtrArray) keys = frame ? api_key_list(ctx, error) : NULL;
    if (!keys)
        return NULL;
    g_autofree char *url = page_url(request, "/console/kunci", NULL);
    view_set(page, "URL", url);
    view_set(page, "TYPED", fresh ? "" : request_text(request, "label"));
    for (guint i = 0; i < G_N_ELEMENTS(SCOPES); i++)
        page_add_choice(page, "CHOICE", SCOPES[i].scope, page_word(ctx, SCOPES[i].label), NULL,
                        g_str_equal(SCOPES[i].scope, request_text(request, "lingkup")));
    keys_add_rows(page, ctx, request, keys);
    if (fresh)
        view_set(view_add(page, "FRESH"), "TEXT", fresh);
    console_set_error(page, page, ctx, failed, FIELDS);
    if (keys->len == 0)
        view_show(page, "NONE");
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_keys_get(Ctx *ctx, const Request *request, GError **error)
{
    return keys_reply(ctx, request, NULL, NULL, error);
}

Reply *console_keys_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *scope = request_text(request, "lingkup");
    gint64 account = g_str_equal(scope, "api") ? ctx->actor.id : 0;
    gint64 id = 0;
    g_autofree char *key = NULL;
    g_autoptr(GError) failed = NULL;
    if (api_key_add(ctx, request_text(request, "label"), scope, account, &key, &id, &failed))
        return keys_reply(ctx, request, key, NULL, error);
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return keys_reply(ctx, request, NULL, failed, error);
}

Reply *console_key_revoke_post(Ctx *ctx, const Request *request, GError **error)
{
    gint64 id = g_ascii_strtoll(request->path_args[0], NULL, 10);
    if (!api_key_revoke(ctx, id, error))
        return NULL;
    return console_go(request, "/console/kunci");
}
