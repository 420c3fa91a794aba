/* Messages that come in: see inbound.h. */
#include "domain/inbound.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/log.h"
#include "base/sms.h"
#include "base/text.h"
#include "domain/sms_dialog.h"
#include "model/limits.h"
#include "store/message.h"

/* Understanding is tried again when somebody changed the case meanwhile. */
enum { UNDERSTAND_TRIES = 3 };

typedef struct {
    const InboundIn *in;
    InboundResult *result;
    char *from, *text; /* cleaned */
    bool understand;   /* false: only store it */
} Receiving;

static char *clean_sender(const char *from)
{
    g_autofree char *line = text_salvage(from, strlen(from));
    char *phone = text_phone(line, NULL, NULL);
    return phone ? phone : text_one_line(line);
}

static char *clean_text(const char *text)
{
    gsize bytes = MIN(strlen(text), (gsize)LIMIT_TEXT_BYTES);
    while (bytes > 0 && text[bytes] && ((guchar)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return text_salvage(text, bytes);
}

static bool store(Ctx *ctx, const Receiving *r, gint64 id, bool *added, GError **error)
{
    g_autoptr(Message) m = message_new();
    m->tenant = ctx->tenant;
    m->id = id;
    m->channel = g_strdup(r->in->channel);
    m->state = MESSAGE_RECEIVED;
    m->provider_id = g_strdup(r->in->provider_id);
    m->address_sealed = crypt_seal_text("message.address", r->from);
    m->local = g_strdup(r->in->to);
    m->body_sealed = crypt_seal_text("message.body", r->text);
    m->key = g_strdup("");
    m->parts = sms_shape(r->text).parts;
    m->created_at = ctx_now_us(ctx);
    return message_store_insert(ctx, m, added, error);
}

static bool understand(Ctx *ctx, const Receiving *r, GError **error)
{
    SmsDialogIn in = { r->in->channel, r->result->message_id, r->from, r->text };
    SmsDialogOut out = { 0 };
    if (!sms_dialog_handle(ctx, &in, &out, error))
        return false;
    r->result->case_id = out.case_id;
    r->result->handled = !out.for_person;
    return out.for_person || message_store_handled(ctx, in.message_id, out.case_id, out.report_id,
                                                   out.person_id, error);
}

static bool receive_work(Ctx *ctx, gpointer user, GError **error)
{
    Receiving *r = user;
    bool added = false;
    gint64 id = id_next();
    *r->result = (InboundResult){ 0 };
    if (!store(ctx, r, id, &added, error))
        return false;
    r->result->repeated = !added;
    r->result->message_id = added ? id : 0;
    return !added || !r->understand || understand(ctx, r, error);
}

/* Not the message's fault: the gateway keeps it and gives it again. */
static bool is_ours(const GError *error)
{
    KentonganError code = error_code(error);
    return code == KENTONGAN_ERROR_BUSY || code == KENTONGAN_ERROR_UPSTREAM ||
           code == KENTONGAN_ERROR_UNCERTAIN || code == KENTONGAN_ERROR_INTERNAL;
}

static bool receive(Ctx *ctx, Receiving *r, GError **error)
{
    for (int i = 0; i < UNDERSTAND_TRIES; i++) {
        g_autoptr(GError) problem = NULL;
        if (ctx_transact(ctx, receive_work, r, &problem))
            return true;
        if (is_ours(problem)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
        log_error("an incoming message that a person must read", problem);
        if (!error_is(problem, KENTONGAN_ERROR_CONFLICT))
            break;
    }
    r->understand = false;
    return ctx_transact(ctx, receive_work, r, error);
}

bool inbound_receive(Ctx *ctx, const InboundIn *in, InboundResult *result, GError **error)
{
    Receiving r = { .in = in, .result = result, .understand = true };
    r.from = clean_sender(in->from);
    r.text = clean_text(in->text);
    bool ok = receive(ctx, &r, error);
    g_free(r.from);
    g_free(r.text);
    return ok;
}

static bool same_number(const char *a, const char *b)
{
    g_autofree char *x = text_phone(a, NULL, NULL), *y = text_phone(b, NULL, NULL);
    return x && y && strcmp(x, y) == 0;
}

const Catalog *inbound_tenant(Catalog *const *catalogs, guint count, const char *to)
{
    const Catalog *found = NULL;
    for (guint i = 0; i < count; i++) {
        if (!same_number(catalogs[i]->tenant.sms_number, to))
            continue;
        if (found)
            return NULL;
        found = catalogs[i];
    }
    return found;
}
