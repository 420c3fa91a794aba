/* Conversations that ask for a human: who waits, one of them, and what the operator does in it. The
 * rules are domain/conversation.h; who has no right to decide does not see them at all.
 */
#include "web/page/console.h"

#include <string.h>

#include "base/crypt.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/conversation.h"
#include "domain/time_words.h"
#include "model/incoming.h"
#include "store/case.h"
#include "store/conversation.h"
#include "store/message.h"

enum { TALKS_SHOWN = 60, LINE_CHARS = 120, RAIL_CAP = 99 };

typedef struct TalkList {
    const char *code, *label, *empty_head, *empty_body;
    ConversationState state;
} TalkList;

static const TalkList LISTS[] = {
    { "menunggu", N_("Menunggu"), N_("Tidak ada warga yang menunggu petugas."),
      N_("Percakapan muncul di sini bila warga meminta petugas, atau dua kali tidak dipahami."),
      CONVERSATION_WAITS },
    { "dijawab", N_("Sedang dijawab"), N_("Tidak ada percakapan yang sedang dijawab."), "",
      CONVERSATION_TAKEN },
    { "selesai", N_("Selesai"), N_("Belum ada percakapan yang selesai."), "", CONVERSATION_OVER },
};

static const TalkList *list_of(const char *code)
{
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++)
        if (g_str_equal(LISTS[i].code, code))
            return &LISTS[i];
    return &LISTS[0];
}

static bool may(const Ctx *ctx, GError **error)
{
    if (access_may_triage(ctx))
        return true;
    error_set(error, KENTONGAN_ERROR_DENIED, NULL, N_("Percakapan dijawab oleh admin verifikasi."),
              NULL);
    return false;
}

bool console_talks_count(Ctx *ctx, guint *count, GError **error)
{
    return conversation_store_waiting(ctx, RAIL_CAP + 1, count, error);
}

/* ---- words ---- */

/* What came instead of words: "pesan suara". A msgid, NULL: words. */
static const char *other_label(const Message *m)
{
    g_autofree char *extra =
        m->extra_sealed ? crypt_open_text("message.extra", m->extra_sealed, NULL) : NULL;
    json_t *object = extra ? json_loads(extra, 0, NULL) : NULL;
    const char *other = json_string_value(json_object_get(object, "other"));
    const char *label = other ? incoming_other_label(other) : NULL;
    bool point = json_object_get(object, "lat") != NULL;
    json_decref(object);
    return label ? label : point ? N_("lokasi") : NULL;
}

static char *body_of(const Ctx *ctx, const Message *m)
{
    char *body = crypt_open_text("message.body", m->body_sealed, NULL);
    const char *label = other_label(m);
    if (body && *body)
        return body;
    g_free(body);
    return g_strdup_printf("[%s]", page_word(ctx, label ? label : N_("kiriman tanpa kata")));
}

/* The citizen's newest words, on one line (transfer full). */
static char *last_line(const Ctx *ctx, const GPtrArray *messages)
{
    for (guint i = 0; i < messages->len; i++) {
        const Message *m = messages->pdata[i];
        if (m->outbound)
            continue;
        g_autofree char *body = body_of(ctx, m);
        g_autofree char *line = text_one_line(body);
        return text_cut(line, LINE_CHARS, true);
    }
    return g_strdup("");
}

