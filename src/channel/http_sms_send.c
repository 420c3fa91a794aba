/* Channel driver "http_sms": sends by a gateway's HTTP interface; what it receives comes to the
 * hook (web, read by http_sms.c), not through here.
 *
 * Keys: url, and body for a POST, with {id} {from} {to} {to_plain} (without +) {text} {coding}
 * (0 GSM-7, 2 UCS-2) {hex} (UTF-16BE in hex); each is escaped for where it stands: the URL, a form,
 * or JSON when content_type is application/json. header (one "Name: value"), ok_word (must stand in
 * the answer of a success), fail_word (must not), timeout_s (20), number.
 * A gateway may take a message and then not answer: that is HOLD, for GET as for POST.
 */
#include "channel/drivers.h"

#include "base/fetch.h"
#include "base/sms.h"
#include "channel/keys.h"

#include <jansson.h>
#include <string.h>

enum { ANSWER_BYTES = 64 * 1024, SAID_CHARS = 80 };

typedef enum Escape { ESCAPE_URL, ESCAPE_JSON } Escape;

struct Channel {
    char *url, *body, *content_type, *header, *ok_word, *fail_word, *number;
    int timeout_s;
    GMutex lock; /* guards what follows */
    bool failing;
    char detail[200];
    gint64 last_out_at;
};

static const char *const KEYS[] = { "url",     "body",      "content_type", "header",
                                    "ok_word", "fail_word", "timeout_s",    NULL };

/* ---- the request */

static char *escaped(const char *value, Escape escape)
{
    if (escape == ESCAPE_URL)
        return g_uri_escape_string(value, NULL, FALSE);
    json_t *string = json_string(value);
    g_autofree char *quoted = json_dumps(string, JSON_ENCODE_ANY);
    json_decref(string);
    return quoted ? g_strndup(quoted + 1, strlen(quoted) - 2) : g_strdup("");
}

static char *hex_of(const char *text)
{
    g_autoptr(GBytes) ucs2 = sms_to_ucs2(text);
    gsize bytes;
    const guint8 *data = g_bytes_get_data(ucs2, &bytes);
    GString *hex = g_string_sized_new(bytes * 2);
    for (gsize i = 0; i < bytes; i++)
        g_string_append_printf(hex, "%02X", data[i]);
    return g_string_free(hex, FALSE);
}

/* The value of {word}, NULL for a word that is not ours: it then stays as it stands. */
static char *value_of(const Channel *channel, const ChannelOut *out, const char *word)
{
    if (g_str_equal(word, "id"))
        return g_strdup(out->id);
    if (g_str_equal(word, "from"))
        return g_strdup(*out->from ? out->from : channel->number);
    if (g_str_equal(word, "to"))
        return g_strdup(out->to);
    if (g_str_equal(word, "to_plain"))
        return g_strdup(out->to + (*out->to == '+'));
    if (g_str_equal(word, "text"))
        return g_strdup(out->text);
    if (g_str_equal(word, "coding"))
        return g_strdup(sms_shape(out->text).gsm7 ? "0" : "2");
    if (g_str_equal(word, "hex"))
        return hex_of(out->text);
    return NULL;
}

/* One pass from left to right: what a value holds is never read as a {word} again. */
static char *fill(const Channel *channel, const ChannelOut *out, const char *pattern, Escape escape)
{
    GString *filled = g_string_new(NULL);
    for (const char *at = pattern; *at;) {
        gsize letters = *at == '{' ? strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
        g_autofree char *word =
            letters > 0 && at[letters + 1] == '}' ? g_strndup(at + 1, letters) : NULL;
        g_autofree char *value = word ? value_of(channel, out, word) : NULL;
        if (value) {
            g_autofree char *safe = escaped(value, escape);
            g_string_append(filled, safe);
            at += letters + 2;
        } else {
            g_string_append_c(filled, *at++);
        }
    }
    return g_string_free(filled, FALSE);
}

static bool is_json(const Channel *channel)
{
    return g_str_has_prefix(channel->content_type, "application/json");
}

static FetchResult *ask(const Channel *channel, const ChannelOut *out, GError **error)
{
    g_autofree char *url = fill(channel, out, channel->url, ESCAPE_URL);
    g_autofree char *type = g_strconcat("Content-Type: ", channel->content_type, NULL);
    g_autofree char *body = channel->body ? fill(channel, out, channel->body,
                                                 is_json(channel) ? ESCAPE_JSON : ESCAPE_URL)
                                          : NULL;
    const char *headers[3] = { NULL };
    int count = 0;
    if (body)
        headers[count++] = type;
    if (channel->header)
        headers[count++] = channel->header;
    return fetch(&(FetchRequest){ .url = url,
                                  .headers = headers,
                                  .body = body,
                                  .body_bytes = body ? strlen(body) : 0,
                                  .timeout_ms = (guint)channel->timeout_s * 1000,
                                  .max_bytes = ANSWER_BYTES,
                                  .acts = true },
                 error);
}

/* ---- the answer */

static bool says(const char *answer, const char *word)
{
    return word && *word && strstr(answer, word);
}

