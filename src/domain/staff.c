/* Who of the staff is told what: see staff.h. */
#include "domain/staff.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/case_rules.h"
#include "domain/channel_state.h"
#include "domain/notify.h"
#include "store/account.h"
#include "store/notice.h"

/* ---- who ---- */

typedef struct {
    Ctx *ctx;
    const Case *c;
    GPtrArray *all;    /* Account*: the active ones */
    GPtrArray *chosen; /* of all */
} Choice;

static void choice_clear(Choice *choice)
{
    g_clear_pointer(&choice->all, g_ptr_array_unref);
    g_clear_pointer(&choice->chosen, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Choice, choice_clear)

static bool choice_begin(Choice *choice, Ctx *ctx, const Case *c, GError **error)
{
    *choice = (Choice){ .ctx = ctx,
                        .c = c,
                        .all = g_ptr_array_new_with_free_func((GDestroyNotify)account_free),
                        .chosen = g_ptr_array_new() };
    if (!account_store_list(ctx, choice->all, error))
        return false;
    for (guint i = 0; i < choice->all->len;) {
        const Account *account = choice->all->pdata[i];
        if (account->active)
            i++;
        else
            g_ptr_array_remove_index(choice->all, i);
    }
    return true;
}

static void choose(Choice *choice, Account *account)
{
    if (!g_ptr_array_find(choice->chosen, account, NULL))
        g_ptr_array_add(choice->chosen, account);
}

static bool covers_area(const Choice *choice, const Account *account)
{
    return !*account->area || area_contains(account->area, choice->c->area);
}

/* Accounts of a role; agency NULL: whatever it is bound to. True when there was one. */
static bool choose_role(Choice *choice, Role role, const char *agency)
{
    bool any = false;
    for (guint i = 0; i < choice->all->len; i++) {
        Account *account = choice->all->pdata[i];
        if (account->role != role || !covers_area(choice, account) ||
            (agency && !g_str_equal(account->agency, agency)))
            continue;
        choose(choice, account);
        any = true;
    }
    return any;
}

static void choose_administrators(Choice *choice)
{
    choose_role(choice, ROLE_ADMINISTRATOR, NULL);
}

static void choose_verifiers(Choice *choice)
{
    if (!choose_role(choice, ROLE_VERIFIER, NULL))
        choose_administrators(choice);
}

/* The nearest supervisors, from the agency upwards. */
static void choose_heads(Choice *choice)
{
    const Catalog *catalog = choice->ctx->catalog;
    const Agency *agency = catalog_agency(catalog, choice->c->agency);
    for (int depth = 0; agency && depth < 8; depth++) {
        if (choose_role(choice, ROLE_SUPERVISOR, agency->code))
            return;
        agency = catalog_agency(catalog, agency->parent);
    }
    choose_administrators(choice);
}

static bool choose_officer(Choice *choice)
{
    for (guint i = 0; i < choice->all->len; i++) {
        Account *account = choice->all->pdata[i];
        if (account->id != choice->c->officer)
            continue;
        choose(choice, account);
        return true;
    }
    return false;
}

static void choose_holders(Choice *choice)
{
    if (!*choice->c->agency)
        choose_verifiers(choice);
    else if (!choose_officer(choice) && !choose_role(choice, ROLE_OFFICER, choice->c->agency))
        choose_heads(choice);
}

static void choose_who(Choice *choice, unsigned who)
{
    if (who & STAFF_VERIFIERS)
        choose_verifiers(choice);
    if (who & STAFF_HOLDERS)
        choose_holders(choice);
    if (who & STAFF_HEADS)
        choose_heads(choice);
}

/* ---- rungs ---- */

static bool same_title(const char *a, const char *b)
{
    g_autofree char *x = text_fold(a), *y = text_fold(b);
    return *x && strcmp(x, y) == 0;
}

static bool first_word_is(const char *title, const char *word)
{
    g_autofree char *folded = text_fold(title);
    gsize length = strlen(word);
    return strncmp(folded, word, length) == 0 && (folded[length] == ' ' || folded[length] == '\0');
}

static bool is_in_reach(const Choice *choice, const Account *account)
{
    return !*account->agency ||
           (*choice->c->agency &&
            catalog_agency_under(choice->ctx->catalog, account->agency, choice->c->agency));
}

static bool choose_title(Choice *choice, const char *title)
{
    for (guint i = 0; i < choice->all->len; i++) {
        Account *account = choice->all->pdata[i];
        if (same_title(account->title, title) && is_in_reach(choice, account))
            choose(choice, account);
    }
    return choice->chosen->len > 0;
}

/* Somebody with another title ("sekda") may read like a leader without being the leader. */
static void choose_leaders(Choice *choice)
{
    for (guint i = 0; i < choice->all->len; i++) {
        Account *account = choice->all->pdata[i];
        if (account->role == ROLE_LEADER && !*account->title)
            choose(choice, account);
    }
}

/* What a title says by itself, where no account bears it. */
static bool choose_by_meaning(Choice *choice, const char *title)
{
    if (same_title(title, choice->ctx->catalog->tenant.leader))
        choose_leaders(choice);
    else if (first_word_is(title, "petugas"))
        choose_holders(choice);
    else if (first_word_is(title, "kepala") || first_word_is(title, "atasan"))
        choose_heads(choice);
    return choice->chosen->len > 0;
}

/* ---- telling ---- */

static char *console_link(const Ctx *ctx, const Case *c)
{
    const char *base = ctx->catalog->tenant.public_url;
    if (!base || !*base)
        return g_strdup("");
    return g_strdup_printf("%s/console/kasus/%s", base, c->ticket);
}

/* The words in one account's language. What a secret report says is not in them. */
static char *body_for(const Choice *choice, const Account *account, const StaffNotice *n)
{
    const Ctx *ctx = choice->ctx;
    const Case *c = choice->c;
    bool secret = c->visibility == VISIBILITY_SECRET;
    const char *area = catalog_area_label(ctx->catalog, c->area);
    g_autofree char *due = case_rules_due_words(ctx, account->lang, n->due_at);
    g_autofree char *days = g_strdup_printf("%d", n->days);
    g_autofree char *rating = g_strdup_printf("%d", n->rating);
    g_autofree char *link = console_link(ctx, c);
    NoticeWords words = NOTICE_WORDS_INIT;
    words.agency = case_rules_agency_name(ctx, *n->agency ? n->agency : c->agency);
    words.title = c->title;
    words.place = *area ? area : *c->place_text ? c->place_text : "-";
    words.text = n->text;
    words.reason = secret ? "" : n->reason;
    words.due = due;
    words.days = days;
    words.rating = rating;
    words.whom = n->whom;
    words.clock = n->clock ? clock_kind_label(n->clock) : "";
    return notify_fill(ctx, n->key, account->lang, c->ticket, link, secret, &words);
}

static bool put_notice(Choice *choice, const Account *account, const StaffNotice *n,
                       const char *body, GError **error)
{
    Notice notice = { .tenant = choice->ctx->tenant,
                      .id = id_next(),
                      .account = account->id,
                      .case_id = choice->c->id,
                      .key = (char *)n->key,
                      .body = (char *)body,
                      .created_at = ctx_now_us(choice->ctx) };
    return notice_store_insert(choice->ctx, &notice, error);
}

/* list: "emergency ladder"; key: "staff.ladder". */
static bool is_named(const char *list, const char *key)
{
    g_auto(GStrv) names = g_strsplit_set(list ? list : "", " ,", -1);
    return g_strv_contains((const char *const *)names, key + strlen("staff."));
}

static bool send_to(Choice *choice, const char *medium, const char *purpose, GBytes *sealed,
                    const StaffNotice *n, const char *body, GError **error)
{
    Ctx *ctx = choice->ctx;
    gint64 now = ctx_now_us(ctx);
    g_autofree char *address = crypt_open_text(purpose, sealed, error);
    return address && notify_send(ctx, medium, address, choice->c->id, 0, n->key, body, n->urgent,
                                  n->urgent ? now : notify_office_from(ctx, now), error);
}

static bool send_out(Choice *choice, const Account *account, const StaffNotice *n, const char *body,
                     GError **error)
{
    const Tenant *t = &choice->ctx->catalog->tenant;
    bool mails = false;
    if (account->phone_sealed && is_named(t->staff_sms, n->key) &&
        !send_to(choice, "sms", "account.phone", account->phone_sealed, n, body, error))
        return false;
    if (!account->email_sealed || !is_named(t->staff_email, n->key))
        return true;
    if (!channel_state_serves(choice->ctx->db, "email", t->code, &mails, error))
        return false;
    return !mails ||
           send_to(choice, "email", "account.email", account->email_sealed, n, body, error);
}

static bool tell_chosen(Choice *choice, const StaffNotice *n, GError **error)
{
    gint64 doer = choice->ctx->actor.account;
    for (guint i = 0; i < choice->chosen->len; i++) {
        const Account *account = choice->chosen->pdata[i];
        if (account->id == doer)
            continue;
        g_autofree char *body = body_for(choice, account, n);
        if (!put_notice(choice, account, n, body, error) ||
            !send_out(choice, account, n, body, error))
            return false;
    }
    return true;
}

bool staff_tell(Ctx *ctx, const Case *c, unsigned who, const StaffNotice *notice, GError **error)
{
    g_auto(Choice) choice = { 0 };
    if (!choice_begin(&choice, ctx, c, error))
        return false;
    choose_who(&choice, who);
    return tell_chosen(&choice, notice, error);
}

static char *names_of(const GPtrArray *accounts)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < accounts->len; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               ((const Account *)accounts->pdata[i])->name);
    return g_string_free(names, FALSE);
}

