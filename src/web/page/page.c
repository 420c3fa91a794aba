/* The frame of a public page: layout, language, links. What stands inside is the screen's own. */
#include "web/page/page.h"

#include "base/text.h"
#include "domain/time_words.h"

#include <string.h>

static struct {
    char *url, *credit;
} tiles;

void page_map_tiles(const char *url, const char *credit)
{
    g_free(tiles.url);
    g_free(tiles.credit);
    tiles.url = g_strdup(url);
    tiles.credit = g_strdup(credit);
}

const char *page_word(const Ctx *ctx, const char *msgid)
{
    return view_word(ctx->lang, msgid);
}

char *page_words(const Ctx *ctx, const char *msgid, ...)
{
    va_list pairs;
    va_start(pairs, msgid);
    char *text = text_fill_list(page_word(ctx, msgid), pairs);
    va_end(pairs);
    return text;
}

const char *page_error_words(const Ctx *ctx, const GError *error)
{
    bool ours = error->domain == KENTONGAN_ERROR;
    return page_word(ctx,
                     ours ? error->message : N_("Ada gangguan di pihak kami. Mohon coba lagi."));
}

char *page_url(const Request *request, const char *path, ...)
{
    GString *url = g_string_new(request->base);
    g_string_append(url, path);
    char sep = strchr(path, '?') ? '&' : '?';
    va_list pairs;
    va_start(pairs, path);
    for (const char *name; (name = va_arg(pairs, const char *));) {
        const char *value = va_arg(pairs, const char *);
        if (!value || !*value)
            continue;
        g_autofree char *escaped = g_uri_escape_string(value, NULL, false);
        g_string_append_printf(url, "%c%s=%s", sep, name, escaped);
        sep = '&';
    }
    va_end(pairs);
    return g_string_free(url, false);
}

char *page_absolute(const Ctx *ctx, const Request *request, const char *relative)
{
    const char *public_url = ctx->catalog->tenant.public_url;
    if (public_url && *public_url) {
        bool slash = g_str_has_suffix(public_url, "/");
        const char *path = relative + strlen(request->base);
        return g_strconcat(public_url, slash && *path == '/' ? path + 1 : path, NULL);
    }
    return g_strconcat(request->https ? "https://" : "http://",
                       *request->host ? request->host : "localhost", relative, NULL);
}

/* The page asked for in the other language; only where asking again changes nothing. */
static void set_languages(View *layout, const Ctx *ctx, const Request *request)
{
    if (!request_is_safe(request))
        return;
    bool indonesian = g_strcmp0(ctx->lang, "en") != 0;
    GString *url = g_string_new(request->base);
    g_autofree char *path = g_uri_escape_string(request->path, "/:", false);
    g_string_append_printf(url, "%s?lang=%s", path, indonesian ? "en" : "id");
    for (guint i = 0; i < request->params->len; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (strcmp(param->name, "lang") == 0)
            continue;
        g_autofree char *name = g_uri_escape_string(param->name, NULL, false);
        g_autofree char *value = g_uri_escape_string(param->value, NULL, false);
        g_string_append_printf(url, "&%s=%s", name, value);
    }
    View *languages = view_show(layout, "LANGUAGES");
    view_set(view_show(languages, indonesian ? "ENGLISH" : "INDONESIAN"), "LANG_URL", url->str);
    g_string_free(url, true);
}

static void set_contact(View *layout, const Tenant *tenant)
{
    if (tenant->phone && *tenant->phone)
        view_set(view_show(layout, "PHONE"), "NUMBER", tenant->phone);
    if (tenant->sms_number && *tenant->sms_number)
        view_set(view_show(layout, "SMS"), "NUMBER", tenant->sms_number);
}

/* Where people can come instead of writing. */
static void set_desks(View *layout, const Catalog *catalog)
{
    for (guint i = 0; i < catalog->desks->len; i++)
        if (((const Desk *)catalog->desks->pdata[i])->active) {
            view_show(layout, "DESKS");
            return;
        }
}

View *page_new(const Ctx *ctx, const Request *request, const char *file, const char *title,
               PageAt at, View **page)
{
    static const char *const AT[] = {
        NULL, "AT_REPORT", "AT_CHECK", "AT_LIST", "AT_ABOUT", "AT_OWN"
    };
    const Tenant *tenant = &ctx->catalog->tenant;
    g_autofree char *home = page_url(request, "/", NULL);
    View *layout = view_new("layout/public.html", ctx->lang, ctx->catalog);
    view_set(layout, "LANG", ctx->lang);
    view_set(layout, "TITLE", title);
    view_set(layout, "TENANT", tenant->name);
    view_set(layout, "PLACE", tenant->place_noun);
    view_set(layout, "BRAND", tenant->brand);
    view_set(layout, "BASE", request->base);
    view_set(layout, "HOME", home);
    view_set(layout, "EMERGENCY", tenant->emergency);
    if (AT[at])
        view_show(layout, AT[at]);
    if (at != AT_OWN)
        view_show(layout, "NOT_OWN");
    set_contact(layout, tenant);
    set_desks(layout, ctx->catalog);
    set_languages(layout, ctx, request);
    if (clock_is_movable(ctx->clock)) {
        g_autofree char *now = time_words_full(ctx->catalog, ctx->lang, ctx_now_us(ctx));
        view_set(view_show(layout, "CLOCK"), "NOW", now);
    }
    *page = view_include(layout, "MAIN", file);
    view_set(*page, "BASE", request->base);
    view_set(*page, "EMERGENCY", tenant->emergency);
    return layout;
}

void page_private(View *layout)
{
    view_show(layout, "PRIVATE");
}

Reply *page_reply(View *layout, const Request *request, unsigned status)
{
    g_autoptr(View) owned = layout;
    Reply *reply = reply_new(status, "text/html; charset=utf-8", view_render(owned));
    const char *lang = request_param(request, "lang");
    if (lang && (strcmp(lang, "id") == 0 || strcmp(lang, "en") == 0))
        reply_cookie(reply, "lang", lang, 365 * 24 * 3600, request->https);
    return reply;
}

const char *page_degrees(gint32 e7, char *out)
{
    return g_ascii_formatd(out, G_ASCII_DTOSTR_BUF_SIZE, "%.7f", e7 / 1e7);
}

void page_set_map(View *view, const Ctx *ctx, const Request *request)
{
    const Tenant *t = &ctx->catalog->tenant;
    char south[G_ASCII_DTOSTR_BUF_SIZE], west[G_ASCII_DTOSTR_BUF_SIZE];
    char north[G_ASCII_DTOSTR_BUF_SIZE], east[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *box =
        g_strjoin(",", page_degrees(t->south_e7, south), page_degrees(t->west_e7, west),
                  page_degrees(t->north_e7, north), page_degrees(t->east_e7, east), NULL);
    g_autofree char *shapes = page_url(request, "/wilayah.geojson", NULL);
    view_set(view, "TILES", tiles.url);
    view_set(view, "TILES_CREDIT", tiles.credit);
    view_set(view, "SHAPES", shapes);
    view_set(view, "LAT0", page_degrees(t->lat_e7, south));
    view_set(view, "LNG0", page_degrees(t->lng_e7, west));
    view_set_int(view, "ZOOM", t->zoom);
    view_set(view, "BOX", box);
}
