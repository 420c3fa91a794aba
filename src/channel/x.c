/* Channel driver "x": X (Twitter) by its API v2, asked now and then.
 *
 * Keys: token (of the app: search and mentions), account_id (ours: mentions, and not to hear
 * ourselves), consumer_key, consumer_secret, access_token, access_secret (of the account: public
 * answers and direct messages), filter (added to every search, "lang:in"), every_s (60),
 * media_hosts, api_url (https://api.x.com), folder (files of posts are left there, see drop.h;
 * enough by itself), number (our name, "@pemkab").
 *
 * Searched are the words of the packs. The place of a source (since_id) moves only when everything
 * up to it is on disk: what comes twice is known by its id. A limit is waited for as X says.
 */
#include "channel/drivers.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/text.h"
#include "channel/cloud.h"
#include "channel/drop.h"
#include "channel/keys.h"
#include "channel/outside.h"
#include "channel/received.h"
#include "channel/x_answer.h"
#include "channel/x_sign.h"

#define FIELDS                                                                                     \
    "max_results=100&tweet.fields=created_at,author_id,referenced_tweets,attachments,note_tweet"   \
    "&expansions=author_id,attachments.media_keys,referenced_tweets.id,"                           \
    "referenced_tweets.id.author_id&user.fields=username,name&media.fields=url,type"
#define MESSAGE_FIELDS                                                                             \
    "max_results=100&event_types=MessageCreate&dm_event.fields=id,text,sender_id,created_at,"      \
    "event_type&expansions=sender_id&user.fields=username,name"
enum { QUERY_CHARS = 512, POST_CHARS = 280, EVERY_S = 60, MAX_ANSWER = 4 * 1024 * 1024 };
enum { TIMEOUT_MS = 20000, PATIENCE_S = 60 };

struct Channel {
    char *name, *token, *account, *number, *filter, *api_url, *authorization;
    char *consumer_key, *consumer_secret, *access_token, *access_secret;
    char **hosts;
    int every_s;
    ChannelSink sink;
    CloudPulse pulse;
    Drop *drop;      /* NULL none */
    GThread *thread; /* NULL: only files */
    GCancellable *ended;
    GHashTable *patient; /* of the thread: source -> gint64*, monotonic, when to ask again */
};

static const char *const KEYS[] = { "token",           "account_id",   "consumer_key",
                                    "consumer_secret", "access_token", "access_secret",
                                    "filter",          "every_s",      "media_hosts",
                                    "api_url",         "folder",       NULL };

static bool acts_as_account(const Channel *channel)
{
    return *channel->consumer_key && *channel->consumer_secret && *channel->access_token &&
           *channel->access_secret;
}

static char *signed_header(const Channel *channel, const char *method, const char *url)
{
    const XKeys keys = { channel->consumer_key, channel->consumer_secret, channel->access_token,
                         channel->access_secret };
    g_autofree char *nonce = crypt_token_new(18);
    g_autofree char *plain = g_strdelimit(g_strdup(nonce), "-_", 'x');
    return x_sign(&keys, method, url, plain, g_get_real_time() / US_PER_S);
}

/* ---- one question ---- */

static bool is_patient(const Channel *channel, const char *source)
{
    const gint64 *until = g_hash_table_lookup(channel->patient, source);
    return until && g_get_monotonic_time() < *until;
}

static void wait_for(Channel *channel, const char *source, gint64 seconds)
{
    gint64 until = g_get_monotonic_time() + (seconds > 0 ? seconds : PATIENCE_S) * US_PER_S;
    g_hash_table_replace(channel->patient, g_strdup(source), g_memdup2(&until, sizeof until));
}

static void refused(Channel *channel, const char *source, const CloudAnswer *answer)
{
    const char *said = cloud_text(answer->json, "detail");
    g_autofree char *why =
        g_strdup_printf("%d%s%.100s", answer->status, said ? ": " : "", said ? said : "");
    bool later = answer->status == 429 || answer->status >= 500;
    if (later)
        wait_for(channel, source, answer->retry_after_s);
    cloud_pulse_down(&channel->pulse,
                     later ? N_("Layanan meminta kami menunggu.")
                           : N_("Kredensial ditolak; periksa token kanal ini."),
                     why);
}

