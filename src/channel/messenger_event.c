/* Events of pages and accounts: see messenger_event.h. */
#include "channel/messenger_event.h"

#include <string.h>

#include "base/clock.h"
#include "channel/cloud.h"
#include "channel/graph.h"

enum { MEDIA_MAX = 10 };

typedef struct {
    const MessengerAbout *about;
    const MessengerReader *reader;
    const char *ours; /* the entry's id */
} Reading;

/* ---- private messages ---- */

static guint read_attachments(const json_t *attachments, Incoming *in, IncomingMedia *media)
{
    guint count = 0;
    for (size_t i = 0; i < json_array_size(attachments); i++) {
        const json_t *one = json_array_get(attachments, i);
        const json_t *payload = json_object_get(one, "payload");
        const char *url = cloud_text(payload, "url");
        const json_t *place = json_object_get(payload, "coordinates");
        if (g_strcmp0(cloud_text(one, "type"), "location") == 0 && json_is_object(place)) {
            json_t *known = json_pack("{s:f, s:f}", "latitude",
                                      json_number_value(json_object_get(place, "lat")), "longitude",
                                      json_number_value(json_object_get(place, "long")));
            cloud_position(in, known);
            json_decref(known);
        } else if (url && count < MEDIA_MAX) {
            media[count++] = (IncomingMedia){ .ref = url };
        }
    }
    return count;
}

