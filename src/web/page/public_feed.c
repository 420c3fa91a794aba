/* /umpan.atom: public cases as an Atom feed (RFC 4287) with the filters of the list. */
#include "domain/time_words.h"
#include "web/page/public.h"

#define FEED_CASES 50

static void add_entry(View *feed, const Ctx *ctx, const Request *request, const Case *c)
{
    g_autofree char *path = g_strconcat("/laporan/", c->ticket, NULL);
    g_autofree char *relative = page_url(request, path, NULL);
    g_autofree char *url = page_absolute(ctx, request, relative);
    g_autofree char *published = time_words_w3c(ctx->catalog, c->created_at);
    g_autofree char *updated = time_words_w3c(ctx->catalog, c->updated_at);
    const char *place = page_place(ctx, c);
    g_autofree char *summary =
        g_strconcat(page_word(ctx, status_label(c->status)), *place ? ". " : "", place, NULL);
    View *entry = view_add(feed, "ENTRY");
    view_set(entry, "TITLE", page_title(ctx, c));
    view_set(entry, "URL", url);
    view_set(entry, "PUBLISHED", published);
    view_set(entry, "UPDATED", updated);
    view_set(entry, "SUMMARY", summary);
    const Service *service = catalog_service(ctx->catalog, c->service);
    if (service) {
        View *category = view_show(entry, "SERVICE");
        view_set(category, "CODE", service->code);
        view_set(category, "NAME", service->name);
    }
    if (c->lat_e7 || c->lng_e7) {
        char lat[G_ASCII_DTOSTR_BUF_SIZE], lng[G_ASCII_DTOSTR_BUF_SIZE];
        View *point = view_show(entry, "POINT");
        view_set(point, "LAT", page_degrees(c->lat_e7, lat));
        view_set(point, "LNG", page_degrees(c->lng_e7, lng));
    }
}

static void set_head(View *feed, const Ctx *ctx, const Request *request, const ListFilter *list,
                     gint64 updated_at)
{
    g_autofree char *self_path = list_filter_url(list, request, "/umpan.atom", "", "");
    g_autofree char *self = page_absolute(ctx, request, self_path);
    g_autofree char *list_path = list_filter_url(list, request, "/daftar", "", "");
    g_autofree char *alternate = page_absolute(ctx, request, list_path);
    g_autofree char *title = page_words(ctx, N_("Laporan warga {place}"), "place",
                                        ctx->catalog->tenant.place_noun, NULL);
    g_autofree char *updated = time_words_w3c(ctx->catalog, updated_at);
    view_set(feed, "LANG", ctx->lang);
    view_set(feed, "TITLE", title);
    view_set(feed, "ID", self);
    view_set(feed, "SELF", self);
    view_set(feed, "ALTERNATE", alternate);
    view_set(feed, "UPDATED", updated);
    view_set(feed, "AUTHOR", ctx->catalog->tenant.place_noun);
}

Reply *public_feed_get(Ctx *ctx, const Request *request, GError **error)
{
    ListFilter list;
    list_filter_read(&list, ctx, request);
    list.filter.after = "";
    list.filter.limit = FEED_CASES;
    g_autoptr(GPtrArray) cases = case_list(ctx, &list.filter, NULL, error);
    if (!cases)
        return NULL;
    g_autoptr(View) feed = view_new("public/feed.xml", ctx->lang, ctx->catalog);
    gint64 updated_at = 0;
    for (guint i = 0; i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        updated_at = MAX(updated_at, c->updated_at);
        add_entry(feed, ctx, request, c);
    }
    set_head(feed, ctx, request, &list, updated_at ? updated_at : ctx_now_us(ctx));
    Reply *reply = reply_new(200, "application/atom+xml; charset=utf-8", view_render(feed));
    reply->cache_us = 30 * US_PER_S;
    return reply;
}
