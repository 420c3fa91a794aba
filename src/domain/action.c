/* Doing something with a case: the part every action shares. See action.h and act.h. */
#include "domain/action.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/act.h"
#include "domain/alarm.h"
#include "domain/audit.h"
#include "domain/case_rules.h"
#include "domain/deadline_wake.h"
#include "domain/staff.h"
#include "domain/time_words.h"
#include "model/limits.h"
#include "store/case.h"
#include "store/report.h"
#include "store/setting.h"

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

static void act_clear(Act *act)
{
    g_clear_pointer(&act->c, case_free);
    g_clear_pointer(&act->target, case_free);
    g_clear_pointer(&act->report, report_free);
    g_clear_pointer(&act->agency_before, g_free);
    g_clear_pointer(&act->danger, g_free);
    g_clear_pointer(&act->area_before, g_free);
    g_clear_pointer(&act->reason, g_free);
    g_clear_pointer(&act->officer_name, g_free);
    g_clear_pointer(&act->from_name, g_free);
    g_clear_pointer(&act->to_name, g_free);
}

static void act_begin(Act *act, Ctx *ctx, Action action, const ActionInput *in)
{
    *act = (Act){ .ctx = ctx, .t = &TRANSITIONS[action], .in = in };
    act->to = act->t->to;
    act->message = act->t->message;
    act->staff = act->t->staff;
}

/* A merged report is taken apart from where it began, not from where its ticket leads now. */
static bool act_load(Act *act, const char *typed, GError **error)
{
    g_autofree char *ticket = ticket_normalise(typed);
    act->report = ticket ? report_store_by_ticket(act->ctx, ticket, error) : NULL;
    if (!ticket)
        return fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."));
    if (!act->report)
        return false;
    gint64 id =
        act->t->action == ACTION_UNMERGE ? act->report->first_case_id : act->report->case_id;
    act->c = case_store_get(act->ctx, id, error);
    if (!act->c || !deadline_load(act->ctx, id, &act->d, error))
        return false;
    act->before = act->c->status;
    act->agency_before = g_strdup(act->c->agency);
    act->area_before = g_strdup(act->c->area);
    act->alive = deadline_alive(&act->d);
    bool tells = act->t->action == ACTION_REPLY || act->t->action == ACTION_ANSWERED ||
                 act->t->action == ACTION_DISPUTE;
    act->danger = tells ? alarm_words(act->ctx->catalog, act->in->text) : g_strdup("");
    return true;
}

/* ---- who may ---- */

static bool staff_may(const Ctx *ctx, const Case *c, const Transition *t)
{
    if (!(t->by & BY_STAFF) || !role_has_right(ctx->actor.role, t->right))
        return false;
    if (t->right == RIGHT_DESK) /* of any case: people come to the desk that is near them */
        return access_is_desk(ctx);
    bool from_above = t->action == ACTION_HAND_OVER && ctx->actor.home != ctx->tenant;
    return from_above ? access_may_see(ctx, c) : access_may_act(ctx, c);
}

static bool reporter_may(const Act *act)
{
    const Actor *actor = &act->ctx->actor;
    return (act->t->by & BY_REPORTER) && actor->id != 0 && actor->id == act->report->id;
}

static bool act_authorise(const Act *act, GError **error)
{
    const Actor *actor = &act->ctx->actor;
    bool may = false;
    switch (actor->kind) {
    case ACTOR_SYSTEM:
        may = (act->t->by & BY_SYSTEM) != 0;
        break;
    case ACTOR_STAFF:
    case ACTOR_API:
        if (!access_may_see(act->ctx, act->c) &&
            (act->t->right != RIGHT_DESK || !access_is_desk(act->ctx)))
            return fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."));
        may = staff_may(act->ctx, act->c, act->t);
        break;
    case ACTOR_REPORTER:
        may = reporter_may(act);
        break;
    case ACTOR_PUBLIC:
        if (!act->c->listed)
            return fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."));
        may = false;
        break;
    }
    if (may || ((act->t->by & BY_ANYBODY) && act->c->listed))
        return true;
    return fail(error, KENTONGAN_ERROR_DENIED, NULL, N_("Anda tidak berwenang melakukan ini."));
}

