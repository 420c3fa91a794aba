/* Staff sign-in, sessions, API keys: see account.h. */
#include "domain/account.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/audit.h"
#include "model/limits.h"
#include "store/account.h"

enum { SESSION_TOUCH_MIN = 10, TOTP_SECRET_BYTES = 20, TOKEN_BYTES = 32, CSRF_BYTES = 18 };

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

static bool note(Ctx *ctx, const char *kind, const char *login, GError **error)
{
    EventIn in = { .kind = kind, .data = event_data("login", login, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

/* ---- accounts ---- */

static bool login_is_valid(const char *login)
{
    gsize length = strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789.-_@");
    return length >= 3 && length <= 60 && login[length] == '\0';
}

static bool check_password(const char *password, GError **error)
{
    if (text_chars(password) < PASSWORD_CHARS_MIN)
        return fail(error, KENTONGAN_ERROR_INVALID, "sandi",
                    N_("Kata sandi paling sedikit 10 huruf."));
    return strlen(password) <= 1000 ||
           fail(error, KENTONGAN_ERROR_INVALID, "sandi", N_("Kata sandi terlalu panjang."));
}

static bool check_account(const Ctx *ctx, const AccountIn *in, GError **error)
{
    bool bound = in->role == ROLE_OFFICER || in->role == ROLE_SUPERVISOR;
    if (text_is_blank(in->name) || text_chars(in->name) > LIMIT_NAME_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "nama", N_("Isi nama lengkap."));
    if (in->role <= ROLE_NONE || in->role >= ROLE_COUNT)
        return fail(error, KENTONGAN_ERROR_INVALID, "peran", N_("Pilih peran."));
    if (bound != (*in->agency != '\0') ||
        (*in->agency && !catalog_agency(ctx->catalog, in->agency)))
        return fail(error, KENTONGAN_ERROR_INVALID, "instansi",
                    N_("Petugas dan atasan harus punya instansi; peran lain tidak."));
    if ((in->role == ROLE_ANNOUNCER) != (*in->post != '\0') ||
        (*in->post && !catalog_voice(ctx->catalog, VOICE_STATION, in->post)))
        return fail(error, KENTONGAN_ERROR_INVALID, "stasiun",
                    N_("Penyiar harus punya stasiun radio; peran lain tidak."));
    if (*in->area && !catalog_area(ctx->catalog, in->area))
        return fail(error, KENTONGAN_ERROR_INVALID, "wilayah", N_("Wilayah ini tidak dikenal."));
    if (text_chars(in->title) > LIMIT_NAME_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "jabatan",
                    N_("Jabatan paling banyak 100 huruf."));
    g_autofree char *phone = *in->phone ? text_phone(in->phone, "telepon", error) : g_strdup("");
    g_autofree char *email =
        phone && *in->email ? text_email(in->email, "email", error) : g_strdup("");
    return phone && email;
}

/* As they are kept; what is not given is NULL. They were checked before. */
static GBytes *sealed_phone(const AccountIn *in)
{
    g_autofree char *phone = *in->phone ? text_phone(in->phone, NULL, NULL) : NULL;
    return phone ? crypt_seal_text("account.phone", phone) : NULL;
}

static GBytes *sealed_email(const AccountIn *in)
{
    g_autofree char *email = *in->email ? text_email(in->email, NULL, NULL) : NULL;
    return email ? crypt_seal_text("account.email", email) : NULL;
}

static bool check_new_account(const Ctx *ctx, const AccountIn *in, GError **error)
{
    if (!login_is_valid(in->login))
        return fail(error, KENTONGAN_ERROR_INVALID, "login",
                    N_("Nama masuk: 3 sampai 60 huruf kecil, angka, titik, atau strip."));
    return check_account(ctx, in, error) && check_password(in->password, error);
}

typedef struct {
    const AccountIn *in;
    char *password;
    gint64 id;
} Adding;

static bool add_work(Ctx *ctx, gpointer user, GError **error)
{
    Adding *adding = user;
    const AccountIn *in = adding->in;
    g_autoptr(GBytes) phone = sealed_phone(in), email = sealed_email(in);
    Account account = { .tenant = ctx->tenant,
                        .id = id_next(),
                        .login = (char *)in->login,
                        .name = (char *)in->name,
                        .role = in->role,
                        .agency = (char *)in->agency,
                        .area = (char *)in->area,
                        .post = (char *)in->post,
                        .lang = (char *)(*in->lang ? in->lang : "id"),
                        .title = (char *)in->title,
                        .phone_sealed = phone,
                        .email_sealed = email,
                        .password = adding->password,
                        .active = true,
                        .created_at = ctx_now_us(ctx) };
    adding->id = account.id;
    return account_store_insert(ctx, &account, error) &&
           note(ctx, "account.added", in->login, error);
}

bool account_add(Ctx *ctx, const AccountIn *in, gint64 *id, GError **error)
{
    if (!check_new_account(ctx, in, error))
        return false;
    g_autofree char *hashed = crypt_password_hash(in->password);
    Adding adding = { in, hashed, 0 };
    GError *failed = NULL;
    if (!ctx_transact(ctx, add_work, &adding, &failed)) {
        if (error_is(failed, KENTONGAN_ERROR_CONFLICT)) {
            g_clear_error(&failed);
            return fail(error, KENTONGAN_ERROR_CONFLICT, "login",
                        N_("Nama masuk ini sudah dipakai."));
        }
        g_propagate_error(error, failed);
        return false;
    }
    if (id)
        *id = adding.id;
    return true;
}

GPtrArray *account_list(Ctx *ctx, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    return account_store_list(ctx, list, error) ? g_steal_pointer(&list) : NULL;
}

/* Changing: the account by login or id, a change, written with a note in one transaction. */
typedef struct Change {
    const char *login; /* NULL: by id */
    gint64 id;
    void (*apply)(Account *account, struct Change *change);
    const char *password;
    const AccountIn *in;
    bool active;
    GBytes *totp;
    gint64 totp_step;
    bool ends_sessions;
} Change;

static bool change_work(Ctx *ctx, gpointer user, GError **error)
{
    Change *change = user;
    g_autoptr(Account) account = change->login ? account_store_by_login(ctx, change->login, error)
                                               : account_store_get(ctx, change->id, error);
    if (!account)
        return false;
    change->apply(account, change);
    return account_store_update(ctx, account, error) &&
           (!change->ends_sessions || session_store_del_account(ctx, account->id, error)) &&
           note(ctx, "account.changed", account->login, error);
}

static void apply_password(Account *account, Change *change)
{
    g_free(account->password);
    account->password = g_strdup(change->password);
    account->failures = 0;
    account->locked_until = 0;
}

bool account_set_password(Ctx *ctx, const char *login, const char *password, GError **error)
{
    if (!check_password(password, error))
        return false;
    g_autofree char *hashed = crypt_password_hash(password);
    Change change = {
        .login = login, .apply = apply_password, .password = hashed, .ends_sessions = true
    };
    return ctx_transact(ctx, change_work, &change, error);
}

static void apply_active(Account *account, Change *change)
{
    account->active = change->active;
}

bool account_set_active(Ctx *ctx, const char *login, bool active, GError **error)
{
    Change change = {
        .login = login, .apply = apply_active, .active = active, .ends_sessions = !active
    };
    return ctx_transact(ctx, change_work, &change, error);
}

static void apply_in(Account *account, Change *change)
{
    const AccountIn *in = change->in;
    change->ends_sessions =
        account->role != in->role || !g_str_equal(account->agency, in->agency) ||
        !g_str_equal(account->area, in->area) || !g_str_equal(account->post, in->post);
    g_free(account->name);
    g_free(account->agency);
    g_free(account->area);
    g_free(account->title);
    g_clear_pointer(&account->phone_sealed, g_bytes_unref);
    g_clear_pointer(&account->email_sealed, g_bytes_unref);
    account->title = text_one_line(in->title);
    account->phone_sealed = sealed_phone(in);
    account->email_sealed = sealed_email(in);
    g_free(account->post);
    account->post = g_strdup(in->post);
    account->name = g_strdup(in->name);
    account->agency = g_strdup(in->agency);
    account->area = g_strdup(in->area);
    account->role = in->role;
}

bool account_change(Ctx *ctx, const char *login, const AccountIn *in, GError **error)
{
    if (!check_account(ctx, in, error))
        return false;
    Change change = { .login = login, .apply = apply_in, .in = in };
    return ctx_transact(ctx, change_work, &change, error);
}

/* ---- TOTP ---- */

static void apply_totp(Account *account, Change *change)
{
    g_clear_pointer(&account->totp_sealed, g_bytes_unref);
    account->totp_sealed = change->totp ? g_bytes_ref(change->totp) : NULL;
    account->totp_step = change->totp_step;
}

bool account_totp_begin(Ctx *ctx, gint64 id, char **secret_base32, GError **error)
{
    guint8 secret[TOTP_SECRET_BYTES];
    g_autoptr(Account) account = account_store_get(ctx, id, error);
    if (!account)
        return false;
    crypt_random(secret, sizeof secret);
    *secret_base32 = crypt_base32(secret, sizeof secret);
    return true;
}

bool account_totp_confirm(Ctx *ctx, gint64 id, const char *secret_base32, const char *code,
                          GError **error)
{
    gint64 step = 0;
    g_autoptr(GBytes) secret = crypt_unbase32(secret_base32);
    if (!secret || g_bytes_get_size(secret) != TOTP_SECRET_BYTES ||
        !crypt_totp_check(secret, code, ctx_now_us(ctx), 0, &step))
        return fail(error, KENTONGAN_ERROR_INVALID, "kode",
                    N_("Kode tidak cocok. Periksa jam di ponsel Anda, lalu coba lagi."));
    gsize bytes = 0;
    const void *data = g_bytes_get_data(secret, &bytes);
    g_autoptr(GBytes) sealed = crypt_seal("account.totp", data, bytes);
    Change change = { .id = id, .apply = apply_totp, .totp = sealed, .totp_step = step };
    return ctx_transact(ctx, change_work, &change, error);
}

bool account_totp_remove(Ctx *ctx, gint64 id, GError **error)
{
    Change change = { .id = id, .apply = apply_totp };
    return ctx_transact(ctx, change_work, &change, error);
}

/* ---- signing in ---- */

typedef enum { SIGN_OK, SIGN_WRONG, SIGN_NEEDS_TOTP } SignVerdict;

typedef struct {
    gint64 id;
    SignVerdict verdict;
    gint64 totp_step;
    char *token;
} SignIn;

static SignVerdict judge(const Ctx *ctx, const Account *account, const char *password,
                         const char *totp, gint64 *step, GError **error)
{
    if (!crypt_password_verify(account->password, password))
        return SIGN_WRONG;
    if (!account->totp_sealed)
        return SIGN_OK;
    if (!*totp)
        return SIGN_NEEDS_TOTP;
    g_autoptr(GBytes) secret = crypt_open_sealed("account.totp", account->totp_sealed, error);
    bool right =
        secret && crypt_totp_check(secret, totp, ctx_now_us(ctx), account->totp_step, step);
    return right ? SIGN_OK : SIGN_WRONG;
}

static bool count_failure(Ctx *ctx, Account *account, GError **error)
{
    account->failures++;
    if (account->failures < ACCOUNT_FAILURES_MAX)
        return account_store_update(ctx, account, error);
    account->failures = 0;
    account->locked_until = ctx_now_us(ctx) + ACCOUNT_LOCK_MIN * US_PER_MIN;
    return account_store_update(ctx, account, error) &&
           note(ctx, "account.locked", account->login, error);
}

static bool open_session(Ctx *ctx, SignIn *in, Account *account, GError **error)
{
    guint8 hash[CRYPT_HASH_BYTES];
    g_autofree char *csrf = crypt_token_new(CSRF_BYTES);
    gint64 now = ctx_now_us(ctx);
    g_free(in->token);
    in->token = crypt_token_new(TOKEN_BYTES);
    crypt_hash(in->token, strlen(in->token), hash);
    Session session = { .tenant = ctx->tenant,
                        .account = account->id,
                        .created_at = now,
                        .expires_at = now + SESSION_IDLE_H * US_PER_HOUR,
                        .csrf = csrf };
    account->failures = 0;
    account->locked_until = 0;
    account->totp_step = MAX(account->totp_step, in->totp_step);
    return session_store_insert(ctx, hash, &session, error) &&
           account_store_update(ctx, account, error) &&
           note(ctx, "account.signed_in", account->login, error);
}

static bool sign_work(Ctx *ctx, gpointer user, GError **error)
{
    SignIn *in = user;
    g_autoptr(Account) account = account_store_get(ctx, in->id, error);
    if (!account)
        return false;
    if (in->verdict == SIGN_WRONG)
        return count_failure(ctx, account, error);
    /* a code works once: whoever used the same step meanwhile was first */
    if (in->totp_step != 0 && account->totp_step >= in->totp_step)
        in->verdict = SIGN_WRONG;
    return in->verdict == SIGN_WRONG ? count_failure(ctx, account, error)
                                     : open_session(ctx, in, account, error);
}

static bool refuse(GError **error)
{
    return fail(error, KENTONGAN_ERROR_DENIED, NULL,
                N_("Nama masuk, kata sandi, atau kode salah."));
}

bool account_sign_in(Ctx *ctx, const char *login, const char *password, const char *totp,
                     char **token, bool *need_totp, GError **error)
{
    g_autoptr(Account) account = account_store_by_login(ctx, login, NULL);
    SignIn in = { 0 };
    *need_totp = false;
    if (!account || !account->active) {
        crypt_password_verify_nothing();
        return refuse(error);
    }
    if (account->locked_until > ctx_now_us(ctx)) {
        crypt_password_verify_nothing();
        return fail(error, KENTONGAN_ERROR_LIMIT, NULL,
                    N_("Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."));
    }
    in.id = account->id;
    in.verdict = judge(ctx, account, password, totp, &in.totp_step, error);
    if (in.verdict == SIGN_NEEDS_TOTP) {
        *need_totp = true;
        return fail(error, KENTONGAN_ERROR_DENIED, "kode",
                    N_("Masukkan kode enam angka dari aplikasi Anda."));
    }
    bool ok = ctx_transact(ctx, sign_work, &in, error);
    if (ok && in.verdict == SIGN_WRONG)
        ok = refuse(error);
    *token = ok ? g_steal_pointer(&in.token) : NULL;
    g_free(in.token);
    return ok;
}

static bool sign_out_work(Ctx *ctx, gpointer user, GError **error)
{
    return session_store_del(ctx, user, error);
}

bool account_sign_out(Ctx *ctx, const char *token, GError **error)
{
    guint8 hash[CRYPT_HASH_BYTES];
    crypt_hash(token, strlen(token), hash);
    return ctx_transact(ctx, sign_out_work, hash, error);
}

typedef struct {
    const guint8 *hash;
    gint64 expires_at;
} Touch;

static bool touch_work(Ctx *ctx, gpointer user, GError **error)
{
    const Touch *touch = user;
    return session_store_seen(ctx, touch->hash, ctx_now_us(ctx), touch->expires_at, error);
}

/* Written at most every ten minutes, so that reading pages writes nothing. */
static bool session_touch(Ctx *ctx, const guint8 *hash, const Session *session, GError **error)
{
    gint64 now = ctx_now_us(ctx);
    if (now - session->seen_at < SESSION_TOUCH_MIN * US_PER_MIN)
        return true;
    Touch touch = { hash, MIN(now + SESSION_IDLE_H * US_PER_HOUR,
                              session->created_at + SESSION_MAX_H * US_PER_HOUR) };
    return ctx_transact(ctx, touch_work, &touch, error);
}

Account *account_of_token(Ctx *ctx, const char *token, char **csrf, GError **error)
{
    guint8 hash[CRYPT_HASH_BYTES];
    g_auto(Session) session = { 0 };
    bool found = false;
    crypt_hash(token, strlen(token), hash);
    if (!session_store_get(ctx->db, hash, ctx_now_us(ctx), &session, &found, error))
        return NULL;
    Ctx home = *ctx;
    home.tenant = session.tenant;
    g_autoptr(Account) account = found ? account_store_get(&home, session.account, error) : NULL;
    if (!account || !account->active) {
        if (!error || !*error)
            fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Silakan masuk lagi."));
        return NULL;
    }
    if (!session_touch(&home, hash, &session, error))
        return NULL;
    *csrf = g_steal_pointer(&session.csrf);
    return g_steal_pointer(&account);
}

/* ---- API keys ---- */

typedef struct {
    ApiKey key;
    guint8 hash[CRYPT_HASH_BYTES];
} KeyWork;

static bool key_add_work(Ctx *ctx, gpointer user, GError **error)
{
    KeyWork *work = user;
    EventIn in = { .kind = "key.added",
                   .data = event_data("label", work->key.label, "scope", work->key.scope, NULL) };
    return api_key_store_insert(ctx, &work->key, work->hash, error) &&
           audit_append(ctx, NULL, &in, NULL, error);
}

bool api_key_add(Ctx *ctx, const char *label, const char *scope, gint64 account, char **key,
                 gint64 *id, GError **error)
{
    static const char *const SCOPES[] = { "open311", "api", "hook", NULL };
    if (text_is_blank(label) || text_chars(label) > LIMIT_NAME_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "label", N_("Beri nama kunci ini."));
    if (!g_strv_contains(SCOPES, scope))
        return fail(error, KENTONGAN_ERROR_INVALID, "lingkup",
                    N_("Lingkup kunci: open311, api, atau hook."));
    g_autofree char *made = crypt_token_new(TOKEN_BYTES);
    KeyWork work = { .key = { .tenant = ctx->tenant,
                              .id = id_next(),
                              .account = account,
                              .created_at = ctx_now_us(ctx),
                              .label = (char *)label,
                              .scope = (char *)scope } };
    crypt_hash(made, strlen(made), work.hash);
    if (!ctx_transact(ctx, key_add_work, &work, error))
        return false;
    *key = g_steal_pointer(&made);
    if (id)
        *id = work.key.id;
    return true;
}

static bool key_revoke_work(Ctx *ctx, gpointer user, GError **error)
{
    KeyWork *work = user;
    bool found = false;
    if (!api_key_store_revoke(ctx, work->key.id, &found, error))
        return false;
    if (!found)
        return fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Kunci API tidak ditemukan."));
    g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, work->key.id);
    EventIn in = { .kind = "key.revoked", .data = event_data("label", label, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

bool api_key_revoke(Ctx *ctx, gint64 id, GError **error)
{
    KeyWork work = { .key = { .id = id } };
    return ctx_transact(ctx, key_revoke_work, &work, error);
}

GPtrArray *api_key_list(Ctx *ctx, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)api_key_free);
    return api_key_store_list(ctx, list, error) ? g_steal_pointer(&list) : NULL;
}

ApiKey *api_key_find(Ctx *ctx, const char *key, GError **error)
{
    guint8 hash[CRYPT_HASH_BYTES];
    crypt_hash(key, strlen(key), hash);
    return api_key_store_find(ctx, hash, error);
}
