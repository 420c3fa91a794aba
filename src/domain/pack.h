/* A pack: the folder of files that says what a government is - its agencies, areas, services,
 * rules, clocks, calendar and texts - read, checked and put into the database.
 *
 * The files and their keys are described in packs/README.md. Areas come from a folder with the
 * CSV files of the npm package idn-area-data, so that nobody's data is copied here.
 */
#pragma once

#include "db/ctx.h"

typedef struct PackSource {
    const char *folder;      /* packs/jepara */
    const char *area_folder; /* .../idn-area-data/data */
    const char *const
        *boundaries; /* GeoJSON files with a property "code"; NULL-terminated or NULL */
    /* or NULL; total 0: not known. Called in the caller's thread. */
    void (*progress)(const char *what, guint done, guint total, gpointer user);
    gpointer user;
} PackSource;

typedef struct PackReport {
    gint64 tenant, revision;
    char *code;            /* of the tenant */
    bool first;            /* it was not here before */
    bool calendar_changed; /* future due dates must be computed again */
    bool policies_changed;
    guint areas, agencies, services, rules, holidays, texts, shapes;
    guint agencies_retired, services_retired, areas_gone;
    GPtrArray *problems; /* char*: why it was refused, all of them, with file and key */
    GPtrArray *warnings; /* char*: what was taken, but should be looked at */
} PackReport;
void pack_report_clear(PackReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PackReport, pack_report_clear)

/* Reads and checks without a database (transfer full). INVALID: report->problems says why. */
Catalog *pack_read(const PackSource *source, PackReport *report, GError **error) MUST_USE;

/* Only how people spell, from FOLDER/ejaan.ini when there is one; nothing else is in the catalog. */
Catalog *pack_read_spelling(const char *folder, GError **error) MUST_USE;

/* Reads, checks and replaces the tenant's reference data in one transaction. ctx->tenant is not
 * used: the pack says its code. INVALID as pack_read, CONFLICT when the ticket prefix is taken. */
bool pack_load(Ctx *ctx, const PackSource *source, PackReport *report, GError **error) MUST_USE;
