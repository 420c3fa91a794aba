/* Files left in a folder: see drop.h. */
#include "channel/drop.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>

#include "channel/folder.h"
#include "channel/post_file.h"
#include "channel/received.h"

#define SETTLE_US G_USEC_PER_SEC
enum { LOOK_MS = 2000, MAX_FILE = 64 * 1024 * 1024, FAULTS_MAX = 1000 };

struct Drop {
    char *channel, *to, *path;
    ChannelSink sink;
    Folder *folder;
    GThread *thread;
    atomic_bool ends;
    GMutex lock; /* guards what follows */
    char detail[200];
    gint64 last_in_at;
};

typedef struct {
    Drop *drop;
    GString *faults;
    guint bad;
} Taking;

static bool on_row(gpointer user, const Incoming *in)
{
    Taking *taking = user;
    Drop *drop = taking->drop;
    if (atomic_load(&drop->ends) || !received_hand_over(&drop->sink, in))
        return false;
    g_mutex_lock(&drop->lock);
    drop->last_in_at = g_get_real_time();
    g_mutex_unlock(&drop->lock);
    return true;
}

static void on_bad(gpointer user, guint line, const char *why)
{
    Taking *taking = user;
    if (taking->bad++ < FAULTS_MAX)
        g_string_append_printf(taking->faults, "%u: %s\n", line, why);
}

static void note(Drop *drop, const char *why, const char *name, guint bad)
{
    g_mutex_lock(&drop->lock);
    if (why)
        g_snprintf(drop->detail, sizeof drop->detail, "%s: %.100s (%u)", why, name, bad);
    else
        drop->detail[0] = '\0';
    g_mutex_unlock(&drop->lock);
}

static bool put_away(const Drop *drop, const char *name, const Taking *taking)
{
    g_autofree char *from = g_build_filename(drop->path, name, NULL);
    g_autofree char *to = g_strconcat(from, ".selesai", NULL);
    g_autofree char *faults = g_strconcat(from, ".galat", NULL);
    g_autoptr(GError) failed = NULL;
    if (taking->bad > 0 && !g_file_set_contents(faults, taking->faults->str, -1, &failed))
        g_warning("cannot write %s: %s", faults, failed->message);
    if (g_rename(from, to) == 0)
        return true;
    g_warning("cannot put away %s: %s", from, g_strerror(errno));
    return false;
}

static void take_file(Drop *drop, const char *name)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GString) faults = g_string_new(NULL);
    Taking taking = { drop, faults, 0 };
    const PostFileReader reader = { on_row, on_bad, &taking };
    g_autoptr(GBytes) file = folder_read(drop->path, name, MAX_FILE, &failed);
    if (!file) {
        g_warning("%s", error_detail(failed));
        note(drop, N_("Berkas impor tidak dapat dibaca"), name, 0);
        return;
    }
    if (!post_file_read(file, drop->channel, drop->to, &reader))
        return;
    if (!put_away(drop, name, &taking))
        note(drop, N_("Berkas impor tidak dapat disisihkan"), name, 0);
    else if (taking.bad > 0)
        note(drop, N_("Baris yang salah dalam berkas impor"), name, taking.bad);
    else
        note(drop, NULL, NULL, 0);
}

static void take_all(Drop *drop)
{
    static const char *const ENDS[] = { ".csv", ".jsonl", ".json" };
    for (guint i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        g_autoptr(GPtrArray) files = folder_list(drop->path, "", ENDS[i]);
        for (guint k = 0; k < files->len && !atomic_load(&drop->ends); k++) {
            const FolderFile *file = files->pdata[k];
            if (folder_settled(file, SETTLE_US))
                take_file(drop, file->name);
        }
    }
}

static gpointer drop_thread(gpointer data)
{
    Drop *drop = data;
    while (!atomic_load(&drop->ends)) {
        take_all(drop);
        folder_wait(drop->folder, LOOK_MS);
    }
    return NULL;
}

Drop *drop_open(const char *channel, const char *to, const char *path, const ChannelSink *sink,
                GError **error)
{
    if (g_mkdir_with_parents(path, 0750) != 0) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Folder kanal tidak dapat dibuat."),
                  "%s: %s", path, g_strerror(errno));
        return NULL;
    }
    Folder *folder = folder_watch(path, error);
    if (!folder)
        return NULL;
    Drop *drop = g_new0(Drop, 1);
    drop->channel = g_strdup(channel);
    drop->to = g_strdup(to);
    drop->path = g_strdup(path);
    drop->sink = *sink;
    drop->folder = folder;
    g_mutex_init(&drop->lock);
    drop->thread = g_thread_new("drop", drop_thread, drop);
    return drop;
}

void drop_close(Drop *drop)
{
    if (!drop)
        return;
    atomic_store(&drop->ends, true);
    folder_wake(drop->folder);
    g_thread_join(drop->thread);
    folder_free(drop->folder);
    g_mutex_clear(&drop->lock);
    g_free(drop->channel);
    g_free(drop->to);
    g_free(drop->path);
    g_free(drop);
}

bool drop_read(Drop *drop, char *detail, gsize bytes, gint64 *last_in_at)
{
    g_mutex_lock(&drop->lock);
    bool some = drop->detail[0] != '\0';
    if (some)
        g_strlcpy(detail, drop->detail, bytes);
    *last_in_at = MAX(*last_in_at, drop->last_in_at);
    g_mutex_unlock(&drop->lock);
    return some;
}
