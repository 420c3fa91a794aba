/* Public pages kept in memory: see cache.h. */
#include "web/cache.h"

#include <stdatomic.h>
#include <string.h>

#include "base/id.h"
#include "web/etag.h"
#include "web/metrics.h"
#include "web/pack.h"

#define BYTES_MAX (32 * 1024 * 1024)
#define ENTRY_MAX (512 * 1024)
#define ENTRY_COST 2048 /* of keys, headers and the library's own records */
#define GZIP_FROM 512
#define CASES 4096
#define TENANTS 1024 /* counts of tenants and cases that share a place are touched together */

typedef struct Stamp {
    guint64 all, own, tenant;
} Stamp;

struct CacheSlot {
    char *key;
    gint64 tenant;
    _Atomic guint64 *own; /* the count of its case, or of the tenant's lists */
    Stamp stamp;
};

typedef struct Entry {
    gatomicrefcount refs;
    char *key, *tag;
    Stamp stamp;
    gint64 until_us; /* monotonic */
    gsize cost;
    GList link;
    _Atomic bool used; /* since it was inserted or last spared */
    Reply *reply;      /* finished */
    Prepared *whole, *same;
    _Atomic(Prepared *) packed; /* made when it is first asked for */
} Entry;

static _Atomic guint64 everything, tenants[TENANTS], lists[TENANTS], cases[CASES];

static struct {
    GRWLock lock; /* guards all below; a hit only reads */
    GHashTable *entries;
    GQueue order; /* Entry*, last inserted or spared first */
    gsize bytes, bytes_max;
} cache;

/* ---- counts ---- */

static guint tenant_place(gint64 tenant)
{
    return (guint)((guint64)tenant % TENANTS);
}

static guint case_place(gint64 tenant, const char *ticket)
{
    return (g_str_hash(ticket) * 31 + (guint)tenant) % CASES;
}

void cache_touch(gint64 tenant)
{
    atomic_fetch_add(tenant ? &tenants[tenant_place(tenant)] : &everything, 1);
}

void cache_touch_case(gint64 tenant, const char *ticket)
{
    atomic_fetch_add(&lists[tenant_place(tenant)], 1);
    atomic_fetch_add(&cases[case_place(tenant, ticket)], 1);
}

static Stamp slot_stamp(const CacheSlot *slot)
{
    return (Stamp){ atomic_load(&everything), atomic_load(slot->own),
                    atomic_load(&tenants[tenant_place(slot->tenant)]) };
}

/* ---- slots ---- */

static bool request_is_anonymous(const Request *request)
{
    guint cookies = request->cookies ? g_hash_table_size(request->cookies) : 0;
    return (cookies == 0 || (cookies == 1 && request_cookie(request, "lang"))) &&
           !request_header(request, "authorization") && !request_header(request, "range");
}

static char *path_ticket(const Request *request)
{
    for (char **arg = request->path_args; *arg; arg++) {
        char *ticket = ticket_normalise(*arg);
        if (ticket)
            return ticket;
    }
    return NULL;
}

CacheSlot *cache_slot_new(const Route *route, const Request *request, gint64 tenant)
{
    bool reads = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (!(route->flags & ROUTE_CACHE) || !reads || !request_is_anonymous(request))
        return NULL;
    g_autofree char *ticket = path_ticket(request);
    CacheSlot *slot = g_new0(CacheSlot, 1);
    slot->tenant = tenant;
    slot->own = ticket ? &cases[case_place(tenant, ticket)] : &lists[tenant_place(tenant)];
    slot->stamp = slot_stamp(slot);
    slot->key =
        g_strconcat(request_lang(request), request->https ? "\n1\n" : "\n0\n", request->host, "\n",
                    request->base, "\n", request->path, "\n", request->query, NULL);
    return slot;
}

void cache_slot_free(CacheSlot *slot)
{
    if (!slot)
        return;
    g_free(slot->key);
    g_free(slot);
}

/* ---- entries ---- */

static void entry_unref(gpointer data)
{
    Entry *entry = data;
    if (!g_atomic_ref_count_dec(&entry->refs))
        return;
    prepared_unref(entry->whole);
    prepared_unref(entry->same);
    Prepared *packed = atomic_load(&entry->packed);
    g_clear_pointer(&packed, prepared_unref);
    reply_free(entry->reply);
    g_free(entry->key);
    g_free(entry->tag);
    g_free(entry);
}

/* Called with the lock held. */
static void entry_drop(Entry *entry)
{
    g_queue_unlink(&cache.order, &entry->link);
    cache.bytes -= entry->cost;
    g_hash_table_remove(cache.entries, entry->key);
}

static bool entry_is_fresh(const Entry *entry, const Stamp *now)
{
    return entry->stamp.all == now->all && entry->stamp.own == now->own &&
           entry->stamp.tenant == now->tenant && g_get_monotonic_time() < entry->until_us;
}

/* (transfer full); NULL: none, or stale. A stale one is replaced when its page has been made. */
static Entry *entry_find(const CacheSlot *slot)
{
    g_autoptr(GRWLockReaderLocker) locker G_GNUC_UNUSED = g_rw_lock_reader_locker_new(&cache.lock);
    Entry *entry = cache.entries ? g_hash_table_lookup(cache.entries, slot->key) : NULL;
    if (!entry || !entry_is_fresh(entry, &slot->stamp))
        return NULL;
    atomic_store_explicit(&entry->used, true, memory_order_relaxed);
    g_atomic_ref_count_inc(&entry->refs);
    return entry;
}

