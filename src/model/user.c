/* Staff accounts: freeing and the names of roles. What a role may do: permission.c. */
#include "model/user.h"

#include "base/error.h"

void account_free(Account *account)
{
    if (!account)
        return;
    g_free(account->login);
    g_free(account->name);
    g_free(account->agency);
    g_free(account->area);
    g_free(account->lang);
    g_free(account->title);
    g_clear_pointer(&account->phone_sealed, g_bytes_unref);
    g_clear_pointer(&account->email_sealed, g_bytes_unref);
    g_free(account->post);
    g_free(account->password);
    g_clear_pointer(&account->totp_sealed, g_bytes_unref);
    g_free(account);
}

void notice_free(Notice *notice)
{
    if (!notice)
        return;
    g_free(notice->key);
    g_free(notice->body);
    g_free(notice->ticket);
    g_free(notice);
}

static const struct {
    const char *name, *label;
} ROLES[ROLE_COUNT] = {
    [ROLE_NONE] = { "none", N_("Tanpa peran") },
    [ROLE_VERIFIER] = { "verifier", N_("Admin verifikasi") },
    [ROLE_OFFICER] = { "officer", N_("Petugas instansi") },
    [ROLE_SUPERVISOR] = { "supervisor", N_("Atasan instansi") },
    [ROLE_LEADER] = { "leader", N_("Pimpinan") },
    [ROLE_ADMINISTRATOR] = { "administrator", N_("Pengelola") },
    [ROLE_ANNOUNCER] = { "announcer", N_("Penyiar radio") },
    [ROLE_OPERATOR] = { "operator", N_("Operator telepon") },
    [ROLE_DESK] = { "desk", N_("Petugas posko") },
};

const char *role_name(Role role)
{
    return (guint)role < ROLE_COUNT ? ROLES[role].name : "";
}

bool role_from_name(const char *name, Role *role)
{
    for (int i = ROLE_VERIFIER; name && i < ROLE_COUNT; i++) {
        if (!g_strcmp0(ROLES[i].name, name)) {
            *role = (Role)i;
            return true;
        }
    }
    return false;
}

const char *role_label(Role role)
{
    return (guint)role < ROLE_COUNT ? ROLES[role].label : "";
}

void api_key_free(ApiKey *key)
{
    if (!key)
        return;
    g_free(key->label);
    g_free(key->scope);
    g_free(key);
}
