/* Demo content: see demo.h.
 *
 * The cases are played in the order of time on a clock of their own, so that logs, clocks and hops
 * read as if it all had happened. No notice leaves: the reporters give no address.
 */
#include "cli/demo.h"

#include <stdio.h>
#include <string.h>

#include "base/crypt.h"
#include "base/workday.h"
#include "cli/progress.h"
#include "domain/account.h"
#include "domain/action.h"
#include "domain/intake.h"
#include "domain/routing.h"
#include "store/account.h"
#include "store/case.h"
#include "store/report.h"
#include "store/tenant.h"

#define MARK " (contoh)"
#define PASSWORD_FILE "demo.txt"

enum { PASSWORD_RANDOM = 6 };

typedef struct Moment {
    gint64 at;
    guint index; /* of DEMO_CASES */
    guint step;  /* 0: it is told; 1..: steps[step - 1] */
} Moment;

typedef struct Played {
    char *ticket;
    char *agency; /* who must act */
    gint64 report_id;
} Played;

typedef struct Demo {
    Installation *in;
    Ctx ctx;
    Clock *clock;
    char *password;
    gint64 verifier;
    GArray *moments; /* Moment, by time */
    Played *played;  /* by index of DEMO_CASES */
    guint count;
} Demo;

/* ---- accounts ---- */

