/* Words of danger in what a citizen says, on any channel and at any time: the case is marked until
 * a person has dealt with it, open consoles hear it at once, the staff are told, and the citizen is
 * told whom to call. It is never a verdict: nothing else of the case changes but its priority.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

/* The emergency words of text, ", " between (transfer full); "" none. */
char *alarm_words(const Catalog *catalog, const char *text);
/* All of words stand on the case already: the same danger, told again. */
bool alarm_is_known(const Case *c, const char *words);
/* Marks the case, with its event, once while nobody has dealt with these words (*raised). words
 * stand on it (not on a secret one) beside those it had. The caller writes the case row, and then
 * tells the staff if it was raised. */
bool alarm_raise(Ctx *ctx, Case *c, const char *words, bool *raised, GError **error) MUST_USE;
bool alarm_tell(Ctx *ctx, const Case *c, GError **error) MUST_USE;
