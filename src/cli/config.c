/* The configuration: see config.h. */
#include "cli/config.h"

#include <string.h>

#include "base/ini.h"

#define SERVE "serve"
#define PATH_CHARS 1000

static const IniKey KEYS[] = {
    { SERVE, "listen" },      { SERVE, "data" },         { SERVE, "db" },
    { SERVE, "tenant" },      { SERVE, "share" },        { SERVE, "areas" },
    { SERVE, "locale" },      { SERVE, "node_modules" }, { SERVE, "tile_url" },
    { SERVE, "tile_credit" }, { SERVE, "packs" },        { SERVE, "boundaries" },
    { SERVE, "proxies" },     { SERVE, "node" },         { SERVE, "io_threads" },
    { SERVE, "workers" },     { SERVE, "connections" },  { SERVE, "per_address" },
    { SERVE, "head_time" },   { SERVE, "grace_time" },   { SERVE, "least_rate" },
    { SERVE, "drain" },       { SERVE, "metrics_open" }, { SERVE, "rate_exempt_loopback" },
    { SERVE, "dev" },         { "channel.*", "*" },      { NULL, NULL },
};

static const char CHANNEL[] = "channel.";

void config_free(Config *config)
{
    g_free(config->file);
    g_free(config->listen);
    g_free(config->data);
    g_free(config->db);
    g_free(config->tenant);
    g_free(config->share);
    g_free(config->areas);
    g_free(config->locale);
    g_free(config->node_modules);
    g_free(config->tile_url);
    g_free(config->tile_credit);
    g_strfreev(config->packs);
    g_strfreev(config->boundaries);
    g_strfreev(config->proxies);
    g_key_file_unref(config->channels);
    g_free(config);
}

/* ---- where the program's own files are ---- */

static bool is_share(const char *folder)
{
    g_autofree char *mark = g_build_filename(folder, "sql", "0001_core.sql", NULL);
    return g_file_test(mark, G_FILE_TEST_EXISTS);
}

/* The source tree that the program was built in, or where it is installed. */
static char *share_find(const char *program)
{
    g_autofree char *at = g_path_get_dirname(program);
    while (strcmp(at, "/") != 0 && strcmp(at, ".") != 0) {
        g_autofree char *installed = g_build_filename(at, "share", "kentongan", NULL);
        if (is_share(at))
            return g_steal_pointer(&at);
        if (is_share(installed))
            return g_steal_pointer(&installed);
        char *up = g_path_get_dirname(at);
        g_free(at);
        at = up;
    }
    return g_strdup("/usr/share/kentongan");
}

static char *beside(const char *program, const char *name, const char *share)
{
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *near = g_build_filename(folder, name, NULL);
    return g_file_test(near, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&near)
                                                 : g_build_filename(share, name, NULL);
}

static void default_to(char **field, char *value)
{
    if (*field)
        g_free(value);
    else
        *field = value;
}

static void places_fill(Config *config)
{
    g_autofree char *found = g_file_read_link("/proc/self/exe", NULL);
    const char *program = found ? found : "kentongan";
    default_to(&config->share, share_find(program));
    default_to(&config->locale, beside(program, "locale", config->share));
    default_to(&config->node_modules, config_share_path(config, "node_modules"));
    default_to(&config->areas,
               g_build_filename(config->node_modules, "idn-area-data", "data", NULL));
}

/* ---- reading ---- */

static char *from_folder(const char *folder, const char *path)
{
    if (!path || g_path_is_absolute(path))
        return g_strdup(path);
    return g_canonicalize_filename(path, folder);
}

static bool path_read(const Ini *ini, const char *key, const char *folder, char **field,
                      GError **error)
{
    g_autofree char *text = NULL;
    if (!ini_get_text(ini, SERVE, key, PATH_CHARS, NULL, &text, error))
        return false;
    if (text) {
        g_free(*field);
        *field = from_folder(folder, text);
    }
    return true;
}

static bool paths_read(const Ini *ini, const char *key, const char *folder, char ***field,
                       GError **error)
{
    g_auto(GStrv) list = NULL;
    if (!ini_get_list(ini, SERVE, key, &list, error))
        return false;
    for (guint i = 0; list[i]; i++) {
        char *path = from_folder(folder, list[i]);
        g_free(list[i]);
        list[i] = path;
    }
    g_strfreev(*field);
    *field = g_steal_pointer(&list);
    return true;
}

static bool text_read(const Ini *ini, const char *key, char **field, GError **error)
{
    g_autofree char *text = NULL;
    if (!ini_get_text(ini, SERVE, key, PATH_CHARS, *field, &text, error))
        return false;
    g_free(*field);
    *field = g_steal_pointer(&text);
    return true;
}

static bool number_read(const Ini *ini, const char *key, gint64 max, int *field, GError **error)
{
    gint64 value = 0;
    if (!ini_get_int(ini, SERVE, key, 0, max, *field, &value, error))
        return false;
    *field = (int)value;
    return true;
}

static bool places_read(const Ini *ini, const char *folder, Config *c, GError **error)
{
    return path_read(ini, "data", folder, &c->data, error) &&
           path_read(ini, "share", folder, &c->share, error) &&
           path_read(ini, "areas", folder, &c->areas, error) &&
           path_read(ini, "locale", folder, &c->locale, error) &&
           path_read(ini, "node_modules", folder, &c->node_modules, error) &&
           paths_read(ini, "packs", folder, &c->packs, error) &&
           paths_read(ini, "boundaries", folder, &c->boundaries, error) &&
           text_read(ini, "db", &c->db, error);
}

