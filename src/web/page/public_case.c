/* /laporan/:ticket: one case as the public reads it, and what its reporter may do by his link.
 *
 * The page without a secret depends on nothing of the reader, so it may be kept and answered again;
 * with the secret of the reporter's link (k) it is his own and never kept.
 */
#include "base/crypt.h"
#include "base/text.h"
#include "domain/action.h"
#include "domain/calendar.h"
#include "domain/intake.h"
#include "domain/time_words.h"
#include "web/page/public.h"

#include <string.h>

#define VOTER_COOKIE "suara"
#define KEEP_US (5 * US_PER_S)

typedef struct CasePage {
    Ctx *ctx;
    const Request *request;
    const CaseFile *file;
    bool limited;
    char *url;          /* of this page, without the secret; owned */
    const char *secret; /* "" for the public */
    const GError *mistake;
    const char *tried; /* the act that failed */
} CasePage;

static void page_clear(CasePage *p)
{
    g_clear_pointer(&p->url, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CasePage, page_clear)

/* ---- what stands on top ---- */

static void set_now(View *page, const CasePage *p)
{
    const Case *c = p->file->c;
    const Ctx *ctx = p->ctx;
    g_autofree char *now = page_now(ctx, p->file);
    page_set_status(page, ctx, c->status);
    page_set_late(page, ctx, c);
    view_set(page, "NOW", now);
    const char *reason = *c->close_code ? reason_label(ACTION_REJECT, c->close_code) : NULL;
    if (!reason && *c->close_code)
        reason = reason_label(ACTION_EXPIRE_INFO, c->close_code);
    if (reason) {
        g_autofree char *why =
            page_words(ctx, N_("Alasan: {reason}."), "reason", page_word(ctx, reason), NULL);
        view_set(view_show(page, "WHY"), "TEXT", why);
    }
    if (p->file->merged_into) {
        View *merged = view_show(page, "MERGED");
        g_autofree char *path = g_strconcat("/laporan/", p->file->merged_into, NULL);
        g_autofree char *url = page_url(p->request, path, NULL);
        view_set(merged, "URL", url);
        view_set(merged, "TICKET", p->file->merged_into);
    }
}

static void set_head(View *page, const CasePage *p)
{
    const Case *c = p->file->c;
    const Ctx *ctx = p->ctx;
    g_autofree char *date = time_words_full(ctx->catalog, ctx->lang, c->created_at);
    const char *place = p->limited ? "" : page_place(ctx, c);
    g_autofree char *facts = g_strconcat(page_word(ctx, class_label(c->class_)),
                                         *place ? " · " : "", place, " · ", date, NULL);
    const Report *own = p->file->is_reporter ? p->file->report : NULL;
    view_set(page, "TICKET", own ? own->ticket : c->ticket);
    view_set(page, "TITLE",
             p->limited ? page_word(ctx, class_label(c->class_)) : page_title(ctx, c));
    view_set(page, "FACTS", facts);
}

/* ---- what was said ---- */

static void add_report(View *texts, const CasePage *p, const Report *report)
{
    const Ctx *ctx = p->ctx;
    g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, report->created_at);
    bool own = p->file->is_reporter && p->file->report && p->file->report->id == report->id;
    g_autofree char *about =
        page_words(ctx, own ? N_("Laporan Anda, {date}") : N_("Warga, {date}"), "date", date, NULL);
    View *row = view_add(texts, "REPORT");
    view_set(row, "TEXT", report->text);
    view_set(row, "ABOUT", about);
}

static void set_texts(View *page, const CasePage *p)
{
    View *texts = NULL;
    for (guint i = 0; i < p->file->reports->len; i++) {
        const Report *report = p->file->reports->pdata[i];
        if (!report->text || !*report->text)
            continue;
        if (!texts)
            texts = view_show(page, "TEXTS");
        add_report(texts, p, report);
    }
}

/* The last public step that brought photos: what it looks like now. */
static gint64 last_step_with_photos(const CaseFile *file)
{
    for (guint i = file->events->len; i-- > 0;) {
        const Event *event = file->events->pdata[i];
        if (strcmp(event->kind, "case.followed_up") != 0 &&
            strcmp(event->kind, "case.proposed") != 0)
            continue;
        for (guint j = 0; j < file->attachments->len; j++)
            if (((const Attachment *)file->attachments->pdata[j])->event_id == event->id)
                return event->id;
    }
    return 0;
}

