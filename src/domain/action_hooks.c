/* What is special to each action: see act.h. */
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "base/workday.h"
#include "domain/act.h"
#include "domain/audit.h"
#include "domain/calendar.h"
#include "domain/case_file.h"
#include "domain/case_rules.h"
#include "domain/intake.h"
#include "domain/person.h"
#include "domain/search.h"
#include "store/account.h"
#include "store/case.h"
#include "store/report.h"
#include "store/timeline.h"

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

static void set_text(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

/* The last event of one of these kinds, NULL for none. */
static Event *last_of(Act *act, const char *const *kinds)
{
    Event *last = NULL;
    for (; *kinds; kinds++) {
        g_autoptr(Event) event = event_store_last(act->ctx, act->c->id, *kinds, NULL);
        if (!event || (last && last->seq > event->seq))
            continue;
        g_clear_pointer(&last, event_free);
        last = g_steal_pointer(&event);
    }
    return last;
}

/* The clocks that closing it stopped go on; a question to the reporter does not. */
static void resume_from(Act *act, const char *const *kinds)
{
    g_autoptr(Event) event = last_of(act, kinds);
    if (event)
        act->resume = (unsigned)event_field_int(event, "clocks", 0) &
                      ~(1u << CLOCK_INFO | 1u << CLOCK_PROGRESS);
}

/* ---- classify ---- */

static bool classify_change(Act *act, GError **error)
{
    Case *c = act->c;
    if (act->in->visibility >= 0 && act->in->visibility < (int)c->visibility)
        return fail(error, KENTONGAN_ERROR_INVALID, "sifat",
                    N_("Sifat laporan hanya dapat dibuat lebih tertutup."));
    if (act->in->visibility > (int)c->visibility)
        c->visibility = (Visibility)act->in->visibility;
    if (act->in->priority >= PRIORITY_ORDINARY && act->in->priority <= PRIORITY_URGENT)
        c->priority = (Priority)act->in->priority;
    if (c->visibility == VISIBILITY_SECRET) {
        g_free(c->title);
        c->title = case_rules_title(act->ctx, c->visibility, "");
        set_text(&c->place_text, "");
    }
    return true;
}

static bool seal_report(Act *act, Report *r, GError **error)
{
    if (r->visibility == VISIBILITY_SECRET || !r->text)
        return true;
    if (!search_remove(act->ctx, r, error))
        return false;
    r->text_sealed = crypt_seal_text("report.text", r->text);
    r->place_sealed = *r->place_text ? crypt_seal_text("report.place", r->place_text) : NULL;
    return report_store_set_secret(act->ctx, r, error);
}

static bool classify_store(Act *act, GError **error)
{
    if (act->c->visibility != VISIBILITY_SECRET)
        return true;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_case(act->ctx, act->c->id, reports, error))
        return false;
    for (guint i = 0; i < reports->len; i++)
        if (!seal_report(act, reports->pdata[i], error))
            return false;
    return true;
}

/* ---- disposition ---- */

static bool dispose_change(Act *act, GError **error)
{
    if (g_str_equal(act->c->agency, act->in->agency) && act->before == STATUS_ASSIGNED)
        return fail(error, KENTONGAN_ERROR_CONFLICT, "instansi",
                    N_("Laporan ini sudah ada di instansi itu."));
    bool again = act->d.clocks[CLOCK_FOLLOWUP].kind != 0;
    set_text(&act->c->agency, act->in->agency);
    act->c->officer = 0;
    if (again)
        act->message = "notice.reassigned";
    return true;
}

static bool return_change(Act *act, GError **error)
{
    (void)error;
    set_text(&act->c->agency, "");
    act->c->officer = 0;
    act->c->returned++;
    return true;
}

static bool hand_to_change(Act *act, GError **error)
{
    g_autoptr(Account) officer = account_store_get(act->ctx, act->in->officer, NULL);
    bool fits = officer && officer->active &&
                catalog_agency_under(act->ctx->catalog, officer->agency, act->c->agency);
    if (!fits)
        return fail(error, KENTONGAN_ERROR_INVALID, "petugas",
                    N_("Pilih petugas dari instansi ini."));
    act->c->officer = officer->id;
    act->officer_name = g_strdup(officer->name);
    return true;
}

