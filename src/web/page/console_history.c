/* What happened to a case: who held it how long, every step, its clocks, its messages. */
#include "web/page/console.h"

#include "base/crypt.h"
#include "domain/access.h"
#include "domain/time_words.h"
#include "store/account.h"

#include <string.h>

enum { BAR_WIDTH = 1000 };

GHashTable *console_account_names(Ctx *ctx, GError **error)
{
    g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    if (!account_store_list(ctx, accounts, error))
        return NULL;
    GHashTable *names = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    for (guint i = 0; i < accounts->len; i++) {
        const Account *account = accounts->pdata[i];
        g_hash_table_insert(names, g_memdup2(&account->id, sizeof account->id),
                            g_strdup(account->name));
    }
    return names;
}

/* ---- hops ---- */

static const char *hop_kind(HolderKind holder)
{
    switch (holder) {
    case HOLDER_ADMIN:
        return "admin";
    case HOLDER_AGENCY:
        return "agency";
    case HOLDER_REPORTER:
        return "reporter";
    case HOLDER_OUTSIDE:
        return "outside";
    case HOLDER_NOBODY:
        break;
    }
    return "nobody";
}

static const char *hop_who(const Ctx *ctx, const Hop *hop)
{
    const Agency *agency =
        hop->holder == HOLDER_AGENCY ? catalog_agency(ctx->catalog, hop->agency) : NULL;
    return agency ? agency->short_name : page_word(ctx, holder_label(hop->holder));
}

/* The end of what is shown: a closed case is held by nobody from then on. */
static gint64 hops_end(const Ctx *ctx, const CaseFile *file)
{
    return file->c->closed_at ? file->c->closed_at : ctx_now_us(ctx);
}

static void hops_fill(View *view, const Ctx *ctx, const CaseFile *file)
{
    if (file->hops->len == 0)
        return;
    View *hops = view_add(view, "HOPS");
    const Hop *first = file->hops->pdata[0];
    gint64 end = hops_end(ctx, file);
    gint64 whole = MAX(end - first->from_at, 1);
    for (guint i = 0; i < file->hops->len; i++) {
        const Hop *hop = file->hops->pdata[i];
        gint64 to = hop->to_at ? MIN(hop->to_at, end) : end;
        if (hop->holder == HOLDER_NOBODY || to < hop->from_at)
            continue;
        View *bar = view_add(hops, "BAR");
        view_set(bar, "KIND", hop_kind(hop->holder));
        view_set_int(bar, "X", BAR_WIDTH * (hop->from_at - first->from_at) / whole);
        view_set_int(bar, "WIDTH", MAX(BAR_WIDTH * (to - hop->from_at) / whole, 2));
        g_autofree char *length = time_words_span(ctx->lang, to - hop->from_at);
        View *row = view_add(hops, "HOP");
        view_set(row, "KIND", hop_kind(hop->holder));
        view_set(row, "WHO", hop_who(ctx, hop));
        view_set(row, "LENGTH", length);
    }
}

/* ---- events ---- */

static const char *event_actor(const Ctx *ctx, GHashTable *names, const Event *event)
{
    const char *name;
    switch ((ActorKind)event->actor_kind) {
    case ACTOR_STAFF:
        name = g_hash_table_lookup(names, &event->actor);
        return name ? name : "";
    case ACTOR_SYSTEM:
        return page_word(ctx, N_("sistem"));
    case ACTOR_REPORTER:
        return page_word(ctx, N_("pelapor"));
    case ACTOR_PUBLIC:
    case ACTOR_API:
        break;
    }
    return "";
}

/* What only staff read of an event: what was checked, whom an agency named instead of itself. */
static void event_add_notes(View *row, const Ctx *ctx, const Event *event)
{
    g_autofree char *checked = event_field(event, "checked");
    g_autofree char *proposed = event_field(event, "proposed");
    const Agency *agency = proposed ? catalog_agency(ctx->catalog, proposed) : NULL;
    bool both = checked && g_str_equal(checked, "jelas,lengkap");
    bool said = both && g_str_equal(event->kind, TRANSITIONS[ACTION_VERIFY].event);
    if (both && !said)
        view_set_word(view_add(row, "NOTE"), "TEXT", N_("sudah diperiksa: jelas dan lengkap"));
    else if (checked && *checked && !said) {
        g_autofree char *words = page_words(ctx, N_("diperiksa: {what}"), "what", checked, NULL);
        view_set(view_add(row, "NOTE"), "TEXT", words);
    }
    if (agency) {
        g_autofree char *words =
            page_words(ctx, N_("menurut instansi: {agency}"), "agency", agency->name, NULL);
        view_set(view_add(row, "NOTE"), "TEXT", words);
    }
}