/* All of the citizen's words, for a report (transfer full). */
static char *all_words(const GPtrArray *messages)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = messages->len; i > 0; i--) {
        const Message *m = messages->pdata[i - 1];
        g_autofree char *body =
            m->outbound ? NULL : crypt_open_text("message.body", m->body_sealed, NULL);
        if (body && *body)
            g_string_append_printf(words, "%s%s", words->len ? "\n" : "", body);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* ---- the list ---- */

static char *talk_url(const Request *request, gint64 id, const TalkList *list)
{
    g_autofree char *path = g_strdup_printf("/console/percakapan/%" G_GINT64_FORMAT, id);
    return page_url(request, path, "daftar", list->code, NULL);
}

static bool row_fill(View *row, Ctx *ctx, const Request *request, const Conversation *c,
                     GHashTable *names, const TalkList *list, gint64 current, GError **error)
{
    g_autoptr(GPtrArray) messages = conversation_messages(ctx, c->id, error);
    if (!messages)
        return false;
    g_autofree char *url = talk_url(request, c->id, list);
    g_autofree char *line = last_line(ctx, messages);
    g_autofree char *age = console_age(ctx, c->heard_at);
    const char *who = g_hash_table_lookup(names, &c->account);
    view_set_int(row, "ID", c->id);
    view_set(row, "URL", url);
    view_set(row, "LINE", line);
    view_set(row, "AGE", age);
    view_set(row, "CHANNEL_LABEL", console_channel_label(ctx, c->channel));
    view_set_word(row, "REASON", conversation_reason_label(c->reason));
    if (c->account && who)
        view_set(view_add(row, "HOLDER"), "NAME", who);
    if (c->id == current)
        view_show(row, "CURRENT");
    return true;
}

static void tabs_fill(View *view, const Ctx *ctx, const Request *request, const TalkList *list)
{
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++) {
        g_autofree char *url =
            page_url(request, "/console/percakapan", "daftar", LISTS[i].code, NULL);
        View *tab = view_add(view, "TAB");
        view_set(tab, "URL", url);
        view_set(tab, "LABEL", page_word(ctx, LISTS[i].label));
        if (list == &LISTS[i])
            view_show(tab, "CURRENT");
    }
}

static bool list_fill(View *view, Ctx *ctx, const Request *request, const TalkList *list,
                      gint64 current, GError **error)
{
    g_autofree char *self = page_url(request, "/console/percakapan", "daftar", list->code, NULL);
    g_autoptr(GPtrArray) talks = g_ptr_array_new_with_free_func((GDestroyNotify)conversation_free);
    g_autoptr(GHashTable) names = console_account_names(ctx, error);
    if (!names || !conversation_store_list(ctx, list->state, TALKS_SHOWN, talks, error))
        return false;
    view_set(view, "SELF", self);
    tabs_fill(view, ctx, request, list);
    for (guint i = 0; i < talks->len; i++)
        if (!row_fill(view_add(view, "ROW"), ctx, request, talks->pdata[i], names, list, current,
                      error))
            return false;
    if (talks->len > 0)
        return true;
    View *empty = view_add(view, "EMPTY");
    view_set_word(empty, "HEAD", list->empty_head);
    view_set_word(empty, "BODY", list->empty_body);
    return true;
}

/* ---- one conversation ---- */

typedef struct TalkScreen {
    const TalkList *list;
    const GError *error; /* of what was just tried */
} TalkScreen;

static const FormField FIELDS[] = {
    { "teks", "f-teks", "BAD_TEXT" },
    { "nomor", "f-nomor", "BAD_TICKET" },
    { "isi", "f-isi", "BAD_WORDS" },
    { NULL, NULL, NULL },
};

static void message_fill(View *row, const Ctx *ctx, const Message *m)
{
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, m->created_at);
    g_autofree char *iso = time_words_w3c(ctx->catalog, m->created_at);
    g_autofree char *body = body_of(ctx, m);
    bool human = m->outbound && g_strcmp0(m->key, "talk.said") == 0;
    view_set_word(row, "WHO",
                  human         ? N_("Petugas")
                  : m->outbound ? N_("Jawaban otomatis")
                                : N_("Warga"));
    view_set(row, "SIDE", human ? "petugas" : m->outbound ? "mesin" : "warga");
    view_set(row, "WHEN", when);
    view_set(row, "ISO", iso);
    view_set(row, "BODY", body);
    if (m->outbound)
        view_set_word(view_add(row, "STATE"), "LABEL", message_state_label(m->state));
}

