/* `doctor`: checks an installation and says what to do. One line a check: "ok", "note" for what a
 * person should know, "WRONG" for what must be mended; the exit code is 1 when something is wrong.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "cli/gateway.h"
#include "cli/installation.h"
#include "cli/table.h"
#include "db/migrate.h"
#include "domain/calendar.h"
#include "domain/channel_state.h"
#include "domain/staff.h"
#include "store/message.h"
#include "store/tenant.h"

enum { HORIZON_DAYS = 90, DISK_FREE_MIN_MB = 500, DISK_FREE_LOW_MB = 2048 };

typedef enum Verdict { VERDICT_OK, VERDICT_NOTE, VERDICT_WRONG } Verdict;

typedef struct Doctor {
    Installation in;
    const Config *config;
    guint wrong, notes;
} Doctor;

static void say(Doctor *d, Verdict verdict, const char *what, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static void say(Doctor *d, Verdict verdict, const char *what, const char *format, ...)
{
    static const char *const WORDS[] = { "ok", "note", "WRONG" };
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    d->wrong += verdict == VERDICT_WRONG;
    d->notes += verdict == VERDICT_NOTE;
    printf("%-5s  %-14s %s\n", WORDS[verdict], what, text);
}

static void say_error(Doctor *d, const char *what, const GError *error)
{
    const char *detail = error_detail(error);
    say(d, VERDICT_WRONG, what, "%s%s%s", line_words(error->message), detail ? " " : "",
        detail ? detail : "");
}

/* ---- what needs no database ---- */

static void check_config(Doctor *d)
{
    static const char *const FOLDERS[] = { "sql", "templates", "assets" };
    say(d, VERDICT_OK, "configuration", "%s",
        d->config->file ? d->config->file : "none given, the usual values");
    for (guint i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
        g_autofree char *path = config_share_path(d->config, FOLDERS[i]);
        if (!g_file_test(path, G_FILE_TEST_IS_DIR))
            say(d, VERDICT_WRONG, "program files",
                "%s is missing: install the program whole, or set share in [serve]", path);
    }
    if (!g_file_test(d->config->areas, G_FILE_TEST_IS_DIR))
        say(d, VERDICT_NOTE, "area data",
            "%s is missing: packs cannot be loaded; run npm ci, or set areas in [serve]",
            d->config->areas);
}

static void check_modes(Doctor *d)
{
    g_autofree char *key = config_data_path(d->config, "key");
    struct stat folder, file;
    if (stat(d->config->data, &folder) != 0) {
        say(d, VERDICT_WRONG, "data folder", "%s does not exist: kentongan load PACK makes it",
            d->config->data);
        return;
    }
    if (folder.st_mode & 077)
        say(d, VERDICT_WRONG, "data folder", "others may enter %s: chmod 700 %s", d->config->data,
            d->config->data);
    else
        say(d, VERDICT_OK, "data folder", "%s", d->config->data);
    if (stat(key, &file) != 0)
        say(d, VERDICT_WRONG, "key",
            "%s is missing: without it nothing sealed can be read; put it back from where it is "
            "kept",
            key);
    else if (file.st_mode & 077)
        say(d, VERDICT_WRONG, "key", "others may read %s: chmod 600 %s", key, key);
    else
        say(d, VERDICT_OK, "key", "readable by its owner only; is there a copy elsewhere?");
}

static void check_disk(Doctor *d)
{
    struct statvfs fs;
    if (statvfs(d->config->data, &fs) != 0)
        return;
    guint64 free_mb = (guint64)fs.f_bavail * fs.f_frsize >> 20;
    Verdict verdict = free_mb < DISK_FREE_MIN_MB   ? VERDICT_WRONG
                      : free_mb < DISK_FREE_LOW_MB ? VERDICT_NOTE
                                                   : VERDICT_OK;
    say(d, verdict, "disk", "%" G_GUINT64_FORMAT " MB free where %s lies%s", free_mb,
        d->config->data, verdict == VERDICT_OK ? "" : ": free space or move the folder");
}

/* The kernel knows whether something keeps its clock. */
static void check_clock(Doctor *d)
{
    struct timex now = { 0 };
    bool kept = adjtimex(&now) != TIME_ERROR && !(now.status & STA_UNSYNC);
    g_autofree char *database = config_data_path(d->config, "kentongan.db");
    struct stat file;
    gint64 at = g_get_real_time() / US_PER_S;
    if (stat(database, &file) == 0 && file.st_mtime > at + 60)
        say(d, VERDICT_WRONG, "clock",
            "the database was written %d seconds in the future: the machine's clock went back",
            (int)(file.st_mtime - at));
    else if (!kept)
        say(d, VERDICT_NOTE, "clock",
            "nothing keeps it right (no NTP): deadlines go by it; install systemd-timesyncd");
    else
        say(d, VERDICT_OK, "clock", "kept by NTP");
}

/* ---- what the database says ---- */

