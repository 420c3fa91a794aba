/* The rows, and how each kind is read and written. */
#include "model/settings.h"

#include "base/geometry.h"
#include "base/text.h"
#include "model/catalog.h"

#include <string.h>

#define DEGREES G_GINT64_CONSTANT(10000000)
#define T(field) offsetof(Tenant, field)
#define P(field) offsetof(Policy, field)

const Setting TENANT_SETTINGS[] = {
    { "code", SETTING_TEXT, T(code), 2, 40, NULL },
    { "name", SETTING_TEXT, T(name), 2, 100, NULL },
    { "host", SETTING_TEXT, T(host), 0, 200, "" },
    { "prefix", SETTING_TEXT, T(prefix), 2, 4, NULL },
    { "place_noun", SETTING_TEXT, T(place_noun), 2, 100, NULL },
    { "area", SETTING_TEXT, T(area), 2, 20, NULL },
    { "timezone", SETTING_TEXT, T(timezone), 3, 60, "Asia/Jakarta" },
    { "timezone_name", SETTING_TEXT, T(timezone_name), 1, 10, "WIB" },
    { "brand", SETTING_TEXT, T(brand), 7, 7, "#0b6e4f" },
    { "sms_number", SETTING_TEXT, T(sms_number), 0, 40, "" },
    { "phone", SETTING_TEXT, T(phone), 0, 40, "" },
    { "emergency", SETTING_TEXT, T(emergency), 0, 20, "112" },
    { "contact", SETTING_TEXT, T(contact), 0, 200, "" },
    { "leader", SETTING_TEXT, T(leader), 2, 60, "Bupati" },
    { "staff_sms", SETTING_TEXT, T(staff_sms), 0, 300, "emergency handed warning ladder" },
    { "staff_email", SETTING_TEXT, T(staff_email), 0, 300,
      "emergency assigned handed returned reopened warning breach ladder extension_asked" },
    { "public_url", SETTING_TEXT, T(public_url), 0, 200, "" },
    { "lat", SETTING_E7, T(lat_e7), -90 * DEGREES, 90 * DEGREES, NULL },
    { "lng", SETTING_E7, T(lng_e7), -180 * DEGREES, 180 * DEGREES, NULL },
    { "south", SETTING_E7, T(south_e7), -90 * DEGREES, 90 * DEGREES, NULL },
    { "west", SETTING_E7, T(west_e7), -180 * DEGREES, 180 * DEGREES, NULL },
    { "north", SETTING_E7, T(north_e7), -90 * DEGREES, 90 * DEGREES, NULL },
    { "east", SETTING_E7, T(east_e7), -180 * DEGREES, 180 * DEGREES, NULL },
    { "zoom", SETTING_INT, T(zoom), 3, 18, "11" },
    { "office_open", SETTING_TIME, T(office_open_min), 0, 1440, "07:30" },
    { "office_close", SETTING_TIME, T(office_close_min), 1, 1440, "16:00" },
    { "quiet_from", SETTING_TIME, T(quiet_from_min), 0, 1440, "21:00" },
    { "quiet_to", SETTING_TIME, T(quiet_to_min), 0, 1440, "06:00" },
    { "working_days", SETTING_WEEKDAYS, T(working_weekdays), 1, 127,
      "senin selasa rabu kamis jumat" },
    { NULL, SETTING_TEXT, 0, 0, 0, NULL },
};

