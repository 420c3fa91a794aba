/* Fuzz target: updates of the Telegram Bot API. Whatever is read is a message that may be stored.
 */

#include "channel/telegram_update.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gint64 id;
    json_t *update = json_loadb((const char *)data, size, 0, NULL);
    TelegramMessage *m = telegram_read(update, "telegram", "bot", &id);
    if (m) {
        g_assert(*m->in.provider_id && *m->in.from && m->in.text);
        g_assert(ABS(m->in.lat_e7) <= 900000000 && ABS(m->in.lng_e7) <= 1800000000);
        g_assert(m->in.media_count == 0 || m->in.media[0].ref);
    }
    telegram_message_free(m);
    json_decref(update);
    return 0;
}
