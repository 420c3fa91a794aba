/* Updates of Telegram: see telegram_update.h. */
#include "channel/telegram_update.h"

#include <string.h>

#include "base/clock.h"
#include "channel/cloud.h"

void telegram_message_free(TelegramMessage *m)
{
    if (!m)
        return;
    g_free(m->provider_id);
    g_free(m->from);
    g_free(m->name);
    g_free(m->text);
    g_free(m->thread);
    g_free(m->file);
    g_free(m->callback);
    g_free(m);
}

static char *number_text(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value)
               ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value))
               : NULL;
}

static char *full_name(const json_t *from)
{
    const char *first = cloud_text(from, "first_name"), *last = cloud_text(from, "last_name");
    return g_strstrip(g_strjoin(" ", first ? first : "", last ? last : "", NULL));
}

/* Sizes come smallest first, but nothing says that they must. */
static const char *largest_photo(const json_t *sizes)
{
    const char *found = NULL;
    json_int_t widest = -1;
    for (size_t i = 0; i < json_array_size(sizes); i++) {
        const json_t *size = json_array_get(sizes, i);
        json_int_t width = json_integer_value(json_object_get(size, "width"));
        if (cloud_text(size, "file_id") && width > widest) {
            found = cloud_text(size, "file_id");
            widest = width;
        }
    }
    return found;
}

static IncomingOther other_of(const json_t *message)
{
    static const struct {
        const char *key;
        IncomingOther other;
    } KINDS[] = { { "voice", INCOMING_VOICE },     { "audio", INCOMING_VOICE },
                  { "video", INCOMING_VIDEO },     { "video_note", INCOMING_VIDEO },
                  { "animation", INCOMING_VIDEO }, { "sticker", INCOMING_STICKER },
                  { "contact", INCOMING_CONTACT } };
    const json_t *document = json_object_get(message, "document");
    const char *type = cloud_text(document, "mime_type");
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (json_is_object(json_object_get(message, KINDS[i].key)))
            return KINDS[i].other;
    if (document)
        return type && g_str_has_prefix(type, "image/") ? INCOMING_NONE : INCOMING_PAPER;
    return cloud_text(message, "text") || json_object_get(message, "photo") ||
                   json_object_get(message, "location")
               ? INCOMING_NONE
               : INCOMING_UNKNOWN;
}

static const char *file_of(const json_t *message)
{
    const json_t *document = json_object_get(message, "document");
    const char *photo = largest_photo(json_object_get(message, "photo"));
    return photo ? photo : cloud_text(document, "file_id");
}

static void fill(TelegramMessage *m, const json_t *message, const char *channel, const char *to)
{
    const char *type = cloud_text(json_object_get(message, "document"), "mime_type");
    m->in =
        (Incoming){ .channel = channel,
                    .provider_id = m->provider_id,
                    .from = m->from,
                    .to = to,
                    .text = m->text,
                    .sent_at = cloud_time_us(json_integer_value(json_object_get(message, "date"))),
                    .name = *m->name ? m->name : NULL,
                    .thread = m->thread,
                    .other = message ? other_of(message) : INCOMING_NONE };
    cloud_position(&m->in, json_object_get(message, "location"));
    if (m->file) {
        m->media = (IncomingMedia){ .ref = m->file, .type = type };
        m->in.media = &m->media;
        m->in.media_count = 1;
    }
}

/* text NULL: the message's own. suffix: what makes a change or a button another message. */
static TelegramMessage *read_message(const json_t *message, const json_t *sender, const char *text,
                                     const char *suffix, const char *channel, const char *to)
{
    const json_t *chat = json_object_get(message, "chat");
    g_autofree char *chat_id = number_text(chat, "id"), *id = number_text(message, "message_id");
    const char *own = cloud_text(message, "text");
    if (!chat_id || !id || g_strcmp0(cloud_text(chat, "type"), "private") != 0)
        return NULL;
    TelegramMessage *m = g_new0(TelegramMessage, 1);
    m->provider_id = g_strdup_printf("%s:%s%s", chat_id, id, suffix);
    m->from = g_strdup(chat_id);
    m->name = full_name(sender);
    m->thread = g_strdup(id);
    m->file = text ? NULL : g_strdup(file_of(message));
    if (!own)
        own = cloud_text(message, "caption");
    m->text = g_strdup(text ? text : own ? own : "");
    fill(m, text ? NULL : message, channel, to);
    return m;
}

static TelegramMessage *read_button(const json_t *query, const char *channel, const char *to)
{
    const char *id = cloud_text(query, "id"), *data = cloud_text(query, "data");
    g_autofree char *suffix = g_strconcat("#", id ? id : "", NULL);
    if (!id || !data)
        return NULL;
    TelegramMessage *m = read_message(json_object_get(query, "message"),
                                      json_object_get(query, "from"), data, suffix, channel, to);
    if (m)
        m->callback = g_strdup(id);
    return m;
}

TelegramMessage *telegram_read(const json_t *update, const char *channel, const char *to,
                               gint64 *update_id)
{
    const json_t *message = json_object_get(update, "message");
    const json_t *edited = json_object_get(update, "edited_message");
    *update_id = json_integer_value(json_object_get(update, "update_id"));
    if (message)
        return read_message(message, json_object_get(message, "from"), NULL, "", channel, to);
    if (edited) {
        g_autofree char *at = number_text(edited, "edit_date");
        g_autofree char *suffix = g_strconcat("~", at ? at : "", NULL);
        return read_message(edited, json_object_get(edited, "from"), NULL, suffix, channel, to);
    }
    return read_button(json_object_get(update, "callback_query"), channel, to);
}
