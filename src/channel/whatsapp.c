/* Channel driver "whatsapp": Meta's WhatsApp Cloud API.
 *
 * Keys: token (of the system user), phone_id, app_secret (signs the webhook), secret (the verify
 * token of the webhook), template and template_lang (an approved template with one variable, for
 * texts outside the window), api_url (https://graph.facebook.com/v24.0), number.
 * The window: a free text may go out for 24 hours after the citizen wrote; later only the template,
 * and without one the text goes by SMS.
 */
#include "channel/drivers.h"

#include "base/clock.h"
#include "base/text.h"
#include "channel/graph.h"
#include "channel/keys.h"
#include "channel/received.h"
#include "channel/whatsapp_event.h"

#define WINDOW_US US_PER_DAY
enum { MAX_FILE = 20 * 1024 * 1024 };

struct Channel {
    char *name, *token, *phone_id, *app_secret, *secret, *template, *template_lang, *api_url;
    char *number, *authorization;
    ChannelSink sink;
    CloudPulse pulse;
};

static const char *const KEYS[] = { "token",         "phone_id", "app_secret", "template",
                                    "template_lang", "api_url",  NULL };

/* ---- the webhook ---- */

static bool on_message(gpointer user, const Incoming *in)
{
    Channel *channel = user;
    bool ok = received_hand_over(&channel->sink, in);
    if (ok)
        cloud_pulse_in(&channel->pulse);
    return ok;
}

static bool on_status(gpointer user, const char *id, ReceiptKind kind, const char *detail)
{
    Channel *channel = user;
    return channel->sink.receipt(channel->sink.user, channel->name, id, kind, detail);
}

static bool on_event(gpointer user, const json_t *event)
{
    Channel *channel = user;
    const WhatsappReader reader = { on_message, on_status, channel };
    return whatsapp_read(event, channel->phone_id, channel->name, channel->number, &reader);
}

static void whatsapp_hook(Channel *channel, const ChannelHook *hook, ChannelHookReply *reply)
{
    const GraphDoor door = { channel->app_secret, channel->secret, on_event, channel };
    graph_hook(&door, hook, reply);
}

/* ---- sending ---- */

static json_t *text_body(const ChannelOut *out)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:b}, s:s}", "messaging_product", "whatsapp",
                     "recipient_type", "individual", "to", out->to, "type", "text", "text", "body",
                     out->text, "preview_url", 0, "biz_opaque_callback_data", out->id);
}

enum { BUTTONS_MAX = 3, TITLE_CHARS = 20, ASKED_CHARS = 1024 };

/* Reply buttons as documented: at most three, short titles, a text of at most 1024 letters. NULL:
 * the text alone, which says the same. */
static json_t *button_body(const ChannelOut *out)
{
    g_auto(GStrv) lines = g_strsplit(out->buttons ? out->buttons : "", "\n", -1);
    guint count = g_strv_length(lines);
    if (count == 0 || count > BUTTONS_MAX || g_utf8_strlen(out->text, -1) > ASKED_CHARS)
        return NULL;
    json_t *buttons = json_array();
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) parts = g_strsplit(*line, "\t", 2);
        g_autofree char *title = text_cut(parts[1] ? parts[1] : parts[0], TITLE_CHARS, false);
        json_array_append_new(buttons, json_pack("{s:s, s:{s:s, s:s}}", "type", "reply", "reply",
                                                 "id", parts[0], "title", title));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:{s:s}, s:{s:o}}, s:s}", "messaging_product",
                     "whatsapp", "recipient_type", "individual", "to", out->to, "type",
                     "interactive", "interactive", "type", "button", "body", "text", out->text,
                     "action", "buttons", buttons, "biz_opaque_callback_data", out->id);
}

/* A variable of a template may hold no line end. */
static json_t *template_body(const Channel *channel, const ChannelOut *out)
{
    g_autofree char *line = g_strdelimit(g_strdup(out->text), "\r\n\t", ' ');
    return json_pack("{s:s, s:s, s:s, s:{s:s, s:{s:s}, s:[{s:s, s:[{s:s, s:s}]}]}, s:s}",
                     "messaging_product", "whatsapp", "to", out->to, "type", "template", "template",
                     "name", channel->template, "language", "code", channel->template_lang,
                     "components", "type", "body", "parameters", "type", "text", "text", line,
                     "biz_opaque_callback_data", out->id);
}

