/* Matching public posts: see listen.h. */
#include "model/listen.h"

#include <string.h>

#include "base/text.h"

/* "lampu mati" may be said by two people of two lamps. */
enum { CORE_CHARS_MIN = 24 };

void listen_rule_free(ListenRule *rule)
{
    if (rule)
        g_free(rule->word);
    g_free(rule);
}

static bool is_of_tag(gunichar c)
{
    return c == '_' || g_unichar_isalnum(c) || g_unichar_ismark(c);
}

static bool is_of_name(gunichar c)
{
    return c == '.' || is_of_tag(c);
}

static const char *end_of(const char *at, gunichar sign)
{
    while (*at && (sign == '@' ? is_of_name(g_utf8_get_char(at)) : is_of_tag(g_utf8_get_char(at))))
        at = g_utf8_next_char(at);
    return at;
}

char *listen_word(ListenKind kind, const char *written)
{
    char sign = kind == LISTEN_HASHTAG ? '#' : '@';
    g_autofree char *line = text_one_line(written);
    g_autofree char *folded = text_fold(line);
    if (!*folded)
        return NULL;
    if (kind == LISTEN_KEYWORD)
        return g_steal_pointer(&line);
    const char *bare = line + (*line == sign);
    return *end_of(bare, (gunichar)sign) ? NULL : g_strdup_printf("%c%s", sign, bare);
}

/* Full-width signs and letters of mathematics are the same as the plain ones. */
static char *plain(const char *text)
{
    char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
    return normal ? normal : g_strdup("");
}

static bool has_phrase(const char *folded, const char *word)
{
    g_autofree char *phrase = text_fold(word);
    g_autofree char *inner = g_strconcat(" ", phrase, " ", NULL);
    g_autofree char *outer = g_strconcat(" ", folded, " ", NULL);
    return strstr(outer, inner) != NULL;
}

static bool same_letters(const char *a, gsize bytes, const char *b)
{
    g_autofree char *one = g_utf8_casefold(a, (gssize)bytes), *two = g_utf8_casefold(b, -1);
    return strcmp(one, two) == 0;
}

/* "#lapor" in "tolong #Lapor!", not in "#laporan" and not in "a#lapor"; "@dinas." ends a sentence.
 */
static bool has_signed(const char *text, const char *word)
{
    gunichar sign = (gunichar)(guchar)*word;
    gunichar before = ' ';
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == sign && !is_of_tag(before)) {
            const char *end = end_of(at + 1, sign);
            while (end > at + 1 && end[-1] == '.')
                end--;
            if (same_letters(at + 1, (gsize)(end - at - 1), word + 1))
                return true;
        }
        before = c;
    }
    return false;
}

const ListenRule *listen_match(const GPtrArray *rules, const char *text, bool to_us)
{
    g_autofree char *normal = plain(text);
    g_autofree char *folded = text_fold(normal);
    for (guint i = 0; rules && i < rules->len; i++) {
        const ListenRule *rule = rules->pdata[i];
        bool met = rule->kind == LISTEN_COMMENTS  ? to_us
                   : rule->kind == LISTEN_KEYWORD ? has_phrase(folded, rule->word)
                                                  : has_signed(normal, rule->word);
        if (met)
            return rule;
    }
    return NULL;
}

/* A word that says who or where a post is, not what it says. */
static bool is_wrapping(const char *word)
{
    return *word == '@' || strcmp(word, "RT") == 0 || strstr(word, "://") ||
           g_str_has_prefix(word, "www.");
}

char *listen_core(const char *text)
{
    g_autofree char *normal = plain(text);
    g_auto(GStrv) words = g_strsplit_set(normal, " \t\r\n", -1);
    g_autoptr(GString) kept = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word && !is_wrapping(*word))
            g_string_append_printf(kept, "%s ", *word);
    g_autofree char *core = text_fold(kept->str);
    return text_chars(core) >= CORE_CHARS_MIN ? g_steal_pointer(&core) : NULL;
}
