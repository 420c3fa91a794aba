/* Opening what is sealed: see opening.h. */
#include "cli/opening.h"

#include "base/text.h"
#include "domain/audit.h"
#include "store/case.h"

enum { REASON_CHARS_MIN = 10 };

typedef struct Note {
    const char *ticket, *reason; /* ticket NULL: the tenant's chain */
} Note;

bool opening_check(CommandLine *line, const char *reason)
{
    if (!reason || text_chars(reason) >= REASON_CHARS_MIN)
        return true;
    line->exit = line_usage(line, "--reason must say why, in %d letters or more; it is recorded",
                            REASON_CHARS_MIN);
    return false;
}

static bool note(Ctx *ctx, gpointer user, GError **error)
{
    const Note *n = user;
    EventIn in = { .kind = n->ticket ? "content.opened" : "data.exported",
                   .data = event_data("reason", n->reason, NULL) };
    if (!n->ticket)
        return audit_append(ctx, NULL, &in, NULL, error);
    g_autoptr(Case) c = case_store_by_ticket(ctx, n->ticket, NULL, error);
    return c && audit_append(ctx, c, &in, NULL, error) && case_store_update(ctx, c, error);
}

bool opening_note_case(Ctx *ctx, const char *ticket, const char *reason, GError **error)
{
    Note n = { ticket, reason };
    return ctx_transact(ctx, note, &n, error);
}

bool opening_note_export(Ctx *ctx, const char *reason, GError **error)
{
    Note n = { NULL, reason };
    return ctx_transact(ctx, note, &n, error);
}
