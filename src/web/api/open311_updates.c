/* mySociety's servicerequestupdates: the public steps of cases, and a citizen's updates from the
 * other side. What came from there is not sent back, so it cannot appear there twice.
 */
#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "domain/action.h"
#include "domain/case_file.h"
#include "domain/time_words.h"
#include "store/case.h"
#include "store/report.h"
#include "store/timeline.h"
#include "web/api/open311_part.h"

enum { UPDATES_MAX = 1000, BATCH = 500, ID_BYTES = 16 };

static const struct {
    const char *kind, *status;
} STATUSES[] = {
    { "case.verified", "INVESTIGATING" },
    { "case.disposed", "INVESTIGATING" },
    { "case.accepted", "IN_PROGRESS" },
    { "case.progress", "IN_PROGRESS" },
    { "case.followed_up", "IN_PROGRESS" },
    { "case.proposed", "FIXED" },
    { "case.confirmed", "FIXED" },
    { "case.unconfirmed", "FIXED" },
    { "case.rejected", "NO_FURTHER_ACTION" },
    { "case.info_expired", "NO_FURTHER_ACTION" },
    { "case.merged", "DUPLICATE" },
    { "case.referred", "NOT_COUNCILS_RESPONSIBILITY" },
    { "case.disputed", "REOPEN" },
    { "case.restored", "REOPEN" },
    { "case.info_asked", "INVESTIGATING" },
};

static const char *status_of(const char *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        if (strcmp(STATUSES[i].kind, kind) == 0)
            return STATUSES[i].status;
    return NULL;
}

static json_t *update_json(Ctx *ctx, const Event *e, const Case *c)
{
    g_autofree char *id = crypt_hex(e->hash, ID_BYTES), *body = NULL;
    g_autofree char *line = event_words(ctx, e, false, &body);
    g_autofree char *words = body && *body ? g_strconcat(line, ": ", body, NULL) : g_strdup(line);
    g_autofree char *when = time_words_w3c(ctx->catalog, e->at);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:n, s:s}", "update_id", id, "service_request_id",
                     c->ticket, "status", status_of(e->kind), "updated_datetime", when,
                     "description", words, "media_url", "external_status_code",
                     status_name(c->status));
}

static bool add_update(Ctx *ctx, const Event *e, json_t *out, GError **error)
{
    if (!e->public_ || e->case_id == 0 || !status_of(e->kind))
        return true;
    g_autoptr(Case) c = case_store_get(ctx, e->case_id, error);
    if (!c)
        return false;
    if (c->listed)
        json_array_append_new(out, update_json(ctx, e, c));
    return true;
}

static bool collect(Ctx *ctx, gint64 start, gint64 end, json_t *out, GError **error)
{
    /* ids carry the wall clock, events the clock of the program: a day of slack covers both */
    gint64 after = clock_is_movable(ctx->clock) ? 0 : id_at_us(start - US_PER_DAY);
    for (;;) {
        g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
        if (!event_store_after(ctx, after, BATCH, events, error))
            return false;
        for (guint i = 0; i < events->len; i++) {
            const Event *e = events->pdata[i];
            after = e->id;
            if (e->at >= start && e->at <= end && !add_update(ctx, e, out, error))
                return false;
            if (json_array_size(out) == UPDATES_MAX)
                return true;
        }
        if (events->len < BATCH)
            return true;
    }
}

Reply *open311_updates_get(Ctx *ctx, const Request *request, GError **error)
{
    gint64 now = ctx_now_us(ctx), start = 0, end = 0;
    bool json = g_str_has_suffix(request->path, ".json");
    if (!open311_instant(ctx, request, "start_date", now - US_PER_DAY, &start, error) ||
        !open311_instant(ctx, request, "end_date", now, &end, error))
        return NULL;
    json_t *out = json_array();
    if (!collect(ctx, start, end, out, error)) {
        json_decref(out);
        return NULL;
    }
    return open311_reply(out, "service_request_updates", json);
}

static Action action_of(const char *status, CaseStatus now)
{
    bool can_dispute = transition_allows(&TRANSITIONS[ACTION_DISPUTE], now);
    bool can_confirm = transition_allows(&TRANSITIONS[ACTION_CONFIRM], now);
    if (g_str_equal(status, "REOPEN") && can_dispute)
        return ACTION_DISPUTE;
    if ((g_str_equal(status, "FIXED") || g_str_equal(status, "CLOSED")) && can_confirm)
        return ACTION_CONFIRM;
    return ACTION_REPLY;
}

/* Only for reports that came in by the same key: the other side speaks for its own reporters. */
static Report *own_report(Ctx *ctx, const Request *request, const ApiKey *key, GError **error)
{
    g_autofree char *ticket = ticket_normalise(request_text(request, "service_request_id"));
    g_autoptr(Report) report = ticket ? report_store_by_ticket(ctx, ticket, NULL) : NULL;
    if (!report || report->api_key != key->id) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, "service_request_id",
                  N_("Laporan tidak ditemukan."), NULL);
        return NULL;
    }
    return g_steal_pointer(&report);
}

Reply *open311_update_post(Ctx *ctx, const Request *request, const ApiKey *key, bool json,
                           GError **error)
{
    const char *theirs = request_text(request, "update_id");
    g_autoptr(Report) report = own_report(ctx, request, key, error);
    g_autoptr(Case) c = report ? case_store_get(ctx, report->case_id, error) : NULL;
    if (!c)
        return NULL;
    ActionInput in = ACTION_INPUT_INIT;
    ActionResult result;
    g_autofree char *once =
        g_strdup_printf("open311-update:%" G_GINT64_FORMAT ":%s", key->id, theirs);
    in.text = request_text(request, "description");
    in.report_id = report->id;
    in.once = *theirs ? once : "";
    ctx->actor =
        (Actor){ .kind = ACTOR_REPORTER, .id = report->id, .agency = "", .area = "", .name = "" };
    if (!action_apply(ctx, report->ticket, action_of(request_text(request, "status"), c->status),
                      &in, &result, error))
        return NULL;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, report->id);
    json_t *answer = json_pack("[{s:s}]", "update_id", *theirs ? theirs : number);
    return open311_reply(answer, "service_request_updates", json);
}
