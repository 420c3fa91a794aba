/* The telephone hotline: see hotline.h. */
#include "domain/hotline.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/audit.h"
#include "domain/person.h"
#include "model/limits.h"
#include "store/call.h"
#include "store/case.h"
#include "store/report.h"

enum { CASES_MAX = 20, WAITING_MAX = 300, TRIES_MAX = 50, AHEAD_MIN = 5, ID_CHARS = 80 };

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

void caller_case_free(CallerCase *one)
{
    case_free(one->c);
    g_free(one->ticket);
    g_free(one);
}

void call_view_free(CallView *view)
{
    if (!view)
        return;
    call_free(view->call);
    g_free(view->number);
    g_free(view->note);
    g_clear_pointer(&view->cases, g_ptr_array_unref);
    g_free(view);
}

void waiting_free(Waiting *waiting)
{
    g_free(waiting->number);
    g_free(waiting->line);
    g_free(waiting);
}

static bool check_actor(const Ctx *ctx, GError **error)
{
    bool may = role_has_right(ctx->actor.role, RIGHT_HOTLINE) && ctx->actor.home == ctx->tenant;
    return may ||
           fail(error, KENTONGAN_ERROR_DENIED, NULL, N_("Anda tidak berwenang melakukan ini."));
}

static void set_number(Call *call, const char *e164)
{
    call->known = *e164 != '\0';
    if (!call->known)
        return;
    crypt_find_hash("call.number", e164, call->hash);
    call->number_sealed = crypt_seal_text("call.number", e164);
}

static char *number_of(const Call *call, GError **error)
{
    return call->number_sealed ? crypt_open_text("call.number", call->number_sealed, error)
                               : g_strdup("");
}

static const Voice *line_of(const Ctx *ctx, const char *named, const char *phone)
{
    const Voice *line = catalog_voice(ctx->catalog, VOICE_LINE, named);
    for (guint i = 0; !line && phone && i < ctx->catalog->voices->len; i++) {
        const Voice *voice = ctx->catalog->voices->pdata[i];
        line = voice->kind == VOICE_LINE && strcmp(voice->phone, phone) == 0 ? voice : NULL;
    }
    return line;
}

/* ---- beginning ---- */

typedef struct {
    const CallIn *in;
    Call *call;
} Beginning;

/* A call back takes number and line of the missed one. */
static bool take_over_missed(Ctx *ctx, Beginning *b, GError **error)
{
    g_autoptr(Call) missed = call_store_get(ctx, b->in->answers, error);
    if (!missed)
        return false;
    if (missed->direction != CALL_MISSED || !missed->waits)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Nomor ini sudah ditelepon balik oleh rekan Anda."));
    g_autofree char *number = number_of(missed, error);
    if (!number)
        return false;
    g_free(b->call->line);
    b->call->line = g_strdup(missed->line);
    g_clear_pointer(&b->call->number_sealed, g_bytes_unref);
    set_number(b->call, number);
    return true;
}

