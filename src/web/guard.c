/* The guards of the route table: see guard.h. */
#include "web/guard.h"

#include <string.h>

#include "base/crypt.h"
#include "domain/account.h"
#include "store/account.h"
#include "web/rate.h"

static bool denied(GError **error, const char *sentence, const char *why)
{
    error_set(error, KENTONGAN_ERROR_DENIED, NULL, sentence, "%s", why);
    return false;
}

/* ---- who asks ---- */

/* What the account may do here: at home all his role gives, in a tenant below his own only look. */
static bool account_may(const Ctx *ctx, Right right)
{
    if (right == RIGHT_NONE)
        return true;
    if (ctx->actor.role == ROLE_NONE || !role_has_right(ctx->actor.role, right))
        return false;
    return ctx->actor.home == ctx->tenant || right == RIGHT_CONSOLE;
}

static void actor_become(Ctx *ctx, const Request *request, const Account *account)
{
    ctx->actor = (Actor){
        .kind = ACTOR_STAFF,
        .id = account->id,
        .account = account->id,
        .role = account->role,
        .agency = account->agency ? account->agency : "",
        .area = account->area ? account->area : "",
        .post = account->post ? account->post : "",
        .name = account->name ? account->name : "",
        .home = account->tenant,
    };
    bool chosen = request_cookie(request, "lang") || strstr(request->query, "lang=");
    if (!chosen && account->lang && *account->lang)
        ctx->lang = strcmp(account->lang, "en") == 0 ? "en" : "id";
}

/* An account belongs here when this is its tenant or the one above. */
static bool account_belongs(const Ctx *ctx, const Account *account)
{
    return ctx->catalog && (account->tenant == ctx->tenant ||
                            (account->tenant && account->tenant == ctx->catalog->tenant.parent));
}

