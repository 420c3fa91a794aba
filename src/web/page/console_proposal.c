/* What the words of a report propose, beside the report and in its row, with the words that spoke
 * for it; one press takes it over. And words of danger: the banner over every screen until somebody
 * has dealt with them. The rules are domain/proposal.h and domain/alarm.h.
 */
#include "web/page/console.h"

#include "domain/proposal.h"
#include "domain/routing.h"

enum { ALARMS_SHOWN = 5, ALARMS_MAX = 99 };

/* ---- what is proposed ---- */

char *console_source_words(const Ctx *ctx, const ProposalSource *source)
{
    if (source->decisions == 0)
        return g_strdup(page_word(ctx, N_("kata kunci paket")));
    g_autofree char *n = g_strdup_printf("%d", source->decisions);
    g_autofree char *percent = g_strdup_printf("%d", source->percent);
    return page_words(ctx, N_("dari {n} keputusan sebelumnya, benar {percent} %"), "n", n,
                      "percent", percent, NULL);
}

/* from: where it comes from, "" unsaid. */
static void add_part(View *view, const Ctx *ctx, const char *label, const char *value,
                     const char *words, const char *from)
{
    View *part = view_add(view, "PART");
    view_set_word(part, "LABEL", label);
    view_set(part, "VALUE", value);
    if (!*words && !*from)
        return;
    g_autofree char *why = !*words ? g_strdup(from)
                           : !*from
                               ? page_words(ctx, N_("dari kata: {words}"), "words", words, NULL)
                               : page_words(ctx, N_("dari kata: {words} ({source})"), "words",
                                            words, "source", from, NULL);
    view_set(view_add(part, "WHY"), "WORDS", why);
}

static void add_service(View *view, const Ctx *ctx, const Proposal *p, bool why)
{
    const Service *service = catalog_service(ctx->catalog, p->service);
    g_autofree char *from = console_source_words(ctx, &p->service_source);
    if (service)
        add_part(view, ctx, N_("Kategori"), service->name, p->service_words, why ? from : "");
}

static void add_area(View *view, const Ctx *ctx, const Proposal *p, bool why)
{
    const char *label = catalog_area_label(ctx->catalog, p->area);
    bool learned = p->area_source.decisions > 0;
    g_autofree char *from = console_source_words(ctx, &p->area_source);
    if (*label)
        add_part(view, ctx, N_("Tempat"), label, p->area_words, why && learned ? from : "");
}

/* Where the rules send a report of this category and place; why, where there is room. */
static void add_agency(View *view, const Ctx *ctx, const Case *c, const Proposal *p, bool why)
{
    RoutingProposal to;
    if (*c->agency || !routing_propose(ctx->catalog, *p->service ? p->service : c->service,
                                       *p->area ? p->area : c->area, &to))
        return;
    const Agency *agency = catalog_agency(ctx->catalog, to.agency);
    View *part = view_add(view, "PART");
    view_set_word(part, "LABEL", N_("Instansi"));
    view_set(part, "VALUE", agency ? agency->short_name : to.agency);
    if (!why)
        return;
    g_autofree char *n = g_strdup_printf("%u", to.position);
    g_autofree char *words =
        page_words(ctx, N_("aturan {n}: {reason}"), "n", n, "reason", to.reason, NULL);
    view_set(view_add(part, "WHY"), "WORDS", words);
}

static bool may_take(const Ctx *ctx)
{
    return role_has_right(ctx->actor.role, RIGHT_TRIAGE) && ctx->actor.home == ctx->tenant;
}

