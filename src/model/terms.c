/* Words out of free text: see terms.h. */
#include "model/terms.h"

#include "base/stem.h"
#include "base/text.h"

#include <string.h>

enum { WORDS_MAX = 800, WORD_BYTES = 48 };

static void term_clear(gpointer data)
{
    Term *term = data;
    g_free(term->word);
    g_free(term->stem);
}

static bool is_letter(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* "Jum'at" is one word, 'jalan' in quotation marks is too. */
static bool is_inner(const char *at)
{
    gunichar c = g_utf8_get_char(at);
    return (c == '\'' || c == 0x2019 || c == '`') &&
           g_unichar_isalpha(g_utf8_get_char(g_utf8_next_char(at)));
}

/* The end of the word that begins at start. */
static const char *word_end(const char *start)
{
    const char *at = start;
    while (*at && (is_letter(g_utf8_get_char(at)) || (at > start && is_inner(at))))
        at = g_utf8_next_char(at);
    return at;
}

/* "tolooong" -> "tolong"; two of a letter may be spelling ("maaf"), digits stay. */
static void shorten_runs(char *word)
{
    char *to = word;
    for (const char *from = word; *from;) {
        gsize run = 1;
        while (from[run] == *from && g_ascii_isalpha(*from))
            run++;
        for (gsize i = 0; i < (run > 2 ? 1 : run); i++)
            *to++ = *from;
        from += run;
    }
    *to = '\0';
}

/* "jalan2" -> "jalan", "lampu2nya" -> "lampunya": the second time the word is said. */
static void drop_doubling(char *word)
{
    char *two = strchr(word, '2');
    if (!two || two - word < 3 || (two[1] && !g_ascii_isalpha(two[1])))
        return;
    for (const char *at = word; at < two; at++)
        if (g_ascii_isdigit(*at))
            return;
    memmove(two, two + 1, strlen(two));
}

/* What the table says of word, or of what is left without -nya or a glued di-. */
static const char *spelled(GHashTable *spelling, const char *word)
{
    gsize length = strlen(word);
    const char *meaning = spelling ? g_hash_table_lookup(spelling, word) : NULL;
    if (meaning || !spelling)
        return meaning;
    if (length > 4 && g_str_has_suffix(word, "nya")) {
        g_autofree char *bare = g_strndup(word, length - 3);
        meaning = g_hash_table_lookup(spelling, bare);
    }
    if ((!meaning || !*meaning) && length > 3 && g_str_has_prefix(word, "di"))
        meaning = g_hash_table_lookup(spelling, word + 2);
    return meaning && *meaning ? meaning : NULL;
}

static void add_term(GArray *terms, guint start, guint end, const char *word, bool filler)
{
    Term term = { start, end, g_strdup(word), stem_word(word), filler };
    g_array_append_val(terms, term);
}

static void add_word(GArray *terms, GHashTable *spelling, guint start, guint end, char *folded)
{
    shorten_runs(folded);
    drop_doubling(folded);
    const char *meaning = spelled(spelling, folded);
    if (!meaning || !*meaning) {
        add_term(terms, start, end, folded, meaning != NULL);
        return;
    }
    g_auto(GStrv) words = g_strsplit(meaning, " ", 4);
    for (char **word = words; *word; word++) {
        const char *again = g_hash_table_lookup(spelling, *word);
        add_term(terms, start, end, *word, again && !*again);
    }
}

/* The words of most texts are plain ASCII, which needs no tables of Unicode. */
static char *fold_word(const char *start, gsize bytes)
{
    bool plain = true;
    for (gsize i = 0; i < bytes && plain; i++)
        plain = g_ascii_isalnum(start[i]);
    if (plain)
        return g_ascii_strdown(start, (gssize)bytes);
    g_autofree char *word = g_strndup(start, bytes);
    g_autofree char *folded = text_fold(word);
    g_auto(GStrv) parts = g_strsplit(folded, " ", -1); /* of a sign such as a fraction */
    return g_strjoinv("", parts);
}

GArray *terms_read(GHashTable *spelling, const char *text)
{
    GArray *terms = g_array_new(FALSE, FALSE, sizeof(Term));
    g_array_set_clear_func(terms, term_clear);
    for (const char *at = text ? text : ""; *at && terms->len < WORDS_MAX;) {
        const char *end = word_end(at);
        if (end == at) {
            at = g_utf8_next_char(at);
            continue;
        }
        gsize bytes = (gsize)(end - at);
        g_autofree char *folded = bytes <= WORD_BYTES ? fold_word(at, bytes) : NULL;
        if (folded && *folded)
            add_word(terms, spelling, (guint)(at - text), (guint)(end - text), folded);
        at = end;
    }
    return terms;
}
