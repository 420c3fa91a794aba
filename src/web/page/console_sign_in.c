/* The door: signing in with password and, where the account asks for it, the code of the phone. */
#include "web/page/console.h"

#include "domain/account.h"
#include "web/guard.h"
#include "web/stream.h"

static Reply *door_reply(Ctx *ctx, const Request *request, unsigned status, bool need_code,
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
    if (need_code)
        view_show(door, "CODE");
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
    return door_reply(ctx, request, 200, false, NULL, error);
}

Reply *console_sign_in_post(Ctx *ctx, const Request *request, GError **error)
{
    g_autofree char *token = NULL;
    g_autoptr(GError) failed = NULL;
    bool need_code = false;
    const char *code = request_text(request, "kode");
    if (account_sign_in(ctx, request_text(request, "nama"), request_text(request, "sandi"), code,
                        &token, &need_code, &failed)) {
        g_autofree char *url = page_url(request, door_target(request), NULL);
        Reply *reply = reply_see_other(url);
        reply_cookie(reply, GUARD_COOKIE, token, SESSION_MAX_H * G_GINT64_CONSTANT(3600),
                     request->https);
        return reply;
    }
    if (need_code && !*code)
        return door_reply(ctx, request, 200, true, NULL, error);
    if (!error_is(failed, KENTONGAN_ERROR_DENIED) && !console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return door_reply(ctx, request, reply_status_of(failed), need_code,
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
