/* Staff sign-in: passwords, lockout, TOTP, sessions. */
#pragma once

#include "db/ctx.h"

enum {
    ACCOUNT_FAILURES_MAX = 5, /* in a row, then locked */
    ACCOUNT_LOCK_MIN = 15,
    SESSION_IDLE_H = 12,
    SESSION_MAX_H = 24 * 7,
    PASSWORD_CHARS_MIN = 10,
};

typedef struct AccountIn {
    const char *login, *name, *password, *agency, *area, *lang;
    const char *post; /* announcer: his station; "" none */
    Role role;
    const char *title;         /* of a ladder: "sekda"; "" none */
    const char *phone, *email; /* where notices go beside the console, "" nowhere */
} AccountIn;
#define ACCOUNT_IN_INIT                                                                            \
    {                                                                                              \
        .login = "", .name = "", .password = "", .agency = "", .area = "", .lang = "",             \
        .title = "", .phone = "", .email = "", .post = ""                                          \
    }
bool account_add(Ctx *ctx, const AccountIn *in, gint64 *id, GError **error) MUST_USE;
bool account_set_password(Ctx *ctx, const char *login, const char *password,
                          GError **error) MUST_USE;
bool account_set_active(Ctx *ctx, const char *login, bool active, GError **error) MUST_USE;
/* Name, role, agency, area, post, title, phone and mail; what else in says is not read. Sessions end
 * when what they carry changes: role, agency, area, post. */
bool account_change(Ctx *ctx, const char *login, const AccountIn *in, GError **error) MUST_USE;
GPtrArray *account_list(Ctx *ctx, GError **error) MUST_USE; /* Account* */

/* Signs in. DENIED with one and the same sentence for a wrong login, password or code; LIMIT while
 * locked. totp: "" when not typed; *need_totp is set when only the code is missing. token (transfer
 * full) goes into the cookie. */
bool account_sign_in(Ctx *ctx, const char *login, const char *password, const char *totp,
                     char **token, bool *need_totp, GError **error) MUST_USE;
bool account_sign_out(Ctx *ctx, const char *token, GError **error) MUST_USE;
/* The account of a cookie, NULL with NOT_FOUND when there is none or it expired; csrf (transfer
 * full). */
Account *account_of_token(Ctx *ctx, const char *token, char **csrf, GError **error) MUST_USE;
/* Starts TOTP: a new secret as base32 for the person, not in force until confirmed by a code. */
bool account_totp_begin(Ctx *ctx, gint64 id, char **secret_base32, GError **error) MUST_USE;
bool account_totp_confirm(Ctx *ctx, gint64 id, const char *secret_base32, const char *code,
                          GError **error) MUST_USE;
bool account_totp_remove(Ctx *ctx, gint64 id, GError **error) MUST_USE;

/* API keys. key (transfer full) is shown once. scope: "open311", "api", "hook". */
bool api_key_add(Ctx *ctx, const char *label, const char *scope, gint64 account, char **key,
                 gint64 *id, GError **error) MUST_USE;
bool api_key_revoke(Ctx *ctx, gint64 id, GError **error) MUST_USE;
GPtrArray *api_key_list(Ctx *ctx, GError **error) MUST_USE;
/* The live key with this text in ctx's tenant, or NULL NOT_FOUND. */
ApiKey *api_key_find(Ctx *ctx, const char *key, GError **error) MUST_USE;