static guint count_first(const CaseFile *file)
{
    guint n = 0;
    for (guint i = 0; i < file->attachments->len; i++)
        n += ((const Attachment *)file->attachments->pdata[i])->event_id == 0;
    return n;
}

static void set_photos(View *page, const CasePage *p)
{
    gint64 after = last_step_with_photos(p->file);
    guint before = count_first(p->file);
    if (!after && !before)
        return;
    View *photos = view_show(page, "PHOTOS");
    if (before) {
        View *side = view_add(photos, "SIDE");
        view_set(side, "LABEL",
                 page_word(p->ctx, after ? N_("Sebelum, dari pelapor") : N_("Dari pelapor")));
        for (guint i = 0; i < p->file->reports->len; i++) {
            const Report *report = p->file->reports->pdata[i];
            page_add_shots(side, p->ctx, p->request, p->file, report->id, 0, p->secret,
                           N_("Foto {n} dari pelapor"));
        }
    }
    if (after) {
        View *side = view_add(photos, "SIDE");
        view_set(side, "LABEL", page_word(p->ctx, N_("Sesudah, dari instansi")));
        page_add_shots(side, p->ctx, p->request, p->file, 0, after, p->secret,
                       N_("Foto {n} dari instansi"));
    }
}

/* ---- beside it ---- */

static void add_fact(View *page, const Ctx *ctx, const char *msgid, const char *value)
{
    if (!value || !*value)
        return;
    View *fact = view_add(page, "FACT");
    view_set(fact, "NAME", page_word(ctx, msgid));
    view_set(fact, "VALUE", value);
}

static void set_facts(View *page, const CasePage *p)
{
    const Case *c = p->file->c;
    const Catalog *catalog = p->ctx->catalog;
    const Service *service = catalog_service(catalog, c->service);
    const Agency *agency = catalog_agency(catalog, c->agency);
    const char *area = catalog_area_label(catalog, c->area);
    add_fact(page, p->ctx, N_("Sekarang di tangan"), page_holder(p->ctx, c));
    add_fact(page, p->ctx, N_("Instansi"), agency ? agency->name : NULL);
    add_fact(page, p->ctx, N_("Tentang"), service ? service->name : NULL);
    add_fact(page, p->ctx, N_("Wilayah"), area);
    add_fact(page, p->ctx, N_("Patokan"), c->place_text);
    guint told = p->file->reports->len; /* of those that the reader may know of */
    if (told > 1) {
        g_autofree char *n = g_strdup_printf("%u", told);
        add_fact(page, p->ctx, N_("Dilaporkan oleh"), n);
    }
}

static const char *hop_holder(const Ctx *ctx, const Hop *hop)
{
    const Agency *agency =
        hop->holder == HOLDER_AGENCY ? catalog_agency(ctx->catalog, hop->agency) : NULL;
    if (!agency)
        return page_word(ctx, holder_label(hop->holder));
    return *agency->short_name ? agency->short_name : agency->name;
}

static void set_hops(View *page, const CasePage *p)
{
    View *hops = NULL;
    for (guint i = 0; i < p->file->hops->len; i++) {
        const Hop *hop = p->file->hops->pdata[i];
        gint64 to = hop->to_at ? hop->to_at : ctx_now_us(p->ctx);
        if (hop->holder == HOLDER_NOBODY || to <= hop->from_at)
            continue;
        if (!hops)
            hops = view_show(page, "HOPS");
        g_autofree char *span = time_words_span(p->ctx->lang, to - hop->from_at);
        View *row = view_add(hops, "HOP");
        view_set(row, "WHO", hop_holder(p->ctx, hop));
        view_set(row, "LONG", span);
    }
}

static void set_point(View *page, const CasePage *p)
{
    const Case *c = p->file->c;
    if (!c->lat_e7 && !c->lng_e7)
        return;
    View *point = view_show(page, "POINT");
    const char *place = page_place(p->ctx, c);
    g_autofree char *label =
        page_words(p->ctx, N_("Peta tempat laporan: {place}"), "place", place, NULL);
    char degrees[G_ASCII_DTOSTR_BUF_SIZE];
    page_set_map(point, p->ctx, p->request);
    view_set(point, "LAT", page_degrees(c->lat_e7, degrees));
    view_set(point, "LNG", page_degrees(c->lng_e7, degrees));
    view_set(point, "COLOUR", status_colour(c->status));
    view_set(point, "LABEL", label);
}

