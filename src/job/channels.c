/* Opening channels, and the sink that all drivers hand to: see channels.h. */
#include "job/channels.h"

#include <string.h>

#include "base/log.h"
#include "channel/registry.h"
#include "domain/channel_control.h"
#include "domain/inbound.h"
#include "model/medium.h"
#include "store/message.h"
#include "store/setting.h"

#define GROUP "channel."

struct Channels {
    Database *database;
    const Clock *clock;
    Catalogs *catalogs;
    GKeyFile *config; /* NULL none */
    GPtrArray *lines; /* Line* */
    GMutex lock;
    GCond left;      /* somebody left a line */
    GPtrArray *idle; /* Db*: connections of driver threads, between two messages */
};

/* ---- connections for driver threads ---- */

static Db *db_take(Channels *channels, GError **error)
{
    g_mutex_lock(&channels->lock);
    guint last = channels->idle->len;
    Db *db = last ? g_ptr_array_steal_index(channels->idle, last - 1) : NULL;
    g_mutex_unlock(&channels->lock);
    return db ? db : db_open(channels->database, error);
}

static void db_give(Channels *channels, Db *db)
{
    g_mutex_lock(&channels->lock);
    g_ptr_array_add(channels->idle, db);
    g_mutex_unlock(&channels->lock);
}

/* ---- the sink ---- */

/* The line's own tenant, else the one whose number it was sent to, else the first. */
static const Catalog *tenant_of(const Line *line, const GPtrArray *all, const char *to)
{
    for (guint i = 0; i < all->len && *line->tenant; i++) {
        const Catalog *catalog = all->pdata[i];
        if (strcmp(catalog->tenant.code, line->tenant) == 0)
            return catalog;
    }
    const Catalog *named = inbound_tenant((Catalog *const *)all->pdata, all->len, to);
    return named || all->len == 0 ? named : all->pdata[0];
}

/* A public post is for the government whose words it meets; NULL: for none. */
static const Catalog *listener_of(const Line *line, const GPtrArray *all, const ChannelIn *in)
{
    for (guint i = 0; i < all->len; i++) {
        const Catalog *catalog = all->pdata[i];
        if (line_serves(line, &catalog->tenant) &&
            listen_match(catalog->listen, in->text, in->to_us))
            return catalog;
    }
    return NULL;
}

static bool line_store(Line *line, Db *db, const ChannelIn *in, GError **error)
{
    InboundResult result;
    g_autoptr(GPtrArray) all = catalogs_all(line->all->catalogs, db, error);
    if (!all)
        return false;
    const Catalog *catalog = in->link ? listener_of(line, all, in) : tenant_of(line, all, in->to);
    if (!catalog && in->link && all->len > 0)
        return true; /* for nobody */
    if (!catalog) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
                  N_("Belum ada pemerintah daerah yang dimuat."), "no tenant for channel %s",
                  line->id);
        return false;
    }
    Ctx ctx = { .db = db,
                .clock = line->all->clock,
                .catalog = catalog,
                .tenant = catalog->tenant.id,
                .actor = { .kind = ACTOR_SYSTEM, .agency = "", .area = "", .name = "" },
                .lang = "id",
                .request_id = line->id };
    Incoming message = *in;
    message.channel = line->medium;
    message.to = *in->to ? in->to : line->number;
    return inbound_receive(&ctx, &message, &result, error);
}

static bool line_receive(gpointer user, const ChannelIn *in)
{
    Line *line = user;
    g_autoptr(GError) error = NULL;
    Db *db = db_take(line->all, &error);
    bool ok = db && line_store(line, db, in, &error);
    if (db)
        db_give(line->all, db);
    if (!ok)
        log_error("message not stored, the gateway keeps it", error);
    return ok;
}

static bool receipt_store(Line *line, Db *db, gint64 id, ReceiptKind kind, const char *detail,
                          GError **error)
{
    bool known = false;
    gint64 now = clock_now_us(line->all->clock);
    if (!message_store_receipt(db, id, kind, now, detail, &known, error))
        return false;
    if (!known)
        log_fields(G_LOG_LEVEL_INFO, "a report on no message of ours", "channel", line->id, NULL);
    return true;
}

/* An id that is none of ours is answered true: repeating it would not help. */
static bool line_receipt(gpointer user, const char *channel G_GNUC_UNUSED, const char *id,
                         ReceiptKind kind, const char *detail)
{
    Line *line = user;
    g_autoptr(GError) error = NULL;
    char *end = NULL;
    gint64 number = g_ascii_strtoll(id, &end, 10);
    if (number <= 0 || *end)
        return true;
    Db *db = db_take(line->all, &error);
    bool ok = db && receipt_store(line, db, number, kind, detail, &error);
    if (db)
        db_give(line->all, db);
    if (!ok)
        log_error("report not stored, the gateway keeps it", error);
    g_mutex_lock(&line->all->lock);
    line->reported_at = clock_now_us(line->all->clock);
    g_mutex_unlock(&line->all->lock);
    return ok;
}

