/* Promises made on air: see promise.h. */
#include "domain/promise.h"

#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/calendar.h"
#include "domain/case_note.h"
#include "domain/case_rules.h"
#include "domain/rundown.h"
#include "domain/staff.h"
#include "domain/time_words.h"
#include "model/limits.h"
#include "store/promise.h"

enum { DAYS_MAX = 60, LOOK_AT = 500 };

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

/* One line in every case of the topic; message NULL: the reporters are not told. */
static bool note_cases(Ctx *ctx, const Promise *p, const char *kind, const char *message,
                       const char *text, GError **error)
{
    g_autoptr(GPtrArray) cases = topic_cases(ctx, p->topic, error);
    g_autofree char *date = time_words_w3c(ctx->catalog, p->due_at);
    g_autofree char *due = case_rules_due_words(ctx, "id", p->due_at);
    NoticeWords words = NOTICE_WORDS_INIT;
    words.agency = case_rules_agency_name(ctx, p->agency);
    words.text = text;
    words.due = due;
    for (guint i = 0; cases && i < cases->len; i++) {
        Case *c = cases->pdata[i];
        EventIn in = { .kind = kind,
                       .public_ = c->visibility != VISIBILITY_SECRET,
                       .data = event_data("agency", p->agency, "text", text, "date", date, NULL) };
        if (!case_note(ctx, c, &in, message, &words, error))
            return false;
    }
    return cases != NULL;
}

/* The promising agency's people, whoever holds the case. One case stands for all of the topic. */
static bool tell_agency(Ctx *ctx, const Promise *p, const char *key, unsigned who, GError **error)
{
    g_autoptr(GPtrArray) cases = topic_cases(ctx, p->topic, error);
    StaffNotice notice = STAFF_NOTICE_INIT;
    if (!cases)
        return false;
    if (cases->len == 0)
        return true;
    Case as_theirs = *(const Case *)cases->pdata[0];
    as_theirs.agency = p->agency;
    as_theirs.officer = 0;
    notice.key = key;
    notice.text = p->text;
    notice.due_at = p->due_at;
    return staff_tell(ctx, &as_theirs, who, &notice, error);
}

/* ---- made ---- */

typedef struct {
    Promise promise;
    const char *words;
} Work;

static bool add_work(Ctx *ctx, gpointer user, GError **error)
{
    Promise *p = &((Work *)user)->promise;
    g_autoptr(Episode) episode = NULL;
    g_autoptr(Topic) topic = topic_load(ctx, p->topic, &episode, error);
    if (!topic)
        return false;
    p->episode = episode->id;
    return promise_store_insert(ctx, p, error) &&
           note_cases(ctx, p, "case.promised", "notice.promised", p->text, error) &&
           tell_agency(ctx, p, "staff.promised", STAFF_HOLDERS | STAFF_HEADS, error);
}

bool promise_add(Ctx *ctx, gint64 topic, const char *agency, const char *text, int days,
                 GError **error)
{
    const Agency *owner = catalog_agency(ctx->catalog, agency);
    gint64 now = ctx_now_us(ctx), due = 0;
    g_autoptr(GError) horizon = NULL;
    if (!owner || !owner->active)
        return fail(error, KENTONGAN_ERROR_INVALID, "instansi",
                    N_("Pilih instansi yang berjanji."));
    if (text_is_blank(text) || text_chars(text) > LIMIT_REASON_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "janji",
                    N_("Tulis janjinya, paling banyak 500 huruf."));
    if (days < 1 || days > DAYS_MAX)
        return fail(error, KENTONGAN_ERROR_INVALID, "hari",
                    N_("Isi jumlah hari kerja, 1 sampai 60."));
    if (!calendar_due(ctx->catalog, now, days, &due, &horizon))
        return fail(error, KENTONGAN_ERROR_INVALID, "hari",
                    N_("Tanggalnya lewat dari kalender libur yang sudah ditetapkan."));
    Work work = { .promise = { .id = id_next(),
                               .topic = topic,
                               .agency = owner->code,
                               .text = (char *)text,
                               .due_at = due,
                               .wake_at = MAX(due - US_PER_DAY, now),
                               .account = ctx->actor.id,
                               .created_at = now,
                               .done_text = (char *)"" } };
    return ctx_transact(ctx, add_work, &work, error);
}

