/* INI files (configuration, packs): read whole, every group and key checked against a table of the
 * known ones, so that a mistyped key is an error and never silently the default.
 *
 * Every failure is INVALID with a sentence for the person; the detail names file, group, key,
 * value and, for an unknown one, the nearest known. Lists are parted by ';'.
 */
#pragma once

#include "base/error.h"

/* One row a key, the table ends with a row of NULLs. group may end in '*' ("service *" knows
 * [service jalan]), key too ("*" knows every key of the group). */
typedef struct IniKey {
    const char *group, *key;
} IniKey;

typedef struct Ini Ini;

/* NOT_FOUND when there is no such file. At most 4 MB. */
Ini *ini_load(const char *path, const IniKey *known, GError **error) MUST_USE;
/* The same from memory; name stands for the file in errors. */
Ini *ini_parse(const char *data, gsize bytes, const char *name, const IniKey *known,
               GError **error) MUST_USE;
void ini_free(Ini *ini);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ini, ini_free)

const char *ini_name(const Ini *ini); /* the path or name given */
bool ini_has(const Ini *ini, const char *group, const char *key);
/* Names of all groups that begin with prefix ("" all), in file order; keys of a group. NULL-ended,
 * (transfer full). */
char **ini_groups(const Ini *ini, const char *prefix);
char **ini_keys(const Ini *ini, const char *group);

/* The getters: an absent key gives the fallback. */
/* At most max_chars characters; *out (transfer full), NULL only when fallback is NULL. */
bool ini_get_text(const Ini *ini, const char *group, const char *key, gsize max_chars,
                  const char *fallback, char **out, GError **error) MUST_USE;
/* The same, but an absent or blank key is an error. */
bool ini_need_text(const Ini *ini, const char *group, const char *key, gsize max_chars, char **out,
                   GError **error) MUST_USE;
bool ini_get_int(const Ini *ini, const char *group, const char *key, gint64 min, gint64 max,
                 gint64 fallback, gint64 *out, GError **error) MUST_USE;
/* Decimal number with a point. */
bool ini_get_double(const Ini *ini, const char *group, const char *key, double min, double max,
                    double fallback, double *out, GError **error) MUST_USE;
/* true/false, yes/no, ya/tidak, on/off, 1/0 */
bool ini_get_bool(const Ini *ini, const char *group, const char *key, bool fallback, bool *out,
                  GError **error) MUST_USE;
/* Minutes after midnight from "07:30" or "07.30"; 24:00 is 1440. */
bool ini_get_minute(const Ini *ini, const char *group, const char *key, int fallback, int *out,
                    GError **error) MUST_USE;
/* A length with a unit, "90s", "15m", "2h", "10d" (days of 24 hours), "250ms"; in microseconds. */
bool ini_get_span(const Ini *ini, const char *group, const char *key, gint64 min_us, gint64 max_us,
                  gint64 fallback_us, gint64 *out_us, GError **error) MUST_USE;
/* The index of the value among choices (NULL-ended). */
bool ini_get_choice(const Ini *ini, const char *group, const char *key, const char *const *choices,
                    int fallback, int *out, GError **error) MUST_USE;
/* Trimmed, blank items dropped; never NULL; (transfer full). */
bool ini_get_list(const Ini *ini, const char *group, const char *key, char ***out,
                  GError **error) MUST_USE;
/* INVALID about this key, for checks that only the caller can make; returns false. */
bool ini_fail(const Ini *ini, const char *group, const char *key, const char *why, GError **error);
