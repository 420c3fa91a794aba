/* The page around a screen of the console: top bar, rail with live counts, layout; and the small
 * pieces that every screen uses. Knows no screen.
 */
#include "web/page/console.h"

#include "domain/access.h"
#include "domain/hotline.h"
#include "domain/promise.h"
#include "domain/staff.h"
#include "model/limits.h"
#include "web/guard.h"
#include "web/tenants.h"

#include <string.h>

enum { RAIL_CAP = 99 };

typedef struct RailLink {
    const char *code, *label, *path;
    Right right;
    unsigned roles;  /* 0: by right alone */
    VoiceKind voice; /* the pack must have one of these; 0: anyhow */
} RailLink;

#define ROLE_BIT(r) (1u << ROLE_##r)

/* Figures stand under the queues, the rest in a group of its own. */
static const RailLink SETTINGS[] = {
    { "posko", N_("Posko"), "/console/posko", RIGHT_DESK, 0, 0 },
    { "radio", N_("Radio"), "/console/radio", RIGHT_RADIO, 0, VOICE_STATION },
    { "telepon", N_("Telepon"), "/console/telepon", RIGHT_HOTLINE, 0, VOICE_LINE },
    { "janji", N_("Janji siaran"), "/console/janji", RIGHT_CONSOLE,
      ROLE_BIT(ANNOUNCER) | ROLE_BIT(OFFICER) | ROLE_BIT(SUPERVISOR) | ROLE_BIT(VERIFIER) |
          ROLE_BIT(LEADER) | ROLE_BIT(ADMINISTRATOR),
      VOICE_STATION },
    { "statistik", N_("Statistik"), "/console/statistik", RIGHT_CONSOLE,
      ROLE_BIT(LEADER) | ROLE_BIT(SUPERVISOR) | ROLE_BIT(ADMINISTRATOR) | ROLE_BIT(VERIFIER), 0 },
    { "akun", N_("Akun"), "/console/akun", RIGHT_ADMIN, 0, 0 },
    { "kunci", N_("Kunci API"), "/console/kunci", RIGHT_ADMIN, 0, 0 },
    { "kanal", N_("Kanal"), "/console/kanal", RIGHT_ADMIN, 0, 0 },
    { "pesan", N_("Pesan"), "/console/pesan", RIGHT_ADMIN, 0, 0 },
    { "paket", N_("Paket daerah"), "/console/paket", RIGHT_ADMIN, 0, 0 },
};

bool console_is_part(const Request *request)
{
    const char *asked = request_header(request, "hx-request");
    return asked && g_str_equal(asked, "true") &&
           !request_header(request, "hx-history-restore-request");
}

static void rail_set_count(View *item, guint count, const char *unit)
{
    if (count == 0)
        return;
    View *shown = view_add(item, "COUNT");
    view_set_word(shown, "UNIT", unit);
    if (count > RAIL_CAP)
        view_set(shown, "N", "99+");
    else
        view_set_int(shown, "N", count);
}

