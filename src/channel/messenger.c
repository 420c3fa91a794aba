/* Channel drivers "facebook" and "instagram": messages, comments and mentions of a page or a
 * professional account, by Meta's Graph API.
 *
 * Keys: token (of the page), page_id or account_id, app_secret (signs the webhook), secret (the
 * verify token), api_url (https://graph.facebook.com/v24.0), human_agent (Meta granted it: a person
 * may answer until seven days after the citizen wrote, else 24 hours), media_hosts (further hosts
 * of pictures), folder (files of posts are left there, see drop.h; enough by itself), number.
 *
 * A mention names ids only; what was said is asked for while Meta waits for our answer: one
 * question at a time, five seconds at most. Without an answer Meta repeats the event.
 */
#include "channel/drivers.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "channel/drop.h"
#include "channel/graph.h"
#include "channel/keys.h"
#include "channel/messenger_event.h"
#include "channel/outside.h"
#include "channel/received.h"

#define WINDOW_US US_PER_DAY
#define HUMAN_US (7 * US_PER_DAY)
#define UNKNOWN_PLACE "https://www.instagram.com/?media="
enum { ASK_MS = 5000, PLACES_MAX = 500 };

/* In what the two differ. */
typedef struct Platform {
    const char *object, *id_key, *replies;
    gsize text_bytes; /* of a private message */
    const char *hosts[4];
} Platform;

static const Platform FACEBOOK = {
    "page", "page_id", "comments", 2000, { "fbcdn.net", "fbsbx.com", "facebook.com", NULL }
};
static const Platform INSTAGRAM = { "instagram",
                                    "account_id",
                                    "replies",
                                    1000,
                                    { "cdninstagram.com", "fbcdn.net", "fbsbx.com", NULL } };

struct Channel {
    const Platform *platform;
    char *name, *token, *account, *app_secret, *secret, *api_url, *number, *authorization;
    char **hosts;
    bool human_agent;
    ChannelSink sink;
    CloudPulse pulse;
    Drop *drop;         /* NULL none */
    GMutex asking;      /* guards places, too */
    GHashTable *places; /* media id -> its address */
};

static const char *const FACEBOOK_KEYS[] = { "token",       "page_id",     "app_secret", "api_url",
                                             "human_agent", "media_hosts", "folder",     NULL };
static const char *const INSTAGRAM_KEYS[] = { "token",       "account_id",  "app_secret", "api_url",
                                              "human_agent", "media_hosts", "folder",     NULL };

/* ---- what an event does not tell ---- */

static bool ask(Channel *channel, const char *what, CloudAnswer *answer, GError **error)
{
    const char *headers[] = { channel->authorization, NULL };
    g_autofree char *url = g_strdup_printf("%s/%s", channel->api_url, what);
    CloudCall call = { .url = url, .headers = headers, .timeout_ms = ASK_MS };
    return cloud_call(&call, answer, error);
}

/* The address of what a comment is under. Nothing hangs on it: without it the comment is kept. */
static char *place_of(Channel *channel, const char *media)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *id = g_uri_escape_string(media, NULL, FALSE);
    g_autofree char *what = g_strconcat(id, "?fields=permalink", NULL);
    if (!g_mutex_trylock(&channel->asking))
        return NULL;
    char *known = g_strdup(g_hash_table_lookup(channel->places, media));
    if (!known && ask(channel, what, &answer, NULL)) {
        known = g_strdup(cloud_text(answer.json, "permalink"));
        if (g_hash_table_size(channel->places) >= PLACES_MAX)
            g_hash_table_remove_all(channel->places);
        if (known)
            g_hash_table_insert(channel->places, g_strdup(media), g_strdup(known));
    }
    g_mutex_unlock(&channel->asking);
    return known;
}

static bool hand_over(Channel *channel, const Incoming *in)
{
    bool ok = received_hand_over(&channel->sink, in);
    if (ok)
        cloud_pulse_in(&channel->pulse);
    return ok;
}

static bool on_message(gpointer user, const Incoming *in)
{
    Channel *channel = user;
    Incoming whole = *in;
    bool unplaced = in->link && g_str_has_prefix(in->link, UNKNOWN_PLACE);
    g_autofree char *place = unplaced ? place_of(channel, in->link + strlen(UNKNOWN_PLACE)) : NULL;
    if (place)
        whole.link = place;
    return hand_over(channel, &whole);
}