static void set_support(View *page, const CasePage *p)
{
    const Case *c = p->file->c;
    bool open = transition_allows(&TRANSITIONS[ACTION_SUPPORT], c->status);
    bool can = open && !p->file->is_reporter;
    if (!c->listed || (!can && c->supports == 0))
        return;
    View *support = view_show(page, "SUPPORT");
    if (c->supports > 0)
        view_set_int(view_show(support, "SOME"), "COUNT", c->supports);
    else
        view_show(support, "NONE");
    if (!can)
        return;
    View *form = view_show(support, "CAN");
    view_set(form, "URL", p->url);
    view_set(form, "TYPED", request_text(p->request, "telepon"));
    if (p->mistake)
        view_show(form, "OPEN");
}

/* ---- what the reporter may do ---- */

static void set_form(View *view, const CasePage *p)
{
    view_set(view, "URL", p->url);
    view_set(view, "SECRET", p->secret);
}

static char *until_words(const CasePage *p, ClockKind kind, const char *msgid)
{
    const CaseClock *clock = page_clock(p->file, kind);
    if (!clock)
        return g_strdup("");
    g_autofree char *due = page_deadline(p->ctx, clock->due_at);
    return page_words(p->ctx, msgid, "due", due, NULL);
}

static void set_question(View *page, const CasePage *p)
{
    if (p->file->c->status != STATUS_NEED_INFO)
        return;
    for (guint i = p->file->events->len; i-- > 0;) {
        const Event *event = p->file->events->pdata[i];
        if (strcmp(event->kind, "case.info_asked") != 0)
            continue;
        g_autofree char *body = NULL;
        g_autofree char *words = event_words(p->ctx, event, true, &body);
        g_autofree char *until =
            until_words(p, CLOCK_INFO,
                        N_("Mohon dijawab paling lambat {due}. Selama menunggu, "
                           "batas waktu kami berhenti."));
        View *question = view_show(page, "QUESTION");
        view_set(question, "TEXT", body ? body : words);
        view_set(question, "UNTIL", until);
        return;
    }
}

static void set_verdict(View *page, const CasePage *p, bool confirm, bool dispute)
{
    CaseStatus status = p->file->c->status;
    bool asked = status == STATUS_PROPOSED || status == STATUS_CONFIRMED ||
                 status == STATUS_UNCONFIRMED || status == STATUS_IN_PROGRESS;
    if (!asked || (!confirm && !dispute))
        return;
    View *verdict = view_show(page, "VERDICT");
    g_autofree char *until =
        until_words(p, CLOCK_CONFIRM,
                    N_("Mohon dijawab paling lambat {due}. Tanpa jawaban, laporan "
                       "ditutup."));
    set_form(verdict, p);
    view_set(verdict, "UNTIL",
             *until ? until
                    : page_word(p->ctx, dispute ? N_("Bila ternyata belum beres, laporan ini masih "
                                                     "dapat dibuka kembali.")
                                                : N_("Bila masalahnya sudah tidak ada, beri tahu "
                                                     "kami.")));
    if (confirm)
        view_show(verdict, "YES");
    if (dispute)
        view_show(verdict, "NO");
}

static void set_rating(View *page, const CasePage *p)
{
    View *rating = view_show(page, "RATING");
    set_form(rating, p);
    for (int star = 1; star <= 5; star++) {
        char value[4];
        g_snprintf(value, sizeof value, "%d", star);
        page_add_choice(rating, "STAR", value, value, NULL, star == p->file->report->rating);
    }
}

static void set_reply(View *page, const CasePage *p)
{
    bool asked = p->file->c->status == STATUS_NEED_INFO;
    View *reply = view_show(page, "REPLY");
    set_form(reply, p);
    view_set(reply, "HEADING",
             page_word(p->ctx, asked ? N_("Jawaban Anda") : N_("Tambahkan keterangan")));
    if (g_strcmp0(p->tried, "balas") == 0)
        view_set(reply, "TYPED", request_text(p->request, "teks"));
}

static Actor reporter_actor(const CaseFile *file)
{
    return (Actor){
        .kind = ACTOR_REPORTER, .id = file->report->id, .agency = "", .area = "", .name = ""
    };
}

static bool may(const CasePage *p, Action action)
{
    return transition_allows(&TRANSITIONS[action], p->file->c->status);
}