/* ---- kept ---- */

bool promise_may_keep(const Ctx *ctx, const Promise *p)
{
    Role role = ctx->actor.role;
    return ctx->actor.home == ctx->tenant &&
           (role_has_right(role, RIGHT_RADIO) ||
            (role_has_right(role, RIGHT_WORK) && access_has_agency(ctx, p->agency)));
}

static bool keep_work(Ctx *ctx, gpointer user, GError **error)
{
    const Work *work = user;
    g_autoptr(Promise) p = promise_store_get(ctx, work->promise.id, error);
    if (!p)
        return false;
    if (!promise_may_keep(ctx, p))
        return fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Janji siaran tidak ditemukan."));
    if (p->done_at != 0)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL, N_("Janji ini sudah ditandai selesai."));
    p->done_at = ctx_now_us(ctx);
    p->done_by = ctx->actor.id;
    g_free(p->done_text);
    p->done_text = g_strdup(work->words);
    return promise_store_update(ctx, p, error) &&
           note_cases(ctx, p, "case.promise_kept", "notice.promise_kept", work->words, error);
}

bool promise_keep(Ctx *ctx, gint64 id, const char *words, GError **error)
{
    Work work = { .promise = { .id = id }, .words = words };
    if (text_is_blank(words) || text_chars(words) > LIMIT_REASON_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "kata",
                    N_("Tulis apa yang sudah dikerjakan, paling banyak 500 huruf."));
    return ctx_transact(ctx, keep_work, &work, error);
}

/* ---- listed ---- */

GPtrArray *promise_list(Ctx *ctx, bool done, guint limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)promise_free);
    bool all = role_has_right(ctx->actor.role, RIGHT_RADIO);
    if (!(done ? promise_store_done : promise_store_open)(ctx, LOOK_AT, list, error))
        return NULL;
    for (guint i = 0; i < list->len;) {
        const Promise *p = list->pdata[i];
        if (all || access_has_agency(ctx, p->agency))
            i++;
        else
            g_ptr_array_remove_index(list, i);
    }
    if (list->len > limit)
        g_ptr_array_set_size(list, (int)limit);
    return g_steal_pointer(&list);
}

bool promise_count(Ctx *ctx, guint *open, guint *late, GError **error)
{
    g_autoptr(GPtrArray) list = promise_list(ctx, false, LOOK_AT, error);
    *open = *late = 0;
    for (guint i = 0; list && i < list->len; i++) {
        const Promise *p = list->pdata[i];
        ++*open;
        *late += p->due_at < ctx_now_us(ctx);
    }
    return list != NULL;
}

char *promise_tickets(Ctx *ctx, const Promise *p, GError **error)
{
    g_autoptr(GPtrArray) cases = topic_cases(ctx, p->topic, error);
    g_autoptr(GString) tickets = g_string_new(NULL);
    for (guint i = 0; cases && i < cases->len; i++)
        g_string_append_printf(tickets, "%s%s", i ? ", " : "",
                               ((const Case *)cases->pdata[i])->ticket);
    return cases ? g_string_free(g_steal_pointer(&tickets), FALSE) : NULL;
}

/* ---- woken ---- */

static bool wake_work(Ctx *ctx, gpointer user, GError **error)
{
    const Work *work = user;
    gint64 now = ctx_now_us(ctx);
    g_autoptr(Promise) p = promise_store_get(ctx, work->promise.id, error);
    if (!p)
        return false;
    if (p->done_at != 0 || p->step == PROMISE_LATE || p->wake_at > now)
        return true;
    bool late = now >= p->due_at;
    p->step = late ? PROMISE_LATE : PROMISE_REMINDED;
    p->wake_at = p->due_at;
    if (!late)
        return promise_store_update(ctx, p, error) &&
               tell_agency(ctx, p, "staff.promise_due", STAFF_HOLDERS, error);
    return promise_store_update(ctx, p, error) &&
           note_cases(ctx, p, "case.promise_late", NULL, p->text, error) &&
           tell_agency(ctx, p, "staff.promise_late", STAFF_HOLDERS | STAFF_HEADS, error);
}

bool promise_wake(Ctx *ctx, gint64 id, GError **error)
{
    Work work = { .promise = { .id = id } };
    return ctx_transact(ctx, wake_work, &work, error);
}