/* ---- what is needed ---- */

/* What there is nothing to end of. */
static bool lacks_attention(const Case *c, Action action)
{
    return (action == ACTION_TAKE_ALARM && !(c->attention & ATTENTION_ALARM)) ||
           (action == ACTION_REVIEW && !(c->attention & ATTENTION_RATING));
}

static bool check_state(const Act *act, GError **error)
{
    if (act->in->version != 0 && act->in->version != act->c->version)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Laporan ini baru saja diubah orang lain. Muat ulang, lalu ulangi."));
    if (!transition_allows(act->t, act->c->status) || lacks_attention(act->c, act->t->action))
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Tindakan ini tidak berlaku pada status laporan sekarang."));
    return true;
}

static bool check_text(const Act *act, GError **error)
{
    gsize chars = text_chars(act->in->text);
    if ((act->t->needs & NEEDS_TEXT) && text_is_blank(act->in->text))
        return fail(error, KENTONGAN_ERROR_INVALID, "teks", N_("Tulis keterangannya dahulu."));
    if (chars > LIMIT_TEXT_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "teks",
                    N_("Terlalu panjang, paling banyak 4.000 huruf."));
    return true;
}

static bool check_agency(const Act *act, GError **error)
{
    bool given = *act->in->agency != '\0';
    const Agency *agency = catalog_agency(act->ctx->catalog, act->in->agency);
    if ((act->t->needs & NEEDS_AGENCY) && !given)
        return fail(error, KENTONGAN_ERROR_INVALID, "instansi", N_("Pilih instansi tujuan."));
    if (given && (!agency || !agency->active))
        return fail(error, KENTONGAN_ERROR_INVALID, "instansi", N_("Instansi ini tidak dikenal."));
    return true;
}

static bool check_service(const Act *act, GError **error)
{
    bool given = *act->in->service != '\0';
    const Service *service = catalog_service(act->ctx->catalog, act->in->service);
    if (given && (!service || !service->active))
        return fail(error, KENTONGAN_ERROR_INVALID, "layanan", N_("Kategori ini tidak dikenal."));
    if ((act->t->needs & NEEDS_SERVICE) && !given && !*act->c->service)
        return fail(error, KENTONGAN_ERROR_INVALID, "layanan", N_("Pilih kategori dahulu."));
    return true;
}

static bool check_numbers(const Act *act, GError **error)
{
    enum { DAYS_MAX = 60 };
    unsigned needs = act->t->needs;
    if ((needs & NEEDS_DAYS) && (act->in->days < 1 || act->in->days > DAYS_MAX))
        return fail(error, KENTONGAN_ERROR_INVALID, "hari",
                    N_("Isi jumlah hari kerja, 1 sampai 60."));
    if ((needs & NEEDS_RATING) && (act->in->rating < 1 || act->in->rating > 5))
        return fail(error, KENTONGAN_ERROR_INVALID, "penilaian", N_("Beri nilai 1 sampai 5."));
    if ((needs & NEEDS_REASON) && !reason_label(act->t->action, act->in->reason))
        return fail(error, KENTONGAN_ERROR_INVALID, "alasan", N_("Pilih alasannya."));
    if (act->in->photos && act->in->photos->len > 0 && !(needs & TAKES_PHOTOS))
        return fail(error, KENTONGAN_ERROR_INVALID, "foto",
                    N_("Di sini tidak dapat mengirim foto."));
    return true;
}

static bool act_check(const Act *act, GError **error)
{
    return check_state(act, error) && check_text(act, error) && check_agency(act, error) &&
           check_service(act, error) && check_numbers(act, error);
}

/* ---- change ---- */

