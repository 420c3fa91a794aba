/* The stemmer holds a working buffer, so each thread has its own: see stem.h. */
#include "base/stem.h"

#include <libstemmer.h>
#include <string.h>

/* Shorter words have no endings to lose: "jalan" does, "air" does not. */
enum { SHORTEST = 4, LONGEST = 64 };

static void stemmer_free(gpointer stemmer)
{
    sb_stemmer_delete(stemmer);
}

static struct sb_stemmer *stemmer_of_thread(void)
{
    static GPrivate held = G_PRIVATE_INIT(stemmer_free);
    struct sb_stemmer *stemmer = g_private_get(&held);
    if (stemmer)
        return stemmer;
    stemmer = sb_stemmer_new("indonesian", "UTF_8");
    if (!stemmer)
        g_error("libstemmer has no Indonesian stemmer");
    g_private_set(&held, stemmer);
    return stemmer;
}

char *stem_word(const char *word)
{
    gsize bytes = strlen(word);
    if (bytes < SHORTEST || bytes > LONGEST)
        return g_strdup(word);
    struct sb_stemmer *stemmer = stemmer_of_thread();
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)bytes);
    if (!stem)
        g_error("out of memory");
    int length = sb_stemmer_length(stemmer);
    return length > 0 ? g_strndup((const char *)stem, (gsize)length) : g_strdup(word);
}
