/* One's own account: changing the password, and the code of the phone (TOTP) with its QR. */
#include "web/page/console.h"

#include "base/crypt.h"
#include "base/qr.h"
#include "domain/account.h"
#include "model/limits.h"
#include "store/account.h"
#include "web/guard.h"

#include <string.h>

#define TOTP_SECRET_CHARS 32 /* 20 bytes in base32 */

/* ---- password ---- */

static const FormField FIELDS[] = {
    { "lama", "lama", "BAD_OLD" },  { "baru", "baru", "BAD_NEW" },
    { "sandi", "baru", "BAD_NEW" }, { "ulang", "ulang", "BAD_AGAIN" },
    { NULL, NULL, NULL },
};

static Reply *password_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    View *page;
    g_autoptr(View) frame = console_page(ctx, request, N_("Ganti kata sandi"), NULL,
                                         "console/password.html", &page, error);
    if (!frame)
        return NULL;
    g_autofree char *url = page_url(request, "/console/sandi", NULL);
    view_set(page, "URL", url);
    view_set_int(page, "MIN", PASSWORD_CHARS_MIN);
    console_set_error(page, page, ctx, failed, FIELDS);
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

static bool password_change(Ctx *ctx, const Request *request, GError **error)
{
    const char *fresh = request_text(request, "baru");
    g_autoptr(Account) account = account_store_get(ctx, ctx->actor.id, error);
    if (!account)
        return false;
    if (!crypt_password_verify(account->password, request_text(request, "lama"))) {
        error_set(error, KENTONGAN_ERROR_INVALID, "lama", N_("Kata sandi lama tidak cocok."), NULL);
        return false;
    }
    if (strcmp(fresh, request_text(request, "ulang")) != 0) {
        error_set(error, KENTONGAN_ERROR_INVALID, "ulang",
                  N_("Kata sandi baru dan ulangannya tidak sama."), NULL);
        return false;
    }
    return account_set_password(ctx, account->login, fresh, error);
}

Reply *console_password_get(Ctx *ctx, const Request *request, GError **error)
{
    return password_reply(ctx, request, NULL, error);
}

Reply *console_password_post(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (password_change(ctx, request, &failed))
        return console_go(request, GUARD_SIGN_IN_PATH "?ok=sandi"); /* every session has ended */
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return password_reply(ctx, request, failed, error);
}

/* ---- the code of the phone ---- */

static void totp_add_qr(View *begin, const Ctx *ctx, const Account *account, const char *secret)
{
    g_autofree char *label = g_strconcat(ctx->catalog->tenant.name, ":", account->login, NULL);
    g_autofree char *path = g_uri_escape_string(label, NULL, false);
    g_autofree char *issuer = g_uri_escape_string(ctx->catalog->tenant.name, NULL, false);
    g_autofree char *uri =
        g_strconcat("otpauth://totp/", path, "?secret=", secret, "&issuer=", issuer, NULL);
    int size = 0;
    g_autofree char *modules = qr_path(uri, &size);
    if (!modules)
        return;
    g_autofree char *box = g_strdup_printf("0 0 %d %d", size, size);
    View *qr = view_add(begin, "QR");
    view_set(qr, "BOX", box);
    view_set(qr, "PATH", modules);
}

/* The secret that was begun comes back with the code; anything else is nobody's secret. */
static bool totp_is_secret(const char *typed)
{
    gsize chars = strspn(typed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    return chars == TOTP_SECRET_CHARS && !typed[chars];
}

/* "JBSW Y3DP EHPK 3PXP": typed by hand where the camera fails. */
static char *totp_grouped(const char *secret)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; secret[i]; i++) {
        if (i > 0 && i % 4 == 0)
            g_string_append_c(text, ' ');
        g_string_append_c(text, secret[i]);
    }
    return g_string_free(text, false);
}

static const FormField TOTP_FIELDS[] = {
    { "kode", "kode", "BAD_CODE" },
    { "sandi", "sandi", "BAD_PASSWORD" },
    { NULL, NULL, NULL },
};

static Reply *totp_reply(Ctx *ctx, const Request *request, const char *secret, const GError *failed,
                         GError **error)
{
    g_autoptr(Account) account = account_store_get(ctx, ctx->actor.id, error);
    View *page;
    g_autoptr(View) frame = account ? console_page(ctx, request, N_("Kode masuk dari ponsel"), NULL,
                                                   "console/totp.html", &page, error)
                                    : NULL;
    if (!frame)
        return NULL;
    g_autofree char *url = page_url(request, "/console/totp", NULL);
    view_set(page, "URL", url);
    console_set_error(page, page, ctx, failed, TOTP_FIELDS);
    if (secret) {
        g_autofree char *grouped = totp_grouped(secret);
        View *begin = view_add(page, "BEGIN");
        view_set(begin, "SECRET", secret);
        view_set(begin, "GROUPED", grouped);
        totp_add_qr(begin, ctx, account, secret);
    } else {
        view_show(page, account->totp_sealed ? "ON" : "OFF");
    }
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

static bool totp_remove(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(Account) account = account_store_get(ctx, ctx->actor.id, error);
    if (!account)
        return false;
    if (!crypt_password_verify(account->password, request_text(request, "sandi"))) {
        error_set(error, KENTONGAN_ERROR_INVALID, "sandi", N_("Kata sandi tidak cocok."), NULL);
        return false;
    }
    return account_totp_remove(ctx, account->id, error);
}

Reply *console_totp_get(Ctx *ctx, const Request *request, GError **error)
{
    return totp_reply(ctx, request, NULL, NULL, error);
}

Reply *console_totp_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *step = request_text(request, "langkah");
    const char *typed = request_text(request, "rahasia");
    bool confirms = g_str_equal(step, "pastikan") && totp_is_secret(typed);
    g_autofree char *secret = confirms ? g_strdup(typed) : NULL;
    g_autoptr(GError) failed = NULL;
    bool ok;
    if (g_str_equal(step, "mulai")) {
        ok = account_totp_begin(ctx, ctx->actor.id, &secret, &failed);
        if (ok)
            return totp_reply(ctx, request, secret, NULL, error);
    } else if (g_str_equal(step, "pastikan")) {
        ok =
            account_totp_confirm(ctx, ctx->actor.id, typed, request_text(request, "kode"), &failed);
    } else {
        ok = totp_remove(ctx, request, &failed);
    }
    if (ok)
        return console_go(request, "/console/totp");
    if (!console_can_mend(failed) && !error_is(failed, KENTONGAN_ERROR_DENIED)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return totp_reply(ctx, request, secret, failed, error);
}