static void event_fill(View *row, const Ctx *ctx, const Request *request, const CaseFile *file,
                       GHashTable *names, const Event *event)
{
    g_autofree char *body = NULL;
    g_autofree char *words = event_words(ctx, event, access_may_read_secret(ctx, file->c), &body);
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, event->at);
    g_autofree char *iso = time_words_w3c(ctx->catalog, event->at);
    const char *actor = event_actor(ctx, names, event);
    view_set(row, "WORDS", words);
    view_set(row, "WHEN", when);
    view_set(row, "ISO", iso);
    if (*actor)
        view_set(view_add(row, "BY"), "NAME", actor);
    if (!event->public_)
        view_show(row, "INNER");
    if (body && *body)
        view_set(view_add(row, "BODY"), "TEXT", body);
    event_add_notes(row, ctx, event);
    console_photos(row, ctx, request, file, 0, event->id);
}

/* Newest first: a tired reader wants what happened last. */
static bool events_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                        GError **error)
{
    g_autoptr(GHashTable) names = console_account_names(ctx, error);
    if (!names)
        return false;
    const char *officer = g_hash_table_lookup(names, &file->c->officer);
    if (file->c->officer && officer)
        view_set(view_add(view, "OFFICER"), "NAME", officer);
    for (guint i = file->events->len; i > 0; i--)
        event_fill(view_add(view, "EVENT"), ctx, request, file, names, file->events->pdata[i - 1]);
    return true;
}

/* ---- clocks ---- */

static void clock_fill(View *row, const Ctx *ctx, const CaseClock *clock)
{
    gint64 end = clock->state == CLOCK_STOPPED ? clock->stopped_at : ctx_now_us(ctx);
    bool over = clock->state != CLOCK_PAUSED && end > clock->due_at;
    g_autofree char *due = console_due_words(ctx, clock->due_at, time_words_short);
    g_autofree char *state = NULL;
    if (clock->state == CLOCK_RUNNING && clock->due_at == CASE_NO_DUE)
        state = g_strdup("");
    else if (clock->state == CLOCK_RUNNING)
        state = time_words_due(ctx->catalog, ctx->lang, end, clock->due_at);
    else if (clock->state == CLOCK_PAUSED)
        state = g_strdup(page_word(ctx, N_("berhenti, menunggu pelapor")));
    else
        state =
            g_strdup(page_word(ctx, over ? N_("selesai terlambat") : N_("selesai tepat waktu")));
    view_set_word(row, "LABEL", clock_kind_label(clock->kind));
    view_set(row, "DUE", due);
    view_set(view_add(row, over ? "OVER" : "FINE"), "STATE", state);
}

static void clocks_fill(View *view, const Ctx *ctx, const CaseFile *file)
{
    if (file->clocks->len == 0)
        return;
    View *clocks = view_add(view, "CLOCKS");
    for (guint i = 0; i < file->clocks->len; i++)
        clock_fill(view_add(clocks, "CLOCK"), ctx, &g_array_index(file->clocks, CaseClock, i));
}

/* ---- messages ---- */

static const char *message_class(MessageState state)
{
    switch (state) {
    case MESSAGE_QUEUED:
    case MESSAGE_SENDING:
        return "menunggu";
    case MESSAGE_HELD:
        return "ditahan";
    case MESSAGE_SENT:
        return "terkirim";
    case MESSAGE_DELIVERED:
        return "sampai";
    case MESSAGE_FAILED:
        return "gagal";
    case MESSAGE_RECEIVED:
    case MESSAGE_HANDLED:
        break;
    }
    return "masuk";
}

static void message_fill(View *row, const Ctx *ctx, const Message *message)
{
    g_autoptr(GError) ignored = NULL;
    g_autofree char *body = crypt_open_text("message.body", message->body_sealed, &ignored);
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, message->created_at);
    g_autofree char *iso = time_words_w3c(ctx->catalog, message->created_at);
    view_set(row, "STATE", message_class(message->state));
    view_set_word(row, "LABEL", message_state_label(message->state));
    view_set_word(row, "DIRECTION", message->outbound ? N_("Pesan keluar") : N_("Pesan masuk"));
    view_set(row, "CHANNEL", console_channel_label(ctx, message->channel));
    view_set(row, "WHEN", when);
    view_set(row, "ISO", iso);
    view_set(row, "BODY", body ? body : "");
    if (message->error && *message->error)
        view_set(view_add(row, "WHY"), "ERROR", page_word(ctx, message->error));
}

bool console_history_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                          GError **error)
{
    hops_fill(view, ctx, file);
    if (!events_fill(view, ctx, request, file, error))
        return false;
    clocks_fill(view, ctx, file);
    if (file->messages->len > 0) {
        View *messages = view_add(view, "MESSAGES");
        for (guint i = file->messages->len; i > 0; i--)
            message_fill(view_add(messages, "MESSAGE"), ctx, file->messages->pdata[i - 1]);
    }
    return true;
}
