/* Settings: the channels by which messages go in and out: whether each is up and why not, when the
 * last message passed, and how many wait or failed.
 */
#include "web/page/console.h"

#include "base/words.h"
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
    view_set(health, "WORD", page_word(ctx, up ? N_("tersambung") : N_("terputus")));
    g_autofree char *detail =
        words_get_line(ctx->lang, fresh ? state->detail
                                        : N_("Tidak ada proses yang melayani kanal ini sekarang."));
    if (*detail)
        view_set(view_add(row, "DETAILS"), "TEXT", detail);
}

static bool channel_fill(View *row, Ctx *ctx, const Request *request, const ChannelState *state,
                         GError **error)
{
    ChannelCounts counts = { 0 };
    if (!message_store_counts(ctx, state->medium, &counts, error))
        return false;
    g_autofree char *in = channel_time(ctx, state->last_in_at);
    g_autofree char *out = channel_time(ctx, state->last_out_at);
    g_autofree char *url = page_url(request, "/console/pesan", "kanal", state->medium, NULL);
    view_set(row, "NAME", state->id);
    view_set(row, "DRIVER", state->driver);
    view_set(row, "LABEL", console_channel_label(ctx, state->medium));
    if (state->number && *state->number)
        view_set(view_add(row, "NUMBERED"), "NUMBER", state->number);
    const char *hook = channel_state_hook(state);
    if (hook && *hook)
        view_set(view_add(row, "HOOKED"), "HOOK", hook);
    view_set(row, "LAST_IN", in);
    view_set(row, "LAST_OUT", out);
    view_set_int(row, "WAITING", counts.waiting);
    view_set_int(row, "FAILED", counts.failed);
    view_set(row, "URL", url);
    channel_set_health(row, ctx, state);
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
        if (!channel_fill(view_add(page, "CHANNEL"), ctx, request, states->pdata[i], error))
            return NULL;
        some = true;
    }
    if (!some)
        view_show(page, "NONE");
    return console_reply(g_steal_pointer(&frame), 200);
}
