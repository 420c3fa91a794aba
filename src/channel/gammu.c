/* Channel driver "gammu": a modem or telephone on this machine, by gammu-smsd.
 *
 * FILES service: its inbox folder is read, a file is removed (or moved to processed) only after
 * the sink took the message; what we send is a file in its outbox, renamed into place; what it
 * leaves in sent and error becomes a receipt. SQL service: inject = gammu-smsd-inject sends, and
 * deploy/gammu/on-receive brings what comes in to the hook.
 * Keys: inbox, outbox, sent, error (folders), processed (folder), zone (Asia/Jakarta: of the
 * times in file names), settle_ms (2000: a file is whole when so long untouched), stuck_min (10:
 * waiting so long in the outbox means that gammu-smsd does not run), inject, inject_config, number.
 */
#include "channel/drivers.h"

#include "base/sms.h"
#include "channel/folder.h"
#include "channel/gammu_file.h"
#include "channel/keys.h"
#include "channel/received.h"
#include "model/limits.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

enum {
    LOOK_MS = 1000,
    REFUSED_MS = 5000,      /* before what the sink refused is offered again */
    PART_BYTES = 64 * 1024, /* of one file: far more than one SMS */
    INJECT_LATE = 124,      /* timeout(1): the time was over */
};

struct Channel {
    char *name, *number;
    char *inbox, *outbox, *sent, *error, *processed;
    char *inject, *inject_config;
    ChannelSink sink;
    GTimeZone *zone;
    gint64 settle_us, stuck_us;
    Folder *folder;
    GThread *thread;
    GMutex lock; /* guards what follows */
    bool stopping;
    gint64 waiting_since; /* oldest file in the outbox; 0 none */
    bool inject_failed;
    gint64 last_in_at, last_out_at;
};

static const char *const KEYS[] = { "inbox",     "outbox",        "sent",      "error",
                                    "processed", "zone",          "settle_ms", "stuck_min",
                                    "inject",    "inject_config", NULL };

/* ---- receiving: files of one message, its parts, stand together in the sorted list */

static bool is_stopping(Channel *channel)
{
    g_mutex_lock(&channel->lock);
    bool stopping = channel->stopping;
    g_mutex_unlock(&channel->lock);
    return stopping;
}

/* The message's text, its parts in order. NULL: a file cannot be read now. sum: of the first part,
 * which is the last to be removed, so that a message half removed is known again. */
static char *read_group(Channel *channel, const GPtrArray *files, char **sum)
{
    g_autoptr(GString) whole = g_string_new(NULL);
    for (guint i = 0; i < files->len; i++) {
        const FolderFile *file = files->pdata[i];
        g_auto(GammuName) name = { 0 };
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = folder_read(channel->inbox, file->name, PART_BYTES, &error);
        if (!bytes || !gammu_name_parse(file->name, &name)) {
            g_warning("gammu: %s", error ? error_detail(error) : file->name);
            return NULL;
        }
        gsize size;
        const void *data = g_bytes_get_data(bytes, &size);
        g_autofree char *text = gammu_text(data, size, name.binary);
        g_string_append(whole, text);
        if (i == 0)
            *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    }
    return g_string_free(g_steal_pointer(&whole), FALSE);
}

static void put_away(Channel *channel, const char *file)
{
    if (!channel->processed) {
        folder_remove(channel->inbox, file);
        return;
    }
    g_autofree char *from = g_build_filename(channel->inbox, file, NULL);
    g_autofree char *to = g_build_filename(channel->processed, file, NULL);
    if (g_rename(from, to) != 0)
        g_warning("gammu: cannot move %s: %s", file, g_strerror(errno));
}