/* That his cases are shown is kept before they are. */
static bool note_lookup(Ctx *ctx, const Call *call, GError **error)
{
    if (!call->known)
        return true;
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, call->id);
    EventIn in = { .kind = "caller.looked_up", .data = event_data("call", id, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

static bool begin_work(Ctx *ctx, gpointer user, GError **error)
{
    Beginning *b = user;
    bool added = false;
    if (b->in->answers != 0 && !take_over_missed(ctx, b, error))
        return false;
    bool settles = b->call->direction == CALL_IN && b->call->known;
    return call_store_insert(ctx, b->call, &added, error) && note_lookup(ctx, b->call, error) &&
           (!settles || call_store_settle(ctx, b->call->hash, error));
}

static char *typed_number(const CallIn *in, GError **error)
{
    if (*in->number)
        return text_phone(in->number, "nomor", error);
    if (in->direction == CALL_IN || in->answers != 0)
        return g_strdup("");
    fail(error, KENTONGAN_ERROR_INVALID, "nomor", N_("Isi nomor yang ditelepon."));
    return NULL;
}

bool hotline_begin(Ctx *ctx, const CallIn *in, gint64 *id, GError **error)
{
    g_autoptr(Call) call = g_new0(Call, 1);
    if (!check_actor(ctx, error))
        return false;
    if (in->answers == 0 && !catalog_voice(ctx->catalog, VOICE_LINE, in->line))
        return fail(error, KENTONGAN_ERROR_INVALID, "saluran", N_("Pilih saluran teleponnya."));
    g_autofree char *number = typed_number(in, error);
    if (!number)
        return false;
    call->id = id_next();
    call->line = g_strdup(in->line);
    call->ticket = g_strdup("");
    call->provider_id = g_strdup("");
    call->direction = in->answers ? CALL_OUT : in->direction;
    call->answers = in->answers;
    call->account = ctx->actor.id;
    call->started_at = ctx_now_us(ctx);
    set_number(call, number);
    Beginning b = { in, call };
    if (!ctx_transact(ctx, begin_work, &b, error))
        return false;
    *id = call->id;
    return true;
}

/* ---- looking ---- */

static bool add_cases(Ctx *ctx, CallView *view, GError **error)
{
    gint64 person = 0;
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!*view->number || !person_by_address(ctx, "phone", view->number, &person, error) ||
        (person != 0 && !report_store_of_person(ctx, person, 0, CASES_MAX, reports, error)))
        return !*view->number;
    for (guint i = 0; i < reports->len; i++) {
        const Report *report = reports->pdata[i];
        if (report->visibility == VISIBILITY_SECRET)
            continue;
        CallerCase *one = g_new0(CallerCase, 1);
        one->ticket = g_strdup(report->ticket);
        one->told_at = report->created_at;
        one->c = case_store_get(ctx, report->case_id, error);
        g_ptr_array_add(view->cases, one);
        if (!one->c)
            return false;
    }
    return true;
}

static CallView *view_of(Call *call, GError **error)
{
    g_autoptr(CallView) view = g_new0(CallView, 1);
    view->call = call;
    view->cases = g_ptr_array_new_with_free_func((GDestroyNotify)caller_case_free);
    view->number = number_of(call, error);
    view->note =
        call->note_sealed ? crypt_open_text("call.note", call->note_sealed, error) : g_strdup("");
    return view->number && view->note ? g_steal_pointer(&view) : NULL;
}

CallView *hotline_load(Ctx *ctx, gint64 id, GError **error)
{
    Call *call = check_actor(ctx, error) ? call_store_get(ctx, id, error) : NULL;
    g_autoptr(CallView) view = call ? view_of(call, error) : NULL;
    if (!view)
        return NULL;
    bool talking = view->call->ended_at == 0 && view->call->account == ctx->actor.id;
    return !talking || add_cases(ctx, view, error) ? g_steal_pointer(&view) : NULL;
}

GPtrArray *hotline_log(Ctx *ctx, gint64 before_at, guint limit, GError **error)
{
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
    g_autoptr(GPtrArray) views = g_ptr_array_new_with_free_func((GDestroyNotify)call_view_free);
    if (!check_actor(ctx, error) || !call_store_list(ctx, before_at, limit, calls, error))
        return NULL;
    for (guint i = 0; i < calls->len; i++) {
        CallView *view = view_of(g_steal_pointer(&calls->pdata[i]), error);
        if (!view)
            return NULL;
        g_ptr_array_add(views, view);
    }
    return g_steal_pointer(&views);
}

/* ---- waiting ---- */

static bool count_tries(Ctx *ctx, const Call *missed, Waiting *w, GError **error)
{
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
    if (!call_store_of_number(ctx, missed->hash, missed->started_at, TRIES_MAX, calls, error))
        return false;
    for (guint i = 0; i < calls->len; i++) {
        const Call *call = calls->pdata[i];
        if (call->direction != CALL_OUT)
            continue;
        w->tries++;
        w->tried_at = call->started_at;
        w->tried_by = call->account;
    }
    return true;
}

static Waiting *waiting_new(Ctx *ctx, const Call *missed, GError **error)
{
    Waiting *w = g_new0(Waiting, 1);
    w->first_at = missed->started_at;
    w->line = g_strdup(missed->line);
    w->number = number_of(missed, error);
    if (w->number && count_tries(ctx, missed, w, error))
        return w;
    waiting_free(w);
    return NULL;
}

GPtrArray *hotline_waiting(Ctx *ctx, GError **error)
{
    g_autoptr(GPtrArray) missed = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)waiting_free);
    g_autoptr(GHashTable) by_number = g_hash_table_new(g_str_hash, g_str_equal);
    if (!check_actor(ctx, error) || !call_store_waiting(ctx, WAITING_MAX, missed, error))
        return NULL;
    for (guint i = 0; i < missed->len; i++) {
        const Call *call = missed->pdata[i];
        g_autofree char *number = number_of(call, error);
        Waiting *w = number ? g_hash_table_lookup(by_number, number) : NULL;
        if (number && !w) {
            w = waiting_new(ctx, call, error);
            if (w) {
                g_ptr_array_add(list, w);
                g_hash_table_insert(by_number, w->number, w);
            }
        }
        if (!w)
            return NULL;
        w->calls++;
        w->id = call->id;
        w->last_at = call->started_at;
    }
    return g_steal_pointer(&list);
}

