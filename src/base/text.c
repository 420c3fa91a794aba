/* Text from outside: see text.h. */
#include "base/text.h"

#include <string.h>

/* Letters with more marks on them than any language has are made to slow readers and machines
 * down (canonical ordering is quadratic in a run of marks). */
#define MARKS_MAX 16
#define REPLACEMENT 0xfffd

static bool is_bidi_control(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Code points that are no characters and never will be; XML knows no way to write two of them. */
static bool is_no_character(gunichar c)
{
    return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

/* What stays of a character: itself, '\n' for the line ends of Unicode, 0 for nothing. Signs that
 * turn the reading direction go too: they make a text look like another. */
static gunichar cleaned(gunichar c)
{
    if (c == 0x2028 || c == 0x2029 || c == 0x85)
        return '\n';
    if (c == '\n' || c == '\t')
        return c;
    bool dropped = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff || is_bidi_control(c) ||
                   is_no_character(c);
    return dropped ? 0 : c;
}

/* The character at p (of left > 0 bytes) and its length; REPLACEMENT and *wrong for a wrong byte.
 */
static gunichar next_char(const char *p, gsize left, gsize *bytes, bool *wrong)
{
    *bytes = 1;
    if (!*p)
        return 0;
    gunichar c = g_utf8_get_char_validated(p, (gssize)MIN(left, 6));
    if (c >= (gunichar)-2) {
        *wrong = true;
        return REPLACEMENT;
    }
    *bytes = (gsize)g_unichar_to_utf8(c, NULL);
    return c;
}

static char *clean(const char *data, gsize size, bool *wrong)
{
    g_autoptr(GString) out = g_string_sized_new(size);
    int marks = 0;
    bool ascii = true;
    for (gsize i = 0, bytes = 1; i < size; i += bytes) {
        if (g_ascii_isprint(data[i])) { /* most of all there is, and nothing to see to */
            g_string_append_c(out, data[i]);
            bytes = 1;
            marks = 0;
            continue;
        }
        gunichar c = next_char(data + i, size - i, &bytes, wrong);
        bool return_ends_line = c == '\r' && !(i + 1 < size && data[i + 1] == '\n');
        c = return_ends_line ? '\n' : cleaned(c);
        marks = g_unichar_ismark(c) ? marks + 1 : 0;
        if (!c || marks > MARKS_MAX)
            continue;
        ascii &= c < 0x80;
        g_string_append_unichar(out, c);
    }
    if (ascii)
        return g_string_free(g_steal_pointer(&out), FALSE);
    return g_utf8_normalize(out->str, (gssize)out->len, G_NORMALIZE_NFC);
}

char *text_clean(const char *data, gsize bytes, const char *field, GError **error)
{
    bool wrong = false;
    g_autofree char *text = clean(data, bytes, &wrong);
    if (!wrong)
        return g_steal_pointer(&text);
    error_set(error, KENTONGAN_ERROR_INVALID, field,
              N_("Teks ini rusak dan tidak dapat dibaca. Tulis lagi, lalu kirim ulang."),
              "%s is not UTF-8 (%" G_GSIZE_FORMAT " bytes)", field ? field : "text", bytes);
    return NULL;
}

char *text_salvage(const char *data, gsize bytes)
{
    bool wrong = false;
    return clean(data, bytes, &wrong);
}

/* True when c belongs to the character before it: marks, variation selectors, skin colours, and
 * what a zero-width joiner joins. */
static bool continues(gunichar before, gunichar c)
{
    return g_unichar_ismark(c) || c == 0x200d || before == 0x200d || (c >= 0x1f3fb && c <= 0x1f3ff);
}

/* Bytes of the first chars characters, fewer where that would part a letter from its marks. */
static gsize cut_bytes(const char *text, gsize chars)
{
    const char *hard = g_utf8_offset_to_pointer(text, (glong)chars), *p = hard;
    while (p > text && *p) {
        const char *before = g_utf8_prev_char(p);
        if (!continues(g_utf8_get_char(before), g_utf8_get_char(p)))
            break;
        p = before;
    }
    return (gsize)((p > text ? p : hard) - text);
}

char *text_cut(const char *text, gsize chars, bool ellipsis)
{
    if (text_chars(text) <= chars)
        return g_strdup(text);
    if (!ellipsis || !chars)
        return g_strndup(text, cut_bytes(text, chars));
    g_autofree char *head = g_strndup(text, cut_bytes(text, chars - 1));
    return g_strconcat(g_strchomp(head), "…", NULL);
}

gsize text_chars(const char *text)
{
    return (gsize)g_utf8_strlen(text, -1);
}

char *text_one_line(const char *text)
{
    g_autoptr(GString) out = g_string_sized_new(strlen(text));
    bool gap = false;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c)) {
            gap = out->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c(out, ' ');
        gap = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Stands inside a word without parting it: Ma'arif, Jum'at. */
static bool is_apostrophe(gunichar c)
{
    return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2bc || c == 0x200d;
}

/* What text_fold does to text that is ASCII only, as most is, in a twentieth of the time. */
static char *fold_ascii(const char *text)
{
    char *folded = g_malloc(strlen(text) + 1), *at = folded;
    bool gap = false;
    for (; *text; text++) {
        if (is_apostrophe((guchar)*text))
            continue;
        if (!g_ascii_isalnum(*text)) {
            gap = at > folded;
            continue;
        }
        if (gap)
            *at++ = ' ';
        gap = false;
        *at++ = g_ascii_tolower(*text);
    }
    *at = '\0';
    return folded;
}

char *text_fold(const char *text)
{
    if (g_str_is_ascii(text))
        return fold_ascii(text);
    g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_NFKD);
    g_autofree char *lower = apart ? g_utf8_casefold(apart, -1) : NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    bool gap = false;
    for (const char *p = lower ? lower : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_ismark(c) || is_apostrophe(c))
            continue;
        if (!g_unichar_isalnum(c)) {
            gap = out->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c(out, ' ');
        gap = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

bool text_is_blank(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_isgraph(g_utf8_get_char(p)))
            return false;
    return true;
}

#define PHONE_DIGITS_MAX 15 /* E.164 */

static bool is_phone_separator(gunichar c)
{
    return g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == '.' ||
           c == '(' || c == ')' || c == '/' || c == 0x2212 || c == 0x200b || c == 0xa0;
}

/* The digits of what was typed; false at anything else but separators and one leading plus. */
static bool phone_digits(const char *typed, char digits[PHONE_DIGITS_MAX + 4], bool *plus)
{
    gsize n = 0;
    *plus = false;
    for (const char *p = typed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_phone_separator(c))
            continue;
        if (c == '+' && !n && !*plus) {
            *plus = true;
            continue;
        }
        if (!g_unichar_isdigit(c) || n == PHONE_DIGITS_MAX + 3)
            return false;
        digits[n++] = (char)('0' + g_unichar_digit_value(c));
    }
    digits[n] = 0;
    return n > 0;
}

static char *phone_indonesian(const char *national)
{
    if (*national == '0') /* +62 (0)812... */
        national++;
    gsize n = strlen(national);
    return n >= 7 && n <= 13 && *national != '0' ? g_strconcat("+62", national, NULL) : NULL;
}

static char *phone_international(const char *digits)
{
    if (g_str_has_prefix(digits, "62"))
        return phone_indonesian(digits + 2);
    gsize n = strlen(digits);
    return n >= 8 && n <= PHONE_DIGITS_MAX && *digits != '0' ? g_strconcat("+", digits, NULL)
                                                             : NULL;
}

/* Without a plus: 00.., 0.., 8.. as people leave the 0 out, 62.. and other country codes as
 * gateways send them, service numbers. */
static char *phone_plain(const char *digits)
{
    gsize n = strlen(digits);
    if (g_str_has_prefix(digits, "00"))
        return phone_international(digits + 2);
    if (*digits == '0')
        return phone_indonesian(digits);
    if (n >= 3 && n <= (*digits == '1' ? 7u : 6u))
        return g_strdup(digits);
    if (*digits == '8' && n >= 9 && n <= 12)
        return phone_indonesian(digits);
    return n >= 9 ? phone_international(digits) : NULL;
}

char *text_phone(const char *typed, const char *field, GError **error)
{
    char digits[PHONE_DIGITS_MAX + 4];
    bool plus;
    char *phone = NULL;
    if (g_utf8_validate(typed, -1, NULL) && phone_digits(typed, digits, &plus))
        phone = plus ? phone_international(digits) : phone_plain(digits);
    if (!phone)
        error_set(error, KENTONGAN_ERROR_INVALID, field,
                  N_("Nomor telepon tidak dikenali. Tulis seperti 0812 3456 7890."), NULL);
    return phone;
}

char *text_phone_masked(const char *e164)
{
    bool own = g_str_has_prefix(e164, "+62");
    g_autofree char *local = own ? g_strconcat("0", e164 + 3, NULL) : g_strdup(e164);
    gsize n = strlen(local);
    if (n <= 7) /* a service number */
        return g_steal_pointer(&local);
    return g_strdup_printf("%.4s...%s", local, local + n - 3);
}

static bool is_email_local(const char *local, gsize n)
{
    if (!n || n > 64 || local[0] == '.' || local[n - 1] == '.')
        return false;
    for (gsize i = 0; i < n; i++) {
        bool plain = g_ascii_isalnum(local[i]) || strchr("!#$%&'*+/=?^_`{|}~-.", local[i]);
        if (!local[i] || !plain || (local[i] == '.' && local[i + 1] == '.'))
            return false;
    }
    return true;
}

static bool is_email_label(const char *label)
{
    gsize n = strlen(label);
    if (!n || n > 63 || label[0] == '-' || label[n - 1] == '-')
        return false;
    for (gsize i = 0; i < n; i++)
        if (!g_ascii_isalnum(label[i]) && label[i] != '-')
            return false;
    return true;
}

static bool is_email_domain(const char *domain)
{
    g_auto(GStrv) labels = g_strsplit(domain, ".", 127);
    guint n = g_strv_length(labels);
    for (guint i = 0; i < n; i++)
        if (!is_email_label(labels[i]))
            return false;
    return n >= 2 && strlen(labels[n - 1]) >= 2 && g_ascii_isalpha(labels[n - 1][0]);
}

char *text_email(const char *typed, const char *field, GError **error)
{
    g_autofree char *email = g_ascii_strdown(typed, -1);
    g_strstrip(email);
    const char *at = strchr(email, '@');
    if (at && strlen(email) <= 254 && is_email_local(email, (gsize)(at - email)) &&
        is_email_domain(at + 1))
        return g_steal_pointer(&email);
    error_set(error, KENTONGAN_ERROR_INVALID, field,
              N_("Alamat surel tidak dikenali. Tulis seperti nama@contoh.id."), NULL);
    return NULL;
}

static GHashTable *pairs_table(va_list args)
{
    GHashTable *pairs = g_hash_table_new(g_str_hash, g_str_equal);
    const char *name;
    while ((name = va_arg(args, const char *))) {
        const char *value = va_arg(args, const char *);
        g_hash_table_insert(pairs, (gpointer)name, (gpointer)(value ? value : ""));
    }
    return pairs;
}

/* What stands for {name} or {name:one|many}; NULL when the name is not among the pairs. */
static char *filling_of(GHashTable *pairs, const char *inside, gsize n)
{
    g_autofree char *all = g_strndup(inside, n);
    g_auto(GStrv) halves = g_strsplit(all, ":", 2);
    const char *value = *halves ? g_hash_table_lookup(pairs, halves[0]) : NULL;
    if (!value || !halves[1])
        return g_strdup(value);
    const char *bar = strchr(halves[1], '|');
    if (!bar)
        return NULL;
    bool one = !strcmp(value, "1");
    return one ? g_strndup(halves[1], (gsize)(bar - halves[1])) : g_strdup(bar + 1);
}

char *text_fill_list(const char *body, va_list list)
{
    g_autoptr(GHashTable) pairs = pairs_table(list);
    g_autoptr(GString) out = g_string_new(NULL);
    const char *p = body, *open;
    while ((open = strchr(p, '{'))) {
        g_string_append_len(out, p, open - p);
        gsize n = strcspn(open + 1, "{}");
        g_autofree char *value = open[n + 1] == '}' ? filling_of(pairs, open + 1, n) : NULL;
        g_string_append(out, value ? value : "{");
        p = value ? open + n + 2 : open + 1;
    }
    g_string_append(out, p);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *text_fill(const char *body, ...)
{
    va_list pairs;
    va_start(pairs, body);
    char *filled = text_fill_list(body, pairs);
    va_end(pairs);
    return filled;
}

const char *text_nearest(const char *word, const char *const *candidates)
{
    int best_distance = (int)MIN(text_chars(word) / 3, 100) + 1;
    const char *best = NULL;
    for (; *candidates; candidates++) {
        int distance = text_distance(word, *candidates, best_distance - 1);
        if (distance < best_distance) {
            best = *candidates;
            best_distance = distance;
        }
        if (!best_distance)
            break;
    }
    return best;
}

/* One row of the table of distances: out[j] from the first i characters of a to the first j of b.
 * Cells further than limit from the diagonal are limit + 1. Returns the least of the row. */
static int distance_row(const gunichar *a, glong i, const gunichar *b, glong bn, int limit,
                        const int *before2, const int *before, int *out)
{
    int least = out[0] = (int)MIN(i, (glong)limit + 1);
    for (glong j = 1; j <= bn; j++) {
        if (ABS(i - j) > limit) {
            out[j] = limit + 1;
            continue;
        }
        int cost = MIN(before[j - 1] + (a[i - 1] != b[j - 1]), MIN(before[j], out[j - 1]) + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            cost = MIN(cost, before2[j - 2] + 1);
        out[j] = MIN(cost, limit + 1);
        least = MIN(least, out[j]);
    }
    return least;
}

int text_distance(const char *a, const char *b, int limit)
{
    glong an, bn;
    g_autofree gunichar *ua = g_utf8_to_ucs4_fast(a, -1, &an);
    g_autofree gunichar *ub = g_utf8_to_ucs4_fast(b, -1, &bn);
    if (ABS(an - bn) > limit)
        return limit + 1;
    g_autofree int *cells = g_new0(int, 3 * (bn + 1));
    int *before2 = cells, *before = cells + bn + 1, *row = cells + 2 * (bn + 1);
    int least = 0, least_before = 0;
    for (glong j = 0; j <= bn; j++)
        row[j] = (int)MIN(j, (glong)limit + 1);
    for (glong i = 1; i <= an; i++) {
        int *free_row = before2;
        before2 = before;
        before = row;
        row = free_row;
        least_before = least;
        least = distance_row(ua, i, ub, bn, limit, before2, before, row);
        if (least > limit && least_before > limit) /* a swap reaches back two rows */
            return limit + 1;
    }
    return row[bn];
}
