/* What the staff are told about a case: a line in each one's inbox in the console and, for the
 * notices that the pack names (staff_sms, staff_email), a message to the account's own phone or
 * mail, within office hours unless it is urgent. In the transaction of the step it tells about;
 * who did the step is not told of it.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/policy.h"
#include "model/transition.h"

typedef struct StaffNotice {
    const char *key;           /* "staff.breach" */
    gint64 due_at;             /* CASE_NO_DUE: none is said, or that it is not known yet */
    const char *text, *reason; /* in words, "" none */
    const char *agency;        /* code, when it is not the case's own; "" */
    const char *whom;          /* the rung: "kepala dinas" */
    ClockKind clock;           /* 0 none */
    int days, rating;
    bool urgent;
} StaffNotice;
#define STAFF_NOTICE_INIT                                                                          \
    {                                                                                              \
        .due_at = CASE_NO_DUE, .text = "", .reason = "", .agency = "", .whom = ""                  \
    }

/* who: StaffWho bits; each person once. */
bool staff_tell(Ctx *ctx, const Case *c, unsigned who, const StaffNotice *notice,
                GError **error) MUST_USE;
/* The persons of a rung: accounts with that title, bound to the case's agency or to none;
 * "petugas", "kepala ..." and the leader's title also without one. When nobody is it, the
 * administrators are told instead. names: who was told, ", " between (transfer full); found:
 * somebody is that rung. */
bool staff_tell_rung(Ctx *ctx, const Case *c, const StaffNotice *notice, char **names, bool *found,
                     GError **error) MUST_USE;
/* The actor's own inbox; only where he is at home. Notice* below before (G_MAXINT64: the newest),
 * newest first (transfer full). */
GPtrArray *staff_inbox(Ctx *ctx, gint64 before, guint limit, GError **error) MUST_USE;
/* Not yet read, counted up to cap + 1. */
bool staff_unseen(Ctx *ctx, guint cap, guint *count, GError **error) MUST_USE;
/* He has read those of a case; 0: all. */
bool staff_see(Ctx *ctx, gint64 case_id, GError **error) MUST_USE;

/* Titles of the pack's ladders that no account bears, as read by staff_tell_rung (transfer full);
 * for the operator. */
char **staff_missing_titles(Ctx *ctx, GError **error) MUST_USE;