/* True when the sink took it. */
static bool receive_group(Channel *channel, const GPtrArray *files)
{
    const FolderFile *first = files->pdata[0];
    g_auto(GammuName) name = { 0 };
    g_autofree char *sum = NULL;
    g_autofree char *text = read_group(channel, files, &sum);
    if (!text || !gammu_name_parse(first->name, &name))
        return false;
    g_autofree char *id = g_strdup_printf("gammu:%s:%.16s", name.group, sum);
    ChannelIn in = { .channel = channel->name,
                     .provider_id = id,
                     .from = name.number,
                     .to = channel->number,
                     .text = text,
                     .sent_at = gammu_name_time(&name, channel->zone) };
    if (!received_hand_over(&channel->sink, &in))
        return false;
    for (guint i = files->len; i > 0; i--)
        put_away(channel, ((const FolderFile *)files->pdata[i - 1])->name);
    g_mutex_lock(&channel->lock);
    channel->last_in_at = g_get_real_time();
    g_mutex_unlock(&channel->lock);
    return true;
}

static bool same_group(const char *a, const char *b)
{
    g_auto(GammuName) left = { 0 }, right = { 0 };
    return gammu_name_parse(a, &left) && gammu_name_parse(b, &right) &&
           g_str_equal(left.group, right.group);
}

/* The files from at on that belong together; settled: none of them is still being written. */
static GPtrArray *take_group(Channel *channel, const GPtrArray *files, guint at, bool *settled)
{
    const FolderFile *first = files->pdata[at];
    GPtrArray *group = g_ptr_array_new();
    *settled = true;
    for (guint i = at; i < files->len; i++) {
        const FolderFile *file = files->pdata[i];
        if (i > at && !same_group(first->name, file->name))
            break;
        g_ptr_array_add(group, files->pdata[i]);
        *settled = *settled && folder_settled(file, channel->settle_us);
    }
    return group;
}

/* How long to wait before the next look. */
static int look_into_inbox(Channel *channel)
{
    int wait_ms = LOOK_MS;
    g_autoptr(GPtrArray) files = folder_list(channel->inbox, "IN", "");
    for (guint at = 0; at < files->len && !is_stopping(channel);) {
        bool settled;
        g_auto(GammuName) name = { 0 };
        g_autoptr(GPtrArray) group = take_group(channel, files, at, &settled);
        at += group->len;
        if (!gammu_name_parse(((const FolderFile *)group->pdata[0])->name, &name))
            continue; /* a backup of inboxformat = detail, or a stranger: left for a person */
        if (settled && !receive_group(channel, group))
            wait_ms = REFUSED_MS;
    }
    return wait_ms;
}

/* ---- sending by files */

static bool is_number(const char *to)
{
    const char *digits = to + (*to == '+');
    return *digits && strspn(digits, "0123456789") == strlen(digits);
}

static bool has_file_of(const char *folder, const char *id)
{
    g_autoptr(GPtrArray) files = folder_list(folder, "OUT", "");
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *other = gammu_out_id(((const FolderFile *)files->pdata[i])->name);
        if (other && g_str_equal(other, id))
            return true;
    }
    return false;
}

/* Hidden while it is written: gammu-smsd takes whatever begins with OUT. */
static bool write_out(Channel *channel, const ChannelOut *out, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now(channel->zone);
    g_autofree char *name = gammu_out_name(out, now);
    g_autofree char *hidden_name = g_strconcat(".", name, NULL);
    g_autofree char *hidden = g_build_filename(channel->outbox, hidden_name, NULL);
    g_autofree char *path = g_build_filename(channel->outbox, name, NULL);
    g_autoptr(GBytes) bytes = gammu_out_bytes(out->text);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GError) failed = NULL;
    if (g_file_set_contents_full(hidden, data, (gssize)size,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0660,
                                 &failed) &&
        g_rename(hidden, path) == 0)
        return true;
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Pesan belum dapat dititipkan ke modem."),
              "%s: %s", path, failed ? failed->message : g_strerror(errno));
    return false;
}

static ChannelResult send_file(Channel *channel, const ChannelOut *out, GError **error)
{
    if (has_file_of(channel->outbox, out->id) || has_file_of(channel->sent, out->id))
        return CHANNEL_OK; /* given before, and not forgotten since */
    return write_out(channel, out, error) ? CHANNEL_OK : CHANNEL_TEMPFAIL;
}

/* ---- sending by gammu-smsd-inject */