/* A cookie that is no session, or one of another tenant, is the same as none. */
static bool session_find(Ctx *ctx, Request *request, Account **account, GError **error)
{
    const char *token = request_cookie(request, GUARD_COOKIE);
    if (!token || !ctx->db)
        return true;
    g_autofree char *csrf = NULL;
    g_autoptr(GError) fault = NULL;
    g_autoptr(Account) found = account_of_token(ctx, token, &csrf, &fault);
    if (!found && !error_is(fault, KENTONGAN_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    if (!found || !account_belongs(ctx, found))
        return true;
    rate_trust(token, g_get_monotonic_time());
    request->csrf = request_keep(request, csrf);
    actor_become(ctx, request, found);
    *account = g_steal_pointer(&found);
    return true;
}

static const char *bearer_of(const Request *request)
{
    const char *header = request_header(request, "authorization");
    if (!header || g_ascii_strncasecmp(header, "Bearer ", 7) != 0)
        return NULL;
    return header + 7 + strspn(header + 7, " ");
}

/* Of this tenant, or of the one above; *home is then where the key belongs. (transfer full) */
static ApiKey *key_here_or_above(const Ctx *ctx, const char *text, Ctx *home)
{
    *home = *ctx;
    ApiKey *key = ctx->db ? api_key_find(home, text, NULL) : NULL;
    if (key || !ctx->db || !ctx->catalog || ctx->catalog->tenant.parent == 0)
        return key;
    home->tenant = ctx->catalog->tenant.parent;
    return api_key_find(home, text, NULL);
}

/* The account an API key acts for; a key that is wrong is an error, not nobody. */
static bool key_find(Ctx *ctx, const Request *request, const char *text, Account **account,
                     GError **error)
{
    Ctx home;
    g_autoptr(ApiKey) key = key_here_or_above(ctx, text, &home);
    if (key && strcmp(key->scope, "api") == 0)
        *account = account_store_get(&home, key->account, NULL);
    if (!*account || !(*account)->active)
        return denied(error, N_("Kunci API tidak berlaku."), "API key");
    actor_become(ctx, request, *account);
    ctx->actor.kind = ACTOR_API;
    ctx->actor.id = key->id;
    return true;
}

/* ---- from where ---- */

static bool authority_is(const char *url, const char *host)
{
    const char *authority = strstr(url, "://");
    if (!authority || !*host)
        return false;
    authority += 3;
    gsize bytes = strcspn(authority, "/");
    return strlen(host) == bytes && g_ascii_strncasecmp(authority, host, bytes) == 0;
}

bool guard_is_cross_site(const Request *request, const Catalog *catalog)
{
    const char *site = request_header(request, "sec-fetch-site");
    if (site)
        return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    const char *origin = request_header(request, "origin");
    if (!origin || authority_is(origin, request->host))
        return false;
    const char *own = catalog && catalog->tenant.public_url ? catalog->tenant.public_url : "";
    const char *authority = strstr(own, "://");
    g_autofree char *host =
        authority ? g_strndup(authority + 3, strcspn(authority + 3, "/")) : g_strdup("");
    return !authority_is(origin, host);
}

/* A session's request must carry the session's token; so no other site can send it. */
static bool csrf_check(const Ctx *ctx, const Route *route, const Request *request, bool session,
                       GError **error)
{
    if (request_is_safe(request) || route->kind == ROUTE_HOOK || route->kind == ROUTE_OPEN311)
        return true;
    if (guard_is_cross_site(request, ctx->catalog))
        return denied(error, N_("Permintaan ini datang dari situs lain."), "cross-site");
    if (route->flags & ROUTE_NO_CSRF)
        return true;
    const char *sent = request_param(request, "csrf");
    if (!sent)
        sent = request_header(request, "x-csrf-token");
    if (session && sent && *request->csrf && crypt_equal(sent, request->csrf))
        return true;
    return denied(error, N_("Formulir ini sudah kedaluwarsa. Muat ulang halaman, lalu coba lagi."),
                  session ? "CSRF token" : "no session");
}

/* ---- the answer to nobody ---- */

/* A form about a case whose session ended is opened again after signing in, with what was written.
 */
static char *form_again(const Request *request)
{
    enum { KEPT_MAX = 8000 };
    static const char *const KEPT[] = { "antrean", "alasan",   "layanan", "wilayah",
                                        "tempat",  "instansi", "tujuan",  "pemda",
                                        "petugas", "hari",     "teks" };
    const char *action = strstr(request->path, "/aksi/");
    if (!action || !g_str_has_prefix(request->path, "/console/kasus/"))
        return g_strdup("/console");
    g_autofree char *ticket = g_strndup(request->path, (gsize)(action - request->path));
    GString *url = g_string_new(ticket);
    g_string_append_printf(url, "?aksi=%s", action + strlen("/aksi/"));
    for (guint i = 0; i < G_N_ELEMENTS(KEPT); i++) {
        g_autofree char *value = g_uri_escape_string(request_text(request, KEPT[i]), NULL, FALSE);
        if (*value && url->len + strlen(value) < KEPT_MAX)
            g_string_append_printf(url, "&%s=%s", KEPT[i], value);
    }
    return g_string_free(url, FALSE);
}

static Reply *sign_in_first(const Route *route, const Request *request, const char *lang)
{
    g_autofree char *to = !request_is_safe(request) ? form_again(request)
                          : *request->query ? g_strconcat(request->path, "?", request->query, NULL)
                                            : g_strdup(request->path);
    g_autofree char *back = g_uri_escape_string(to, "/", FALSE);
    g_autofree char *where = g_strconcat(request->base, GUARD_SIGN_IN_PATH, "?ke=", back, NULL);
    if (route->kind == ROUTE_PAGE && !request_header(request, "hx-request"))
        return reply_see_other(where);
    g_autoptr(GError) error = NULL;
    error_set(&error, KENTONGAN_ERROR_DENIED, NULL, N_("Silakan masuk dahulu."), NULL);
    Reply *reply =
        route->kind == ROUTE_API ? reply_problem(error, lang) : reply_error_text(error, lang);
    reply->status = 401;
    if (route->kind == ROUTE_API)
        reply_header(reply, "WWW-Authenticate", "Bearer");
    else
        reply_header(reply, "HX-Redirect", where);
    return reply;
}

static Reply *key_refused(GError **error, const char *lang)
{
    g_autoptr(GError) refused = g_steal_pointer(error);
    Reply *reply = reply_problem(refused, lang);
    reply->status = 401;
    reply_header(reply, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return reply;
}

Reply *guard_check(Ctx *ctx, const Route *route, Request *request, Account **account,
                   GError **error)
{
    const char *bearer = route->kind == ROUTE_API ? bearer_of(request) : NULL;
    bool takes_session = !bearer && (route->kind == ROUTE_PAGE || route->kind == ROUTE_API);
    if (bearer && !key_find(ctx, request, bearer, account, error))
        return key_refused(error, ctx->lang);
    if (takes_session && !session_find(ctx, request, account, error))
        return NULL;
    if (!*account && route->right != RIGHT_NONE)
        return sign_in_first(route, request, ctx->lang);
    if (!bearer && !csrf_check(ctx, route, request, *account != NULL, error))
        return NULL;
    if (!account_may(ctx, route->right))
        denied(error, N_("Anda tidak berhak atas halaman ini."), "right");
    return NULL;
}