static bool rail_add_queue(View *group, Ctx *ctx, const Request *request, const Queue *queue,
                           const char *current, GError **error)
{
    g_autofree char *path = g_strconcat("/console/antrean/", queue->code, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *item = view_add(group, "ITEM");
    view_set(item, "CODE", queue->code);
    view_set(item, "URL", url);
    view_set_word(item, "LABEL", queue->label);
    if (g_strcmp0(current, queue->code) == 0)
        view_show(item, "CURRENT");
    if (!queue->counted)
        return true;
    guint count = 0;
    if (!queue_count(ctx, queue, RAIL_CAP, &count, error))
        return false;
    rail_set_count(item, count, N_("laporan"));
    return true;
}

/* Public posts that wait for a decision. */
static bool rail_add_posts(View *group, Ctx *ctx, const Request *request, const char *current,
                           GError **error)
{
    guint count = 0;
    if (!console_posts_listens(ctx))
        return true;
    if (!console_posts_count(ctx, &count, error))
        return false;
    g_autofree char *url = page_url(request, "/console/sosial", NULL);
    View *item = view_add(group, "ITEM");
    view_set(item, "CODE", "sosial");
    view_set(item, "URL", url);
    view_set_word(item, "LABEL", N_("Media sosial"));
    if (g_strcmp0(current, "sosial") == 0)
        view_show(item, "CURRENT");
    rail_set_count(item, count, N_("unggahan"));
    return true;
}

/* Citizens who wait for a human. */
static bool rail_add_talks(View *group, Ctx *ctx, const Request *request, const char *current,
                           GError **error)
{
    guint count = 0;
    if (!access_may_triage(ctx))
        return true;
    if (!console_talks_count(ctx, &count, error))
        return false;
    g_autofree char *url = page_url(request, "/console/percakapan", NULL);
    View *item = view_add(group, "ITEM");
    view_set(item, "CODE", "percakapan");
    view_set(item, "URL", url);
    view_set_word(item, "LABEL", N_("Percakapan"));
    if (g_strcmp0(current, "percakapan") == 0)
        view_show(item, "CURRENT");
    rail_set_count(item, count, N_("menunggu"));
    return true;
}

/* What he was told and has not read. */
static bool rail_add_notices(View *group, Ctx *ctx, const Request *request, const char *current,
                             GError **error)
{
    guint count = 0;
    if (ctx->actor.home != ctx->tenant)
        return true;
    if (!staff_unseen(ctx, RAIL_CAP, &count, error))
        return false;
    g_autofree char *url = page_url(request, "/console/kabar", NULL);
    View *item = view_add(group, "ITEM");
    view_set(item, "CODE", "kabar");
    view_set(item, "URL", url);
    view_set_word(item, "LABEL", N_("Kabar untuk Anda"));
    if (g_strcmp0(current, "kabar") == 0)
        view_show(item, "CURRENT");
    rail_set_count(item, count, N_("belum dibaca"));
    return true;
}

static bool has_voice(const Catalog *catalog, VoiceKind kind)
{
    for (guint i = 0; i < catalog->voices->len; i++)
        if (((const Voice *)catalog->voices->pdata[i])->kind == kind)
            return true;
    return false;
}

static bool rail_has(const Ctx *ctx, const RailLink *link)
{
    return (!link->voice || has_voice(ctx->catalog, link->voice)) &&
           role_has_right(ctx->actor.role, link->right) &&
           (link->roles == 0 || (link->roles & (1u << ctx->actor.role)) != 0) &&
           (link->right == RIGHT_CONSOLE || ctx->actor.home == ctx->tenant);
}

/* What waits behind a link. */
static bool rail_add_count(View *item, Ctx *ctx, const RailLink *link, GError **error)
{
    guint count = 0, late = 0;
    if (link->voice == VOICE_LINE && !hotline_count_waiting(ctx, &count, error))
        return false;
    if (link->right == RIGHT_CONSOLE && link->voice && !promise_count(ctx, &count, &late, error))
        return false;
    rail_set_count(item, count, link->voice == VOICE_LINE ? N_("telepon") : N_("janji"));
    return true;
}

static bool rail_add_settings(View *rail, View *queues, Ctx *ctx, const Request *request,
                              const char *current, GError **error)
{
    View *group = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(SETTINGS); i++) {
        const RailLink *link = &SETTINGS[i];
        if (!rail_has(ctx, link))
            continue;
        if (!group && link->right == RIGHT_ADMIN) {
            group = view_add(rail, "GROUP");
            view_set_word(view_add(group, "NAME"), "LABEL", N_("Pengaturan"));
        }
        g_autofree char *url = page_url(request, link->path, NULL);
        View *item = view_add(group ? group : queues, "ITEM");
        view_set(item, "CODE", link->code);
        view_set(item, "URL", url);
        view_set_word(item, "LABEL", link->label);
        if (g_strcmp0(current, link->code) == 0)
            view_show(item, "CURRENT");
        if (!rail_add_count(item, ctx, link, error))
            return false;
    }
    return true;
}

