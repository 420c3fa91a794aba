/* The SMS hook: see hook_sms.h. */
#include "web/api/hook_sms.h"

#include <string.h>

#include "base/crypt.h"
#include "base/json.h"
#include "base/log.h"
#include "channel/http_sms.h"
#include "channel/registry.h"
#include "domain/channel_state.h"
#include "domain/inbound.h"
#include "store/message.h"
#include "web/tenants.h"

#define MEDIUM "sms"
#define TEXT "text/plain; charset=utf-8"

typedef struct Hook {
    Ctx *ctx;
    const Request *request;
    GPtrArray *fields;     /* HttpSmsField* */
    ChannelState *channel; /* whose secret was given; NULL from this machine */
    Catalog *catalog;      /* of the tenant it is for, when not ctx's */
    GError *failed;        /* of the sink */
} Hook;

static void hook_clear(Hook *hook)
{
    g_clear_pointer(&hook->fields, g_ptr_array_unref);
    g_clear_pointer(&hook->channel, channel_state_free);
    g_clear_pointer(&hook->catalog, catalog_unref);
    g_clear_error(&hook->failed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hook, hook_clear)

/* ---- what was sent ---- */

static void add_json(GPtrArray *fields, GBytes *body)
{
    gsize bytes = 0;
    const char *data = g_bytes_get_data(body, &bytes), *name;
    json_t *object = json_loadb(data, bytes, JSON_REJECT_DUPLICATES, NULL), *value;
    json_object_foreach(object, name, value)
    {
        g_autofree char *number =
            json_is_integer(value)
                ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value))
                : NULL;
        const char *text = number ? number : json_string_value(value);
        if (text)
            http_sms_fields_add(fields, name, text, strlen(text));
    }
    json_decref(object);
}

static bool read_fields(Hook *hook, GError **error)
{
    const Request *request = hook->request;
    hook->fields = http_sms_fields_new();
    if (!http_sms_fields_add_encoded(hook->fields, request->query, strlen(request->query), error))
        return false;
    if (!request->body)
        return true;
    gsize bytes = 0;
    const char *data = g_bytes_get_data(request->body, &bytes);
    if (g_str_has_prefix(request->content_type, "application/json"))
        add_json(hook->fields, request->body);
    else if (g_str_has_prefix(request->content_type, "application/x-www-form-urlencoded"))
        return http_sms_fields_add_encoded(hook->fields, data, bytes, error);
    return true;
}

/* (transfer full), or NULL */
static char *field_text(const Hook *hook, const char *name)
{
    for (guint i = 0; i < hook->fields->len; i++) {
        const HttpSmsField *field = hook->fields->pdata[i];
        gsize bytes = 0;
        const char *data = g_bytes_get_data(field->value, &bytes);
        if (g_ascii_strcasecmp(field->name, name) == 0)
            return g_strndup(data, bytes);
    }
    return NULL;
}

/* ---- who sends ---- */

/* A browser always says where a request comes from; a gateway never does. */
static bool is_near(const Request *request)
{
    return request->loopback && !request_header(request, "sec-fetch-site") &&
           !request_header(request, "origin");
}

static bool find_channel(Hook *hook, const char *secret, GError **error)
{
    g_autoptr(GPtrArray) states = channel_state_list(hook->ctx->db, error);
    if (!states)
        return false;
    for (guint i = 0; i < states->len && !hook->channel; i++) {
        const ChannelState *state = states->pdata[i];
        if (strcmp(state->medium, MEDIUM) == 0 && channel_state_has_secret(state, secret))
            hook->channel = g_ptr_array_steal_index(states, i);
    }
    return true;
}

/* 0: may; otherwise the status of the answer. */
static unsigned refusal(Hook *hook, GError **error)
{
    const char *header = request_header(hook->request, "x-channel-secret");
    g_autofree char *field = header ? g_strdup(header) : field_text(hook, "secret");
    if (field && *field && !find_channel(hook, field, error))
        return 503;
    return hook->channel || is_near(hook->request) ? 0 : 403;
}

/* ---- whom it is for ---- */

static Catalog *by_code(const char *code)
{
    g_autoptr(GArray) ids = tenants_ids();
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(Catalog) catalog = tenants_get(g_array_index(ids, gint64, i));
        if (catalog && strcmp(catalog->tenant.code, code) == 0)
            return g_steal_pointer(&catalog);
    }
    return NULL;
}

