/* How often one address may ask: token buckets in a sharded table, forgotten when they are full
 * again. On the I/O thread; no database.
 */
#pragma once

#include "web/route.h"

typedef struct RateLimit {
    double per_s; /* tokens that come back in a second */
    double burst; /* most that are saved up */
} RateLimit;

/* Sets the limits of READ, WRITE and LOGIN; NULL: the usual ones. Empties the table. */
void rate_start(const RateLimit limits[3]);
void rate_stop(void);
/* Takes one token of key ("203.0.113.7") in a class. False: none left; *retry_s then says after how
 * many seconds there is one. RATE_NONE is always true. now_us is monotonic. */
bool rate_take(RateClass rate, const char *key, gint64 now_us, guint *retry_s);
/* "2001:db8:1:2::7" -> "2001:db8:1:2::/64": a household has that many addresses. (transfer full) */
char *rate_key(const char *address);
guint rate_size(void);

/* A session that was just found valid is limited by itself, not by the address it shares with an
 * office; until nobody asked with it for ten minutes. */
void rate_trust(const char *session, gint64 now_us);
bool rate_is_trusted(const char *session, gint64 now_us);
