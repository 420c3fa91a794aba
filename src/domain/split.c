/* One case becomes two: see act.h. A report that was taken for one of the case's leaves it with its
 * ticket; the case's own report, which tells of two matters, stays, and the second matter gets a
 * report of its own with the same words. Either way the new case is as old as the report, and so
 * are its clocks. Merging it back undoes it.
 */
#include "domain/act.h"

#include "base/id.h"
#include "domain/audit.h"
#include "domain/case_rules.h"
#include "domain/intake.h"
#include "domain/proposal.h"
#include "domain/search.h"
#include "store/case.h"
#include "store/message.h"
#include "store/report.h"
#include "store/timeline.h"

/* The report leaves, rather than being told twice. */
static bool leaves(const Act *act)
{
    return !g_str_equal(act->report->ticket, act->c->ticket);
}

/* What came with a merged case is taken out by undoing the merge, which brings all of it. */
bool split_change(Act *act, GError **error)
{
    const Report *r = act->report;
    if (r->first_case_id != act->c->id) {
        g_autoptr(Case) first = case_store_get(act->ctx, r->first_case_id, error);
        if (!first)
            return false;
        if (g_str_equal(first->ticket, r->ticket)) {
            error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
                      N_("Laporan ini digabungkan ke sini. Pilih: Pisahkan lagi."), NULL);
            return false;
        }
    }
    act->target = case_new();
    act->target->ticket = g_strdup(leaves(act) ? r->ticket : "…"); /* drawn when it is stored */
    if (leaves(act))
        act->message = "notice.unmerged";
    return true;
}

static void set(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static const char *area_of(const Act *act, const Report *r)
{
    const char *area = *r->area || leaves(act) ? r->area : act->c->area;
    return catalog_area(act->ctx->catalog, area) ? area : "";
}

/* Of the report as it was told; nothing that was decided about the other matter. */
static void fill_child(const Act *act, const Report *r, Case *c)
{
    const Ctx *ctx = act->ctx;
    bool secret = r->visibility == VISIBILITY_SECRET || act->c->visibility == VISIBILITY_SECRET;
    const char *matter = leaves(act) && r->text ? r->text : act->in->text;
    g_auto(Proposal) proposal = { 0 };
    c->tenant = ctx->tenant;
    c->id = id_next();
    c->class_ = r->class_;
    c->status = STATUS_RECEIVED;
    c->visibility = secret ? VISIBILITY_SECRET : MAX(r->visibility, act->c->visibility);
    set(&c->ticket, r->ticket);
    set(&c->channel, r->channel);
    set(&c->service, leaves(act) ? r->service : "");
    set(&c->agency, "");
    set(&c->area, area_of(act, r));
    set(&c->place_text, secret ? "" : r->place_text);
    c->title = case_rules_title(ctx, c->visibility, matter);
    set(&c->policy, catalog_policy_of(ctx->catalog, c->service)->code);
    set(&c->close_code, "");
    proposal_find(ctx->catalog, matter, r->place_text, c->service, c->area, &proposal);
    c->proposal = proposal_save(&proposal, secret);
    c->created_at = r->created_at;
    c->updated_at = ctx_now_us(ctx);
}

static bool place_child(const Act *act, const Report *r, Case *c, GError **error)
{
    bool exact = r->lat_e7 != 0 || r->lng_e7 != 0;
    gint32 lat_e7 = exact ? r->lat_e7 : leaves(act) ? 0 : act->c->lat_e7;
    gint32 lng_e7 = exact ? r->lng_e7 : leaves(act) ? 0 : act->c->lng_e7;
    return case_rules_place(act->ctx, c, area_of(act, r), lat_e7 != 0 || lng_e7 != 0, lat_e7,
                            lng_e7, error);
}

static bool store_child(Act *act, const Report *r, GError **error)
{
    Ctx *ctx = act->ctx;
    Case *c = act->target;
    Deadlines d = { .dirty = 0 };
    fill_child(act, r, c);
    if (!place_child(act, r, c, error))
        return false;
    c->listed = case_rules_listed(ctx, c);
    EventIn in = { .kind = "case.split_off",
                   .public_ = c->visibility != VISIBILITY_SECRET,
                   .data = event_data("ticket", act->c->ticket, "channel", c->channel, NULL) };
    g_autoptr(Event) event = audit_prepare(ctx, c, &in);
    deadline_start_at(ctx, c, &d, 1u << CLOCK_DISPOSITION | 1u << CLOCK_RESOLUTION, c->created_at);
    c->due_at = MIN(deadline_due(&d, CLOCK_DISPOSITION), deadline_due(&d, CLOCK_RESOLUTION));
    Hop hop = { .holder = HOLDER_ADMIN, .agency = (char *)"", .from_at = c->created_at };
    return case_store_insert(ctx, c, error) && event_store_insert(ctx, event, error) &&
           hop_store_insert(ctx, c->id, &hop, error) && deadline_save(ctx, c, &d, error);
}

/* ---- it leaves ---- */

static bool store_leaving(Act *act, GError **error)
{
    NoticeWords words = NOTICE_WORDS_INIT;
    Report *r = act->report;
    if (!store_child(act, r, error))
        return false;
    g_autofree char *due = case_rules_due_words(act->ctx, r->lang, act->target->due_at);
    words.main = act->c->ticket;
    words.due = due;
    act->c->reports--;
    gint64 from = act->c->id, to = act->target->id;
    r->case_id = r->first_case_id = to;
    return report_store_move(act->ctx, r->id, to, error) &&
           attachment_store_unmerge(act->ctx, from, to, error) &&
           message_store_follow(act->ctx, r, from, to, error) &&
           (!r->follows || notify_report(act->ctx, r, act->message, &words, false, error));
}

/* ---- the second matter ---- */

/* The first notice says what happened, the second is the new report's receipt, with its own link.
 */
static bool tell_both(Act *act, const Report *second, GError **error)
{
    NoticeWords words = NOTICE_WORDS_INIT;
    bool by_sms = g_str_equal(second->channel, "sms");
    g_autofree char *due = case_rules_due_words(act->ctx, second->lang, act->target->due_at);
    words.main = second->ticket;
    words.due = due;
    return !act->report->follows ||
           (notify_report(act->ctx, act->report, act->message, &words, false, error) &&
            notify_report(act->ctx, second, by_sms ? "sms.received" : "notice.received", &words,
                          false, error));
}

static bool store_second(Act *act, GError **error)
{
    Ctx *ctx = act->ctx;
    g_autoptr(Report) second = report_store_get(ctx, act->report->id, error);
    if (!second || !report_draw_ticket(ctx, second, error))
        return false;
    second->id = id_next();
    second->rating = 0;
    if (!store_child(act, second, error))
        return false;
    second->case_id = second->first_case_id = act->target->id;
    return report_store_insert(ctx, second, error) && search_add_inline(ctx, second, error) &&
           tell_both(act, second, error);
}

bool split_store(Act *act, GError **error)
{
    if (!(leaves(act) ? store_leaving(act, error) : store_second(act, error)))
        return false;
    act->message = NULL;
    return true;
}