/* A finished case can be disputed for the policy's days; action_apply holds to the same. */
static bool may_dispute(const CasePage *p)
{
    const Case *c = p->file->c;
    if (!may(p, ACTION_DISPUTE))
        return false;
    if (!status_is_closed(c->status))
        return true;
    gint64 until = 0;
    const Policy *policy = catalog_policy_of(p->ctx->catalog, c->service);
    return calendar_due(p->ctx->catalog, c->closed_at, policy->reopen_wd, &until, NULL) &&
           ctx_now_us(p->ctx) <= until;
}

/* For the list of own reports on his device; of a secret report it gets no words. */
static void set_keep(View *page, const CasePage *p)
{
    View *keep = view_show(page, "KEEP");
    bool secret = p->file->report->visibility == VISIBILITY_SECRET;
    view_set(keep, "TICKET", p->file->report->ticket);
    view_set(keep, "SECRET", p->secret);
    view_set(keep, "KEEP_TITLE", secret ? "" : page_title(p->ctx, p->file->c));
}

static void set_acts(View *page, const CasePage *p)
{
    CaseStatus status = p->file->c->status;
    if (!p->file->is_reporter || !p->file->report)
        return;
    set_keep(page, p);
    set_question(page, p);
    set_verdict(page, p, may(p, ACTION_CONFIRM), may_dispute(p));
    if (may(p, ACTION_RATE))
        set_rating(page, p);
    if (may(p, ACTION_REPLY) && status != STATUS_CONFIRMED && status != STATUS_DUPLICATE)
        set_reply(page, p);
}

/* ---- the page ---- */

static const struct {
    const char *act; /* of the form, and of ?pesan= after it */
    Action action;
    const char *said;
} ACTS[] = {
    { "sudah", ACTION_CONFIRM, N_("Terima kasih. Laporan ditutup: sudah beres menurut Anda.") },
    { "belum", ACTION_DISPUTE, N_("Laporan dibuka kembali. Instansi menindaklanjuti lagi.") },
    { "balas", ACTION_REPLY, N_("Keterangan Anda sudah ditambahkan.") },
    { "nilai", ACTION_RATE, N_("Terima kasih atas penilaian Anda.") },
    { "dukung", ACTION_SUPPORT, N_("Terima kasih. Anda tercatat juga mengalami hal ini.") },
    { "sudah-ikut", ACTION_NONE, N_("Anda sudah tercatat sebelumnya. Hitungannya tetap.") },
};

static void set_message(View *page, const CasePage *p)
{
    if (p->mistake) {
        view_set(view_show(page, "MISTAKE"), "TEXT", page_error_words(p->ctx, p->mistake));
        return;
    }
    const char *said = request_text(p->request, "pesan");
    if (p->file->is_reporter && request_has(p->request, "darurat"))
        view_set(view_show(page, "DANGER"), "NUMBER", p->ctx->catalog->tenant.emergency);
    for (guint i = 0; i < G_N_ELEMENTS(ACTS); i++)
        if (strcmp(ACTS[i].act, said) == 0)
            view_set(view_show(page, "DONE"), "TEXT", page_word(p->ctx, ACTS[i].said));
}

static Reply *case_reply(const CasePage *p, unsigned status)
{
    const Case *c = p->file->c;
    g_autofree char *title = p->limited
                                 ? g_strdup(c->ticket)
                                 : g_strconcat(page_title(p->ctx, c), " (", c->ticket, ")", NULL);
    View *page;
    View *layout = page_new(p->ctx, p->request, "public/case.html", title, AT_NOWHERE, &page);
    if (p->limited || *p->secret || !c->listed)
        page_private(layout);
    set_message(page, p);
    set_head(page, p);
    set_now(page, p);
    if (p->limited) {
        view_show(page, "LIMITED");
    } else {
        set_acts(page, p);
        set_texts(page, p);
        set_photos(page, p);
        set_facts(page, p);
        set_hops(page, p);
        set_point(page, p);
        set_support(page, p);
    }
    page_add_timeline(page, p->ctx, p->request, p->file, p->secret, p->limited);
    Reply *reply = page_reply(layout, p->request, status);
    if (*p->secret || p->mistake)
        reply_header(reply, "Cache-Control", "private, no-store");
    else if (!request_has(p->request, "pesan") && !request_has(p->request, "lang"))
        reply->cache_us = KEEP_US;
    return reply;
}

