/* See received.h. */
#include "channel/received.h"

#include "base/sms.h"
#include "base/text.h"
#include "model/limits.h"

#include <string.h>

enum { CODING_TEXT = 0, CODING_BINARY = 1, CODING_UCS2 = 2 };
enum { IE_CONCAT_8 = 0x00, IE_CONCAT_16 = 0x08 };
enum { PART_SEPTETS = 153, PART_UCS2_BYTES = 134 };

static bool part_of_element(guint8 kind, const guint8 *data, gsize bytes, ReceivedPart *part)
{
    if (kind == IE_CONCAT_8 && bytes == 3)
        *part = (ReceivedPart){ data[0], data[2], data[1] };
    else if (kind == IE_CONCAT_16 && bytes == 4)
        *part = (ReceivedPart){ (guint)data[0] << 8 | data[1], data[3], data[2] };
    else
        return false;
    return part->count > 1 && part->number >= 1 && part->number <= part->count;
}

bool received_part(const guint8 *udh, gsize bytes, ReceivedPart *part)
{
    *part = (ReceivedPart){ 0 };
    if (bytes > 0 && udh[0] == bytes - 1) {
        udh++;
        bytes--;
    }
    while (bytes >= 2 && udh[1] <= bytes - 2) {
        gsize length = udh[1];
        if (part_of_element(udh[0], udh + 2, length, part))
            return true;
        udh += 2 + length;
        bytes -= 2 + length;
    }
    *part = (ReceivedPart){ 0 };
    return false;
}

static bool is_utf8_text(const char *data, gsize bytes)
{
    return !memchr(data, '\0', bytes) && g_utf8_validate(data, (gssize)bytes, NULL);
}

static char *text_of_binary(const guint8 *data, gsize bytes)
{
    if (is_utf8_text((const char *)data, bytes))
        return text_salvage((const char *)data, bytes);
    g_autoptr(GString) hex = g_string_new(NULL);
    g_string_printf(hex, "(SMS biner, %" G_GSIZE_FORMAT " byte)", bytes);
    for (gsize i = 0; i < bytes; i++)
        g_string_append_printf(hex, " %02X", data[i]);
    return g_string_free(g_steal_pointer(&hex), FALSE);
}

static char *text_of_charset(const char *data, gsize bytes, const char *charset)
{
    gsize written = 0;
    g_autofree char *converted =
        g_convert(data, (gssize)bytes, "UTF-8", charset, NULL, &written, NULL);
    return converted ? text_salvage(converted, written) : text_salvage(data, bytes);
}

static bool charset_is(const char *charset, const char *name)
{
    return charset && g_ascii_strcasecmp(charset, name) == 0;
}

char *received_text(const void *data, gsize bytes, int coding, const char *charset)
{
    const char *chars = data ? data : "";
    bool named = charset && *charset && !charset_is(charset, "UTF-8");
    if (coding == CODING_BINARY)
        return text_of_binary((const guint8 *)chars, bytes);
    bool ucs2 = charset_is(charset, "UTF-16BE") || charset_is(charset, "UCS-2") ||
                charset_is(charset, "UCS-2BE") ||
                (coding == CODING_UCS2 && !named && !is_utf8_text(chars, bytes));
    if (ucs2) {
        g_autofree char *text = sms_from_ucs2(chars, bytes);
        return text_salvage(text, strlen(text));
    }
    return named ? text_of_charset(chars, bytes, charset) : text_salvage(chars, bytes);
}

static bool fits_one_part(const char *text, int coding)
{
    SmsShape shape = sms_shape(text);
    if (coding != CODING_UCS2 && shape.gsm7)
        return shape.units <= PART_SEPTETS;
    g_autoptr(GBytes) ucs2 = sms_to_ucs2(text);
    return g_bytes_get_size(ucs2) <= PART_UCS2_BYTES;
}

char *received_mark_part(const char *text, int coding, const ReceivedPart *part)
{
    if (part->count < 2 || !fits_one_part(text, coding))
        return g_strdup(text);
    return g_strdup_printf("%s (bagian %u/%u)", text, part->number, part->count);
}

/* The most bytes of text that fit and end at a whole character. */
static gsize piece_bytes(const char *text)
{
    gsize bytes = strlen(text);
    if (bytes <= LIMIT_TEXT_BYTES)
        return bytes;
    return (gsize)(g_utf8_find_prev_char(text, text + LIMIT_TEXT_BYTES + 1) - text);
}

bool received_hand_over(const ChannelSink *sink, const ChannelIn *in)
{
    const char *rest = in->text;
    if (in->link) /* a post is one thing: who needs all of it follows its link */
        return sink->receive(sink->user, in);
    for (int number = 1; number == 1 || *rest; number++) {
        gsize bytes = piece_bytes(rest);
        g_autofree char *text = g_strndup(rest, bytes);
        g_autofree char *id = number == 1 ? g_strdup(in->provider_id)
                                          : g_strdup_printf("%s#%d", in->provider_id, number);
        ChannelIn piece = *in;
        piece.text = text;
        piece.provider_id = id;
        piece.media_count = number == 1 ? in->media_count : 0;
        if (!sink->receive(sink->user, &piece))
            return false;
        rest += bytes;
    }
    return true;
}