/* The governments below a province, and the way home from one of them. */
static void rail_add_tenants(View *rail, const Ctx *ctx)
{
    g_autoptr(GArray) ids = tenants_ids();
    View *group = NULL;
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(Catalog) catalog = tenants_get(g_array_index(ids, gint64, i));
        if (!catalog || (catalog->tenant.parent != ctx->actor.home &&
                         (catalog->tenant.id != ctx->actor.home || ctx->tenant == ctx->actor.home)))
            continue;
        if (!group) {
            group = view_add(rail, "GROUP");
            view_set_word(view_add(group, "NAME"), "LABEL", N_("Pemerintah daerah"));
        }
        g_autofree char *url = g_strconcat("/t/", catalog->tenant.code, "/console", NULL);
        View *item = view_add(group, "ITEM");
        view_set(item, "CODE", catalog->tenant.code);
        view_set(item, "URL", url);
        view_set(item, "LABEL", catalog->tenant.name);
        if (catalog->tenant.id == ctx->tenant)
            view_show(item, "CURRENT");
    }
}

static bool rail_fill(View *rail, Ctx *ctx, const Request *request, const char *current,
                      GError **error)
{
    View *group = view_add(rail, "GROUP");
    for (const Queue *queue = QUEUES; queue->code; queue++)
        if (queue_has(ctx, queue) && !rail_add_queue(group, ctx, request, queue, current, error))
            return false;
    if (!rail_add_posts(group, ctx, request, current, error) ||
        !rail_add_talks(group, ctx, request, current, error) ||
        !rail_add_notices(group, ctx, request, current, error))
        return false;
    if (!rail_add_settings(rail, group, ctx, request, current, error))
        return false;
    rail_add_tenants(rail, ctx);
    return true;
}

static void frame_add_keys(View *signed_in, const Ctx *ctx)
{
    for (guint i = 1; i < ACTION_COUNT; i++) {
        const Transition *t = &TRANSITIONS[i];
        if (!t->key || !(t->by & BY_STAFF) || !role_has_right(ctx->actor.role, t->right))
            continue;
        const char key[] = { t->key, '\0' };
        View *row = view_add(signed_in, "KEY");
        view_set(row, "CHAR", key);
        view_set_word(row, "LABEL", t->label);
    }
}

/* "Dinas PUPR" or "semua instansi": what the account is bound to. */
static void frame_set_person(View *view, const Ctx *ctx)
{
    const Agency *agency = catalog_agency(ctx->catalog, ctx->actor.agency);
    const char *area = catalog_area_label(ctx->catalog, ctx->actor.area);
    view_set(view, "USER_NAME", ctx->actor.name);
    view_set_word(view, "USER_ROLE", role_label(ctx->actor.role));
    if (agency)
        view_set(view, "USER_SCOPE", agency->name);
    else if (*area)
        view_set(view, "USER_SCOPE", area);
    else
        view_set(view, "USER_SCOPE", ctx->catalog->tenant.name);
}

static void frame_set_links(View *view, const Request *request)
{
    static const struct {
        const char *name, *path;
    } LINKS[] = {
        { "HOME", "/console" },
        { "SEARCH", "/console/cari" },
        { "PASSWORD_URL", "/console/sandi" },
        { "TOTP_URL", "/console/totp" },
        { "SIGN_OUT", "/keluar" },
        { "SIGN_IN", GUARD_SIGN_IN_PATH },
    };
    for (guint i = 0; i < G_N_ELEMENTS(LINKS); i++) {
        g_autofree char *url = page_url(request, LINKS[i].path, NULL);
        view_set(view, LINKS[i].name, url);
    }
}

