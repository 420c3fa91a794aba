/* Channel driver "fake": a gateway that is none, for development, demonstrations and tests.
 *
 * What is sent goes to a file, each line headed PALSU/FAKE so that nobody takes it for the truth;
 * what a person types into a file in the drop folder is received. Failures come by script.
 * Keys: log (file), inbox (drop folder, NAME.txt with "NUMBER TEXT"), script (words ok, temp, perm,
 * hold, one a send, the last one stays; env KENTONGAN_FAKE_SMS goes before it), mode_file (when it
 * exists its word decides instead: the gateway is switched while running), receipts (delivered,
 * failed, reversed = delivered before buffered, none), receipt_delay_ms.
 */
#include "channel/drivers.h"

#include "base/text.h"
#include "channel/folder.h"
#include "channel/keys.h"
#include "channel/received.h"
#include "model/limits.h"

#include <stdio.h>
#include <string.h>

#define FAKE_SENDER "+6281200000000"

enum { SETTLE_US = 200 * 1000, LOOK_MS = 1000, AGAIN_MS = 100, MODE_BYTES = 100 };

typedef enum FakeReceipts { FAKE_DELIVERED, FAKE_FAILED, FAKE_REVERSED, FAKE_NONE } FakeReceipts;

typedef struct Due {
    char *id;
    ReceiptKind kind;
    gint64 at; /* monotonic */
} Due;

struct Channel {
    char *name, *number, *log, *inbox, *mode_file;
    ChannelSink sink;
    GArray *script; /* int: ChannelResult */
    FakeReceipts receipts;
    gint64 receipt_delay_us;
    Folder *folder;
    GThread *thread;
    GMutex lock; /* guards what follows */
    guint sent;
    GQueue due; /* Due*, by time */
    bool stopping;
    gint64 last_in_at, last_out_at;
};

static const char *const KEYS[] = { "log",       "inbox",    "script",
                                    "mode_file", "receipts", "receipt_delay_ms",
                                    NULL };
static const char *const RESULTS[] = { "ok", "temp", "perm", "hold", NULL };
static const char *const RECEIPTS[] = { "delivered", "failed", "reversed", "none", NULL };

static int word_index(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (g_ascii_strcasecmp(words[i], word) == 0)
            return i;
    return -1;
}

static void due_free(Due *due)
{
    g_free(due->id);
    g_free(due);
}

/* ---- sending */

static bool refuse_word(const char *group, const char *key, const char *word, GError **error)
{
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak sah."),
              "[%s] %s: unknown word %s", group, key, word);
    return false;
}

static bool read_script(Channel *channel, GKeyFile *config, const char *group, GError **error)
{
    const char *given = g_getenv("KENTONGAN_FAKE_SMS");
    g_autofree char *script = given ? g_strdup(given) : keys_text(config, group, "script", "ok");
    g_autofree char *receipts = keys_text(config, group, "receipts", "delivered");
    g_auto(GStrv) words = g_strsplit_set(script, " ,", -1);
    for (guint i = 0; words[i]; i++) {
        int result = word_index(RESULTS, words[i]);
        if (*words[i] && result < 0)
            return refuse_word(group, "script", words[i], error);
        if (*words[i])
            g_array_append_val(channel->script, result);
    }
    int kind = word_index(RECEIPTS, receipts);
    if (kind < 0)
        return refuse_word(group, "receipts", receipts, error);
    channel->receipts = (FakeReceipts)kind;
    return true;
}

static int mode_of_file(const char *mode_file)
{
    g_autofree char *word = NULL;
    gsize bytes;
    if (!mode_file || !g_file_get_contents(mode_file, &word, &bytes, NULL) || bytes > MODE_BYTES)
        return -1;
    return word_index(RESULTS, g_strstrip(word));
}

/* Under the lock. */
static ChannelResult next_result(Channel *channel)
{
    int mode = mode_of_file(channel->mode_file);
    if (mode >= 0)
        return (ChannelResult)mode;
    if (channel->script->len == 0)
        return CHANNEL_OK;
    guint at = MIN(channel->sent, channel->script->len - 1);
    return (ChannelResult)g_array_index(channel->script, int, at);
}

static void write_log(Channel *channel, const ChannelOut *out, ChannelResult result)
{
    if (!channel->log)
        return;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format_iso8601(now);
    g_autoptr(GString) one_line = g_string_new(out->text);
    g_string_replace(one_line, "\n", "\\n", 0);
    g_autofree char *line =
        g_strdup_printf("PALSU/FAKE\t%s\t%s\t%s\t%s\t%s\t%s\n", at, RESULTS[result], out->id,
                        *out->from ? out->from : channel->number, out->to, one_line->str);
    FILE *file = fopen(channel->log, "ae");
    if (!file || fputs(line, file) < 0)
        g_warning("fake: cannot write %s", channel->log);
    if (file)
        fclose(file);
}

