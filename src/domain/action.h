/* Doing something with a case: executes a row of model/transition.c in one transaction. */
#pragma once

#include "db/ctx.h"
#include "domain/files.h"
#include "model/case.h"
#include "model/transition.h"

/* Only what the row needs or takes is read; strings "" when not given. */
typedef struct ActionInput {
    const char *text;                        /* question, note, reason in words, follow-up, reply */
    const char *reason;                      /* code */
    const char *service, *area, *place_text; /* CLASSIFY, VERIFY, DISPOSE: "" leaves as is */
    bool has_point;
    gint32 lat_e7, lng_e7;
    int priority;         /* CLASSIFY: -1 leaves as is */
    int visibility;       /* CLASSIFY: -1 leaves as is; only stricter */
    const char *agency;   /* DISPOSE: whom; RETURN: proposed owner */
    const char *target;   /* MERGE: ticket */
    const char *tenant;   /* HAND_OVER: code */
    gint64 officer;       /* HAND_TO: account id */
    int days;             /* ASK_TIME */
    int rating;           /* RATE 1..5 */
    const char *voter;    /* SUPPORT: token of the browser or phone */
    const char *phone;    /* SUPPORT: who wants to hear the outcome, "" nobody */
    GPtrArray *photos;    /* Photo*; NULL none */
    const char *once;     /* idempotency key: the same again does nothing and gives the first
                             event_id; "" none */
    gint64 version;       /* expected cases.version; 0: any */
    bool clear, complete; /* VERIFY, DISPOSE of what was not verified yet: what was checked */
} ActionInput;
#define ACTION_INPUT_INIT                                                                          \
    {                                                                                              \
        .text = "", .reason = "", .service = "", .area = "", .place_text = "", .agency = "",       \
        .target = "", .tenant = "", .voter = "", .phone = "", .once = "", .priority = -1,          \
        .visibility = -1                                                                           \
    }

typedef struct ActionResult {
    gint64 event_id;
    CaseStatus status;
    gint64 version;
    bool alarm;    /* words of danger: tell who wrote them to call tenant.emergency */
    bool repeated; /* nothing new: the same support, the same rating */
} ActionResult;

/* NOT_FOUND (no such ticket, or not for this actor), DENIED, CONFLICT (status forbids it, version
 * differs), INVALID with the field: teks, alasan, layanan, wilayah, instansi, tujuan, petugas,
 * hari, penilaian, foto. */
bool action_apply(Ctx *ctx, const char *ticket, Action action, const ActionInput *input,
                  ActionResult *result, GError **error) MUST_USE;

/* The rows that this actor may apply to this case now, main one first; at most ACTION_COUNT.
 * Returns how many. */
guint action_legal(const Ctx *ctx, const Case *c, const Transition *rows[ACTION_COUNT]);

/* The text the reporter will get when the row is applied with this input, for showing before it
 * is sent (transfer full); NULL when none is sent. */
char *action_preview(const Ctx *ctx, const Case *c, Action action, const ActionInput *input);
