/* The working-day calendar of a tenant: base/workday.h fed from its catalog. */
#pragma once

#include "base/workday.h"
#include "model/catalog.h"

/* Fills *out; it lends the time zone of the catalog and owns its holidays. The decreed span is the
 * last unbroken run of decreed years; without one every workday_add fails. */
void calendar_of(const Catalog *catalog, Workdays *out);
void calendar_clear(Workdays *w);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Workdays, calendar_clear)

/* workday_add with the tenant's calendar. */
bool calendar_due(const Catalog *catalog, gint64 from_us, int wd, gint64 *due_us,
                  GError **error) MUST_USE;
