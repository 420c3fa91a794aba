/* The form of one action, built from what its row of the transition table needs; the proposals that
 * stand in it; and reading it back.
 */
#include "web/page/console.h"

#include "base/geometry.h"
#include "base/text.h"
#include "domain/proposal.h"
#include "domain/routing.h"
#include "model/limits.h"
#include "store/account.h"
#include "web/tenants.h"

#include <string.h>

enum { FORM_AREAS_MAX = 700 };

typedef struct Form {
    View *view;
    Ctx *ctx;
    const Request *request;
    const CaseFile *file;
    const Case *c;
    const Transition *t;
    const GError *error;
    bool typed;           /* the request holds values of this form: they are shown again */
    char *service, *area; /* as they stand in the form: typed, known, or proposed */
    char *service_why, *area_why;
} Form;

static bool form_has(const Form *form, const char *name)
{
    return form->typed && request_has(form->request, name);
}

static const char *form_value(const Form *form, const char *name, const char *fallback)
{
    return form_has(form, name) ? request_text(form->request, name) : fallback;
}

static void form_mark_bad(const Form *form, View *view, const char *field)
{
    if (form->error && g_strcmp0(error_field(form->error), field) == 0)
        view_set(view_add(view, "BAD"), "MESSAGE", page_error_words(form->ctx, form->error));
}

/* ---- proposals ---- */

/* What stands in the form: typed, known, or proposed, and then *why says by which words. */
static char *form_propose(const Form *form, const char *name, const char *known,
                          const char *proposed, const char *words, const ProposalSource *source,
                          char **why)
{
    const char *value = form_value(form, name, known);
    if (*value || form_has(form, name) || !*proposed)
        return g_strdup(value);
    g_autofree char *from = console_source_words(form->ctx, source);
    *why = !*words ? g_strdup(page_word(form->ctx, N_("Diusulkan dari isi laporan.")))
           : source->decisions > 0
               ? page_words(form->ctx, N_("Diusulkan dari kata dalam laporan: {words} ({source})."),
                            "words", words, "source", from, NULL)
               : page_words(form->ctx, N_("Diusulkan dari kata dalam laporan: {words}."), "words",
                            words, NULL);
    return g_strdup(proposed);
}

static void form_propose_all(Form *form)
{
    g_auto(Proposal) p = { 0 };
    const Case *c = form->c;
    proposal_load(form->ctx->catalog, c, &p);
    form->service = form_propose(form, "layanan", c->service, p.service, p.service_words,
                                 &p.service_source, &form->service_why);
    form->area = form_propose(form, "wilayah", c->area, p.area, p.area_words, &p.area_source,
                              &form->area_why);
}

const Agency *console_proposal(Ctx *ctx, const CaseFile *file, char **service, char **area)
{
    Form form = { .ctx = ctx, .file = file, .c = file->c };
    RoutingProposal proposal;
    form_propose_all(&form);
    bool found = *form.service && routing_propose(ctx->catalog, form.service, form.area, &proposal);
    *service = form.service;
    *area = form.area;
    g_free(form.service_why);
    g_free(form.area_why);
    return found ? catalog_agency(ctx->catalog, proposal.agency) : NULL;
}

/* ---- fields ---- */

static void form_add_checklist(const Form *form)
{
    View *list = view_add(form->view, "CHECKLIST");
    if (form_has(form, "jelas"))
        view_show(list, "CLEAR");
    if (form_has(form, "lengkap"))
        view_show(list, "COMPLETE");
}

static void form_add_reason(const Form *form)
{
    View *view = view_add(form->view, "REASON");
    const char *chosen = form_value(form, "alasan", "");
    for (const ReasonCode *code = reason_codes(form->t->action); code->code; code++)
        page_add_choice(view, "OPTION", code->code, page_word(form->ctx, code->label), NULL,
                        g_str_equal(chosen, code->code));
    form_mark_bad(form, view, "alasan");
}

