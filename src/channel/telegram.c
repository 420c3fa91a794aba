/* Channel driver "telegram": the Bot API.
 *
 * Keys: token (of the bot), secret (of the webhook, X-Telegram-Bot-Api-Secret-Token), hook_url (the
 * public address of /hook/NAME; without it updates are fetched by long poll), api_url
 * (https://api.telegram.org), number (the bot's name, for people).
 * An update counts as fetched only when the next call names a higher offset, so an offset moves
 * only over what is on disk. Telegram reports no delivery: a message it took is SENT.
 */
#include "channel/drivers.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/fetch.h"
#include "channel/cloud.h"
#include "channel/keys.h"
#include "channel/received.h"
#include "channel/telegram_update.h"

enum { POLL_S = 25, PAUSE_S = 5, MAX_FILE = 20 * 1024 * 1024, MAX_ANSWER = 4 * 1024 * 1024 };

struct Channel {
    char *name, *token, *secret, *hook_url, *api_url, *number;
    ChannelSink sink;
    CloudPulse pulse;
    GThread *thread;
    GCancellable *ended;
    gint64 offset; /* of the poll thread */
};

static const char *const KEYS[] = { "token", "hook_url", "api_url", NULL };

static char *method_url(const Channel *channel, const char *method)
{
    return g_strdup_printf("%s/bot%s/%s", channel->api_url, channel->token, method);
}

/* ---- receiving ---- */

/* A button shows that it was pressed only when it is acknowledged; nothing is lost when it is not.
 */
static void acknowledge_button(const Channel *channel, const char *callback)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *url = method_url(channel, "answerCallbackQuery");
    CloudCall call = { .url = url, .body = json_pack("{s:s}", "callback_query_id", callback) };
    bool ok = cloud_call(&call, &answer, NULL);
    if (!ok)
        g_debug("a button was not acknowledged");
}

/* True: on disk, or nothing for us. */
static bool take(Channel *channel, const json_t *update, gint64 *update_id)
{
    g_autoptr(TelegramMessage) m = telegram_read(update, channel->name, channel->number, update_id);
    if (!m)
        return true;
    if (!received_hand_over(&channel->sink, &m->in))
        return false;
    cloud_pulse_in(&channel->pulse);
    if (m->callback)
        acknowledge_button(channel, m->callback);
    return true;
}

static void telegram_hook(Channel *channel, const ChannelHook *hook, ChannelHookReply *reply)
{
    const char *given = hook->header(hook->request, "x-telegram-bot-api-secret-token");
    gint64 update_id;
    if (!*channel->secret || !given || !crypt_equal(given, channel->secret)) {
        cloud_hook_say(reply, 403, "the secret of the webhook is missing or wrong\n");
        return;
    }
    json_t *update = json_loadb(hook->body ? hook->body : "", hook->body_bytes, 0, NULL);
    if (!json_is_object(update))
        cloud_hook_say(reply, 400, "no JSON object\n");
    else if (take(channel, update, &update_id))
        cloud_hook_say(reply, 200, NULL);
    else
        cloud_hook_say(reply, 503, "not stored, repeat it\n");
    json_decref(update);
}

static bool take_all(Channel *channel, const json_t *updates)
{
    for (size_t i = 0; i < json_array_size(updates); i++) {
        gint64 id = 0;
        if (!take(channel, json_array_get(updates, i), &id))
            return false;
        channel->offset = MAX(channel->offset, id + 1);
    }
    return true;
}

static json_t *updates_question(const Channel *channel)
{
    return json_pack("{s:I, s:i, s:[s, s, s]}", "offset", (json_int_t)channel->offset, "timeout",
                     POLL_S, "allowed_updates", "message", "edited_message", "callback_query");
}

/* False: something is wrong, rest before the next try. */
static bool poll(Channel *channel)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autoptr(GError) failed = NULL;
    g_autofree char *url = method_url(channel, "getUpdates");
    CloudCall call = { .url = url,
                       .body = updates_question(channel),
                       .timeout_ms = (POLL_S + 10) * 1000,
                       .max_bytes = MAX_ANSWER,
                       .cancel = channel->ended };
    if (!cloud_call(&call, &answer, &failed)) {
        cloud_pulse_down(&channel->pulse, N_("Layanan tidak terjangkau."), error_detail(failed));
        return false;
    }
    if (answer.status != 200) {
        cloud_pulse_down(&channel->pulse, N_("Kredensial ditolak; periksa token kanal ini."),
                         cloud_text(answer.json, "description"));
        return false;
    }
    cloud_pulse_up(&channel->pulse, N_("Terhubung."));
    return take_all(channel, json_object_get(answer.json, "result"));
}

static bool register_hook(Channel *channel)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *url = method_url(channel, "setWebhook");
    CloudCall call = { .url = url,
                       .body = json_pack("{s:s, s:s}", "url", channel->hook_url, "secret_token",
                                         channel->secret) };
    bool ok = cloud_call(&call, &answer, NULL) && answer.status == 200;
    if (ok)
        cloud_pulse_up(&channel->pulse, N_("Terhubung."));
    else
        cloud_pulse_down(&channel->pulse, N_("Alamat webhook belum terdaftar."),
                         cloud_text(answer.json, "description"));
    return ok;
}

