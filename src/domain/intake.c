/* A report comes in: see intake.h. Checking first, then one transaction. */
#include "domain/intake.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/alarm.h"
#include "domain/audit.h"
#include "domain/case_rules.h"
#include "domain/deadline.h"
#include "domain/nearby.h"
#include "domain/notify.h"
#include "domain/person.h"
#include "domain/proposal.h"
#include "domain/search.h"
#include "model/limits.h"
#include "model/medium.h"
#include "store/case.h"
#include "store/report.h"
#include "store/setting.h"
#include "store/timeline.h"

void intake_result_clear(IntakeResult *result)
{
    g_clear_pointer(&result->ticket, g_free);
    g_clear_pointer(&result->secret, g_free);
}

char *report_link_secret(gint64 report_id)
{
    return crypt_token_derive("report.link", report_id);
}

bool report_link_check(gint64 report_id, const char *secret)
{
    g_autofree char *right = report_link_secret(report_id);
    return secret && crypt_equal(secret, right);
}

bool report_open(Report *r, GError **error)
{
    if (!r->text && r->text_sealed) {
        r->text = crypt_open_text("report.text", r->text_sealed, error);
        if (!r->text)
            return false;
    }
    if (r->place_sealed && !*r->place_text) {
        g_autofree char *place = crypt_open_text("report.place", r->place_sealed, error);
        if (!place)
            return false;
        g_free(r->place_text);
        r->place_text = g_steal_pointer(&place);
    }
    return true;
}

/* What is being made, between checking and storing. */
typedef struct {
    const Intake *in;
    IntakeResult *result;
    Case *c; /* a new case, or the one that is joined */
    Report *report;
    char *phone, *email, *name, *for_phone, *for_name;
    Proposal proposal;
    bool alarmed; /* the staff are to be told */
    bool joins;
} Making;

static void making_clear(Making *m)
{
    g_clear_pointer(&m->c, case_free);
    g_clear_pointer(&m->report, report_free);
    g_clear_pointer(&m->phone, g_free);
    g_clear_pointer(&m->email, g_free);
    g_clear_pointer(&m->name, g_free);
    g_clear_pointer(&m->for_phone, g_free);
    g_clear_pointer(&m->for_name, g_free);
    proposal_clear(&m->proposal);
}

static bool invalid(GError **error, const char *field, const char *sentence)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field, sentence, NULL);
    return false;
}

static bool check_text(const Intake *in, GError **error)
{
    if (text_is_blank(in->text))
        return invalid(error, "teks", N_("Tulis dahulu apa yang ingin Anda laporkan."));
    if (text_chars(in->text) > LIMIT_TEXT_CHARS)
        return invalid(error, "teks", N_("Laporan terlalu panjang, paling banyak 4.000 huruf."));
    if (text_chars(in->place_text) > LIMIT_PLACE_CHARS)
        return invalid(error, "patokan", N_("Keterangan tempat paling banyak 300 huruf."));
    if (text_chars(in->name) > LIMIT_NAME_CHARS)
        return invalid(error, "nama", N_("Nama paling banyak 100 huruf."));
    if (in->attributes && strlen(in->attributes) > LIMIT_ATTRIBUTES_BYTES)
        return invalid(error, "atribut", N_("Keterangan tambahan terlalu panjang."));
    return true;
}

static bool check_service(const Ctx *ctx, const Intake *in, GError **error)
{
    const Service *service = catalog_service(ctx->catalog, in->service);
    if (*in->service && (!service || !service->active))
        return invalid(error, "layanan", N_("Kategori ini tidak dikenal. Pilih dari daftar."));
    return true;
}

static bool check_person(Making *m, GError **error)
{
    const Intake *in = m->in;
    m->name = text_one_line(in->name);
    m->phone = *in->phone ? text_phone(in->phone, "telepon", error) : g_strdup("");
    if (!m->phone)
        return false;
    m->email = *in->email ? text_email(in->email, "email", error) : g_strdup("");
    return m->email != NULL;
}

/* Another's matter is told with his name, so far as the reporter knows it. */
static bool check_other(Making *m, GError **error)
{
    const Intake *in = m->in;
    bool other = in->relation > RELATION_SELF;
    const char *phone = other && in->for_phone ? in->for_phone : "";
    m->for_name = text_one_line(other && in->for_name ? in->for_name : "");
    if (text_chars(m->for_name) > LIMIT_NAME_CHARS)
        return invalid(error, "nama_untuk", N_("Nama paling banyak 100 huruf."));
    m->for_phone = *phone ? text_phone(phone, "telepon_untuk", error) : g_strdup("");
    return m->for_phone != NULL;
}

