/* Inside of domain/action.c and its hooks: one action while it is being done. Included by no other
 * folder.
 *
 * Steps: load -> authorise -> check the row's needs -> change (memory and reads only, so that a
 * preview can do it too) -> store (writes, one transaction) -> tell.
 */
#pragma once

#include "domain/action.h"
#include "domain/deadline.h"
#include "domain/notify.h"

typedef struct Act {
    Ctx *ctx;
    const Transition *t;
    const ActionInput *in;
    ActionResult *result;
    Case *c;
    Report *report; /* of the ticket; for a reporter's act his own */
    Case *target;   /* MERGE, UNMERGE, SPLIT: the other case */
    Deadlines d;
    CaseStatus before;
    char *agency_before, *area_before;
    CaseStatus to;       /* the row's, unless a hook says otherwise */
    const char *message; /* key, unless a hook says otherwise; NULL none */
    const char *staff;   /* the same, of what the staff are told */
    unsigned resume;     /* clocks to resume beside the row's */
    unsigned alive;      /* clocks that were alive before */
    int days;            /* working days granted */
    char *danger;        /* words of danger in what a reporter says now; "" none */
    bool alarmed;        /* they were not known yet */
    char *reason;        /* in words, for message and event */
    char *officer_name;
    char *from_name, *to_name; /* HAND_OVER */
    gint64 to_tenant;
    bool silent; /* nothing happened: no event, no message */
} Act;

/* What is special to an action. change may be called without a transaction. */
typedef struct ActHook {
    bool (*change)(Act *act, GError **error);
    bool (*store)(Act *act, GError **error);
    bool (*finish)(Act *act, GError **error);
} ActHook;
extern const ActHook ACT_HOOKS[ACTION_COUNT];

/* One case becomes two: split.c. */
bool split_change(Act *act, GError **error) MUST_USE;
bool split_store(Act *act, GError **error) MUST_USE;
/* Hand-over to another government: handover.c. */
bool handover_change(Act *act, GError **error) MUST_USE;
/* Last of all, when everything else of the action is written and told. */
bool handover_finish(Act *act, GError **error) MUST_USE;