static gpointer receive_thread(gpointer data)
{
    Channel *channel = data;
    bool registered = false;
    while (!g_cancellable_is_cancelled(channel->ended) && !registered) {
        bool fine = *channel->hook_url ? register_hook(channel) : poll(channel);
        registered = fine && *channel->hook_url;
        if (!fine)
            cloud_rest(channel->ended, PAUSE_S);
    }
    return NULL;
}

/* ---- sending ---- */

/* A button a row: names of places are long. */
static void add_buttons(json_t *body, const char *buttons)
{
    g_auto(GStrv) lines = g_strsplit(buttons ? buttons : "", "\n", -1);
    json_t *rows = json_array();
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) parts = g_strsplit(*line, "\t", 2);
        if (g_strv_length(parts) == 2)
            json_array_append_new(
                rows, json_pack("[{s:s, s:s}]", "text", parts[1], "callback_data", parts[0]));
    }
    if (json_array_size(rows) > 0)
        json_object_set_new(body, "reply_markup", json_pack("{s:O}", "inline_keyboard", rows));
    json_decref(rows);
}

static ChannelResult telegram_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *url = method_url(channel, "sendMessage");
    CloudCall call = { .url = url,
                       .body = json_pack("{s:s, s:s, s:b}", "chat_id", out->to, "text", out->text,
                                         "disable_web_page_preview", 1) };
    add_buttons(call.body, out->buttons);
    return cloud_send(&channel->pulse, &call, &answer, error);
}

static GBytes *telegram_fetch(Channel *channel, const char *ref, GError **error)
{
    g_auto(CloudAnswer) about = { 0 }, file = { 0 };
    g_autofree char *url = method_url(channel, "getFile");
    CloudCall ask = { .url = url, .body = json_pack("{s:s}", "file_id", ref) };
    if (!cloud_call(&ask, &about, error))
        return NULL;
    const char *path = cloud_text(json_object_get(about.json, "result"), "file_path");
    g_autofree char *where =
        g_strdup_printf("%s/file/bot%s/%s", channel->api_url, channel->token, path ? path : "");
    CloudCall get = { .url = where, .max_bytes = MAX_FILE };
    if (path && !cloud_call(&get, &file, error))
        return NULL;
    if (path && file.status == 200)
        return g_bytes_ref(file.body);
    cloud_fetch_error(about.status, file.status, error);
    return NULL;
}

/* ---- opening and closing ---- */

static void telegram_free(Channel *channel)
{
    cloud_pulse_clear(&channel->pulse);
    g_clear_object(&channel->ended);
    g_free(channel->name);
    g_free(channel->token);
    g_free(channel->secret);
    g_free(channel->hook_url);
    g_free(channel->api_url);
    g_free(channel->number);
    g_free(channel);
}

static void telegram_close(Channel *channel)
{
    g_cancellable_cancel(channel->ended);
    g_thread_join(channel->thread);
    telegram_free(channel);
}

static Channel *telegram_open(const char *name, GKeyFile *config, const char *group,
                              const ChannelSink *sink, GError **error)
{
    g_autofree char *token = keys_text(config, group, "token", "");
    g_autofree char *secret = keys_text(config, group, "secret", "");
    g_autofree char *hook_url = keys_text(config, group, "hook_url", "");
    if (!keys_check(config, group, KEYS, error))
        return NULL;
    if (!*token || (*hook_url && !*secret)) {
        const char *missing = *token ? "secret" : "token";
        error_set(error, KENTONGAN_ERROR_INVALID, missing, N_("Pengaturan kanal tidak sah."),
                  "[%s] %s is missing", group, missing);
        return NULL;
    }
    Channel *channel = g_new0(Channel, 1);
    channel->name = g_strdup(name);
    channel->token = g_steal_pointer(&token);
    channel->secret = g_steal_pointer(&secret);
    channel->hook_url = g_steal_pointer(&hook_url);
    channel->api_url = keys_text(config, group, "api_url", "https://api.telegram.org");
    channel->number = keys_text(config, group, "number", "");
    channel->sink = *sink;
    cloud_pulse_init(&channel->pulse);
    channel->ended = g_cancellable_new();
    channel->thread = g_thread_new("telegram", receive_thread, channel);
    return channel;
}

static void telegram_health(Channel *channel, ChannelHealth *health)
{
    cloud_pulse_read(&channel->pulse, health);
}

static const char *const SECRETS[] = { "token", "secret", NULL };

const ChannelDriver TELEGRAM_DRIVER = {
    .name = "telegram",
    .secrets = SECRETS,
    .open = telegram_open,
    .send = telegram_send,
    .health = telegram_health,
    .close = telegram_close,
    .hook = telegram_hook,
    .fetch = telegram_fetch,
};