static Catalog *by_number(const char *to)
{
    g_autoptr(GArray) ids = tenants_ids();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)catalog_unref);
    for (guint i = 0; i < ids->len; i++) {
        Catalog *catalog = tenants_get(g_array_index(ids, gint64, i));
        if (catalog)
            g_ptr_array_add(all, catalog);
    }
    const Catalog *found = inbound_tenant((Catalog *const *)all->pdata, all->len, to);
    return found ? catalog_ref(found) : NULL;
}

/* The channel's own tenant, else the one that the path names, else the one whose number it is,
 * else the one that answers here. */
static Ctx ctx_for(Hook *hook, const char *to)
{
    Ctx ctx = *hook->ctx;
    const char *code = hook->channel ? hook->channel->tenant : "";
    g_clear_pointer(&hook->catalog, catalog_unref);
    if (*code)
        hook->catalog = by_code(code);
    else if (!*hook->request->base)
        hook->catalog = by_number(to);
    if (hook->catalog) {
        ctx.catalog = hook->catalog;
        ctx.tenant = hook->catalog->tenant.id;
    }
    return ctx;
}

/* An administrator switched it off: what comes is to be brought again. */
static bool is_off(const Ctx *ctx, GError **error)
{
    if (!registry_is_off(MEDIUM, ctx->catalog->tenant.code))
        return false;
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Kanal ini tidak dilayani sekarang."),
              "the channel is off");
    return true;
}

static bool sink_receive(gpointer user, const ChannelIn *in)
{
    Hook *hook = user;
    InboundResult result;
    Ctx ctx = ctx_for(hook, in->to);
    Incoming message = *in;
    message.channel = MEDIUM;
    g_clear_error(&hook->failed);
    return !is_off(&ctx, &hook->failed) && inbound_receive(&ctx, &message, &result, &hook->failed);
}

/* ---- answers ---- */

static Reply *answer(unsigned status, const char *text)
{
    return reply_text(status, TEXT, text);
}

static Reply *not_stored(const GError *failed)
{
    log_error("message not stored, the gateway must repeat it", failed);
    Reply *reply = answer(503, "not stored, repeat it\n");
    reply_header(reply, "Retry-After", "10");
    return reply;
}

static Reply *not_understood(const GError *failed)
{
    g_autofree char *text = g_strdup_printf(
        "not understood: %s\n", error_field(failed) ? error_field(failed) : "the encoding");
    return answer(400, text);
}

/* A message that can be parsed, but whose sender never can be: nothing is gained by repeating. */
static Reply *take_message(Hook *hook)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(HttpSms) sms = http_sms_parse(hook->fields, g_get_real_time(), &wrong);
    if (!sms)
        return not_understood(wrong);
    ChannelSink sink = { .receive = sink_receive, .user = hook };
    return http_sms_hand_over(sms, MEDIUM, &sink) ? answer(200, "") : not_stored(hook->failed);
}

/* An id that is none of ours is taken too: repeating it would not help. */
static Reply *take_receipt(Hook *hook)
{
    g_autoptr(GError) wrong = NULL;
    g_autoptr(HttpReceipt) receipt = http_sms_parse_receipt(hook->fields, &wrong);
    if (!receipt)
        return g_strcmp0(error_field(wrong), "ref") == 0 ? answer(200, "") : not_understood(wrong);
    bool known = false;
    Ctx ctx = ctx_for(hook, "");
    if (is_off(&ctx, &wrong))
        return not_stored(wrong);
    gint64 id = g_ascii_strtoll(receipt->id, NULL, 10);
    if (!message_store_receipt(hook->ctx->db, id, receipt->kind, ctx_now_us(hook->ctx),
                               receipt->detail, &known, &wrong))
        return not_stored(wrong);
    return answer(200, "");
}

static Reply *hook_any(Ctx *ctx, const Request *request, bool receipt)
{
    g_autoptr(GError) wrong = NULL;
    g_auto(Hook) hook = { .ctx = ctx, .request = request };
    if (strcmp(request->method, "HEAD") == 0)
        return answer(405, "");
    if (!read_fields(&hook, &wrong))
        return not_understood(wrong);
    unsigned status = refusal(&hook, &wrong);
    if (status == 503)
        return not_stored(wrong);
    if (status != 0)
        return answer(status, "the secret of the channel is missing or wrong\n");
    bool is_receipt = receipt || http_sms_is_receipt(hook.fields);
    return is_receipt ? take_receipt(&hook) : take_message(&hook);
}

Reply *hook_sms_any(Ctx *ctx, const Request *request, GError **error G_GNUC_UNUSED)
{
    return hook_any(ctx, request, false);
}

Reply *hook_sms_receipt_any(Ctx *ctx, const Request *request, GError **error G_GNUC_UNUSED)
{
    return hook_any(ctx, request, true);
}