void console_add_proposal(View *view, const Ctx *ctx, const Request *request, const Case *c,
                          const Queue *queue, bool whole)
{
    g_auto(Proposal) p = { 0 };
    if (status_is_closed(c->status) || !*c->proposal)
        return;
    proposal_load(ctx->catalog, c, &p);
    if (!*p.service && !*p.area)
        return;
    View *section = view_add(view, "PROPOSAL");
    add_service(section, ctx, &p, whole);
    add_area(section, ctx, &p, whole);
    add_agency(section, ctx, c, &p, whole);
    if (!may_take(ctx))
        return;
    g_autofree char *path = g_strconcat("/console/kasus/", c->ticket, "/usul", NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *take = view_add(section, "TAKE");
    view_set(take, "URL", url);
    view_set(take, "TICKET", c->ticket);
    view_set(take, "QUEUE", queue->code);
    console_set_form(take, request);
}

/* ---- taking it over ---- */

static bool take_over(Ctx *ctx, const Request *request, const Case *c, GError **error)
{
    g_auto(Proposal) p = { 0 };
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result = { 0 };
    proposal_load(ctx->catalog, c, &p);
    if (!*p.service && !*p.area) {
        error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
                  N_("Usul ini sudah dipakai atau tidak berlaku lagi."), NULL);
        return false;
    }
    input.service = p.service;
    input.area = p.area;
    input.version = request_int(request, "versi", 0);
    return action_apply(ctx, c->ticket, ACTION_CLASSIFY, &input, &result, error);
}

Reply *console_proposal_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *ticket = request->path_args[0];
    CaseScreen screen = { .queue = queue_of(ctx, request_text(request, "antrean")) };
    g_autoptr(CaseFile) file = case_file_load(ctx, ticket, error);
    g_autoptr(GError) failed = NULL;
    if (!file)
        return NULL;
    if (take_over(ctx, request, file->c, &failed)) {
        g_autofree char *path = g_strconcat("/console/kasus/", ticket, NULL);
        g_autofree char *url = page_url(request, path, "antrean", screen.queue->code, "ok",
                                        TRANSITIONS[ACTION_CLASSIFY].name, NULL);
        return reply_see_other(url);
    }
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    screen.error = failed;
    return console_case_reply(ctx, request, ticket, &screen, reply_status_of(failed), error);
}

/* ---- danger ---- */

static char *danger_words(const Ctx *ctx, const Case *c)
{
    g_auto(Proposal) p = { 0 };
    proposal_load(ctx->catalog, c, &p);
    return *p.danger ? g_strdup_printf("“%s”", p.danger)
                     : g_strdup(page_word(ctx, N_("isi laporan rahasia")));
}

void console_add_alarm(View *view, const Ctx *ctx, const Case *c)
{
    if (!(c->attention & ATTENTION_ALARM))
        return;
    g_autofree char *words = danger_words(ctx, c);
    View *alarm = view_add(view, "ALARM");
    view_set(alarm, "WORDS", words);
    g_autofree char *told = page_words(ctx, N_("Pelapor sudah diminta menelepon {number}."),
                                       "number", ctx->catalog->tenant.emergency, NULL);
    view_set(alarm, "TOLD", told);
}

static void alarm_fill(View *alarm, const Ctx *ctx, const Request *request, const Case *c)
{
    g_autofree char *path = g_strconcat("/console/kasus/", c->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    g_autofree char *words = danger_words(ctx, c);
    g_autofree char *place = console_place(ctx, c);
    g_autofree char *age = console_age(ctx, c->created_at);
    view_set(alarm, "TICKET", c->ticket);
    view_set(alarm, "URL", url);
    view_set(alarm, "TITLE", page_title(ctx, c));
    view_set(alarm, "WORDS", words);
    view_set(alarm, "PLACE", place);
    view_set(alarm, "AGE", age);
}

bool console_alarms_fill(View *view, Ctx *ctx, const Request *request, GError **error)
{
    bool works = role_has_right(ctx->actor.role, RIGHT_ACT) && ctx->actor.home == ctx->tenant;
    if (!works)
        return true;
    g_autoptr(GPtrArray) cases = case_list_attention(ctx, ATTENTION_ALARM, ALARMS_MAX, error);
    if (!cases)
        return false;
    for (guint i = 0; i < MIN(cases->len, (guint)ALARMS_SHOWN); i++)
        alarm_fill(view_add(view, "ALARM"), ctx, request, cases->pdata[i]);
    if (cases->len > ALARMS_SHOWN)
        view_set_int(view_add(view, "MORE"), "N", cases->len - ALARMS_SHOWN);
    return true;
}

Reply *console_alarms_get(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(View) view = view_new("console/alarms.html", ctx->lang, ctx->catalog);
    if (!console_alarms_fill(view, ctx, request, error))
        return NULL;
    return console_reply(g_steal_pointer(&view), 200);
}