static View *form_group(View *view, GHashTable *groups, const char *label)
{
    View *group = g_hash_table_lookup(groups, label);
    if (!group) {
        group = view_add(view, "GROUP");
        view_set(group, "LABEL", label);
        g_hash_table_insert(groups, g_strdup(label), group);
    }
    return group;
}

static void form_add_service(const Form *form)
{
    View *view = view_add(form->view, "SERVICE_FIELD");
    page_add_services(view, form->ctx, form->service, true);
    if (form->service_why)
        view_set(view_add(view, "WHY"), "TEXT", form->service_why);
    form_mark_bad(form, view, "layanan");
}

/* Where there are more areas than a list can hold, only the desa of the chosen kecamatan stand in
 * it; the kecamatan itself can always be chosen. */
static bool form_shows_area(const Form *form, const Area *area)
{
    const Catalog *catalog = form->ctx->catalog;
    if (area->level < AREA_DISTRICT && !g_str_equal(area->code, form->area))
        return catalog->areas->len > FORM_AREAS_MAX && area->level == AREA_REGENCY;
    if (area->level != AREA_VILLAGE || catalog->areas->len <= FORM_AREAS_MAX)
        return true;
    const Area *chosen = catalog_area(catalog, form->area);
    const char *district = !chosen                         ? ""
                           : chosen->level == AREA_VILLAGE ? chosen->parent
                                                           : chosen->code;
    return g_str_equal(area->parent, district);
}

static void form_add_place(const Form *form)
{
    View *view = view_add(form->view, "PLACE");
    const Catalog *catalog = form->ctx->catalog;
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *area = catalog->areas->pdata[i];
        if (!form_shows_area(form, area))
            continue;
        const Area *parent =
            area->level == AREA_VILLAGE ? catalog_area(catalog, area->parent) : area;
        g_autofree char *label =
            area->level == AREA_DISTRICT
                ? page_words(form->ctx, N_("Kecamatan {area} (desa belum tahu)"), "area",
                             area->name, NULL)
                : g_strdup(area->name);
        page_add_choice(form_group(view, groups, parent ? parent->name : area->name), "OPTION",
                        area->code, label, NULL, g_str_equal(area->code, form->area));
    }
    if (form->area_why)
        view_set(view_add(view, "WHY"), "TEXT", form->area_why);
    view_set(view, "WORDS", form_value(form, "tempat", form->c->place_text));
    form_mark_bad(form, view, "wilayah");
}

static char *form_degrees(gint32 e7)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    return e7 == 0 ? g_strdup("") : g_strdup(g_ascii_formatd(text, sizeof text, "%.6f", e7 / 1e7));
}

static void form_add_point(const Form *form)
{
    View *view = view_add(form->view, "POINT");
    g_autofree char *lat = form_degrees(form->c->lat_e7);
    g_autofree char *lng = form_degrees(form->c->lng_e7);
    view_set(view, "LAT", form_value(form, "lintang", lat));
    view_set(view, "LNG", form_value(form, "bujur", lng));
    form_mark_bad(form, view, "lokasi");
    if (form->error && g_strcmp0(error_field(form->error), "lokasi") == 0)
        view_show(view, "OPEN");
}

static void form_add_rank(const Form *form)
{
    static const char *const PRIORITIES[] = { N_("Biasa"), N_("Penting"), N_("Mendesak") };
    View *view = view_add(form->view, "RANK");
    gint64 priority = request_int(form->request, "prioritas", form->c->priority);
    gint64 visibility = request_int(form->request, "keterbukaan", form->c->visibility);
    for (int i = 0; i < 3; i++) {
        const char code[] = { (char)('0' + i), '\0' };
        page_add_choice(view, "PRIORITY", code, page_word(form->ctx, PRIORITIES[i]), NULL,
                        priority == i);
        if (i >= (int)form->c->visibility)
            page_add_choice(view, "VISIBILITY", code,
                            page_word(form->ctx, visibility_label((Visibility)i)), NULL,
                            visibility == i);
    }
}

