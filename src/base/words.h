/* Translations: compiled gettext catalogues (.mo), one a language, read whole at the start.
 *
 * gettext() itself answers for the locale of the process, and one process here speaks several
 * languages at once, on machines that need not have those locales installed; so the file, whose
 * format is two tables of strings, is read here.
 */
#pragma once

#include "base/error.h"

/* Replaces what was loaded for lang ("en"). INVALID: not a catalogue. Before threads start. */
bool words_load(const char *lang, const char *mo_file, GError **error) MUST_USE;
/* From memory; the bytes are kept. */
bool words_load_bytes(const char *lang, GBytes *mo, GError **error) MUST_USE;
void words_clear(void);
/* The translation, or msgid itself when there is none. Lent: until words_clear, or msgid's own. */
const char *words_get(const char *lang, const char *msgid);
/* For a line that is stored in the language of the sources and shown later: a msgid, or a msgid
 * followed by ": " and something that is in no language (a host, a number). (transfer full) */
char *words_get_line(const char *lang, const char *line);
