/* Which open cases are near a point. */
#pragma once

#include "db/ctx.h"

/* The open, listed cases within radius_m of the point, of the service or of none yet ("" any):
 * nearest first, then newest, at most max. All that there are, however many stand around; the work
 * does not grow with the crowd. Case* appended. */
bool nearby_find(Ctx *ctx, const char *service, gint32 lat_e7, gint32 lng_e7, double radius_m,
                 guint max, GPtrArray *out, GError **error) MUST_USE;
/* The same of those that are open but not listed, of any service: for staff, who see them in their
 * scope only. */
bool nearby_find_unlisted(Ctx *ctx, gint32 lat_e7, gint32 lng_e7, double radius_m, guint max,
                          GPtrArray *out, GError **error) MUST_USE;