/* Whom the agency named that sent the case back last, or NULL. (transfer full) */
static char *form_returned_to(const Form *form)
{
    if (form->c->status != STATUS_VERIFIED || form->c->returned == 0)
        return NULL;
    for (guint i = form->file->events->len; i > 0; i--) {
        const Event *event = form->file->events->pdata[i - 1];
        if (!g_str_equal(event->kind, TRANSITIONS[ACTION_RETURN].event))
            continue;
        char *named = event_field(event, "proposed");
        if (named && catalog_agency(form->ctx->catalog, named))
            return named;
        g_free(named);
        return NULL;
    }
    return NULL;
}

/* Where earlier decisions sent such words, when that is not where the rules would. */
static void form_add_alternative(const Form *form, View *field, const char *rule)
{
    const Ctx *ctx = form->ctx;
    const Report *first = form->file->reports->len ? form->file->reports->pdata[0] : NULL;
    g_auto(ProposalAgency) other = { 0 };
    if (!first || !first->text)
        return;
    proposal_agency(ctx->catalog, first->text, first->place_text, form->service, form->area, rule,
                    &other);
    if (!other.agency)
        return;
    g_autofree char *from = console_source_words(ctx, &other.source);
    g_autofree char *words =
        *other.words
            ? page_words(ctx, N_("Atau {agency}: {source}, dari kata {words}."), "agency",
                         other.agency->short_name, "source", from, "words", other.words, NULL)
            : page_words(ctx, N_("Atau {agency}: {source}."), "agency", other.agency->short_name,
                         "source", from, NULL);
    view_set(view_add(field, "ALTERNATIVE"), "WORDS", words);
}

/* Why this agency is proposed: who named it, the rule that fired, or that none did. */
static void form_add_because(const Form *form, View *field, const char *named,
                             const RoutingProposal *proposal)
{
    const Ctx *ctx = form->ctx;
    View *view = view_add(field, "BECAUSE");
    view_set(view, "PROPOSAL", named ? named : proposal->agency);
    if (named) {
        view_set_word(view, "WHY", N_("Diusulkan oleh instansi yang mengembalikan laporan ini."));
        return;
    }
    if (!*proposal->agency) {
        view_set_word(view, "WHY",
                      N_("Tidak ada aturan yang cocok: pilih kategori dan wilayah, atau pilih "
                         "instansinya sendiri."));
        return;
    }
    const Agency *agency = catalog_agency(ctx->catalog, proposal->agency);
    g_autofree char *n = g_strdup_printf("%u", proposal->position);
    g_autofree char *why = page_words(ctx, N_("Usul aturan {n}: {agency}. {reason}"), "n", n,
                                      "agency", agency ? agency->short_name : proposal->agency,
                                      "reason", proposal->reason, NULL);
    view_set(view, "WHY", why);
}

static void form_add_agency(const Form *form)
{
    View *view = view_add(form->view, "AGENCY");
    const Ctx *ctx = form->ctx;
    bool dispose = (form->t->needs & NEEDS_AGENCY) != 0;
    RoutingProposal proposal = { .agency = "" };
    g_autofree char *named = dispose ? form_returned_to(form) : NULL;
    bool found = dispose && routing_propose(ctx->catalog, form->service, form->area, &proposal);
    const char *typed = form_value(form, "instansi", named ? named : found ? proposal.agency : "");
    view_set_word(view, "LABEL",
                  dispose ? N_("Ke instansi") : N_("Menurut Anda, ini urusan siapa?"));
    view_set_word(view, "NONE", dispose ? N_("pilih instansi") : N_("tidak tahu"));
    for (guint i = 0; i < ctx->catalog->agencies->len; i++) {
        const Agency *agency = ctx->catalog->agencies->pdata[i];
        if (agency->active)
            page_add_choice(view, "OPTION", agency->code, agency->name, NULL,
                            g_str_equal(agency->code, typed));
    }
    if (dispose) {
        form_add_because(form, view, named, &proposal);
        form_add_alternative(form, view, proposal.agency);
    }
    form_mark_bad(form, view, "instansi");
}

