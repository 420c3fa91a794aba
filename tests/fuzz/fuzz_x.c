/* Fuzz target: answers of the X API. Whatever is read may be stored. */
#include "channel/x_answer.h"
#include "fuzz/fuzz.h"

static bool on_message(gpointer user, const Incoming *in)
{
    (void)user;
    g_assert(*in->provider_id && *in->from && in->text && in->sent_at >= 0);
    g_assert(!in->link || (in->thread && g_str_has_prefix(in->link, "https://x.com/")));
    g_assert(in->media_count <= 10);
    for (guint i = 0; i < in->media_count; i++)
        g_assert(in->media[i].ref);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const XReader reader = { .channel = "x", .to = "", .account = "1", .message = on_message };
    bool reached;
    json_t *answer = json_loadb((const char *)data, size, 0, NULL);
    g_assert(x_read_posts(answer, &reader));
    g_assert(x_read_messages(answer, "3", &reader, &reached));
    g_assert(!x_newest(answer) || *x_newest(answer));
    (void)x_next(answer);
    (void)x_highest(answer);
    json_decref(answer);
    return 0;
}
