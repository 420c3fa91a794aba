/* See gammu_file.h. */
#include "channel/gammu_file.h"

#include "base/sms.h"
#include "channel/received.h"

#include <string.h>

enum { DATE_DIGITS = 8, TIME_DIGITS = 6, SERIAL_DIGITS = 2, PART_DIGITS = 2 };

void gammu_name_clear(GammuName *name)
{
    g_clear_pointer(&name->group, g_free);
    g_clear_pointer(&name->number, g_free);
}

/* So many digits and then stop; moves *at behind them. */
static bool take_digits(const char **at, gsize digits, char stop, int *value)
{
    gint64 number;
    g_autofree char *text = g_strndup(*at, digits);
    if (strspn(*at, "0123456789") != digits || (*at)[digits] != stop ||
        !g_ascii_string_to_signed(text, 10, 0, G_MAXINT, &number, NULL))
        return false;
    *value = (int)number;
    *at += digits + 1;
    return true;
}

/* The part's number and the ending behind the last '_'. */
static bool take_ending(const char *at, GammuName *name)
{
    if (!take_digits(&at, PART_DIGITS, '.', &name->part))
        return false;
    name->binary = g_str_equal(at, "bin");
    return name->binary || g_str_equal(at, "txt");
}

bool gammu_name_parse(const char *file, GammuName *name)
{
    int date, time, serial;
    *name = (GammuName){ 0 };
    const char *at = file + 2, *last = strrchr(file, '_');
    if (!g_str_has_prefix(file, "IN") || !take_digits(&at, DATE_DIGITS, '_', &date) ||
        !take_digits(&at, TIME_DIGITS, '_', &time) ||
        !take_digits(&at, SERIAL_DIGITS, '_', &serial) || last < at || !take_ending(last + 1, name))
        return false;
    name->group = g_utf8_make_valid(file, last - file);
    name->number = g_utf8_make_valid(at, last - at);
    name->year = date / 10000;
    name->month = date / 100 % 100;
    name->day = date % 100;
    name->hour = time / 10000;
    name->minute = time / 100 % 100;
    name->second = time % 100;
    return true;
}

gint64 gammu_name_time(const GammuName *name, GTimeZone *zone)
{
    if (name->year < 1990)
        return 0;
    g_autoptr(GDateTime) at = g_date_time_new(zone, name->year, name->month, name->day, name->hour,
                                              name->minute, name->second);
    return at ? g_date_time_to_unix(at) * G_USEC_PER_SEC : 0;
}

char *gammu_out_name(const ChannelOut *out, GDateTime *at)
{
    g_autofree char *when = g_date_time_format(at, "%Y%m%d_%H%M%S");
    return g_strdup_printf("OUTA%s_00_%s_k%s.txt", when, out->to, out->id);
}

char *gammu_out_id(const char *file)
{
    const char *mark = strrchr(file, '_');
    if (!g_str_has_prefix(file, "OUT") || !mark || mark[1] != 'k')
        return NULL;
    gsize digits = strspn(mark + 2, "0123456789");
    if (digits == 0 || !g_str_has_prefix(mark + 2 + digits, ".txt"))
        return NULL;
    return g_strndup(mark + 2, digits);
}

static char *text_of_utf16(const guint8 *data, gsize bytes, bool little)
{
    g_autofree guint8 *big = g_memdup2(data, bytes);
    gsize length = 0;
    for (; length + 1 < bytes && (data[length] || data[length + 1]); length += 2)
        if (little) {
            big[length] = data[length + 1];
            big[length + 1] = data[length];
        }
    return received_text(big, length, 2, "UTF-16BE");
}

char *gammu_text(const void *data, gsize bytes, bool binary)
{
    const guint8 *at = data;
    if (binary)
        return received_text(data, bytes, 1, NULL);
    if (bytes >= 2 && at[0] == 0xfe && at[1] == 0xff)
        return text_of_utf16(at + 2, bytes - 2, false);
    if (bytes >= 2 && at[0] == 0xff && at[1] == 0xfe)
        return text_of_utf16(at + 2, bytes - 2, true);
    if (bytes >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) {
        at += 3;
        bytes -= 3;
    }
    const guint8 *end = bytes ? memchr(at, 0, bytes) : NULL;
    return received_text(at, end ? (gsize)(end - at) : bytes, 0, NULL);
}

GBytes *gammu_out_bytes(const char *text)
{
    static const guint8 MARK[] = { 0xfe, 0xff };
    g_autoptr(GBytes) ucs2 = sms_to_ucs2(text);
    gsize bytes;
    const guint8 *data = g_bytes_get_data(ucs2, &bytes);
    GByteArray *all = g_byte_array_new();
    g_byte_array_append(all, MARK, sizeof MARK);
    g_byte_array_append(all, data, (guint)bytes);
    return g_byte_array_free_to_bytes(all);
}
