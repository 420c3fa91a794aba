/* What may be the same matter as the case that is looked at, with the reasons (domain/duplicate.h),
 * and its map.
 */
#include "web/page/console.h"

#include "domain/duplicate.h"
#include "domain/proposal.h"

enum { SIMILAR_MAX = 5 };

/* "120 m", "desa yang sama"; "" when the places say nothing. (transfer full) */
static char *similar_place(const Ctx *ctx, const Case *c, const Duplicate *d)
{
    if (d->distance_m >= 1000)
        return g_strdup_printf("%.1f km", d->distance_m / 1000);
    if (d->distance_m >= 0)
        return g_strdup_printf("%.0f m", d->distance_m);
    bool same = *c->area && g_str_equal(c->area, d->c->area);
    return g_strdup(same ? page_word(ctx, N_("wilayah yang sama")) : "");
}

/* "120 m, 2 hari, kata: lampu padam" (transfer full) */
static char *similar_reasons(const Ctx *ctx, const Case *c, const Duplicate *d)
{
    g_autoptr(GPtrArray) reasons = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *place = similar_place(ctx, c, d);
    g_autofree char *n = g_strdup_printf("%d", d->days);
    if (*place)
        g_ptr_array_add(reasons, g_steal_pointer(&place));
    g_ptr_array_add(reasons, d->days == 0 ? g_strdup(page_word(ctx, N_("hari yang sama")))
                                          : page_words(ctx, N_("berjarak {n} hari"), "n", n, NULL));
    if (d->same_service)
        g_ptr_array_add(reasons, g_strdup(page_word(ctx, N_("kategori yang sama"))));
    if (*d->words)
        g_ptr_array_add(reasons, page_words(ctx, N_("kata: {words}"), "words", d->words, NULL));
    g_ptr_array_add(reasons, NULL);
    return g_strjoinv(", ", (char **)reasons->pdata);
}

static void similar_row(View *list, const Ctx *ctx, const Request *request, const Case *c,
                        const Duplicate *d, const Queue *queue, bool may_merge)
{
    g_autofree char *path = g_strconcat("/console/kasus/", d->c->ticket, NULL);
    g_autofree char *url = page_url(request, path, "antrean", queue->code, NULL);
    g_autofree char *reasons = similar_reasons(ctx, c, d);
    View *row = view_add(list, "CASE");
    view_set(row, "URL", url);
    view_set(row, "TICKET", d->c->ticket);
    view_set(row, "TITLE", page_title(ctx, d->c));
    view_set(row, "REASONS", reasons);
    view_set_word(row, "STATUS", status_label(d->c->status));
    view_set(row, "CHANNEL", console_channel_label(ctx, d->c->channel));
    if (!may_merge)
        return;
    g_autofree char *own = g_strconcat("/console/kasus/", c->ticket, NULL);
    g_autofree char *merge = page_url(request, own, "antrean", queue->code, "aksi",
                                      TRANSITIONS[ACTION_MERGE].name, "tujuan", d->c->ticket, NULL);
    view_set(view_add(row, "MERGE"), "URL", merge);
}

static GPtrArray *similar_find(Ctx *ctx, const CaseFile *file, GError **error)
{
    const Case *c = file->c;
    const Report *first = file->reports->len ? file->reports->pdata[0] : NULL;
    bool exact = first && first->lat_e7 == c->lat_e7 && first->lng_e7 == c->lng_e7;
    bool open = first && first->text;
    g_auto(Proposal) p = { 0 };
    proposal_load(ctx->catalog, c, &p);
    const DuplicateQuery query = { .case_id = c->id,
                                   .text = open ? first->text : "",
                                   .place_text = open ? first->place_text : "",
                                   .service = *p.service ? p.service : c->service,
                                   .area = *p.area ? p.area : c->area,
                                   .lat_e7 = c->lat_e7,
                                   .lng_e7 = c->lng_e7,
                                   .accuracy_m = exact ? first->accuracy_m : 0,
                                   .created_at = c->created_at };
    return duplicate_find(ctx, &query, SIMILAR_MAX, error);
}

bool console_similar_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                          const Queue *queue, bool may_merge, GError **error)
{
    g_autoptr(GPtrArray) found = similar_find(ctx, file, error);
    if (!found)
        return false;
    g_autoptr(GPtrArray) cases = g_ptr_array_new();
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_add(cases, ((const Duplicate *)found->pdata[i])->c);
    console_map_fill(view, ctx, request, file->c, cases);
    if (found->len == 0 || status_is_closed(file->c->status))
        return true;
    View *list = view_add(view, "SIMILAR");
    for (guint i = 0; i < found->len; i++)
        similar_row(list, ctx, request, file->c, found->pdata[i], queue, may_merge);
    return true;
}
