/* What people write, as words that can be compared: "Jln2 di dpn sklh ga diperbaikiii" is read as
 * jalan, di, depan, sekolah, tidak, perbaiki, each with its stem and its place in the text.
 *
 * Letters are folded, drawn-out letters shortened, the "2" of a doubled word dropped, and informal
 * spellings written out by a table (word -> what it means; "" marks a word that joins sentences and
 * tells nothing), which is data of the pack.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Term {
    guint start, end; /* bytes of the text it was read from */
    char *word;       /* folded and written out */
    char *stem;
    bool filler; /* joins sentences: yang, di, dan */
} Term;

/* Term in order of the text, at most 800 words of it (transfer full, frees its strings). spelling:
 * folded word -> meaning, may be NULL. A spelling that means two words ("dmn") gives two terms. */
GArray *terms_read(GHashTable *spelling, const char *text);