static char *password_load(Installation *in, GError **error)
{
    g_autofree char *path = config_data_path(in->config, PASSWORD_FILE);
    g_autofree char *text = NULL;
    if (g_file_get_contents(path, &text, NULL, NULL))
        return g_strdup(g_strstrip(text));
    guint8 random[PASSWORD_RANDOM];
    crypt_random(random, sizeof random);
    g_autofree char *letters = crypt_base32(random, sizeof random);
    g_autofree char *small = g_ascii_strdown(letters, -1);
    char *password = g_strconcat("demo-", small, NULL);
    if (g_file_set_contents_full(path, password, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
        return password;
    g_free(password);
    return NULL;
}

static bool account_make(Demo *d, const char *login, const char *name, Role role,
                         const char *agency, const char *post, gint64 *id, GError **error)
{
    g_autoptr(GError) missing = NULL;
    g_autoptr(Account) known = account_store_by_login(&d->ctx, login, &missing);
    AccountIn in = ACCOUNT_IN_INIT;
    in.login = login;
    in.name = name;
    in.password = d->password;
    in.agency = agency;
    in.lang = "id";
    in.role = role;
    in.post = post;
    if (known) {
        *id = known->id;
        return true;
    }
    return account_add(&d->ctx, &in, id, error);
}

static bool officer_make(Demo *d, const char *agency, Role role, gint64 *id, GError **error)
{
    const Agency *row = catalog_agency(d->in->catalog, agency);
    bool officer = role == ROLE_OFFICER;
    g_autofree char *login = g_strconcat(officer ? "petugas-" : "atasan-", agency, NULL);
    g_autofree char *name =
        g_strconcat(officer ? "Petugas " : "Kepala ", row->short_name, MARK, NULL);
    return account_make(d, login, name, role, agency, "", id, error);
}

static const Voice *first_station(const Catalog *catalog)
{
    for (guint i = 0; i < catalog->voices->len; i++) {
        const Voice *voice = catalog->voices->pdata[i];
        if (voice->kind == VOICE_STATION)
            return voice;
    }
    return NULL;
}

/* The agency that most roads lead to, or any: it gets the accounts that are printed. */
static const char *first_agency(const Catalog *catalog)
{
    static const char *const SERVICES[] = { "jalan_rusak", "jalan_provinsi", "lainnya" };
    RoutingProposal proposal;
    for (guint i = 0; i < G_N_ELEMENTS(SERVICES); i++)
        if (catalog_service(catalog, SERVICES[i]) &&
            routing_propose(catalog, SERVICES[i], "", &proposal))
            return proposal.agency;
    return ((const Agency *)catalog->agencies->pdata[0])->code;
}

static bool accounts_make(Demo *d, GError **error)
{
    const char *agency = first_agency(d->in->catalog);
    const Voice *station = first_station(d->in->catalog);
    gint64 id;
    return account_make(d, "admin", "Pengelola" MARK, ROLE_ADMINISTRATOR, "", "", &id, error) &&
           account_make(d, "verifikator", "Verifikator" MARK, ROLE_VERIFIER, "", "", &d->verifier,
                        error) &&
           account_make(d, "pimpinan", "Pimpinan" MARK, ROLE_LEADER, "", "", &id, error) &&
           account_make(d, "operator", "Operator" MARK, ROLE_OPERATOR, "", "", &id, error) &&
           (!station || account_make(d, "penyiar", "Penyiar" MARK, ROLE_ANNOUNCER, "",
                                     station->code, &id, error)) &&
           officer_make(d, agency, ROLE_OFFICER, &id, error) &&
           officer_make(d, agency, ROLE_SUPERVISOR, &id, error);
}

/* ---- the course of time ---- */

static int by_time(gconstpointer a, gconstpointer b)
{
    const Moment *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->index != y->index ? (int)x->index - (int)y->index : (int)x->step - (int)y->step;
}

/* What would be after now has not happened yet. */
static void moments_add(Demo *d, guint index, gint64 now)
{
    const DemoCase *c = &DEMO_CASES[index];
    gint32 today = workday_day_of(d->in->catalog->timezone, now);
    Moment m = { workday_instant(d->in->catalog->timezone, today - c->days, c->hour * 60), index,
                 0 };
    if (c->days == 0)
        m.at = now - c->hour * US_PER_HOUR;
    m.at += (gint64)(index * 7 % 50) * US_PER_MIN;
    g_array_append_val(d->moments, m);
    for (guint i = 0; i < DEMO_STEPS_MAX && c->steps[i].action != ACTION_NONE; i++) {
        m.at += c->steps[i].hours * US_PER_HOUR + (gint64)(i * 13 % 20) * US_PER_MIN;
        m.step = i + 1;
        if (m.at < now)
            g_array_append_val(d->moments, m);
    }
}

static void moments_fill(Demo *d)
{
    gint64 now = clock_now_us(d->in->clock) - US_PER_MIN;
    for (guint i = 0; DEMO_CASES[i].service; i++)
        if (catalog_service(d->in->catalog, DEMO_CASES[i].service))
            moments_add(d, i, now);
    g_array_sort(d->moments, by_time);
}

/* ---- one moment ---- */

/* A village of the pack, another one for each case. */
static const Area *area_for(const Catalog *catalog, guint index)
{
    AreaLevel deepest = AREA_PROVINCE;
    for (guint i = 0; i < catalog->areas->len; i++)
        deepest = MAX(deepest, ((const Area *)catalog->areas->pdata[i])->level);
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *a = catalog->areas->pdata[(index * 29 + i) % catalog->areas->len];
        if (a->level == deepest)
            return a;
    }
    return NULL;
}

/* Near the point of the area or of what it lies in, each case a little elsewhere; none known: 0,0.
 */
static void point_for(const Catalog *catalog, const Area *area, guint index, Intake *in)
{
    const Area *known = area;
    while (known && !known->lat_e7 && !known->lng_e7)
        known = catalog_area(catalog, known->parent);
    const Tenant *t = &catalog->tenant;
    if (!known || known->lat_e7 < t->south_e7 || known->lat_e7 > t->north_e7 ||
        known->lng_e7 < t->west_e7 || known->lng_e7 > t->east_e7)
        return;
    in->lat_e7 = known->lat_e7 + (gint32)(index * 7919 % 300) * 1000 - 150000;
    in->lng_e7 = known->lng_e7 + (gint32)(index * 104729 % 300) * 1000 - 150000;
}

static void agency_set(Demo *d, Played *played, const DemoCase *c, const char *area)
{
    RoutingProposal proposal;
    bool found = routing_propose(d->in->catalog, c->service, area, &proposal);
    g_free(played->agency);
    played->agency = g_strdup(found ? proposal.agency : first_agency(d->in->catalog));
}

static bool tell(Demo *d, const DemoCase *c, guint index, GError **error)
{
    Played *played = &d->played[index];
    const Area *area = *c->place ? area_for(d->in->catalog, index) : NULL;
    g_autofree char *text = g_strconcat(c->text, MARK, NULL);
    g_auto(IntakeResult) result = { 0 };
    Intake in = {
        .channel = c->channel,
        .class_ = c->class_,
        .visibility = c->visibility,
        .service = strcmp(c->channel, "sms") == 0 ? "" : c->service,
        .text = text,
        .place_text = c->place,
        .area = area ? area->code : "",
        .name = "",
        .phone = "",
        .email = "",
        .attributes = "",
        .lang = "id",
        .idempotency_key = "",
        .join = "",
    };
    if (area)
        point_for(d->in->catalog, area, index, &in);
    d->ctx.actor = (Actor){ .kind = ACTOR_PUBLIC, .agency = "", .area = "", .name = "" };
    if (!intake_submit(&d->ctx, &in, &result, error))
        return false;
    played->ticket = g_strdup(result.ticket);
    played->report_id = result.report_id;
    agency_set(d, played, c, in.area);
    return true;
}

static bool actor_for(Demo *d, const Transition *t, const Played *played, GError **error)
{
    Actor *actor = &d->ctx.actor;
    *actor = (Actor){ .agency = "", .area = "", .name = "", .home = d->ctx.tenant };
    if (t->by & BY_REPORTER) {
        actor->kind = ACTOR_REPORTER;
        actor->id = played->report_id;
        return true;
    }
    if (!(t->by & BY_STAFF))
        return true;
    bool work = t->right == RIGHT_WORK || t->right == RIGHT_SUPERVISE;
    actor->kind = ACTOR_STAFF;
    actor->id = actor->account = d->verifier;
    actor->role = ROLE_VERIFIER;
    actor->name = "Verifikator" MARK;
    if (!work)
        return true;
    actor->role = t->right == RIGHT_SUPERVISE ? ROLE_SUPERVISOR : ROLE_OFFICER;
    actor->agency = played->agency;
    actor->name = actor->role == ROLE_OFFICER ? "Petugas" MARK : "Kepala" MARK;
    const Actor doing = *actor;
    actor->kind = ACTOR_SYSTEM; /* who adds the account */
    gint64 id = 0;
    bool ok = officer_make(d, played->agency, doing.role, &id, error);
    *actor = doing;
    actor->id = actor->account = id;
    return ok;
}

static bool act(Demo *d, const DemoCase *c, const DemoStep *step, Played *played, GError **error)
{
    const Transition *t = &TRANSITIONS[step->action];
    ActionInput in = ACTION_INPUT_INIT;
    ActionResult result;
    in.text = step->text;
    in.service = c->service;
    in.agency = step->action == ACTION_DISPOSE ? played->agency : "";
    in.reason = step->action == ACTION_REJECT ? "spam" : "";
    in.rating = step->action == ACTION_RATE ? 4 + (int)(strlen(c->text) % 2) : 0;
    in.days = step->action == ACTION_ASK_TIME ? 3 : 0;
    in.clear = in.complete = true;
    return actor_for(d, t, played, error) &&
           action_apply(&d->ctx, played->ticket, step->action, &in, &result, error);
}

static bool play(Demo *d, const Moment *m, GError **error)
{
    const DemoCase *c = &DEMO_CASES[m->index];
    clock_set(d->clock, m->at);
    if (m->step == 0)
        return tell(d, c, m->index, error);
    if (act(d, c, &c->steps[m->step - 1], &d->played[m->index], error))
        return true;
    fprintf(stderr, "demo: case \"%s\", step %u\n", c->text, m->step);
    return false;
}

/* ---- all of it ---- */

static void demo_clear(Demo *d)
{
    for (guint i = 0; d->played && i < d->count; i++) {
        g_free(d->played[i].ticket);
        g_free(d->played[i].agency);
    }
    g_free(d->played);
    g_free(d->password);
    g_clear_pointer(&d->moments, g_array_unref);
    g_clear_pointer(&d->clock, clock_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Demo, demo_clear)

static bool is_empty(Ctx *ctx, bool *empty, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    bool ok = report_store_after(ctx, 0, 1, reports, error);
    *empty = reports->len == 0;
    return ok;
}

static bool demo_play(Demo *d, GError **error)
{
    while (DEMO_CASES[d->count].service)
        d->count++;
    d->played = g_new0(Played, d->count);
    d->moments = g_array_new(FALSE, FALSE, sizeof(Moment));
    moments_fill(d);
    for (guint i = 0; i < d->moments->len; i++) {
        progress_show("demo", i, d->moments->len);
        if (!play(d, &g_array_index(d->moments, Moment, i), error))
            return false;
    }
    progress_end();
    return true;
}

static void print_accounts(const Demo *d)
{
    const char *agency = first_agency(d->in->catalog);
    printf("demo accounts of %s: admin, verifikator, petugas-%s, atasan-%s, pimpinan; password "
           "%s\n",
           d->in->catalog->tenant.code, agency, agency, d->password);
}

static bool demo_tenant(Installation *in, GError **error)
{
    bool empty = false;
    g_auto(Demo) d = { .in = in, .ctx = in->ctx };
    d.password = password_load(in, error);
    if (!d.password || !is_empty(&in->ctx, &empty, error))
        return false;
    print_accounts(&d);
    if (!empty)
        return true;
    d.clock = clock_new(true);
    d.ctx.clock = d.clock;
    return accounts_make(&d, error) && demo_play(&d, error);
}

bool demo_load(Installation *in, GError **error)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(in->db, error);
    if (!tenants)
        return false;
    for (guint i = 0; i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        if (!installation_choose(in, tenant->code, error) || !demo_tenant(in, error))
            return false;
    }
    return true;
}
