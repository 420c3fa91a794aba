/* Conversations that a human leads: see conversation.h. */
#include "domain/conversation.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/sms.h"
#include "base/text.h"
#include "base/workday.h"
#include "domain/access.h"
#include "domain/audit.h"
#include "domain/intake.h"
#include "domain/notify.h"
#include "store/case.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/lock.h"
#include "store/media.h"
#include "store/message.h"

enum { SMS_PARTS_MAX = 3, WINDOW_HOURS = 24 };
#define SAID "talk.said"

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

static bool note(Ctx *ctx, const char *kind, const Conversation *c, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, c->id);
    EventIn event = { .kind = kind, .data = event_data("talk", id, NULL) };
    return audit_append(ctx, NULL, &event, NULL, error);
}

static char *human_channel(const char *medium)
{
    return g_strconcat(medium, CONVERSATION_SUFFIX, NULL);
}

/* H4: from now on. */
static bool wait_for_operator(Ctx *ctx, const Conversation *c, GError **error)
{
    g_autofree char *channel = human_channel(c->channel);
    Dialog row = { .question = (char *)"human",
                   .data = (char *)"{}",
                   .expires_at = ctx_now_us(ctx) + CONVERSATION_MINUTES * US_PER_MIN };
    return dialog_store_put(ctx, channel, c->hash, &row, error);
}

static bool forget_operator(Ctx *ctx, const Conversation *c, GError **error)
{
    g_autofree char *channel = human_channel(c->channel);
    return dialog_store_del(ctx, channel, c->hash, error);
}

static bool tell(Ctx *ctx, const Conversation *c, const char *key, const char *body, GError **error)
{
    g_autofree char *address = crypt_open_text("conversation.address", c->address_sealed, error);
    return address && notify_conversation(ctx, c->channel, address, c->id, c->case_id, c->person_id,
                                          key, body, error);
}

static bool tell_text(Ctx *ctx, const Conversation *c, const char *key, GError **error)
{
    if (c->reason == CONVERSATION_PROGRAM)
        return true;
    NoticeWords none = NOTICE_WORDS_INIT;
    g_autofree char *body = notify_fill(ctx, key, "id", "", "", false, &none);
    return tell(ctx, c, key, body, error);
}

