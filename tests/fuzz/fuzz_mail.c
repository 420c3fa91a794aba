/* Fuzz target: mails. Whatever comes, something that may be stored is handed over, or it was about
 * a mail of ours. */
#include "base/crypt.h"
#include "channel/mail_take.h"
#include "fuzz/fuzz.h"
#include "model/limits.h"

static bool receive(gpointer user, const ChannelIn *in)
{
    g_assert(strlen(in->provider_id) == 32 && strlen(in->text) <= LIMIT_TEXT_BYTES);
    g_assert(g_utf8_validate(in->text, -1, NULL) && g_utf8_validate(in->from, -1, NULL));
    g_assert(!in->subject || g_utf8_validate(in->subject, -1, NULL));
    g_assert(in->media_count >= 1 && in->media[0].bytes && in->media_count <= 2 * LIMIT_PHOTOS + 1);
    g_assert(*in->from || in->automatic);
    *(bool *)user = true;
    return true;
}

static bool receipt(gpointer user, const char *channel, const char *id, ReceiptKind kind,
                    const char *detail)
{
    (void)channel;
    (void)kind;
    g_assert(*id && g_utf8_validate(detail, -1, NULL));
    *(bool *)user = true;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool opened = false;
    bool given = false, readable;
    if (!opened)
        crypt_open_for_test();
    opened = true;
    ChannelSink sink = { .receive = receive, .receipt = receipt, .user = &given };
    MailPlace place = { "email", "lapor@jepara.example" };
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    g_assert(mail_take(&place, &sink, raw, size, &readable));
    return 0;
}
