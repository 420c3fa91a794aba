/* `report show`: one case with its reports and timeline. */
#include <stdio.h>

#include "base/id.h"
#include "cli/installation.h"
#include "cli/opening.h"
#include "domain/case_file.h"
#include "domain/case_json.h"
#include "domain/time_words.h"

static void show_line(const char *name, const char *value)
{
    if (value && *value)
        printf("%-10s %s\n", name, value);
}

static void show_case(const Installation *in, const Case *c)
{
    const Service *service = catalog_service(in->catalog, c->service);
    const Agency *agency = catalog_agency(in->catalog, c->agency);
    const char *area = catalog_area_label(in->catalog, c->area);
    bool has_due = c->due_at && c->due_at != CASE_NO_DUE;
    g_autofree char *due = has_due ? time_words_full(in->catalog, "id", c->due_at) : NULL;
    show_line("case", c->ticket);
    show_line("status", line_words(status_label(c->status)));
    show_line("category", service ? service->name : "");
    show_line("agency", agency ? agency->name : "");
    show_line("area", area);
    show_line("due", due);
    show_line("overdue", c->overdue ? "yes" : "");
}

static void show_reports(const Installation *in, const CaseFile *file)
{
    for (guint i = 0; i < file->reports->len; i++) {
        const Report *r = file->reports->pdata[i];
        g_autofree char *at = time_words_full(in->catalog, "id", r->created_at);
        printf("\n%s, %s, %s, %s\n", r->ticket, at, r->channel, visibility_name(r->visibility));
        printf("%s\n", r->text ? r->text : "(sealed; --reason opens it)");
    }
}

static void show_events(const Installation *in, const CaseFile *file, bool open)
{
    putchar('\n');
    for (guint i = 0; i < file->events->len; i++) {
        const Event *event = file->events->pdata[i];
        g_autofree char *body = NULL;
        g_autofree char *words = event_words(&in->ctx, event, open, &body);
        g_autofree char *at = time_words_short(in->catalog, "id", event->at);
        printf("%s  %s%s\n", at, words, event->public_ ? "" : " (internal)");
        if (body)
            printf("    %s\n", body);
    }
}

/* case_file_load opens for us, as the system; shown it is only with a reason. */
static void seal_again(CaseFile *file)
{
    for (guint i = 0; i < file->reports->len; i++) {
        Report *r = file->reports->pdata[i];
        if (r->text_sealed) {
            g_clear_pointer(&r->text, g_free);
            g_free(r->place_text);
            r->place_text = g_strdup("");
        }
    }
}

static void show(const Installation *in, const CaseFile *file, bool open, bool json)
{
    if (json) {
        json_t *object = case_file_json(&in->ctx, file, open);
        json_dumpf(object, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(object);
        return;
    }
    show_case(in, file->c);
    show_reports(in, file);
    show_events(in, file, open);
}

int report_show_run(const Command *command, char **argv)
{
    gboolean json = FALSE;
    g_autofree char *reason = NULL;
    const GOptionEntry own[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print everything as JSON", NULL },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &reason,
          "Open sealed texts too; why stands in the case's timeline", "TEXT" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, own, argv) || !opening_check(&line, reason))
        return line.exit;
    g_autofree char *ticket = ticket_normalise(line.args[0]);
    if (!ticket)
        return line_usage(&line, "\"%s\" is no ticket", line.args[0]);
    if (!installation_begin(&in, &line))
        return line.exit;
    if (reason && !opening_note_case(&in.ctx, ticket, reason, &error))
        return line_fail(error);
    g_autoptr(CaseFile) file = case_file_load(&in.ctx, ticket, &error);
    if (!file)
        return line_fail(error);
    if (!reason)
        seal_again(file);
    show(&in, file, reason != NULL, json);
    return CLI_OK;
}