static bool may_resume(CaseStatus to)
{
    return to == STATUS_NEED_INFO || to == STATUS_REJECTED || to == STATUS_DUPLICATE ||
           to == STATUS_REFERRED;
}

static void change_status(Act *act)
{
    Case *c = act->c;
    CaseStatus to = act->to == STATUS_RESUME ? c->resume_status : act->to;
    if (to == STATUS_SAME || to == c->status)
        return;
    if (may_resume(to) && c->status != STATUS_NEED_INFO)
        c->resume_status = c->status;
    c->status = to;
    if (status_is_closed(to) && act->ctx->actor.kind == ACTOR_STAFF)
        c->attention &= ~(unsigned)ATTENTION_ALARM; /* who closes it has looked at it */
    c->closed_at = status_is_closed(to) ? ctx_now_us(act->ctx) : 0;
}

static void change_clocks(Act *act)
{
    const Transition *t = act->t;
    deadline_stop(act->ctx, &act->d, t->stop);
    deadline_pause(act->ctx, &act->d, t->pause);
    deadline_start(act->ctx, act->c, &act->d, t->start);
    deadline_resume(act->ctx, act->c, &act->d, act->resume);
    const CaseClock *asked = &act->d.clocks[CLOCK_PROGRESS];
    if (asked->kind == 0 || asked->state != CLOCK_RUNNING)
        act->c->attention &= ~(unsigned)ATTENTION_PROGRESS;
}

static bool change_place(Act *act, GError **error)
{
    Case *c = act->c;
    if (!(act->t->needs & TAKES_PLACE))
        return true;
    g_autoptr(Case) before = case_new();
    before->service = g_strdup(c->service);
    before->policy = g_strdup(c->policy);
    if (*act->in->service) {
        g_free(c->service);
        c->service = g_strdup(act->in->service);
        g_free(c->policy);
        c->policy = g_strdup(catalog_policy_of(act->ctx->catalog, c->service)->code);
        deadline_reclassify(act->ctx, before, c, &act->d);
    }
    if (*act->in->place_text && c->visibility != VISIBILITY_SECRET) {
        g_free(c->place_text);
        c->place_text = text_cut(act->in->place_text, LIMIT_PLACE_CHARS, false);
    }
    return case_rules_place(act->ctx, c, act->in->area, act->in->has_point, act->in->lat_e7,
                            act->in->lng_e7, error);
}

/* What a secret report's own reporter says stays secret where his case was merged into an open one.
 */
static bool speaks_in_secret(const Act *act)
{
    return act->t->by == BY_REPORTER && act->report->visibility == VISIBILITY_SECRET;
}

static bool is_secret(const Act *act)
{
    return act->c->visibility == VISIBILITY_SECRET || speaks_in_secret(act);
}

/* And that he said something is seen only where it changes where the case stands. */
static bool stays_unseen(const Act *act)
{
    return act->c->visibility != VISIBILITY_SECRET && speaks_in_secret(act) &&
           act->c->status == act->before;
}

static bool act_change(Act *act, GError **error)
{
    const ActHook *hook = &ACT_HOOKS[act->t->action];
    if (act->t->resume && act->t->action == ACTION_DISPUTE)
        act->resume |= act->t->resume;
    if (!change_place(act, error) || (hook->change && !hook->change(act, error)))
        return false;
    change_status(act);
    change_clocks(act);
    act->c->listed = case_rules_listed(act->ctx, act->c);
    if (!stays_unseen(act))
        act->c->updated_at = ctx_now_us(act->ctx);
    return true;
}

/* ---- store ---- */

/* What the case had before and has no more, NULL when it has: whose screens must let go of it. */
static const char *lost(const char *before, const char *now)
{
    return *before && !g_str_equal(before, now) ? before : NULL;
}

