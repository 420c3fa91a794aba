/* What fits into an SMS: see sms.h. Tables from GSM 03.38 (3GPP TS 23.038, 6.2.1). */
#include "base/sms.h"

#include <string.h>

/* The default alphabet but for a-z, A-Z, 0-9, which g_ascii_isalnum knows; ESC is no character. */
static const gunichar BASIC[] = {
    '@',    0x00a3, '$',    0x00a5, 0x00e8, 0x00e9, 0x00f9, 0x00ec, 0x00f2, 0x00c7, '\n',
    0x00d8, 0x00f8, '\r',   0x00c5, 0x00e5, 0x0394, '_',    0x03a6, 0x0393, 0x039b, 0x03a9,
    0x03a0, 0x03a8, 0x03a3, 0x0398, 0x039e, 0x00c6, 0x00e6, 0x00df, 0x00c9, ' ',    '!',
    '"',    '#',    0x00a4, '%',    '&',    '\'',   '(',    ')',    '*',    '+',    ',',
    '-',    '.',    '/',    ':',    ';',    '<',    '=',    '>',    '?',    0x00a1, 0x00c4,
    0x00d6, 0x00d1, 0x00dc, 0x00a7, 0x00bf, 0x00e4, 0x00f6, 0x00f1, 0x00fc, 0x00e0,
};
static const gunichar EXTENSION[] = { '\f', '^', '{', '}', '\\', '[', '~', ']', '|', 0x20ac };

/* Typographic characters and what they become; "" drops them. */
static const struct {
    gunichar from;
    const char *to;
} PLAIN[] = {
    { 0x2018, "'" },  { 0x2019, "'" },   { 0x201a, "'" },  { 0x201b, "'" },  { 0x2032, "'" },
    { 0x02bc, "'" },  { 0x2039, "'" },   { 0x203a, "'" },  { 0x00b4, "'" },  { '`', "'" },
    { 0x201c, "\"" }, { 0x201d, "\"" },  { 0x201e, "\"" }, { 0x201f, "\"" }, { 0x2033, "\"" },
    { 0x00ab, "\"" }, { 0x00bb, "\"" },  { 0x2010, "-" },  { 0x2011, "-" },  { 0x2012, "-" },
    { 0x2013, "-" },  { 0x2014, "-" },   { 0x2015, "-" },  { 0x2212, "-" },  { 0x2022, "-" },
    { 0x00b7, "-" },  { 0x2026, "..." }, { 0x00d7, "x" },  { '\t', " " },    { 0x00a0, " " },
    { 0x2002, " " },  { 0x2003, " " },   { 0x2007, " " },  { 0x2009, " " },  { 0x200a, " " },
    { 0x202f, " " },  { 0x3000, " " },   { 0x2028, "\n" }, { 0x2029, "\n" }, { 0x00ad, "" },
    { 0x200b, "" },   { 0x2060, "" },    { 0xfeff, "" },
};

static bool is_among(gunichar c, const gunichar *table, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (table[i] == c)
            return true;
    return false;
}

/* 1 or 2, 0 when the alphabet has no such character */
static int septets_of(gunichar c)
{
    if (c < 0x80 && g_ascii_isalnum((char)c))
        return 1;
    if (is_among(c, BASIC, G_N_ELEMENTS(BASIC)))
        return 1;
    return is_among(c, EXTENSION, G_N_ELEMENTS(EXTENSION)) ? 2 : 0;
}

static int ucs2_units_of(gunichar c)
{
    return c > 0xffff ? 2 : 1;
}

static bool is_gsm7(const char *utf8)
{
    for (const char *p = utf8; *p; p = g_utf8_next_char(p))
        if (!septets_of(g_utf8_get_char(p)))
            return false;
    return true;
}

/* A character of two units never stands across two messages. */
SmsShape sms_shape(const char *utf8)
{
    SmsShape shape = { .gsm7 = is_gsm7(utf8), .parts = 1 };
    int (*width)(gunichar) = shape.gsm7 ? septets_of : ucs2_units_of;
    int whole = shape.gsm7 ? 160 : 70, each = shape.gsm7 ? 153 : 67, filled = 0;
    for (const char *p = utf8; *p; p = g_utf8_next_char(p)) {
        int units = width(g_utf8_get_char(p));
        shape.units += units;
        filled += units;
        if (filled > each) {
            shape.parts++;
            filled = units;
        }
    }
    if (shape.units <= whole)
        shape.parts = 1;
    return shape;
}

static const char *plain_of(gunichar c)
{
    for (gsize i = 0; i < G_N_ELEMENTS(PLAIN); i++)
        if (PLAIN[i].from == c)
            return PLAIN[i].to;
    return NULL;
}

char *sms_plain(const char *utf8)
{
    g_autoptr(GString) plain = g_string_sized_new(strlen(utf8));
    for (const char *p = utf8; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *to = plain_of(c);
        if (to)
            g_string_append(plain, to);
        else
            g_string_append_unichar(plain, c);
    }
    return g_strdup(is_gsm7(plain->str) ? plain->str : utf8);
}

static void append_unit(GByteArray *out, guint unit)
{
    guint8 bytes[2] = { (guint8)(unit >> 8), (guint8)unit };
    g_byte_array_append(out, bytes, 2);
}

GBytes *sms_to_ucs2(const char *utf8)
{
    GByteArray *out = g_byte_array_new();
    for (const char *p = utf8; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c > 0xffff) {
            append_unit(out, 0xd800 + ((c - 0x10000) >> 10));
            append_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            append_unit(out, c);
        }
    }
    return g_byte_array_free_to_bytes(out);
}

static gunichar unit_at(const guint8 *data, gsize i, bool little)
{
    return little ? (gunichar)(data[i] | data[i + 1] << 8) : (gunichar)(data[i] << 8 | data[i + 1]);
}

/* A byte order mark is obeyed and dropped: some gateways send little-endian with one. A unit of
 * zero and an odd last byte become U+FFFD too. */
char *sms_from_ucs2(const void *data, gsize bytes)
{
    const guint8 *in = data;
    bool little = bytes >= 2 && in[0] == 0xff && in[1] == 0xfe;
    gsize i = little || (bytes >= 2 && in[0] == 0xfe && in[1] == 0xff) ? 2 : 0;
    g_autoptr(GString) out = g_string_sized_new(bytes);
    for (; i + 1 < bytes; i += 2) {
        gunichar c = unit_at(in, i, little);
        gunichar low = i + 3 < bytes ? unit_at(in, i + 2, little) : 0;
        if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        }
        g_string_append_unichar(out, !c || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c);
    }
    if (i < bytes)
        g_string_append_unichar(out, 0xfffd);
    return g_string_free(g_steal_pointer(&out), FALSE);
}
