/* What every driver does with a message before it hands it to the sink: text out of bytes and
 * coding, the mark of a part that came alone, the cut at the longest text.
 *
 * Nothing here knows a gateway. A driver calls received_text, then received_hand_over.
 */
#pragma once

#include "channel/channel.h"

/* One part of a long message, from its user data header (3GPP TS 23.040, 9.2.3.24.1 and .8). */
typedef struct ReceivedPart {
    guint reference, number, count; /* number 1..count; count 0: not a part */
} ReceivedPart;

/* udh with or without its leading length byte. False: it names no part. */
bool received_part(const guint8 *udh, gsize bytes, ReceivedPart *part);

/* Valid UTF-8 of what the gateway gave. coding as in Kannel: 0 text, 1 binary, 2 UCS-2. charset
 * NULL or "": UTF-8 for text; for UCS-2, UTF-16BE unless the bytes are UTF-8 without a NUL.
 * Binary that is no text is written out in hex, so that nothing is dropped. (transfer full) */
char *received_text(const void *data, gsize bytes, int coding, const char *charset);

/* text with " (bagian 2/3)" behind it when part is one of several and text is no longer than one
 * SMS holds: bearerbox leaves the header of the first part on what it has joined and then read
 * back from its store. coding as above. (transfer full) */
char *received_mark_part(const char *text, int coding, const ReceivedPart *part);

/* Hands in to the sink; a text over LIMIT_TEXT_BYTES in pieces, the further ones with "#2", "#3"
 * behind the provider id. True when the sink took all of it. */
bool received_hand_over(const ChannelSink *sink, const ChannelIn *in);
