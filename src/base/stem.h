/* Stems of Indonesian words: "diperbaiki", "perbaikan" and "memperbaiki" are all "baik".
 *
 * By Snowball's Indonesian stemmer, whose only owner this is. It knows no dictionary, so a stem need
 * not be a word; it is for comparing only and never shown.
 */
#pragma once

#include <glib.h>

/* The stem of a word in lower case without marks (base/text.h text_fold); (transfer full). Never
 * empty for a word that is not. Thread-safe. */
char *stem_word(const char *word);