static bool way_fill(View *form, Ctx *ctx, const Conversation *c, GError **error)
{
    ConversationWay way;
    gint64 until = 0;
    if (!conversation_way(ctx, c, &way, &until, error))
        return false;
    g_autofree char *when = until ? time_words_short(ctx->catalog, ctx->lang, until) : g_strdup("");
    if (way == CONVERSATION_WINDOW)
        view_set(view_add(form, "WINDOW"), "UNTIL", when);
    if (way == CONVERSATION_CLOSED)
        view_show(form, "CLOSED");
    return true;
}

static void deed_url(View *form, const Request *request, const Conversation *c,
                     const TalkList *list, const char *deed)
{
    g_autofree char *path =
        g_strdup_printf("/console/percakapan/%" G_GINT64_FORMAT "/%s", c->id, deed);
    g_autofree char *url = page_url(request, path, "daftar", list->code, NULL);
    console_set_form(form, request);
    view_set(form, "URL", url);
}

static bool acts_fill(View *view, Ctx *ctx, const Request *request, const Conversation *c,
                      const TalkList *list, const GPtrArray *messages, GError **error)
{
    bool mine = c->state == CONVERSATION_TAKEN && c->account == ctx->actor.id;
    bool failed = !request_is_safe(request);
    const Message *newest = messages->len > 0 ? messages->pdata[0] : NULL;
    if (c->state == CONVERSATION_WAITS)
        deed_url(view_add(view, "TAKE"), request, c, list, "ambil");
    if (mine) {
        View *say = view_add(view, "SAY");
        deed_url(say, request, c, list, "tulis");
        view_set_int(say, "SEEN", newest ? newest->id : 0);
        view_set(say, "VALUE", failed ? request_text(request, "teks") : "");
        if (!way_fill(say, ctx, c, error))
            return false;
        deed_url(view_add(view, "GIVE"), request, c, list, "kembalikan");
    }
    g_autofree char *words = all_words(messages);
    View *attach = view_add(view, "ATTACH"), *report = view_add(view, "REPORT");
    deed_url(attach, request, c, list, "lampirkan");
    view_set(attach, "VALUE", failed ? request_text(request, "nomor") : "");
    deed_url(report, request, c, list, "laporan");
    view_set(report, "VALUE", words);
    return true;
}

