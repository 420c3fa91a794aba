/* The words of a person's name, so written that two ways of writing one name meet: small letters,
 * without titles ("Bapak", "Hj.", "S.Pd."), in the spelling of today (Soekarno, Sukarno; Djoko,
 * Joko), each letter once. Only for finding, never shown.
 */
#pragma once

#include <glib.h>

/* Each word once, the longest first, at most eight; without a word: empty. (transfer full) */
char **name_words(const char *name);