static ChannelResult whatsapp_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_auto(CloudAnswer) answer = { 0 };
    bool open = out->heard_at != 0 && out->now_us - out->heard_at < WINDOW_US;
    g_autofree char *url = g_strdup_printf("%s/%s/messages", channel->api_url, channel->phone_id);
    const char *headers[] = { channel->authorization, NULL };
    if (!open && !*channel->template)
        return CHANNEL_ELSEWHERE;
    json_t *asked = open ? button_body(out) : NULL;
    CloudCall call = { .url = url,
                       .headers = headers,
                       .body = asked  ? asked
                               : open ? text_body(out)
                                      : template_body(channel, out) };
    ChannelResult result = graph_send(&channel->pulse, &call, &answer, error);
    bool elsewhere = result == CHANNEL_PERMFAIL && whatsapp_is_elsewhere(graph_error_code(&answer));
    if (elsewhere)
        g_clear_error(error);
    return elsewhere ? CHANNEL_ELSEWHERE : result;
}

/* The id leads to an address that lives for minutes, behind the same token. */
static GBytes *whatsapp_fetch(Channel *channel, const char *ref, GError **error)
{
    g_auto(CloudAnswer) about = { 0 }, file = { 0 };
    g_autofree char *id = g_uri_escape_string(ref, NULL, FALSE);
    g_autofree char *url = g_strdup_printf("%s/%s", channel->api_url, id);
    const char *headers[] = { channel->authorization, NULL };
    CloudCall ask = { .url = url, .headers = headers };
    if (!cloud_call(&ask, &about, error))
        return NULL;
    const char *where = cloud_text(about.json, "url");
    CloudCall get = { .url = where, .headers = headers, .max_bytes = MAX_FILE };
    if (where && !cloud_call(&get, &file, error))
        return NULL;
    if (where && file.status == 200)
        return g_bytes_ref(file.body);
    cloud_fetch_error(about.status, file.status, error);
    return NULL;
}

/* ---- opening and closing ---- */

static void whatsapp_close(Channel *channel)
{
    cloud_pulse_clear(&channel->pulse);
    g_free(channel->name);
    g_free(channel->token);
    g_free(channel->phone_id);
    g_free(channel->app_secret);
    g_free(channel->secret);
    g_free(channel->template);
    g_free(channel->template_lang);
    g_free(channel->api_url);
    g_free(channel->number);
    g_free(channel->authorization);
    g_free(channel);
}

static bool has_all(GKeyFile *config, const char *group, GError **error)
{
    static const char *const NEEDED[] = { "token", "phone_id", "app_secret", "secret" };
    for (guint i = 0; i < G_N_ELEMENTS(NEEDED); i++) {
        g_autofree char *value = keys_text(config, group, NEEDED[i], "");
        if (*value)
            continue;
        error_set(error, KENTONGAN_ERROR_INVALID, NEEDED[i], N_("Pengaturan kanal tidak sah."),
                  "[%s] %s is missing", group, NEEDED[i]);
        return false;
    }
    return true;
}

static Channel *whatsapp_open(const char *name, GKeyFile *config, const char *group,
                              const ChannelSink *sink, GError **error)
{
    if (!keys_check(config, group, KEYS, error) || !has_all(config, group, error))
        return NULL;
    Channel *channel = g_new0(Channel, 1);
    channel->name = g_strdup(name);
    channel->token = keys_text(config, group, "token", "");
    channel->phone_id = keys_text(config, group, "phone_id", "");
    channel->app_secret = keys_text(config, group, "app_secret", "");
    channel->secret = keys_text(config, group, "secret", "");
    channel->template = keys_text(config, group, "template", "");
    channel->template_lang = keys_text(config, group, "template_lang", "id");
    channel->api_url = keys_text(config, group, "api_url", "https://graph.facebook.com/v24.0");
    channel->number = keys_text(config, group, "number", "");
    channel->authorization = g_strconcat("Authorization: Bearer ", channel->token, NULL);
    channel->sink = *sink;
    cloud_pulse_init(&channel->pulse);
    cloud_pulse_up(&channel->pulse, N_("Belum ada yang dicoba."));
    return channel;
}

static void whatsapp_health(Channel *channel, ChannelHealth *health)
{
    cloud_pulse_read(&channel->pulse, health);
}

static const char *const SECRETS[] = { "token", "app_secret", "secret", NULL };

const ChannelDriver WHATSAPP_DRIVER = {
    .name = "whatsapp",
    .secrets = SECRETS,
    .open = whatsapp_open,
    .send = whatsapp_send,
    .health = whatsapp_health,
    .close = whatsapp_close,
    .hook = whatsapp_hook,
    .fetch = whatsapp_fetch,
};
