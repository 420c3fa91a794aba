/* Settings: the channels by which messages go in and out: whether each is up and why not, when the
 * last message passed, and how many wait or failed; and the page of one, where its administrator
 * switches it, gives it credentials that nobody reads again, and tries it.
 */
#include "web/page/console.h"

#include <string.h>

#include "base/words.h"
#include "channel/channel.h"
#include "domain/channel_control.h"
#include "domain/channel_state.h"
#include "domain/time_words.h"
#include "store/message.h"

static char *channel_time(const Ctx *ctx, gint64 at)
{
    return at ? time_words_short(ctx->catalog, ctx->lang, at)
              : g_strdup(page_word(ctx, N_("belum pernah")));
}

static void channel_set_health(View *row, const Ctx *ctx, const ChannelState *state)
{
    bool fresh = channel_state_is_fresh(state);
    bool up = fresh && state->up;
    View *health = view_add(row, up ? "UP" : "DOWN");
    view_set_word(health, "WORD",
                  up                    ? N_("tersambung")
                  : fresh && state->off ? N_("dimatikan")
                                        : N_("terputus"));
    g_autofree char *detail =
        words_get_line(ctx->lang, fresh ? state->detail
                                        : N_("Tidak ada proses yang melayani kanal ini sekarang."));
    if (*detail)
        view_set(view_add(row, "DETAILS"), "TEXT", detail);
}

/* The path for the gateway; "" when it has none. (transfer full) */
static char *hook_path(const Request *request, const ChannelState *state)
{
    const ChannelDriver *driver = channel_driver(state->driver);
    const char *fixed = channel_state_hook(state);
    if (*fixed)
        return page_url(request, fixed, NULL);
    return driver && driver->hook ? g_strconcat("/hook/", state->id, NULL) : g_strdup("");
}

static bool channel_fill(View *row, Ctx *ctx, const Request *request, const ChannelState *state,
                         GError **error)
{
    ChannelCounts counts = { 0 };
    if (!message_store_counts(ctx, state->medium, &counts, error))
        return false;
    g_autofree char *in = channel_time(ctx, MAX(counts.last_in_at, state->last_in_at));
    g_autofree char *out = channel_time(ctx, state->last_out_at);
    g_autofree char *url = page_url(request, "/console/pesan", "kanal", state->medium, NULL);
    g_autofree char *hook = hook_path(request, state);
    view_set(row, "NAME", state->id);
    view_set(row, "DRIVER", state->driver);
    view_set(row, "LABEL", console_channel_label(ctx, state->medium));
    if (state->number && *state->number)
        view_set(view_add(row, "NUMBERED"), "NUMBER", state->number);
    if (*hook) {
        g_autofree char *address = page_absolute(ctx, request, hook);
        view_set(view_add(row, "HOOKED"), "HOOK", address);
    }
    view_set(row, "LAST_IN", in);
    view_set(row, "LAST_OUT", out);
    view_set_int(row, "WAITING", counts.waiting);
    view_set_int(row, "FAILED", counts.failed);
    view_set(row, "URL", url);
    channel_set_health(row, ctx, state);
    return true;
}

static char *channel_url(const Request *request, const char *id, const char *name,
                         const char *value)
{
    g_autofree char *path = g_strconcat("/console/kanal/", id, NULL);
    return page_url(request, path, name, value, NULL);
}

static bool channel_add_link(View *row, Ctx *ctx, const Request *request, const ChannelState *state,
                             GError **error)
{
    bool may = false;
    g_autofree char *url = channel_url(request, state->id, "ok", "");
    if (!channel_control_may(ctx, state->tenant, &may, error))
        return false;
    if (may)
        view_set(view_add(row, "MAY"), "URL", url);
    return true;
}

/* A channel without a tenant of its own serves all of them. */
static bool channel_is_ours(const Ctx *ctx, const ChannelState *state)
{
    return !state->tenant || !*state->tenant ||
           g_str_equal(state->tenant, ctx->catalog->tenant.code);
}

