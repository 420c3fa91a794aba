/* A first look at WKB, before GEOS sees it: GEOS follows nested shapes until the stack ends, and
 * may run for ever on numbers that are none. Nothing is built here.
 */
#include "base/geometry.h"

#include <math.h>
#include <string.h>

enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6 };

/* What is read of WKB before GEOS sees it: it would follow nested shapes until the stack ends, and
 * may run for ever on numbers that are none. */
typedef struct Wkb {
    const guint8 *at;
    gsize left;
    bool big; /* byte order of the shape it is in */
} Wkb;

static bool wkb_take(Wkb *wkb, void *value, gsize bytes)
{
    if (wkb->left < bytes)
        return false;
    memcpy(value, wkb->at, bytes);
    wkb->at += bytes;
    wkb->left -= bytes;
    return true;
}

static bool wkb_number(Wkb *wkb, guint32 *value)
{
    if (!wkb_take(wkb, value, sizeof *value))
        return false;
    *value = wkb->big ? GUINT32_FROM_BE(*value) : GUINT32_FROM_LE(*value);
    return true;
}

static bool wkb_degrees(Wkb *wkb, double *value)
{
    guint64 raw = 0;
    if (!wkb_take(wkb, &raw, sizeof raw))
        return false;
    raw = wkb->big ? GUINT64_FROM_BE(raw) : GUINT64_FROM_LE(raw);
    memcpy(value, &raw, sizeof raw);
    return true;
}

static bool wkb_kind(Wkb *wkb, guint32 *kind)
{
    guint8 order = 0;
    if (!wkb_take(wkb, &order, 1) || order > 1)
        return false;
    wkb->big = order == 0;
    return wkb_number(wkb, kind);
}

static bool wkb_ring_is_sound(Wkb *wkb)
{
    guint32 n = 0;
    bool ok = wkb_number(wkb, &n) && n >= 4;
    for (guint32 i = 0; i < n && ok; i++) {
        double lng = 0, lat = 0;
        ok =
            wkb_degrees(wkb, &lng) && wkb_degrees(wkb, &lat) && fabs(lng) <= 180 && fabs(lat) <= 90;
    }
    return ok;
}

static bool wkb_polygon_is_sound(Wkb *wkb)
{
    guint32 rings = 0;
    bool ok = wkb_number(wkb, &rings) && rings > 0;
    for (guint32 i = 0; i < rings && ok; i++)
        ok = wkb_ring_is_sound(wkb);
    return ok;
}

bool geometry_wkb_is_sound(const guint8 *data, gsize bytes)
{
    Wkb wkb = { .at = data, .left = bytes };
    guint32 kind = 0, n = 0;
    bool ok = wkb_kind(&wkb, &kind);
    if (ok && kind == WKB_POLYGON)
        return wkb_polygon_is_sound(&wkb) && wkb.left == 0;
    ok = ok && kind == WKB_MULTIPOLYGON && wkb_number(&wkb, &n) && n > 0;
    for (guint32 i = 0; i < n && ok; i++)
        ok = wkb_kind(&wkb, &kind) && kind == WKB_POLYGON && wkb_polygon_is_sound(&wkb);
    return ok && wkb.left == 0;
}