static void add_due(Channel *channel, const char *id, ReceiptKind kind)
{
    Due *due = g_new0(Due, 1);
    due->id = g_strdup(id);
    due->kind = kind;
    due->at = g_get_monotonic_time() + channel->receipt_delay_us;
    g_queue_push_tail(&channel->due, due);
}

/* Under the lock. */
static void plan_receipts(Channel *channel, const char *id)
{
    switch (channel->receipts) {
    case FAKE_DELIVERED:
        add_due(channel, id, RECEIPT_BUFFERED);
        add_due(channel, id, RECEIPT_DELIVERED);
        break;
    case FAKE_FAILED:
        add_due(channel, id, RECEIPT_FAILED);
        break;
    case FAKE_REVERSED:
        add_due(channel, id, RECEIPT_DELIVERED);
        add_due(channel, id, RECEIPT_BUFFERED);
        break;
    case FAKE_NONE:
        break;
    }
}

static ChannelResult told(ChannelResult result, GError **error)
{
    if (result == CHANNEL_TEMPFAIL)
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Gerbang SMS tidak terhubung."),
                  "fake: by script");
    else if (result == CHANNEL_PERMFAIL)
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Gerbang SMS menolak pesan ini."),
                  "fake: by script");
    else if (result == CHANNEL_HOLD)
        error_set(error, KENTONGAN_ERROR_UNCERTAIN, NULL,
                  N_("Tidak diketahui apakah gerbang SMS sudah menerima pesan ini."),
                  "fake: by script");
    return result;
}

static ChannelResult fake_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_mutex_lock(&channel->lock);
    ChannelResult result = next_result(channel);
    channel->sent++;
    write_log(channel, out, result);
    if (result == CHANNEL_OK) {
        channel->last_out_at = g_get_real_time();
        plan_receipts(channel, out->id);
    }
    g_mutex_unlock(&channel->lock);
    if (result == CHANNEL_OK)
        folder_wake(channel->folder);
    return told(result, error);
}

/* ---- receiving */

/* "NUMBER TEXT"; without a number the whole is the text. */
static void split_typed(const char *typed, char **from, char **text)
{
    gsize digits = strspn(typed + (*typed == '+'), "0123456789") + (*typed == '+');
    bool numbered = digits >= 3 && (typed[digits] == '\0' || g_ascii_isspace(typed[digits]));
    *from = numbered ? g_strndup(typed, digits) : g_strdup(FAKE_SENDER);
    *text = g_strstrip(g_strdup(numbered ? typed + digits : typed));
}

static bool receive_file(Channel *channel, const FolderFile *file)
{
    g_autoptr(GBytes) bytes = folder_read(channel->inbox, file->name, LIMIT_FORM_BYTES, NULL);
    if (!bytes)
        return false;
    g_autofree char *raw =
        received_text(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), 0, NULL);
    g_autofree char *from = NULL, *text = NULL;
    split_typed(g_strstrip(raw), &from, &text);
    g_autofree char *id =
        g_strdup_printf("fake:%s:%" G_GINT64_FORMAT, file->name, file->changed_at);
    ChannelIn in = { .channel = channel->name,
                     .provider_id = id,
                     .from = from,
                     .to = channel->number,
                     .text = text,
                     .sent_at = file->changed_at };
    return received_hand_over(&channel->sink, &in) && folder_remove(channel->inbox, file->name);
}

/* True when something is left to do soon. */
static bool look_into_inbox(Channel *channel)
{
    bool left = false;
    if (!channel->inbox)
        return false;
    g_autoptr(GPtrArray) files = folder_list(channel->inbox, "", ".txt");
    for (guint i = 0; i < files->len; i++) {
        if (!folder_settled(files->pdata[i], SETTLE_US)) {
            left = true;
        } else if (receive_file(channel, files->pdata[i])) {
            g_mutex_lock(&channel->lock);
            channel->last_in_at = g_get_real_time();
            g_mutex_unlock(&channel->lock);
        }
    }
    return left;
}

static Due *take_due(Channel *channel)
{
    g_mutex_lock(&channel->lock);
    Due *due = g_queue_peek_head(&channel->due);
    if (due && (channel->stopping || due->at > g_get_monotonic_time()))
        due = NULL;
    if (due)
        g_queue_pop_head(&channel->due);
    g_mutex_unlock(&channel->lock);
    return due;
}

