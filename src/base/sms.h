/* What fits into an SMS. GSM 03.38 default alphabet and its extension table; UCS-2 otherwise. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct SmsShape {
    bool gsm7;   /* false: UCS-2 */
    int units;   /* septets or 16-bit units */
    int parts;   /* messages: 160/153 septets, 70/67 units */
} SmsShape;

SmsShape sms_shape(const char *utf8);
/* The text with typographic characters made plain where that lets it be GSM-7 (quotes, dashes,
 * ellipsis, non-breaking space), (transfer full). Letters of other scripts are kept. */
char *sms_plain(const char *utf8);
/* UTF-16BE bytes of a text, and back (bad surrogates become U+FFFD). */
GBytes *sms_to_ucs2(const char *utf8);
char *sms_from_ucs2(const void *data, gsize bytes);
