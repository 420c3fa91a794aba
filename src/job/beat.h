/* A thread that does one kind of work in rounds: as soon as it is woken, and when the work itself
 * said that it will be due. Every job thread of the program is one of these.
 *
 * Time is the program's clock. With a development clock, which may be moved at any moment, a beat
 * never sleeps longer than a fifth of a second; with the real one it sleeps until it is due.
 */
#pragma once

#include "base/clock.h"
#include "db/db.h"

typedef struct Beat Beat;

typedef struct BeatConfig {
    const char *name; /* of the thread, for the log; static */
    Database *database;
    const Clock *clock;
    /* One round; returns the instant at which the next is due at the latest. */
    gint64 (*round)(Beat *beat, gpointer user);
    gpointer user;
    guint pause_ms;   /* a wake waits this long for others to join it */
    guint longest_ms; /* a round at least this often; 0: a minute */
} BeatConfig;

/* Fails when no connection can be opened. */
Beat *beat_start(const BeatConfig *config, GError **error) MUST_USE;
/* Another round, soon. Thread-safe, never waits. */
void beat_wake(Beat *beat);
/* Waits for the round under way, at most. NULL is no beat. */
void beat_stop(Beat *beat);

/* For the round. */
Db *beat_db(Beat *beat);
gint64 beat_now_us(const Beat *beat);
const Clock *beat_clock(const Beat *beat);
/* True when a long round should end where it is. */
bool beat_ends(const Beat *beat);
/* The answer of a round that failed: logs it, and names an instant some seconds away. */
gint64 beat_failed(const Beat *beat, const char *what, const GError *error);
