/* One update of the Telegram Bot API as a message: pure reading, knows no network.
 * Source: core.telegram.org/bots/api, objects Update, Message, CallbackQuery.
 */
#pragma once

#include <jansson.h>

#include "channel/channel.h"

typedef struct TelegramMessage {
    Incoming in; /* points into what follows */
    char *provider_id, *from, *name, *text, *thread;
    char *file;     /* file_id of the largest photo, or of a picture sent as a file; NULL none */
    char *callback; /* id of a pressed button, to be acknowledged; NULL none */
    IncomingMedia media;
} TelegramMessage;
void telegram_message_free(TelegramMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TelegramMessage, telegram_message_free)

/* NULL: nothing that a citizen said to us (a group, a channel post, an unknown kind). update_id
 * receives its number, 0 when it has none. channel and to are lent to the message. */
TelegramMessage *telegram_read(const json_t *update, const char *channel, const char *to,
                               gint64 *update_id);
