/* /api/v1, cases: list, one, new, act. See v1.h. */
#include <string.h>

#include "base/geometry.h"
#include "domain/access.h"
#include "domain/action.h"
#include "domain/case_json.h"
#include "domain/intake.h"
#include "domain/person.h"
#include "model/limits.h"
#include "web/api/body.h"
#include "web/api/v1.h"
#include "web/api/v1_reply.h"

static bool fail(GError **error, const char *field, const char *sentence)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field, sentence, NULL);
    return false;
}

/* ---- list ---- */

static bool read_statuses(const Request *request, CaseFilter *filter, GError **error)
{
    g_auto(GStrv) names = g_strsplit(request_text(request, "status"), ",", STATUS_COUNT);
    for (guint i = 0; names[i] && *names[i]; i++) {
        CaseStatus status;
        if (!status_from_name(names[i], &status))
            return fail(error, "status", N_("Status ini tidak dikenal."));
        filter->statuses |= STATUS_BIT(status);
    }
    return true;
}

static bool read_order(const Request *request, CaseFilter *filter, GError **error)
{
    static const char *const NAMES[] = { "newest", "due", "updated", NULL };
    const char *order = request_text(request, "order");
    for (guint i = 0; *order && NAMES[i]; i++) {
        if (g_str_equal(order, NAMES[i])) {
            filter->order = (CaseOrder)i;
            return true;
        }
    }
    return !*order || fail(error, "order", N_("Urutan: newest, due, atau updated."));
}

static bool read_limit(const Request *request, CaseFilter *f, GError **error)
{
    enum { LIMIT_USUAL = 50 };
    const char *text = request_text(request, "limit");
    gint64 limit = LIMIT_USUAL;
    if (*text && !g_ascii_string_to_signed(text, 10, 1, LIMIT_PAGE_SIZE, &limit, NULL))
        return fail(error, "limit", N_("limit: 1 sampai 500."));
    f->limit = (guint)limit;
    return true;
}

static bool read_words(const Request *request, CaseFilter *f, GError **error)
{
    const char *overdue = request_text(request, "overdue"), *class = request_text(request, "class");
    ReportClass wanted = 0;
    if (*class && !class_from_name(class, &wanted))
        return fail(error, "class", N_("Jenis laporan ini tidak dikenal."));
    f->class_ = (int)wanted;
    f->overdue = g_str_equal(overdue, "true");
    return !*overdue || f->overdue || g_str_equal(overdue, "false") ||
           fail(error, "overdue", N_("overdue: true atau false."));
}

static bool read_filter(const Request *request, CaseFilter *f, GError **error)
{
    static const char *const NAMES[] = { "status",  "order",   "limit", "service", "agency",
                                         "area",    "channel", "q",     "ticket",  "after",
                                         "overdue", "class",   NULL };
    f->service = request_text(request, "service");
    f->agency = request_text(request, "agency");
    f->area = request_text(request, "area");
    f->channel = request_text(request, "channel");
    f->words = request_text(request, "q");
    f->ticket = request_text(request, "ticket");
    f->after = request_text(request, "after");
    return body_check_query(request, NAMES, error) && read_limit(request, f, error) &&
           read_words(request, f, error) && read_statuses(request, f, error) &&
           read_order(request, f, error);
}

Reply *v1_cases_get(Ctx *ctx, const Request *request, GError **error)
{
    CaseFilter filter = CASE_FILTER_INIT;
    g_autofree char *next = NULL;
    if (!read_filter(request, &filter, error))
        return NULL;
    g_autoptr(GPtrArray) list = case_list(ctx, &filter, &next, error);
    if (!list)
        return NULL;
    json_t *cases = json_array();
    for (guint i = 0; i < list->len; i++)
        json_array_append_new(cases, case_json(ctx, list->pdata[i]));
    return v1_reply(200, json_pack("{s:o, s:s?}", "cases", cases, "next", next));
}

Reply *v1_case_get(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(CaseFile) file = case_file_load(ctx, request->path_args[0], error);
    if (!file)
        return NULL;
    return v1_reply(200, case_file_json(ctx, file, access_may_read_secret(ctx, file->c)));
}

/* ---- new ---- */

static const char *const CASE_NAMES[] = { "text",  "class",   "visibility", "service", "area",
                                          "place", "point",   "name",       "phone",   "email",
                                          "join",  "channel", NULL };

static bool read_class(const Request *request, const json_t *body, Intake *in, GError **error)
{
    const char *name = NULL;
    if (!body_text(request, body, "class", &name, error))
        return false;
    if (*name && !class_from_name(name, &in->class_))
        return fail(error, "class", N_("Jenis laporan ini tidak dikenal."));
    if (!body_text(request, body, "visibility", &name, error))
        return false;
    return !*name || visibility_from_name(name, &in->visibility) ||
           fail(error, "visibility", N_("Sifat laporan: terbuka, anonim, atau rahasia."));
}

