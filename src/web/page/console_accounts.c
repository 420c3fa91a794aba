/* Settings: staff accounts - who may sign in, in which role, bound to which agency and area. */
#include "web/page/console.h"

#include "base/crypt.h"
#include "domain/account.h"
#include "store/account.h"

#include <string.h>

static const FormField FIELDS[] = {
    { "login", "a-masuk", "BAD_LOGIN" },
    { "nama", "a-nama", "BAD_NAME" },
    { "peran", "a-peran", "BAD_ROLE" },
    { "instansi", "a-instansi", "BAD_AGENCY" },
    { "wilayah", "a-wilayah", "BAD_AREA" },
    { "stasiun", "a-stasiun", "BAD_STATION" },
    { "jabatan", "a-jabatan", "BAD_TITLE" },
    { "telepon", "a-telepon", "BAD_PHONE" },
    { "email", "a-email", "BAD_EMAIL" },
    { "sandi", "a-sandi", "BAD_PASSWORD" },
    { NULL, NULL, NULL },
};

static void roles_fill(View *form, const Ctx *ctx, Role chosen)
{
    for (int role = ROLE_VERIFIER; role < ROLE_COUNT; role++)
        page_add_choice(form, "ROLE", role_name((Role)role), page_word(ctx, role_label((Role)role)),
                        NULL, role == (int)chosen);
}

static void scopes_fill(View *form, const Ctx *ctx, const char *agency, const char *area,
                        const char *post)
{
    for (guint i = 0; i < ctx->catalog->agencies->len; i++) {
        const Agency *row = ctx->catalog->agencies->pdata[i];
        if (row->active || g_str_equal(row->code, agency))
            page_add_choice(form, "AGENCY", row->code, row->name, NULL,
                            g_str_equal(row->code, agency));
    }
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        const Area *row = ctx->catalog->areas->pdata[i];
        if (row->level == AREA_REGENCY || row->level == AREA_DISTRICT ||
            g_str_equal(row->code, area))
            page_add_choice(form, "AREA", row->code, row->name, NULL, g_str_equal(row->code, area));
    }
    View *stations = NULL;
    for (guint i = 0; i < ctx->catalog->voices->len; i++) {
        const Voice *row = ctx->catalog->voices->pdata[i];
        if (row->kind != VOICE_STATION)
            continue;
        if (!stations)
            stations = view_add(form, "STATIONS");
        page_add_choice(stations, "STATION", row->code, row->name, NULL,
                        g_str_equal(row->code, post));
    }
}

/* The titles that the ladders of the pack name, to choose from. */
static void titles_fill(View *form, const Ctx *ctx)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < ctx->catalog->policies->len; i++) {
        const Policy *policy = ctx->catalog->policies->pdata[i];
        for (int r = 0; r < policy->rung_count; r++)
            if (g_hash_table_add(known, policy->rungs[r].whom))
                view_set(view_add(form, "RUNG"), "VALUE", policy->rungs[r].whom);
    }
}

static char *opened(const char *purpose, GBytes *sealed)
{
    char *text = sealed ? crypt_open_text(purpose, sealed, NULL) : NULL;
    return text ? text : g_strdup("");
}

static char *scope_words(const Ctx *ctx, const Account *account)
{
    const Agency *agency = catalog_agency(ctx->catalog, account->agency);
    const Area *area = catalog_area(ctx->catalog, account->area);
    const Voice *station = catalog_voice(ctx->catalog, VOICE_STATION, account->post);
    if (station)
        return g_strdup(station->name);
    if (agency && area)
        return g_strconcat(agency->short_name, ", ", area->name, NULL);
    if (agency || area)
        return g_strdup(agency ? agency->name : area->name);
    return g_strdup(page_word(ctx, N_("semua")));
}

static const char *state_word(const Ctx *ctx, const Account *account)
{
    if (!account->active)
        return N_("nonaktif");
    return account->locked_until > ctx_now_us(ctx) ? N_("terkunci sementara") : N_("aktif");
}

static void accounts_add_rows(View *page, const Ctx *ctx, const Request *request,
                              const GPtrArray *accounts)
{
    for (guint i = 0; i < accounts->len; i++) {
        const Account *account = accounts->pdata[i];
        g_autofree char *escaped = g_uri_escape_string(account->login, NULL, false);
        g_autofree char *path = g_strconcat("/console/akun/", escaped, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        g_autofree char *scope = scope_words(ctx, account);
        View *row = view_add(page, "ACCOUNT");
        view_set(row, "URL", url);
        view_set(row, "LOGIN", account->login);
        view_set(row, "NAME", account->name);
        view_set_word(row, "ROLE_NAME", role_label(account->role));
        view_set(row, "SCOPE", scope);
        view_set_word(row, "STATE", state_word(ctx, account));
        if (!account->active)
            view_show(row, "SHUT");
        view_set_word(row, "CODE", account->totp_sealed ? N_("ya") : N_("tidak"));
    }
}

static Reply *accounts_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Akun"), "akun", "console/accounts.html", &page, error);
    g_autoptr(GPtrArray) accounts = frame ? account_list(ctx, error) : NULL;
    if (!accounts)
        return NULL;
    g_autofree char *url = page_url(request, "/console/akun", NULL);
    Role role = ROLE_OFFICER;
    (void)role_from_name(request_text(request, "peran"), &role);
    view_set(page, "URL", url);
    accounts_add_rows(page, ctx, request, accounts);
    View *form = view_add(page, "FORM");
    view_set(form, "LOGIN", request_text(request, "nama_masuk"));
    view_set(form, "NAME", request_text(request, "nama"));
    view_set_int(form, "MIN", PASSWORD_CHARS_MIN);
    roles_fill(form, ctx, role);
    scopes_fill(form, ctx, request_text(request, "instansi"), request_text(request, "wilayah"),
                request_text(request, "stasiun"));
    titles_fill(form, ctx);
    view_set(form, "POSITION", request_text(request, "jabatan"));
    view_set(form, "PHONE", request_text(request, "telepon"));
    view_set(form, "EMAIL", request_text(request, "email"));
    console_set_error(page, form, ctx, failed, FIELDS);
    if (failed)
        view_show(form, "OPEN");
    if (request_has(request, "ok"))
        view_show(page, "DONE");
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_accounts_get(Ctx *ctx, const Request *request, GError **error)
{
    return accounts_reply(ctx, request, NULL, error);
}

static bool account_read(const Request *request, AccountIn *in, GError **error)
{
    in->login = request_text(request, "nama_masuk");
    in->name = request_text(request, "nama");
    in->password = request_text(request, "sandi");
    in->agency = request_text(request, "instansi");
    in->area = request_text(request, "wilayah");
    in->title = request_text(request, "jabatan");
    in->phone = request_text(request, "telepon");
    in->email = request_text(request, "email");
    in->post = request_text(request, "stasiun");
    in->lang = "id";
    if (role_from_name(request_text(request, "peran"), &in->role) && in->role != ROLE_NONE)
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, "peran", N_("Pilih peran."), NULL);
    return false;
}

