/* Lists and figures of cases: see case_file.h. Chooses the plan of store/case.h that fits the
 * filter and holds the actor to his scope. */
#include <string.h>

#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/case_file.h"
#include "model/limits.h"
#include "model/transition.h"
#include "store/case.h"
#include "store/figures.h"

enum { LIST_DEFAULT = 50, WORDS_MAX = 8 };

static bool is_held_to_agencies(const Ctx *ctx, const CaseFilter *f)
{
    return *f->agency || (!f->public_only && access_is_bound(ctx));
}

/* An agency list holds one agency; a supervisor's holds those under his. Where nothing holds to
 * agencies it is empty, too: see asks_for_nothing. */
static GPtrArray *agencies_of(const Ctx *ctx, const CaseFilter *f)
{
    GPtrArray *codes = g_ptr_array_new();
    for (guint i = 0; i < ctx->catalog->agencies->len && is_held_to_agencies(ctx, f); i++) {
        const Agency *a = ctx->catalog->agencies->pdata[i];
        bool mine = f->public_only || access_has_agency(ctx, a->code);
        if (mine && (!*f->agency || g_str_equal(f->agency, a->code)))
            g_ptr_array_add(codes, a->code);
    }
    return codes;
}

/* An agency that is not there, or not the actor's: no case is both asked for and his. */
static bool asks_for_nothing(const Ctx *ctx, const CaseFilter *f, const GPtrArray *agencies)
{
    return agencies->len == 0 && is_held_to_agencies(ctx, f);
}

static char *status_list(unsigned statuses)
{
    GString *list = g_string_new(NULL);
    for (int s = 1; statuses != 0 && s < STATUS_COUNT; s++)
        if (statuses & STATUS_BIT(s))
            g_string_append_printf(list, "%s%d,", list->len ? "" : ",", s);
    return g_string_free(list, FALSE);
}

static void query_from(const CaseFilter *f, CaseQuery *q, const char *statuses, char **area_to)
{
    *area_to = *f->area ? g_strconcat(f->area, "~", NULL) : g_strdup("");
    *q = (CaseQuery){
        .limit = f->limit ? MIN(f->limit, (guint)LIMIT_PAGE_SIZE) : LIST_DEFAULT,
        .listed = f->public_only,
        .statuses = statuses,
        .service = f->service,
        .agency = "",
        .channel = f->channel,
        .area_from = f->area,
        .area_to = *area_to,
        .class_ = f->class_,
        .overdue = f->overdue,
        .officer = f->officer,
        .from_at = f->from_at,
        .to_at = f->to_at,
    };
    if (f->has_box) {
        q->south_e7 = f->south_e7 ? f->south_e7 : -1; /* 0 is the store's word for no box */
        q->west_e7 = f->west_e7;
        q->north_e7 = f->north_e7;
        q->east_e7 = f->east_e7;
    }
}

static bool is_village(const char *area)
{
    return strlen(area) >= strlen("33.20.11.2010");
}

static CasePlan plan_for(const CaseFilter *f)
{
    if (f->order == ORDER_UPDATED)
        return CASE_PLAN_UPDATED;
    if (is_village(f->area))
        return CASE_PLAN_AREA;
    return *f->service ? CASE_PLAN_SERVICE : CASE_PLAN_TIME;
}

/* ---- order by due time: one query a status (and agency), merged ---- */

