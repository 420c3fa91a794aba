/* Answers of X: see x_answer.h. */
#include "channel/x_answer.h"

#include <string.h>

#include "base/clock.h"
#include "channel/cloud.h"

enum { MEDIA_MAX = 4 };

/* ---- look-ups ---- */

static const json_t *of_list(const json_t *list, const char *key, const char *value)
{
    for (size_t i = 0; value && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (g_strcmp0(cloud_text(one, key), value) == 0)
            return one;
    }
    return NULL;
}

static const json_t *included(const json_t *answer, const char *kind)
{
    return json_object_get(json_object_get(answer, "includes"), kind);
}

static bool is_id(const char *text)
{
    return text && *text && strspn(text, "0123456789") == strlen(text);
}

bool x_is_later(const char *a, const char *b)
{
    gsize of_a = strlen(a), of_b = strlen(b);
    return of_a != of_b ? of_a > of_b : strcmp(a, b) > 0;
}

const char *x_newest(const json_t *answer)
{
    const char *id = cloud_text(json_object_get(answer, "meta"), "newest_id");
    return is_id(id) ? id : NULL;
}

const char *x_next(const json_t *answer)
{
    return cloud_text(json_object_get(answer, "meta"), "next_token");
}

const char *x_highest(const json_t *answer)
{
    const json_t *data = json_object_get(answer, "data");
    const char *highest = NULL;
    for (size_t i = 0; i < json_array_size(data); i++) {
        const char *id = cloud_text(json_array_get(data, i), "id");
        if (is_id(id) && (!highest || x_is_later(id, highest)))
            highest = id;
    }
    return highest;
}

static gint64 time_of(const json_t *thing)
{
    const char *text = cloud_text(thing, "created_at");
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) at = text ? g_date_time_new_from_iso8601(text, utc) : NULL;
    return at ? cloud_time_us(g_date_time_to_unix(at)) : 0;
}

/* ---- posts ---- */

/* A long post stands whole in note_tweet. */
static const char *text_of(const json_t *post)
{
    const char *whole = cloud_text(json_object_get(post, "note_tweet"), "text");
    const char *text = whole ? whole : cloud_text(post, "text");
    return text ? text : "";
}

static guint read_pictures(const json_t *answer, const json_t *post, IncomingMedia *media)
{
    const json_t *keys = json_object_get(json_object_get(post, "attachments"), "media_keys");
    guint count = 0;
    for (size_t i = 0; i < json_array_size(keys) && count < MEDIA_MAX; i++) {
        const char *key = json_string_value(json_array_get(keys, i));
        const json_t *one = of_list(included(answer, "media"), "media_key", key);
        const char *url = cloud_text(one, "url");
        if (url && g_strcmp0(cloud_text(one, "type"), "photo") == 0)
            media[count++] = (IncomingMedia){ .ref = url };
    }
    return count;
}

static bool hand_over(const json_t *answer, const json_t *post, const char *text,
                      const char *repost_of, const XReader *r)
{
    const char *id = cloud_text(post, "id"), *author = cloud_text(post, "author_id");
    const json_t *user = of_list(included(answer, "users"), "id", author);
    const char *name = cloud_text(user, "username");
    IncomingMedia media[MEDIA_MAX] = { 0 };
    if (!is_id(id) || !is_id(author) || g_str_equal(author, r->account))
        return true;
    g_autofree char *who = name ? g_uri_escape_string(name, NULL, FALSE) : g_strdup("i");
    g_autofree char *link = g_strdup_printf("https://x.com/%s/status/%s", who, id);
    g_autofree char *handle = name ? g_strconcat("@", name, NULL) : NULL;
    Incoming in = { .channel = r->channel,
                    .provider_id = id,
                    .from = author,
                    .to = r->to,
                    .text = text,
                    .sent_at = time_of(post),
                    .name = cloud_text(user, "name"),
                    .handle = handle,
                    .thread = id,
                    .link = link,
                    .repost_of = repost_of,
                    .to_us = r->to_us,
                    .media = media,
                    .media_count = repost_of ? 0 : read_pictures(answer, post, media) };
    return r->message(r->user, &in);
}

