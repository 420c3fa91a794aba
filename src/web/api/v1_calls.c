/* /api/v1, calls: what a telephone exchange tells the hotline. See v1.h. */
#include "domain/hotline.h"
#include "web/api/body.h"
#include "web/api/v1.h"
#include "web/api/v1_reply.h"

typedef struct {
    const char *line, *number, *direction, *started_at, *ended_at, *id;
} Told;

static bool read_body(const Request *request, Told *told, GError **error)
{
    static const char *const NAMES[] = { "line",     "number", "direction", "started_at",
                                         "ended_at", "id",     NULL };
    json_t *body = body_read(request, error);
    bool ok = body && body_check_names(body, NAMES, error) &&
              body_text(request, body, "line", &told->line, error) &&
              body_text(request, body, "number", &told->number, error) &&
              body_text(request, body, "direction", &told->direction, error) &&
              body_text(request, body, "started_at", &told->started_at, error) &&
              body_text(request, body, "ended_at", &told->ended_at, error) &&
              body_text(request, body, "id", &told->id, error);
    json_decref(body);
    return ok;
}

/* Without a zone it is the tenant's. 0 and INVALID when it cannot be read. */
static gint64 read_instant(const Ctx *ctx, const char *text, const char *field, GError **error)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(text, ctx->catalog->timezone);
    gint64 seconds = at ? g_date_time_to_unix(at) : 0;
    if (seconds > 0 && seconds < G_GINT64_CONSTANT(1) << 33)
        return seconds * US_PER_S;
    error_set(error, KENTONGAN_ERROR_INVALID, field, N_("Waktu panggilan tidak masuk akal."), NULL);
    return 0;
}

static bool read_direction(const char *text, CallDirection *direction, GError **error)
{
    static const struct {
        const char *name;
        CallDirection direction;
    } NAMES[] = {
        { "", CALL_MISSED }, { "missed", CALL_MISSED }, { "in", CALL_IN }, { "out", CALL_OUT }
    };
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (!g_str_equal(NAMES[i].name, text))
            continue;
        *direction = NAMES[i].direction;
        return true;
    }
    error_set(error, KENTONGAN_ERROR_INVALID, "direction", N_("Arah: missed, in, atau out."), NULL);
    return false;
}

Reply *v1_calls_post(Ctx *ctx, const Request *request, GError **error)
{
    Told told = { 0 };
    bool added = false;
    if (!read_body(request, &told, error))
        return v1_fail(error);
    CallRow row = { .line = (char *)told.line,
                    .number = (char *)told.number,
                    .provider_id = (char *)told.id };
    row.started_at = read_instant(ctx, told.started_at, "started_at", error);
    if (row.started_at == 0 || !read_direction(told.direction, &row.direction, error))
        return v1_fail(error);
    if (*told.ended_at && (row.ended_at = read_instant(ctx, told.ended_at, "ended_at", error)) == 0)
        return v1_fail(error);
    if (!hotline_import(ctx, &row, &added, error))
        return v1_fail(error);
    return v1_reply(added ? 201 : 200, json_pack("{s:b}", "known", added ? 0 : 1));
}
