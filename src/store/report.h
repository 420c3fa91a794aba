/* The reports of cases, and who supports them. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

bool report_store_insert(Ctx *ctx, const Report *report, GError **error) MUST_USE;
Report *report_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
Report *report_store_by_ticket(Ctx *ctx, const char *ticket, GError **error) MUST_USE;
/* Whether any tenant has given out this ticket. */
bool report_store_ticket_known(Ctx *ctx, const char *ticket, bool *known, GError **error) MUST_USE;
/* Report*, oldest first. */
bool report_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error) MUST_USE;
/* Report* of a person whose case is open or was closed after since_at, newest first. */
bool report_store_of_person(Ctx *ctx, gint64 person_id, gint64 since_at, guint limit,
                            GPtrArray *out, GError **error) MUST_USE;
/* Report* with id above after, in id order: for search and export. */
bool report_store_after(Ctx *ctx, gint64 after, guint limit, GPtrArray *out,
                        GError **error) MUST_USE;
/* All reports of a case go to another. */
bool report_store_merge(Ctx *ctx, gint64 from_case, gint64 to_case, gint64 *moved,
                        GError **error) MUST_USE;
/* One report belongs to another case from now on. */
bool report_store_set_case(Ctx *ctx, gint64 id, gint64 case_id, GError **error) MUST_USE;
/* One report leaves its case for one of its own: there it began, from now on. */
bool report_store_move(Ctx *ctx, gint64 id, gint64 case_id, GError **error) MUST_USE;
bool report_store_count(Ctx *ctx, gint64 case_id, gint64 *count, GError **error) MUST_USE;
bool report_store_set_rating(Ctx *ctx, gint64 id, int rating, GError **error) MUST_USE;
/* All reports of this person in the case: whether he hears about it. */
bool report_store_set_follows(Ctx *ctx, gint64 person_id, gint64 case_id, bool follows,
                              GError **error) MUST_USE;
/* Whose matter they are, told by another. */
bool report_store_for_person(Ctx *ctx, gint64 person_id, guint limit, GPtrArray *out,
                             GError **error) MUST_USE;
bool report_store_set_person(Ctx *ctx, gint64 id, gint64 person_id, gint64 for_person_id,
                             GError **error) MUST_USE;
/* Text and place leave their clear columns for the sealed ones. */
bool report_store_set_secret(Ctx *ctx, const Report *report, GError **error) MUST_USE;

/* added is false when this voter supports the case already. */
bool support_store_add(Ctx *ctx, gint64 case_id, const guint8 voter_hash[16], gint64 person_id,
                       bool *added, GError **error) MUST_USE;
bool support_store_count(Ctx *ctx, gint64 case_id, gint64 *count, GError **error) MUST_USE;
/* Person ids (gint64) who support the case, or one that was merged into it, and want to hear. */
bool support_store_persons(Ctx *ctx, gint64 case_id, GArray *persons, GError **error) MUST_USE;
/* One person of the case's supporters is another row from now on. */
bool support_store_set_person(Ctx *ctx, gint64 case_id, gint64 person_id, gint64 to,
                              GError **error) MUST_USE;
