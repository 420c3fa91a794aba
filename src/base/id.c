/* Ids and tickets: see id.h. The last id given is one atomic word, so threads never wait. */
#include "base/id.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#define EPOCH_MS G_GINT64_CONSTANT(1704067200000) /* 2024-01-01T00:00:00Z */
#define NODE_BITS 10
#define COUNTER_BITS 12
#define CODE_CHARS 8
#define PREFIX_MAX 8

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

static guint64 id_random_word(void)
{
    guint64 word;
    if (getrandom(&word, sizeof word, 0) != (ssize_t)sizeof word)
        g_error("the system gives no random numbers");
    return word;
}

static guint64 id_salt(void)
{
    static gsize once;
    static guint64 salt;
    if (g_once_init_enter(&once)) {
        salt = id_random_word();
        g_once_init_leave(&once, 1);
    }
    return salt;
}

static _Atomic int node_set = -1;

void id_set_node(guint node)
{
    g_assert(node < (1u << NODE_BITS));
    atomic_store(&node_set, (int)node);
}

static gint64 id_node(void)
{
    int node = atomic_load(&node_set);
    return node >= 0 ? node : (gint64)(id_salt() >> (64 - NODE_BITS));
}

/* Where the counter of a millisecond starts: two processes that drew the same node number then
 * still seldom meet. At least half of the counter is left. */
static gint64 id_counter_start(gint64 ms)
{
    guint64 mixed = ((guint64)ms ^ id_salt()) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return (gint64)(mixed >> (64 - (COUNTER_BITS - 1)));
}

gint64 id_next(void)
{
    static _Atomic gint64 last; /* milliseconds and counter; a full counter borrows from the next */
    gint64 before = atomic_load(&last), next;
    do {
        gint64 ms = g_get_real_time() / 1000 - EPOCH_MS;
        next = ms << COUNTER_BITS | id_counter_start(ms);
        if (before >> COUNTER_BITS >= ms)
            next = before + 1;
    } while (!atomic_compare_exchange_weak(&last, &before, next));
    gint64 counter = next & ((1 << COUNTER_BITS) - 1);
    return (next >> COUNTER_BITS) << (NODE_BITS + COUNTER_BITS) | id_node() << COUNTER_BITS |
           counter;
}

gint64 id_at_us(gint64 at_us)
{
    const gint64 last = G_MAXINT64 >> (NODE_BITS + COUNTER_BITS);
    return CLAMP(at_us / 1000 - EPOCH_MS, 0, last) << (NODE_BITS + COUNTER_BITS);
}

gint64 id_time_us(gint64 id)
{
    return ((id >> (NODE_BITS + COUNTER_BITS)) + EPOCH_MS) * 1000;
}

static bool is_plain_digit(char c)
{
    return c >= '2' && c <= '9';
}

/* 0..36 of a typed character, -1 for none. */
static int ticket_digit(char typed)
{
    char c = g_ascii_toupper(typed);
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    const char *at = c ? strchr(ALPHABET, c) : NULL;
    return at ? (int)(at - ALPHABET) : -1;
}

static int ticket_check(const int *digits)
{
    int sum = 0;
    for (int i = 0; i < CODE_CHARS - 1; i++)
        sum = (sum * 32 + digits[i]) % 37;
    return sum;
}

/* Seven base32 characters and their check; also a digit 2..9, which no word of a language has:
 * without one, every 37th long word would be taken for a ticket. */
static bool ticket_code_parse(const char *typed, char code[CODE_CHARS])
{
    int digits[CODE_CHARS];
    bool plain = false;
    for (int i = 0; i < CODE_CHARS; i++) {
        digits[i] = ticket_digit(typed[i]);
        if (digits[i] < 0 || (digits[i] > 31 && i < CODE_CHARS - 1))
            return false;
        code[i] = ALPHABET[digits[i]];
        plain |= i < CODE_CHARS - 1 && is_plain_digit(typed[i]);
    }
    return plain && digits[CODE_CHARS - 1] == ticket_check(digits);
}