static bool get(Channel *channel, const char *source, const char *url, bool as_account,
                CloudAnswer *answer)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *own = as_account ? signed_header(channel, "GET", url) : NULL;
    const char *headers[] = { own ? own : channel->authorization, NULL };
    CloudCall call = { .url = url,
                       .headers = headers,
                       .timeout_ms = TIMEOUT_MS,
                       .max_bytes = MAX_ANSWER,
                       .cancel = channel->ended };
    if (!cloud_call(&call, answer, &failed)) {
        cloud_pulse_down(&channel->pulse, N_("Layanan tidak terjangkau."), error_detail(failed));
        return false;
    }
    if (answer->status == 200 && json_is_object(answer->json))
        return true;
    refused(channel, source, answer);
    return false;
}

static bool on_message(gpointer user, const Incoming *in)
{
    Channel *channel = user;
    bool ok = !g_cancellable_is_cancelled(channel->ended) && received_hand_over(&channel->sink, in);
    if (ok)
        cloud_pulse_in(&channel->pulse);
    return ok;
}

/* ---- sources ---- */

typedef struct Source {
    const char *name; /* of its place */
    const char *path; /* with what is asked, up to the place */
    const char *page; /* parameter of a further page */
    bool messages, to_us;
} Source;

static char *source_url(const Channel *channel, const Source *source, const char *since,
                        const char *page)
{
    g_autofree char *token = page ? g_uri_escape_string(page, NULL, FALSE) : NULL;
    bool place = *since && !source->messages;
    return g_strconcat(channel->api_url, source->path, place ? "&since_id=" : "",
                       place ? since : "", token ? "&" : "", token ? source->page : "",
                       token ? "=" : "", token, NULL);
}

/* A place that X has forgotten (a week) is no place: without it the newest are asked for. */
static bool is_lost_place(const CloudAnswer *answer)
{
    g_autofree char *text =
        answer->status == 400 && answer->json ? json_dumps(answer->json, JSON_COMPACT) : NULL;
    return text && strstr(text, "since_id");
}

/* One answer on disk. *more: a further page is worth asking for. */
static bool take_page(Channel *channel, const Source *source, const char *since,
                      const CloudAnswer *answer, bool *more)
{
    const XReader reader = { .channel = channel->name,
                             .to = channel->number,
                             .account = channel->account,
                             .to_us = source->to_us,
                             .message = on_message,
                             .user = channel };
    bool reached = false;
    bool ok = source->messages ? x_read_messages(answer->json, since, &reader, &reached)
                               : x_read_posts(answer->json, &reader);
    *more = ok && !reached && x_next(answer->json) != NULL;
    return ok;
}

/* The newest come first, so a place is known at the first page and good after the last. */
static bool read_all(Channel *channel, const Source *source, const char *since, char **newest,
                     bool *lost)
{
    g_autofree char *page = NULL;
    bool more = true;
    while (more && !g_cancellable_is_cancelled(channel->ended)) {
        g_auto(CloudAnswer) answer = { 0 };
        g_autofree char *url = source_url(channel, source, since, page);
        if (!get(channel, source->name, url, source->messages, &answer)) {
            *lost = is_lost_place(&answer);
            return false;
        }
        const char *first = source->messages ? x_highest(answer.json) : x_newest(answer.json);
        if (!*newest && first)
            *newest = g_strdup(first);
        if (!take_page(channel, source, since, &answer, &more))
            return false;
        g_free(page);
        page = g_strdup(x_next(answer.json));
    }
    return !more;
}

/* What was written before this channel was opened is no report: only what comes from now on. */
static bool begin_messages(Channel *channel, const Source *source)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *url = source_url(channel, source, "", NULL);
    if (!channel->sink.remember || !get(channel, source->name, url, true, &answer))
        return false;
    const char *newest = x_highest(answer.json);
    return channel->sink.remember(channel->sink.user, source->name, newest ? newest : "0");
}

