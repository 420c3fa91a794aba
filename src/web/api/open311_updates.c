/* mySociety's servicerequestupdates: the public steps of cases, and updates from the other side.
 *
 * Without api_key: the steps of listed cases, under the case's ticket. With one: also those of the
 * reports that came in by this key, listed or not and wherever they were merged, under their own
 * tickets, since the other side knows them by these. Secret and sensitive cases never.
 * Invariant: an update has one id for ever, and POST answers with the id that GET would show, so
 * that what came from the other side does not appear there twice.
 */
#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/action.h"
#include "domain/time_words.h"
#include "store/case.h"
#include "store/report.h"
#include "store/timeline.h"
#include "web/api/open311_part.h"

enum { UPDATES_MAX = 1000, BATCH = 500, ID_BYTES = 16, MERGES_MAX = 8, ONCE_CHARS = 200 };

static const struct {
    const char *kind, *status;
} STATUSES[] = {
    { "case.verified", "INVESTIGATING" },
    { "case.info_asked", "INVESTIGATING" },
    { "case.answered", "INVESTIGATING" },
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
    { "case.unmerged", "REOPEN" },
};

static const char *status_of(const char *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        if (strcmp(STATUSES[i].kind, kind) == 0)
            return STATUSES[i].status;
    return NULL;
}

/* The hash of the event, with the ticket when that is not the case's own. (transfer full) */
static char *update_id(const Event *e, const char *ticket, const Case *c)
{
    g_autofree char *hash = crypt_hex(e->hash, ID_BYTES);
    bool own = g_str_equal(ticket, c->ticket);
    return g_strconcat(hash, own ? "" : "-", own ? "" : ticket, NULL);
}

/* ---- GET ---- */

typedef struct Asked {
    const ApiKey *key; /* NULL: anybody */
    gint64 start, end;
} Asked;

/* While a case is not listed, only that the step was made is told, not its words. */
static json_t *update_json(Ctx *ctx, const Event *e, const Case *c, const char *ticket)
{
    g_autofree char *id = update_id(e, ticket, c), *body = NULL;
    g_autofree char *line = event_words(ctx, e, false, &body);
    bool whole = c->listed && body && *body;
    g_autofree char *words = whole ? g_strconcat(line, ": ", body, NULL) : g_strdup(line);
    g_autofree char *when = time_words_w3c(ctx->catalog, e->at);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:n, s:s}", "update_id", id, "service_request_id",
                     ticket, "status", status_of(e->kind), "updated_datetime", when, "description",
                     words, "media_url", "external_status_code", status_name(c->status));
}

/* Where the reports of a merged case are now. */
static bool reports_of(Ctx *ctx, const Case *c, GPtrArray *reports, GError **error)
{
    gint64 id = c->id, next = c->merged_into;
    for (guint i = 0; next != 0 && i < MERGES_MAX; i++) {
        g_autoptr(Case) into = case_store_get(ctx, next, error);
        if (!into)
            return false;
        id = next;
        next = into->merged_into;
    }
    return report_store_of_case(ctx, id, reports, error);
}

static bool is_for_key(const Report *r, const Event *e, const Case *c, const Asked *asked)
{
    bool told = c->listed && g_str_equal(r->ticket, c->ticket);
    bool concerned = r->case_id == c->id ? e->at >= r->created_at : r->first_case_id == c->id;
    return r->api_key == asked->key->id && r->visibility != VISIBILITY_SECRET && concerned && !told;
}

static bool add_for_key(Ctx *ctx, const Event *e, const Case *c, const Asked *asked, json_t *out,
                        GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!reports_of(ctx, c, reports, error))
        return false;
    for (guint i = 0; i < reports->len; i++) {
        const Report *r = reports->pdata[i];
        if (is_for_key(r, e, c, asked))
            json_array_append_new(out, update_json(ctx, e, c, r->ticket));
    }
    return true;
}

static bool add_update(Ctx *ctx, const Event *e, const Asked *asked, json_t *out, GError **error)
{
    bool in_time = e->at >= asked->start && e->at < asked->end + US_PER_S;
    if (!in_time || !e->public_ || e->case_id == 0 || !status_of(e->kind))
        return true;
    g_autoptr(Case) c = case_store_get(ctx, e->case_id, error);
    if (!c)
        return false;
    if (!open311_may_show(ctx, c))
        return true;
    if (c->listed)
        json_array_append_new(out, update_json(ctx, e, c, c->ticket));
    return !asked->key || add_for_key(ctx, e, c, asked, out, error);
}

/* Ids carry the wall clock, events the clock of the program: a day of slack covers both, unless
 * that clock is moved by hand. */
