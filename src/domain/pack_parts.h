/* The parts of reading a pack, shared by pack*.c only. */
#pragma once

#include "base/ini.h"
#include "domain/pack.h"

typedef struct Reading {
    const PackSource *source;
    PackReport *report;
    Catalog *catalog;
    Ini *pack; /* pack.ini, NULL when it could not be read */
} Reading;

/* A file of the pack, and the one it stands on; either may be NULL. */
typedef struct PackFile {
    Ini *own, *base;
    const char *name;
} PackFile;

/* Adds a line to report->problems or ->warnings. */
void pack_problem(PackReport *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
void pack_warning(PackReport *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Tells source->progress, when there is one. */
void pack_step(const PackSource *source, const char *what, guint done, guint total);
/* Turns *error into a problem and clears it. */
void pack_take_error(PackReport *report, GError **error);
/* "dlh" for "dhl" among the codes of things (whose first member is the code); "" when none is near.
 */
const char *pack_nearest(const char *code, const GPtrArray *things);

/* pack_file.c. A mistake becomes a problem; the value returned is then harmless. */
Ini *pack_ini(Reading *r, const char *path, const IniKey *known, bool must);
/* include: the key of [include] in pack.ini, or NULL when the file stands alone. */
PackFile pack_open(Reading *r, const char *name, const char *include, const IniKey *known,
                   bool must);
void pack_file_close(PackFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PackFile, pack_file_close)
/* Which of the two has the key; NULL when neither has. */
const Ini *pack_holder(const PackFile *file, const char *group, const char *key);
/* All groups, those of the included file first, each once (transfer full). */
char **pack_groups(const PackFile *file);
/* fallback NULL: the key must be there. Never NULL (transfer full). */
char *pack_text(Reading *r, const PackFile *file, const char *group, const char *key,
                const char *fallback);
bool pack_bool(Reading *r, const PackFile *file, const char *group, const char *key, bool fallback);
int pack_int(Reading *r, const PackFile *file, const char *group, const char *key, int max,
             int fallback);
char **pack_list(Reading *r, const PackFile *file, const char *group, const char *key);

/* pack_read.c: the code of the parent tenant that pack.ini names, "" for none (transfer full). */
bool pack_read_parent(const PackSource *source, char **parent, GError **error) MUST_USE;

/* pack_spelling.c: ejaan.ini. */
void pack_spelling_read(Reading *r);
/* pack_listen.c */
void pack_listen_read(Reading *r);

/* pack_area.c: the areas at and below root from the CSV files. */
void pack_area_read(const char *folder, const char *root, Catalog *catalog, PackReport *report);
/* Shapes and inner points by code. */
void pack_area_read_shapes(const PackSource *source, const char *file, Catalog *catalog,
                           PackReport *report);

/* pack_voice.c: voice.ini. */
void pack_voice_read(Reading *r);
/* What its rows refer to; catalog is sealed. */
void pack_voice_check(const Catalog *catalog, PackReport *report);
/* pack_read.c, for groups that stand for every area of a kind, as [@kecamatan]. */
/* "Kabupaten Bandung Barat" -> "kabupaten-bandung-barat" (transfer full) */
char *pack_slug(const char *name);
/* {name}, {slug} and {area} filled in. (transfer full) */
char *pack_fill(const char *pattern, const Area *area, const char *slug);
/* The area is of the kind that the group's name says. */
bool pack_is_meant(const char *group, const Area *area);

/* pack_desk.c: desks.ini. */
void pack_desk_read(Reading *r);

/* pack_check.c: everything that refers to something else; catalog is sealed. */
void pack_check(const Catalog *catalog, PackReport *report);