View *console_frame(Ctx *ctx, const Request *request, const char *view_name, const char *title,
                    const char *current, GError **error)
{
    g_autoptr(View) view = view_new("layout/console.html", ctx->lang, ctx->catalog);
    bool signed_in = ctx->actor.kind == ACTOR_STAFF;
    view_set(view, "LANG", ctx->lang);
    view_set(view, "TITLE", title);
    view_set(view, "TENANT", ctx->catalog->tenant.name);
    view_set(view, "TENANT_CODE", ctx->catalog->tenant.code);
    view_set(view, "BASE", request->base);
    view_set(view, "KIND", signed_in ? "work" : "door");
    view_set(view, "VIEW", view_name);
    if (!signed_in)
        return g_steal_pointer(&view);
    View *top = view_add(view, "SIGNED_IN");
    console_set_form(top, request);
    view_set(top, "WORDS", request_text(request, "q"));
    frame_set_links(top, request);
    frame_set_person(top, ctx);
    frame_add_keys(view_add(view, "KEYS"), ctx);
    if (ctx->actor.home != ctx->tenant)
        view_show(top, "READ_ONLY_TENANT");
    View *alarms = view_include(view_add(view, "ALARMS"), "LIST", "console/alarms.html");
    if (!console_alarms_fill(alarms, ctx, request, error))
        return NULL;
    View *rail = view_include(view_add(view, "NAVIGATION"), "RAIL", "console/rail.html");
    if (!rail_fill(rail, ctx, request, current, error))
        return NULL;
    return g_steal_pointer(&view);
}

View *console_page(Ctx *ctx, const Request *request, const char *title, const char *current,
                   const char *file, View **page, GError **error)
{
    const char *word = page_word(ctx, title);
    View *frame = console_frame(ctx, request, "page", word, current, error);
    if (!frame)
        return NULL;
    *page = view_include(frame, "MAIN", file);
    view_set(*page, "TITLE", word);
    console_set_form(*page, request);
    return frame;
}

void console_set_form(View *view, const Request *request)
{
    view_set(view, "BASE", request->base);
    view_set(view, "CSRF", request->csrf);
}

void console_set_error(View *page, View *form, const Ctx *ctx, const GError *failed,
                       const FormField *fields)
{
    if (!failed)
        return;
    const char *words = page_error_words(ctx, failed);
    View *error = view_add(page, "ERROR");
    for (; fields->field; fields++) {
        if (g_strcmp0(error_field(failed), fields->field) != 0)
            continue;
        View *link = view_add(error, "LINK");
        view_set(link, "ID", fields->id);
        view_set(link, "MESSAGE", words);
        view_set(view_add(form, fields->bad), "MESSAGE", words);
        return;
    }
    view_set(view_add(error, "PLAIN"), "MESSAGE", words);
}

bool console_can_mend(const GError *error)
{
    return error_is(error, KENTONGAN_ERROR_INVALID) || error_is(error, KENTONGAN_ERROR_CONFLICT) ||
           error_is(error, KENTONGAN_ERROR_LIMIT);
}

Reply *console_reply(View *view, unsigned status)
{
    Reply *reply = reply_new(status, "text/html; charset=utf-8", view_render(view));
    reply_header(reply, "Cache-Control", "no-store");
    reply_header(reply, "Vary", "HX-Request");
    view_free(view);
    return reply;
}

Reply *console_go(const Request *request, const char *path)
{
    g_autofree char *url = page_url(request, path, NULL);
    if (!console_is_part(request))
        return reply_see_other(url);
    Reply *reply = reply_text(200, "text/plain; charset=utf-8", "");
    reply_header(reply, "HX-Redirect", url);
    return reply;
}

Reply *console_rail_get(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(View) view = view_new("console/rail.html", ctx->lang, ctx->catalog);
    if (!rail_fill(view, ctx, request, request_text(request, "kini"), error))
        return NULL;
    return console_reply(g_steal_pointer(&view), 200);
}
