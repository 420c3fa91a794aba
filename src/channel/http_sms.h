/* SMS by HTTP, as smsbox and the gateways of providers and telephones speak it: pure reading of
 * what comes to the hook. The handler behind /hook/sms/... is in web; sending is the driver
 * "http_sms" (http_sms_send.c).
 *
 * Every gateway names its fields in its own way; the names known here are one table in the .c.
 * Names are compared without case, '-' as '_'. Values are bytes: smsbox hands UCS-2 over raw.
 */
#pragma once

#include "channel/channel.h"
#include "channel/received.h"

typedef struct HttpSmsField {
    char *name;
    GBytes *value;
} HttpSmsField;

/* What arrived: pairs in order of arrival, the first of a name counts. (transfer full) */
GPtrArray *http_sms_fields_new(void);
void http_sms_fields_add(GPtrArray *fields, const char *name, const void *value, gsize bytes);
/* A raw query or a raw body of application/x-www-form-urlencoded: call it for each.
 * INVALID: a wrong escape. LIMIT: more than LIMIT_PARAMS pairs. */
bool http_sms_fields_add_encoded(GPtrArray *fields, const char *data, gsize bytes,
                                 GError **error) MUST_USE;

typedef struct HttpSms {
    char *provider_id, *from, *to, *text;
    gint64 sent_at;    /* 0 unknown */
    ReceivedPart part; /* count 0: whole. The text carries the part's mark already */
} HttpSms;
void http_sms_free(HttpSms *sms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpSms, http_sms_free)

/* One received message. INVALID with the field: from (absent or too long), text (absent).
 * now_us: for a gateway that gives neither id nor time: the same text of the same sender within
 * ten minutes is then one message. Parts that the gateway did not join stay messages of their
 * own: each must be on disk before its request is answered, and the next may never come. */
HttpSms *http_sms_parse(const GPtrArray *fields, gint64 now_us, GError **error) MUST_USE;
/* Hands it to the sink as received on this channel. */
bool http_sms_hand_over(const HttpSms *sms, const char *channel, const ChannelSink *sink);

typedef struct HttpReceipt {
    char *id; /* ours: decimal */
    ReceiptKind kind;
    char *detail;
} HttpReceipt;
void http_receipt_free(HttpReceipt *receipt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpReceipt, http_receipt_free)

/* Whether these fields are a delivery report and not a message. */
bool http_sms_is_receipt(const GPtrArray *fields);
/* ref (ours) and status: Kannel's number (%d) or the words of SMPP and of gateways.
 * INVALID with the field: ref, status. */
HttpReceipt *http_sms_parse_receipt(const GPtrArray *fields, GError **error) MUST_USE;