/* The text of a repost is cut by X: what it repeats is whole, and comes first. */
static bool read_post(const json_t *answer, const json_t *post, const XReader *r)
{
    const json_t *references = json_object_get(post, "referenced_tweets");
    const json_t *repeated = of_list(references, "type", "retweeted");
    const char *of = cloud_text(repeated, "id");
    const json_t *original = of_list(included(answer, "tweets"), "id", of);
    if (!is_id(of))
        return hand_over(answer, post, text_of(post), NULL, r);
    return (!original || hand_over(answer, original, text_of(original), NULL, r)) &&
           hand_over(answer, post, text_of(original ? original : post), of, r);
}

bool x_read_posts(const json_t *answer, const XReader *reader)
{
    const json_t *data = json_object_get(answer, "data");
    for (size_t i = json_array_size(data); i-- > 0;)
        if (!read_post(answer, json_array_get(data, i), reader))
            return false;
    return true;
}

/* ---- direct messages ---- */

static bool read_message(const json_t *answer, const json_t *event, const XReader *r)
{
    const char *id = cloud_text(event, "id"), *from = cloud_text(event, "sender_id");
    const char *text = cloud_text(event, "text");
    const char *kind = cloud_text(event, "event_type");
    if (!is_id(from) || !text || g_str_equal(from, r->account) ||
        (kind && !g_str_equal(kind, "MessageCreate")))
        return true;
    const json_t *user = of_list(included(answer, "users"), "id", from);
    g_autofree char *provider_id = g_strconcat("dm:", id, NULL);
    Incoming in = { .channel = r->channel,
                    .provider_id = provider_id,
                    .from = from,
                    .to = r->to,
                    .text = text,
                    .sent_at = time_of(event),
                    .name = cloud_text(user, "name") };
    return r->message(r->user, &in);
}

bool x_read_messages(const json_t *answer, const char *after, const XReader *reader, bool *reached)
{
    const json_t *data = json_object_get(answer, "data");
    *reached = false;
    for (size_t i = json_array_size(data); i-- > 0;) {
        const json_t *event = json_array_get(data, i);
        const char *id = cloud_text(event, "id");
        if (!is_id(id))
            continue;
        if (*after && !x_is_later(id, after))
            *reached = true;
        else if (!read_message(answer, event, reader))
            return false;
    }
    return true;
}

/* ---- questions ---- */

/* "Jabar Quick Response" in quotes; a tag or a name as it is. */
static char *operand(const char *word)
{
    if (*word == '#' || *word == '@')
        return g_strdup(word);
    g_autofree char *plain = g_strdelimit(g_strdup(word), "\"\\", ' ');
    return g_strdup_printf("\"%s\"", plain);
}

static char *closed(const GString *operands, const char *rest)
{
    return g_strdup_printf("(%s)%s", operands->str, rest);
}

char **x_queries(const char *const *words, const char *filter, const char *account, gsize max_chars)
{
    const char *name = account + (*account == '@');
    g_autofree char *rest =
        g_strconcat(*filter ? " " : "", filter, *name ? " -from:" : "", name, NULL);
    g_autoptr(GStrvBuilder) queries = g_strv_builder_new();
    g_autoptr(GString) operands = g_string_new(NULL);
    for (guint i = 0; words && words[i]; i++) {
        g_autofree char *one = operand(words[i]);
        gsize fixed = strlen(rest) + 2 + 4;
        if (operands->len > 0 && operands->len + strlen(one) + fixed > max_chars) {
            g_autofree char *query = closed(operands, rest);
            g_strv_builder_add(queries, query);
            g_string_truncate(operands, 0);
        }
        g_string_append_printf(operands, "%s%s", operands->len ? " OR " : "", one);
    }
    g_autofree char *last = operands->len ? closed(operands, rest) : NULL;
    if (last)
        g_strv_builder_add(queries, last);
    return g_strv_builder_end(queries);
}