/* ---- closing and opening again ---- */

static bool reject_change(Act *act, GError **error)
{
    (void)error;
    const char *label = reason_label(act->t->action, act->in->reason);
    act->reason = text_is_blank(act->in->text) ? g_strdup(label)
                                               : g_strdup_printf("%s. %s", label, act->in->text);
    set_text(&act->c->close_code, act->in->reason);
    return true;
}

static bool restore_change(Act *act, GError **error)
{
    (void)error;
    static const char *const REFERRED[] = { "case.referred", NULL };
    static const char *const REJECTED[] = { "case.rejected", "case.info_expired", "case.withdrawn",
                                            NULL };
    set_text(&act->c->close_code, "");
    resume_from(act, act->before == STATUS_REFERRED ? REFERRED : REJECTED);
    return true;
}

static bool merge_change(Act *act, GError **error)
{
    g_autofree char *ticket = ticket_normalise(act->in->target);
    act->target = ticket ? case_store_by_ticket(act->ctx, ticket, NULL, NULL) : NULL;
    if (!act->target)
        return fail(error, KENTONGAN_ERROR_INVALID, "tujuan",
                    N_("Nomor laporan tujuan tidak ditemukan."));
    if (act->target->id == act->c->id || act->target->status == STATUS_DUPLICATE ||
        act->target->status == STATUS_REJECTED)
        return fail(error, KENTONGAN_ERROR_INVALID, "tujuan",
                    N_("Laporan tidak dapat digabungkan ke sana."));
    act->c->merged_into = act->target->id;
    return true;
}

/* The other case's side of a merge or its undoing. */
static bool target_note(Act *act, const char *kind, gint64 moved, GError **error)
{
    Case *target = act->target;
    EventIn in = { .kind = kind,
                   .public_ = act->c->visibility != VISIBILITY_SECRET,
                   .data = event_data("ticket", act->c->ticket, NULL) };
    target->reports += (int)moved;
    if (in.public_)
        target->updated_at = ctx_now_us(act->ctx);
    return audit_append(act->ctx, target, &in, NULL, error) &&
           case_store_update(act->ctx, target, error);
}

/* The reporters are told while they are still here: afterwards they belong to the other case. */
static bool merge_store(Act *act, GError **error)
{
    gint64 moved = 0;
    NoticeWords words = NOTICE_WORDS_INIT;
    words.main = act->target->ticket;
    if (!notify_followers(act->ctx, act->c, act->message, &words, 0, error) ||
        !report_store_merge(act->ctx, act->c->id, act->target->id, &moved, error) ||
        !attachment_store_merge(act->ctx, act->c->id, act->target->id, error))
        return false;
    act->message = NULL;
    return target_note(act, "case.absorbed", moved, error);
}

static bool unmerge_change(Act *act, GError **error)
{
    act->target = case_store_get(act->ctx, act->report->case_id, error);
    if (!act->target)
        return false;
    static const char *const MERGED[] = { "case.merged", NULL };
    act->c->merged_into = 0;
    resume_from(act, MERGED);
    return true;
}

/* Was the case merged into the other, directly or on the way? */
static bool came_by(Act *act, gint64 id, gint64 by, bool *came, GError **error)
{
    while (id != 0 && id != by) {
        g_autoptr(Case) c = case_store_get(act->ctx, id, error);
        if (!c)
            return false;
        id = c->merged_into;
    }
    *came = id == by;
    return true;
}

/* What was merged into it before it was merged itself comes away with it. */
static bool unmerge_store(Act *act, GError **error)
{
    gint64 moved = 0;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_case(act->ctx, act->target->id, reports, error))
        return false;
    for (guint i = 0; i < reports->len; i++) {
        const Report *r = reports->pdata[i];
        bool came = false;
        if (!came_by(act, r->first_case_id, act->c->id, &came, error) ||
            (came && !report_store_set_case(act->ctx, r->id, act->c->id, error)))
            return false;
        moved += came;
    }
    act->c->reports = (int)moved;
    return attachment_store_unmerge(act->ctx, act->target->id, act->c->id, error) &&
           target_note(act, "case.released", -moved, error);
}

/* ---- more time ---- */