/* Looking at it comes before both: where it is disposed at once, what was checked is kept too. */
static const char *act_checked(const Act *act)
{
    const ActionInput *in = act->in;
    bool checks = act->t->action == ACTION_VERIFY ||
                  (act->t->action == ACTION_DISPOSE && act->before == STATUS_RECEIVED);
    if (!checks)
        return NULL;
    return in->clear && in->complete ? "jelas,lengkap"
           : in->clear               ? "jelas"
           : in->complete            ? "lengkap"
                                     : NULL;
}

static char *act_event_data(const Act *act)
{
    const ActionInput *in = act->in;
    bool secret = is_secret(act);
    const Transition *t = act->t;
    g_autofree char *days = g_strdup_printf("%d", act->days ? act->days : in->days);
    g_autofree char *clocks = g_strdup_printf("%u", act->alive);
    g_autofree char *rating = g_strdup_printf("%d", in->rating);
    g_autofree char *date =
        act->c->due_at == CASE_NO_DUE ? NULL : time_words_w3c(act->ctx->catalog, act->c->due_at);
    bool agency_matters = act->c->agency[0] && t->right == RIGHT_WORK;
    return event_data("text", secret ? NULL : in->text, "reason", act->reason, "code", in->reason,
                      "agency",
                      t->needs & NEEDS_AGENCY ? in->agency
                      : agency_matters        ? act->agency_before
                                              : NULL,
                      "proposed", t->needs & TAKES_AGENCY ? in->agency : NULL, "service",
                      t->needs & TAKES_PLACE ? in->service : NULL, "area",
                      t->needs & TAKES_PLACE ? in->area : NULL, "ticket",
                      act->target ? act->target->ticket : NULL, "officer", act->officer_name,
                      "days", t->needs & NEEDS_DAYS || act->days ? days : NULL, "date",
                      act->days ? date : NULL, "rating", t->needs & NEEDS_RATING ? rating : NULL,
                      "clocks", t->stop ? clocks : NULL, "from", act->from_name, "to", act->to_name,
                      "checked", act_checked(act), "left", lost(act->agency_before, act->c->agency),
                      "left_area", lost(act->area_before, act->c->area), NULL);
}

static bool store_event(Act *act, GError **error)
{
    bool secret = is_secret(act);
    g_autoptr(GBytes) sealed =
        secret && *act->in->text ? crypt_seal_text("event.text", act->in->text) : NULL;
    EventIn in = { .kind = act->t->event,
                   .public_ = act->t->public_ && !stays_unseen(act),
                   .data = act_event_data(act),
                   .sealed = sealed };
    gint64 report_id = act->t->by == BY_REPORTER ? act->report->id : 0;
    return audit_append(act->ctx, act->c, &in, &act->result->event_id, error) &&
           alarm_raise(act->ctx, act->c, act->danger, &act->alarmed, error) &&
           case_rules_photos(act->ctx, act->c, act->in->photos, report_id, act->result->event_id,
                             act->t->public_ && !secret, error);
}

static bool store_case(Act *act, GError **error)
{
    HolderKind before = case_rules_holder(act->before), after = case_rules_holder(act->c->status);
    return case_rules_hop(act->ctx, act->c, before, act->agency_before, after, error) &&
           deadline_save(act->ctx, act->c, &act->d, error) &&
           case_store_update(act->ctx, act->c, error);
}

/* ---- tell ---- */

static gint64 told_due(const Act *act)
{
    const Deadlines *d = &act->d;
    switch (act->c->status) {
    case STATUS_NEED_INFO:
        return deadline_due(d, CLOCK_INFO);
    case STATUS_PROPOSED:
        return deadline_due(d, CLOCK_CONFIRM);
    case STATUS_RECEIVED:
    case STATUS_VERIFIED:
        return deadline_due(d, CLOCK_DISPOSITION);
    case STATUS_ASSIGNED:
    case STATUS_IN_PROGRESS:
    case STATUS_REOPENED:
        return deadline_work_due(d);
    case STATUS_CONFIRMED:
    case STATUS_UNCONFIRMED:
    case STATUS_REJECTED:
    case STATUS_DUPLICATE:
    case STATUS_REFERRED:
        return CASE_NO_DUE;
    }
    g_assert_not_reached();
}

