/* Small rules of a case that several verbs share. */
#pragma once

#include "db/ctx.h"
#include "domain/notify.h"
#include "model/case.h"

/* May it stand in public lists now: not secret, not of a sensitive category, and checked by an
 * administrator (or the policy lists at once). */
bool case_rules_listed(const Ctx *ctx, const Case *c);
/* Title for lists: the first words of the text, a fixed phrase for a secret one (transfer full). */
char *case_rules_title(const Ctx *ctx, Visibility visibility, const char *text);
/* Sets area, point and cell; the point must lie in the tenant's box, the code must be known.
 * INVALID wilayah, lokasi. An empty area is found from the point when shapes are loaded. */
bool case_rules_place(const Ctx *ctx, Case *c, const char *area, bool has_point, gint32 lat_e7,
                      gint32 lng_e7, GError **error) MUST_USE;
/* Name of an agency for people; "" for none. Lent. */
const char *case_rules_agency_name(const Ctx *ctx, const char *code);
/* "Kamis, 26 Nov 2026 16.00", or a phrase when the due time is not known (transfer full). */
char *case_rules_due_words(const Ctx *ctx, const char *lang, gint64 due_at);
/* The holder of a case in words: agency name, "admin", "pelapor" (transfer full). */
char *case_rules_holder_words(const Ctx *ctx, const Case *c);
/* Who holds a case in a status. */
HolderKind case_rules_holder(CaseStatus status);
/* Closes the open hop and opens the next when the holder or agency changes. */
bool case_rules_hop(Ctx *ctx, const Case *c, HolderKind before, const char *agency_before,
                    HolderKind after, GError **error) MUST_USE;
/* Stores the rows of photos already on disk. */
bool case_rules_photos(Ctx *ctx, const Case *c, GPtrArray *photos, gint64 report_id,
                       gint64 event_id, bool public_, GError **error) MUST_USE;
/* The same for letters and forms, which no page shows. */
bool case_rules_papers(Ctx *ctx, const Case *c, GPtrArray *papers, gint64 report_id,
                       GError **error) MUST_USE;