/* By which way the citizen told it: "api" unless the program says another. */
static bool read_channel(const Request *request, const json_t *body, Intake *in, GError **error)
{
    if (!body_text(request, body, "channel", &in->channel, error))
        return false;
    if (!*in->channel)
        in->channel = "api";
    return g_regex_match_simple("^[a-z][a-z0-9-]{1,19}$", in->channel, 0, 0) ||
           fail(error, "channel", N_("channel: 2 sampai 20 huruf kecil, angka, atau -."));
}

static bool read_intake(const Request *request, const json_t *body, Intake *in, GError **error)
{
    bool has_point = false;
    return body_check_names(body, CASE_NAMES, error) && read_class(request, body, in, error) &&
           body_text(request, body, "text", &in->text, error) &&
           body_text(request, body, "service", &in->service, error) &&
           body_text(request, body, "area", &in->area, error) &&
           body_text(request, body, "place", &in->place_text, error) &&
           body_text(request, body, "name", &in->name, error) &&
           body_text(request, body, "phone", &in->phone, error) &&
           body_text(request, body, "email", &in->email, error) &&
           body_text(request, body, "join", &in->join, error) &&
           read_channel(request, body, in, error) &&
           body_point(body, "point", &has_point, &in->lat_e7, &in->lng_e7, error);
}

static Reply *submitted(Ctx *ctx, const IntakeResult *result)
{
    return v1_reply(result->repeated ? 200 : 201,
                    json_pack("{s:s, s:o, s:b, s:b}", "ticket", result->ticket, "due_at",
                              instant_json(ctx, result->due_at), "repeated", result->repeated,
                              "alarm", result->alarm));
}

Reply *v1_cases_post(Ctx *ctx, const Request *request, GError **error)
{
    Intake in = { .lang = "id", .attributes = "" };
    g_auto(IntakeResult) result = { 0 };
    g_autofree char *once = v1_once(request, "api", ctx->actor.id, error);
    json_t *body = once ? body_read(request, error) : NULL;
    bool ok = body && read_intake(request, body, &in, error);
    json_decref(body);
    in.idempotency_key = once;
    if (!ok || !intake_submit(ctx, &in, &result, error))
        return v1_fail(error);
    return submitted(ctx, &result);
}

/* What anybody may know of a listed case: it may be another agency's. */
static json_t *similar_json(const Ctx *ctx, const Case *c)
{
    json_t *whole = case_json(ctx, c), *object = json_object();
    static const char *const NAMES[] = { "ticket",  "title",      "class",      "status",
                                         "service", "area",       "area_label", "place",
                                         "point",   "created_at", "supports",   "reports_count" };
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
        json_object_set(object, NAMES[i], json_object_get(whole, NAMES[i]));
    json_decref(whole);
    return object;
}

Reply *v1_similar_get(Ctx *ctx, const Request *request, GError **error)
{
    enum { SIMILAR_MAX = 10 };
    static const char *const NAMES[] = { "lat", "long", "service", "area", NULL };
    gint32 lat_e7 = 0, lng_e7 = 0;
    const char *lat = request_text(request, "lat"), *lng = request_text(request, "long");
    if (!body_check_query(request, NAMES, error))
        return NULL;
    if ((*lat || *lng) &&
        (!geometry_parse_degrees(lat, &lat_e7) || !geometry_parse_degrees(lng, &lng_e7) ||
         !geometry_point_valid(lat_e7, lng_e7))) {
        fail(error, "lat", N_("lat dan long: derajat desimal, keduanya."));
        return NULL;
    }
    g_autoptr(GPtrArray) list =
        intake_similar(ctx, request_text(request, "service"), lat_e7, lng_e7,
                       request_text(request, "area"), SIMILAR_MAX, error);
    if (!list)
        return NULL;
    json_t *cases = json_array();
    for (guint i = 0; i < list->len; i++)
        json_array_append_new(cases, similar_json(ctx, list->pdata[i]));
    return v1_reply(200, json_pack("{s:o}", "cases", cases));
}

/* ---- actions ---- */

static const struct {
    unsigned bit;
    const char *name;
} NEEDS[] = {
    { NEEDS_TEXT, "text" },     { NEEDS_REASON, "reason" },   { NEEDS_AGENCY, "agency" },
    { NEEDS_TARGET, "target" }, { NEEDS_OFFICER, "officer" }, { NEEDS_DAYS, "days" },
    { NEEDS_RATING, "rating" }, { NEEDS_SERVICE, "service" }, { NEEDS_TENANT, "tenant" },
};

Reply *v1_actions_get(Ctx *ctx, const Request *request, GError **error)
{
    const Transition *rows[ACTION_COUNT];
    g_autoptr(CaseFile) file = case_file_load(ctx, request->path_args[0], error);
    if (!file)
        return NULL;
    guint count = action_legal(ctx, file->c, rows);
    json_t *actions = json_array();
    for (guint i = 0; i < count; i++) {
        json_t *needs = json_array();
        for (guint n = 0; n < G_N_ELEMENTS(NEEDS); n++)
            if (rows[i]->needs & NEEDS[n].bit)
                json_array_append_new(needs, json_string(NEEDS[n].name));
        json_array_append_new(actions, json_pack("{s:s, s:s, s:o}", "name", rows[i]->name, "label",
                                                 rows[i]->label, "needs", needs));
    }
    return v1_reply(
        200, json_pack("{s:o, s:I}", "actions", actions, "version", (json_int_t)file->c->version));
}