gint64 line_reported_at(Line *line)
{
    g_mutex_lock(&line->all->lock);
    gint64 at = line->reported_at;
    g_mutex_unlock(&line->all->lock);
    return at;
}

/* ---- opening ---- */

/* Takes the channel from the line when nobody uses it any more. */
static Channel *line_take_away(Line *line)
{
    g_mutex_lock(&line->all->lock);
    Channel *channel = g_steal_pointer(&line->channel);
    while (line->users > 0)
        g_cond_wait(&line->all->left, &line->all->lock);
    g_mutex_unlock(&line->all->lock);
    return channel;
}

static void line_close(Line *line)
{
    Channel *channel = line_take_away(line);
    if (channel)
        line->driver->close(channel);
}

static void line_free(gpointer data)
{
    Line *line = data;
    if (line->served)
        registry_remove(line->id);
    line_close(line);
    g_free(line->id);
    g_free(line->medium);
    g_free(line->tenant);
    g_free(line->number);
    g_free(line->secret);
    g_free(line);
}

static char *key_of(GKeyFile *config, const char *group, const char *key, const char *fallback)
{
    char *value = g_key_file_get_string(config, group, key, NULL);
    return value ? g_strstrip(value) : g_strdup(fallback);
}

static bool line_driver(Line *line, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    line->driver = name ? channel_driver(name) : NULL;
    if (line->driver)
        return true;
    for (const ChannelDriver *const *at = channel_drivers(); *at; at++)
        g_ptr_array_add(names, (gpointer)(*at)->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
    error_set(error, KENTONGAN_ERROR_INVALID, "driver", N_("Jenis kanal tidak dikenal."),
              "[channel.%s]: driver = %s; known are %s", line->id, name ? name : "(none)", known);
    return false;
}

static bool line_is_alone(const Channels *channels, const Line *line, GError **error)
{
    for (guint i = 0; i < channels->lines->len; i++) {
        const Line *other = channels->lines->pdata[i];
        if (strcmp(other->medium, line->medium) != 0 || strcmp(other->tenant, line->tenant) != 0)
            continue;
        error_set(error, KENTONGAN_ERROR_INVALID, "tenant",
                  N_("Dua kanal sejenis untuk satu pemerintah daerah."),
                  "[channel.%s] and [channel.%s]: say tenant = CODE in one of them", other->id,
                  line->id);
        return false;
    }
    return true;
}

static Line *line_new(Channels *channels, GKeyFile *config, const char *group)
{
    Line *line = g_new0(Line, 1);
    const char *name = group + strlen(GROUP);
    const char *point = strchr(name, '.');
    line->all = channels;
    line->id = g_strdup(name);
    line->medium = g_strndup(name, strcspn(name, ".-"));
    line->tenant = key_of(config, group, "tenant", point ? point + 1 : "");
    line->number = key_of(config, group, "number", "");
    line->secret = key_of(config, group, "secret", "");
    return line;
}

/* ---- what drivers look for, and how far they are ---- */

static char **line_wanted(gpointer user)
{
    Line *line = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    Db *db = db_take(line->all, &error);
    g_autoptr(GPtrArray) all = db ? catalogs_all(line->all->catalogs, db, &error) : NULL;
    for (guint i = 0; all && i < all->len; i++) {
        const Catalog *catalog = all->pdata[i];
        for (guint k = 0; line_serves(line, &catalog->tenant) && k < catalog->listen->len; k++) {
            const ListenRule *rule = catalog->listen->pdata[k];
            if (*rule->word)
                g_strv_builder_add(words, rule->word);
        }
    }
    if (db)
        db_give(line->all, db);
    if (error)
        log_error("what to look for is not known", error);
    return g_strv_builder_end(words);
}

static char *place_key(const Line *line, const char *key)
{
    return g_strdup_printf("place.%s.%s", line->id, key);
}

static char *line_recall(gpointer user, const char *key)
{
    Line *line = user;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = place_key(line, key);
    char *value = NULL;
    Db *db = db_take(line->all, &error);
    if (!db || !setting_store_get(db, 0, name, &value, &error))
        log_error("a channel's place is not known", error);
    if (db)
        db_give(line->all, db);
    return value;
}

static bool line_remember(gpointer user, const char *key, const char *value)
{
    Line *line = user;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = place_key(line, key);
    Db *db = db_take(line->all, &error);
    bool ok = db && setting_store_put(db, 0, name, value, &error);
    if (db)
        db_give(line->all, db);
    if (!ok)
        log_error("a channel's place was not kept", error);
    return ok;
}

static ChannelSink line_sink(Line *line)
{
    return (ChannelSink){ .receive = line_receive,
                          .receipt = line_receipt,
                          .user = line,
                          .wanted = line_wanted,
                          .recall = line_recall,
                          .remember = line_remember };
}

static bool line_has_medium(const Line *line, GError **error)
{
    if (medium_find(line->medium))
        return true;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Medium *medium = MEDIA; medium->name; medium++)
        g_ptr_array_add(names, (gpointer)medium->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
    error_set(error, KENTONGAN_ERROR_INVALID, "channel", N_("Jenis kanal tidak dikenal."),
              "[channel.%s]: a name begins with its medium: %s", line->id, known);
    return false;
}

/* The group as the file has it, with what an administrator set in its place. */
static GKeyFile *line_config(const Line *line, const char *group, const ChannelControl *control,
                             GError **error)
{
    g_autoptr(GKeyFile) mine = g_key_file_new();
    g_auto(GStrv) keys = g_key_file_get_keys(line->all->config, group, NULL, NULL);
    for (char **key = keys; key && *key; key++) {
        g_autofree char *value = g_key_file_get_value(line->all->config, group, *key, NULL);
        g_key_file_set_value(mine, group, *key, value);
    }
    for (const char *const *key = line->driver->secrets; key && *key; key++) {
        const ChannelSecret *secret = channel_control_secret(control, *key);
        g_autofree char *value = secret ? channel_secret_open(line->id, secret, error) : NULL;
        if (secret && !value)
            return NULL;
        if (value)
            g_key_file_set_string(mine, group, *key, value);
    }
    return g_steal_pointer(&mine);
}

/* Only a person can mend it: what he typed is wrong, or what he must type is missing. */
static bool line_may_wait(const Line *line, const GError *failed)
{
    const char *field = error_field(failed);
    return line->revision > 0 ||
           (field && line->driver->secrets && g_strv_contains(line->driver->secrets, field));
}

static Channel *line_open_driver(Line *line, const ChannelControl *control, GError **error)
{
    g_autofree char *group = g_strconcat(GROUP, line->id, NULL);
    g_autoptr(GKeyFile) config = line_config(line, group, control, error);
    ChannelSink sink = line_sink(line);
    if (!config)
        return NULL;
    g_free(line->secret);
    line->secret = key_of(config, group, "secret", "");
    return line->driver->open(line->medium, config, group, &sink, error);
}

/* False only for what must keep the program from starting. */
static bool line_open(Line *line, const ChannelControl *control, GError **error)
{
    g_autoptr(GError) failed = NULL;
    Channel *channel = control->off ? NULL : line_open_driver(line, control, &failed);
    line->revision = control->revision;
    line->off = control->off;
    line->why = NULL;
    if (failed && !line_may_wait(line, failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (failed) {
        log_error("channel not opened, it waits for its administrator", failed);
        line->why = N_("Pengaturan atau kredensial kanal ini belum benar.");
    }
    g_mutex_lock(&line->all->lock);
    line->channel = channel;
    g_mutex_unlock(&line->all->lock);
    registry_add(line->id, line->medium, line->tenant, line->driver, channel);
    line->served = true;
    return true;
}

static bool line_begin(Channels *channels, Db *db, const char *group, GError **error)
{
    Line *line = line_new(channels, channels->config, group);
    g_autofree char *driver = key_of(channels->config, group, "driver", NULL);
    if (!line_has_medium(line, error) || !line_driver(line, driver, error) ||
        !line_is_alone(channels, line, error)) {
        line_free(line);
        return false;
    }
    g_ptr_array_add(channels->lines, line);
    g_autoptr(ChannelControl) control = channel_control_get(db, line->id, error);
    return control && line_open(line, control, error);
}

/* Hooks are turned away before the channel is closed, and nobody finds it any more. */
static bool line_follow(Line *line, Db *db, GError **error)
{
    g_autoptr(ChannelControl) control = channel_control_get(db, line->id, error);
    if (!control || control->revision == line->revision)
        return control != NULL;
    registry_add(line->id, line->medium, line->tenant, line->driver, NULL);
    line_close(line);
    log_fields(G_LOG_LEVEL_MESSAGE, control->off ? "channel switched off" : "channel opened anew",
               "channel", line->id, NULL);
    return line_open(line, control, error);
}

bool channels_follow(Channels *channels, Db *db, GError **error)
{
    for (guint i = 0; i < channels->lines->len; i++)
        if (!line_follow(channels->lines->pdata[i], db, error))
            return false;
    return true;
}

static Channels *channels_new(const ChannelsConfig *config)
{
    Channels *channels = g_new0(Channels, 1);
    channels->database = config->database;
    channels->clock = config->clock;
    channels->catalogs = config->catalogs;
    channels->config = config->config ? g_key_file_ref(config->config) : NULL;
    channels->lines = g_ptr_array_new_with_free_func(line_free);
    channels->idle = g_ptr_array_new_with_free_func((GDestroyNotify)db_close);
    g_mutex_init(&channels->lock);
    g_cond_init(&channels->left);
    return channels;
}

static bool lines_begin(Channels *channels, GError **error)
{
    g_auto(GStrv) groups = channels->config ? g_key_file_get_groups(channels->config, NULL) : NULL;
    Db *db = db_take(channels, error);
    bool ok = db != NULL;
    for (char **group = groups; ok && group && *group; group++)
        if (g_str_has_prefix(*group, GROUP))
            ok = line_begin(channels, db, *group, error);
    if (db)
        db_give(channels, db);
    return ok;
}

Channels *channels_open(const ChannelsConfig *config, GError **error)
{
    Channels *channels = channels_new(config);
    if (lines_begin(channels, error))
        return channels;
    channels_close(channels);
    return NULL;
}

void channels_close(Channels *channels)
{
    if (!channels)
        return;
    g_ptr_array_unref(channels->lines);
    g_ptr_array_unref(channels->idle);
    g_clear_pointer(&channels->config, g_key_file_unref);
    g_mutex_clear(&channels->lock);
    g_cond_clear(&channels->left);
    g_free(channels);
}

/* ---- by file ---- */

static bool line_is_on(Line *line, GError **error)
{
    Db *db = db_take(line->all, error);
    g_autoptr(ChannelControl) control = db ? channel_control_get(db, line->id, error) : NULL;
    if (db)
        db_give(line->all, db);
    if (control && control->off)
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Kanal ini dimatikan oleh pengelola."),
                  "channel %s is off: nothing was taken", line->id);
    return control && !control->off;
}

static bool line_take(Line *line, GKeyFile *config, const char *group, GBytes *file, gsize whole,
                      bool *readable, GError **error)
{
    g_autofree char *driver = key_of(config, group, "driver", NULL);
    ChannelSink sink = line_sink(line);
    if (!line_has_medium(line, error) || !line_driver(line, driver, error) ||
        !line_is_on(line, error))
        return false;
    if (line->driver->take)
        return line->driver->take(line->medium, config, group, &sink, file, whole, readable, error);
    error_set(error, KENTONGAN_ERROR_INVALID, "driver", N_("Kanal ini tidak membaca berkas."),
              "[%s] driver = %s", group, driver);
    return false;
}

bool channels_take(const ChannelsConfig *config, const char *id, GBytes *file, gsize whole,
                   bool *readable, GError **error)
{
    g_autofree char *group = g_strconcat(GROUP, id, NULL);
    Channels *channels = channels_new(config);
    Line *line = line_new(channels, config->config, group);
    bool ok = line_take(line, config->config, group, file, whole, readable, error);
    line_free(line);
    channels_close(channels);
    return ok;
}

/* ---- reading ---- */

guint channels_count(const Channels *channels)
{
    return channels->lines->len;
}

Line *channels_at(const Channels *channels, guint index)
{
    return channels->lines->pdata[index];
}

bool line_serves(const Line *line, const Tenant *tenant)
{
    if (*line->tenant)
        return strcmp(line->tenant, tenant->code) == 0;
    for (guint i = 0; i < line->all->lines->len; i++) {
        const Line *other = line->all->lines->pdata[i];
        if (strcmp(other->medium, line->medium) == 0 && strcmp(other->tenant, tenant->code) == 0)
            return false;
    }
    return true;
}

Channel *line_use(Line *line)
{
    g_mutex_lock(&line->all->lock);
    Channel *channel = line->channel;
    if (channel)
        line->users++;
    g_mutex_unlock(&line->all->lock);
    return channel;
}

void line_leave(Line *line)
{
    g_mutex_lock(&line->all->lock);
    line->users--;
    g_cond_broadcast(&line->all->left);
    g_mutex_unlock(&line->all->lock);
}

bool line_is_open(Line *line)
{
    g_mutex_lock(&line->all->lock);
    bool open = line->channel != NULL;
    g_mutex_unlock(&line->all->lock);
    return open;
}

void line_health(Line *line, ChannelHealth *health)
{
    Channel *channel = line_use(line);
    *health = (ChannelHealth){ 0 };
    if (channel) {
        line->driver->health(channel, health);
        line_leave(line);
        return;
    }
    const char *why = line->why ? line->why : N_("Kanal ini dimatikan oleh pengelola.");
    g_strlcpy(health->detail, why, sizeof health->detail);
}