static void state_fill(View *view, Ctx *ctx, const Request *request, const Conversation *c,
                       GHashTable *names)
{
    const char *who = g_hash_table_lookup(names, &c->account);
    bool mine = c->account == ctx->actor.id;
    g_autoptr(Case) to = c->case_id ? case_store_get(ctx, c->case_id, NULL) : NULL;
    if (c->state == CONVERSATION_TAKEN && !mine)
        view_set(view_add(view, "OTHER"), "NAME", who ? who : "");
    if (c->state == CONVERSATION_TAKEN && mine)
        view_set_int(view_add(view, "MINE"), "MINUTES", CONVERSATION_MINUTES);
    if (c->state == CONVERSATION_OVER)
        view_show(view, "OVER");
    if (!to)
        return;
    g_autofree char *path = g_strconcat("/console/kasus/", to->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *link = view_add(view, "CASE");
    view_set(link, "TICKET", to->ticket);
    view_set(link, "URL", url);
}

static bool talk_fill(View *view, Ctx *ctx, const Request *request, const Conversation *c,
                      const TalkScreen *screen, GError **error)
{
    g_autoptr(GPtrArray) messages = conversation_messages(ctx, c->id, error);
    g_autoptr(GHashTable) names = messages ? console_account_names(ctx, error) : NULL;
    if (!names)
        return false;
    g_autofree char *self = talk_url(request, c->id, screen->list);
    g_autofree char *back =
        page_url(request, "/console/percakapan", "daftar", screen->list->code, NULL);
    g_autofree char *since = time_words_short(ctx->catalog, ctx->lang, c->opened_at);
    view_set_int(view, "ID", c->id);
    view_set_int(view, "VERSION", c->version);
    view_set(view, "SELF", self);
    view_set(view, "BACK", back);
    view_set(view, "SINCE", since);
    view_set(view, "CHANNEL_LABEL", console_channel_label(ctx, c->channel));
    view_set_word(view, "REASON", conversation_reason_label(c->reason));
    state_fill(view, ctx, request, c, names);
    for (guint i = messages->len; i > 0; i--)
        message_fill(view_add(view, "MESSAGE"), ctx, messages->pdata[i - 1]);
    if (!acts_fill(view, ctx, request, c, screen->list, messages, error))
        return false;
    console_set_error(view, view, ctx, screen->error, FIELDS);
    return true;
}

/* ---- handlers ---- */

Reply *console_talks_get(Ctx *ctx, const Request *request, GError **error)
{
    const TalkList *list = list_of(request_text(request, "daftar"));
    bool part = console_is_part(request);
    if (!may(ctx, error))
        return NULL;
    g_autoptr(View) page =
        part ? view_new("console/talks.html", ctx->lang, ctx->catalog)
             : console_frame(ctx, request, "list", page_word(ctx, N_("Percakapan")), "percakapan",
                             error);
    if (!page || !list_fill(part ? page : view_include(page, "LIST", "console/talks.html"), ctx,
                            request, list, 0, error))
        return NULL;
    if (!part)
        view_include(page, "MAIN", "console/none.html");
    return console_reply(g_steal_pointer(&page), 200);
}

static gint64 talk_asked(const Request *request)
{
    return g_ascii_strtoll(request->path_args[0], NULL, 10);
}

static Reply *talk_reply(Ctx *ctx, const Request *request, const TalkScreen *screen,
                         unsigned status, GError **error)
{
    if (!may(ctx, error))
        return NULL;
    g_autoptr(Conversation) c = conversation_store_get(ctx, talk_asked(request), error);
    if (!c)
        return NULL;
    bool part = console_is_part(request);
    g_autoptr(View) page =
        part ? view_new("console/talk.html", ctx->lang, ctx->catalog)
             : console_frame(ctx, request, "case", page_word(ctx, N_("Percakapan")), "percakapan",
                             error);
    if (!page)
        return NULL;
    if (!part && !list_fill(view_include(page, "LIST", "console/talks.html"), ctx, request,
                            screen->list, c->id, error))
        return NULL;
    if (!talk_fill(part ? page : view_include(page, "MAIN", "console/talk.html"), ctx, request, c,
                   screen, error))
        return NULL;
    return console_reply(g_steal_pointer(&page), status);
}

Reply *console_talk_get(Ctx *ctx, const Request *request, GError **error)
{
    TalkScreen screen = { .list = list_of(request_text(request, "daftar")) };
    return talk_reply(ctx, request, &screen, 200, error);
}

static bool talk_do(Ctx *ctx, const Request *request, gint64 id, const char *deed, GError **error)
{
    if (g_str_equal(deed, "ambil"))
        return conversation_take(ctx, id, error);
    if (g_str_equal(deed, "tulis"))
        return conversation_say(ctx, id, request_text(request, "teks"),
                                request_int(request, "terlihat", 0), error);
    if (g_str_equal(deed, "kembalikan"))
        return conversation_end(ctx, id, error);
    if (g_str_equal(deed, "lampirkan"))
        return conversation_attach(ctx, id, request_text(request, "nomor"), error);
    g_autofree char *ticket = NULL;
    if (g_str_equal(deed, "laporan"))
        return conversation_report(ctx, id, request_text(request, "isi"), &ticket, error);
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Tindakan ini tidak ada."), NULL);
    return false;
}

Reply *console_talk_post(Ctx *ctx, const Request *request, GError **error)
{
    TalkScreen screen = { .list = list_of(request_text(request, "daftar")) };
    g_autoptr(GError) failed = NULL;
    if (!may(ctx, error))
        return NULL;
    if (talk_do(ctx, request, talk_asked(request), request->path_args[1], &failed)) {
        g_autofree char *url = talk_url(request, talk_asked(request), screen.list);
        return reply_see_other(url);
    }
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    screen.error = failed;
    return talk_reply(ctx, request, &screen, reply_status_of(failed), error);
}