static char *ticket_print(const char *prefix, gsize prefix_chars, const char code[CODE_CHARS])
{
    g_autofree char *upper = g_ascii_strup(prefix, (gssize)prefix_chars);
    return g_strdup_printf("%s-%.4s-%.4s", upper, code, code + 4);
}

bool ticket_prefix_is_valid(const char *prefix)
{
    gsize n = strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return n >= 1 && n <= PREFIX_MAX && !prefix[n];
}

char *ticket_new(const char *prefix)
{
    g_assert(ticket_prefix_is_valid(prefix));
    for (;;) {
        guint64 word = id_random_word();
        int digits[CODE_CHARS];
        char code[CODE_CHARS];
        bool plain = false;
        for (int i = 0; i < CODE_CHARS - 1; i++, word >>= 5) {
            digits[i] = (int)(word & 31);
            code[i] = ALPHABET[digits[i]];
            plain |= is_plain_digit(code[i]);
        }
        int check = ticket_check(digits);
        code[CODE_CHARS - 1] = ALPHABET[check];
        /* the signs among the check characters are hard to type on a phone and to read aloud */
        if (plain && g_ascii_isalnum(ALPHABET[check]))
            return ticket_print(prefix, strlen(prefix), code);
    }
}

static bool is_dash(gunichar c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

char *ticket_normalise(const char *typed)
{
    char plain[PREFIX_MAX + CODE_CHARS + 1];
    gsize n = 0;
    if (!g_utf8_validate(typed, -1, NULL))
        return NULL;
    for (const char *p = typed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_dash(c) || g_unichar_isspace(c) || c == '.' || c == '_' || c == '#')
            continue;
        if (c > 0x7f || n == sizeof plain - 1)
            return NULL;
        plain[n++] = (char)c;
    }
    plain[n] = 0;
    if (n <= CODE_CHARS)
        return NULL;
    gsize prefix = n - CODE_CHARS;
    for (gsize i = 0; i < prefix; i++)
        if (!g_ascii_isalpha(plain[i]))
            return NULL;
    char code[CODE_CHARS];
    return ticket_code_parse(plain + prefix, code) ? ticket_print(plain, prefix, code) : NULL;
}

/* Bytes of the dash (or, where spaces, the one space) that stands at p; 0 for none. */
static gsize separator_bytes(const char *p, bool spaces)
{
    gunichar c = g_utf8_get_char(p);
    return is_dash(c) || (spaces && c == ' ') ? (gsize)(g_utf8_next_char(p) - p) : 0;
}

/* The code whose first character is at p: eight characters, perhaps parted in the middle, and
 * then the end of the word. */
static bool ticket_code_at(const char *p, char code[CODE_CHARS])
{
    char typed[CODE_CHARS];
    for (int i = 0; i < CODE_CHARS; i++) {
        if (i == 4)
            p += separator_bytes(p, true);
        if (ticket_digit(*p) < 0)
            return false;
        typed[i] = *p++;
    }
    return !g_unichar_isalnum(g_utf8_get_char(p)) && ticket_code_parse(typed, code);
}

/* A ticket whose prefix begins at p; the longest prefix that gives one, as in ticket_normalise. */
static char *ticket_at(const char *p)
{
    char code[CODE_CHARS];
    gsize letters = 0;
    while (letters < PREFIX_MAX && g_ascii_isalpha(p[letters]))
        letters++;
    for (gsize n = letters; n >= 1; n--)
        if (ticket_code_at(p + n + separator_bytes(p + n, false), code))
            return ticket_print(p, n, code);
    return NULL;
}

char *ticket_find(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return NULL;
    bool inside = false; /* the character before is of the same word */
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        char *ticket = inside ? NULL : ticket_at(p);
        if (ticket)
            return ticket;
        inside = g_unichar_isalnum(g_utf8_get_char(p));
    }
    return NULL;
}
