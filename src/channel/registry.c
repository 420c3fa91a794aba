/* Open channels by name: see registry.h. */
#include "channel/registry.h"

#include <string.h>

typedef struct Entry {
    char *medium, *tenant;
    const ChannelDriver *driver;
    Channel *channel;
} Entry;

/* Held for reading as long as a channel is used, so that removing waits. */
static GRWLock lock;
static GHashTable *entries; /* char* -> Entry* */

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->medium);
    g_free(entry->tenant);
    g_free(entry);
}

void registry_add(const char *id, const char *medium, const char *tenant,
                  const ChannelDriver *driver, Channel *channel)
{
    Entry *entry = g_new(Entry, 1);
    *entry = (Entry){ g_strdup(medium), g_strdup(tenant), driver, channel };
    g_rw_lock_writer_lock(&lock);
    if (!entries)
        entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
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

/* Its own, else the common one; NULL none. */
static const Entry *entry_for(const char *medium, const char *tenant)
{
    const Entry *found = NULL;
    GHashTableIter each;
    gpointer value;
    if (!entries)
        return NULL;
    g_hash_table_iter_init(&each, entries);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        const Entry *entry = value;
        bool own = strcmp(entry->tenant, tenant) == 0;
        if (strcmp(entry->medium, medium) == 0 && (own || (!found && !*entry->tenant)))
            found = entry;
    }
    return found;
}

bool registry_is_off(const char *medium, const char *tenant)
{
    g_rw_lock_reader_lock(&lock);
    const Entry *entry = entry_for(medium, tenant);
    bool off = entry && !entry->channel;
    g_rw_lock_reader_unlock(&lock);
    return off;
}

bool registry_hook(const char *id, const ChannelHook *hook, ChannelHookReply *reply)
{
    g_rw_lock_reader_lock(&lock);
    const Entry *entry = entries ? g_hash_table_lookup(entries, id) : NULL;
    bool takes = entry && entry->driver->hook;
    if (takes && entry->channel)
        entry->driver->hook(entry->channel, hook, reply);
    g_rw_lock_reader_unlock(&lock);
    return takes;
}

GBytes *registry_fetch(const char *id, const char *ref, GError **error)
{
    GBytes *bytes = NULL;
    g_rw_lock_reader_lock(&lock);
    const Entry *entry = entries ? g_hash_table_lookup(entries, id) : NULL;
    if (entry && !entry->channel)
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Kanal ini tidak dilayani sekarang."),
                  "channel %s is off", id);
    else if (entry && entry->driver->fetch)
        bytes = entry->driver->fetch(entry->channel, ref, error);
    else
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Kanal ini tidak membawa berkas."),
                  "channel %s", id);
    g_rw_lock_reader_unlock(&lock);
    return bytes;
}