/* A case that was handed to another government is none of ours any more. */
static bool forget_lost_case(Ctx *ctx, Conversation *c, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(Case) there = c->case_id ? case_store_get(ctx, c->case_id, &problem) : NULL;
    if (!there && problem && !error_is(problem, KENTONGAN_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (!there)
        c->case_id = 0;
    return true;
}

/* ---- the citizen ---- */

bool conversation_hear(Ctx *ctx, const ConversationIn *in, Conversation **open, GError **error)
{
    if (!conversation_store_open(ctx, in->medium->name, in->hash, open, error))
        return false;
    Conversation *c = *open;
    if (!c)
        return true;
    c->heard_at = ctx_now_us(ctx);
    return forget_lost_case(ctx, c, error) &&
           conversation_store_add(ctx, c->id, in->message_id, error) &&
           conversation_store_update(ctx, c, error) &&
           (c->state != CONVERSATION_TAKEN || wait_for_operator(ctx, c, error)) &&
           note(ctx, "talk.heard", c, error);
}

static bool call_new(Ctx *ctx, const ConversationIn *in, ConversationReason reason,
                     const GArray *earlier, const char *key, GError **error)
{
    g_autoptr(Conversation) c = g_new0(Conversation, 1);
    c->id = id_next();
    c->channel = g_strdup(in->medium->name);
    memcpy(c->hash, in->hash, sizeof c->hash);
    c->address_sealed = crypt_seal_text("conversation.address", in->from);
    c->person_id = in->person_id;
    c->case_id = in->case_id;
    c->state = CONVERSATION_WAITS;
    c->reason = reason;
    c->opened_at = c->heard_at = ctx_now_us(ctx);
    if (!conversation_store_insert(ctx, c, error) ||
        !conversation_store_add(ctx, c->id, in->message_id, error))
        return false;
    for (guint i = 0; earlier && i < earlier->len; i++)
        if (!conversation_store_add(ctx, c->id, g_array_index(earlier, gint64, i), error))
            return false;
    return note(ctx, "talk.opened", c, error) && tell_text(ctx, c, key, error);
}

bool conversation_keep(Ctx *ctx, const ConversationIn *in, GError **error)
{
    g_autoptr(Conversation) open = NULL;
    if (!lock_store_address(ctx->db, in->hash, error) || !conversation_hear(ctx, in, &open, error))
        return false;
    return open || call_new(ctx, in, CONVERSATION_PROGRAM, NULL, "", error);
}

bool conversation_call(Ctx *ctx, const ConversationIn *in, Conversation *known,
                       ConversationReason reason, const GArray *earlier, GError **error)
{
    static const char *const KEYS[] = { [CONVERSATION_ASKED] = "talk.waiting",
                                        [CONVERSATION_LOST] = "talk.lost",
                                        [CONVERSATION_TOO_MANY] = "sms.too_many" };
    if (!known)
        return call_new(ctx, in, reason, earlier, KEYS[reason], error);
    if (known->reason != CONVERSATION_PROGRAM)
        return reason != CONVERSATION_ASKED || tell_text(ctx, known, KEYS[reason], error);
    known->reason = reason; /* now a person writes from there */
    return conversation_store_update(ctx, known, error) &&
           tell_text(ctx, known, KEYS[reason], error);
}

static bool give_back(Ctx *ctx, Conversation *c, ConversationState to, const char *key,
                      GError **error)
{
    c->state = to;
    c->account = 0;
    return conversation_store_update(ctx, c, error) && forget_operator(ctx, c, error) &&
           tell_text(ctx, c, key, error) && note(ctx, "talk.returned", c, error);
}

/* Who still waits for an answer goes on waiting, for anybody. */
bool conversation_expire(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error)
{
    g_autoptr(Conversation) c = NULL;
    g_autofree char *row = human_channel(channel);
    if (!conversation_store_open(ctx, channel, hash, &c, error))
        return false;
    if (!c || c->state != CONVERSATION_TAKEN)
        return dialog_store_del(ctx, row, hash, error);
    if (!forget_lost_case(ctx, c, error))
        return false;
    bool answered = c->said_at >= c->heard_at;
    return answered ? give_back(ctx, c, CONVERSATION_OVER, "talk.returned", error)
                    : give_back(ctx, c, CONVERSATION_WAITS, "talk.timeout", error);
}

/* ---- the operator ---- */

typedef struct {
    gint64 id, seen;
    const char *text;
    char *ticket; /* (transfer full) of REPORT */
    Conversation *c;
} Doing;

typedef bool (*DoingWork)(Ctx *ctx, Doing *doing, GError **error);

typedef struct {
    Doing *doing;
    DoingWork work;
} Step;

static bool load_locked(Ctx *ctx, Doing *doing, GError **error)
{
    g_clear_pointer(&doing->c, conversation_free);
    g_autoptr(Conversation) first = conversation_store_get(ctx, doing->id, error);
    if (!first || !lock_store_address(ctx->db, first->hash, error))
        return false;
    doing->c = conversation_store_get(ctx, doing->id, error);
    return doing->c && forget_lost_case(ctx, doing->c, error);
}

static bool step_work(Ctx *ctx, gpointer user, GError **error)
{
    Step *step = user;
    return load_locked(ctx, step->doing, error) && step->work(ctx, step->doing, error);
}

static bool run(Ctx *ctx, Doing *doing, DoingWork work, GError **error)
{
    Step step = { doing, work };
    if (!access_may_triage(ctx))
        return fail(error, KENTONGAN_ERROR_DENIED, NULL, N_("Anda tidak berwenang melakukan ini."));
    bool ok = ctx_transact(ctx, step_work, &step, error);
    g_clear_pointer(&doing->c, conversation_free);
    return ok;
}

static bool is_mine(const Ctx *ctx, const Conversation *c, GError **error)
{
    if (c->state == CONVERSATION_TAKEN && c->account == ctx->actor.id)
        return true;
    return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                c->state == CONVERSATION_TAKEN
                    ? N_("Percakapan ini sedang dijawab petugas lain.")
                    : N_("Percakapan ini tidak lagi pada Anda. Ambil dulu, lalu ulangi."));
}

static bool take_work(Ctx *ctx, Doing *doing, GError **error)
{
    Conversation *c = doing->c;
    if (c->state == CONVERSATION_TAKEN && c->account == ctx->actor.id)
        return true;
    if (c->state == CONVERSATION_TAKEN)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Percakapan ini sedang dijawab petugas lain."));
    if (c->state == CONVERSATION_OVER)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL, N_("Percakapan ini sudah selesai."));
    c->state = CONVERSATION_TAKEN;
    c->account = ctx->actor.id;
    c->taken_at = ctx_now_us(ctx);
    return conversation_store_update(ctx, c, error) && wait_for_operator(ctx, c, error) &&
           tell_text(ctx, c, "talk.taken", error) && note(ctx, "talk.taken", c, error);
}

