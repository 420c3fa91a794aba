/* An installation opened by a command: data folder, key, database, clock and a Ctx for the system
 * as actor. */
#pragma once

#include "cli/line.h"
#include "db/ctx.h"

typedef struct Installation {
    const Config *config;
    Clock *clock;
    Database *database;
    Db *db;
    Catalog *catalog; /* NULL until a tenant is chosen */
    Ctx ctx;
    bool is_new; /* made by this call */
} Installation;

enum {
    INSTALLATION_CREATE = 1 << 0,     /* make folder, key and database when they are not there */
    INSTALLATION_MIGRATE = 1 << 1,    /* bring an old schema to the newest, on PostgreSQL too */
    INSTALLATION_MOVABLE = 1 << 2,    /* the development clock */
    INSTALLATION_UNFINISHED = 1 << 3, /* by restore: open it although its mark stands */
};

/* In the data folder while a backup is being restored into it; nobody else opens it then. */
#define INSTALLATION_MARK "restore-unfinished"

/* NOT_FOUND when there is none and CREATE is not given. On SQLite an old schema is brought forward
 * by every command; on PostgreSQL it is an error that names `kentongan migrate`. */
bool installation_open(Installation *in, const Config *config, unsigned flags,
                       GError **error) MUST_USE;
void installation_close(Installation *in);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Installation, installation_close)

/* The tenant with this code; NULL or "": the only one, or the default of the configuration. */
bool installation_choose(Installation *in, const char *code, GError **error) MUST_USE;
/* Reads the catalog again, after the reference data changed. */
bool installation_reload(Installation *in, GError **error) MUST_USE;

/* The usual beginning of a command: opened, with line's tenant chosen. False: said why. */
bool installation_begin(Installation *in, CommandLine *line);

/* The number of the newest file in the sql folder. */
gint64 installation_newest_schema(const Config *config);
