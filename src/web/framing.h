/* Is the head of this request framed in exactly one way? libmicrohttpd 0.9.75 lets through what a
 * proxy in front may read differently (request smuggling): several or conflicting Content-Length
 * and Transfer-Encoding, a space before the colon, folded lines, two Hosts. Fed with every header
 * in order; anything doubtful is refused with 400 and the connection is closed.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Framing {
    bool http_1_1;
    guint lengths, encodings, hosts;
    const char *fault; /* NULL: none so far; a word for the log */
} Framing;

/* name and value may be NULL: nothing was there. */
void framing_add(Framing *framing, const char *name, const char *value);
/* After the last header. The fault, or NULL. */
const char *framing_end(Framing *framing);
/* True when value does not stand behind "name:" on its own line, but was put together from several
 * lines elsewhere. Both point into the connection's one block of memory, where libmicrohttpd parses
 * a line in place and ends each piece by NUL; a folded line is the only one it copies. */
bool framing_is_folded(const char *name, const char *value);