/* The fallbacks are the national rule: SP4N-LAPOR 3, 5 and 10, KemenPANRB 5/14/60. */
const Setting POLICY_SETTINGS[] = {
    { "disposition_wd", SETTING_INT, P(disposition_wd), 0, 60, "3" },
    { "followup_wd", SETTING_INT, P(followup_wd), 0, 120, "5" },
    { "resolution_plain_wd", SETTING_INT, P(resolution_wd[RESOLUTION_PLAIN]), 0, 250, "5" },
    { "resolution_no_field_wd", SETTING_INT, P(resolution_wd[RESOLUTION_NO_FIELD]), 0, 250, "14" },
    { "resolution_field_wd", SETTING_INT, P(resolution_wd[RESOLUTION_FIELD]), 0, 250, "60" },
    { "info_wd", SETTING_INT, P(info_wd), 1, 60, "10" },
    { "confirm_wd", SETTING_INT, P(confirm_wd), 1, 60, "10" },
    { "progress_wd", SETTING_INT, P(progress_wd), 1, 60, "2" },
    { "reopen_wd", SETTING_INT, P(reopen_wd), 0, 250, "10" },
    { "warn_percent", SETTING_INT, P(warn_percent), 1, 100, "75" },
    { "public_overdue", SETTING_BOOL, P(public_overdue), 0, 1, "ya" },
    { "public_at_once", SETTING_BOOL, P(public_at_once), 0, 1, "tidak" },
    { "max_extensions", SETTING_INT, P(max_extensions), 0, 10, "2" },
    { "ladder", SETTING_LADDER, P(rungs), 0, POLICY_RUNGS_MAX,
      "0 petugas, 1 kepala, 3 sekda, 5 bupati" },
    { NULL, SETTING_TEXT, 0, 0, 0, NULL },
};

static const char *const WEEKDAYS[] = { "senin", "selasa", "rabu",  "kamis",
                                        "jumat", "sabtu",  "minggu" };

static bool refuse(const Setting *setting, const char *text, const char *wanted, GError **error)
{
    error_set(error, KENTONGAN_ERROR_INVALID, setting->key,
              N_("Nilai pengaturan tidak dapat dibaca."), "%s = %s: %s", setting->key, text,
              wanted);
    return false;
}