static void give_receipts(Channel *channel)
{
    for (Due *due; (due = take_due(channel));) {
        if (channel->sink.receipt(channel->sink.user, channel->name, due->id, due->kind,
                                  "PALSU/FAKE")) {
            due_free(due);
            continue;
        }
        due->at = g_get_monotonic_time() + LOOK_MS * 1000;
        g_mutex_lock(&channel->lock);
        g_queue_push_head(&channel->due, due);
        g_mutex_unlock(&channel->lock);
        return;
    }
}

/* Until the next receipt is due, at most LOOK_MS. */
static int wait_ms(Channel *channel, bool soon, bool *stopping)
{
    gint64 wait = soon ? AGAIN_MS : LOOK_MS;
    g_mutex_lock(&channel->lock);
    Due *due = g_queue_peek_head(&channel->due);
    if (due)
        wait = CLAMP((due->at - g_get_monotonic_time()) / 1000 + 1, 0, wait);
    *stopping = channel->stopping;
    g_mutex_unlock(&channel->lock);
    return (int)wait;
}

static gpointer run(gpointer data)
{
    Channel *channel = data;
    for (bool stopping = false; !stopping;) {
        give_receipts(channel);
        bool soon = look_into_inbox(channel);
        int wait = wait_ms(channel, soon, &stopping);
        if (!stopping)
            folder_wait(channel->folder, wait);
    }
    return NULL;
}

/* ---- opening and closing */

static void fake_free(Channel *channel)
{
    g_queue_clear_full(&channel->due, (GDestroyNotify)due_free);
    g_mutex_clear(&channel->lock);
    g_clear_pointer(&channel->folder, folder_free);
    g_array_unref(channel->script);
    g_free(channel->name);
    g_free(channel->number);
    g_free(channel->log);
    g_free(channel->inbox);
    g_free(channel->mode_file);
    g_free(channel);
}

static bool fake_configure(Channel *channel, GKeyFile *config, const char *group, GError **error)
{
    int delay_ms;
    if (!keys_check(config, group, KEYS, error) ||
        !keys_int(config, group, "receipt_delay_ms", 50, 0, 86400000, &delay_ms, error) ||
        !read_script(channel, config, group, error))
        return false;
    channel->receipt_delay_us = delay_ms * G_GINT64_CONSTANT(1000);
    channel->number = keys_text(config, group, "number", "");
    channel->log = keys_text(config, group, "log", NULL);
    channel->mode_file = keys_text(config, group, "mode_file", NULL);
    if (g_key_file_has_key(config, group, "inbox", NULL)) {
        channel->inbox = keys_folder(config, group, "inbox", error);
        if (!channel->inbox)
            return false;
    }
    channel->folder = folder_watch(channel->inbox, error);
    return channel->folder != NULL;
}

static Channel *fake_open(const char *name, GKeyFile *config, const char *group,
                          const ChannelSink *sink, GError **error)
{
    Channel *channel = g_new0(Channel, 1);
    g_mutex_init(&channel->lock);
    g_queue_init(&channel->due);
    channel->name = g_strdup(name);
    channel->sink = *sink;
    channel->script = g_array_new(FALSE, FALSE, sizeof(int));
    if (!fake_configure(channel, config, group, error)) {
        fake_free(channel);
        return NULL;
    }
    g_message("fake: channel %s is not real: nothing leaves this machine", name);
    channel->thread = g_thread_new("fake", run, channel);
    return channel;
}

static void fake_health(Channel *channel, ChannelHealth *health)
{
    *health = (ChannelHealth){ 0 };
    g_mutex_lock(&channel->lock);
    int mode = mode_of_file(channel->mode_file);
    health->up = mode <= (int)CHANNEL_OK;
    g_strlcpy(health->detail,
              health->up ? N_("Kanal tiruan (PALSU/FAKE): tidak ada SMS sungguhan")
                         : N_("Kanal tiruan (PALSU/FAKE): gagal menurut mode_file"),
              sizeof health->detail);
    health->last_in_at = channel->last_in_at;
    health->last_out_at = channel->last_out_at;
    g_mutex_unlock(&channel->lock);
}

static void fake_close(Channel *channel)
{
    g_mutex_lock(&channel->lock);
    channel->stopping = true;
    g_mutex_unlock(&channel->lock);
    folder_wake(channel->folder);
    g_thread_join(channel->thread);
    fake_free(channel);
}

static const char *const SECRETS[] = { "secret", NULL };

const ChannelDriver FAKE_DRIVER = {
    .name = "fake",
    .secrets = SECRETS,
    .open = fake_open,
    .send = fake_send,
    .health = fake_health,
    .close = fake_close,
};
