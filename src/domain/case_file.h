/* Reading cases: one with all that belongs to it, or many by filter. The scope of the actor is
 * applied here; what he may not see is NOT_FOUND or absent.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/message.h"
#include "model/policy.h"

typedef struct CaseFile {
    Case *c;
    Report *report;         /* the reporter's own, when found by his ticket */
    GPtrArray *reports;     /* Report*: first the oldest. Texts of secret reports are opened only
                             * for staff who may see them; otherwise text is NULL */
    GPtrArray *events;      /* Event*: public ones only for the public */
    GPtrArray *hops;        /* Hop* */
    GArray *clocks;         /* CaseClock */
    GPtrArray *attachments; /* Attachment* this reader may see */
    GPtrArray *messages;    /* Message*: staff only, else empty */
    bool is_reporter;       /* read by the secret of report's link */
    char *merged_into;      /* ticket of the case this one was merged into, or NULL */
} CaseFile;
void case_file_free(CaseFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaseFile, case_file_free)

/* For staff (ctx->actor): by ticket of the case or of any of its reports. */
CaseFile *case_file_load(Ctx *ctx, const char *ticket, GError **error) MUST_USE;
/* For the public page. secret: of the report's link, "" none. A case that is not listed is
 * NOT_FOUND without a secret - except that a known ticket of an unlisted, not secret, case gives
 * status and dates only (limited = true in *limited): who has the ticket may ask for the status. */
CaseFile *case_file_load_public(Ctx *ctx, const char *ticket, const char *secret, bool *limited,
                                GError **error) MUST_USE;

/* Clocks (CaseClock) and events (Event*) of a case alone; the caller knows that the actor may see
 * what he takes of them. */
bool case_file_steps(Ctx *ctx, gint64 case_id, GArray *clocks, GPtrArray *events,
                     GError **error) MUST_USE;

typedef enum CaseOrder { ORDER_NEWEST, ORDER_DUE, ORDER_UPDATED } CaseOrder;

typedef struct CaseFilter {
    bool public_only;    /* listed cases only */
    unsigned statuses;   /* STATUS_BITs, 0 any */
    const char *service; /* "" any */
    const char *agency;  /* "" any; staff bound to an agency are held to it anyway */
    const char *area;    /* code or prefix, "" any */
    const char *channel; /* "" any */
    const char *words;   /* full text, "" none */
    const char *ticket;  /* exact, "" none */
    int class_;          /* 0 any */
    bool overdue;
    gint64 officer;        /* 0 any */
    gint64 from_at, to_at; /* created, half open; 0 open */
    bool has_box;
    gint32 south_e7, west_e7, north_e7, east_e7;
    CaseOrder order;
    guint limit;       /* 1..LIMIT_PAGE_SIZE, 0: 50 */
    const char *after; /* cursor of the page before, "" first */
} CaseFilter;
#define CASE_FILTER_INIT                                                                           \
    {                                                                                              \
        .service = "", .agency = "", .area = "", .channel = "", .words = "", .ticket = "",         \
        .after = ""                                                                                \
    }

/* Case* in order; *next (transfer full, may be NULL) is the cursor of the next page or NULL. */
GPtrArray *case_list(Ctx *ctx, const CaseFilter *filter, char **next, GError **error) MUST_USE;

/* How many, counted at most to cap (cap + 1 means more). For the rail. */
bool case_count(Ctx *ctx, const CaseFilter *filter, guint cap, guint *count,
                GError **error) MUST_USE;

/* Those in the actor's scope that wait for somebody to look, the oldest first, at most max: Case*
 * (transfer full). */
GPtrArray *case_list_attention(Ctx *ctx, Attention bit, guint max, GError **error) MUST_USE;

/* The figures of the public front page and the statistics of an agency over [from, to). */
typedef struct CaseFigures {
    gint64 received, answered, answered_in_time, confirmed, open, overdue;
    gint64 late; /* follow-ups that are past due and not there: they count with the answered */
    gint64 median_days_x10; /* receipt to follow-up, working time not considered; -1: too few */
} CaseFigures;
/* public_only: as if there were no secret cases. */
bool case_figures(Ctx *ctx, gint64 from_at, gint64 to_at, bool public_only, CaseFigures *figures,
                  GError **error) MUST_USE;

/* One timeline line in words (transfer full): label of the kind with {agency}, {reason} ... from
 * data; body receives the free text of the event (opened when sealed and permitted) or NULL. */
char *event_words(const Ctx *ctx, const Event *event, bool may_open, char **body);
/* A string or integer of the event's data; NULL / fallback when absent. (transfer full) */
char *event_field(const Event *event, const char *name);
gint64 event_field_int(const Event *event, const char *name, gint64 fallback);
/* The photo with this name, when this reader may see it: public ones of listed cases, all of his
 * case for the reporter (secret of his link), of cases in scope for staff - secret ones for those
 * who may read their text. */
Attachment *case_file_attachment(Ctx *ctx, const char *name, const char *secret,
                                 GError **error) MUST_USE;
