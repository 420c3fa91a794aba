/* Fuzz target: events of Facebook pages and Instagram accounts. Whatever is read may be stored. */
#include "channel/messenger_event.h"
#include "fuzz/fuzz.h"

static bool on_message(gpointer user, const Incoming *in)
{
    (void)user;
    g_assert(*in->provider_id && *in->from && in->text && in->sent_at >= 0);
    g_assert(ABS(in->lat_e7) <= 900000000 && ABS(in->lng_e7) <= 1800000000);
    g_assert(in->media_count <= 10 && (!in->link || in->thread));
    for (guint i = 0; i < in->media_count; i++)
        g_assert(in->media[i].ref);
    return true;
}

static bool on_mention(gpointer user, const char *media, const char *comment, const char *from)
{
    (void)user;
    (void)from;
    g_assert(*media || *comment);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const OBJECTS[] = { "page", "instagram" };
    const MessengerReader reader = { on_message, on_mention, NULL };
    json_t *event = json_loadb((const char *)data, size, 0, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(OBJECTS); i++) {
        const MessengerAbout about = { OBJECTS[i], "", "facebook", "" };
        g_assert(messenger_read(event, &about, &reader));
    }
    json_decref(event);
    return 0;
}
