/* Public posts of social media: the list that waits, one post, and what becomes of it. The rules
 * are domain/post.h; who has no right to decide does not see them at all.
 */
#include "web/page/console.h"

#include <string.h>

#include "base/text.h"
#include "domain/access.h"
#include "domain/channel_state.h"
#include "domain/files.h"
#include "domain/intake.h"
#include "domain/post.h"
#include "domain/proposal.h"
#include "domain/time_words.h"
#include "model/medium.h"
#include "store/media.h"
#include "store/post.h"

enum { POSTS_SHOWN = 50, COPIES_SHOWN = 20, PICTURES_SHOWN = 8, SIMILAR_SHOWN = 3 };
enum { LINE_CHARS = 140, RAIL_CAP = 99 };

typedef struct PostList {
    const char *code, *label, *empty_head, *empty_body;
    PostState state;
} PostList;

static const PostList LISTS[] = {
    { "baru", N_("Menunggu"), N_("Tidak ada unggahan yang menunggu."),
      N_("Unggahan yang cocok dengan kata kunci muncul di sini dengan sendirinya."), POST_NEW },
    { "laporan", N_("Jadi laporan"), N_("Belum ada yang menjadi laporan."), "", POST_CASE },
    { "diabaikan", N_("Diabaikan"), N_("Belum ada yang diabaikan."), "", POST_DISCARDED },
};

typedef struct PostAct {
    const char *name, *label, *submit;
    char key;
    PostState state; /* in which it can be done */
} PostAct;

static const PostAct ACTS[] = {
    { "laporan", N_("Jadikan laporan"), N_("Jadikan laporan"), 'b', POST_NEW },
    { "gabung", N_("Tambahkan ke laporan"), N_("Tambahkan"), 'g', POST_NEW },
    { "abaikan", N_("Abaikan"), N_("Abaikan"), 'x', POST_NEW },
    { "kembalikan", N_("Kembalikan ke daftar"), N_("Kembalikan ke daftar"), 'b', POST_DISCARDED },
};

static const PostList *list_of(const char *code)
{
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++)
        if (g_str_equal(LISTS[i].code, code))
            return &LISTS[i];
    return &LISTS[0];
}

static const PostAct *act_of(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(ACTS); i++)
        if (g_str_equal(ACTS[i].name, name))
            return &ACTS[i];
    return NULL;
}

/* The act named, when it can be done with this post; else the first that can; NULL: none. */
static const PostAct *act_for(const Post *post, const char *name)
{
    const PostAct *named = act_of(name);
    for (guint i = 0; i < G_N_ELEMENTS(ACTS) && !(named && named->state == post->state); i++)
        named = ACTS[i].state == post->state ? &ACTS[i] : NULL;
    return named && named->state == post->state ? named : NULL;
}

static bool may(const Ctx *ctx, GError **error)
{
    if (access_may_triage(ctx))
        return true;
    error_set(error, KENTONGAN_ERROR_DENIED, NULL,
              N_("Unggahan publik diputuskan oleh admin verifikasi."), NULL);
    return false;
}

bool console_posts_listens(const Ctx *ctx)
{
    return access_may_triage(ctx) && ctx->catalog->listen->len > 0;
}

bool console_posts_count(Ctx *ctx, guint *count, GError **error)
{
    return post_store_count(ctx, POST_NEW, RAIL_CAP + 1, count, error);
}

/* ---- rows ---- */

static char *post_url(const Request *request, gint64 id, const PostList *list)
{
    g_autofree char *path = g_strdup_printf("/console/sosial/%" G_GINT64_FORMAT, id);
    return page_url(request, path, "daftar", list->code, NULL);
}

static void set_author(View *view, const Ctx *ctx, const PostSaid *said)
{
    bool both = *said->handle && *said->name;
    view_set(view, "AUTHOR",
             *said->handle ? said->handle
             : *said->name ? said->name
                           : page_word(ctx, N_("tanpa nama")));
    if (both)
        view_set(view_add(view, "NAMED"), "NAME", said->name);
}

static void set_kept_for(View *view, const Ctx *ctx, const Post *post)
{
    view_set(view, "MATCHED",
             *post->matched ? post->matched : page_word(ctx, N_("komentar di akun kami")));
}

