/* A payload from the box port: refused, or decoded to what encodes to the same bytes; the text of a
 * message is always valid UTF-8. */
#include "channel/kannel_frame.h"
#include "channel/kannel_inbox.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    KannelFrame frame;
    if (!kannel_frame_decode(data, bytes, &frame, NULL))
        return 0;
    g_autoptr(GByteArray) again = g_byte_array_new();
    kannel_frame_encode(&frame, again);
    gsize length;
    g_assert_true(kannel_frame_length(again->data, &length, NULL));
    g_assert_cmpmem(again->data + KANNEL_HEAD_BYTES, length, data, bytes);
    if (frame.kind == KANNEL_SMS) {
        g_autofree char *text = kannel_inbox_text(&frame.sms);
        g_assert_true(g_utf8_validate(text, -1, NULL));
    }
    return 0;
}