Reply *console_accounts_post(Ctx *ctx, const Request *request, GError **error)
{
    AccountIn in = ACCOUNT_IN_INIT;
    gint64 id = 0;
    g_autoptr(GError) failed = NULL;
    if (account_read(request, &in, &failed) && account_add(ctx, &in, &id, &failed))
        return console_go(request, "/console/akun?ok=1");
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return accounts_reply(ctx, request, failed, error);
}

/* ---- one account ---- */

static Reply *account_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    g_autoptr(Account) account = account_store_by_login(ctx, request->path_args[0], error);
    View *page;
    g_autoptr(View) frame = account ? console_page(ctx, request, N_("Akun"), "akun",
                                                   "console/account.html", &page, error)
                                    : NULL;
    if (!frame)
        return NULL;
    g_autofree char *escaped = g_uri_escape_string(account->login, NULL, false);
    g_autofree char *path = g_strconcat("/console/akun/", escaped, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    g_autofree char *back = page_url(request, "/console/akun", NULL);
    view_set(page, "URL", url);
    view_set(page, "BACK", back);
    bool typed = failed && !*request_text(request, "apa"); /* of the form for name and role */
    Role role = account->role;
    if (typed)
        (void)role_from_name(request_text(request, "peran"), &role);
    view_set(page, "LOGIN", account->login);
    view_set(page, "NAME", typed ? request_text(request, "nama") : account->name);
    view_set_int(page, "MIN", PASSWORD_CHARS_MIN);
    view_set_word(page, "STATE", state_word(ctx, account));
    view_show(page, account->active ? "ACTIVE" : "INACTIVE");
    if (account->totp_sealed)
        view_show(page, "HAS_CODE");
    roles_fill(page, ctx, role);
    scopes_fill(page, ctx, typed ? request_text(request, "instansi") : account->agency,
                typed ? request_text(request, "wilayah") : account->area,
                typed ? request_text(request, "stasiun") : account->post);
    g_autofree char *phone = opened("account.phone", account->phone_sealed);
    g_autofree char *email = opened("account.email", account->email_sealed);
    titles_fill(page, ctx);
    view_set(page, "POSITION", typed ? request_text(request, "jabatan") : account->title);
    view_set(page, "PHONE", typed ? request_text(request, "telepon") : phone);
    view_set(page, "EMAIL", typed ? request_text(request, "email") : email);
    console_set_error(page, page, ctx, failed, FIELDS);
    if (request_has(request, "ok"))
        view_show(page, "DONE");
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_account_get(Ctx *ctx, const Request *request, GError **error)
{
    return account_reply(ctx, request, NULL, error);
}

/* An administrator who locks himself out leaves nobody to open the door again. */
static bool account_is_own(const Ctx *ctx, const Account *account, GError **error)
{
    if (account->id != ctx->actor.id)
        return false;
    error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
              N_("Peran dan keaktifan akun sendiri diubah oleh pengelola lain."), NULL);
    return true;
}

static bool account_do(Ctx *ctx, const Request *request, GError **error)
{
    const char *what = request_text(request, "apa");
    g_autoptr(Account) account = account_store_by_login(ctx, request->path_args[0], error);
    if (!account)
        return false;
    if (g_str_equal(what, "sandi"))
        return account_set_password(ctx, account->login, request_text(request, "sandi"), error);
    if (g_str_equal(what, "kode"))
        return account_totp_remove(ctx, account->id, error);
    if (account_is_own(ctx, account, error))
        return false;
    if (g_str_equal(what, "nonaktif") || g_str_equal(what, "aktif"))
        return account_set_active(ctx, account->login, g_str_equal(what, "aktif"), error);
    AccountIn in = ACCOUNT_IN_INIT;
    return account_read(request, &in, error) && account_change(ctx, account->login, &in, error);
}

Reply *console_account_post(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (account_do(ctx, request, &failed)) {
        g_autofree char *escaped = g_uri_escape_string(request->path_args[0], NULL, false);
        g_autofree char *path = g_strconcat("/console/akun/", escaped, "?ok=1", NULL);
        return console_go(request, path);
    }
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return account_reply(ctx, request, failed, error);
}