static bool set_int(const Setting *setting, int *field, const char *text, GError **error)
{
    gint64 value;
    if (!g_ascii_string_to_signed(text, 10, setting->min, setting->max, &value, NULL)) {
        g_autofree char *wanted =
            g_strdup_printf("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                            setting->min, setting->max);
        return refuse(setting, text, wanted, error);
    }
    *field = (int)value;
    return true;
}

static bool set_text(const Setting *setting, char **field, const char *text, GError **error)
{
    gsize chars = text_chars(text);
    if (chars < (gsize)setting->min || chars > (gsize)setting->max) {
        g_autofree char *wanted = g_strdup_printf(
            "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " characters", setting->min, setting->max);
        return refuse(setting, text, wanted, error);
    }
    g_free(*field);
    *field = g_strdup(text);
    return true;
}

static bool set_bool(const Setting *setting, bool *field, const char *text, GError **error)
{
    static const char *const YES[] = { "ya", "yes", "true", "1", NULL };
    static const char *const NO[] = { "tidak", "no", "false", "0", NULL };
    *field = g_strv_contains(YES, text);
    return *field || g_strv_contains(NO, text) || refuse(setting, text, "ya or tidak", error);
}

static bool set_e7(const Setting *setting, gint32 *field, const char *text, GError **error)
{
    gint32 value;
    if (!geometry_parse_degrees(text, &value) || value < setting->min || value > setting->max)
        return refuse(setting, text, "degrees like -6.5907", error);
    *field = value;
    return true;
}

/* Digits only, two of them: "07:30". */
static bool set_time(const Setting *setting, int *field, const char *text, GError **error)
{
    bool shaped = strlen(text) == 5 && text[2] == ':' && g_ascii_isdigit(text[0]) &&
                  g_ascii_isdigit(text[1]) && g_ascii_isdigit(text[3]) && g_ascii_isdigit(text[4]);
    int hour = shaped ? (text[0] - '0') * 10 + text[1] - '0' : 99;
    int minute = shaped ? (text[3] - '0') * 10 + text[4] - '0' : 99;
    int value = hour * 60 + minute;
    if (minute > 59 || value < setting->min || value > setting->max)
        return refuse(setting, text, "a time of day like 07:30", error);
    *field = value;
    return true;
}

static bool set_weekdays(const Setting *setting, int *field, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
    int bits = 0;
    for (char **word = words; *word; word++) {
        guint day = 0;
        while (day < 7 && strcmp(WEEKDAYS[day], *word))
            day++;
        if (**word && day == 7)
            return refuse(setting, text, "names of days: senin selasa rabu ...", error);
        if (**word)
            bits |= 1 << day;
    }
    if (!bits)
        return refuse(setting, text, "at least one day", error);
    *field = bits;
    return true;
}

/* A rung never comes before the one below it. */
static bool read_rung(const char *text, int not_before, Rung *rung)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    char *space = strchr(trimmed, ' ');
    gint64 days;
    if (!space)
        return false;
    *space = '\0';
    if (!g_ascii_string_to_signed(trimmed, 10, not_before, 250, &days, NULL))
        return false;
    const char *whom = g_strchug(space + 1);
    if (!*whom || text_chars(whom) > 60)
        return false;
    *rung = (Rung){ .after_wd = (int)days, .whom = g_strdup(whom) };
    return true;
}

static void clear_ladder(Policy *policy)
{
    for (int i = 0; i < policy->rung_count; i++)
        g_clear_pointer(&policy->rungs[i].whom, g_free);
    policy->rung_count = 0;
}

static bool set_ladder(const Setting *setting, Policy *policy, const char *text, GError **error)
{
    g_auto(GStrv) rungs = g_strsplit(text, ",", -1);
    clear_ladder(policy);
    if (text_is_blank(text))
        return true;
    for (char **at = rungs; *at; at++) {
        int not_before = policy->rung_count ? policy->rungs[policy->rung_count - 1].after_wd : 0;
        if (policy->rung_count == POLICY_RUNGS_MAX ||
            !read_rung(*at, not_before, &policy->rungs[policy->rung_count])) {
            clear_ladder(policy);
            return refuse(setting, text, "working days and title: 0 petugas, 1 kepala", error);
        }
        policy->rung_count++;
    }
    return true;
}

bool setting_set(const Setting *setting, gpointer thing, const char *text, GError **error)
{
    gpointer field = (char *)thing + setting->offset;
    switch (setting->kind) {
    case SETTING_TEXT:
        return set_text(setting, field, text, error);
    case SETTING_INT:
        return set_int(setting, field, text, error);
    case SETTING_BOOL:
        return set_bool(setting, field, text, error);
    case SETTING_E7:
        return set_e7(setting, field, text, error);
    case SETTING_TIME:
        return set_time(setting, field, text, error);
    case SETTING_WEEKDAYS:
        return set_weekdays(setting, field, text, error);
    case SETTING_LADDER:
        return set_ladder(setting, thing, text, error);
    }
    g_assert_not_reached();
}

static char *get_e7(gint32 value)
{
    gint64 size = ABS((gint64)value);
    return g_strdup_printf("%s%" G_GINT64_FORMAT ".%07" G_GINT64_FORMAT, value < 0 ? "-" : "",
                           size / DEGREES, size % DEGREES);
}

static char *get_weekdays(int bits)
{
    GString *text = g_string_new(NULL);
    for (int day = 0; day < 7; day++) {
        if (bits & (1 << day))
            g_string_append_printf(text, "%s%s", text->len ? " " : "", WEEKDAYS[day]);
    }
    return g_string_free(text, FALSE);
}

static char *get_ladder(const Policy *policy)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < policy->rung_count; i++)
        g_string_append_printf(text, "%s%d %s", i ? ", " : "", policy->rungs[i].after_wd,
                               policy->rungs[i].whom);
    return g_string_free(text, FALSE);
}

char *setting_get(const Setting *setting, gconstpointer thing)
{
    gconstpointer field = (const char *)thing + setting->offset;
    switch (setting->kind) {
    case SETTING_TEXT: {
        const char *text = *(char *const *)field;
        return g_strdup(text ? text : "");
    }
    case SETTING_INT:
        return g_strdup_printf("%d", *(const int *)field);
    case SETTING_BOOL:
        return g_strdup(*(const bool *)field ? "ya" : "tidak");
    case SETTING_E7:
        return get_e7(*(const gint32 *)field);
    case SETTING_TIME:
        return g_strdup_printf("%02d:%02d", *(const int *)field / 60, *(const int *)field % 60);
    case SETTING_WEEKDAYS:
        return get_weekdays(*(const int *)field);
    case SETTING_LADDER:
        return get_ladder(thing);
    }
    g_assert_not_reached();
}