bool staff_tell_rung(Ctx *ctx, const Case *c, const StaffNotice *notice, char **names, bool *found,
                     GError **error)
{
    g_auto(Choice) choice = { 0 };
    if (!choice_begin(&choice, ctx, c, error))
        return false;
    *found = choose_title(&choice, notice->whom) || choose_by_meaning(&choice, notice->whom);
    if (!*found)
        choose_administrators(&choice);
    *names = names_of(choice.chosen);
    return tell_chosen(&choice, notice, error);
}

/* ---- the inbox ---- */

static bool has_inbox(const Ctx *ctx)
{
    return ctx->actor.account != 0 && ctx->actor.home == ctx->tenant;
}

GPtrArray *staff_inbox(Ctx *ctx, gint64 before, guint limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
    if (has_inbox(ctx) && !notice_store_list(ctx, ctx->actor.account, before, limit, list, error))
        return NULL;
    return g_steal_pointer(&list);
}

bool staff_unseen(Ctx *ctx, guint cap, guint *count, GError **error)
{
    *count = 0;
    return !has_inbox(ctx) || notice_store_unseen(ctx, ctx->actor.account, 0, cap, count, error);
}

/* Most cases are read without a notice: nothing is written then. */
bool staff_see(Ctx *ctx, gint64 case_id, GError **error)
{
    guint unseen = 0;
    if (!has_inbox(ctx))
        return true;
    return notice_store_unseen(ctx, ctx->actor.account, case_id, 0, &unseen, error) &&
           (unseen == 0 || notice_store_see(ctx, ctx->actor.account, case_id, error));
}