static void fill_case(const Ctx *ctx, Making *m)
{
    const Intake *in = m->in;
    Case *c = m->c;
    bool secret = in->visibility == VISIBILITY_SECRET;
    c->tenant = ctx->tenant;
    c->class_ = in->class_ ? in->class_ : CLASS_COMPLAINT;
    c->channel = g_strdup(in->channel);
    c->status = STATUS_RECEIVED;
    c->visibility = in->visibility;
    c->service = g_strdup(in->service);
    c->agency = g_strdup("");
    c->place_text = g_strdup(secret ? "" : in->place_text);
    c->title = case_rules_title(ctx, in->visibility, in->text);
    c->policy = g_strdup(catalog_policy_of(ctx->catalog, in->service)->code);
    c->close_code = g_strdup("");
    c->proposal = proposal_save(&m->proposal, secret);
    c->priority = in->priority;
    c->created_at = c->updated_at = ctx_now_us(ctx);
    c->listed = case_rules_listed(ctx, c);
}

static void fill_report(const Ctx *ctx, Making *m)
{
    const Intake *in = m->in;
    Report *r = m->report;
    bool secret = in->visibility == VISIBILITY_SECRET;
    r->tenant = ctx->tenant;
    r->class_ = in->class_ ? in->class_ : CLASS_COMPLAINT;
    r->channel = g_strdup(in->channel);
    r->visibility = in->visibility;
    r->service = g_strdup(in->service);
    r->text = secret ? NULL : g_strdup(in->text);
    r->text_sealed = secret ? crypt_seal_text("report.text", in->text) : NULL;
    r->place_text = g_strdup(secret ? "" : in->place_text);
    r->place_sealed =
        secret && *in->place_text ? crypt_seal_text("report.place", in->place_text) : NULL;
    r->area = g_strdup(m->c->area ? m->c->area : "");
    r->lat_e7 = in->lat_e7;
    r->lng_e7 = in->lng_e7;
    r->accuracy_m = in->accuracy_m;
    r->attributes = g_strdup(in->attributes ? in->attributes : "");
    r->lang = g_strdup(in->lang ? in->lang : "id");
    r->api_key = in->api_key;
    r->by_account = in->by_account;
    r->desk = g_strdup(in->desk ? in->desk : "");
    r->relation = in->relation;
    r->consent = in->consent;
    r->follows = true;
    r->created_at = ctx_now_us(ctx);
}

static bool store_new_case(Ctx *ctx, Making *m, GError **error)
{
    Case *c = m->c;
    Deadlines d = { .dirty = 0 };
    c->id = id_next();
    c->event_seq = 0;
    memset(c->event_hash, 0, sizeof c->event_hash);
    g_free(c->ticket);
    c->ticket = g_strdup(m->report->ticket);
    EventIn in = { .kind = "case.received",
                   .public_ = true,
                   .data = event_data("channel", c->channel, "class", class_name(c->class_),
                                      "service", c->service, "area", c->area, "desk", m->in->desk,
                                      "relation", relation_name(m->in->relation), "consent",
                                      m->in->consent ? "1" : NULL, NULL) };
    g_autoptr(Event) event = audit_prepare(ctx, c, &in);
    if (!alarm_raise(ctx, c, m->proposal.danger, &m->alarmed, error))
        return false;
    deadline_start(ctx, c, &d, 1u << CLOCK_DISPOSITION | 1u << CLOCK_RESOLUTION);
    c->due_at = MIN(deadline_due(&d, CLOCK_DISPOSITION), deadline_due(&d, CLOCK_RESOLUTION));
    m->report->case_id = m->report->first_case_id = c->id;
    Hop hop = { .holder = HOLDER_ADMIN, .agency = (char *)"", .from_at = c->created_at };
    return case_store_insert(ctx, c, error) && report_store_insert(ctx, m->report, error) &&
           event_store_insert(ctx, event, error) && hop_store_insert(ctx, c->id, &hop, error) &&
           deadline_save(ctx, c, &d, error);
}