bool hotline_count_waiting(Ctx *ctx, guint *count, GError **error)
{
    g_autoptr(GPtrArray) missed = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!call_store_waiting(ctx, WAITING_MAX, missed, error))
        return false;
    for (guint i = 0; i < missed->len; i++) {
        const Call *call = missed->pdata[i];
        g_hash_table_add(numbers, crypt_hex(call->hash, sizeof call->hash));
    }
    *count = g_hash_table_size(numbers);
    return true;
}

/* ---- talking ---- */

typedef struct {
    gint64 id;
    const Entry *entry;
    const EntryProposal *proposal;
    IntakeResult *result;
    CallOutcome outcome;
    const char *note;
} Step;

/* The actor's own call that is not over. */
static Call *load_running(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(Call) call = call_store_get(ctx, id, error);
    if (!call)
        return NULL;
    if (call->ended_at != 0 || call->account != ctx->actor.id) {
        fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
             N_("Panggilan ini sudah selesai, atau dipegang rekan Anda."));
        return NULL;
    }
    return g_steal_pointer(&call);
}

static bool take_work(Ctx *ctx, gpointer user, GError **error)
{
    const Step *step = user;
    g_autoptr(Call) call = load_running(ctx, step->id, error);
    g_autofree char *number = call ? number_of(call, error) : NULL;
    Entry entry = *step->entry;
    if (!number)
        return false;
    entry.channel = "phone";
    entry.phone = number;
    intake_result_clear(step->result);
    if (!entry_submit(ctx, &entry, step->proposal, step->result, error))
        return false;
    g_free(call->ticket);
    call->ticket = g_strdup(step->result->ticket);
    return call_store_update(ctx, call, error);
}

bool hotline_take(Ctx *ctx, gint64 id, const Entry *entry, IntakeResult *result, GError **error)
{
    g_auto(EntryProposal) proposal = { 0 };
    *result = (IntakeResult){ 0 };
    if (!check_actor(ctx, error))
        return false;
    entry_propose(ctx, entry->text, entry->place, entry->service, &proposal);
    Step step = { .id = id, .entry = entry, .proposal = &proposal, .result = result };
    if (ctx_transact(ctx, take_work, &step, error))
        return true;
    intake_result_clear(result);
    return false;
}

static bool end_work(Ctx *ctx, gpointer user, GError **error)
{
    const Step *step = user;
    g_autoptr(Call) call = load_running(ctx, step->id, error);
    if (!call)
        return false;
    if ((call->direction == CALL_OUT) != (step->outcome != 0))
        return fail(error, KENTONGAN_ERROR_INVALID, "hasil", N_("Pilih hasil panggilan."));
    call->ended_at = ctx_now_us(ctx);
    call->outcome = step->outcome;
    call->note_sealed = *step->note ? crypt_seal_text("call.note", step->note) : NULL;
    bool settled = call->known && call->outcome != 0 && call->outcome != CALL_NO_ANSWER;
    return call_store_update(ctx, call, error) &&
           (!settled || call_store_settle(ctx, call->hash, error));
}