static ChannelResult result_of_inject(int wait_status, const char *said, GError **error)
{
    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0)
        return CHANNEL_OK;
    bool late = !WIFEXITED(wait_status) || WEXITSTATUS(wait_status) == INJECT_LATE;
    error_set(error, late ? KENTONGAN_ERROR_UNCERTAIN : KENTONGAN_ERROR_UPSTREAM, NULL,
              late ? N_("Tidak diketahui apakah gerbang SMS sudah menerima pesan ini.")
                   : N_("Pesan belum dapat dititipkan ke modem."),
              "gammu-smsd-inject: status %d: %.200s", wait_status, said ? said : "");
    return late ? CHANNEL_HOLD : CHANNEL_TEMPFAIL;
}

static ChannelResult send_inject(Channel *channel, const ChannelOut *out, GError **error)
{
    SmsShape shape = sms_shape(out->text);
    g_autofree char *length = g_strdup_printf("%d", LIMIT_TEXT_CHARS);
    const char *arguments[] = { "timeout",
                                "20",
                                channel->inject,
                                "-c",
                                channel->inject_config,
                                "TEXT",
                                out->to,
                                "-len",
                                length,
                                "-textutf8",
                                out->text,
                                shape.gsm7 ? NULL : "-unicode",
                                NULL };
    g_autofree char *said = NULL;
    g_autoptr(GError) failed = NULL;
    int status;
    if (!g_spawn_sync(NULL, (char **)arguments, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                      &status, &failed)) {
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
                  N_("Pesan belum dapat dititipkan ke modem."), "%s", failed->message);
        return CHANNEL_TEMPFAIL;
    }
    return result_of_inject(status, said, error);
}

static ChannelResult gammu_send(Channel *channel, const ChannelOut *out, GError **error)
{
    if (!is_number(out->to)) {
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Gerbang SMS menolak pesan ini."),
                  "not a telephone number");
        return CHANNEL_PERMFAIL;
    }
    ChannelResult result =
        channel->inject ? send_inject(channel, out, error) : send_file(channel, out, error);
    g_mutex_lock(&channel->lock);
    channel->inject_failed = channel->inject && result != CHANNEL_OK;
    if (result == CHANNEL_OK)
        channel->last_out_at = g_get_real_time();
    g_mutex_unlock(&channel->lock);
    return result;
}

/* ---- receipts: what gammu-smsd has done with our files */

static void give_receipts(Channel *channel, const char *folder, ReceiptKind kind,
                          const char *detail)
{
    g_autoptr(GPtrArray) files = folder_list(folder, "OUT", "");
    for (guint i = 0; i < files->len && !is_stopping(channel); i++) {
        const FolderFile *file = files->pdata[i];
        g_autofree char *id = gammu_out_id(file->name);
        if (!id || !folder_settled(file, channel->settle_us))
            continue;
        if (channel->sink.receipt(channel->sink.user, channel->name, id, kind, detail))
            folder_remove(folder, file->name);
    }
}

static void look_into_outbox(Channel *channel)
{
    gint64 oldest = 0;
    g_autoptr(GPtrArray) files = folder_list(channel->outbox, "OUT", "");
    for (guint i = 0; i < files->len; i++) {
        gint64 at = ((const FolderFile *)files->pdata[i])->changed_at;
        oldest = oldest ? MIN(oldest, at) : at;
    }
    g_mutex_lock(&channel->lock);
    channel->waiting_since = oldest;
    g_mutex_unlock(&channel->lock);
}

static gpointer run(gpointer data)
{
    Channel *channel = data;
    while (!is_stopping(channel)) {
        int wait_ms = look_into_inbox(channel);
        give_receipts(channel, channel->sent, RECEIPT_BUFFERED, "gammu-smsd: sent");
        give_receipts(channel, channel->error, RECEIPT_FAILED, "gammu-smsd: error");
        look_into_outbox(channel);
        folder_wait(channel->folder, wait_ms);
    }
    return NULL;
}

/* ---- opening and closing */

static void gammu_free(Channel *channel)
{
    g_clear_pointer(&channel->folder, folder_free);
    g_clear_pointer(&channel->zone, g_time_zone_unref);
    g_mutex_clear(&channel->lock);
    g_free(channel->name);
    g_free(channel->number);
    g_free(channel->inbox);
    g_free(channel->outbox);
    g_free(channel->sent);
    g_free(channel->error);
    g_free(channel->processed);
    g_free(channel->inject);
    g_free(channel->inject_config);
    g_free(channel);
}

