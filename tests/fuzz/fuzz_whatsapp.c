/* Fuzz target: events of WhatsApp's webhook. Whatever is read is a message that may be stored. */
#include "channel/whatsapp_event.h"
#include "fuzz/fuzz.h"

static bool on_message(gpointer user, const Incoming *in)
{
    (void)user;
    g_assert(*in->provider_id && in->from[0] == '+' && in->text);
    g_assert(ABS(in->lat_e7) <= 900000000 && ABS(in->lng_e7) <= 1800000000);
    g_assert(in->media_count == 0 || in->media[0].ref);
    return true;
}

static bool on_status(gpointer user, const char *id, ReceiptKind kind, const char *detail)
{
    (void)user;
    (void)detail;
    g_assert(id && kind <= RECEIPT_ELSEWHERE);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const WhatsappReader reader = { on_message, on_status, NULL };
    json_t *event = json_loadb((const char *)data, size, 0, NULL);
    g_assert(whatsapp_read(event, "", "whatsapp", "", &reader));
    json_decref(event);
    return 0;
}
