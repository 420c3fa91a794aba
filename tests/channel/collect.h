/* A sink that remembers what it was given and says true or false as told: for driver tests. */
#pragma once

#include "channel/channel.h"

typedef struct Collected {
    char *channel, *id, *from, *to, *text; /* of a receipt: id and text (the detail) */
    gint64 sent_at;
    bool receipt;
    ReceiptKind kind;
} Collected;

typedef struct Collect {
    GMutex lock;
    GCond changed;
    GPtrArray *all; /* Collected*: every call, accepted or not */
    guint refuse;   /* so many more calls are answered false */
} Collect;

static void collected_free(gpointer data)
{
    Collected *one = data;
    g_free(one->channel);
    g_free(one->id);
    g_free(one->from);
    g_free(one->to);
    g_free(one->text);
    g_free(one);
}

static inline void collect_init(Collect *collect)
{
    g_mutex_init(&collect->lock);
    g_cond_init(&collect->changed);
    collect->all = g_ptr_array_new_with_free_func(collected_free);
    collect->refuse = 0;
}

static inline void collect_clear(Collect *collect)
{
    g_ptr_array_unref(collect->all);
    g_mutex_clear(&collect->lock);
    g_cond_clear(&collect->changed);
}

static inline bool collect_add(Collect *collect, Collected *one)
{
    g_mutex_lock(&collect->lock);
    bool taken = collect->refuse == 0;
    if (!taken)
        collect->refuse--;
    g_ptr_array_add(collect->all, one);
    g_cond_broadcast(&collect->changed);
    g_mutex_unlock(&collect->lock);
    return taken;
}

static inline bool collect_receive(gpointer user, const ChannelIn *in)
{
    Collected *one = g_new0(Collected, 1);
    one->channel = g_strdup(in->channel);
    one->id = g_strdup(in->provider_id);
    one->from = g_strdup(in->from);
    one->to = g_strdup(in->to);
    one->text = g_strdup(in->text);
    one->sent_at = in->sent_at;
    return collect_add(user, one);
}

static inline bool collect_receipt(gpointer user, const char *channel, const char *id,
                                   ReceiptKind kind, const char *detail)
{
    Collected *one = g_new0(Collected, 1);
    one->channel = g_strdup(channel);
    one->id = g_strdup(id);
    one->text = g_strdup(detail);
    one->receipt = true;
    one->kind = kind;
    return collect_add(user, one);
}

static inline ChannelSink collect_sink(Collect *collect)
{
    return (ChannelSink){ .receive = collect_receive, .receipt = collect_receipt, .user = collect };
}

static inline void collect_refuse(Collect *collect, guint calls)
{
    g_mutex_lock(&collect->lock);
    collect->refuse = calls;
    g_mutex_unlock(&collect->lock);
}

/* Waits until there are count calls, at most ten seconds; the last of them, lent. */
static inline Collected *collect_wait(Collect *collect, guint count)
{
    gint64 until = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    g_mutex_lock(&collect->lock);
    while (collect->all->len < count && g_cond_wait_until(&collect->changed, &collect->lock, until))
        ;
    Collected *one = collect->all->len >= count ? collect->all->pdata[count - 1] : NULL;
    g_mutex_unlock(&collect->lock);
    g_assert_nonnull(one);
    return one;
}

static inline guint collect_count(Collect *collect)
{
    g_mutex_lock(&collect->lock);
    guint count = collect->all->len;
    g_mutex_unlock(&collect->lock);
    return count;
}

static inline GKeyFile *collect_config(const char *format, ...) G_GNUC_PRINTF(1, 2);
static inline GKeyFile *collect_config(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    GKeyFile *config = g_key_file_new();
    g_assert_true(g_key_file_load_from_data(config, text, (gsize)-1, G_KEY_FILE_NONE, NULL));
    return config;
}