bool conversation_take(Ctx *ctx, gint64 id, GError **error)
{
    Doing doing = { .id = id };
    return run(ctx, &doing, take_work, error);
}

static bool check_text(const Conversation *c, const char *text, GError **error)
{
    const Medium *medium = medium_find(c->channel);
    g_autofree char *plain = sms_plain(text);
    bool by_sms = medium->flags & MEDIUM_GSM;
    gsize most = medium->text_chars ? medium->text_chars : 4000;
    if (text_is_blank(text))
        return fail(error, KENTONGAN_ERROR_INVALID, "teks", N_("Tulis jawabannya dahulu."));
    if (by_sms && sms_shape(plain).parts > SMS_PARTS_MAX)
        return fail(error, KENTONGAN_ERROR_INVALID, "teks",
                    N_("Terlalu panjang untuk SMS: paling banyak tiga bagian."));
    if (text_chars(text) > most)
        return fail(error, KENTONGAN_ERROR_INVALID, "teks", N_("Terlalu panjang untuk kanal ini."));
    return true;
}

/* H2: an answer that was not on the screen yet. */
static bool is_answered(Ctx *ctx, const Doing *doing, bool *answered, GError **error)
{
    g_autoptr(GPtrArray) messages = conversation_messages(ctx, doing->id, error);
    *answered = false;
    for (guint i = 0; messages && i < messages->len; i++) {
        const Message *m = messages->pdata[i];
        *answered = *answered || (m->outbound && m->id > doing->seen && strcmp(m->key, SAID) == 0);
    }
    return messages != NULL;
}

static bool say_work(Ctx *ctx, Doing *doing, GError **error)
{
    Conversation *c = doing->c;
    bool answered = false;
    if (!is_mine(ctx, c, error) || !check_text(c, doing->text, error) ||
        !is_answered(ctx, doing, &answered, error))
        return false;
    if (answered)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Sudah ada jawaban yang terkirim. Baca dulu, lalu kirim bila masih perlu."));
    c->said_at = ctx_now_us(ctx);
    return conversation_store_update(ctx, c, error) && wait_for_operator(ctx, c, error) &&
           tell(ctx, c, SAID, doing->text, error) && note(ctx, SAID, c, error);
}

bool conversation_say(Ctx *ctx, gint64 id, const char *text, gint64 seen, GError **error)
{
    Doing doing = { .id = id, .seen = seen, .text = text };
    return run(ctx, &doing, say_work, error);
}

static bool end_work(Ctx *ctx, Doing *doing, GError **error)
{
    return is_mine(ctx, doing->c, error) &&
           give_back(ctx, doing->c, CONVERSATION_OVER, "talk.returned", error);
}

bool conversation_end(Ctx *ctx, gint64 id, GError **error)
{
    Doing doing = { .id = id };
    return run(ctx, &doing, end_work, error);
}

/* ---- to a case ---- */

