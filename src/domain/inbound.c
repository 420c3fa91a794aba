/* Messages that come in: see inbound.h. */
#include "domain/inbound.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "base/sms.h"
#include "base/text.h"
#include "domain/conversation.h"
#include "domain/files.h"
#include "domain/person.h"
#include "domain/post.h"
#include "domain/sms_dialog.h"
#include "model/limits.h"
#include "model/medium.h"
#include "store/contact.h"
#include "store/media.h"
#include "store/message.h"

/* Understanding is tried again when somebody changed the case meanwhile. */
enum { UNDERSTAND_TRIES = 3 };

typedef struct {
    const Incoming *in;
    const Medium *medium;
    InboundResult *result;
    char *from, *text; /* cleaned */
    GPtrArray *raw;    /* char*: names of the bytes that came, NULL where they are to be fetched */
    bool understand;   /* false: only store it */
    const ListenRule *rule; /* of a public post: what it met */
} Receiving;

static char *clean_sender(const Medium *medium, const char *from)
{
    g_autofree char *line = text_salvage(from, strlen(from));
    char *known = NULL;
    if (strcmp(medium->kind, "phone") == 0)
        known = text_phone(line, NULL, NULL);
    else if (strcmp(medium->kind, "email") == 0)
        known = text_email(line, NULL, NULL);
    return known ? known : text_one_line(line);
}

static char *clean_text(const char *text)
{
    gsize bytes = MIN(strlen(text), (gsize)LIMIT_TEXT_BYTES);
    while (bytes > 0 && text[bytes] && ((guchar)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return text_salvage(text, bytes);
}

/* ---- storing ---- */

static void put_text(json_t *object, const char *key, const char *text)
{
    g_autofree char *valid = text ? text_salvage(text, strlen(text)) : NULL;
    if (valid)
        json_object_set_new(object, key, json_string(valid));
}

static GBytes *seal_extra(const Incoming *in)
{
    json_t *object = json_object();
    put_text(object, "name", in->name);
    put_text(object, "subject", in->subject);
    put_text(object, "link", in->link);
    if (in->other != INCOMING_NONE)
        put_text(object, "other", incoming_other_name(in->other));
    put_text(object, "handle", in->handle);
    if (in->lat_e7 != 0 || in->lng_e7 != 0) {
        json_object_set_new(object, "lat", json_integer(in->lat_e7));
        json_object_set_new(object, "lng", json_integer(in->lng_e7));
        json_object_set_new(object, "accuracy", json_integer(in->accuracy_m));
    }
    g_autofree char *text = json_object_size(object) ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text ? crypt_seal_text("message.extra", text) : NULL;
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
    m->thread = g_strdup(r->in->thread ? r->in->thread : "");
    m->extra_sealed = seal_extra(r->in);
    return message_store_insert(ctx, m, added, error);
}

/* Bytes are on disk before a row names them. */
static bool put_raw(Receiving *r, GError **error)
{
    for (guint i = 0; i < r->in->media_count; i++) {
        GBytes *bytes = r->in->media[i].bytes;
        char *name = bytes ? files_put_raw(bytes, error) : NULL;
        if (bytes && !name)
            return false;
        g_ptr_array_add(r->raw, name);
    }
    return true;
}

static MediaState media_state(const IncomingMedia *media)
{
    if (media->original)
        return MEDIA_KEPT;
    return media->bytes ? MEDIA_READY : MEDIA_WAITING;
}

static bool store_media(Ctx *ctx, const Receiving *r, gint64 id, GError **error)
{
    for (guint i = 0; i < r->in->media_count; i++) {
        const IncomingMedia *media = &r->in->media[i];
        const char *name = r->raw->pdata[i];
        g_autoptr(GBytes) ref = media->ref ? crypt_seal_text("media.ref", media->ref) : NULL;
        Media row = { .id = id_next(),
                      .message_id = id,
                      .state = media_state(media),
                      .ref_sealed = ref,
                      .type = (char *)(media->type ? media->type : ""),
                      .name = (char *)(name ? name : ""),
                      .next_at = ctx_now_us(ctx) };
        if (!media_store_insert(ctx, &row, error))
            return false;
    }
    return true;
}

static bool note_contact(Ctx *ctx, const Receiving *r, GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    person_hash(r->medium->kind, r->from, hash);
    return contact_store_heard(ctx, r->medium->name, hash, r->in->thread ? r->in->thread : "",
                               error);
}

/* ---- understanding ---- */

static bool understand(Ctx *ctx, const Receiving *r, GError **error)
{
    SmsDialogIn in = { r->medium, r->result->message_id, r->from, r->text, r->in };
    SmsDialogOut out = { 0 };
    if (!sms_dialog_handle(ctx, &in, &out, error))
        return false;
    r->result->case_id = out.case_id;
    r->result->handled = !out.for_person;
    return out.for_person || message_store_handled(ctx, in.message_id, out.case_id, out.report_id,
                                                   out.person_id, error);
}

/* A public post is nobody's conversation with us. What a copy brings along, the first brought. */
static bool receive_public(Ctx *ctx, const Receiving *r, gint64 id, GError **error)
{
    bool copy = false;
    return post_keep(ctx, r->in, r->text, id, r->rule, &copy, error) &&
           (copy || store_media(ctx, r, id, error));
}

static bool receive_automatic(Ctx *ctx, const Receiving *r, gint64 id, GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    person_hash(r->medium->kind, r->from, hash);
    ConversationIn in = { .medium = r->medium, .hash = hash, .from = r->from, .message_id = id };
    return store_media(ctx, r, id, error) && conversation_keep(ctx, &in, error);
}

static bool receive_private(Ctx *ctx, const Receiving *r, gint64 id, GError **error)
{
    if (r->in->automatic)
        return receive_automatic(ctx, r, id, error);
    return (r->medium->flags & MEDIUM_GSM || note_contact(ctx, r, error)) &&
           store_media(ctx, r, id, error) && (!r->understand || understand(ctx, r, error));
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
    return !added ||
           (r->rule ? receive_public(ctx, r, id, error) : receive_private(ctx, r, id, error));
}

/* Not the message's fault: the gateway keeps it and gives it again. */
static bool is_ours(const GError *error)
{
    KentonganError code = error_code(error);
    return code == KENTONGAN_ERROR_BUSY || code == KENTONGAN_ERROR_UPSTREAM ||
           code == KENTONGAN_ERROR_UNCERTAIN || code == KENTONGAN_ERROR_INTERNAL ||
           code == KENTONGAN_ERROR_FULL;
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

bool inbound_receive(Ctx *ctx, const Incoming *in, InboundResult *result, GError **error)
{
    const Medium *medium = medium_find(in->channel);
    Receiving r = { .in = in, .medium = medium, .result = result };
    g_assert(medium != NULL);
    r.from = clean_sender(medium, in->from);
    r.text = clean_text(in->text);
    r.raw = g_ptr_array_new_with_free_func(g_free);
    r.understand = in->link == NULL; /* a public post stands in the triage stream */
    r.rule = in->link ? listen_match(ctx->catalog->listen, r.text, in->to_us) : NULL;
    *result = (InboundResult){ 0 };
    bool passed_over = in->link && !r.rule;
    bool ok = passed_over || (put_raw(&r, error) && receive(ctx, &r, error));
    g_free(r.from);
    g_free(r.text);
    g_ptr_array_unref(r.raw);
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
