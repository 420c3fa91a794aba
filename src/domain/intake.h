/* A report comes in: from any channel, one way. Stored durably before anybody is answered.
 *
 * The report becomes a case of its own (or an observation of an existing case when supports is
 * given). What its words propose is kept with it. Nothing slow happens here: search words and
 * notices are rows for later.
 */
#pragma once

#include "db/ctx.h"
#include "domain/files.h"
#include "model/case.h"

typedef struct Intake {
    const char *channel; /* "web", "sms", "open311" ... */
    ReportClass class_;  /* 0: complaint */
    Visibility visibility;
    const char *service; /* code, "" unknown */
    const char *text;
    const char *place_text; /* "" none */
    const char *area;       /* code, "" unknown: found from the point when shapes are loaded */
    gint32 lat_e7, lng_e7;  /* 0,0 none */
    int accuracy_m;
    const char *name, *phone, *email; /* "" not given; phone as typed */
    const char *handle;     /* the sender's own id on a channel without phone or mail; NULL none */
    const char *attributes; /* JSON object or "" */
    const char *lang;
    gint64 api_key;              /* 0 none */
    const char *idempotency_key; /* "" none: the same key again answers the same ticket */
    const char *join;  /* ticket of a listed open case this is a further observation of; "" none */
    bool joined_by_staff; /* join: a case that the actor may act on, listed or not, none secret */
    GPtrArray *photos; /* Photo* of files.h, already stored; NULL none */
    bool guided;       /* the caller gives the receipt, unless there are words of danger */
    Priority priority; /* of the new case; words of danger make it urgent */
    /* Where somebody wrote it down for another, an officer at a desk or a helper in a village. */
    gint64 by_account;                 /* who did; 0: the reporter himself */
    const char *desk;                  /* code, NULL none */
    Relation relation;                 /* whose matter it is, as the reporter says */
    const char *for_name, *for_phone;  /* that one, when it is another; NULL not given */
    bool consent;                      /* it was read back to the reporter, and he agreed */
    GPtrArray *papers; /* Photo* of a letter or form: for staff only; NULL none */
} Intake;

typedef struct IntakeResult {
    char *ticket;
    char *secret; /* for the reporter's link: report_link_secret() */
    gint64 case_id, report_id;
    gint64 due_at; /* of the disposition clock */
    bool alarm;    /* words of danger: the citizen is to be told to call tenant.emergency */
    bool repeated; /* the idempotency key was known: nothing was stored now */
} IntakeResult;
void intake_result_clear(IntakeResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeResult, intake_result_clear)

/* INVALID with the field: teks (empty, too long), layanan, wilayah, lokasi (outside the box),
 * telepon, email, nama, foto, lampiran, hubungan, telepon_untuk. */
bool intake_submit(Ctx *ctx, const Intake *intake, IntakeResult *result, GError **error) MUST_USE;

/* What was submitted with this idempotency key before, as intake_submit would answer it again;
 * false without *error: nothing was. For those who must not judge again what was taken already. */
bool intake_known(Ctx *ctx, const char *key, IntakeResult *result, GError **error) MUST_USE;

/* Open, listed cases like the one being told, at most max: with a point, those within the service's
 * radius, of the same service or none yet, nearest first; without, those of the service in the same
 * desa, newest first. Case* (transfer full). */
GPtrArray *intake_similar(Ctx *ctx, const char *service, gint32 lat_e7, gint32 lng_e7,
                          const char *area, guint max, GError **error) MUST_USE;

/* Puts a ticket that nobody has into report. */
bool report_draw_ticket(Ctx *ctx, Report *report, GError **error) MUST_USE;
/* The secret of a reporter's link and its check. */
char *report_link_secret(gint64 report_id);
bool report_link_check(gint64 report_id, const char *secret);
/* Opens the sealed text and place of a secret report into report->text and place_text. */
bool report_open(Report *report, GError **error) MUST_USE;
