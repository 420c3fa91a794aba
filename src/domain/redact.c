/* Taking out who and where: see redact.h. Rules in order; each leaves a word in brackets, which no
 * later rule takes for something else. */
#include "domain/redact.h"

#include <string.h>

#include "base/text.h"

enum { NAME_WORD_MIN = 3 };

#define NUMBER "[nomor]"
#define ADDRESS "[alamat]"
#define NAME "[nama]"

/* Somebody's office after "Pak" says nothing of who he is. */
#define OFFICES                                                                                    \
    "(?:[Ll]urah|[Cc]amat|[Bb]upati|[Ww]ali|[Kk]ades|[Kk]adus|[Kk]asun|[Kk]epala|[Gg]uru|[Dd]"     \
    "okter|"                                                                                       \
    "[Bb]idan|[Pp]olisi|[Ss]atpam|[Ss]opir|[Gg]ubernur|[Mm]enteri|[Pp]residen|[Ss]ekda|[Rr][Tt]|"  \
    "[Rr][Ww]|[Kk]etua|[Pp]etugas|[Pp]enyiar|[Aa]dmin)\\b"

#define DIGIT_WORD "(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"

static const struct {
    const char *pattern, *put;
} RULES[] = {
    { "(?i)\\b(?:https?://|www\\.)\\S+", ADDRESS },
    { "[\\p{L}\\p{N}._%+-]+\\s?@\\s?[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+", ADDRESS },
    { "(?i)[\\w.]+\\s*[\\[(]?\\b(?:at|et)\\b[\\])]?\\s*(?:gmail|yahoo|outlook|hotmail)\\S*",
      ADDRESS },
    { "(?<![\\p{L}\\p{N}])@[\\w.]{2,}", ADDRESS },
    { "(?i)\\b" DIGIT_WORD "(?:[\\s,.-]+" DIGIT_WORD "){5,}\\b", NUMBER },
    /* seven digits and more, however they are parted; an amount in rupiah is none */
    { "(?<![\\p{Nd}.])(?<!Rp)(?<!Rp\\s)(?<!Rp\\.)\\+?\\(?\\p{Nd}(?:[\\s().\\-/]{0,2}\\p{Nd}){6,}+",
      NUMBER },
    { "(?i)\\bR[TW]\\s*[.:]?\\s*\\d{1,3}(?:\\s*[/,]?\\s*R[TW]\\s*[.:]?\\s*\\d{1,3}|\\s*/"
      "\\s*\\d{1,3})?",
      ADDRESS },
    { "\\b[A-Z]{1,2}\\s?\\d{1,4}\\s?[A-Z]{1,3}\\b", NUMBER },
    { "(?i)\\b(?:nomor|nomer|no)\\b\\s*\\.?\\s*(?:rumah\\s*)?\\d{1,4}[A-Za-z]?\\b", NUMBER },
    { "(?i)\\b(nama saya|nama pelapor|bernama|atas nama|a\\.?n\\.)\\s*:?\\s+(?!\\[)[\\p{L}'.]+"
      "(?-i:(?:\\s+\\p{Lu}[\\p{L}'.]+){0,3})",
      "\\1 " NAME },
    { "\\b((?:[Bb]apak|[Pp]ak|[Bb]pk\\.?|[Ii]bu|[Bb]u|[Mm]as|[Mm]bak|[Mm]bah|[Kk]ang|[Ss]dri?\\.?|"
      "[Ss]audar[ai]|[Hh]aji|[Hh]ajah|Hj?\\.))\\s+(?!" OFFICES ")\\p{Lu}[\\p{L}'.]+"
      "(?:\\s+\\p{Lu}[\\p{L}'.]+){0,3}",
      "\\1 " NAME },
};

static GRegex *compiled[G_N_ELEMENTS(RULES)];

static void rules_compile(void)
{
    static gsize done = 0;
    if (!g_once_init_enter(&done))
        return;
    for (guint i = 0; i < G_N_ELEMENTS(RULES); i++) {
        compiled[i] = g_regex_new(RULES[i].pattern, G_REGEX_OPTIMIZE, 0, NULL);
        g_assert(compiled[i]);
    }
    g_once_init_leave(&done, 1);
}

static char *replace(const GRegex *rule, char *text, const char *put)
{
    char *replaced = g_regex_replace(rule, text, -1, 0, put, 0, NULL);
    if (!replaced) /* it would take too long to look through: better nothing than somebody's number
                    */
        replaced = g_strdup("");
    g_free(text);
    return replaced;
}

/* The words of the reporter's own name, wherever they stand. */
static char *take_out_name(char *text, const char *name)
{
    g_autofree char *folded = text_fold(name);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (char **word = words; *word; word++) {
        if (text_chars(*word) < NAME_WORD_MIN)
            continue;
        g_autofree char *escaped = g_regex_escape_string(*word, -1);
        g_autofree char *pattern =
            g_strdup_printf("(?i)(?<![\\p{L}\\[])%s(?![\\p{L}\\]])", escaped);
        g_autoptr(GRegex) rule = g_regex_new(pattern, 0, 0, NULL);
        if (rule)
            text = replace(rule, text, NAME);
    }
    return text;
}

char *redact_text(const char *text, const char *name)
{
    rules_compile();
    char *out = take_out_name(g_strdup(text), name);
    for (guint i = 0; i < G_N_ELEMENTS(RULES); i++)
        out = replace(compiled[i], out, RULES[i].put);
    return out;
}