static void form_add_target(const Form *form)
{
    View *view = view_add(form->view, "TARGET");
    view_set(view, "VALUE", form_value(form, "tujuan", ""));
    form_mark_bad(form, view, "tujuan");
}

/* The province, and the governments below ours. */
static bool form_is_neighbour(const Tenant *own, const Tenant *other)
{
    return other->id == own->parent || other->parent == own->id;
}

bool console_has_other_tenants(const Ctx *ctx)
{
    g_autoptr(GArray) ids = tenants_ids();
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(Catalog) catalog = tenants_get(g_array_index(ids, gint64, i));
        if (catalog && form_is_neighbour(&ctx->catalog->tenant, &catalog->tenant))
            return true;
    }
    return false;
}

static void form_add_tenant(const Form *form)
{
    View *view = view_add(form->view, "TENANT");
    const Tenant *own = &form->ctx->catalog->tenant;
    const char *chosen = form_value(form, "pemda", "");
    g_autoptr(GArray) ids = tenants_ids();
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(Catalog) catalog = tenants_get(g_array_index(ids, gint64, i));
        if (!catalog)
            continue;
        const Tenant *tenant = &catalog->tenant;
        if (!form_is_neighbour(own, tenant))
            continue;
        page_add_choice(view, "OPTION", tenant->code, tenant->name, NULL,
                        g_str_equal(tenant->code, chosen));
    }
    form_mark_bad(form, view, "pemda");
}

static bool form_add_officers(const Form *form, GError **error)
{
    View *view = view_add(form->view, "OFFICER");
    gint64 chosen = request_int(form->request, "petugas", form->c->officer);
    g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    if (!account_store_list(form->ctx, accounts, error))
        return false;
    for (guint i = 0; i < accounts->len; i++) {
        const Account *account = accounts->pdata[i];
        if (!account->active || !role_has_right(account->role, RIGHT_WORK) || !*account->agency ||
            !catalog_agency_under(form->ctx->catalog, account->agency, form->c->agency))
            continue;
        g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
        page_add_choice(view, "OPTION", code, account->name, NULL, account->id == chosen);
    }
    form_mark_bad(form, view, "petugas");
    return true;
}

static void form_add_days(const Form *form)
{
    View *view = view_add(form->view, "DAYS");
    view_set(view, "VALUE", form_value(form, "hari", ""));
    form_mark_bad(form, view, "hari");
}

static void form_add_text(const Form *form)
{
    View *view = view_add(form->view, "TEXT");
    bool required = (form->t->needs & NEEDS_TEXT) != 0;
    view_set_word(view, "LABEL", console_text_label(form->t->action));
    view_set(view, "VALUE", form_value(form, "teks", ""));
    view_set_int(view, "ROWS", required ? 4 : 2);
    if (required)
        view_show(view, "REQUIRED");
    form_mark_bad(form, view, "teks");
}

static void form_add_photos(const Form *form)
{
    View *view = view_add(form->view, "PHOTOS");
    view_show(form->view, "UPLOADS");
    form_mark_bad(form, view, "foto");
}

/* Whoever sends a report on has looked at it first, in its own step or in this one. */
static bool form_checks(const Form *form)
{
    return form->t->action == ACTION_VERIFY ||
           (form->t->action == ACTION_DISPOSE && form->c->status == STATUS_RECEIVED);
}

