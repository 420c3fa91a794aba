/* Words that may be read aloud: a text without what tells who somebody is or where he lives.
 *
 * Taken out are telephone and identity numbers (also spelled out), mail addresses, handles and
 * links, number plates, house numbers with RT and RW, and names: the reporter's own, and what stands
 * behind "Pak", "Bu", "bernama" and the like. A name that nothing announces is not found: a person
 * reads the text before it goes on air.
 */
#pragma once

#include <glib.h>

/* name: the reporter's as he gave it, "" unknown. Doing it twice changes nothing. (transfer full) */
char *redact_text(const char *text, const char *name);