static const char *const ACTION_NAMES[] = {
    "text",    "reason",   "service", "area",     "place",      "point",
    "agency",  "target",   "tenant",  "officer",  "days",       "rating",
    "version", "priority", "clear",   "complete", "visibility", NULL,
};

static bool read_numbers(const json_t *body, ActionInput *in, GError **error)
{
    gint64 days = 0, rating = 0, priority = 0;
    const BodyRange version = { 1, G_MAXINT64, 0 }, few = { 1, 60, 0 }, stars = { 1, 5, 0 };
    const BodyRange priorities = { PRIORITY_ORDINARY, PRIORITY_URGENT, -1 };
    if (!body_int(body, "version", version, &in->version, error) ||
        !body_int(body, "days", few, &days, error) ||
        !body_int(body, "rating", stars, &rating, error) ||
        !body_int(body, "priority", priorities, &priority, error))
        return false;
    in->days = (int)days;
    in->rating = (int)rating;
    in->priority = (int)priority;
    return body_bool(body, "clear", &in->clear, error) &&
           body_bool(body, "complete", &in->complete, error);
}

/* Ids are strings: JavaScript's numbers do not hold them. */
static bool read_officer(const Request *request, const json_t *body, ActionInput *in,
                         GError **error)
{
    const char *id = NULL;
    if (!body_text(request, body, "officer", &id, error))
        return false;
    return !*id || g_ascii_string_to_signed(id, 10, 1, G_MAXINT64, &in->officer, NULL) ||
           fail(error, "officer", N_("Pilih petugas dari instansi ini."));
}

static bool read_visibility(const Request *request, const json_t *body, ActionInput *in,
                            GError **error)
{
    const char *name = NULL;
    Visibility visibility;
    if (!body_text(request, body, "visibility", &name, error))
        return false;
    if (!*name)
        return true;
    if (!visibility_from_name(name, &visibility))
        return fail(error, "visibility", N_("Sifat laporan: terbuka, anonim, atau rahasia."));
    in->visibility = (int)visibility;
    return true;
}

static bool read_action(const Request *request, const json_t *body, ActionInput *in, GError **error)
{
    return body_check_names(body, ACTION_NAMES, error) &&
           body_text(request, body, "text", &in->text, error) &&
           body_text(request, body, "reason", &in->reason, error) &&
           body_text(request, body, "service", &in->service, error) &&
           body_text(request, body, "area", &in->area, error) &&
           body_text(request, body, "place", &in->place_text, error) &&
           body_text(request, body, "agency", &in->agency, error) &&
           body_text(request, body, "target", &in->target, error) &&
           body_text(request, body, "tenant", &in->tenant, error) &&
           body_point(body, "point", &in->has_point, &in->lat_e7, &in->lng_e7, error) &&
           read_numbers(body, in, error) && read_officer(request, body, in, error) &&
           read_visibility(request, body, in, error);
}

Reply *v1_action_post(Ctx *ctx, const Request *request, GError **error)
{
    ActionInput in = ACTION_INPUT_INIT;
    ActionResult result;
    const Transition *t = transition_by_name(request->path_args[1]);
    if (!t || !(t->by & BY_STAFF)) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, "action", N_("Tindakan ini tidak dikenal."),
                  "%s", request->path_args[1]);
        return NULL;
    }
    g_autofree char *what = g_strdup_printf("api-%s-%s", t->name, request->path_args[0]);
    g_autofree char *once = v1_once(request, what, ctx->actor.id, error);
    json_t *body = once ? body_read(request, error) : NULL;
    bool ok = body && read_action(request, body, &in, error);
    json_decref(body);
    in.once = once;
    if (!ok || !action_apply(ctx, request->path_args[0], t->action, &in, &result, error))
        return v1_fail(error);
    return v1_reply(200,
                    json_pack("{s:s, s:I, s:b}", "status", status_name(result.status), "version",
                              (json_int_t)result.version, "repeated", result.repeated));
}

/* ---- identity ---- */

Reply *v1_identity_post(Ctx *ctx, const Request *request, GError **error)
{
    static const char *const NAMES[] = { "reason", NULL };
    const char *reason = NULL;
    g_auto(PersonShown) shown = { 0 };
    json_t *body = body_read(request, error);
    bool ok = body && body_check_names(body, NAMES, error) &&
              body_text(request, body, "reason", &reason, error);
    json_decref(body);
    g_autoptr(CaseFile) file = ok ? case_file_load(ctx, request->path_args[0], error) : NULL;
    if (!file || !person_reveal(ctx, file->report->ticket, file->report->id, reason, &shown, error))
        return v1_fail(error);
    return v1_reply(200, json_pack("{s:s, s:s, s:s}", "name", shown.name, "phone", shown.phone,
                                   "email", shown.email));
}