/* What its words propose, as it will stand on the case. */
static void add_proposal(View *view, const Ctx *ctx, const Request *request, const PostSaid *said,
                         bool whole)
{
    static const Queue QUEUE = { .code = "sosial" };
    g_auto(Proposal) p = { 0 };
    g_autoptr(Case) c = case_new();
    proposal_find(ctx->catalog, said->text, "", "", "", &p);
    c->ticket = g_strdup("");
    c->service = g_strdup("");
    c->agency = g_strdup("");
    c->area = g_strdup("");
    c->status = STATUS_RECEIVED;
    c->proposal = proposal_save(&p, false);
    console_add_proposal(view, ctx, request, c, &QUEUE, whole);
    if (*p.danger)
        view_set(view_add(view, "ALARM"), "WORDS", p.danger);
}

static bool row_fill(View *row, Ctx *ctx, const Request *request, const Post *post,
                     const PostList *list, gint64 current, GError **error)
{
    g_auto(PostSaid) said = { 0 };
    if (!post_open(ctx, post, &said, error))
        return false;
    g_autofree char *url = post_url(request, post->id, list);
    g_autofree char *plain = text_one_line(said.text);
    g_autofree char *line = text_cut(plain, LINE_CHARS, true);
    g_autofree char *age = console_age(ctx, post->posted_at);
    view_set_int(row, "ID", post->id);
    view_set(row, "URL", url);
    view_set(row, "LINE", line);
    view_set(row, "AGE", age);
    view_set(row, "CHANNEL", console_channel_icon(post->channel));
    view_set(row, "CHANNEL_LABEL", console_channel_label(ctx, post->channel));
    set_author(row, ctx, &said);
    set_kept_for(row, ctx, post);
    if (post->copies > 0)
        view_set_int(view_add(row, "COPIES"), "N", post->copies);
    if (*post->ticket)
        view_set(view_add(row, "BECAME"), "TICKET", post->ticket);
    if (post->state == POST_NEW)
        add_proposal(row, ctx, request, &said, false);
    if (post->id == current)
        view_show(row, "CURRENT");
    return true;
}

static void tabs_fill(View *view, const Ctx *ctx, const Request *request, const PostList *list)
{
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++) {
        g_autofree char *url = page_url(request, "/console/sosial", "daftar", LISTS[i].code, NULL);
        View *tab = view_add(view, "TAB");
        view_set(tab, "URL", url);
        view_set(tab, "LABEL", page_word(ctx, LISTS[i].label));
        if (list == &LISTS[i])
            view_show(tab, "CURRENT");
    }
}

static void paging_fill(View *view, const Request *request, const PostList *list, bool first,
                        const GPtrArray *posts)
{
    bool more = posts->len > POSTS_SHOWN;
    if (first && !more)
        return;
    View *paging = view_add(view, "PAGING");
    g_autofree char *top = page_url(request, "/console/sosial", "daftar", list->code, NULL);
    if (!first)
        view_set(view_add(paging, "FIRST"), "URL", top);
    if (!more)
        return;
    const Post *last = posts->pdata[POSTS_SHOWN - 1];
    g_autofree char *after = g_strdup_printf("%" G_GINT64_FORMAT, last->id);
    g_autofree char *url =
        page_url(request, "/console/sosial", "daftar", list->code, "sesudah", after, NULL);
    view_set(view_add(paging, "NEXT"), "URL", url);
}

static GPtrArray *load_list(Ctx *ctx, const PostList *list, gint64 before, GError **error)
{
    g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func((GDestroyNotify)post_free);
    return post_store_list(ctx, list->state, before, POSTS_SHOWN + 1, posts, error)
               ? g_steal_pointer(&posts)
               : NULL;
}

/* current 0: no post stands beside it. */
static bool list_fill(View *view, Ctx *ctx, const Request *request, const PostList *list,
                      gint64 current, GError **error)
{
    gint64 before = current ? 0 : request_int(request, "sesudah", 0);
    g_autofree char *self = page_url(request, "/console/sosial", "daftar", list->code, NULL);
    g_autoptr(GPtrArray) posts = load_list(ctx, list, before ? before : G_MAXINT64, error);
    if (!posts)
        return false;
    view_set(view, "SELF", self);
    tabs_fill(view, ctx, request, list);
    if (!before)
        view_show(view, "FIRST_PAGE");
    for (guint i = 0; i < posts->len && i < POSTS_SHOWN; i++)
        if (!row_fill(view_add(view, "ROW"), ctx, request, posts->pdata[i], list, current, error))
            return false;
    paging_fill(view, request, list, !before, posts);
    if (posts->len > 0)
        return true;
    View *empty = view_add(view, "EMPTY");
    view_set_word(empty, "HEAD", list->empty_head);
    view_set_word(empty, "BODY", list->empty_body);
    return true;
}

