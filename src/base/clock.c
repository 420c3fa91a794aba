/* The one source of "now": see clock.h. */
#include "base/clock.h"

#include <stdatomic.h>

struct Clock {
    bool movable;
    _Atomic gint64 offset_us;
};

Clock *clock_new(bool movable)
{
    Clock *clock = g_new0(Clock, 1);
    clock->movable = movable;
    return clock;
}

void clock_free(Clock *clock)
{
    g_free(clock);
}

gint64 clock_now_us(const Clock *clock)
{
    return g_get_real_time() + atomic_load(&((Clock *)clock)->offset_us);
}

bool clock_is_movable(const Clock *clock)
{
    return clock->movable;
}

void clock_set(Clock *clock, gint64 at_us)
{
    g_assert(clock->movable);
    atomic_store(&clock->offset_us, at_us - g_get_real_time());
}

void clock_advance(Clock *clock, gint64 by_us)
{
    g_assert(clock->movable);
    atomic_fetch_add(&clock->offset_us, by_us);
}