static bool form_add_fields(Form *form, GError **error)
{
    unsigned needs = form->t->needs;
    bool places = (needs & (TAKES_PLACE | NEEDS_SERVICE)) != 0;
    if (form_checks(form))
        form_add_checklist(form);
    if (needs & NEEDS_REASON)
        form_add_reason(form);
    if (places)
        form_add_service(form);
    if (needs & TAKES_PLACE)
        form_add_place(form);
    if (form->t->action == ACTION_CLASSIFY) {
        form_add_point(form);
        form_add_rank(form);
    }
    if (needs & (NEEDS_AGENCY | TAKES_AGENCY))
        form_add_agency(form);
    if (needs & NEEDS_TARGET)
        form_add_target(form);
    if (needs & NEEDS_TENANT)
        form_add_tenant(form);
    if ((needs & NEEDS_OFFICER) && !form_add_officers(form, error))
        return false;
    if (needs & NEEDS_DAYS)
        form_add_days(form);
    if (needs & (NEEDS_TEXT | TAKES_TEXT))
        form_add_text(form);
    if (needs & TAKES_PHOTOS)
        form_add_photos(form);
    return true;
}

/* ---- what goes with it ---- */

static void form_add_preview(const Form *form)
{
    ActionInput input = ACTION_INPUT_INIT;
    g_autoptr(GError) ignored = NULL;
    /* what is not yet filled in does not keep the preview away */
    if (form->typed)
        (void)!console_input_read(form->request, form->t, &input, &ignored);
    if ((form->t->needs & NEEDS_AGENCY) && !*input.agency) {
        RoutingProposal proposal;
        if (routing_propose(form->ctx->catalog, form->service, form->area, &proposal))
            input.agency = proposal.agency;
    }
    bool reasons = (form->t->needs & NEEDS_REASON) != 0;
    if (!*input.text && (form->t->needs & NEEDS_TEXT))
        input.text = "…";
    g_autofree char *text = reasons && !reason_label(form->t->action, input.reason)
                                ? NULL
                                : action_preview(form->ctx, form->c, form->t->action, &input);
    if (!text) {
        view_show(form->view, form->t->message ? "LATER" : "SILENT");
        return;
    }
    View *message = view_add(form->view, "MESSAGE");
    view_set_word(message, "HEAD", N_("Pelapor akan menerima pesan ini:"));
    view_set(message, "BODY", text);
    view_show(form->view, "CAN_PREVIEW");
}

/* The id of a field's input; NULL for what stands in no field. (transfer full) */
static char *form_field_id(const char *field)
{
    static const char *const LINKED[] = { "jelas",    "alasan", "layanan", "wilayah",
                                          "instansi", "tujuan", "pemda",   "petugas",
                                          "hari",     "teks",   "foto",    NULL };
    if (g_strcmp0(field, "lokasi") == 0)
        return g_strdup("f-lintang");
    return field && g_strv_contains(LINKED, field) ? g_strconcat("f-", field, NULL) : NULL;
}

static void form_add_summary(const Form *form)
{
    if (!form->error)
        return;
    View *summary = view_add(form->view, "SUMMARY");
    const char *field = error_field(form->error);
    /* the form stands on the newest state already: sending it once more is all there is to do */
    bool overtaken = !field && error_is(form->error, KENTONGAN_ERROR_CONFLICT);
    const char *words =
        overtaken ? page_word(form->ctx, N_("Laporan ini baru saja diubah orang lain. Lihat apa "
                                            "yang berubah, lalu kirim lagi: isian Anda masih ada."))
                  : page_error_words(form->ctx, form->error);
    g_autofree char *id = form_field_id(field);
    if (!id) {
        view_set(view_add(summary, "PLAIN"), "MESSAGE", words);
        return;
    }
    View *link = view_add(summary, "LINK");
    view_set(link, "ID", id);
    view_set(link, "MESSAGE", words);
}