static bool ask_time_change(Act *act, GError **error)
{
    const Policy *policy = catalog_policy_of(act->ctx->catalog, act->c->service);
    gint64 granted = 0;
    if (!event_store_count(act->ctx, act->c->id, "case.time_granted", &granted, error))
        return false;
    if (granted >= policy->max_extensions)
        return fail(error, KENTONGAN_ERROR_CONFLICT, "hari",
                    N_("Tambahan waktu untuk laporan ini sudah habis."));
    return true;
}

static gint64 last_seq(Act *act, const char *kind)
{
    g_autoptr(Event) event = event_store_last(act->ctx, act->c->id, kind, NULL);
    return event ? event->seq : 0;
}

static bool open_request(Act *act, Event **asked, GError **error)
{
    *asked = event_store_last(act->ctx, act->c->id, "case.time_asked", NULL);
    gint64 answered = MAX(last_seq(act, "case.time_granted"), last_seq(act, "case.time_denied"));
    if (!*asked || answered > (*asked)->seq) {
        g_clear_pointer(asked, event_free);
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Tidak ada permintaan tambahan waktu yang menunggu."));
    }
    return true;
}

static bool grant_time_change(Act *act, GError **error)
{
    g_autoptr(Event) asked = NULL;
    if (!open_request(act, &asked, error))
        return false;
    act->days = (int)event_field_int(asked, "days", 0);
    act->reason = event_field(asked, "text");
    deadline_extend(act->ctx, act->c, &act->d, act->days);
    act->c->due_at = deadline_work_due(&act->d);
    return true;
}

static bool deny_time_change(Act *act, GError **error)
{
    g_autoptr(Event) asked = NULL;
    return open_request(act, &asked, error);
}

/* A note of who holds the case answers who asked how it goes: the desk reads it to him. */
static bool note_change(Act *act, GError **error)
{
    (void)error;
    Right holds = case_rules_holder(act->c->status) == HOLDER_ADMIN ? RIGHT_TRIAGE : RIGHT_WORK;
    if (role_has_right(act->ctx->actor.role, holds))
        deadline_stop(act->ctx, &act->d, 1u << CLOCK_PROGRESS);
    return true;
}

/* Asked again while the first question waits: that one stands. */
static bool ask_progress_change(Act *act, GError **error)
{
    (void)error;
    const CaseClock *k = &act->d.clocks[CLOCK_PROGRESS];
    act->silent = k->kind != 0 && k->state == CLOCK_RUNNING;
    act->c->attention |= ATTENTION_PROGRESS;
    return true;
}

/* ---- the reporter ---- */

/* The clocks that the question had paused go on. */
static bool answered_change(Act *act, GError **error)
{
    (void)error;
    act->resume = 1u << CLOCK_DISPOSITION | 1u << CLOCK_FOLLOWUP | 1u << CLOCK_RESOLUTION;
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++)
        if (act->d.clocks[kind].kind != 0 && act->d.clocks[kind].state == CLOCK_STOPPED)
            act->resume &= ~(1u << kind);
    return true;
}

/* An answer to an open question sets the case going again where it was. */
static bool reply_change(Act *act, GError **error)
{
    if (act->before != STATUS_NEED_INFO)
        return true;
    act->to = STATUS_RESUME;
    act->message = "notice.info_received";
    act->staff = "staff.info_received";
    deadline_stop(act->ctx, &act->d, 1u << CLOCK_INFO);
    return answered_change(act, error);
}

static bool dispute_change(Act *act, GError **error)
{
    const Policy *policy = catalog_policy_of(act->ctx->catalog, act->c->service);
    if (act->c->closed_at != 0) {
        g_auto(Workdays) days = { 0 };
        calendar_of(act->ctx->catalog, &days);
        int gone = workday_between(&days, act->c->closed_at, ctx_now_us(act->ctx));
        if (gone > policy->reopen_wd)
            return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                        N_("Batas waktu membuka kembali sudah lewat. Silakan buat laporan baru."));
    }
    act->c->reopened++;
    return true;
}

enum { WITHDRAW_HOURS = 24 };