static bool poll_source(Channel *channel, const Source *source)
{
    g_autofree char *kept =
        channel->sink.recall ? channel->sink.recall(channel->sink.user, source->name) : NULL;
    g_autofree char *newest = NULL;
    const char *since = kept ? kept : "";
    bool lost = false;
    if (is_patient(channel, source->name))
        return false;
    if (source->messages && !*since)
        return begin_messages(channel, source);
    bool ok = read_all(channel, source, since, &newest, &lost);
    if (lost && *since && channel->sink.remember)
        return channel->sink.remember(channel->sink.user, source->name, "") && false;
    if (ok && newest && (!*since || x_is_later(newest, since)) && channel->sink.remember)
        ok = channel->sink.remember(channel->sink.user, source->name, newest);
    return ok;
}

static bool poll_searches(Channel *channel)
{
    g_auto(GStrv) words =
        channel->sink.wanted ? channel->sink.wanted(channel->sink.user) : g_new0(char *, 1);
    g_auto(GStrv) queries =
        x_queries((const char *const *)words, channel->filter, channel->number, QUERY_CHARS);
    bool ok = true;
    for (guint i = 0; queries[i] && !g_cancellable_is_cancelled(channel->ended); i++) {
        g_autofree char *name = g_strdup_printf("search%u", i);
        g_autofree char *query = g_uri_escape_string(queries[i], NULL, FALSE);
        g_autofree char *path =
            g_strconcat("/2/tweets/search/recent?query=", query, "&" FIELDS, NULL);
        const Source source = { name, path, "next_token", false, false };
        ok = poll_source(channel, &source) && ok;
    }
    return ok;
}

static bool poll_mentions(Channel *channel)
{
    g_autofree char *id = g_uri_escape_string(channel->account, NULL, FALSE);
    g_autofree char *path = g_strconcat("/2/users/", id, "/mentions?", FIELDS, NULL);
    const Source source = { "mentions", path, "pagination_token", false, true };
    return !*channel->account || poll_source(channel, &source);
}

static bool poll_messages(Channel *channel)
{
    g_autofree char *path = g_strconcat("/2/dm_events?", MESSAGE_FIELDS, NULL);
    const Source source = { "messages", path, "pagination_token", true, false };
    return !acts_as_account(channel) || !*channel->account || poll_source(channel, &source);
}

static gpointer poll_thread(gpointer data)
{
    Channel *channel = data;
    while (!g_cancellable_is_cancelled(channel->ended)) {
        bool found = poll_searches(channel);
        bool named = poll_mentions(channel);
        bool written = poll_messages(channel);
        if (found && named && written)
            cloud_pulse_up(&channel->pulse, N_("Terhubung."));
        cloud_rest(channel->ended, channel->every_s);
    }
    return NULL;
}

/* ---- sending ---- */

static json_t *body_of(const ChannelOut *out)
{
    g_autofree char *text = out->in_public ? text_cut(out->text, POST_CHARS, true) : NULL;
    return out->in_public ? json_pack("{s:s, s:{s:s}}", "text", text, "reply",
                                      "in_reply_to_tweet_id", out->thread)
                          : json_pack("{s:s}", "text", out->text);
}

static ChannelResult x_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *to = g_uri_escape_string(out->to, NULL, FALSE);
    if (!acts_as_account(channel) || (out->in_public && !out->thread)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Kanal ini tidak dapat mengirim: kunci akunnya belum diisi."), NULL);
        return CHANNEL_PERMFAIL;
    }
    g_autofree char *url =
        out->in_public
            ? g_strconcat(channel->api_url, "/2/tweets", NULL)
            : g_strconcat(channel->api_url, "/2/dm_conversations/with/", to, "/messages", NULL);
    g_autofree char *own = signed_header(channel, "POST", url);
    const char *headers[] = { own, NULL };
    CloudCall call = { .url = url, .headers = headers, .body = body_of(out) };
    return cloud_send(&channel->pulse, &call, &answer, error);
}

static GBytes *x_fetch(Channel *channel, const char *ref, GError **error)
{
    return outside_fetch(ref, (const char *const *)channel->hosts, error);
}