static bool open_folders(Channel *channel, GKeyFile *config, const char *group, GError **error)
{
    if (!(channel->inbox = keys_folder(config, group, "inbox", error)) ||
        !(channel->outbox = keys_folder(config, group, "outbox", error)) ||
        !(channel->sent = keys_folder(config, group, "sent", error)) ||
        !(channel->error = keys_folder(config, group, "error", error)))
        return false;
    if (g_key_file_has_key(config, group, "processed", NULL) &&
        !(channel->processed = keys_folder(config, group, "processed", error)))
        return false;
    channel->folder = folder_watch(channel->inbox, error);
    return channel->folder != NULL;
}

static bool configure(Channel *channel, GKeyFile *config, const char *group, GError **error)
{
    int settle_ms, stuck_min;
    if (!keys_check(config, group, KEYS, error) ||
        !keys_int(config, group, "settle_ms", 2000, 0, 600000, &settle_ms, error) ||
        !keys_int(config, group, "stuck_min", 10, 1, 10000, &stuck_min, error))
        return false;
    g_autofree char *zone = keys_text(config, group, "zone", "Asia/Jakarta");
    channel->zone = g_time_zone_new_identifier(zone);
    if (!channel->zone) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak sah."),
                  "[%s] zone = %s: no such time zone", group, zone);
        return false;
    }
    channel->settle_us = settle_ms * G_GINT64_CONSTANT(1000);
    channel->stuck_us = (gint64)stuck_min * 60 * G_USEC_PER_SEC;
    channel->number = keys_text(config, group, "number", "");
    channel->inject = keys_text(config, group, "inject", NULL);
    channel->inject_config = keys_text(config, group, "inject_config", "/etc/gammu-smsdrc");
    return channel->inject || open_folders(channel, config, group, error);
}

static Channel *gammu_open(const char *name, GKeyFile *config, const char *group,
                           const ChannelSink *sink, GError **error)
{
    Channel *channel = g_new0(Channel, 1);
    g_mutex_init(&channel->lock);
    channel->name = g_strdup(name);
    channel->sink = *sink;
    if (!configure(channel, config, group, error)) {
        gammu_free(channel);
        return NULL;
    }
    if (!channel->inject)
        channel->thread = g_thread_new("gammu", run, channel);
    return channel;
}

static void gammu_health(Channel *channel, ChannelHealth *health)
{
    *health = (ChannelHealth){ .up = true };
    g_mutex_lock(&channel->lock);
    gint64 waiting = channel->waiting_since ? g_get_real_time() - channel->waiting_since : 0;
    health->up = !channel->inject_failed && waiting <= channel->stuck_us;
    health->last_in_at = channel->last_in_at;
    health->last_out_at = channel->last_out_at;
    if (waiting > channel->stuck_us)
        g_snprintf(health->detail, sizeof health->detail, "%s: %d",
                   N_("gammu-smsd tidak mengambil pesan; yang tertua menunggu, dalam menit"),
                   (int)(waiting / 60 / G_USEC_PER_SEC));
    else
        g_strlcpy(health->detail,
                  channel->inject_failed ? N_("gammu-smsd-inject gagal pada pesan terakhir")
                  : channel->inject      ? N_("Mengirim lewat gammu-smsd-inject")
                                         : N_("Folder gammu-smsd terbaca"),
                  sizeof health->detail);
    g_mutex_unlock(&channel->lock);
}

static void gammu_close(Channel *channel)
{
    g_mutex_lock(&channel->lock);
    channel->stopping = true;
    g_mutex_unlock(&channel->lock);
    if (channel->thread) {
        folder_wake(channel->folder);
        g_thread_join(channel->thread);
    }
    gammu_free(channel);
}

static const char *const SECRETS[] = { "secret", NULL };

const ChannelDriver GAMMU_DRIVER = {
    .name = "gammu",
    .secrets = SECRETS,
    .open = gammu_open,
    .send = gammu_send,
    .health = gammu_health,
    .close = gammu_close,
};