typedef struct {
    NoticeWords words;
    char *due, *days;
} Told;

static void told_begin(const Act *act, Told *told)
{
    const Policy *policy = catalog_policy_of(act->ctx->catalog, act->c->service);
    bool closed = status_is_closed(act->c->status);
    told->due = case_rules_due_words(act->ctx, act->report->lang, told_due(act));
    told->days = g_strdup_printf("%d", closed ? policy->reopen_wd : act->days);
    told->words = (NoticeWords)NOTICE_WORDS_INIT;
    const char *text = speaks_in_secret(act) ? "" : act->in->text;
    told->words.agency = case_rules_agency_name(act->ctx, act->c->agency);
    told->words.text = text;
    told->words.question = text;
    told->words.reason = act->reason ? act->reason : text;
    told->words.main = act->target ? act->target->ticket : "";
    told->words.due = told->due;
    told->words.days = told->days;
}

static void told_end(Told *told)
{
    g_free(told->due);
    g_free(told->days);
}

/* Whom to call comes before everything else that is said. */
static bool tell_danger(Act *act, GError **error)
{
    NoticeWords none = NOTICE_WORDS_INIT;
    if (act->alarmed && !alarm_tell(act->ctx, act->c, error))
        return false;
    return !*act->danger ||
           notify_report(act->ctx, act->report, "notice.emergency", &none, true, error);
}

/* What was asked for, were it granted. */
static gint64 asked_due(const Act *act)
{
    const CaseClock *k = &act->d.clocks[CLOCK_FOLLOWUP];
    if (k->kind == 0 || k->state != CLOCK_RUNNING)
        k = &act->d.clocks[CLOCK_RESOLUTION];
    return deadline_due_after(act->ctx, k->started_at, k->working_days + act->in->days);
}

static bool tell_staff(Act *act, GError **error)
{
    const Case *c = act->c;
    StaffNotice n = STAFF_NOTICE_INIT;
    if (!act->staff)
        return true;
    n.key = act->staff;
    n.text = speaks_in_secret(act) ? "" : act->in->text;
    n.reason = act->reason ? act->reason : n.text;
    n.agency = *c->agency ? c->agency : act->agency_before;
    n.due_at = act->t->action == ACTION_ASK_TIME ? asked_due(act) : told_due(act);
    if (act->t->action == ACTION_ASK_PROGRESS)
        n.due_at = deadline_due(&act->d, CLOCK_PROGRESS);
    n.days = act->days ? act->days : act->in->days;
    n.rating = act->in->rating;
    return staff_tell(act->ctx, c, act->t->told, &n, error);
}

static bool act_tell(Act *act, GError **error)
{
    Told told;
    if (!tell_danger(act, error) || !tell_staff(act, error))
        return false;
    if (!act->message)
        return true;
    told_begin(act, &told);
    bool by_reporter = act->ctx->actor.kind == ACTOR_REPORTER;
    bool ok = !by_reporter ||
              notify_report(act->ctx, act->report, act->message, &told.words, true, error);
    ok = ok && notify_followers(act->ctx, act->c, act->message, &told.words,
                                by_reporter ? act->report->id : 0, error);
    told_end(&told);
    return ok;
}

/* ---- the verb ---- */

typedef struct {
    const char *ticket;
    Action action;
    const ActionInput *in;
    ActionResult *result;
} Call;

/* A key that was used makes the action silent: the result is that of the first time. */
static bool act_once(Act *act, GError **error)
{
    g_autofree char *done = NULL;
    if (!*act->in->once)
        return true;
    if (!idempotency_store_get(act->ctx, act->in->once, &done, error))
        return false;
    act->silent = done != NULL;
    act->result->event_id = done ? g_ascii_strtoll(done, NULL, 10) : 0;
    return true;
}