Reply *console_channels_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Kanal"), "kanal", "console/channels.html", &page, error);
    g_autoptr(GPtrArray) states = frame ? channel_state_list(ctx->db, error) : NULL;
    if (!states)
        return NULL;
    bool some = false;
    for (guint i = 0; i < states->len; i++) {
        if (!channel_is_ours(ctx, states->pdata[i]))
            continue;
        View *row = view_add(page, "CHANNEL");
        if (!channel_fill(row, ctx, request, states->pdata[i], error) ||
            !channel_add_link(row, ctx, request, states->pdata[i], error))
            return NULL;
        some = true;
    }
    if (!some)
        view_show(page, "NONE");
    return console_reply(g_steal_pointer(&frame), 200);
}

/* ---- one channel ---- */

static const FormField FIELDS[] = {
    { "alamat", "k-alamat", "BAD_ADDRESS" },
    { NULL, NULL, NULL },
};

/* As unknown as one that does not exist, when it is not this administrator's. */
static ChannelState *channel_mine(Ctx *ctx, const Request *request, GError **error)
{
    bool may = false;
    g_autoptr(ChannelState) state = channel_state_get(ctx->db, request->path_args[0], error);
    if (!state || !channel_control_may(ctx, state->tenant, &may, error))
        return NULL;
    if (may)
        return g_steal_pointer(&state);
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Kanal ini tidak ada."), NULL);
    return NULL;
}

/* What the administrator does next. */
static const char *advice_of(const ChannelState *state, const ChannelControl *control)
{
    bool fresh = channel_state_is_fresh(state);
    if (fresh && state->off != control->off)
        return N_("Perubahan sedang diterapkan. Muat ulang halaman ini beberapa saat lagi.");
    if (control->off)
        return N_("Tidak ada yang dikirim atau diambil. Pesan keluar menunggu, dan penyedia "
                  "diminta mengulang pesan masuk. Nyalakan lagi di bawah ini.");
    if (!fresh)
        return N_("Jalankan lagi layanan program di server, lalu periksa catatannya.");
    if (state->up)
        return N_("Kirim pesan uji untuk memastikan pesan sampai.");
    return N_("Periksa alamat penyedia di berkas pengaturan dan kredensial di bawah ini. Pesan "
              "keluar menunggu dan dikirim sendiri setelah kanal tersambung.");
}

static void switch_fill(View *page, const Ctx *ctx, const ChannelControl *control)
{
    View *form = view_add(page, control->off ? "IS_OFF" : "IS_ON");
    if (control->at == 0)
        return;
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, control->at);
    View *last = view_add(form, "SWITCHED");
    view_set(last, "WHO", control->by);
    view_set(last, "WHEN", when);
}

static void secrets_fill(View *page, const Ctx *ctx, const ChannelState *state,
                         const ChannelControl *control)
{
    const ChannelDriver *driver = channel_driver(state->driver);
    for (const char *const *key = driver ? driver->secrets : NULL; key && *key; key++) {
        const ChannelSecret *secret = channel_control_secret(control, *key);
        View *row = view_add(page, "SECRET");
        view_set(row, "KEY", *key);
        if (!secret) {
            view_show(row, "UNSET");
            continue;
        }
        g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, secret->at);
        View *set = view_add(row, "SET");
        view_set(set, "WHO", secret->by);
        view_set(set, "WHEN", when);
    }
}