static bool collect(Ctx *ctx, const Asked *asked, json_t *out, GError **error)
{
    bool movable = clock_is_movable(ctx->clock), more = true;
    gint64 after = movable ? 0 : id_at_us(asked->start - US_PER_DAY);
    while (more) {
        g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
        if (!event_store_after(ctx, after, BATCH, events, error))
            return false;
        more = events->len == BATCH;
        for (guint i = 0; i < events->len; i++) {
            const Event *e = events->pdata[i];
            after = e->id;
            if (json_array_size(out) >= UPDATES_MAX ||
                (!movable && e->at > asked->end + US_PER_DAY))
                return true;
            if (!add_update(ctx, e, asked, out, error))
                return false;
        }
    }
    return true;
}

Reply *open311_updates_get(Ctx *ctx, const Request *request, GError **error)
{
    gint64 now = ctx_now_us(ctx);
    Asked asked = { 0 };
    bool json = g_str_has_suffix(request->path, ".json");
    g_autoptr(ApiKey) key = NULL;
    if (!open311_instant(ctx, request, "start_date", now - US_PER_DAY, &asked.start, error) ||
        !open311_instant(ctx, request, "end_date", now, &asked.end, error))
        return NULL;
    if (*request_text(request, "api_key")) {
        asked.key = key = open311_key(ctx, request, error);
        if (!key)
            return NULL;
    }
    json_t *out = json_array();
    if (!collect(ctx, &asked, out, error)) {
        json_decref(out);
        return NULL;
    }
    return open311_reply(out, "service_request_updates", json);
}

/* ---- POST ---- */

/* What the other side's word asks for, where that may be done now; otherwise its text is kept. */
static Action action_of(const char *word, CaseStatus now)
{
    g_autofree char *status = g_ascii_strup(word, -1);
    bool can_dispute = transition_allows(&TRANSITIONS[ACTION_DISPUTE], now);
    bool can_confirm = transition_allows(&TRANSITIONS[ACTION_CONFIRM], now);
    bool done = g_str_equal(status, "FIXED") || g_str_equal(status, "CLOSED");
    if (g_str_equal(status, "REOPEN") && can_dispute)
        return ACTION_DISPUTE;
    return done && can_confirm ? ACTION_CONFIRM : ACTION_REPLY;
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

/* The words, the addresses of pictures, or at least the status. (transfer full) NULL on error. */
static char *update_text(const Request *request, GError **error)
{
    json_t *urls = open311_media_urls(request, error);
    if (!urls)
        return NULL;
    GString *text = g_string_new(request_text(request, "description"));
    for (size_t i = 0; i < json_array_size(urls); i++)
        g_string_append_printf(text, "%s%s", text->len ? "\n" : "",
                               json_string_value(json_array_get(urls, i)));
    json_decref(urls);
    if (text_is_blank(text->str))
        g_string_assign(text, request_text(request, "status"));
    return g_string_free(text, FALSE);
}

static char *once_of(const Request *request, const ApiKey *key, GError **error)
{
    const char *theirs = request_text(request, "update_id");
    if (text_chars(theirs) > ONCE_CHARS) {
        error_set(error, KENTONGAN_ERROR_INVALID, "update_id",
                  N_("update_id paling banyak 200 huruf."), NULL);
        return NULL;
    }
    if (!*theirs)
        return g_strdup("");
    return g_strdup_printf("open311-update:%" G_GINT64_FORMAT ":%s", key->id, theirs);
}

static Reply *update_answer(Ctx *ctx, gint64 event_id, const Report *report, bool json,
                            GError **error)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (!event_store_after(ctx, event_id - 1, 1, events, error))
        return NULL;
    g_assert(events->len == 1);
    const Event *e = events->pdata[0];
    g_autoptr(Case) c = case_store_get(ctx, e->case_id, error);
    if (!c)
        return NULL;
    g_autofree char *id = update_id(e, report->ticket, c);
    return open311_reply(json_pack("[{s:s}]", "update_id", id), "service_request_updates", json);
}

Reply *open311_update_post(Ctx *ctx, const Request *request, const ApiKey *key, bool json,
                           GError **error)
{
    ActionInput in = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(Report) report = own_report(ctx, request, key, error);
    g_autoptr(Case) c = report ? case_store_get(ctx, report->case_id, error) : NULL;
    g_autofree char *once = c ? once_of(request, key, error) : NULL;
    g_autofree char *text = once ? update_text(request, error) : NULL;
    if (!text)
        return NULL;
    Action action = action_of(request_text(request, "status"), c->status);
    g_autoptr(GPtrArray) photos = NULL;
    if (TRANSITIONS[action].needs & TAKES_PHOTOS) {
        in.photos = photos = open311_photos(request, error);
        if (!photos)
            return NULL;
    }
    in.text = text;
    in.once = once;
    ctx->actor =
        (Actor){ .kind = ACTOR_REPORTER, .id = report->id, .agency = "", .area = "", .name = "" };
    if (!action_apply(ctx, report->ticket, action, &in, &result, error))
        return NULL;
    return update_answer(ctx, result.event_id, report, json, error);
}
