/* The public face as an app that can be installed: manifest, icons, service worker, and the two
 * pages that work without a network. What they do is in assets/js; here is what differs between
 * tenants, languages and versions.
 */
#include "base/icon.h"
#include "base/json.h"
#include "web/page/public.h"

#include <string.h>

#define ICON_NAMES "/ikon/"

static const struct {
    const char *name, *purpose;
    int side;
    bool whole;
} ICONS[] = {
    { "192.png", "any", 192, false },           { "512.png", "any", 512, false },
    { "penuh-192.png", "maskable", 192, true }, { "penuh-512.png", "maskable", 512, true },
    { "apple.png", NULL, 180, true }, /* named by the page, not by the manifest */
};

Reply *public_icon_get(Ctx *ctx, const Request *request, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(ICONS); i++) {
        if (strcmp(ICONS[i].name, request->path_args[0]) != 0)
            continue;
        guint32 ground = public_brand_ground(ctx->catalog);
        Reply *reply = reply_new(200, "image/png", icon_png(ground, ICONS[i].side, ICONS[i].whole));
        reply_header(reply, "Cache-Control", "public, max-age=86400");
        reply->cache_us = US_PER_HOUR;
        return reply;
    }
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Halaman ini tidak ada."), NULL);
    return NULL;
}

/* ---- the manifest ---- */

/* "Kabupaten Jepara" -> "Jepara": what fits under an icon. */
static const char *short_place(const char *place)
{
    static const char *const KINDS[] = { "Kabupaten ", "Kota ", "Provinsi ", "Administrasi " };
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_str_has_prefix(place, KINDS[i]) && place[strlen(KINDS[i])])
            place += strlen(KINDS[i]);
    return place;
}

static json_t *icons_json(const Request *request)
{
    json_t *icons = json_array();
    for (guint i = 0; i < G_N_ELEMENTS(ICONS); i++) {
        if (!ICONS[i].purpose)
            continue;
        g_autofree char *src = g_strconcat(request->base, ICON_NAMES, ICONS[i].name, NULL);
        g_autofree char *sizes = g_strdup_printf("%dx%d", ICONS[i].side, ICONS[i].side);
        json_array_append_new(icons, json_pack("{s:s, s:s, s:s, s:s}", "src", src, "sizes", sizes,
                                               "type", "image/png", "purpose", ICONS[i].purpose));
    }
    return icons;
}

static json_t *shortcut_json(const Ctx *ctx, const Request *request, const char *msgid,
                             const char *path)
{
    g_autofree char *url = page_url(request, path, NULL);
    return json_pack("{s:s, s:s}", "name", page_word(ctx, msgid), "url", url);
}

static void set_addresses(json_t *manifest, const Ctx *ctx, const Request *request)
{
    g_autofree char *root = page_url(request, "/", NULL);
    g_autofree char *start = page_url(request, "/laporan-saya", NULL);
    json_object_set_new(manifest, "id", json_string(root));
    json_object_set_new(manifest, "scope", json_string(root));
    json_object_set_new(manifest, "start_url", json_string(start));
    json_object_set_new(manifest, "icons", icons_json(request));
    json_object_set_new(
        manifest, "shortcuts",
        json_pack("[o, o]", shortcut_json(ctx, request, N_("Lapor"), "/lapor"),
                  shortcut_json(ctx, request, N_("Laporan saya"), "/laporan-saya")));
}

Reply *public_manifest_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    const Tenant *tenant = &ctx->catalog->tenant;
    const char *place = tenant->place_noun;
    g_autofree char *name = page_words(ctx, N_("Lapor {place}"), "place", place, NULL);
    g_autofree char *label =
        page_words(ctx, N_("Lapor {place}"), "place", short_place(place), NULL);
    g_autofree char *colour = g_strdup_printf("#%06x", public_brand_ground(ctx->catalog));
    g_autofree char *about = page_words(
        ctx, N_("Laporkan masalah kepada {place}, juga tanpa sinyal. Gratis, tanpa akun."), "place",
        place, NULL);
    json_t *manifest = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[s]}", "name", name,
                                 "short_name", label, "description", about, "lang", ctx->lang,
                                 "dir", "ltr", "display", "standalone", "theme_color", colour,
                                 "background_color", "#f6f7f4", "categories", "government");
    g_assert(manifest);
    set_addresses(manifest, ctx, request);
    g_autofree char *text = json_take_text(manifest);
    Reply *reply = reply_text(200, "application/manifest+json", text);
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    reply->cache_us = US_PER_HOUR;
    return reply;
}

/* ---- the service worker ---- */

/* Its bytes differ when the program, one of the files it keeps, or the tenant's data changed: then
 * browsers install it anew. */
Reply *public_worker_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    g_autofree char *version =
        g_strdup_printf("%s-%" G_GINT64_FORMAT, KENTONGAN_VERSION, ctx->catalog->tenant.revision);
    g_autoptr(View) view = view_new("public/worker.js", ctx->lang, ctx->catalog);
    view_set(view, "BASE", request->base);
    view_set(view, "VERSION", version);
    Reply *reply = reply_new(200, "text/javascript; charset=utf-8", view_render(view));
    reply_header(reply, "Cache-Control", "no-cache");
    reply->cache_us = US_PER_HOUR;
    return reply;
}

/* ---- pages that are kept on the device ---- */

static Reply *kept_page(Ctx *ctx, const Request *request, const char *file, const char *title,
                        PageAt at)
{
    View *page;
    View *layout = page_new(ctx, request, file, page_word(ctx, title), at, &page);
    const char *sms = ctx->catalog->tenant.sms_number;
    if (*sms)
        view_set(view_show(page, "SMS"), "NUMBER", sms);
    Reply *reply = page_reply(layout, request, 200);
    if (!request_has(request, "lang"))
        reply->cache_us = US_PER_HOUR;
    return reply;
}

Reply *public_own_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    return kept_page(ctx, request, "public/own.html", N_("Laporan saya"), AT_OWN);
}

Reply *public_offline_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    return kept_page(ctx, request, "public/offline.html", N_("Tidak ada sinyal"), AT_NOWHERE);
}
