/* Public pages kept in memory as they were sent, and answered on the I/O thread.
 *
 * Kept is what a ROUTE_CACHE row answered with cache_us > 0 to a reader without cookies (but
 * "lang") and without credentials, under tenant, language, scheme, path and query. An entry holds
 * until its time is up or something it shows was touched:
 *   cache_touch       everything of a tenant: after any change made through the web, reference data
 *   cache_touch_case  the pages of one ticket, and all pages that are of no single ticket (lists,
 *                     map, home): after a commit elsewhere, from the stream hub's pump
 * Touching is an atomic add. Invariant: an entry carries the counts as they were before its page
 * was made, so a change that happens meanwhile makes it stale.
 */
#pragma once

#include "web/http.h"
#include "web/route.h"

void cache_start(gsize bytes_max); /* 0: 32 MiB */
void cache_stop(void);
void cache_touch(gint64 tenant); /* 0: all tenants */
void cache_touch_case(gint64 tenant, const char *ticket);

/* One request's place in the cache: its key, and the counts when it came. */
typedef struct CacheSlot CacheSlot;
/* NULL: this request is personal, or its row is not cached. */
CacheSlot *cache_slot_new(const Route *route, const Request *request, gint64 tenant);
void cache_slot_free(CacheSlot *slot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CacheSlot, cache_slot_free)
/* The ready answer (200 or 304, gzipped if the client likes), or NULL. */
Prepared *cache_find(const CacheSlot *slot, const Request *request);
/* Keeps what the handler answered, when it may be kept, and gives the reply its ETag. */
void cache_keep(const CacheSlot *slot, const Request *request, Reply *reply, const Clock *clock);

gsize cache_bytes(void);