static bool act_remember(Act *act, GError **error)
{
    g_autofree char *event = g_strdup_printf("%" G_GINT64_FORMAT, act->result->event_id);
    return !*act->in->once || idempotency_store_put(act->ctx, act->in->once, event, error);
}

static bool act_run(Act *act, const char *ticket, GError **error)
{
    const ActHook *hook = &ACT_HOOKS[act->t->action];
    if (!act_load(act, ticket, error) || !act_authorise(act, error) || !act_once(act, error))
        return false;
    if (!act->silent && (!act_check(act, error) || !act_change(act, error)))
        return false;
    bool stored =
        act->silent || ((!hook->store || hook->store(act, error)) && store_event(act, error) &&
                        store_case(act, error) && act_remember(act, error) && act_tell(act, error));
    act->result->status = act->c->status;
    act->result->version = act->c->version;
    stored = stored && (act->silent || !hook->finish || hook->finish(act, error));
    act->result->alarm = *act->danger && !act->silent;
    act->result->repeated = act->silent;
    return stored;
}

static bool apply_work(Ctx *ctx, gpointer user, GError **error)
{
    Call *call = user;
    Act act;
    *call->result = (ActionResult){ 0 };
    act_begin(&act, ctx, call->action, call->in);
    act.result = call->result;
    bool ok = act_run(&act, call->ticket, error);
    act_clear(&act);
    return ok;
}

bool action_apply(Ctx *ctx, const char *ticket, Action action, const ActionInput *input,
                  ActionResult *result, GError **error)
{
    g_assert(action > ACTION_NONE && action < ACTION_COUNT);
    Call call = { ticket, action, input, result };
    return ctx_transact(ctx, apply_work, &call, error);
}

/* The step that carries a case on from its status comes first, then what is done most often. */
static const Action SHOWN[] = {
    ACTION_TAKE_ALARM, ACTION_REVIEW,       ACTION_VERIFY,   ACTION_ACCEPT,     ACTION_DISPOSE,
    ACTION_FOLLOW_UP,  ACTION_PROPOSE,      ACTION_RESTORE,  ACTION_UNMERGE,    ACTION_ASK_INFO,
    ACTION_REJECT,     ACTION_MERGE,        ACTION_SPLIT,    ACTION_CLASSIFY,   ACTION_PROGRESS,
    ACTION_RETURN,     ACTION_HAND_TO,      ACTION_ASK_TIME, ACTION_GRANT_TIME, ACTION_DENY_TIME,
    ACTION_NOTE,       ACTION_ASK_PROGRESS, ACTION_REFER,    ACTION_HAND_OVER,
};

/* A case that an agency holds is disposed again only when something went wrong. */
static bool is_late_choice(const Case *c, Action action)
{
    return action == ACTION_DISPOSE && c->status != STATUS_RECEIVED && c->status != STATUS_VERIFIED;
}

guint action_legal(const Ctx *ctx, const Case *c, const Transition *rows[ACTION_COUNT])
{
    guint count = 0;
    for (int late = 0; late <= 1; late++)
        for (guint i = 0; i < G_N_ELEMENTS(SHOWN); i++) {
            const Transition *t = &TRANSITIONS[SHOWN[i]];
            if (is_late_choice(c, t->action) == (late == 1) && transition_allows(t, c->status) &&
                !lacks_attention(c, t->action) && staff_may(ctx, c, t))
                rows[count++] = t;
        }
    return count;
}

char *action_preview(const Ctx *ctx, const Case *c, Action action, const ActionInput *input)
{
    Act act;
    Told told;
    Ctx reading = *ctx;
    act_begin(&act, &reading, action, input);
    char *text = NULL;
    if (act.message && act_load(&act, c->ticket, NULL) && act_change(&act, NULL) && act.message) {
        told_begin(&act, &told);
        text = notify_text(ctx, act.report, act.message, &told.words);
        told_end(&told);
    }
    act_clear(&act);
    return text;
}
