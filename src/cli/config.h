/* What an installation is told: by an INI file (-c), and by options, which go before it.
 *
 * The keys are one table in config.c, described in kentongan.ini(5). An unknown key is an error
 * that names the nearest known one. Relative paths in the file count from the file's folder.
 */
#pragma once

#include "base/error.h"

typedef struct Config {
    char *file;   /* NULL: none */
    char *listen; /* "127.0.0.1:8080" */
    char *data;   /* folder */
    char *db;     /* postgresql://..., or NULL: SQLite in the data folder */
    char *tenant; /* code of the default tenant, "" the first */
    char *share;  /* folder with sql, templates, assets, packs */
    char *areas;  /* folder with the area data of packs */
    char *locale, *node_modules;
    char *tile_url;    /* "https://tiles.example.org/{z}/{x}/{y}.png", "" none */
    char *tile_credit; /* what the owner of the map images asks to be shown */
    char **packs;      /* loaded at start when they changed */
    char **boundaries; /* GeoJSON files for them */
    char **proxies;
    int node; /* -1: drawn */
    int io_threads, workers, connections, per_address;
    int head_ms, grace_ms, least_rate; /* 0: as web/http.h says */
    int drain_s;
    bool metrics_open, rate_exempt_loopback, dev;
    GKeyFile *channels; /* the [channel.NAME] groups; never NULL */
} Config;

/* path NULL: defaults only. */
Config *config_load(const char *path, GError **error) MUST_USE;
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* "sms", "sms-bandung" ... of the channels group names; NULL-ended (transfer full). */
char **config_channels(const Config *config);
/* A key of [channel.NAME], "" when it is not there (transfer full). */
char *config_channel_text(const Config *config, const char *channel, const char *key);
/* DATA/name (transfer full). */
char *config_data_path(const Config *config, const char *name);
/* Where the database is, for database_open (transfer full). */
char *config_database(const Config *config);
/* SHARE/name (transfer full). */
char *config_share_path(const Config *config, const char *name);