/* A secret that does not fit is no secret: the page is then what everybody sees. */
static CaseFile *load(CasePage *p, GError **error)
{
    const char *ticket = p->request->path_args[0];
    CaseFile *file = case_file_load_public(p->ctx, ticket, p->secret, &p->limited, error);
    if (!file)
        return NULL;
    if (!file->is_reporter)
        p->secret = "";
    const char *shown = file->is_reporter && file->report ? file->report->ticket : file->c->ticket;
    g_autofree char *path = g_strconcat("/laporan/", shown, NULL);
    p->url = page_url(p->request, path, NULL);
    p->file = file;
    return file;
}

Reply *public_case_get(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(CasePage) p = { .ctx = ctx, .request = request, .secret = request_text(request, "k") };
    g_autoptr(CaseFile) file = load(&p, error);
    if (!file)
        return NULL;
    return case_reply(&p, 200);
}

/* ---- acts ---- */

static Action act_of(const char *act)
{
    for (guint i = 0; i < G_N_ELEMENTS(ACTS); i++)
        if (strcmp(ACTS[i].act, act) == 0)
            return ACTS[i].action;
    return ACTION_NONE;
}

static char *voter_of(const Request *request)
{
    const char *cookie = request_cookie(request, VOTER_COOKIE);
    gsize chars = cookie ? strspn(cookie, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-")
                         : 0;
    return chars >= 20 && chars <= 64 && !cookie[chars] ? g_strdup(cookie) : crypt_token_new(18);
}

static bool act_apply(const CasePage *p, Action action, const char *voter, ActionResult *result,
                      GError **error)
{
    Ctx ctx = *p->ctx;
    ActionInput input = ACTION_INPUT_INIT;
    g_autoptr(GPtrArray) photos = NULL;
    input.text = request_text(p->request, "teks");
    input.rating = (int)request_int(p->request, "nilai", 0);
    if (action == ACTION_SUPPORT) {
        ctx.actor = (Actor){ .kind = ACTOR_PUBLIC, .agency = "", .area = "", .name = "" };
        input.voter = voter;
        input.phone = request_text(p->request, "telepon");
    } else {
        g_autoptr(GError) wrong = NULL;
        photos = public_photos_take(p->request, &wrong);
        if (wrong) {
            g_propagate_error(error, g_steal_pointer(&wrong));
            return false;
        }
        ctx.actor = reporter_actor(p->file);
        input.photos = photos;
    }
    const Report *own = action == ACTION_SUPPORT ? NULL : p->file->report;
    return action_apply(&ctx, own ? own->ticket : p->file->c->ticket, action, &input, result,
                        error);
}

static Reply *act_done(const CasePage *p, Action action, const char *voter,
                       const ActionResult *result)
{
    const char *act = request_text(p->request, "aksi");
    bool support = action == ACTION_SUPPORT;
    g_autofree char *to = page_url(p->request, p->url + strlen(p->request->base), "k", p->secret,
                                   "pesan", support && result->repeated ? "sudah-ikut" : act,
                                   "darurat", result->alarm ? "1" : "", NULL);
    g_autofree char *whole = g_strconcat(to, "#kabar", NULL);
    Reply *reply = reply_see_other(whole);
    if (support)
        reply_cookie(reply, VOTER_COOKIE, voter, 365 * 24 * 3600, p->request->https);
    return reply;
}

Reply *public_case_post(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(CasePage) p = { .ctx = ctx, .request = request, .secret = request_text(request, "k") };
    Action action = act_of(request_text(request, "aksi"));
    g_autoptr(CaseFile) file = load(&p, error);
    if (!file)
        return NULL;
    bool own = file->is_reporter && file->report;
    if (action == ACTION_NONE || (action != ACTION_SUPPORT && !own)) {
        error_set(error, KENTONGAN_ERROR_DENIED, NULL,
                  N_("Hanya pelapor yang dapat melakukan ini, lewat tautan miliknya."), NULL);
        return NULL;
    }
    if (action == ACTION_SUPPORT && !file->c->listed) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan ini tidak ada."), NULL);
        return NULL;
    }
    g_autofree char *voter = voter_of(request);
    ActionResult result = { 0 };
    g_autoptr(GError) wrong = NULL;
    if (act_apply(&p, action, voter, &result, &wrong))
        return act_done(&p, action, voter, &result);
    p.mistake = wrong;
    p.tried = request_text(request, "aksi");
    return case_reply(&p, reply_status_of(wrong));
}