bool hotline_end(Ctx *ctx, gint64 id, CallOutcome outcome, const char *note, GError **error)
{
    Step step = { .id = id, .outcome = outcome, .note = note };
    if (text_chars(note) > LIMIT_NOTE_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "catatan",
                    N_("Catatan paling banyak 2.000 huruf."));
    return check_actor(ctx, error) && ctx_transact(ctx, end_work, &step, error);
}

/* ---- from an exchange ---- */

typedef struct {
    Call *call;
    bool added;
} Import;

/* A list that comes late: we may have spoken with him since. */
static bool spoken_since(Ctx *ctx, const Call *missed, bool *spoken, GError **error)
{
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
    *spoken = false;
    if (!missed->waits)
        return true;
    if (!call_store_of_number(ctx, missed->hash, missed->started_at, TRIES_MAX, calls, error))
        return false;
    for (guint i = 0; i < calls->len; i++) {
        const Call *call = calls->pdata[i];
        *spoken = *spoken || call->direction == CALL_IN || call->outcome == CALL_REACHED;
    }
    return true;
}

static bool import_work(Ctx *ctx, gpointer user, GError **error)
{
    Import *import = user;
    bool spoken = false;
    if (!spoken_since(ctx, import->call, &spoken, error))
        return false;
    import->call->waits = import->call->waits && !spoken;
    return call_store_insert(ctx, import->call, &import->added, error) &&
           (!import->added || import->call->direction != CALL_IN || !import->call->known ||
            call_store_settle(ctx, import->call->hash, error));
}

/* The same line, number and time is the same call; the number does not stand in it readably. */
static char *made_id(const Voice *line, const char *number, gint64 at)
{
    guint8 hash[CRYPT_FIND_BYTES];
    g_autofree char *all = g_strdup_printf("%s %s %" G_GINT64_FORMAT, line->code, number, at);
    crypt_find_hash("call.once", all, hash);
    return crypt_hex(hash, sizeof hash);
}

bool hotline_import(Ctx *ctx, const CallRow *row, bool *added, GError **error)
{
    if (!check_actor(ctx, error))
        return false;
    g_autofree char *ours = text_phone(row->line, NULL, NULL);
    const Voice *line = line_of(ctx, row->line, ours);
    if (!line)
        return fail(error, KENTONGAN_ERROR_INVALID, "saluran",
                    N_("Saluran telepon ini tidak ada dalam paket daerah."));
    if (row->started_at <= 0 || row->started_at > ctx_now_us(ctx) + AHEAD_MIN * US_PER_MIN)
        return fail(error, KENTONGAN_ERROR_INVALID, "waktu",
                    N_("Waktu panggilan tidak masuk akal."));
    if (row->ended_at != 0 && row->ended_at < row->started_at)
        return fail(error, KENTONGAN_ERROR_INVALID, "waktu",
                    N_("Waktu panggilan tidak masuk akal."));
    if (text_chars(row->provider_id) > ID_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "id", N_("Nomor panggilan terlalu panjang."));
    g_autofree char *number = *row->number ? text_phone(row->number, "nomor", error) : g_strdup("");
    if (!number)
        return false;
    g_autoptr(Call) call = g_new0(Call, 1);
    call->id = id_next();
    call->line = g_strdup(line->code);
    call->ticket = g_strdup("");
    call->provider_id =
        *row->provider_id ? g_strdup(row->provider_id) : made_id(line, number, row->started_at);
    call->direction = row->direction;
    call->started_at = row->started_at;
    call->ended_at = row->ended_at ? row->ended_at : row->started_at;
    set_number(call, number);
    call->waits = call->direction == CALL_MISSED && call->known;
    Import import = { call, false };
    if (!ctx_transact(ctx, import_work, &import, error))
        return false;
    *added = import.added;
    return true;
}