static ChannelResult result_of_status(int status)
{
    switch (status) {
    case 401: /* our key, not this message */
    case 402: /* no credit left */
    case 403:
    case 404:
    case 408:
    case 409:
    case 425:
    case 429:
        return CHANNEL_TEMPFAIL;
    default:
        return status >= 200 && status < 300   ? CHANNEL_OK
               : status >= 400 && status < 500 ? CHANNEL_PERMFAIL
                                               : CHANNEL_TEMPFAIL;
    }
}

static ChannelResult judge(const Channel *channel, const FetchResult *got, GError **error)
{
    gsize bytes;
    const char *data = g_bytes_get_data(got->body, &bytes);
    g_autofree char *answer = g_strndup(data ? data : "", bytes);
    ChannelResult result = result_of_status(got->status);
    bool lacks_word = channel->ok_word && !says(answer, channel->ok_word);
    if (result == CHANNEL_OK && (lacks_word || says(answer, channel->fail_word)))
        result = CHANNEL_TEMPFAIL;
    if (result == CHANNEL_OK)
        return result;
    g_autofree char *valid = g_utf8_make_valid(answer, -1);
    g_autofree char *said = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), SAID_CHARS));
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
              result == CHANNEL_PERMFAIL ? N_("Gerbang SMS menolak pesan ini.")
                                         : N_("Gerbang SMS belum dapat menerima pesan ini."),
              "answer %d: %s", got->status, said);
    return result;
}

static void note(Channel *channel, ChannelResult result, const GError *error)
{
    g_mutex_lock(&channel->lock);
    channel->failing = result == CHANNEL_TEMPFAIL || result == CHANNEL_HOLD;
    if (result == CHANNEL_OK)
        channel->last_out_at = g_get_real_time();
    if (channel->failing)
        g_snprintf(channel->detail, sizeof channel->detail, "%s: %s",
                   N_("Pengiriman terakhir gagal"),
                   error_detail(error) ? error_detail(error) : error->message);
    g_mutex_unlock(&channel->lock);
}

static ChannelResult http_sms_send(Channel *channel, const ChannelOut *out, GError **error)
{
    GError *failed = NULL;
    g_autoptr(FetchResult) got = ask(channel, out, &failed);
    ChannelResult result = got ? judge(channel, got, &failed)
                           : error_is(failed, KENTONGAN_ERROR_UNCERTAIN) ? CHANNEL_HOLD
                                                                         : CHANNEL_TEMPFAIL;
    note(channel, result, failed);
    if (failed)
        g_propagate_error(error, failed);
    return result;
}

/* ---- opening and closing */

static void http_sms_close(Channel *channel)
{
    g_mutex_clear(&channel->lock);
    g_free(channel->url);
    g_free(channel->body);
    g_free(channel->content_type);
    g_free(channel->header);
    g_free(channel->ok_word);
    g_free(channel->fail_word);
    g_free(channel->number);
    g_free(channel);
}

static bool check_url(const char *group, const char *url, GError **error)
{
    bool web = url && (g_str_has_prefix(url, "http://") || g_str_has_prefix(url, "https://"));
    if (web)
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak sah."),
              "[%s] url must begin with http:// or https://", group);
    return false;
}

static Channel *http_sms_open(const char *name, GKeyFile *config, const char *group,
                              const ChannelSink *sink, GError **error)
{
    (void)name;
    (void)sink;
    int timeout_s;
    g_autofree char *url = keys_text(config, group, "url", NULL);
    if (!keys_check(config, group, KEYS, error) || !check_url(group, url, error) ||
        !keys_int(config, group, "timeout_s", 20, 1, 120, &timeout_s, error))
        return NULL;
    Channel *channel = g_new0(Channel, 1);
    g_mutex_init(&channel->lock);
    channel->timeout_s = timeout_s;
    channel->url = g_steal_pointer(&url);
    channel->body = keys_text(config, group, "body", NULL);
    channel->content_type =
        keys_text(config, group, "content_type", "application/x-www-form-urlencoded");
    channel->header = keys_text(config, group, "header", NULL);
    channel->ok_word = keys_text(config, group, "ok_word", NULL);
    channel->fail_word = keys_text(config, group, "fail_word", NULL);
    channel->number = keys_text(config, group, "number", "");
    return channel;
}

static void http_sms_health(Channel *channel, ChannelHealth *health)
{
    *health = (ChannelHealth){ 0 };
    g_mutex_lock(&channel->lock);
    health->up = !channel->failing;
    health->last_out_at = channel->last_out_at;
    g_strlcpy(health->detail,
              channel->failing       ? channel->detail
              : channel->last_out_at ? N_("Pengiriman terakhir diterima")
                                     : N_("Belum ada pengiriman"),
              sizeof health->detail);
    g_mutex_unlock(&channel->lock);
}

static const char *const SECRETS[] = { "secret", "header", NULL };

const ChannelDriver HTTP_SMS_DRIVER = {
    .name = "http_sms",
    .secrets = SECRETS,
    .open = http_sms_open,
    .send = http_sms_send,
    .health = http_sms_health,
    .close = http_sms_close,
};