static const char *words_of(const json_t *message, const json_t *postback)
{
    const char *const words[] = {
        cloud_text(json_object_get(message, "quick_reply"), "payload"),
        cloud_text(message, "text"),
        cloud_text(postback, "payload"),
        cloud_text(postback, "title"),
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (words[i])
            return words[i];
    return "";
}

/* An older postback has no id of its own: who pressed when does not change when it is repeated. */
static char *id_of(const json_t *message, const json_t *postback, const char *from, gint64 at)
{
    const char *mid = cloud_text(message ? message : postback, "mid");
    if (mid && *mid)
        return g_strdup(mid);
    return postback ? g_strdup_printf("postback:%s:%" G_GINT64_FORMAT, from, at) : NULL;
}

static bool read_private(const Reading *r, const json_t *one)
{
    const json_t *message = json_object_get(one, "message");
    const json_t *postback = json_object_get(one, "postback");
    g_autofree char *from = graph_id(json_object_get(json_object_get(one, "sender"), "id"));
    gint64 at = json_integer_value(json_object_get(one, "timestamp"));
    bool ours = json_is_true(json_object_get(message, "is_echo")) ||
                json_is_true(json_object_get(message, "is_deleted")) ||
                g_strcmp0(from, r->ours) == 0;
    if (!from || ours || (!message && !postback))
        return true;
    g_autofree char *id = id_of(message, postback, from, at);
    IncomingMedia media[MEDIA_MAX] = { 0 };
    Incoming in = { .channel = r->about->channel,
                    .provider_id = id,
                    .from = from,
                    .to = r->about->to,
                    .text = words_of(message, postback),
                    .sent_at = cloud_time_us(at / 1000),
                    .media = media };
    in.media_count = read_attachments(json_object_get(message, "attachments"), &in, media);
    bool empty = !*in.text && in.media_count == 0 && in.lat_e7 == 0 && in.lng_e7 == 0;
    return !id || empty || r->reader->message(r->reader->user, &in);
}

/* ---- public posts and comments ---- */

static bool is_added(const json_t *value)
{
    const char *verb = cloud_text(value, "verb");
    return !verb || g_str_equal(verb, "add");
}

static bool hand_over(const Reading *r, const Incoming *in, const json_t *from, const char *picture)
{
    g_autofree char *author = graph_id(json_object_get(from, "id"));
    const char *user_name = cloud_text(from, "username");
    g_autofree char *handle = user_name ? g_strconcat("@", user_name, NULL) : NULL;
    IncomingMedia media = { .ref = picture };
    Incoming whole = *in;
    if (!author || g_str_equal(author, r->ours))
        return true;
    whole.channel = r->about->channel;
    whole.to = r->about->to;
    whole.from = author;
    whole.thread = in->provider_id;
    whole.handle = handle;
    whole.name = cloud_text(from, "name");
    whole.to_us = true;
    whole.media = &media;
    whole.media_count = picture ? 1 : 0;
    return r->reader->message(r->reader->user, &whole);
}

/* Field "feed" of a page: what others wrote on it or under its posts. */
static bool read_feed(const Reading *r, const json_t *value)
{
    g_autofree char *comment = graph_id(json_object_get(value, "comment_id"));
    g_autofree char *post = graph_id(json_object_get(value, "post_id"));
    const char *text = cloud_text(value, "message"), *link = cloud_text(value, "permalink_url");
    const char *picture = cloud_text(value, "photo");
    const char *id = comment ? comment : post;
    gint64 at = json_integer_value(json_object_get(value, "created_time"));
    if (!id || !is_added(value) || (!text && !picture))
        return true;
    g_autofree char *known =
        link ? g_strdup(link) : g_strconcat("https://www.facebook.com/", id, NULL);
    Incoming in = {
        .provider_id = id, .text = text ? text : "", .link = known, .sent_at = cloud_time_us(at)
    };
    return hand_over(r, &in, json_object_get(value, "from"), picture);
}

/* Field "comments" of an Instagram account. The address of what it is under is not told. */
static bool read_comment(const Reading *r, const json_t *value, gint64 at)
{
    g_autofree char *id = graph_id(json_object_get(value, "id"));
    g_autofree char *media = graph_id(json_object_get(json_object_get(value, "media"), "id"));
    const char *text = cloud_text(value, "text");
    if (!id || !text)
        return true;
    g_autofree char *link =
        g_strconcat("https://www.instagram.com/", media ? "?media=" : "", media, NULL);
    Incoming in = { .provider_id = id, .text = text, .link = link, .sent_at = cloud_time_us(at) };
    return hand_over(r, &in, json_object_get(value, "from"), NULL);
}

/* Field "mention" of a page, "mentions" of an account. */
static bool read_mention(const Reading *r, const json_t *value)
{
    g_autofree char *comment = graph_id(json_object_get(value, "comment_id"));
    g_autofree char *post = graph_id(json_object_get(value, "post_id"));
    g_autofree char *media = graph_id(json_object_get(value, "media_id"));
    g_autofree char *from = graph_id(json_object_get(value, "sender_id"));
    bool instagram = g_str_equal(r->about->object, "instagram");
    const char *id = comment ? comment : post;
    if (!is_added(value) || (instagram ? !media : !id) || g_strcmp0(from, r->ours) == 0)
        return true;
    if (cloud_text(value, "message") && json_object_get(value, "from"))
        return read_feed(r, value);
    return instagram ? r->reader->mention(r->reader->user, media, comment ? comment : "", from)
                     : r->reader->mention(r->reader->user, "", id, from);
}

static bool read_change(const Reading *r, const json_t *change, gint64 at)
{
    const char *field = cloud_text(change, "field");
    const json_t *value = json_object_get(change, "value");
    bool page = g_str_equal(r->about->object, "page");
    if (!field || !json_is_object(value))
        return true;
    if (page && g_str_equal(field, "feed"))
        return read_feed(r, value);
    if (!page && g_str_equal(field, "comments"))
        return read_comment(r, value, at);
    if (g_str_equal(field, page ? "mention" : "mentions"))
        return read_mention(r, value);
    return true;
}

static bool read_entry(const MessengerAbout *about, const MessengerReader *reader,
                       const json_t *entry)
{
    g_autofree char *ours = graph_id(json_object_get(entry, "id"));
    const Reading r = { about, reader, ours };
    const json_t *messaging = json_object_get(entry, "messaging");
    const json_t *changes = json_object_get(entry, "changes");
    gint64 at = json_integer_value(json_object_get(entry, "time"));
    bool ok = true;
    if (!ours || (*about->account && !g_str_equal(ours, about->account)))
        return true;
    for (size_t i = 0; ok && i < json_array_size(messaging); i++)
        ok = read_private(&r, json_array_get(messaging, i));
    for (size_t i = 0; ok && i < json_array_size(changes); i++)
        ok = read_change(&r, json_array_get(changes, i), at > 99999999999 ? at / 1000 : at);
    return ok;
}

bool messenger_read(const json_t *event, const MessengerAbout *about, const MessengerReader *reader)
{
    const json_t *entries = json_object_get(event, "entry");
    bool ok = true;
    if (g_strcmp0(cloud_text(event, "object"), about->object) != 0)
        return true;
    for (size_t i = 0; ok && i < json_array_size(entries); i++)
        ok = read_entry(about, reader, json_array_get(entries, i));
    return ok;
}