/* ---- one post ---- */

static void pictures_fill(View *view, Ctx *ctx, const Request *request, const Post *post)
{
    g_autoptr(GPtrArray) media = g_ptr_array_new_with_free_func((GDestroyNotify)media_free);
    guint waiting = 0;
    if (!media_store_of_message(ctx, post->id, media, NULL))
        return;
    View *pictures = NULL;
    for (guint i = 0; i < media->len && i < PICTURES_SHOWN; i++) {
        const Media *one = media->pdata[i];
        waiting += one->state == MEDIA_WAITING;
        if (one->state != MEDIA_READY)
            continue;
        g_autofree char *path =
            g_strdup_printf("/console/sosial/%" G_GINT64_FORMAT "/gambar/%u", post->id, i);
        g_autofree char *url = page_url(request, path, NULL);
        pictures = pictures ? pictures : view_add(view, "PICTURES");
        view_set(view_add(pictures, "SHOT"), "URL", url);
    }
    if (waiting > 0)
        view_show(view, "PICTURES_WAIT");
}

static bool copies_fill(View *view, Ctx *ctx, const Post *post, GError **error)
{
    g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func((GDestroyNotify)post_free);
    if (post->copies == 0)
        return true;
    if (!post_store_copies(ctx, post->id, COPIES_SHOWN, copies, error))
        return false;
    View *section = view_add(view, "COPIES");
    view_set_int(section, "N", post->copies);
    for (guint i = 0; i < copies->len; i++) {
        g_auto(PostSaid) said = { 0 };
        if (!post_open(ctx, copies->pdata[i], &said, error))
            return false;
        View *row = view_add(section, "COPY");
        const Post *copy = copies->pdata[i];
        set_author(row, ctx, &said);
        view_set(row, "LINK", said.link);
        view_set(row, "CHANNEL", console_channel_label(ctx, copy->channel));
    }
    return true;
}

static bool similar_fill(View *view, Ctx *ctx, const Request *request, const Post *post,
                         const PostSaid *said, GError **error)
{
    g_auto(Proposal) p = { 0 };
    proposal_find(ctx->catalog, said->text, "", "", "", &p);
    g_autoptr(GPtrArray) found = intake_similar(ctx, p.service, 0, 0, p.area, SIMILAR_SHOWN, error);
    for (guint i = 0; found && i < found->len; i++) {
        const Case *c = found->pdata[i];
        g_autofree char *case_path = g_strconcat("/console/kasus/", c->ticket, NULL);
        g_autofree char *case_url = page_url(request, case_path, NULL);
        g_autofree char *path = g_strdup_printf("/console/sosial/%" G_GINT64_FORMAT, post->id);
        g_autofree char *url =
            page_url(request, path, "daftar", "baru", "aksi", "gabung", "tiket", c->ticket, NULL);
        g_autofree char *age = console_age(ctx, c->created_at);
        View *row = view_add(i == 0 ? view_add(view, "SIMILAR") : view, "CASE");
        view_set(row, "TICKET", c->ticket);
        view_set(row, "TITLE", page_title(ctx, c));
        view_set(row, "CASE_URL", case_url);
        view_set(row, "URL", url);
        view_set(row, "AGE", age);
        page_set_status(row, ctx, c->status);
    }
    return found != NULL;
}

/* Who decided, when and why. */
static bool decision_fill(View *view, Ctx *ctx, const Request *request, const Post *post,
                          GError **error)
{
    if (post->state == POST_NEW)
        return true;
    g_autoptr(GHashTable) names = console_account_names(ctx, error);
    if (!names)
        return false;
    const char *name = g_hash_table_lookup(names, &post->decided_by);
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, post->decided_at);
    View *decided = view_add(view, post->state == POST_CASE ? "BECAME" : "LEFT");
    const PostReason *reason = post_reason(post->reason);
    view_set(decided, "WHO", name ? name : "");
    view_set(decided, "WHEN", when);
    if (reason)
        view_set_word(decided, "REASON", reason->label);
    if (*post->note)
        view_set(view_add(decided, "NOTE"), "TEXT", post->note);
    g_autofree char *path = g_strconcat("/console/kasus/", post->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    view_set(decided, "TICKET", post->ticket);
    view_set(decided, "URL", url);
    return true;
}