/* One more observation of a case that is there: its own ticket, the case's clocks. */
static bool store_observation(Ctx *ctx, Making *m, GError **error)
{
    g_autofree char *ticket = ticket_normalise(m->in->join);
    g_clear_pointer(&m->c, case_free);
    m->c = case_store_by_ticket(ctx, ticket ? ticket : "", NULL, error);
    if (!m->c)
        return false;
    bool staff_may = m->in->joined_by_staff && m->c->visibility != VISIBILITY_SECRET &&
                     access_may_act(ctx, m->c);
    if (!m->c->listed &&
        !staff_may) { /* as if it were not there: who guesses a ticket learns nothing */
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."), NULL);
        return false;
    }
    if (status_is_closed(m->c->status)) {
        error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
                  N_("Laporan itu sudah ditutup. Kirim sebagai laporan baru."), NULL);
        return false;
    }
    EventIn in = { .kind = "case.observed",
                   .public_ = m->report->visibility != VISIBILITY_SECRET,
                   .data =
                       event_data("ticket", m->report->ticket, "channel", m->in->channel, "desk",
                                  m->in->desk, "relation", relation_name(m->in->relation),
                                  "consent", m->in->consent ? "1" : NULL, NULL) };
    m->report->case_id = m->report->first_case_id = m->c->id;
    m->c->reports++;
    if (in.public_)
        m->c->updated_at = ctx_now_us(ctx);
    return audit_append(ctx, m->c, &in, NULL, error) &&
           alarm_raise(ctx, m->c, m->proposal.danger, &m->alarmed, error) &&
           report_store_insert(ctx, m->report, error) && case_store_update(ctx, m->c, error);
}

static bool answer_known(Ctx *ctx, Making *m, GError **error)
{
    g_autofree char *ticket = NULL;
    if (!m->in->idempotency_key || !*m->in->idempotency_key)
        return true;
    if (!idempotency_store_get(ctx, m->in->idempotency_key, &ticket, error))
        return false;
    if (!ticket)
        return true;
    g_autoptr(Report) known = report_store_by_ticket(ctx, ticket, error);
    if (!known)
        return false;
    m->result->repeated = true;
    m->result->report_id = known->id;
    m->result->case_id = known->case_id;
    return true;
}

static bool tell_reporter(Ctx *ctx, Making *m, GError **error)
{
    bool by_sms = g_str_equal(m->in->channel, "sms");
    g_autofree char *due = case_rules_due_words(ctx, m->report->lang, m->c->due_at);
    NoticeWords words = NOTICE_WORDS_INIT;
    words.due = due;
    bool danger = *m->proposal.danger;
    if (m->in->guided && !danger)
        return true;
    const char *key = by_sms   ? danger ? "sms.received_emergency" : "sms.received"
                      : danger ? "notice.received_emergency"
                               : "notice.received";
    return notify_report(ctx, m->report, key, &words, true, error);
}

static bool remember(Ctx *ctx, Making *m, GError **error)
{
    const char *key = m->in->idempotency_key;
    return !key || !*key || idempotency_store_put(ctx, key, m->report->ticket, error);
}

/* Among a million tickets one in thirty thousand draws meets one that is given out already. */
bool report_draw_ticket(Ctx *ctx, Report *r, GError **error)
{
    bool known = true;
    while (known) {
        g_free(r->ticket);
        r->ticket = ticket_new(ctx->catalog->tenant.prefix);
        if (!report_store_ticket_known(ctx, r->ticket, &known, error))
            return false;
    }
    return true;
}

static bool find_person(Ctx *ctx, Making *m, GError **error)
{
    const Medium *medium = medium_find(m->in->channel);
    bool has_handle = medium && m->in->handle && *m->in->handle;
    const PersonAddress addresses[] = { { has_handle ? medium->kind : "phone",
                                          has_handle ? m->in->handle : "" },
                                        { "phone", m->phone },
                                        { "email", m->email },
                                        { NULL, NULL } };
    const PersonAddress other[] = { { "phone", m->for_phone }, { NULL, NULL } };
    return person_find_or_add(ctx, m->name, addresses, &m->report->person_id, error) &&
           person_find_or_add(ctx, m->for_name, other, &m->report->for_person_id, error);
}

static bool intake_work(Ctx *ctx, gpointer user, GError **error)
{
    Making *m = user;
    Report *r = m->report;
    if (!answer_known(ctx, m, error))
        return false;
    if (m->result->repeated)
        return true;
    r->id = id_next();
    bool public_photos = r->visibility != VISIBILITY_SECRET;
    if (!report_draw_ticket(ctx, r, error) || !find_person(ctx, m, error) ||
        !(m->joins ? store_observation(ctx, m, error) : store_new_case(ctx, m, error)) ||
        !case_rules_photos(ctx, m->c, m->in->photos, r->id, 0, public_photos, error) ||
        !case_rules_papers(ctx, m->c, m->in->papers, r->id, error) ||
        !search_add_inline(ctx, r, error) || !tell_reporter(ctx, m, error) ||
        (m->alarmed && !alarm_tell(ctx, m->c, error)) || !remember(ctx, m, error))
        return false;
    m->result->report_id = r->id;
    m->result->case_id = m->c->id;
    m->result->due_at = m->c->due_at;
    return true;
}