/* What others told too is not one person's to take back. */
static bool withdraw_change(Act *act, GError **error)
{
    if (act->c->reports > 1 || act->c->supports > 0)
        return fail(error, KENTONGAN_ERROR_CONFLICT, "warga",
                    N_("Warga lain juga menyampaikan hal ini, jadi tetap ditangani."));
    if (ctx_now_us(act->ctx) - act->c->created_at > WITHDRAW_HOURS * US_PER_HOUR)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Laporan hanya dapat ditarik dalam 24 jam."));
    act->reason = g_strdup(reason_label(ACTION_REJECT, "permintaan-pelapor"));
    set_text(&act->c->close_code, "permintaan-pelapor");
    return true;
}

enum { LOW_RATING = 2 }; /* and below: the agency's supervisor looks at the case again */

static bool rate_change(Act *act, GError **error)
{
    (void)error;
    act->silent = act->report->rating == act->in->rating && text_is_blank(act->in->text);
    if (act->in->rating > LOW_RATING)
        act->staff = NULL;
    else if (!act->silent)
        act->c->attention |= ATTENTION_RATING;
    return true;
}

static bool take_alarm_change(Act *act, GError **error)
{
    (void)error;
    act->c->attention &= ~(unsigned)ATTENTION_ALARM;
    return true;
}

static bool review_change(Act *act, GError **error)
{
    (void)error;
    act->c->attention &= ~(unsigned)ATTENTION_RATING;
    return true;
}

static bool rate_store(Act *act, GError **error)
{
    return report_store_set_rating(act->ctx, act->report->id, act->in->rating, error);
}

static bool support_person(Act *act, gint64 *person_id, GError **error)
{
    *person_id = 0;
    if (!*act->in->phone)
        return true;
    g_autofree char *phone = text_phone(act->in->phone, "telepon", error);
    const PersonAddress addresses[] = { { "phone", phone }, { NULL, NULL } };
    return phone && person_find_or_add(act->ctx, "", addresses, person_id, error);
}

/* Writes already here, since only the row tells whether this voter is new. */
static bool support_change(Act *act, GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    gint64 person_id = 0;
    bool added = false;
    if (!*act->in->voter)
        return fail(error, KENTONGAN_ERROR_INVALID, NULL, N_("Dukungan tidak dapat dicatat."));
    crypt_find_hash("support.voter", act->in->voter, hash);
    if (!support_person(act, &person_id, error) ||
        !support_store_add(act->ctx, act->c->id, hash, person_id, &added, error))
        return false;
    act->silent = !added;
    act->c->supports += added;
    return true;
}

const ActHook ACT_HOOKS[ACTION_COUNT] = {
    [ACTION_REJECT] = { reject_change, NULL, NULL },
    [ACTION_RESTORE] = { restore_change, NULL, NULL },
    [ACTION_MERGE] = { merge_change, merge_store, NULL },
    [ACTION_UNMERGE] = { unmerge_change, unmerge_store, NULL },
    [ACTION_SPLIT] = { split_change, split_store, NULL },
    [ACTION_CLASSIFY] = { classify_change, classify_store, NULL },
    [ACTION_DISPOSE] = { dispose_change, NULL, NULL },
    [ACTION_HAND_OVER] = { handover_change, NULL, handover_finish },
    [ACTION_RETURN] = { return_change, NULL, NULL },
    [ACTION_HAND_TO] = { hand_to_change, NULL, NULL },
    [ACTION_ASK_TIME] = { ask_time_change, NULL, NULL },
    [ACTION_GRANT_TIME] = { grant_time_change, NULL, NULL },
    [ACTION_DENY_TIME] = { deny_time_change, NULL, NULL },
    [ACTION_REVIEW] = { review_change, NULL, NULL },
    [ACTION_TAKE_ALARM] = { take_alarm_change, NULL, NULL },
    [ACTION_NOTE] = { note_change, NULL, NULL },
    [ACTION_ASK_PROGRESS] = { ask_progress_change, NULL, NULL },
    [ACTION_REPLY] = { reply_change, NULL, NULL },
    [ACTION_ANSWERED] = { answered_change, NULL, NULL },
    [ACTION_DISPUTE] = { dispute_change, NULL, NULL },
    [ACTION_RATE] = { rate_change, rate_store, NULL },
    [ACTION_WITHDRAW] = { withdraw_change, NULL, NULL },
    [ACTION_SUPPORT] = { support_change, NULL, NULL },
    [ACTION_EXPIRE_INFO] = { reject_change, NULL, NULL },
};