static char *question(const Channel *channel, const char *media, const char *comment)
{
    if (channel->platform == &FACEBOOK)
        return g_strdup_printf("%s?fields=message,from,permalink_url,created_time", comment);
    if (*comment)
        return g_strdup_printf("%s?fields=mentioned_comment.comment_id(%s){id,text,timestamp,"
                               "username,media{permalink}}",
                               channel->account, comment);
    return g_strdup_printf("%s?fields=mentioned_media.media_id(%s){id,caption,username,permalink}",
                           channel->account, media);
}

static bool is_later(const CloudAnswer *answer)
{
    return answer->status >= 500 || answer->status == 429;
}

static char *say_handle(const char *user_name)
{
    return user_name ? g_strconcat("@", user_name, NULL) : NULL;
}

/* What was answered as a post. Refused for good (a token that expired): the post is kept with what
 * is known of it. */
static bool keep_mention(Channel *channel, const json_t *said, const char *media,
                         const char *comment, const char *from)
{
    const json_t *author = json_object_get(said, "from");
    const char *id = *comment ? comment : media;
    const char *text = cloud_text(said, "message");
    const char *link = cloud_text(said, "permalink_url");
    g_autofree char *handle = say_handle(cloud_text(said, "username"));
    g_autofree char *author_id = graph_id(json_object_get(author, "id"));
    g_autofree char *thread =
        *media ? g_strdup_printf("mention:%s:%s", media, comment) : g_strdup(id);
    g_autofree char *fallback = *media ? g_strconcat(UNKNOWN_PLACE, media, NULL)
                                       : g_strconcat("https://www.facebook.com/", id, NULL);
    text = text ? text : cloud_text(said, "text");
    text = text ? text : cloud_text(said, "caption");
    link = link ? link : cloud_text(said, "permalink");
    link = link ? link : cloud_text(json_object_get(said, "media"), "permalink");
    Incoming in = { .channel = channel->name,
                    .provider_id = id,
                    .from = author_id ? author_id
                            : handle  ? handle
                            : from    ? from
                                      : "",
                    .to = channel->number,
                    .text = text ? text : "",
                    .name = cloud_text(author, "name"),
                    .handle = handle,
                    .thread = thread,
                    .link = link ? link : fallback,
                    .to_us = true };
    return hand_over(channel, &in);
}

static bool on_mention(gpointer user, const char *media, const char *comment, const char *from)
{
    Channel *channel = user;
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *c = g_uri_escape_string(comment, NULL, FALSE);
    g_autofree char *m = g_uri_escape_string(media, NULL, FALSE);
    g_autofree char *what = question(channel, m, c);
    if (!g_mutex_trylock(&channel->asking))
        return false;
    bool got = ask(channel, what, &answer, NULL);
    g_mutex_unlock(&channel->asking);
    if (!got || is_later(&answer)) {
        cloud_pulse_down(&channel->pulse, N_("Layanan tidak terjangkau."), NULL);
        return false;
    }
    if (answer.status != 200)
        cloud_pulse_down(&channel->pulse, N_("Kredensial ditolak; periksa token kanal ini."), NULL);
    const json_t *said = answer.json;
    if (json_object_get(said, "mentioned_comment"))
        said = json_object_get(said, "mentioned_comment");
    else if (json_object_get(said, "mentioned_media"))
        said = json_object_get(said, "mentioned_media");
    return keep_mention(channel, answer.status == 200 ? said : NULL, media, comment, from);
}

static bool on_event(gpointer user, const json_t *event)
{
    Channel *channel = user;
    const MessengerAbout about = { channel->platform->object, channel->account, channel->name,
                                   channel->number };
    const MessengerReader reader = { on_message, on_mention, channel };
    return messenger_read(event, &about, &reader);
}

static void messenger_hook(Channel *channel, const ChannelHook *hook, ChannelHookReply *reply)
{
    const GraphDoor door = { channel->app_secret, channel->secret, on_event, channel };
    graph_hook(&door, hook, reply);
}

/* ---- sending ---- */

