/* Text from outside: made valid, cut, normalised, folded. All results (transfer full). */
#pragma once

#include "base/error.h"

#include <stdarg.h>

/* Valid UTF-8 of at most max_bytes (checked by the caller): control characters but \n and \t are
 * dropped, \r\n and \r become \n, NFC. INVALID (field) when the bytes are not UTF-8. */
char *text_clean(const char *data, gsize bytes, const char *field, GError **error) MUST_USE;
/* The same, but wrong bytes become U+FFFD: for gateways whose messages must not be lost. */
char *text_salvage(const char *data, gsize bytes);
/* At most chars characters (Unicode scalars); what is cut is replaced by "…" when ellipsis. */
char *text_cut(const char *text, gsize chars, bool ellipsis);
gsize text_chars(const char *text);
/* Trimmed, runs of white space one space: one line. */
char *text_one_line(const char *text);
/* Lower case, no marks, only letters, digits and single spaces: for comparing and searching. */
char *text_fold(const char *text);
bool text_is_blank(const char *text);
/* E.164 from what people type in Indonesia: 0812..., 62812..., +62 812-..., (0291) 59xxxx.
 * INVALID (field) when it is no phone number. Short numbers (112, 1708) are kept as they are. */
char *text_phone(const char *typed, const char *field, GError **error) MUST_USE;
/* "0812...321" for screens and SMS: all but the first four and last three digits hidden. */
char *text_phone_masked(const char *e164);
/* Trimmed and lower case; INVALID when it is not one address of plausible form. */
char *text_email(const char *typed, const char *field, GError **error) MUST_USE;
/* {name} replaced from pairs: text_fill(body, "ticket", t, "agency", a, NULL). An unknown {x} stays,
 * a value of NULL is empty. {name:one|many} is the word for that number: "{n} {n:day|days}" (for the
 * languages that need it; Indonesian does not). */
char *text_fill(const char *body, ...) G_GNUC_NULL_TERMINATED;
char *text_fill_list(const char *body, va_list pairs);
/* The candidate nearest to word by edit distance (Damerau-Levenshtein), or NULL when none is
 * within a third of its length. Lent. */
const char *text_nearest(const char *word, const char *const *candidates);
/* Edit distance in characters, at most limit + 1. */
int text_distance(const char *a, const char *b, int limit);