/* Only a trial of this channel: no other message is told about here. */
static void trial_fill(View *page, Ctx *ctx, const Request *request, const ChannelState *state)
{
    gint64 id = g_ascii_strtoll(request_text(request, "uji"), NULL, 10);
    g_autoptr(Message) m = id > 0 ? message_store_get(ctx, id, NULL) : NULL;
    if (!m || !channel_control_is_test(m) || strcmp(m->channel, state->medium) != 0)
        return;
    g_autofree char *id_text = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_autofree char *url = channel_url(request, state->id, "uji", id_text);
    g_autofree char *made = time_words_short(ctx->catalog, ctx->lang, m->created_at);
    View *trial = view_add(page, "TRIAL");
    view_set(trial, "URL", url);
    view_set(trial, "WHEN", made);
    view_set_word(trial, "STATE", message_state_label(m->state));
    if (m->error && *m->error)
        view_set_word(view_add(trial, "SAID"), "TEXT", m->error);
}

static Reply *channel_reply(Ctx *ctx, const Request *request, const ChannelState *state,
                            const GError *failed, GError **error)
{
    View *page;
    g_autoptr(ChannelControl) control = channel_control_get(ctx->db, state->id, error);
    g_autoptr(View) frame = control ? console_page(ctx, request, N_("Kanal"), "kanal",
                                                   "console/channel.html", &page, error)
                                    : NULL;
    if (!frame || !channel_fill(page, ctx, request, state, error))
        return NULL;
    g_autofree char *url = channel_url(request, state->id, "ok", "");
    g_autofree char *back = page_url(request, "/console/kanal", NULL);
    view_set(page, "SELF", url);
    view_set(page, "BACK", back);
    view_set_word(page, "ADVICE", advice_of(state, control));
    switch_fill(page, ctx, control);
    secrets_fill(page, ctx, state, control);
    trial_fill(page, ctx, request, state);
    if (request_has(request, "ok") && !failed)
        view_show(page, "DONE");
    console_set_error(page, page, ctx, failed, FIELDS);
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_channel_get(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(ChannelState) state = channel_mine(ctx, request, error);
    return state ? channel_reply(ctx, request, state, NULL, error) : NULL;
}

static bool secret_post(Ctx *ctx, const Request *request, const ChannelState *state, bool clear,
                        GError **error)
{
    const ChannelDriver *driver = channel_driver(state->driver);
    const char *key = request_text(request, "kunci"), *value = request_text(request, "nilai");
    if (!driver || !driver->secrets || !g_strv_contains(driver->secrets, key)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Kanal ini tidak punya kredensial itu."),
                  NULL);
        return false;
    }
    if (!clear && !*value) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Isi kredensial yang baru."), NULL);
        return false;
    }
    return channel_control_set_secret(ctx, state->id, key, clear ? "" : value, error);
}

/* *trial: of the message that was sent, 0 none. */
static bool channel_do(Ctx *ctx, const Request *request, const ChannelState *state, gint64 *trial,
                       GError **error)
{
    const char *what = request_text(request, "apa");
    if (strcmp(what, "nyala") == 0 || strcmp(what, "mati") == 0)
        return channel_control_switch(ctx, state->id, *what == 'n', error);
    if (strcmp(what, "kredensial") == 0 || strcmp(what, "hapus") == 0)
        return secret_post(ctx, request, state, *what == 'h', error);
    if (strcmp(what, "uji") == 0)
        return channel_control_test(ctx, state->id, state->medium, request_text(request, "alamat"),
                                    trial, error);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pilihan tidak dikenal."), NULL);
    return false;
}

Reply *console_channel_post(Ctx *ctx, const Request *request, GError **error)
{
    gint64 trial = 0;
    g_autoptr(GError) failed = NULL;
    g_autoptr(ChannelState) state = channel_mine(ctx, request, error);
    if (!state)
        return NULL;
    if (channel_do(ctx, request, state, &trial, &failed)) {
        g_autofree char *path =
            trial ? g_strdup_printf("/console/kanal/%s?uji=%" G_GINT64_FORMAT, state->id, trial)
                  : g_strdup_printf("/console/kanal/%s?ok=1", state->id);
        return console_go(request, path);
    }
    if (console_can_mend(failed))
        return channel_reply(ctx, request, state, failed, error);
    g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
}
