/* What happened lately in a tenant's cases, with what decides who may hear of it: for live screens
 * and for dropping pages that were kept.
 */
#pragma once

#include "db/db.h"

typedef struct FeedRow {
    gint64 tenant, id, case_id;
    char *kind, *ticket, *agency,
        *area;                     /* of the case as it is now; "" of one that left the tenant */
    char *left_agency, *left_area; /* which the event took it from; NULL when it did not */
    bool listed;                   /* the case stands in public lists */
    bool public_;                  /* the event stands on the public page of its case */
} FeedRow;
void feed_row_free(FeedRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeedRow, feed_row_free)

/* FeedRow* of events of cases, and of public posts (ticket is then the post's id), with id above after, in id order, at most limit. */
bool feed_store_after(Db *db, gint64 tenant, gint64 after, guint limit, GPtrArray *out,
                      GError **error) MUST_USE;