/* ---- for the operator ---- */

static bool is_borne(const Ctx *ctx, const GPtrArray *accounts, const char *title)
{
    bool leader = same_title(title, ctx->catalog->tenant.leader);
    bool officer = first_word_is(title, "petugas");
    bool head = first_word_is(title, "kepala") || first_word_is(title, "atasan");
    for (guint i = 0; i < accounts->len; i++) {
        const Account *account = accounts->pdata[i];
        if (account->active && (same_title(account->title, title) ||
                                (leader && account->role == ROLE_LEADER && !*account->title) ||
                                (officer && account->role == ROLE_OFFICER) ||
                                (head && account->role == ROLE_SUPERVISOR)))
            return true;
    }
    return false;
}

char **staff_missing_titles(Ctx *ctx, GError **error)
{
    g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    if (!account_store_list(ctx, accounts, error))
        return NULL;
    for (guint i = 0; i < ctx->catalog->policies->len; i++) {
        const Policy *policy = ctx->catalog->policies->pdata[i];
        for (int r = 0; r < policy->rung_count; r++) {
            const char *whom = policy->rungs[r].whom;
            bool known = g_ptr_array_find_with_equal_func(missing, whom, g_str_equal, NULL);
            if (!known && !is_borne(ctx, accounts, whom))
                g_ptr_array_add(missing, g_strdup(whom));
        }
    }
    g_ptr_array_add(missing, NULL);
    return (char **)g_ptr_array_steal(missing, NULL);
}
