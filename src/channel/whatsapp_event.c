/* Events of WhatsApp: see whatsapp_event.h. */
#include "channel/whatsapp_event.h"

#include <string.h>

#include "base/clock.h"
#include "channel/cloud.h"

/* Error codes of the Cloud API: re-engagement message, message undeliverable, not in the allowed
 * list, recipient not on WhatsApp. */
static const json_int_t ELSEWHERE[] = { 131047, 131026, 131030, 470 };

bool whatsapp_is_elsewhere(json_int_t code)
{
    for (guint i = 0; i < G_N_ELEMENTS(ELSEWHERE); i++)
        if (ELSEWHERE[i] == code)
            return true;
    return false;
}

/* What the sender calls himself stands apart, by his number. */
static const char *name_of(const json_t *value, const char *from)
{
    const json_t *contacts = json_object_get(value, "contacts");
    for (size_t i = 0; i < json_array_size(contacts); i++) {
        const json_t *contact = json_array_get(contacts, i);
        if (g_strcmp0(cloud_text(contact, "wa_id"), from) == 0)
            return cloud_text(json_object_get(contact, "profile"), "name");
    }
    return NULL;
}

static const json_t *media_of(const json_t *message)
{
    static const char *const KINDS[] = { "image", "document", "video", "audio", "sticker" };
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        const json_t *media = json_object_get(message, KINDS[i]);
        if (cloud_text(media, "id"))
            return media;
    }
    return NULL;
}

static IncomingOther other_of(const json_t *message)
{
    static const struct {
        const char *type;
        IncomingOther other;
    } KINDS[] = { { "text", INCOMING_NONE },       { "image", INCOMING_NONE },
                  { "location", INCOMING_NONE },   { "interactive", INCOMING_NONE },
                  { "button", INCOMING_NONE },     { "audio", INCOMING_VOICE },
                  { "voice", INCOMING_VOICE },     { "video", INCOMING_VIDEO },
                  { "sticker", INCOMING_STICKER }, { "contacts", INCOMING_CONTACT },
                  { "document", INCOMING_PAPER } };
    const char *type = cloud_text(message, "type");
    const char *mime = cloud_text(media_of(message), "mime_type");
    if (mime && g_str_has_prefix(mime, "image/") && g_strcmp0(type, "sticker") != 0)
        return INCOMING_NONE;
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_strcmp0(type, KINDS[i].type) == 0)
            return KINDS[i].other;
    return INCOMING_UNKNOWN;
}

static const char *words_of(const json_t *message)
{
    const json_t *interactive = json_object_get(message, "interactive");
    const char *const words[] = {
        cloud_text(json_object_get(message, "text"), "body"),
        cloud_text(media_of(message), "caption"),
        cloud_text(json_object_get(interactive, "button_reply"), "id"),
        cloud_text(json_object_get(interactive, "list_reply"), "id"),
        cloud_text(json_object_get(message, "button"), "payload"),
        cloud_text(json_object_get(message, "location"), "name"),
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (words[i])
            return words[i];
    return "";
}

static bool read_message(const json_t *value, const json_t *message, const char *channel,
                         const char *to, const WhatsappReader *reader)
{
    const char *from = cloud_text(message, "from"), *id = cloud_text(message, "id");
    const char *at = cloud_text(message, "timestamp");
    const json_t *media = media_of(message);
    if (!from || !id || !*id || g_strcmp0(cloud_text(message, "type"), "reaction") == 0)
        return true;
    g_autofree char *phone = g_strconcat("+", from, NULL);
    IncomingMedia row = { .ref = cloud_text(media, "id"), .type = cloud_text(media, "mime_type") };
    Incoming in = { .channel = channel,
                    .provider_id = id,
                    .from = phone,
                    .to = to,
                    .text = words_of(message),
                    .sent_at = at ? cloud_time_us(g_ascii_strtoll(at, NULL, 10)) : 0,
                    .name = name_of(value, from),
                    .thread = id,
                    .media = &row,
                    .media_count = media ? 1 : 0,
                    .other = other_of(message) };
    cloud_position(&in, json_object_get(message, "location"));
    return reader->message(reader->user, &in);
}

static bool read_status(const json_t *status, const WhatsappReader *reader)
{
    const char *id = cloud_text(status, "biz_opaque_callback_data");
    const char *word = cloud_text(status, "status");
    const json_t *problem = json_array_get(json_object_get(status, "errors"), 0);
    if (!id || !word)
        return true;
    if (g_str_equal(word, "delivered") || g_str_equal(word, "read"))
        return reader->status(reader->user, id, RECEIPT_DELIVERED, NULL);
    if (!g_str_equal(word, "failed"))
        return true;
    bool elsewhere = whatsapp_is_elsewhere(json_integer_value(json_object_get(problem, "code")));
    return reader->status(reader->user, id, elsewhere ? RECEIPT_ELSEWHERE : RECEIPT_FAILED,
                          cloud_text(problem, "title"));
}

static bool read_value(const json_t *value, const char *phone_id, const char *channel,
                       const char *to, const WhatsappReader *reader)
{
    const char *ours = cloud_text(json_object_get(value, "metadata"), "phone_number_id");
    const json_t *messages = json_object_get(value, "messages");
    const json_t *statuses = json_object_get(value, "statuses");
    bool ok = true;
    if (*phone_id && g_strcmp0(ours, phone_id) != 0)
        return true;
    for (size_t i = 0; ok && i < json_array_size(messages); i++)
        ok = read_message(value, json_array_get(messages, i), channel, to, reader);
    for (size_t i = 0; ok && i < json_array_size(statuses); i++)
        ok = read_status(json_array_get(statuses, i), reader);
    return ok;
}

bool whatsapp_read(const json_t *event, const char *phone_id, const char *channel, const char *to,
                   const WhatsappReader *reader)
{
    const json_t *entries = json_object_get(event, "entry");
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(entries); i++) {
        const json_t *changes = json_object_get(json_array_get(entries, i), "changes");
        for (size_t k = 0; ok && k < json_array_size(changes); k++)
            ok = read_value(json_object_get(json_array_get(changes, k), "value"), phone_id, channel,
                            to, reader);
    }
    return ok;
}