static int by_due(gconstpointer a, gconstpointer b)
{
    const Case *x = *(Case *const *)a, *y = *(Case *const *)b;
    if (x->due_at != y->due_at)
        return x->due_at < y->due_at ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_newest(gconstpointer a, gconstpointer b)
{
    const Case *x = *(Case *const *)a, *y = *(Case *const *)b;
    if (x->created_at != y->created_at)
        return x->created_at > y->created_at ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

static int by_updated(gconstpointer a, gconstpointer b)
{
    const Case *x = *(Case *const *)a, *y = *(Case *const *)b;
    if (x->updated_at != y->updated_at)
        return x->updated_at > y->updated_at ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

static unsigned open_statuses(void)
{
    unsigned bits = 0;
    for (int s = 1; s < STATUS_COUNT; s++)
        if (!status_is_closed((CaseStatus)s))
            bits |= STATUS_BIT(s);
    return bits;
}

/* What is overdue was due before now, and so stands at the head of the index by due time. */
static gint64 due_max(const Ctx *ctx, const CaseFilter *f)
{
    return f->overdue ? ctx_now_us(ctx) : CASE_NO_DUE;
}

static bool list_due(Ctx *ctx, const CaseFilter *f, CaseQuery *q, GPtrArray *agencies,
                     GPtrArray *out, GError **error)
{
    unsigned statuses = f->statuses ? f->statuses : open_statuses();
    q->plan = agencies->len ? CASE_PLAN_AGENCY : CASE_PLAN_STATUS;
    q->due_max = due_max(ctx, f);
    for (int s = 1; s < STATUS_COUNT; s++) {
        if (!(statuses & STATUS_BIT(s)))
            continue;
        q->status = (CaseStatus)s;
        for (guint i = 0; i < MAX(agencies->len, 1); i++) {
            q->agency = agencies->len ? agencies->pdata[i] : "";
            if (!case_store_list(ctx, q, out, error))
                return false;
        }
    }
    return true;
}

static bool list_newest(Ctx *ctx, const CaseFilter *f, CaseQuery *q, GPtrArray *agencies,
                        GPtrArray *out, GError **error)
{
    q->plan = plan_for(f);
    if (q->plan == CASE_PLAN_AREA)
        q->area_to = q->area_from;
    for (guint i = 0; i < MAX(agencies->len, 1); i++) {
        q->agency = agencies->len ? agencies->pdata[i] : "";
        if (!case_store_list(ctx, q, out, error))
            return false;
    }
    return true;
}

static bool list_words(Ctx *ctx, const CaseFilter *f, CaseQuery *q, const GPtrArray *agencies,
                       GPtrArray *out, gint64 *last, GError **error)
{
    g_autofree char *folded = text_fold(f->words);
    g_auto(GStrv) words = g_strsplit(folded, " ", WORDS_MAX + 1);
    if (g_strv_length(words) > WORDS_MAX) /* the last holds all the others */
        g_clear_pointer(&words[WORDS_MAX], g_free);
    if (!words[0] || !*words[0])
        return true;
    q->agency = agencies->len == 1 ? agencies->pdata[0] : "";
    return case_store_search(ctx, (const char *const *)words, q->key, q, out, last, error);
}

static void cursor_read(const CaseFilter *f, CaseQuery *q)
{
    bool ascending = f->order == ORDER_DUE;
    q->key = q->id = ascending ? G_MININT64 : G_MAXINT64;
    char *dot = strchr(f->after, '.');
    if (!dot)
        return;
    q->key = g_ascii_strtoll(f->after, NULL, 10);
    q->id = g_ascii_strtoll(dot + 1, NULL, 10);
}

static char *cursor_write(const CaseFilter *f, const Case *last, gint64 last_report)
{
    gint64 key = *f->words                   ? last_report
                 : f->order == ORDER_DUE     ? last->due_at
                 : f->order == ORDER_UPDATED ? last->updated_at
                                             : last->created_at;
    return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, key, last->id);
}

/* What the store cannot know: the area of an actor, one case twice (two reports of it match). */
static void drop_unseen(const Ctx *ctx, const CaseFilter *f, GPtrArray *list)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < list->len;) {
        Case *c = list->pdata[i];
        bool visible = f->public_only ? c->listed : access_may_see(ctx, c);
        if (!visible || !g_hash_table_add(seen, &c->id))
            g_ptr_array_remove_index(list, i);
        else
            i++;
    }
}

static bool list_ticket(Ctx *ctx, const CaseFilter *f, GPtrArray *list, GError **error)
{
    g_autofree char *ticket = ticket_normalise(f->ticket);
    GError *failed = NULL;
    Case *c = ticket ? case_store_by_ticket(ctx, ticket, NULL, &failed) : NULL;
    if (c)
        g_ptr_array_add(list, c);
    if (failed && !error_is(failed, KENTONGAN_ERROR_NOT_FOUND)) {
        g_propagate_error(error, failed);
        return false;
    }
    g_clear_error(&failed);
    return true;
}

/* A scope narrower than the tenant is asked of the store, so that pages are full. */
static void hold_to_area(const Ctx *ctx, CaseFilter *f)
{
    const char *own = ctx->actor.area;
    if (!f->public_only && ctx->actor.kind != ACTOR_SYSTEM && own && *own &&
        !area_contains(own, f->area))
        f->area = own;
}

