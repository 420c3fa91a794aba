/* `calendar add DATE N`: the date N working days later, as due dates are computed. */
#include <stdio.h>

#include "cli/installation.h"
#include "domain/calendar.h"

static bool add(const Catalog *catalog, gint32 day, int n, gint32 *due_day, GError **error)
{
    gint64 from = workday_instant(catalog->timezone, day, 12 * 60), due = 0;
    if (!calendar_due(catalog, from, n, &due, error))
        return false;
    /* the end of an office day may be midnight: its last microsecond is still that day */
    *due_day = workday_day_of(catalog->timezone, due - 1);
    return true;
}

int calendar_add_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    gint64 n = 0;
    gint32 day = 0, due = 0;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    if (!workday_parse(line.args[0], &day, NULL))
        return line_usage(&line, "\"%s\" is no date like 2026-03-02", line.args[0]);
    if (!g_ascii_string_to_signed(line.args[1], 10, 0, 10000, &n, NULL))
        return line_usage(&line, "\"%s\" is no number of working days", line.args[1]);
    if (!installation_begin(&in, &line))
        return line.exit;
    if (!add(in.catalog, day, (int)n, &due, &error))
        return line_fail(error);
    g_autofree char *text = workday_format(due);
    puts(text);
    return CLI_OK;
}