static void acts_fill(View *view, const Request *request, const Post *post, const PostList *list,
                      const PostAct *open)
{
    View *acts = view_add(view, "ACTS");
    for (guint i = 0; i < G_N_ELEMENTS(ACTS); i++) {
        const char key[] = { ACTS[i].key, '\0' };
        if (ACTS[i].state != post->state)
            continue;
        g_autofree char *path = g_strdup_printf("/console/sosial/%" G_GINT64_FORMAT, post->id);
        g_autofree char *url =
            page_url(request, path, "daftar", list->code, "aksi", ACTS[i].name, NULL);
        View *act = view_add(acts, "ACT");
        view_set(act, "URL", url);
        view_set_word(act, "LABEL", ACTS[i].label);
        view_set(act, "CHAR", key);
        view_set(act, "NAME", ACTS[i].name);
        if (&ACTS[i] == open)
            view_show(act, "CURRENT");
        else
            view_set(view_add(act, "KEY"), "CHAR", key);
    }
}

/* What everybody will read there, before it is sent. */
static bool answer_fill(View *form, Ctx *ctx, const Post *post, const PostSaid *said,
                        GError **error)
{
    const Tenant *tenant = &ctx->catalog->tenant;
    g_auto(Proposal) p = { 0 };
    bool serves = false;
    if (!channel_state_serves(ctx->db, post->channel, tenant->code, &serves, error))
        return false;
    if (!serves || !*said->thread) {
        view_show(form, "NO_ANSWER");
        return true;
    }
    proposal_find(ctx->catalog, said->text, "", "", "", &p);
    g_autofree char *body = post_answer_text(ctx->catalog, *p.danger != '\0');
    view_set(view_add(form, "ANSWER"), "BODY", body);
    return true;
}

static void reasons_fill(View *form, const Ctx *ctx, const Request *request)
{
    View *why = view_add(form, "WHY");
    for (const PostReason *reason = POST_REASONS; reason->code; reason++)
        page_add_choice(why, "OPTION", reason->code, page_word(ctx, reason->label), NULL,
                        g_str_equal(reason->code, request_text(request, "alasan")));
    view_set(why, "NOTE", request_text(request, "catatan"));
}

static const FormField FIELDS[] = {
    { "tiket", "f-tiket", "BAD_TICKET" },
    { "alasan", "f-alasan", "BAD_REASON" },
    { "catatan", "f-catatan", "BAD_NOTE" },
    { NULL, NULL, NULL },
};

static bool form_fill(View *view, Ctx *ctx, const Request *request, const Post *post,
                      const PostSaid *said, const PostList *list, const PostAct *act,
                      GError **error)
{
    const char key[] = { act->key, '\0' };
    View *form = view_add(view, "FORM");
    g_autofree char *path =
        g_strdup_printf("/console/sosial/%" G_GINT64_FORMAT "/%s", post->id, act->name);
    g_autofree char *url = page_url(request, path, NULL);
    console_set_form(form, request);
    view_set(form, "URL", url);
    view_set(form, "NAME", act->name);
    view_set(form, "LIST", list->code);
    view_set_word(form, "LABEL", act->label);
    view_set_word(form, "SUBMIT", act->submit);
    view_set(form, "CHAR", key);
    if (g_str_equal(act->name, "abaikan"))
        reasons_fill(form, ctx, request);
    if (g_str_equal(act->name, "gabung"))
        view_set(view_add(form, "TARGET"), "VALUE", request_text(request, "tiket"));
    bool simple = g_str_equal(act->name, "laporan") || g_str_equal(act->name, "kembalikan");
    if (simple)
        view_show(form, "DIRECT");
    return act->state != POST_NEW || g_str_equal(act->name, "abaikan") ||
           answer_fill(form, ctx, post, said, error);
}

typedef struct PostScreen {
    const PostList *list;
    const char *act;     /* the form that stands open; "" the first */
    const GError *error; /* of what was just tried */
} PostScreen;

