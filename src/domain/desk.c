/* On duty at a desk, and its queue: see desk.h. */
#include "domain/desk.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/workday.h"
#include "domain/access.h"
#include "domain/audit.h"
#include "store/desk.h"

enum { COUNTERS_MAX = 20, NUMBERS_MAX = 999, TRIES = 20, SHOWN = 10, WAITS = 50 };

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

void desk_shift_clear(DeskShift *shift)
{
    g_clear_pointer(&shift->desk, g_free);
}

void desk_queue_clear(DeskQueue *queue)
{
    g_clear_pointer(&queue->called, g_array_unref);
    g_clear_pointer(&queue->missed, g_array_unref);
    g_clear_pointer(&queue->next, g_array_unref);
}

bool desk_may_serve(const Ctx *ctx, const Desk *desk)
{
    const char *area = ctx->actor.area;
    bool everywhere = !area || !*area;
    return desk->active && access_is_desk(ctx) && (everywhere || area_contains(area, desk->area));
}

static const Desk *desk_mine(const Ctx *ctx, const char *code, GError **error)
{
    const Desk *desk = catalog_desk(ctx->catalog, code);
    if (desk && desk_may_serve(ctx, desk))
        return desk;
    fail(error, KENTONGAN_ERROR_NOT_FOUND, "posko", N_("Posko ini tidak ada di wilayah Anda."));
    return NULL;
}

static gint32 today(const Ctx *ctx)
{
    return workday_day_of(ctx->catalog->timezone, ctx_now_us(ctx));
}

/* ---- on duty ---- */

/* Also one of another day, which nobody ended. */
static bool shift_open(Ctx *ctx, DeskShift *shift, GError **error)
{
    *shift = (DeskShift){ .account = ctx->actor.id };
    return ctx->actor.kind != ACTOR_STAFF ||
           desk_store_shift(ctx, ctx->actor.id, &shift->id, &shift->desk, &shift->counter,
                            &shift->from_at, error);
}

static bool is_of_today(const Ctx *ctx, const DeskShift *shift)
{
    return shift->desk && workday_day_of(ctx->catalog->timezone, shift->from_at) == today(ctx);
}

bool desk_shift_now(Ctx *ctx, DeskShift *shift, GError **error)
{
    if (!shift_open(ctx, shift, error))
        return false;
    if (!is_of_today(ctx, shift))
        desk_shift_clear(shift);
    return true;
}

