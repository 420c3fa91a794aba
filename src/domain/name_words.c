/* Names as they are found again: see name_words.h. */
#include "domain/name_words.h"

#include <string.h>

#include "base/text.h"

enum { WORDS_MAX = 8 };

static const char *const TITLES[] = {
    "bapak", "bpk", "pak", "ibu",  "bu",  "sdr",  "sdri", "saudara", "saudari", "tn",
    "ny",    "nn",  "mas", "mbak", "h",   "hj",   "haji", "kh",      "ust",     "ustaz",
    "ustad", "dr",  "drs", "dra",  "ir",  "prof", "s",    "se",      "sh",      "st",
    "spd",   "skm", "mt",  "mm",   "msi", "mpd",  "bin",  "binti",   "alm",     NULL,
};

static const struct {
    const char *old, *today;
} SPELLINGS[] = {
    { "oe", "u" }, { "dj", "j" }, { "tj", "c" }, { "sj", "sy" }, { "nj", "ny" }, { "v", "f" },
};

/* Of double letters one. */
static char *once_each(const char *word)
{
    GString *out = g_string_new(NULL);
    for (const char *c = word; *c; c++)
        if (c == word || *c != c[-1])
            g_string_append_c(out, *c);
    return g_string_free(out, FALSE);
}

static char *spelled_today(const char *word)
{
    g_autoptr(GString) out = g_string_new(word);
    for (guint i = 0; i < G_N_ELEMENTS(SPELLINGS); i++)
        g_string_replace(out, SPELLINGS[i].old, SPELLINGS[i].today, 0);
    return once_each(out->str);
}

static gint by_length(gconstpointer a, gconstpointer b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    gsize of_x = strlen(x), of_y = strlen(y);
    return of_x != of_y ? (of_x < of_y ? 1 : -1) : strcmp(x, y);
}

char **name_words(const char *name)
{
    g_autofree char *folded = text_fold(name);
    g_auto(GStrv) parts = g_strsplit(folded, " ", -1);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (char **part = parts; *part && words->len < WORDS_MAX; part++) {
        if (g_strv_contains(TITLES, *part) || strlen(*part) < 2)
            continue;
        char *word = spelled_today(*part);
        if (g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
            g_free(word);
        else
            g_ptr_array_add(words, word);
    }
    g_ptr_array_sort(words, by_length);
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}
