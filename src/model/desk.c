/* Desks and the text of their opening hours: see desk.h. */
#include "model/desk.h"

#include <string.h>

#include "base/error.h"
#include "base/workday.h"

enum { MINUTES_PER_DAY = 24 * 60 };

static void exception_clear(gpointer exception)
{
    g_free(((DeskException *)exception)->why);
}

Desk *desk_new(const char *code)
{
    Desk *desk = g_new0(Desk, 1);
    desk->code = g_strdup(code);
    desk->active = true;
    desk->hours_text = g_strdup("");
    desk->exceptions_text = g_strdup("");
    desk->hours = g_array_new(FALSE, FALSE, sizeof(DeskHours));
    desk->exceptions = g_array_new(FALSE, FALSE, sizeof(DeskException));
    g_array_set_clear_func(desk->exceptions, exception_clear);
    return desk;
}

void desk_free(Desk *desk)
{
    if (!desk)
        return;
    g_free(desk->code);
    g_free(desk->name);
    g_free(desk->place);
    g_free(desk->area);
    g_free(desk->contact);
    g_free(desk->hours_text);
    g_free(desk->exceptions_text);
    g_array_unref(desk->hours);
    g_array_unref(desk->exceptions);
    g_free(desk);
}

static bool not_understood(GError **error, const char *part, const char *wanted)
{
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Jam buka posko tidak dimengerti."),
              "\"%.80s\": want %s", part, wanted);
    return false;
}

/* 0..6, or -1. */
static int weekday_of(const char *word)
{
    static const char *const DAYS[] = { "senin", "selasa", "rabu",  "kamis",
                                        "jumat", "sabtu",  "minggu" };
    g_autofree char *small = g_ascii_strdown(word, -1);
    for (int i = 0; i < (int)G_N_ELEMENTS(DAYS); i++)
        if (strcmp(g_strstrip(small), DAYS[i]) == 0)
            return i;
    return -1;
}

/* "Sabtu" or "Senin-Jumat", also over the end of the week; 0: none. */
static int weekdays_of(const char *words)
{
    g_auto(GStrv) ends = g_strsplit(words, "-", 2);
    int from = weekday_of(ends[0] ? ends[0] : ""), to = from, days = 0;
    if (ends[0] && ends[1])
        to = weekday_of(ends[1]);
    if (from < 0 || to < 0)
        return 0;
    for (int day = from;; day = (day + 1) % 7) {
        days |= 1 << day;
        if (day == to)
            return days;
    }
}

/* "08.00" or "08:00"; *end stands behind it. */
static bool read_time(const char *text, int *minutes, const char **end)
{
    if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]) ||
        (text[2] != '.' && text[2] != ':') || !g_ascii_isdigit(text[3]) ||
        !g_ascii_isdigit(text[4]))
        return false;
    int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
    *minutes = hour * 60 + minute;
    *end = text + 5;
    return minute < 60 && *minutes <= MINUTES_PER_DAY;
}

/* "08.00-11.00" and a space or the end. */
static bool read_span(const char *text, int *open_min, int *close_min, const char **end)
{
    return read_time(text, open_min, end) && **end == '-' && read_time(*end + 1, close_min, end) &&
           *open_min < *close_min && (**end == '\0' || **end == ' ');
}

static bool read_hours(Desk *desk, const char *part, GError **error)
{
    const char *space = strrchr(part, ' '), *end = "";
    DeskHours hours = { 0 };
    if (space) {
        g_autofree char *days = g_strndup(part, (gsize)(space - part));
        hours.weekdays = weekdays_of(days);
    }
    if (!hours.weekdays || !read_span(space + 1, &hours.open_min, &hours.close_min, &end) || *end)
        return not_understood(error, part, "\"Sabtu 08.00-11.00\" or \"Senin-Jumat 08.00-15.30\"");
    g_array_append_val(desk->hours, hours);
    return true;
}

static bool read_exception(Desk *desk, const char *part, GError **error)
{
    static const char *const WANTED = "\"2026-12-26 tutup why\" or \"2026-12-19 09.00-12.00 why\"";
    g_auto(GStrv) words = g_strsplit(part, " ", 2);
    DeskException exception = { 0 };
    if (!words[0] || !words[1] || !workday_parse(words[0], &exception.day, NULL))
        return not_understood(error, part, WANTED);
    const char *rest = words[1], *end = rest + strlen("tutup");
    bool closed = g_str_has_prefix(rest, "tutup") && (*end == '\0' || *end == ' ');
    if (!closed && !read_span(rest, &exception.open_min, &exception.close_min, &end))
        return not_understood(error, part, WANTED);
    exception.why = g_strstrip(g_strdup(end));
    g_array_append_val(desk->exceptions, exception);
    return true;
}

typedef bool (*ReadPart)(Desk *desk, const char *part, GError **error);

static bool read_parts(Desk *desk, const char *text, ReadPart read, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    for (char **part = parts; *part; part++)
        if (*g_strstrip(*part) && !read(desk, *part, error))
            return false;
    return true;
}

bool desk_set_hours(Desk *desk, const char *text, GError **error)
{
    g_free(desk->hours_text);
    desk->hours_text = g_strdup(text);
    g_array_set_size(desk->hours, 0);
    return read_parts(desk, text, read_hours, error);
}

bool desk_set_exceptions(Desk *desk, const char *text, GError **error)
{
    g_free(desk->exceptions_text);
    desk->exceptions_text = g_strdup(text);
    g_array_set_size(desk->exceptions, 0);
    return read_parts(desk, text, read_exception, error);
}