/* The oldest goes, but one that was used since is spared once. Called with the lock held. */
static void cache_shrink(void)
{
    while (cache.bytes > cache.bytes_max) {
        Entry *oldest = g_queue_peek_tail(&cache.order);
        if (!atomic_exchange(&oldest->used, false)) {
            entry_drop(oldest);
            continue;
        }
        g_queue_unlink(&cache.order, &oldest->link);
        g_queue_push_head_link(&cache.order, &oldest->link);
    }
}

static Reply *reply_copy(const Reply *reply, unsigned status, GBytes *body)
{
    Reply *copy = reply_new(status, body ? reply->type : NULL, body ? g_bytes_ref(body) : NULL);
    for (guint i = 0; i < reply->headers->len; i++)
        g_ptr_array_add(copy->headers, g_strdup(g_ptr_array_index(reply->headers, i)));
    return copy;
}

static Prepared *entry_packed(Entry *entry)
{
    Prepared *packed = atomic_load(&entry->packed);
    if (packed)
        return packed;
    g_autoptr(GBytes) small = pack_gzip(entry->reply->body, 1);
    Reply *reply = reply_copy(entry->reply, 200, small);
    g_autofree char *tag = g_strdup_printf("\"%s-gz\"", entry->tag);
    reply_header_set(reply, "ETag", tag);
    reply_header(reply, "Content-Encoding", "gzip");
    packed = prepared_new(reply);
    Prepared *before = NULL;
    if (atomic_compare_exchange_strong(&entry->packed, &before, packed))
        return packed;
    prepared_unref(packed);
    return before;
}

Prepared *cache_find(const CacheSlot *slot, const Request *request)
{
    Entry *entry = entry_find(slot);
    if (!entry) {
        metrics_count(METRICS_CACHE_MISS);
        return NULL;
    }
    metrics_count(METRICS_CACHE_HIT);
    Prepared *answer = entry->whole;
    const char *accepts = request_header(request, "accept-encoding");
    if (etag_matches(request_header(request, "if-none-match"), entry->tag))
        answer = entry->same;
    else if (accepts && strstr(accepts, "gzip") && g_bytes_get_size(entry->reply->body) > GZIP_FROM)
        answer = entry_packed(entry);
    prepared_ref(answer);
    entry_unref(entry);
    return answer;
}

static void entry_insert(Entry *entry)
{
    g_autoptr(GRWLockWriterLocker) locker G_GNUC_UNUSED = g_rw_lock_writer_locker_new(&cache.lock);
    if (!cache.entries) {
        entry_unref(entry);
        return;
    }
    Entry *old = g_hash_table_lookup(cache.entries, entry->key);
    if (old)
        entry_drop(old);
    g_hash_table_insert(cache.entries, entry->key, entry);
    g_queue_push_head_link(&cache.order, &entry->link);
    cache.bytes += entry->cost;
    cache_shrink();
}

static bool reply_may_stay(const Reply *reply)
{
    return reply->cache_us > 0 && reply->status == 200 && reply->body && !reply->stream &&
           g_bytes_get_size(reply->body) <= ENTRY_MAX && !reply_header_get(reply, "Set-Cookie");
}

void cache_keep(const CacheSlot *slot, const Request *request, Reply *reply, const Clock *clock)
{
    if (!reply_may_stay(reply))
        return;
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, reply->body);
    Entry *entry = g_new0(Entry, 1);
    entry->tag = g_strndup(hash, 20);
    g_autofree char *tag = g_strdup_printf("\"%s\"", entry->tag);
    reply_header_set(reply, "ETag", tag);
    reply_header_set(reply, "Cache-Control", "public, no-cache");
    reply_header_set(reply, "Vary", "Accept-Encoding, Accept-Language, Cookie");
    g_atomic_ref_count_init(&entry->refs);
    entry->key = g_strdup(slot->key);
    entry->stamp = slot->stamp;
    entry->until_us = g_get_monotonic_time() + reply->cache_us;
    entry->cost = g_bytes_get_size(reply->body) * 3 / 2 + strlen(slot->key) + ENTRY_COST;
    entry->link.data = entry;
    entry->reply = reply_copy(reply, 200, reply->body);
    reply_finish(entry->reply, request, clock);
    entry->whole = prepared_new(reply_copy(entry->reply, 200, reply->body));
    entry->same = prepared_new(reply_copy(entry->reply, 304, NULL));
    entry_insert(entry);
}

/* ---- start and stop ---- */

void cache_start(gsize bytes_max)
{
    cache_stop();
    cache.bytes_max = bytes_max ? bytes_max : BYTES_MAX;
    cache.entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_unref);
}

void cache_stop(void)
{
    g_autoptr(GRWLockWriterLocker) locker G_GNUC_UNUSED = g_rw_lock_writer_locker_new(&cache.lock);
    while (cache.entries && !g_queue_is_empty(&cache.order))
        entry_drop(g_queue_peek_tail(&cache.order));
    g_clear_pointer(&cache.entries, g_hash_table_unref);
}

gsize cache_bytes(void)
{
    g_autoptr(GRWLockWriterLocker) locker G_GNUC_UNUSED = g_rw_lock_writer_locker_new(&cache.lock);
    return cache.bytes;
}