static void check_database(Doctor *d)
{
    gint64 version = 0;
    g_autoptr(GError) error = NULL;
    if (!migrate_version(d->in.db, &version, &error))
        say_error(d, "database", error);
    else
        say(d, VERDICT_OK, "database", "%s, schema version %" G_GINT64_FORMAT,
            db_engine(d->in.db) == DB_SQLITE ? "SQLite" : "PostgreSQL", version);
}

static void check_calendar(Doctor *d, const Catalog *catalog)
{
    g_auto(Workdays) days = { 0 };
    const Workdays *w = &days;
    calendar_of(catalog, &days);
    gint32 today = workday_day_of(catalog->timezone, g_get_real_time());
    g_autofree char *last = workday_format(w->last_day);
    if (w->last_day < today)
        say(d, VERDICT_WRONG, "calendar",
            "%s: no decreed calendar for today: due times are unknown; put this year into "
            "calendar.ini of the pack and load it",
            catalog->tenant.code);
    else if (w->last_day - today <= HORIZON_DAYS)
        say(d, VERDICT_NOTE, "calendar",
            "%s: the decreed years end on %s: put the next joint decree of the ministers into "
            "calendar.ini of the pack and load it",
            catalog->tenant.code, last);
    else
        say(d, VERDICT_OK, "calendar", "%s: decreed until %s", catalog->tenant.code, last);
}

static void check_messages(Doctor *d, const char *medium)
{
    g_autoptr(GError) error = NULL;
    ChannelCounts counts = { 0 };
    if (!message_store_counts(&d->in.ctx, medium, &counts, &error)) {
        say_error(d, "messages", error);
        return;
    }
    if (counts.waiting || counts.failed)
        say(d, VERDICT_NOTE, "messages",
            "%s: %s: %" G_GINT64_FORMAT " wait, %" G_GINT64_FORMAT " were given up",
            d->in.catalog->tenant.code, medium, counts.waiting, counts.failed);
}

/* A rung that nobody is, is told to the administrators instead. */
static void check_ladder(Doctor *d)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) missing = staff_missing_titles(&d->in.ctx, &error);
    g_autofree char *names = missing ? g_strjoinv(", ", missing) : NULL;
    const char *code = d->in.catalog->tenant.code;
    if (!missing)
        say_error(d, "ladder", error);
    else if (missing[0])
        say(d, VERDICT_NOTE, "ladder",
            "%s: no account is %s: give it with user add --title or in the console", code, names);
    else
        say(d, VERDICT_OK, "ladder", "%s: every rung is somebody", code);
}

static void check_tenants(Doctor *d)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) tenants = tenant_store_list(d->in.db, &error);
    if (tenants && tenants->len == 0)
        say(d, VERDICT_WRONG, "packs", "none is loaded: kentongan load packs/NAME");
    for (guint i = 0; tenants && i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        if (!installation_choose(&d->in, tenant->code, &error))
            break;
        check_calendar(d, d->in.catalog);
        check_messages(d, "sms");
        check_ladder(d);
        if (!*tenant->public_url)
            say(d, VERDICT_NOTE, "public_url",
                "%s: not set in pack.ini: messages carry no link to the reporter's page",
                tenant->code);
    }
    if (error)
        say_error(d, "packs", error);
}

/* ---- channels ---- */

static void check_state(Doctor *d, const ChannelState *s)
{
    g_autofree char *detail = line_words_line(s->detail);
    if (!channel_state_is_fresh(s))
        say(d, VERDICT_NOTE, "channel", "%s: no process serves it now", s->id);
    else if (s->off)
        say(d, VERDICT_NOTE, "channel", "%s: switched off in the console", s->id);
    else if (!s->up)
        say(d, VERDICT_WRONG, "channel", "%s: down: %s", s->id, detail);
    else
        say(d, VERDICT_OK, "channel", "%s: %s", s->id, detail);
}

static void check_channels(Doctor *d)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) states = channel_state_list(d->in.db, &error);
    g_auto(GStrv) names = config_channels(d->config);
    for (guint i = 0; states && i < states->len; i++)
        check_state(d, states->pdata[i]);
    for (guint i = 0; names[i]; i++) {
        g_autofree char *probe = gateway_probe(d->config, names[i]);
        if (probe)
            say(d, gateway_is_bad(probe) ? VERDICT_WRONG : VERDICT_OK, "gateway", "%s: %s",
                names[i], probe);
    }
    if (!names[0] && (!states || states->len == 0))
        say(d, VERDICT_NOTE, "channels",
            "no [channel.NAME] is configured: citizens cannot write by SMS");
}

static void check_all(Doctor *d)
{
    g_autoptr(GError) error = NULL;
    check_config(d);
    check_modes(d);
    check_disk(d);
    check_clock(d);
    if (!installation_open(&d->in, d->config, 0, &error)) {
        say_error(d, "database", error);
        return;
    }
    check_database(d);
    check_tenants(d);
    check_channels(d);
}

int doctor_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    Doctor doctor = { 0 };
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    doctor.config = line.config;
    check_all(&doctor);
    printf("\n%u wrong, %u to note\n", doctor.wrong, doctor.notes);
    installation_close(&doctor.in);
    return doctor.wrong ? CLI_FAILED : CLI_OK;
}