static bool flash_fill(View *view, Ctx *ctx, const Request *request, const Post *post,
                       GError **error)
{
    const PostAct *done = act_of(request_text(request, "ok"));
    if (!done || !request_is_safe(request))
        return true;
    g_autoptr(GPtrArray) posts = load_list(ctx, &LISTS[0], G_MAXINT64, error);
    if (!posts)
        return false;
    g_autofree char *head =
        page_words(ctx, N_("Tersimpan: {action}."), "action", page_word(ctx, done->label), NULL);
    View *flash = view_add(view, "FLASH");
    view_set(flash, "HEAD", head);
    for (guint i = 0; i < posts->len; i++) {
        const Post *other = posts->pdata[i];
        if (other->id == post->id)
            continue;
        g_autofree char *url = post_url(request, other->id, &LISTS[0]);
        view_set(view_add(flash, "NEXT"), "URL", url);
        break;
    }
    return true;
}

static void head_fill(View *view, const Ctx *ctx, const Request *request, const Post *post,
                      const PostSaid *said, const PostList *list)
{
    g_autofree char *self = post_url(request, post->id, list);
    g_autofree char *back = page_url(request, "/console/sosial", "daftar", list->code, NULL);
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, post->posted_at);
    g_autofree char *version = g_strdup_printf("%d-%d", (int)post->state, post->copies);
    view_set_int(view, "ID", post->id);
    view_set(view, "VERSION", version);
    view_set(view, "SELF", self);
    view_set(view, "BACK", back);
    view_set(view, "WHEN", when);
    view_set(view, "TEXT", said->text);
    view_set(view, "LINK", said->link);
    view_set(view, "CHANNEL_LABEL", console_channel_label(ctx, post->channel));
    view_set(view, "CHANNEL", console_channel_icon(post->channel));
    set_author(view, ctx, said);
    set_kept_for(view, ctx, post);
}

static bool post_fill(View *view, Ctx *ctx, const Request *request, const Post *post,
                      const PostScreen *screen, GError **error)
{
    g_auto(PostSaid) said = { 0 };
    const PostAct *act = act_for(post, screen->act);
    if (!post_open(ctx, post, &said, error) || !flash_fill(view, ctx, request, post, error))
        return false;
    head_fill(view, ctx, request, post, &said, screen->list);
    pictures_fill(view, ctx, request, post);
    if (!copies_fill(view, ctx, post, error) || !decision_fill(view, ctx, request, post, error))
        return false;
    add_proposal(view, ctx, request, &said, true);
    if (post->state == POST_NEW && !similar_fill(view, ctx, request, post, &said, error))
        return false;
    if (act) {
        acts_fill(view, request, post, screen->list, act);
        if (!form_fill(view, ctx, request, post, &said, screen->list, act, error))
            return false;
    }
    console_set_error(view, view, ctx, screen->error, FIELDS);
    return true;
}

bool console_posts_add_source(View *row, Ctx *ctx, const Report *report, GError **error)
{
    const Medium *medium = medium_find(report->channel);
    g_autoptr(GPtrArray) posts = g_ptr_array_new_with_free_func((GDestroyNotify)post_free);
    if (!medium || !(medium->flags & MEDIUM_PUBLIC) || !access_may_triage(ctx))
        return true;
    if (!post_store_of_case(ctx, report->first_case_id, posts, error))
        return false;
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = posts->pdata[i];
        g_auto(PostSaid) said = { 0 };
        if (!g_str_equal(post->ticket, report->ticket))
            continue;
        if (!post_open(ctx, post, &said, error))
            return false;
        View *source = view_add(row, "SOURCE");
        set_author(source, ctx, &said);
        view_set(source, "URL", said.link);
    }
    return true;
}

/* ---- handlers ---- */

Reply *console_posts_get(Ctx *ctx, const Request *request, GError **error)
{
    const PostList *list = list_of(request_text(request, "daftar"));
    bool part = console_is_part(request);
    if (!may(ctx, error))
        return NULL;
    g_autoptr(View) page = part
                               ? view_new("console/posts.html", ctx->lang, ctx->catalog)
                               : console_frame(ctx, request, "list",
                                               page_word(ctx, N_("Media sosial")), "sosial", error);
    if (!page || !list_fill(part ? page : view_include(page, "LIST", "console/posts.html"), ctx,
                            request, list, 0, error))
        return NULL;
    if (!part)
        view_include(page, "MAIN", "console/none.html");
    return console_reply(g_steal_pointer(&page), 200);
}

