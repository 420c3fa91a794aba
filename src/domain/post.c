/* Public posts: see post.h. */
#include "domain/post.h"

#include <jansson.h>
#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/audit.h"
#include "domain/channel_state.h"
#include "domain/notify.h"
#include "model/limits.h"
#include "store/lock.h"
#include "store/media.h"
#include "store/message.h"
#include "store/post.h"
#include "store/report.h"

/* The same words a week later may be of another day's matter. */
enum { SAME_DAYS = 7 };

static bool append(Ctx *ctx, const char *kind, gint64 id, const char *ticket, const char *reason,
                   GError **error)
{
    g_autofree char *post = g_strdup_printf("%" G_GINT64_FORMAT, id);
    EventIn event = { .kind = kind,
                      .data = event_data("post", post, "ticket", ticket, "reason", reason, NULL) };
    return audit_append(ctx, NULL, &event, NULL, error);
}

/* ---- keeping ---- */

/* Two that say the same and come at once would both be the first. */
static bool lock_posts(Ctx *ctx, GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    crypt_find_hash("post.lock", ctx->catalog->tenant.code, hash);
    return lock_store_address(ctx->db, hash, error);
}

bool post_keep(Ctx *ctx, const Incoming *in, const char *text, gint64 message_id,
               const ListenRule *rule, bool *copy, GError **error)
{
    const char *origin = in->repost_of && *in->repost_of ? in->repost_of : in->provider_id;
    gint64 now = ctx_now_us(ctx), first = 0;
    g_autofree char *core = listen_core(text);
    g_autoptr(Post) p = post_new();
    p->id = message_id;
    p->channel = g_strdup(in->channel);
    p->origin = g_strdup(origin);
    p->matched = g_strdup(rule->word);
    p->posted_at = in->sent_at > 0 && in->sent_at <= now ? in->sent_at : now;
    p->created_at = now;
    p->has_hash = core != NULL;
    if (core)
        crypt_find_hash("post.text", core, p->text_hash);
    if (!lock_posts(ctx, error) ||
        !post_store_first(ctx, p->channel, origin, core ? p->text_hash : NULL,
                          now - SAME_DAYS * US_PER_DAY, &first, error))
        return false;
    *copy = first != 0;
    p->first_id = first ? first : message_id;
    p->state = first ? POST_COPY : POST_NEW;
    return post_store_insert(ctx, p, error) &&
           (first ? post_store_count_copy(ctx, first, error)
                  : append(ctx, "post.received", message_id, NULL, NULL, error));
}

/* ---- reading ---- */

void post_said_clear(PostSaid *said)
{
    g_clear_pointer(&said->text, g_free);
    g_clear_pointer(&said->link, g_free);
    g_clear_pointer(&said->handle, g_free);
    g_clear_pointer(&said->name, g_free);
    g_clear_pointer(&said->from, g_free);
    g_clear_pointer(&said->thread, g_free);
}

static char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return g_strdup(text ? text : "");
}

bool post_open(Ctx *ctx, const Post *post, PostSaid *said, GError **error)
{
    g_autoptr(Message) m = message_store_get(ctx, post->id, error);
    *said = (PostSaid){ 0 };
    if (!m)
        return false;
    g_autofree char *extra = NULL;
    said->thread = g_strdup(m->thread);
    said->text = crypt_open_text("message.body", m->body_sealed, error);
    said->from = said->text ? crypt_open_text("message.address", m->address_sealed, error) : NULL;
    if (said->from && m->extra_sealed)
        extra = crypt_open_text("message.extra", m->extra_sealed, error);
    if (!said->from || (m->extra_sealed && !extra)) {
        post_said_clear(said);
        return false;
    }
    json_t *object = extra ? json_loads(extra, 0, NULL) : NULL;
    said->link = text_of(object, "link");
    said->handle = text_of(object, "handle");
    said->name = text_of(object, "name");
    json_decref(object);
    return true;
}

/* ---- deciding ---- */

typedef struct {
    gint64 id;
    PostState before, after;
    const char *ticket;        /* of the case it is added to; NULL: a case of its own */
    const char *reason, *note; /* DISCARDED */
    IntakeResult *result;
    Post *post;
} Deciding;

static bool refuse(const Post *post, GError **error)
{
    error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
              post->state == POST_CASE        ? N_("Unggahan ini sudah menjadi laporan.")
              : post->state == POST_DISCARDED ? N_("Unggahan ini sudah diabaikan.")
                                              : N_("Unggahan ini tidak sedang diabaikan."),
              NULL);
    return false;
}

static bool lock_and_load(Ctx *ctx, Deciding *d, GError **error)
{
    g_clear_pointer(&d->post, post_free);
    if (!access_may_triage(ctx)) {
        error_set(error, KENTONGAN_ERROR_DENIED, NULL,
                  N_("Unggahan publik diputuskan oleh admin verifikasi."), NULL);
        return false;
    }
    d->post = post_store_lock(ctx, d->id, error);
    if (d->post && d->post->state == POST_COPY) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Unggahan ini tidak ditemukan."),
                  NULL);
        return false;
    }
    return d->post && (d->post->state == d->before || refuse(d->post, error));
}

static bool write_down(Ctx *ctx, Deciding *d, const char *kind, GError **error)
{
    Post *p = d->post;
    p->state = d->after;
    p->decided_at = ctx_now_us(ctx);
    p->decided_by = ctx->actor.id;
    g_free(p->reason);
    p->reason = g_strdup(d->reason ? d->reason : "");
    g_free(p->note);
    p->note = g_strdup(d->note ? d->note : "");
    return post_store_decide(ctx, p, error) &&
           append(ctx, kind, p->id, p->ticket, p->reason, error);
}

