/* Making, freeing and naming of messages. */
#include "model/message.h"

#include "base/error.h"

Message *message_new(void)
{
    return g_new0(Message, 1);
}

void message_free(Message *message)
{
    if (!message)
        return;
    g_free(message->channel);
    g_free(message->provider_id);
    g_clear_pointer(&message->address_sealed, g_bytes_unref);
    g_free(message->local);
    g_clear_pointer(&message->body_sealed, g_bytes_unref);
    g_free(message->key);
    g_free(message->error);
    g_free(message->thread);
    g_clear_pointer(&message->extra_sealed, g_bytes_unref);
    g_free(message->buttons);
    g_free(message);
}

Media *media_new(void)
{
    return g_new0(Media, 1);
}

void media_free(Media *media)
{
    if (!media)
        return;
    g_clear_pointer(&media->ref_sealed, g_bytes_unref);
    g_free(media->type);
    g_free(media->name);
    g_free(media->error);
    g_free(media);
}

static const struct {
    const char *name, *label;
} STATES[] = {
    [MESSAGE_HELD] = { "held", N_("Menunggu kepastian dari operator") },
    [MESSAGE_QUEUED] = { "queued", N_("Menunggu dikirim") },
    [MESSAGE_SENDING] = { "sending", N_("Sedang dikirim") },
    [MESSAGE_SENT] = { "sent", N_("Terkirim ke operator") },
    [MESSAGE_DELIVERED] = { "delivered", N_("Sampai di ponsel") },
    [MESSAGE_FAILED] = { "failed", N_("Gagal terkirim") },
    [MESSAGE_RECEIVED] = { "received", N_("Baru masuk") },
    [MESSAGE_HANDLED] = { "handled", N_("Sudah diolah") },
};

static bool is_state(MessageState state)
{
    return (gsize)state < G_N_ELEMENTS(STATES);
}

const char *message_state_name(MessageState state)
{
    return is_state(state) ? STATES[state].name : "";
}

const char *message_state_label(MessageState state)
{
    return is_state(state) ? STATES[state].label : "";
}
