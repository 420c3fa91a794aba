/* The settings of a tenant and of a policy as tables: one row a field, with its name in the pack's
 * files, its kind and its limits. The pack reader, the JSON in the database and the manual all go
 * by these rows, so a field is added in one place.
 */
#pragma once

#include "base/error.h"

typedef enum SettingKind {
    SETTING_TEXT,     /* char* */
    SETTING_INT,      /* int */
    SETTING_BOOL,     /* bool: ya/tidak, yes/no, 1/0 */
    SETTING_E7,       /* gint32: degrees, "-6.5907" */
    SETTING_TIME,     /* int minutes after midnight: "07:30" */
    SETTING_WEEKDAYS, /* int bits, bit 0 Monday: "senin selasa rabu kamis jumat" */
    SETTING_LADDER,   /* Policy.rungs: "0 petugas, 1 kepala, 3 sekda" */
} SettingKind;

typedef struct Setting {
    const char *key;
    SettingKind kind;
    gsize offset;
    gint64 min, max;      /* numbers: value; texts: characters */
    const char *fallback; /* as in the file; NULL: must be given */
} Setting;

extern const Setting TENANT_SETTINGS[]; /* ended by key NULL */
extern const Setting POLICY_SETTINGS[];

/* Reads text into the field of thing (a Tenant or a Policy). INVALID, detail says what is wanted.
 */
bool setting_set(const Setting *setting, gpointer thing, const char *text, GError **error) MUST_USE;
/* The field as setting_set reads it (transfer full). */
char *setting_get(const Setting *setting, gconstpointer thing);