static Post *post_asked(Ctx *ctx, const Request *request, GError **error)
{
    gint64 id = g_ascii_strtoll(request->path_args[0], NULL, 10);
    if (!may(ctx, error))
        return NULL;
    g_autoptr(Post) post = post_store_get(ctx, id, error);
    if (!post || post->state != POST_COPY)
        return g_steal_pointer(&post);
    return post_store_get(ctx, post->first_id, error);
}

static Reply *post_reply(Ctx *ctx, const Request *request, const PostScreen *screen,
                         unsigned status, GError **error)
{
    g_autoptr(Post) post = post_asked(ctx, request, error);
    if (!post)
        return NULL;
    bool part = console_is_part(request);
    g_autoptr(View) page = part
                               ? view_new("console/post.html", ctx->lang, ctx->catalog)
                               : console_frame(ctx, request, "case",
                                               page_word(ctx, N_("Media sosial")), "sosial", error);
    if (!page)
        return NULL;
    if (!part && !list_fill(view_include(page, "LIST", "console/posts.html"), ctx, request,
                            screen->list, post->id, error))
        return NULL;
    if (!post_fill(part ? page : view_include(page, "MAIN", "console/post.html"), ctx, request,
                   post, screen, error))
        return NULL;
    return console_reply(g_steal_pointer(&page), status);
}

Reply *console_post_get(Ctx *ctx, const Request *request, GError **error)
{
    PostScreen screen = { .list = list_of(request_text(request, "daftar")),
                          .act = request_text(request, "aksi") };
    return post_reply(ctx, request, &screen, 200, error);
}

static bool post_do(Ctx *ctx, const Request *request, gint64 id, const PostAct *act, GError **error)
{
    g_auto(IntakeResult) result = { 0 };
    if (g_str_equal(act->name, "laporan"))
        return post_take(ctx, id, &result, error);
    if (g_str_equal(act->name, "gabung"))
        return post_attach(ctx, id, request_text(request, "tiket"), &result, error);
    if (g_str_equal(act->name, "abaikan"))
        return post_discard(ctx, id, request_text(request, "alasan"),
                            request_text(request, "catatan"), error);
    return post_restore(ctx, id, error);
}

Reply *console_post_post(Ctx *ctx, const Request *request, GError **error)
{
    gint64 id = g_ascii_strtoll(request->path_args[0], NULL, 10);
    const PostAct *act = act_of(request->path_args[1]);
    PostScreen screen = { .list = list_of(request_text(request, "daftar")) };
    g_autoptr(GError) failed = NULL;
    if (!may(ctx, error))
        return NULL;
    if (!act) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Tindakan ini tidak ada."), NULL);
        return NULL;
    }
    if (post_do(ctx, request, id, act, &failed)) {
        g_autofree char *path = g_strdup_printf("/console/sosial/%" G_GINT64_FORMAT, id);
        g_autofree char *url =
            page_url(request, path, "daftar", screen.list->code, "ok", act->name, NULL);
        return reply_see_other(url);
    }
    bool target_unknown =
        error_is(failed, KENTONGAN_ERROR_NOT_FOUND) && g_str_equal(act->name, "gabung");
    if (!console_can_mend(failed) && !target_unknown) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    screen.act = act->name;
    screen.error = failed;
    return post_reply(ctx, request, &screen, target_unknown ? 422 : reply_status_of(failed), error);
}

/* Opened in the sandbox when somebody looks: what nobody looks at stays closed. */
Reply *console_post_picture_get(Ctx *ctx, const Request *request, GError **error)
{
    guint nth = (guint)g_ascii_strtoull(request->path_args[1], NULL, 10);
    g_autoptr(GPtrArray) media = g_ptr_array_new_with_free_func((GDestroyNotify)media_free);
    g_autoptr(Post) post = post_asked(ctx, request, error);
    if (!post || !media_store_of_message(ctx, post->id, media, error))
        return NULL;
    const Media *one = nth < media->len && nth < PICTURES_SHOWN ? media->pdata[nth] : NULL;
    if (!one || one->state != MEDIA_READY) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Foto tidak ditemukan."), NULL);
        return NULL;
    }
    g_autoptr(GBytes) raw = files_get_raw(one->name, error);
    g_autoptr(ImageResult) image = raw ? image_process(raw, error) : NULL;
    if (!image)
        return NULL;
    Reply *reply = reply_new(200, "image/jpeg", g_bytes_ref(image->display));
    reply_header(reply, "Cache-Control", "private, max-age=3600");
    return reply;
}
