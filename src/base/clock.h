/* The one source of "now". Instants are int64 microseconds UTC everywhere inside.
 *
 * A development clock can be moved forward and set; the web layer says so in every answer. It is
 * thread-safe: one atomic offset to the machine's clock.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Clock Clock;

#define US_PER_S G_GINT64_CONSTANT(1000000)
#define US_PER_MIN (60 * US_PER_S)
#define US_PER_HOUR (3600 * US_PER_S)
#define US_PER_DAY (86400 * US_PER_S)

/* movable: a development clock; the real clock refuses clock_set and clock_advance. */
Clock *clock_new(bool movable);
void clock_free(Clock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clock, clock_free)

gint64 clock_now_us(const Clock *clock);
bool clock_is_movable(const Clock *clock);
/* Makes now == at_us. Asserts that the clock is movable. */
void clock_set(Clock *clock, gint64 at_us);
void clock_advance(Clock *clock, gint64 by_us);