/* ---- opening and closing ---- */

static void x_close(Channel *channel)
{
    g_cancellable_cancel(channel->ended);
    if (channel->thread)
        g_thread_join(channel->thread);
    drop_close(channel->drop);
    cloud_pulse_clear(&channel->pulse);
    g_clear_object(&channel->ended);
    g_hash_table_unref(channel->patient);
    g_strfreev(channel->hosts);
    g_free(channel->name);
    g_free(channel->token);
    g_free(channel->account);
    g_free(channel->number);
    g_free(channel->filter);
    g_free(channel->api_url);
    g_free(channel->authorization);
    g_free(channel->consumer_key);
    g_free(channel->consumer_secret);
    g_free(channel->access_token);
    g_free(channel->access_secret);
    g_free(channel);
}

static Channel *channel_new(const char *name, GKeyFile *config, const char *group,
                            const ChannelSink *sink)
{
    static const char *const HOSTS[] = { "twimg.com", NULL };
    Channel *channel = g_new0(Channel, 1);
    channel->name = g_strdup(name);
    channel->token = keys_text(config, group, "token", "");
    channel->account = keys_text(config, group, "account_id", "");
    channel->number = keys_text(config, group, "number", "");
    channel->filter = keys_text(config, group, "filter", "");
    channel->api_url = keys_text(config, group, "api_url", "https://api.x.com");
    channel->authorization = g_strconcat("Authorization: Bearer ", channel->token, NULL);
    channel->consumer_key = keys_text(config, group, "consumer_key", "");
    channel->consumer_secret = keys_text(config, group, "consumer_secret", "");
    channel->access_token = keys_text(config, group, "access_token", "");
    channel->access_secret = keys_text(config, group, "access_secret", "");
    channel->hosts = keys_hosts(config, group, HOSTS);
    channel->sink = *sink;
    channel->ended = g_cancellable_new();
    channel->patient = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    cloud_pulse_init(&channel->pulse);
    cloud_pulse_up(&channel->pulse, *channel->token ? N_("Belum ada yang dicoba.")
                                                    : N_("Kanal ini hanya membaca berkas."));
    return channel;
}

static bool open_parts(Channel *channel, const char *folder, const char *group, GError **error)
{
    if (!*channel->token && !*folder) {
        error_set(error, KENTONGAN_ERROR_INVALID, "token", N_("Pengaturan kanal tidak sah."),
                  "[%s] token is missing (or a folder for files of posts)", group);
        return false;
    }
    if (*folder)
        channel->drop = drop_open(channel->name, channel->number, folder, &channel->sink, error);
    if (*folder && !channel->drop)
        return false;
    if (*channel->token)
        channel->thread = g_thread_new("x", poll_thread, channel);
    return true;
}

static Channel *x_open(const char *name, GKeyFile *config, const char *group,
                       const ChannelSink *sink, GError **error)
{
    g_autofree char *folder = keys_text(config, group, "folder", "");
    int every_s = EVERY_S;
    if (!keys_check(config, group, KEYS, error) ||
        !keys_int(config, group, "every_s", EVERY_S, 1, 86400, &every_s, error))
        return NULL;
    Channel *channel = channel_new(name, config, group, sink);
    channel->every_s = every_s;
    if (open_parts(channel, folder, group, error))
        return channel;
    x_close(channel);
    return NULL;
}

static void x_health(Channel *channel, ChannelHealth *health)
{
    char note[sizeof health->detail];
    cloud_pulse_read(&channel->pulse, health);
    if (channel->drop && drop_read(channel->drop, note, sizeof note, &health->last_in_at) &&
        health->up)
        g_strlcpy(health->detail, note, sizeof health->detail);
}

static const char *const SECRETS[] = { "token",        "consumer_key",  "consumer_secret",
                                       "access_token", "access_secret", NULL };

const ChannelDriver X_DRIVER = {
    .name = "x",
    .secrets = SECRETS,
    .open = x_open,
    .send = x_send,
    .health = x_health,
    .close = x_close,
    .fetch = x_fetch,
};
