/* Events of the WhatsApp Cloud API's webhook: pure reading, knows no network.
 * Source: developers.facebook.com/docs/whatsapp/cloud-api/webhooks, object
 * whatsapp_business_account.
 */
#pragma once

#include <jansson.h>

#include "channel/channel.h"

/* Each is called in the order of the event; false ends the reading. */
typedef struct WhatsappReader {
    bool (*message)(gpointer user, const Incoming *in);
    /* id: ours, as we gave it in biz_opaque_callback_data. */
    bool (*status)(gpointer user, const char *id, ReceiptKind kind, const char *detail);
    gpointer user;
} WhatsappReader;

/* Only what is for this phone number id; "" all. False: a reader said so. Unknown kinds are passed
 * over. channel and to are lent to the messages. */
bool whatsapp_read(const json_t *event, const char *phone_id, const char *channel, const char *to,
                   const WhatsappReader *reader);
/* The service says: never by WhatsApp now (no conversation open, or no account), not never at all.
 */
bool whatsapp_is_elsewhere(json_int_t code);