static bool web_read(const Ini *ini, Config *c, GError **error)
{
    g_auto(GStrv) proxies = NULL;
    if (!ini_get_list(ini, SERVE, "proxies", &proxies, error))
        return false;
    c->proxies = g_steal_pointer(&proxies);
    return text_read(ini, "listen", &c->listen, error) &&
           text_read(ini, "tenant", &c->tenant, error) &&
           text_read(ini, "tile_url", &c->tile_url, error) &&
           text_read(ini, "tile_credit", &c->tile_credit, error) &&
           number_read(ini, "io_threads", 256, &c->io_threads, error) &&
           number_read(ini, "workers", 256, &c->workers, error) &&
           number_read(ini, "connections", 1000000, &c->connections, error) &&
           number_read(ini, "per_address", 1000000, &c->per_address, error) &&
           ini_get_bool(ini, SERVE, "metrics_open", false, &c->metrics_open, error) &&
           ini_get_bool(ini, SERVE, "rate_exempt_loopback", false, &c->rate_exempt_loopback,
                        error) &&
           ini_get_bool(ini, SERVE, "dev", false, &c->dev, error);
}

static bool span_read(const Ini *ini, const char *key, int *ms, GError **error)
{
    gint64 us = 0;
    if (!ini_get_span(ini, SERVE, key, 0, 3600 * (gint64)G_USEC_PER_SEC, 0, &us, error))
        return false;
    *ms = (int)(us / 1000);
    return true;
}

static bool patience_read(const Ini *ini, Config *c, GError **error)
{
    return span_read(ini, "head_time", &c->head_ms, error) &&
           span_read(ini, "grace_time", &c->grace_ms, error) &&
           number_read(ini, "least_rate", 1000000, &c->least_rate, error);
}

static bool process_read(const Ini *ini, Config *c, GError **error)
{
    gint64 drain_us = 0;
    if (!ini_get_span(ini, SERVE, "drain", 0, 600 * G_USEC_PER_SEC, c->drain_s * G_USEC_PER_SEC,
                      &drain_us, error))
        return false;
    c->drain_s = (int)(drain_us / G_USEC_PER_SEC);
    return !ini_has(ini, SERVE, "node") || number_read(ini, "node", 1023, &c->node, error);
}

/* Drivers read their group themselves; each channel needs one that we have (see channel/). */
static bool channels_read(const Ini *ini, Config *c, GError **error)
{
    g_auto(GStrv) groups = ini_groups(ini, CHANNEL);
    for (guint i = 0; groups[i]; i++) {
        g_auto(GStrv) keys = ini_keys(ini, groups[i]);
        g_autofree char *driver = NULL;
        if (!ini_need_text(ini, groups[i], "driver", 40, &driver, error))
            return false;
        for (guint k = 0; keys[k]; k++) {
            g_autofree char *value = NULL;
            if (!ini_get_text(ini, groups[i], keys[k], PATH_CHARS, "", &value, error))
                return false;
            g_key_file_set_string(c->channels, groups[i], keys[k], value);
        }
    }
    return true;
}

static bool file_read(Config *config, const char *path, GError **error)
{
    g_autoptr(Ini) ini = ini_load(path, KEYS, error);
    if (!ini)
        return false;
    g_autofree char *full = g_canonicalize_filename(path, NULL);
    g_autofree char *folder = g_path_get_dirname(full);
    config->file = g_steal_pointer(&full);
    return places_read(ini, folder, config, error) && web_read(ini, config, error) &&
           patience_read(ini, config, error) && process_read(ini, config, error) &&
           channels_read(ini, config, error);
}

Config *config_load(const char *path, GError **error)
{
    g_autoptr(Config) config = g_new0(Config, 1);
    config->channels = g_key_file_new();
    config->listen = g_strdup("127.0.0.1:8080");
    config->data = g_strdup("var");
    config->tenant = g_strdup("");
    config->tile_url = g_strdup("");
    config->tile_credit = g_strdup("");
    config->node = -1;
    config->drain_s = 10;
    if (path && !file_read(config, path, error))
        return NULL;
    places_fill(config);
    return g_steal_pointer(&config);
}

/* ---- asking ---- */

char **config_channels(const Config *config)
{
    g_auto(GStrv) groups = g_key_file_get_groups(config->channels, NULL);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    for (guint i = 0; groups[i]; i++)
        g_strv_builder_add(names, groups[i] + strlen(CHANNEL));
    return g_strv_builder_end(names);
}

char *config_channel_text(const Config *config, const char *channel, const char *key)
{
    g_autofree char *group = g_strconcat(CHANNEL, channel, NULL);
    char *text = g_key_file_get_string(config->channels, group, key, NULL);
    return text ? text : g_strdup("");
}

char *config_data_path(const Config *config, const char *name)
{
    return g_build_filename(config->data, name, NULL);
}

char *config_database(const Config *config)
{
    return config->db && *config->db ? g_strdup(config->db)
                                     : config_data_path(config, "kentongan.db");
}

char *config_share_path(const Config *config, const char *name)
{
    return g_build_filename(config->share, name, NULL);
}
