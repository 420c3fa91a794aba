/* A desk finds any case of its government, whatever way it came: by ticket, by telephone, by name.
 *
 * Every search is an event of the tenant ("desk.searched": by what, how many, and a keyed hash of
 * what was asked, so that it can be checked afterwards who looked for somebody). What is not told
 * to everybody is not told to whoever guesses either: without the right to open identities a name
 * finds open reports only, a telephone finds all but secret ones, and a secret report is found by
 * its ticket alone.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

typedef enum DeskFindBy { FIND_BY_TICKET = 1, FIND_BY_PHONE = 2, FIND_BY_NAME = 3 } DeskFindBy;

typedef struct DeskFound {
    Report *report; /* its text is not opened */
    Case *c;
    bool whole; /* the actor may open the case itself */
} DeskFound;
void desk_found_free(DeskFound *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFound, desk_found_free)

/* DeskFound* the newest first, at most twenty (transfer full). asked: as typed. INVALID "q": less
 * than three letters. DENIED: not at a desk. */
GPtrArray *desk_find(Ctx *ctx, const char *asked, DeskFindBy *by, GError **error) MUST_USE;
/* The one of a ticket, without an event: what was just done with it is one. */
DeskFound *desk_find_ticket(Ctx *ctx, const char *ticket, GError **error) MUST_USE;