GPtrArray *case_list(Ctx *ctx, const CaseFilter *filter, char **next, GError **error)
{
    static const GCompareFunc ORDERS[] = {
        [ORDER_NEWEST] = by_newest, [ORDER_DUE] = by_due, [ORDER_UPDATED] = by_updated
    };
    CaseFilter held = *filter;
    CaseQuery q;
    gint64 last_report = 0;
    hold_to_area(ctx, &held);
    const CaseFilter *f = &held;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_autoptr(GPtrArray) agencies = agencies_of(ctx, f);
    g_autofree char *statuses = status_list(f->statuses), *area_to = NULL;
    query_from(f, &q, statuses, &area_to);
    cursor_read(f, &q);
    if (next)
        *next = NULL;
    if (asks_for_nothing(ctx, f, agencies))
        return g_steal_pointer(&list);
    bool ok = *f->ticket              ? list_ticket(ctx, f, list, error)
              : *f->words             ? list_words(ctx, f, &q, agencies, list, &last_report, error)
              : f->order == ORDER_DUE ? list_due(ctx, f, &q, agencies, list, error)
                                      : list_newest(ctx, f, &q, agencies, list, error);
    if (!ok)
        return NULL;
    if (!*f->words)
        g_ptr_array_sort(list, ORDERS[f->order]);
    bool more = list->len >= q.limit;
    if (list->len > q.limit)
        g_ptr_array_set_size(list, (int)q.limit);
    if (more && next)
        *next = cursor_write(f, list->pdata[list->len - 1], last_report);
    drop_unseen(ctx, f, list);
    return g_steal_pointer(&list);
}

bool case_count(Ctx *ctx, const CaseFilter *filter, guint cap, guint *count, GError **error)
{
    CaseFilter held = *filter;
    hold_to_area(ctx, &held);
    const CaseFilter *f = &held;
    g_autofree char *area_to = *f->area ? g_strconcat(f->area, "~", NULL) : g_strdup("");
    g_autoptr(GPtrArray) agencies = agencies_of(ctx, f);
    unsigned statuses = f->statuses ? f->statuses : open_statuses();
    CaseQuery q = { .plan = agencies->len ? CASE_PLAN_AGENCY : CASE_PLAN_STATUS,
                    .overdue = f->overdue,
                    .officer = f->officer,
                    .due_max = due_max(ctx, f),
                    .area_from = f->area,
                    .area_to = area_to };
    *count = 0;
    if (asks_for_nothing(ctx, f, agencies))
        return true;
    for (int s = 1; s < STATUS_COUNT && *count <= cap; s++) {
        for (guint i = 0; (statuses & STATUS_BIT(s)) && i < MAX(agencies->len, 1); i++) {
            guint found = 0;
            q.status = (CaseStatus)s;
            q.agency = agencies->len ? agencies->pdata[i] : "";
            if (!case_store_count(ctx, &q, cap, &found, error))
                return false;
            *count += found;
        }
    }
    return true;
}

GPtrArray *case_list_attention(Ctx *ctx, Attention bit, guint max, GError **error)
{
    enum { LOOK_AT = 500 }; /* of the whole government; what is waiting here is dealt with soon */
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    if (!case_store_attention(ctx, bit, LOOK_AT, list, error))
        return NULL;
    for (guint i = 0; i < list->len;) {
        if (access_may_see(ctx, list->pdata[i]))
            i++;
        else
            g_ptr_array_remove_index(list, i);
    }
    if (list->len > max)
        g_ptr_array_set_size(list, (int)max);
    return g_steal_pointer(&list);
}

bool case_figures(Ctx *ctx, gint64 from_at, gint64 to_at, bool public_only, CaseFigures *figures,
                  GError **error)
{
    FiguresRow row;
    if (!figures_store_get(ctx, from_at, to_at, public_only, &row, error))
        return false;
    *figures = (CaseFigures){ .received = row.received,
                              .answered = row.answered,
                              .answered_in_time = row.answered_in_time,
                              .confirmed = row.confirmed,
                              .open = row.open,
                              .overdue = row.overdue,
                              .late = row.late };
    enum { ENOUGH = 5 };
    figures->median_days_x10 = row.answered < ENOUGH ? -1 : row.median_us * 10 / US_PER_DAY;
    return true;
}