/* The longest beginning of whole characters that fits. */
static char *cut_bytes(const char *text, gsize bytes)
{
    const char *end = text + MIN(strlen(text), bytes);
    while (end > text && ((guchar)*end & 0xc0) == 0x80)
        end--;
    return g_strndup(text, (gsize)(end - text));
}

static json_t *private_body(const Channel *channel, const ChannelOut *out, bool tagged)
{
    g_autofree char *text = cut_bytes(out->text, channel->platform->text_bytes);
    json_t *body =
        json_pack("{s:{s:s}, s:s, s:{s:s}}", "recipient", "id", out->to, "messaging_type",
                  tagged ? "MESSAGE_TAG" : "RESPONSE", "message", "text", text);
    if (tagged)
        json_object_set_new(body, "tag", json_string("HUMAN_AGENT"));
    return body;
}

/* Under what named us elsewhere: the account's own edge, with the ids that thread holds. */
static void answer_mention(const Channel *channel, const ChannelOut *out, char **path,
                           json_t **body)
{
    g_auto(GStrv) ids = g_strsplit(out->thread, ":", 3);
    *path = g_strconcat(channel->account, "/mentions", NULL);
    *body = json_pack("{s:s, s:s}", "media_id", ids[1] ? ids[1] : "", "message", out->text);
    if (ids[1] && ids[2] && *ids[2])
        json_object_set_new(*body, "comment_id", json_string(ids[2]));
}

static void answer_post(const Channel *channel, const ChannelOut *out, char **path, json_t **body)
{
    g_autofree char *id = g_uri_escape_string(out->thread, NULL, FALSE);
    *path = g_strdup_printf("%s/%s", id, channel->platform->replies);
    *body = json_pack("{s:s}", "message", out->text);
}

static bool is_open(const ChannelOut *out, gint64 window_us)
{
    return out->heard_at != 0 && out->now_us - out->heard_at < window_us;
}

/* The service says: not to this person now. */
static bool is_elsewhere(const CloudAnswer *answer)
{
    gint64 code = graph_error_code(answer), sub = graph_error_subcode(answer);
    return (code == 10 && (sub == 2018278 || sub == 2534022)) || code == 551;
}

static ChannelResult messenger_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_auto(CloudAnswer) answer = { 0 };
    g_autofree char *path = NULL, *url = NULL;
    const char *headers[] = { channel->authorization, NULL };
    json_t *body = NULL;
    if (!*channel->token || (out->in_public && !out->thread)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Kanal ini hanya membaca berkas."),
                  NULL);
        return CHANNEL_PERMFAIL;
    }
    if (out->in_public && g_str_has_prefix(out->thread, "mention:")) {
        answer_mention(channel, out, &path, &body);
    } else if (out->in_public) {
        answer_post(channel, out, &path, &body);
    } else {
        bool open = is_open(out, WINDOW_US);
        if (!open && !(channel->human_agent && is_open(out, HUMAN_US)))
            return CHANNEL_ELSEWHERE;
        path = g_strconcat(channel->account, "/messages", NULL);
        body = private_body(channel, out, !open);
    }
    url = g_strdup_printf("%s/%s", channel->api_url, path);
    CloudCall call = { .url = url, .headers = headers, .body = body };
    ChannelResult result = graph_send(&channel->pulse, &call, &answer, error);
    if (result != CHANNEL_PERMFAIL || !is_elsewhere(&answer))
        return result;
    g_clear_error(error);
    return CHANNEL_ELSEWHERE;
}

static GBytes *messenger_fetch(Channel *channel, const char *ref, GError **error)
{
    return outside_fetch(ref, (const char *const *)channel->hosts, error);
}

/* ---- opening and closing ---- */

static void messenger_close(Channel *channel)
{
    drop_close(channel->drop);
    cloud_pulse_clear(&channel->pulse);
    g_mutex_clear(&channel->asking);
    g_hash_table_unref(channel->places);
    g_strfreev(channel->hosts);
    g_free(channel->name);
    g_free(channel->token);
    g_free(channel->account);
    g_free(channel->app_secret);
    g_free(channel->secret);
    g_free(channel->api_url);
    g_free(channel->number);
    g_free(channel->authorization);
    g_free(channel);
}

