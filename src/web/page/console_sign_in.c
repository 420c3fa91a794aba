/* The door: signing in with password and, where the account asks for it, the code of the phone. */
#include "web/page/console.h"

#include "base/crypt.h"
#include "domain/account.h"
#include "web/guard.h"
#include "web/stream.h"

enum { STEP_S = 300 };

/* Between the password and the code of the phone: the password, sealed and for some minutes, so
 * that nobody types it twice. (transfer full) */
static char *step_seal(const Ctx *ctx, const char *login, const char *password)
{
    g_autofree char *text =
        g_strdup_printf("%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s\n%s", ctx->tenant,
                        ctx_now_us(ctx) + STEP_S * US_PER_S, login, password);
    g_autoptr(GBytes) sealed = crypt_seal_text("sign_in.step", text);
    gsize bytes;
    const guchar *data = g_bytes_get_data(sealed, &bytes);
    return g_base64_encode(data, bytes);
}

/* The password of a step for this login; NULL when it is forged, another's or over. */
static char *step_open(const Ctx *ctx, const char *step, const char *login)
{
    if (!*step)
        return NULL;
    gsize bytes = 0;
    g_autofree guchar *data = g_base64_decode(step, &bytes);
    g_autoptr(GBytes) sealed = g_bytes_new(data, bytes);
    g_autofree char *text = crypt_open_text("sign_in.step", sealed, NULL);
    g_auto(GStrv) parts = text ? g_strsplit(text, "\n", 4) : NULL;
    if (!parts || g_strv_length(parts) != 4)
        return NULL;
    bool ours = g_ascii_strtoll(parts[0], NULL, 10) == ctx->tenant &&
                g_ascii_strtoll(parts[1], NULL, 10) > ctx_now_us(ctx) &&
                g_str_equal(parts[2], login);
    return ours ? g_strdup(parts[3]) : NULL;
}

/* step: NULL while the password is asked. */
static Reply *door_reply(Ctx *ctx, const Request *request, unsigned status, const char *step,
                         const char *words, GError **error)
{
    const char *title = page_word(ctx, N_("Masuk"));
    g_autoptr(View) page = console_frame(ctx, request, "door", title, NULL, error);
    if (!page)
        return NULL;
    View *door = view_include(page, "MAIN", "console/sign_in.html");
    g_autofree char *url = page_url(request, GUARD_SIGN_IN_PATH, NULL);
    g_autofree char *public_page = page_url(request, "/", NULL);
    view_set(door, "URL", url);
    view_set(door, "PUBLIC_URL", public_page);
    view_set(door, "TENANT", ctx->catalog->tenant.name);
    view_set(door, "LOGIN", request_text(request, "nama"));
    view_set(door, "GO", request_text(request, "ke"));
    if (g_str_equal(request_text(request, "ok"), "sandi"))
        view_show(door, "CHANGED");
    if (words)
        view_set(view_add(door, "ERROR"), "MESSAGE", words);
    if (step)
        view_set(view_add(door, "CODE"), "STEP", step);
    else
        view_show(door, "NO_CODE");
    return console_reply(g_steal_pointer(&page), status);
}

/* Where to go after: only a path of ours, never another host. */
static const char *door_target(const Request *request)
{
    const char *to = request_text(request, "ke");
    return g_str_has_prefix(to, "/console") ? to : "/console";
}

Reply *console_sign_in_get(Ctx *ctx, const Request *request, GError **error)
{
    if (console_is_part(request)) { /* the session ended under an open page */
        Reply *reply = reply_text(200, "text/plain; charset=utf-8", "");
        g_autofree char *url = page_url(request, GUARD_SIGN_IN_PATH, NULL);
        reply_header(reply, "HX-Redirect", url);
        return reply;
    }
    return door_reply(ctx, request, 200, NULL, NULL, error);
}

Reply *console_sign_in_post(Ctx *ctx, const Request *request, GError **error)
{
    g_autofree char *token = NULL;
    g_autoptr(GError) failed = NULL;
    bool need_code = false;
    const char *code = request_text(request, "kode");
    const char *login = request_text(request, "nama");
    g_autofree char *kept = step_open(ctx, request_text(request, "langkah"), login);
    const char *password = kept ? kept : request_text(request, "sandi");
    if (request_has(request, "langkah") && *request_text(request, "langkah") && !kept)
        return door_reply(ctx, request, 403, NULL,
                          page_word(ctx, N_("Waktu untuk mengetik kode sudah habis. Masuk lagi.")),
                          error);
    if (account_sign_in(ctx, login, password, code, &token, &need_code, &failed)) {
        g_autofree char *url = page_url(request, door_target(request), NULL);
        Reply *reply = reply_see_other(url);
        reply_cookie(reply, GUARD_COOKIE, token, SESSION_MAX_H * G_GINT64_CONSTANT(3600),
                     request->https);
        return reply;
    }
    g_autofree char *step = need_code ? step_seal(ctx, login, password) : NULL;
    if (need_code && !*code)
        return door_reply(ctx, request, 200, step, NULL, error);
    if (!error_is(failed, KENTONGAN_ERROR_DENIED) && !console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    /* a code that was wrong is typed again, not the password */
    return door_reply(ctx, request, reply_status_of(failed),
                      step   ? step
                      : kept ? request_text(request, "langkah")
                             : NULL,
                      page_error_words(ctx, failed), error);
}

Reply *console_sign_out_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *token = request_cookie(request, GUARD_COOKIE);
    if (token && !account_sign_out(ctx, token, error))
        return NULL;
    stream_close_account(ctx->actor.home, ctx->actor.id);
    g_autofree char *url = page_url(request, GUARD_SIGN_IN_PATH, NULL);
    Reply *reply = reply_see_other(url);
    reply_cookie(reply, GUARD_COOKIE, "", -1, request->https);
    return reply;
}
