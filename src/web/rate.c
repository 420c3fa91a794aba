/* How often one address may ask: see rate.h. */
#include "web/rate.h"

#include <arpa/inet.h>
#include <math.h>
#include <string.h>

#define SHARDS 16
#define SHARD_MAX 8192 /* then the full buckets go, and if that is not enough all of them */
#define CLASSES 3

/* A person reads some pages a second; a campaign in one office shares one address. */
static const RateLimit USUAL[CLASSES] = {
    [RATE_READ] = { .per_s = 20, .burst = 200 },
    [RATE_WRITE] = { .per_s = 0.5, .burst = 30 },
    [RATE_LOGIN] = { .per_s = 0.1, .burst = 20 },
};

typedef struct Bucket {
    double tokens;
    gint64 at_us;
} Bucket;

static struct {
    GMutex lock;
    GHashTable *buckets; /* "class key" -> Bucket */
} shards[SHARDS];
static RateLimit limits_set[CLASSES];

#define TRUST_US (10 * 60 * G_USEC_PER_SEC)
#define TRUST_MAX 20000

static struct {
    GRWLock lock;
    GHashTable *until; /* session -> gint64, monotonic */
} trusted;

static gboolean trust_is_over(gpointer key, gpointer value, gpointer user)
{
    (void)key;
    return *(const gint64 *)value < *(const gint64 *)user;
}

void rate_trust(const char *session, gint64 now_us)
{
    gint64 until = now_us + TRUST_US;
    g_autoptr(GRWLockWriterLocker) locker G_GNUC_UNUSED =
        g_rw_lock_writer_locker_new(&trusted.lock);
    if (!trusted.until)
        trusted.until = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (g_hash_table_size(trusted.until) >= TRUST_MAX)
        g_hash_table_foreach_remove(trusted.until, trust_is_over, &now_us);
    if (g_hash_table_size(trusted.until) < TRUST_MAX)
        g_hash_table_replace(trusted.until, g_strdup(session), g_memdup2(&until, sizeof until));
}

bool rate_is_trusted(const char *session, gint64 now_us)
{
    g_autoptr(GRWLockReaderLocker) locker G_GNUC_UNUSED =
        g_rw_lock_reader_locker_new(&trusted.lock);
    const gint64 *until = trusted.until ? g_hash_table_lookup(trusted.until, session) : NULL;
    return until && *until >= now_us;
}

void rate_start(const RateLimit limits[3])
{
    memcpy(limits_set, limits ? limits : USUAL, sizeof limits_set);
    for (guint i = 0; i < SHARDS; i++) {
        g_mutex_lock(&shards[i].lock);
        g_clear_pointer(&shards[i].buckets, g_hash_table_unref);
        shards[i].buckets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        g_mutex_unlock(&shards[i].lock);
    }
}

void rate_stop(void)
{
    for (guint i = 0; i < SHARDS; i++)
        g_clear_pointer(&shards[i].buckets, g_hash_table_unref);
    g_clear_pointer(&trusted.until, g_hash_table_unref);
}

static void bucket_refill(Bucket *bucket, const RateLimit *limit, gint64 now_us)
{
    double seconds = (double)MAX(now_us - bucket->at_us, 0) / G_USEC_PER_SEC;
    bucket->tokens = MIN(limit->burst, bucket->tokens + seconds * limit->per_s);
    bucket->at_us = now_us;
}

/* A bucket that would be full by now says nothing that a new one does not. */
static gboolean bucket_is_spent(gpointer key, gpointer value, gpointer user)
{
    const RateLimit *limit = &limits_set[*(const char *)key - '0'];
    bucket_refill(value, limit, *(const gint64 *)user);
    return ((const Bucket *)value)->tokens >= limit->burst;
}

static Bucket *shard_bucket(GHashTable *buckets, const char *key, RateClass rate, gint64 now_us)
{
    Bucket *bucket = g_hash_table_lookup(buckets, key);
    if (bucket)
        return bucket;
    if (g_hash_table_size(buckets) >= SHARD_MAX)
        g_hash_table_foreach_remove(buckets, bucket_is_spent, &now_us);
    if (g_hash_table_size(buckets) >= SHARD_MAX)
        g_hash_table_remove_all(buckets);
    bucket = g_new(Bucket, 1);
    *bucket = (Bucket){ limits_set[rate].burst, now_us };
    g_hash_table_insert(buckets, g_strdup(key), bucket);
    return bucket;
}

bool rate_take(RateClass rate, const char *key, gint64 now_us, guint *retry_s)
{
    if (rate == RATE_NONE)
        return true;
    const RateLimit *limit = &limits_set[rate];
    g_autofree char *full = g_strdup_printf("%d %s", (int)rate, key);
    guint shard = g_str_hash(key) % SHARDS;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shards[shard].lock);
    if (!shards[shard].buckets)
        return true;
    Bucket *bucket = shard_bucket(shards[shard].buckets, full, rate, now_us);
    bucket_refill(bucket, limit, now_us);
    if (bucket->tokens >= 1) {
        bucket->tokens -= 1;
        return true;
    }
    *retry_s = (guint)ceil((1 - bucket->tokens) / limit->per_s);
    return false;
}

char *rate_key(const char *address)
{
    struct in6_addr v6;
    if (!strchr(address, ':') || inet_pton(AF_INET6, address, &v6) != 1)
        return g_strdup(address);
    memset(v6.s6_addr + 8, 0, 8);
    char text[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &v6, text, sizeof text);
    return g_strconcat(text, "/64", NULL);
}

guint rate_size(void)
{
    guint size = 0;
    for (guint i = 0; i < SHARDS; i++) {
        g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&shards[i].lock);
        size += shards[i].buckets ? g_hash_table_size(shards[i].buckets) : 0;
    }
    return size;
}
