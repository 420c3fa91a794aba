/* The development clock, moved over HTTP: see dev.h. */
#include "web/dev.h"

#include <string.h>

#include "base/json.h"
#include "web/cache.h"

#define ADVANCE_MAX_S (10 * 366 * G_GINT64_CONSTANT(86400))

static bool invalid(GError **error, const char *field)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field,
              N_("Waktu tidak terbaca. Contoh: advance=3d atau set=2026-11-20T17:00:00+07:00."),
              NULL);
    return false;
}

static bool may_move(const Ctx *ctx, const Request *request, GError **error)
{
    if (request->loopback && clock_is_movable(ctx->clock))
        return true;
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Halaman ini tidak ada."), NULL);
    return false;
}

static bool advance_read(const char *text, gint64 *by_us, GError **error)
{
    static const struct {
        char unit;
        gint64 us;
    } UNITS[] = {
        { 's', US_PER_S }, { 'm', US_PER_MIN }, { 'h', US_PER_HOUR }, { 'd', US_PER_DAY }
    };
    gsize bytes = strlen(text);
    g_autofree char *number = g_strdup(text);
    gint64 unit_us = US_PER_S, count;
    for (guint i = 0; bytes > 1 && i < G_N_ELEMENTS(UNITS); i++)
        if (text[bytes - 1] == UNITS[i].unit) {
            unit_us = UNITS[i].us;
            number[bytes - 1] = '\0';
        }
    if (!g_ascii_string_to_signed(number, 10, 0, ADVANCE_MAX_S, &count, NULL) ||
        count > ADVANCE_MAX_S * US_PER_S / unit_us)
        return invalid(error, "advance");
    *by_us = count * unit_us;
    return true;
}

static bool clock_move(const Ctx *ctx, const Request *request, GError **error)
{
    Clock *clock = (Clock *)ctx->clock; /* const for everybody else */
    const char *set = request_text(request, "set");
    gint64 by_us = 0;
    if (!*set) {
        if (!advance_read(request_text(request, "advance"), &by_us, error))
            return false;
        clock_advance(clock, by_us);
        return true;
    }
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(set, NULL);
    if (!at)
        return invalid(error, "set");
    clock_set(clock, g_date_time_to_unix(at) * US_PER_S + g_date_time_get_microsecond(at));
    return true;
}

Reply *dev_clock_get(Ctx *ctx, const Request *request, GError **error)
{
    if (!may_move(ctx, request, error))
        return NULL;
    gint64 now_us = ctx_now_us(ctx);
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(now_us / US_PER_S);
    g_autofree char *text = g_date_time_format_iso8601(now);
    g_autofree char *us = g_strdup_printf("%" G_GINT64_FORMAT, now_us);
    json_t *body = json_pack("{s:s, s:s}", "now", text, "now_us", us);
    g_assert(body);
    g_autofree char *json = json_take_text(body);
    return reply_text(200, "application/json", json);
}

Reply *dev_clock_post(Ctx *ctx, const Request *request, GError **error)
{
    if (!may_move(ctx, request, error) || !clock_move(ctx, request, error))
        return NULL;
    cache_touch(0);
    return dev_clock_get(ctx, request, error);
}
