/* Open channels by name: see registry.h. */
#include "channel/registry.h"

typedef struct Entry {
    const ChannelDriver *driver;
    Channel *channel;
} Entry;

/* Held for reading as long as a channel is used, so that removing waits. */
static GRWLock lock;
static GHashTable *entries; /* char* -> Entry* */

void registry_add(const char *id, const ChannelDriver *driver, Channel *channel)
{
    Entry *entry = g_new(Entry, 1);
    *entry = (Entry){ driver, channel };
    g_rw_lock_writer_lock(&lock);
    if (!entries)
        entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_replace(entries, g_strdup(id), entry);
    g_rw_lock_writer_unlock(&lock);
}

void registry_remove(const char *id)
{
    g_rw_lock_writer_lock(&lock);
    if (entries && g_hash_table_remove(entries, id) && g_hash_table_size(entries) == 0)
        g_clear_pointer(&entries, g_hash_table_unref);
    g_rw_lock_writer_unlock(&lock);
}

bool registry_hook(const char *id, const ChannelHook *hook, ChannelHookReply *reply)
{
    g_rw_lock_reader_lock(&lock);
    const Entry *entry = entries ? g_hash_table_lookup(entries, id) : NULL;
    bool takes = entry && entry->driver->hook;
    if (takes)
        entry->driver->hook(entry->channel, hook, reply);
    g_rw_lock_reader_unlock(&lock);
    return takes;
}

GBytes *registry_fetch(const char *id, const char *ref, GError **error)
{
    GBytes *bytes = NULL;
    g_rw_lock_reader_lock(&lock);
    const Entry *entry = entries ? g_hash_table_lookup(entries, id) : NULL;
    if (entry && entry->driver->fetch)
        bytes = entry->driver->fetch(entry->channel, ref, error);
    else
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Kanal ini tidak membawa berkas."),
                  "channel %s", id);
    g_rw_lock_reader_unlock(&lock);
    return bytes;
}
