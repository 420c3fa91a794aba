/* Ids and tickets.
 *
 * Ids are int64, unique over all processes of an installation, and grow with time: milliseconds
 * since 2024-01-01 UTC (41 bits), a node number (10), a counter (12). They never leave the staff's
 * side; the public sees tickets, which are random.
 * Ticket: prefix-XXXX-XXXX, 7 random Crockford base32 characters and a check character (mod 37).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Thread-safe; later calls in one process give larger ids. */
gint64 id_next(void);
/* The instant an id was made (by the machine's clock), microseconds UTC. */
gint64 id_time_us(gint64 id);
/* The smallest id that an instant can have; of an instant before or after all ids the first or the
 * last. */
gint64 id_at_us(gint64 at_us);
/* 0..1023. Without it each process draws its own number; where several serve one database, give
 * each another one. */
void id_set_node(guint node);
/* 1 to 8 capital letters A-Z: a prefix from outside is checked with this before ticket_new. */
bool ticket_prefix_is_valid(const char *prefix);
/* Always with at least one of the digits 2..9, so that no word of a text looks like one, and never
 * with one of the check signs * ~ $ = (which are understood). (transfer full) */
char *ticket_new(const char *prefix);
/* What a person typed (small letters, O for 0, I and L for 1, missing dashes, spaces) as the
 * ticket it means, or NULL when it is none (wrong length, letter or check character). (transfer full) */
char *ticket_normalise(const char *typed);
/* The first ticket inside a text, normalised, or NULL; only with a prefix of letters and dash or
 * the full 8 characters right after it; a space after the prefix is
 * for ticket_normalise only. (transfer full) */
char *ticket_find(const char *text);