static bool say_shift(Ctx *ctx, const char *kind, const char *desk, int counter, GError **error)
{
    g_autofree char *number = g_strdup_printf("%d", counter);
    EventIn in = { .kind = kind, .data = event_data("desk", desk, "counter", number, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

/* What he still serves there is done. */
static bool leave(Ctx *ctx, const DeskShift *shift, GError **error)
{
    return desk_store_serve_own(ctx, shift->desk, today(ctx), error) &&
           desk_store_close_shift(ctx, shift->id, error) &&
           say_shift(ctx, "desk.closed", shift->desk, shift->counter, error);
}

typedef struct {
    const char *desk;
    int counter, number;
    NumberState state;
} DeskCall;

static bool check_in_work(Ctx *ctx, gpointer user, GError **error)
{
    const DeskCall *call = user;
    g_auto(DeskShift) shift = { 0 };
    if (!shift_open(ctx, &shift, error))
        return false;
    if (is_of_today(ctx, &shift) && g_str_equal(shift.desk, call->desk) &&
        shift.counter == call->counter)
        return true;
    return (!shift.desk || leave(ctx, &shift, error)) &&
           desk_store_open_shift(ctx, id_next(), call->desk, ctx->actor.id, call->counter, error) &&
           say_shift(ctx, "desk.opened", call->desk, call->counter, error);
}

bool desk_check_in(Ctx *ctx, const char *desk, int counter, GError **error)
{
    DeskCall call = { .desk = desk, .counter = counter };
    if (!desk_mine(ctx, desk, error))
        return false;
    if (counter < 1 || counter > COUNTERS_MAX)
        return fail(error, KENTONGAN_ERROR_INVALID, "meja", N_("Nomor meja 1 sampai 20."));
    return ctx_transact(ctx, check_in_work, &call, error);
}

static bool check_out_work(Ctx *ctx, gpointer user, GError **error)
{
    (void)user;
    g_auto(DeskShift) shift = { 0 };
    return shift_open(ctx, &shift, error) && (!shift.desk || leave(ctx, &shift, error));
}

bool desk_check_out(Ctx *ctx, GError **error)
{
    return ctx_transact(ctx, check_out_work, NULL, error);
}

/* ---- the queue ---- */

/* what: a word for the log; screens only hear that something changed. */
static bool say_queue(Ctx *ctx, const DeskCall *call, const char *what, GError **error)
{
    g_autofree char *number = g_strdup_printf("%d", call->number);
    g_autofree char *counter = g_strdup_printf("%d", call->counter);
    EventIn in = { .kind = "desk.queue",
                   .public_ = true,
                   .data = event_data("desk", call->desk, "what", what, "number", number, "counter",
                                      call->counter ? counter : NULL, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

static gint by_size(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

static bool load_waits(Ctx *ctx, const char *desk, DeskQueue *queue, GError **error)
{
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(gint64));
    queue->median_wait_us = -1;
    if (!desk_store_waits(ctx, desk, queue->day, WAITS, waits, error))
        return false;
    g_array_sort(waits, by_size);
    if (waits->len > 0)
        queue->median_wait_us = g_array_index(waits, gint64, waits->len / 2);
    return true;
}

bool desk_queue_load(Ctx *ctx, const char *desk, DeskQueue *queue, GError **error)
{
    int counts[5];
    *queue = (DeskQueue){ .day = today(ctx),
                          .called = g_array_new(FALSE, FALSE, sizeof(DeskNumber)),
                          .missed = g_array_new(FALSE, FALSE, sizeof(DeskNumber)),
                          .next = g_array_new(FALSE, FALSE, sizeof(DeskNumber)) };
    gint32 day = queue->day;
    if (!desk_store_counts(ctx, desk, day, counts, &queue->last, error) ||
        !desk_store_numbers(ctx, desk, day, NUMBER_CALLED, SHOWN, queue->called, error) ||
        !desk_store_numbers(ctx, desk, day, NUMBER_ABSENT, SHOWN, queue->missed, error) ||
        !desk_store_numbers(ctx, desk, day, NUMBER_WAITING, SHOWN, queue->next, error))
        return false;
    queue->waiting = counts[NUMBER_WAITING];
    queue->served = counts[NUMBER_SERVED];
    queue->absent = counts[NUMBER_ABSENT];
    return load_waits(ctx, desk, queue, error);
}

static bool take_work(Ctx *ctx, gpointer user, GError **error)
{
    DeskCall *call = user;
    call->number = 0;
    for (int i = 0; i < TRIES && call->number == 0; i++)
        if (!desk_store_take(ctx, call->desk, today(ctx), &call->number, error))
            return false;
    if (call->number == 0)
        return fail(error, KENTONGAN_ERROR_BUSY, NULL, N_("Ada gangguan. Mohon coba lagi."));
    if (call->number > NUMBERS_MAX)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Nomor antrean hari ini sudah habis."));
    return say_queue(ctx, call, "ambil", error);
}

bool desk_number_take(Ctx *ctx, const char *desk, int *number, GError **error)
{
    DeskCall call = { .desk = desk };
    if (!desk_mine(ctx, desk, error) || !ctx_transact(ctx, take_work, &call, error))
        return false;
    *number = call.number;
    return true;
}

/* Only who sits there calls. */
static bool my_counter(Ctx *ctx, DeskCall *call, GError **error)
{
    g_auto(DeskShift) shift = { 0 };
    if (!desk_shift_now(ctx, &shift, error))
        return false;
    if (g_strcmp0(shift.desk, call->desk) != 0)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Masuk bertugas di posko ini dahulu."));
    call->counter = shift.counter;
    return true;
}

static bool call_work(Ctx *ctx, gpointer user, GError **error)
{
    DeskCall *call = user;
    return my_counter(ctx, call, error) &&
           desk_store_serve_own(ctx, call->desk, today(ctx), error) &&
           desk_store_call_next(ctx, call->desk, today(ctx), call->counter, &call->number, error) &&
           say_queue(ctx, call, "panggil", error);
}

bool desk_number_call(Ctx *ctx, const char *desk, int *number, GError **error)
{
    DeskCall call = { .desk = desk };
    if (!desk_mine(ctx, desk, error) || !ctx_transact(ctx, call_work, &call, error))
        return false;
    *number = call.number;
    return true;
}

static bool recall_work(Ctx *ctx, gpointer user, GError **error)
{
    DeskCall *call = user;
    gint64 changed = 0;
    if (!my_counter(ctx, call, error) ||
        !desk_store_recall(ctx, call->desk, today(ctx), call->number, call->counter, &changed,
                           error))
        return false;
    if (changed == 0)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Nomor ini belum dipanggil, atau sudah selesai."));
    return say_queue(ctx, call, "ulang", error);
}

bool desk_number_recall(Ctx *ctx, const char *desk, int number, GError **error)
{
    DeskCall call = { .desk = desk, .number = number };
    return desk_mine(ctx, desk, error) && ctx_transact(ctx, recall_work, &call, error);
}

static bool end_work(Ctx *ctx, gpointer user, GError **error)
{
    DeskCall *call = user;
    gint64 changed = 0;
    if (!desk_store_end(ctx, call->desk, today(ctx), call->number, call->state, &changed, error))
        return false;
    const char *what = call->state == NUMBER_ABSENT ? "tidak hadir" : "selesai";
    return changed == 0 || say_queue(ctx, call, what, error);
}

bool desk_number_end(Ctx *ctx, const char *desk, int number, NumberState state, GError **error)
{
    g_assert(state == NUMBER_SERVED || state == NUMBER_ABSENT);
    DeskCall call = { .desk = desk, .number = number, .state = state };
    return desk_mine(ctx, desk, error) && ctx_transact(ctx, end_work, &call, error);
}