/* "DPUPR meminta 3 hari kerja: Menunggu bahan." (transfer full); NULL when nothing is asked. */
static char *form_asked_time(const Form *form)
{
    bool answers = form->t->action == ACTION_GRANT_TIME || form->t->action == ACTION_DENY_TIME;
    for (guint i = form->file->events->len; answers && i > 0; i--) {
        const Event *event = form->file->events->pdata[i - 1];
        if (!g_str_equal(event->kind, TRANSITIONS[ACTION_ASK_TIME].event))
            continue;
        g_autofree char *body = NULL;
        g_autofree char *words = event_words(form->ctx, event, true, &body);
        return g_strconcat(words, body && *body ? ": " : "", body, NULL);
    }
    return NULL;
}

static void form_set_head(const Form *form, const Queue *queue)
{
    g_autofree char *path =
        g_strconcat("/console/kasus/", form->c->ticket, "/aksi/", form->t->name, NULL);
    g_autofree char *url = page_url(form->request, path, NULL);
    g_autofree char *asked = form_asked_time(form);
    const char *about = console_action_about(form->t->action);
    console_set_form(form->view, form->request);
    view_set(form->view, "URL", url);
    view_set(form->view, "NAME", form->t->name);
    view_set(form->view, "QUEUE", queue->code);
    view_set_int(form->view, "VERSION", form->c->version);
    view_set_word(form->view, "LABEL", form->t->label);
    view_set_word(form->view, "SUBMIT", console_submit_label(form->t));
    if (asked)
        view_set(view_add(form->view, "ABOUT"), "TEXT", asked);
    else if (about)
        view_set_word(view_add(form->view, "ABOUT"), "TEXT", about);
}

bool console_form_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                       const CaseScreen *screen, GError **error)
{
    Form form = { .view = view,
                  .ctx = ctx,
                  .request = request,
                  .file = file,
                  .c = file->c,
                  .t = screen->action,
                  .error = screen->error,
                  .typed = !screen->untyped };
    form_propose_all(&form);
    form_set_head(&form, screen->queue);
    form_add_summary(&form);
    bool ok = form_add_fields(&form, error);
    if (ok)
        form_add_preview(&form);
    g_free(form.service);
    g_free(form.area);
    g_free(form.service_why);
    g_free(form.area_why);
    return ok;
}

/* ---- reading it back ---- */

static bool input_read_point(const Request *request, ActionInput *input, GError **error)
{
    const char *lat = request_text(request, "lintang");
    const char *lng = request_text(request, "bujur");
    if (!*lat && !*lng)
        return true;
    if (geometry_parse_degrees(lat, &input->lat_e7) &&
        geometry_parse_degrees(lng, &input->lng_e7) &&
        geometry_point_valid(input->lat_e7, input->lng_e7)) {
        input->has_point = true;
        return true;
    }
    error_set(error, KENTONGAN_ERROR_INVALID, "lokasi",
              N_("Titik koordinat tidak terbaca. Tulis seperti -6.5907 dan 110.6677."), NULL);
    return false;
}

bool console_input_read(const Request *request, const Transition *t, ActionInput *input,
                        GError **error)
{
    input->text = request_text(request, "teks");
    input->reason = request_text(request, "alasan");
    input->service = request_text(request, "layanan");
    input->area = request_text(request, "wilayah");
    input->place_text = request_text(request, "tempat");
    input->agency = request_text(request, "instansi");
    input->target = request_text(request, "tujuan");
    input->tenant = request_text(request, "pemda");
    input->officer = request_int(request, "petugas", 0);
    input->days = (int)request_int(request, "hari", 0);
    input->priority = (int)request_int(request, "prioritas", -1);
    input->visibility = (int)request_int(request, "keterbukaan", -1);
    input->version = request_int(request, "versi", 0);
    input->clear = request_has(request, "jelas");
    input->complete = request_has(request, "lengkap");
    if (!input_read_point(request, input, error))
        return false;
    bool checks = t->action == ACTION_VERIFY || request_has(request, "periksa");
    if (!checks || (input->clear && input->complete))
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, "jelas",
              N_("Centang Jelas dan Lengkap, atau tanyakan dahulu kepada pelapor."), NULL);
    return false;
}
