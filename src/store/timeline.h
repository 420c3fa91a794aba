/* What happened to a case and how long each party held it: events, hops, clocks, attachments. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/policy.h"

bool event_store_insert(Ctx *ctx, const Event *event, GError **error) MUST_USE;
/* Event*, in order; public_only leaves the internal ones out. */
bool event_store_of_case(Ctx *ctx, gint64 case_id, bool public_only, GPtrArray *out,
                         GError **error) MUST_USE;
/* Event* of all cases with id above after, in id order. */
bool event_store_after(Ctx *ctx, gint64 after, guint limit, GPtrArray *out,
                       GError **error) MUST_USE;
/* The newest event of a kind in a case; NOT_FOUND when there is none. */
Event *event_store_last(Ctx *ctx, gint64 case_id, const char *kind, GError **error) MUST_USE;
bool event_store_count(Ctx *ctx, gint64 case_id, const char *kind, gint64 *count,
                       GError **error) MUST_USE;

bool hop_store_insert(Ctx *ctx, gint64 case_id, const Hop *hop, GError **error) MUST_USE;
bool hop_store_close(Ctx *ctx, gint64 case_id, gint64 at, GError **error) MUST_USE;
bool hop_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error) MUST_USE;

/* Inserts or replaces the clock of its kind. */
bool clock_store_put(Ctx *ctx, gint64 case_id, const CaseClock *clock, GError **error) MUST_USE;
bool clock_store_of_case(Ctx *ctx, gint64 case_id, GArray *out,
                         GError **error) MUST_USE; /* CaseClock */
typedef struct ClockRef {
    gint64 tenant, case_id;
    ClockKind kind;
} ClockRef;
/* Clocks of all tenants that must be looked at, earliest first: ClockRef. */
bool clock_store_waking(Db *db, gint64 now, guint limit, GArray *out, GError **error) MUST_USE;
/* When the next clock of any tenant must be looked at; G_MAXINT64 when none runs. */
bool clock_store_next_at(Db *db, gint64 *at, GError **error) MUST_USE;
/* Running clocks of one tenant whose due time is after now, in key order above after: ClockRef. */
bool clock_store_future(Ctx *ctx, gint64 now, const ClockRef *after, guint limit, GArray *out,
                        GError **error) MUST_USE;

bool attachment_store_insert(Ctx *ctx, const Attachment *attachment, GError **error) MUST_USE;
/* Photos; papers stand apart, so that no page shows one. */
bool attachment_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error) MUST_USE;
bool attachment_store_papers(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error) MUST_USE;
Attachment *attachment_store_by_name(Ctx *ctx, const char *name, bool paper, GError **error) MUST_USE;
/* In any tenant. */
bool attachment_store_has_name(Db *db, const char *name, bool *there, GError **error) MUST_USE;
bool attachment_store_merge(Ctx *ctx, gint64 from_case, gint64 to_case, GError **error) MUST_USE;
/* Those of the reports that are back in to_case follow them. */
bool attachment_store_unmerge(Ctx *ctx, gint64 from_case, gint64 to_case, GError **error) MUST_USE;

typedef struct CaseHead {
    gint64 case_id, seq;
    guint8 hash[32];
} CaseHead;
/* The heads of the chains of all cases with id above after, in order. */
bool case_head_after(Ctx *ctx, gint64 after, guint limit, GArray *out, GError **error) MUST_USE;