static const char *answer_key(bool danger)
{
    return danger ? "post.answer_emergency" : "post.answer";
}

char *post_answer_text(const Catalog *catalog, bool danger)
{
    const Tenant *tenant = &catalog->tenant;
    return text_fill(catalog_text(catalog, answer_key(danger), "id"), "tenant", tenant->name,
                     "emergency", tenant->emergency, NULL);
}

static bool answer_in_public(Ctx *ctx, const Post *post, const PostSaid *said, bool danger,
                             gint64 person_id, GError **error)
{
    bool serves = false;
    if (!channel_state_serves(ctx->db, post->channel, ctx->catalog->tenant.code, &serves, error))
        return false;
    if (!serves || !*said->thread)
        return true;
    g_autofree char *body = post_answer_text(ctx->catalog, danger);
    return notify_public(ctx, post->channel, said->from, said->thread, post->case_id, person_id,
                         answer_key(danger), body, error);
}

/* The message belongs to the case: its pictures follow. */
static bool link_message(Ctx *ctx, const Post *post, const Report *report, GError **error)
{
    return message_store_handled(ctx, post->id, report->case_id, report->id, report->person_id,
                                 error) &&
           media_store_wake(ctx, post->id, error);
}

static bool submit(Ctx *ctx, Deciding *d, const PostSaid *said, GError **error)
{
    const char *words = text_is_blank(said->text) ? said->link : said->text;
    g_autofree char *text = text_cut(words, LIMIT_TEXT_CHARS, true);
    g_autofree char *name =
        text_cut(*said->name ? said->name : said->handle, LIMIT_NAME_CHARS, false);
    Intake intake = { .channel = d->post->channel,
                      .visibility = VISIBILITY_OPEN,
                      .service = "",
                      .text = text,
                      .place_text = "",
                      .area = "",
                      .name = name,
                      .phone = "",
                      .email = "",
                      .handle = said->from,
                      .attributes = "",
                      .lang = "id",
                      .idempotency_key = "",
                      .join = d->ticket ? d->ticket : "",
                      .joined_by_staff = true };
    return intake_submit(ctx, &intake, d->result, error);
}

static bool take_work(Ctx *ctx, gpointer user, GError **error)
{
    Deciding *d = user;
    g_auto(PostSaid) said = { 0 };
    intake_result_clear(d->result);
    if (!lock_and_load(ctx, d, error) || !post_open(ctx, d->post, &said, error) ||
        !submit(ctx, d, &said, error))
        return false;
    g_autoptr(Report) report = report_store_get(ctx, d->result->report_id, error);
    if (!report)
        return false;
    d->post->case_id = report->case_id;
    g_free(d->post->ticket);
    d->post->ticket = g_strdup(report->ticket);
    return write_down(ctx, d, d->ticket ? "post.attached" : "post.taken", error) &&
           link_message(ctx, d->post, report, error) &&
           answer_in_public(ctx, d->post, &said, d->result->alarm, report->person_id, error);
}

static bool take(Ctx *ctx, gint64 id, const char *ticket, IntakeResult *result, GError **error)
{
    Deciding d = {
        .id = id, .before = POST_NEW, .after = POST_CASE, .ticket = ticket, .result = result
    };
    *result = (IntakeResult){ 0 };
    bool ok = ctx_transact(ctx, take_work, &d, error);
    g_clear_pointer(&d.post, post_free);
    if (!ok)
        intake_result_clear(result);
    return ok;
}

bool post_take(Ctx *ctx, gint64 id, IntakeResult *result, GError **error)
{
    return take(ctx, id, NULL, result, error);
}

bool post_attach(Ctx *ctx, gint64 id, const char *ticket, IntakeResult *result, GError **error)
{
    g_autofree char *known = ticket_normalise(ticket);
    *result = (IntakeResult){ 0 };
    if (!known) {
        error_set(error, KENTONGAN_ERROR_INVALID, "tiket",
                  N_("Tulis nomor laporan yang dituju, misalnya JPR-4K7M-2Q9T."), NULL);
        return false;
    }
    return take(ctx, id, known, result, error);
}

static bool discard_work(Ctx *ctx, gpointer user, GError **error)
{
    Deciding *d = user;
    return lock_and_load(ctx, d, error) &&
           write_down(ctx, d, d->after == POST_NEW ? "post.restored" : "post.discarded", error);
}

static bool decide(Ctx *ctx, Deciding *d, GError **error)
{
    bool ok = ctx_transact(ctx, discard_work, d, error);
    g_clear_pointer(&d->post, post_free);
    return ok;
}

bool post_discard(Ctx *ctx, gint64 id, const char *reason, const char *note, GError **error)
{
    const PostReason *why = post_reason(reason);
    if (!why || text_chars(note) > LIMIT_REASON_CHARS || (why->needs_note && text_is_blank(note))) {
        bool chosen = why != NULL, long_ = text_chars(note) > LIMIT_REASON_CHARS;
        error_set(error, KENTONGAN_ERROR_INVALID, chosen ? "catatan" : "alasan",
                  !chosen ? N_("Pilih mengapa unggahan ini diabaikan.")
                  : long_ ? N_("Alasan paling banyak 500 huruf.")
                          : N_("Tulis alasannya."),
                  NULL);
        return false;
    }
    Deciding d = {
        .id = id, .before = POST_NEW, .after = POST_DISCARDED, .reason = reason, .note = note
    };
    return decide(ctx, &d, error);
}

bool post_restore(Ctx *ctx, gint64 id, GError **error)
{
    Deciding d = { .id = id, .before = POST_DISCARDED, .after = POST_NEW };
    return decide(ctx, &d, error);
}