/* The result from what is stored: the same for a first and a repeated submission. */
static bool fill_result(Ctx *ctx, Making *m, GError **error)
{
    IntakeResult *result = m->result;
    if (result->repeated) {
        g_autoptr(Report) known = report_store_get(ctx, result->report_id, error);
        g_autoptr(Case) c = known ? case_store_get(ctx, known->case_id, error) : NULL;
        if (!c)
            return false;
        result->ticket = g_strdup(known->ticket);
        result->due_at = c->due_at;
        result->alarm = (c->attention & ATTENTION_ALARM) != 0;
    } else {
        result->ticket = g_strdup(m->report->ticket);
        result->alarm = *m->proposal.danger != '\0';
    }
    result->secret = report_link_secret(result->report_id);
    return true;
}

bool intake_known(Ctx *ctx, const char *key, IntakeResult *result, GError **error)
{
    const Intake intake = { .idempotency_key = key };
    Making m = { .in = &intake, .result = result };
    *result = (IntakeResult){ 0 };
    if (!answer_known(ctx, &m, error) || !result->repeated)
        return false;
    if (fill_result(ctx, &m, error))
        return true;
    intake_result_clear(result);
    return false;
}

/* Two that come at once with one key both find it unknown; on PostgreSQL the later one then meets
 * the row of the first, and is answered with it. */
static bool intake_store(Ctx *ctx, Making *m, GError **error)
{
    const char *key = m->in->idempotency_key;
    g_autoptr(GError) fault = NULL;
    if (ctx_transact(ctx, intake_work, m, &fault))
        return fill_result(ctx, m, error);
    if (key && *key && error_is(fault, KENTONGAN_ERROR_CONFLICT) &&
        intake_known(ctx, key, m->result, NULL))
        return true;
    g_propagate_error(error, g_steal_pointer(&fault));
    return false;
}

bool intake_submit(Ctx *ctx, const Intake *intake, IntakeResult *result, GError **error)
{
    Making m = { .in = intake, .result = result, .c = case_new(), .report = report_new() };
    *result = (IntakeResult){ 0 };
    m.joins = intake->join && *intake->join;
    bool has_point = intake->lat_e7 != 0 || intake->lng_e7 != 0;
    bool ok =
        check_text(intake, error) && check_service(ctx, intake, error) && check_person(&m, error) &&
        check_other(&m, error) &&
        case_rules_place(ctx, m.c, intake->area, has_point, intake->lat_e7, intake->lng_e7, error);
    if (ok) {
        if (!m.c->area)
            m.c->area = g_strdup("");
        proposal_find(ctx->catalog, intake->text, intake->place_text, intake->service, m.c->area,
                      &m.proposal);
        fill_case(ctx, &m);
        fill_report(ctx, &m);
        ok = intake_store(ctx, &m, error);
    }
    making_clear(&m);
    if (!ok)
        intake_result_clear(result);
    return ok;
}

/* ---- similar ---- */

enum { RADIUS_DEFAULT_M = 100 };

static bool similar_in_area(Ctx *ctx, const char *service, const char *area, guint max,
                            GPtrArray *found, GError **error)
{
    CaseQuery query = { .plan = CASE_PLAN_AREA,
                        .key = G_MAXINT64,
                        .id = G_MAXINT64,
                        .limit = max,
                        .listed = true,
                        .statuses = ",1,2,3,4,5,6,12,",
                        .service = service,
                        .agency = "",
                        .channel = "",
                        .area_from = area,
                        .area_to = area };
    return case_store_list(ctx, &query, found, error);
}

GPtrArray *intake_similar(Ctx *ctx, const char *service, gint32 lat_e7, gint32 lng_e7,
                          const char *area, guint max, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    const Service *s = catalog_service(ctx->catalog, service);
    bool ok = true;
    if (lat_e7 != 0 || lng_e7 != 0)
        ok = nearby_find(ctx, service, lat_e7, lng_e7, s ? s->radius_m : RADIUS_DEFAULT_M, max,
                         found, error);
    else if (*area && *service)
        ok = similar_in_area(ctx, service, area, max, found, error);
    return ok ? g_steal_pointer(&found) : NULL;
}