static bool wake_media(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) messages = conversation_messages(ctx, id, error);
    for (guint i = 0; messages && i < messages->len; i++) {
        const Message *m = messages->pdata[i];
        if (!m->outbound && !media_store_wake(ctx, m->id, error))
            return false;
    }
    return messages != NULL;
}

static bool attach_to(Ctx *ctx, Conversation *c, Case *to, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, c->id);
    EventIn event = { .kind = "talk.attached", .data = event_data("talk", id, NULL) };
    c->case_id = to->id;
    to->updated_at = ctx_now_us(ctx);
    return conversation_store_to_case(ctx, c->id, to->id, error) &&
           conversation_store_update(ctx, c, error) && wake_media(ctx, c->id, error) &&
           audit_append(ctx, to, &event, NULL, error) && case_store_update(ctx, to, error);
}

static bool attach_work(Ctx *ctx, Doing *doing, GError **error)
{
    g_autofree char *ticket = ticket_normalise(doing->text);
    g_autoptr(Case) to = ticket ? case_store_by_ticket(ctx, ticket, NULL, NULL) : NULL;
    if (!to || !access_may_act(ctx, to))
        return fail(error, KENTONGAN_ERROR_INVALID, "nomor", N_("Laporan tidak ditemukan."));
    return attach_to(ctx, doing->c, to, error);
}

bool conversation_attach(Ctx *ctx, gint64 id, const char *ticket, GError **error)
{
    Doing doing = { .id = id, .text = ticket };
    return run(ctx, &doing, attach_work, error);
}

static bool report_work(Ctx *ctx, Doing *doing, GError **error)
{
    g_auto(IntakeResult) result = { 0 };
    Conversation *c = doing->c;
    const Medium *medium = medium_find(c->channel);
    g_autofree char *from = crypt_open_text("conversation.address", c->address_sealed, error);
    Ctx as = *ctx;
    as.actor = (Actor){ .kind = ACTOR_PUBLIC, .agency = "", .area = "", .name = "" };
    if (!from)
        return false;
    Intake intake = { .channel = c->channel,
                      .service = "",
                      .text = doing->text,
                      .place_text = "",
                      .area = "",
                      .name = "",
                      .phone = strcmp(medium->kind, "phone") == 0 ? from : "",
                      .email = strcmp(medium->kind, "email") == 0 ? from : "",
                      .handle = from,
                      .attributes = "",
                      .lang = "id",
                      .idempotency_key = "",
                      .join = "" };
    if (!intake_submit(&as, &intake, &result, error))
        return false;
    g_free(doing->ticket);
    doing->ticket = g_strdup(result.ticket);
    g_autoptr(Case) made = case_store_get(ctx, result.case_id, error);
    return made && attach_to(ctx, c, made, error);
}

bool conversation_report(Ctx *ctx, gint64 id, const char *text, char **ticket, GError **error)
{
    Doing doing = { .id = id, .text = text };
    *ticket = NULL;
    if (text_is_blank(text))
        return fail(error, KENTONGAN_ERROR_INVALID, "isi", N_("Tulis isi laporannya dahulu."));
    bool ok = run(ctx, &doing, report_work, error);
    if (ok)
        *ticket = g_steal_pointer(&doing.ticket);
    g_free(doing.ticket);
    return ok;
}

/* ---- reading ---- */

GPtrArray *conversation_messages(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    return message_store_of_conversation(ctx, id, CONVERSATION_SHOWN, messages, error)
               ? g_steal_pointer(&messages)
               : NULL;
}

bool conversation_way(Ctx *ctx, const Conversation *c, ConversationWay *way, gint64 *until,
                      GError **error)
{
    g_auto(Contact) contact = { 0 };
    *way = CONVERSATION_FREE;
    *until = 0;
    if (strcmp(c->channel, "whatsapp") != 0)
        return true;
    if (!contact_store_get(ctx->db, ctx->tenant, c->channel, c->hash, &contact, error))
        return false;
    *until = contact.heard_at + WINDOW_HOURS * US_PER_HOUR;
    *way = contact.heard_at != 0 && ctx_now_us(ctx) < *until ? CONVERSATION_WINDOW
                                                             : CONVERSATION_CLOSED;
    return true;
}