/* All of them, or none when files are left in a folder. */
static bool has_all(const Channel *channel, const char *folder, const char *group, GError **error)
{
    const struct {
        const char *key, *value;
    } NEEDED[] = { { "token", channel->token },
                   { channel->platform->id_key, channel->account },
                   { "app_secret", channel->app_secret },
                   { "secret", channel->secret } };
    bool some = false;
    const char *missing = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(NEEDED); i++) {
        some |= *NEEDED[i].value != '\0';
        if (!*NEEDED[i].value && !missing)
            missing = NEEDED[i].key;
    }
    if (!missing || (!some && *folder))
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, missing, N_("Pengaturan kanal tidak sah."),
              "[%s] %s is missing", group, missing);
    return false;
}

static Channel *channel_new(const Platform *platform, const char *name, GKeyFile *config,
                            const char *group, const ChannelSink *sink)
{
    Channel *channel = g_new0(Channel, 1);
    g_autofree char *human = keys_text(config, group, "human_agent", "tidak");
    channel->platform = platform;
    channel->name = g_strdup(name);
    channel->token = keys_text(config, group, "token", "");
    channel->account = keys_text(config, group, platform->id_key, "");
    channel->app_secret = keys_text(config, group, "app_secret", "");
    channel->secret = keys_text(config, group, "secret", "");
    channel->api_url = keys_text(config, group, "api_url", "https://graph.facebook.com/v24.0");
    channel->number = keys_text(config, group, "number", "");
    channel->authorization = g_strconcat("Authorization: Bearer ", channel->token, NULL);
    channel->human_agent = g_str_equal(human, "ya");
    channel->hosts = keys_hosts(config, group, platform->hosts);
    channel->sink = *sink;
    channel->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&channel->asking);
    cloud_pulse_init(&channel->pulse);
    cloud_pulse_up(&channel->pulse, *channel->token ? N_("Belum ada yang dicoba.")
                                                    : N_("Kanal ini hanya membaca berkas."));
    return channel;
}

static Channel *messenger_open(const Platform *platform, const char *const *keys, const char *name,
                               GKeyFile *config, const char *group, const ChannelSink *sink,
                               GError **error)
{
    g_autofree char *folder = keys_text(config, group, "folder", "");
    if (!keys_check(config, group, keys, error))
        return NULL;
    Channel *channel = channel_new(platform, name, config, group, sink);
    bool ok = has_all(channel, folder, group, error);
    if (ok && *folder)
        ok = (channel->drop = drop_open(name, channel->number, folder, sink, error)) != NULL;
    if (ok)
        return channel;
    messenger_close(channel);
    return NULL;
}

static Channel *facebook_open(const char *name, GKeyFile *config, const char *group,
                              const ChannelSink *sink, GError **error)
{
    return messenger_open(&FACEBOOK, FACEBOOK_KEYS, name, config, group, sink, error);
}

static Channel *instagram_open(const char *name, GKeyFile *config, const char *group,
                               const ChannelSink *sink, GError **error)
{
    return messenger_open(&INSTAGRAM, INSTAGRAM_KEYS, name, config, group, sink, error);
}

static void messenger_health(Channel *channel, ChannelHealth *health)
{
    char note[sizeof health->detail];
    cloud_pulse_read(&channel->pulse, health);
    if (channel->drop && drop_read(channel->drop, note, sizeof note, &health->last_in_at) &&
        health->up)
        g_strlcpy(health->detail, note, sizeof health->detail);
}

static const char *const SECRETS[] = { "token", "app_secret", "secret", NULL };

const ChannelDriver FACEBOOK_DRIVER = {
    .name = "facebook",
    .secrets = SECRETS,
    .open = facebook_open,
    .send = messenger_send,
    .health = messenger_health,
    .close = messenger_close,
    .hook = messenger_hook,
    .fetch = messenger_fetch,
};

const ChannelDriver INSTAGRAM_DRIVER = {
    .name = "instagram",
    .secrets = SECRETS,
    .open = instagram_open,
    .send = messenger_send,
    .health = messenger_health,
    .close = messenger_close,
    .hook = messenger_hook,
    .fetch = messenger_fetch,
};
