/* The lists of the console: which queues there are, their filters, and the rows. */
#include "web/page/console.h"

#include "base/id.h"
#include "base/text.h"
#include "base/workday.h"
#include "domain/promise.h"
#include "domain/time_words.h"
#include "model/limits.h"
#include "model/medium.h"

#include <string.h>

#define R(role) (1u << ROLE_##role)
#define S(status) STATUS_BIT(STATUS_##status)
#define DESK (R(VERIFIER) | R(ADMINISTRATOR))
#define FIELD (R(OFFICER) | R(SUPERVISOR))
#define ALL (DESK | FIELD | R(LEADER))
#define AT_AGENCY (S(ASSIGNED) | S(IN_PROGRESS) | S(REOPENED))

enum { QUEUE_ROWS = 50, AREAS_SHOWN_MAX = 700 };

const Queue QUEUES[] = {
    { .code = "verifikasi",
      .label = N_("Verifikasi"),
      .hint = N_("Yang tenggatnya paling dekat di atas."),
      .empty_head = N_("Tidak ada yang menunggu verifikasi."),
      .empty_body = N_("Laporan baru muncul di sini dengan sendirinya."),
      .roles = DESK | R(LEADER),
      .statuses = S(RECEIVED) | S(VERIFIED),
      .order = ORDER_DUE,
      .alarms = true,
      .counted = true },
    { .code = "kotak",
      .label = N_("Kotak instansi"),
      .hint = N_("Yang tenggatnya paling dekat di atas."),
      .empty_head = N_("Tidak ada yang harus dikerjakan."),
      .empty_body = N_("Laporan yang didisposisi ke instansi Anda muncul di sini."),
      .roles = FIELD,
      .statuses = AT_AGENCY,
      .order = ORDER_DUE,
      .alarms = true,
      .counted = true },
    { .code = "tugas",
      .label = N_("Tugas saya"),
      .hint = N_("Diserahkan kepada Anda."),
      .empty_head = N_("Tidak ada yang diserahkan kepada Anda."),
      .empty_body =
          N_("Atasan atau rekan dapat menyerahkan laporan lewat tombol Serahkan ke petugas."),
      .roles = FIELD,
      .statuses = AT_AGENCY,
      .order = ORDER_DUE,
      .mine = true,
      .counted = true },
    { .code = "instansi",
      .label = N_("Di instansi"),
      .hint = N_("Sudah didisposisi, belum selesai."),
      .empty_head = N_("Tidak ada laporan di instansi."),
      .empty_body = N_("Laporan yang sudah didisposisi muncul di sini."),
      .roles = DESK | R(LEADER),
      .statuses = AT_AGENCY,
      .order = ORDER_DUE,
      .counted = true },
    { .code = "pelapor",
      .label = N_("Menunggu pelapor"),
      .hint = N_("Ditanya, atau diminta memastikan selesai."),
      .empty_head = N_("Tidak ada yang menunggu pelapor."),
      .empty_body = N_("Pertanyaan dan usul selesai yang belum dijawab muncul di sini."),
      .roles = ALL,
      .statuses = S(NEED_INFO) | S(PROPOSED),
      .order = ORDER_DUE,
      .counted = true },
    { .code = "lewat",
      .label = N_("Lewat tenggat"),
      .hint = N_("Yang paling lama terlambat di atas."),
      .empty_head = N_("Tidak ada yang lewat tenggat."),
      .empty_body = N_("Semua janji masih terjaga."),
      .roles = ALL,
      .order = ORDER_DUE,
      .overdue = true,
      .counted = true },
    { .code = "nilai",
      .label = N_("Nilai rendah"),
      .hint = N_("Pelapor memberi nilai 1 atau 2."),
      .empty_head = N_("Tidak ada nilai rendah yang belum ditinjau."),
      .empty_body = N_("Laporan yang dinilai 1 atau 2 menunggu ditinjau atasan di sini."),
      .roles = R(SUPERVISOR) | R(ADMINISTRATOR) | R(LEADER),
      .attention = ATTENTION_RATING,
      .counted = true },
    { .code = "perkembangan",
      .label = N_("Ditanya perkembangannya"),
      .hint =
          N_("Pelapor menunggu kabar. Jawab dengan kabar kemajuan, tindak lanjut, atau catatan."),
      .empty_head = N_("Tidak ada yang ditanyakan."),
      .empty_body = N_("Pertanyaan warga dari posko muncul di sini sampai dijawab."),
      .roles = DESK | FIELD | R(LEADER) | R(DESK),
      .attention = ATTENTION_PROGRESS,
      .counted = true },
    { .code = "semua",
      .label = N_("Semua laporan"),
      .hint = "",
      .empty_head = N_("Tidak ada laporan yang cocok."),
      .empty_body = N_("Longgarkan saringan, atau periksa ejaan kata yang dicari."),
      .roles = ALL | R(DESK),
      .order = ORDER_NEWEST,
      .filters = true },
    { .code = NULL },
};

bool queue_has(const Ctx *ctx, const Queue *queue)
{
    return (queue->roles & (1u << ctx->actor.role)) != 0;
}

const Queue *queue_of(const Ctx *ctx, const char *code)
{
    const Queue *first = NULL;
    for (const Queue *queue = QUEUES; queue->code; queue++) {
        if (!queue_has(ctx, queue))
            continue;
        if (g_strcmp0(queue->code, code) == 0)
            return queue;
        if (!first)
            first = queue;
    }
    return first;
}

void queue_filter(const Ctx *ctx, const Queue *queue, CaseFilter *filter)
{
    filter->statuses = queue->statuses;
    filter->order = queue->order;
    filter->overdue = queue->overdue;
    filter->officer = queue->mine ? ctx->actor.id : 0;
    filter->limit = QUEUE_ROWS;
}

/* Those with words of danger before the others, each once. */
static bool queue_put_alarms_first(Ctx *ctx, GPtrArray *cases, GError **error)
{
    g_autoptr(GPtrArray) alarms = case_list_attention(ctx, ATTENTION_ALARM, QUEUE_ROWS, error);
    if (!alarms)
        return false;
    for (guint i = 0; i < cases->len;) {
        const Case *c = cases->pdata[i];
        if (c->attention & ATTENTION_ALARM)
            g_ptr_array_remove_index(cases, i);
        else
            i++;
    }
    for (guint i = alarms->len; i > 0; i--)
        g_ptr_array_insert(cases, 0, g_steal_pointer(&alarms->pdata[i - 1]));
    return true;
}

GPtrArray *queue_list(Ctx *ctx, const Queue *queue, const CaseFilter *filter, char **next,
                      GError **error)
{
    *next = NULL;
    if (queue->attention)
        return case_list_attention(ctx, (Attention)queue->attention, QUEUE_ROWS, error);
    g_autoptr(GPtrArray) cases = case_list(ctx, filter, next, error);
    if (!cases)
        return NULL;
    if (queue->alarms && !*filter->after && !queue_put_alarms_first(ctx, cases, error))
        return NULL;
    return g_steal_pointer(&cases);
}

bool queue_count(Ctx *ctx, const Queue *queue, guint cap, guint *count, GError **error)
{
    CaseFilter filter = CASE_FILTER_INIT;
    if (!queue->attention) {
        queue_filter(ctx, queue, &filter);
        return case_count(ctx, &filter, cap, count, error);
    }
    g_autoptr(GPtrArray) cases =
        case_list_attention(ctx, (Attention)queue->attention, cap + 1, error);
    *count = cases ? cases->len : 0;
    return cases != NULL;
}

/* ---- words of a row ---- */

const char *console_holder(const Ctx *ctx, const Case *c)
{
    switch (c->status) {
    case STATUS_RECEIVED:
    case STATUS_VERIFIED:
        return page_word(ctx, N_("Admin"));
    case STATUS_NEED_INFO:
    case STATUS_PROPOSED:
        return page_word(ctx, N_("Pelapor"));
    case STATUS_REFERRED:
        return page_word(ctx, N_("Pihak luar"));
    case STATUS_ASSIGNED:
    case STATUS_IN_PROGRESS:
    case STATUS_REOPENED: {
        const Agency *agency = catalog_agency(ctx->catalog, c->agency);
        return agency ? agency->short_name : c->agency;
    }
    case STATUS_CONFIRMED:
    case STATUS_UNCONFIRMED:
    case STATUS_REJECTED:
    case STATUS_DUPLICATE:
        break;
    }
    return "";
}

void console_set_due_at(View *due, const Ctx *ctx, gint64 due_at)
{
    gint64 now = ctx_now_us(ctx);
    g_autofree char *words = time_words_due(ctx->catalog, ctx->lang, now, due_at);
    view_set(due, "WORDS", words);
    if (due_at < now)
        view_show(due, "OVER");
    else if (due_at - now < US_PER_DAY)
        view_show(due, "SOON");
}

void console_set_due(View *view, const Ctx *ctx, const Case *c)
{
    if (c->due_at == CASE_NO_DUE || status_is_closed(c->status))
        return;
    console_set_due_at(view_add(view, "DUE"), ctx, c->due_at);
}

char *console_due_words(const Ctx *ctx, gint64 due_at, TimeWords words)
{
    return due_at == CASE_NO_DUE
               ? g_strdup(page_word(ctx, N_("belum pasti: libur tahun depan belum ditetapkan")))
               : words(ctx->catalog, ctx->lang, due_at);
}

char *console_age(const Ctx *ctx, gint64 since)
{
    if (ctx_now_us(ctx) - since < US_PER_MIN)
        return g_strdup(page_word(ctx, N_("baru saja")));
    char *age = time_words_span(ctx->lang, ctx_now_us(ctx) - since);
    char *space = strchr(age, ' ');
    space = space ? strchr(space + 1, ' ') : NULL;
    if (space)
        *space = '\0';
    return age;
}

/* Rows are narrow: "Tegalsambi, Tahunan", without the words Desa and Kecamatan. */
char *console_place(const Ctx *ctx, const Case *c)
{
    const Area *area = catalog_area(ctx->catalog, c->area);
    if (!area)
        return g_strdup(*c->place_text ? c->place_text
                                       : page_word(ctx, N_("tempat belum diketahui")));
    const Area *parent = catalog_area(ctx->catalog, area->parent);
    if (!parent || area->level != AREA_VILLAGE)
        return g_strdup(area->name);
    return g_strconcat(area->name, ", ", parent->name, NULL);
}

static const struct {
    const char *code, *label, *icon;
} CHANNELS[] = {
    { "web", N_("Web"), "web" },         { "app", N_("Aplikasi"), "app" },
    { "sms", N_("SMS"), "sms" },         { "open311", N_("Open311"), "open311" },
    { "api", N_("API"), "api" },         { "cli", N_("Perintah"), "cli" },
    { "desk", N_("Loket"), "desk" },     { "radio", N_("Radio"), "radio" },
    { "phone", N_("Telepon"), "phone" },
};

const char *console_channel_label(const Ctx *ctx, const char *channel)
{
    for (guint i = 0; i < G_N_ELEMENTS(CHANNELS); i++)
        if (g_str_equal(CHANNELS[i].code, channel))
            return page_word(ctx, CHANNELS[i].label);
    const Medium *medium = medium_find(channel);
    return medium ? page_word(ctx, medium->label) : channel;
}

const char *console_channel_icon(const char *channel)
{
    for (guint i = 0; i < G_N_ELEMENTS(CHANNELS); i++)
        if (g_str_equal(CHANNELS[i].code, channel))
            return CHANNELS[i].icon;
    return g_str_has_prefix(channel, "sms") ? "sms" : "lain";
}

static char *row_url(const Request *request, const Case *c, const Queue *queue)
{
    g_autofree char *path = g_strconcat("/console/kasus/", c->ticket, NULL);
    return page_url(request, path, "antrean", queue->code, NULL);
}

/* Whom it was handed to, else the party - but not the one in whose list one reads. */
static void row_set_holder(View *row, const Ctx *ctx, const Case *c, GHashTable *names)
{
    bool own = c->agency && g_str_equal(c->agency, ctx->actor.agency);
    const char *name = names && c->officer ? g_hash_table_lookup(names, &c->officer) : NULL;
    bool admin = c->status == STATUS_RECEIVED || c->status == STATUS_VERIFIED;
    const char *holder = name ? name : own || admin ? "" : console_holder(ctx, c);
    if (*holder)
        view_set(view_add(row, "HELD"), "HOLDER", holder);
}

static void row_fill(View *row, const Ctx *ctx, const Request *request, const Case *c,
                     const Queue *queue, const char *current, bool tickable)
{
    g_autofree char *url = row_url(request, c, queue);
    g_autofree char *place = console_place(ctx, c);
    g_autofree char *age = console_age(ctx, c->created_at);
    view_set(row, "TICKET", c->ticket);
    view_set(row, "URL", url);
    page_set_status(row, ctx, c->status);
    view_set(row, "LINE", page_title(ctx, c));
    view_set(row, "PLACE", place);
    view_set(row, "AGE", age);
    view_set(row, "CHANNEL", console_channel_icon(c->channel));
    view_set(row, "CHANNEL_LABEL", console_channel_label(ctx, c->channel));
    console_set_due(row, ctx, c);
    if (c->overdue)
        view_show(row, "LATE");
    console_add_proposal(row, ctx, request, c, queue, false);
    if (c->attention & ATTENTION_ALARM)
        view_show(row, "ALARM");
    else if (c->attention & ATTENTION_PROGRESS)
        view_set_word(view_add(row, "URGENT"), "LABEL", N_("Ditanya"));
    else if (c->priority != PRIORITY_ORDINARY)
        view_set_word(view_add(row, "URGENT"), "LABEL",
                      c->priority == PRIORITY_URGENT ? N_("Mendesak") : N_("Penting"));
    if (g_strcmp0(c->ticket, current) == 0)
        view_show(row, "CURRENT");
    if (tickable)
        view_show(row, "TICKABLE");
}

/* ---- the filters of "semua" ---- */

static gint64 filter_day(const Ctx *ctx, const Request *request, const char *name, int add)
{
    gint32 day = 0;
    g_autoptr(GError) ignored = NULL;
    const char *typed = request_text(request, name);
    if (!*typed || !workday_parse(typed, &day, &ignored))
        return 0;
    return workday_instant(ctx->catalog->timezone, day + add, 0);
}

static unsigned filter_statuses(const char *typed)
{
    CaseStatus status;
    unsigned bits = 0;
    bool closed = g_str_equal(typed, "tutup");
    if (status_from_name(typed, &status))
        return STATUS_BIT(status);
    if (!closed && !g_str_equal(typed, "buka"))
        return 0;
    for (int s = STATUS_RECEIVED; s < STATUS_COUNT; s++)
        if (status_is_closed((CaseStatus)s) == closed)
            bits |= STATUS_BIT(s);
    return bits;
}

static void filter_read(const Ctx *ctx, const Request *request, CaseFilter *filter)
{
    const char *order = request_text(request, "urut");
    filter->words = request_text(request, "q");
    filter->statuses = filter_statuses(request_text(request, "status"));
    filter->service = request_text(request, "layanan");
    filter->agency = request_text(request, "instansi");
    filter->area = request_text(request, "wilayah");
    filter->channel = request_text(request, "kanal");
    filter->overdue = request_has(request, "lewat");
    filter->from_at = filter_day(ctx, request, "dari", 0);
    filter->to_at = filter_day(ctx, request, "sampai", 1);
    filter->order = g_str_equal(order, "tenggat") ? ORDER_DUE
                    : g_str_equal(order, "ubah")  ? ORDER_UPDATED
                                                  : ORDER_NEWEST;
}

static const char *const FILTER_NAMES[] = { "q",     "status", "layanan", "instansi", "wilayah",
                                            "kanal", "dari",   "sampai",  "lewat",    NULL };

static guint filter_count(const Request *request)
{
    guint count = 0;
    for (guint i = 0; FILTER_NAMES[i]; i++)
        count += *request_text(request, FILTER_NAMES[i]) != '\0';
    return count;
}

static void filters_add_statuses(View *view, const Ctx *ctx, const char *chosen)
{
    page_add_choice(view, "STATUS", "buka", page_word(ctx, N_("semua yang terbuka")), NULL,
                    g_str_equal(chosen, "buka"));
    page_add_choice(view, "STATUS", "tutup", page_word(ctx, N_("semua yang tertutup")), NULL,
                    g_str_equal(chosen, "tutup"));
    for (int s = STATUS_RECEIVED; s < STATUS_COUNT; s++) {
        const char *name = status_name((CaseStatus)s);
        page_add_choice(view, "STATUS", name, page_word(ctx, status_label((CaseStatus)s)), NULL,
                        g_str_equal(chosen, name));
    }
}

static void filters_add_areas(View *view, const Ctx *ctx, const char *chosen)
{
    const GPtrArray *areas = ctx->catalog->areas;
    for (guint i = 0; i < areas->len; i++) {
        const Area *area = areas->pdata[i];
        bool selected = g_str_equal(area->code, chosen);
        if (area->level == AREA_VILLAGE && areas->len > AREAS_SHOWN_MAX && !selected)
            continue;
        g_autofree char *label = area->level == AREA_VILLAGE ? g_strconcat("– ", area->name, NULL)
                                                             : g_strdup(area->name);
        page_add_choice(view, "AREA", area->code, label, NULL, selected);
    }
}

static void filters_add_choices(View *view, const Ctx *ctx, const Request *request)
{
    const char *order = request_text(request, "urut");
    const char *channel = request_text(request, "kanal");
    for (guint i = 0; i < ctx->catalog->services->len; i++) {
        const Service *service = ctx->catalog->services->pdata[i];
        page_add_choice(view, "SERVICE", service->code, service->name, NULL,
                        g_str_equal(service->code, request_text(request, "layanan")));
    }
    for (guint i = 0; i < ctx->catalog->agencies->len; i++) {
        const Agency *agency = ctx->catalog->agencies->pdata[i];
        if (!*ctx->actor.agency ||
            catalog_agency_under(ctx->catalog, ctx->actor.agency, agency->code))
            page_add_choice(view, "AGENCY", agency->code, agency->name, NULL,
                            g_str_equal(agency->code, request_text(request, "instansi")));
    }
    for (guint i = 0; i < G_N_ELEMENTS(CHANNELS); i++)
        page_add_choice(view, "CHANNEL", CHANNELS[i].code, page_word(ctx, CHANNELS[i].label), NULL,
                        g_str_equal(CHANNELS[i].code, channel));
    page_add_choice(view, "ORDER", "", page_word(ctx, N_("terbaru")), NULL, !*order);
    page_add_choice(view, "ORDER", "tenggat", page_word(ctx, N_("tenggat terdekat")), NULL,
                    g_str_equal(order, "tenggat"));
    page_add_choice(view, "ORDER", "ubah", page_word(ctx, N_("terakhir berubah")), NULL,
                    g_str_equal(order, "ubah"));
}

static void filters_fill(View *view, const Ctx *ctx, const Request *request, const char *action)
{
    View *filters = view_add(view, "FILTERS");
    guint active = filter_count(request);
    view_set(filters, "ACTION", action);
    view_set(filters, "WORDS", request_text(request, "q"));
    view_set(filters, "FROM", request_text(request, "dari"));
    view_set(filters, "TO", request_text(request, "sampai"));
    if (request_has(request, "lewat"))
        view_show(filters, "LATE");
    if (active > 0)
        view_set_int(view_add(filters, "ACTIVE"), "N", active);
    filters_add_statuses(filters, ctx, request_text(request, "status"));
    filters_add_areas(filters, ctx, request_text(request, "wilayah"));
    filters_add_choices(filters, ctx, request);
}

/* ---- the list ---- */

static char *queue_path(const Queue *queue)
{
    return g_strconcat("/console/antrean/", queue->code, NULL);
}

/* The address of this list with its filters, from another cursor; "" is the first page. */
static char *queue_link(const Request *request, const Queue *queue, const char *after)
{
    g_autofree char *path = queue_path(queue);
#define KEPT(name) name, queue->filters ? request_text(request, name) : ""
    return page_url(request, path, KEPT("q"), KEPT("status"), KEPT("layanan"), KEPT("instansi"),
                    KEPT("wilayah"), KEPT("kanal"), KEPT("dari"), KEPT("sampai"), KEPT("lewat"),
                    KEPT("urut"), "sesudah", after, NULL);
#undef KEPT
}

static const Action BULK_ACTIONS[] = { ACTION_VERIFY, ACTION_DISPOSE, ACTION_REJECT,
                                       ACTION_ACCEPT, ACTION_HAND_TO, ACTION_NOTE };

bool console_bulk_may(const Ctx *ctx, const Transition *t)
{
    for (guint i = 0; t && i < G_N_ELEMENTS(BULK_ACTIONS); i++)
        if (t->action == BULK_ACTIONS[i])
            return role_has_right(ctx->actor.role, t->right);
    return false;
}

static bool queue_is_bulk(const Ctx *ctx)
{
    return role_has_right(ctx->actor.role, RIGHT_CONSOLE) && ctx->actor.role != ROLE_LEADER &&
           ctx->actor.home == ctx->tenant;
}

static void bulk_fill(View *view, const Ctx *ctx)
{
    View *bulk = view_add(view, "BULK");
    for (guint i = 0; i < G_N_ELEMENTS(BULK_ACTIONS); i++) {
        const Transition *t = &TRANSITIONS[BULK_ACTIONS[i]];
        if (!console_bulk_may(ctx, t))
            continue;
        View *action = view_add(bulk, "ACTION");
        view_set(action, "NAME", t->name);
        view_set_word(action, "LABEL", t->label);
    }
}

static void paging_fill(View *view, const Request *request, const Queue *queue, const char *after,
                        const char *next)
{
    if (!*after && !next)
        return;
    View *paging = view_add(view, "PAGING");
    if (*after) {
        g_autofree char *first = queue_link(request, queue, "");
        view_set(view_add(paging, "FIRST"), "URL", first);
    }
    if (next) {
        g_autofree char *url = queue_link(request, queue, next);
        view_set(view_add(paging, "NEXT"), "URL", url);
    }
}

static void queue_fill_head(View *view, const Ctx *ctx, const Request *request, const Queue *queue,
                            const char *after, bool own)
{
    g_autofree char *self = queue_link(request, queue, after);
    view_set(view, "QUEUE", queue->code);
    view_set(view, "SELF", self);
    view_set_word(view, "TITLE", queue->label);
    view_set(view, "HINT", *queue->hint ? page_word(ctx, queue->hint) : "");
    console_set_form(view, request);
    if (!*after)
        view_show(view, "FIRST_PAGE");
    const Transition *done = transition_by_name(request_text(request, "ok"));
    if (done && own) {
        g_autofree char *words =
            page_words(ctx, N_("Tersimpan: {action}. Laporan itu tidak lagi di daftar Anda."),
                       "action", page_word(ctx, done->label), NULL);
        view_set(view_add(view, "DONE"), "WORDS", words);
    }
    if (queue->filters) {
        g_autofree char *path = queue_path(queue);
        g_autofree char *action = page_url(request, path, NULL);
        filters_fill(view, ctx, request, action);
    }
}

/* Names are asked for only where a case was handed to a person. */
static bool rows_need_names(const GPtrArray *cases)
{
    for (guint i = 0; i < cases->len; i++)
        if (((const Case *)cases->pdata[i])->officer)
            return true;
    return false;
}

static bool queue_fill_rows(View *view, Ctx *ctx, const Request *request, const Queue *queue,
                            const GPtrArray *cases, const char *current, GError **error)
{
    bool bulk = queue_is_bulk(ctx);
    if (cases->len == 0) {
        View *empty = view_add(view, "EMPTY");
        view_set_word(empty, "HEAD", queue->empty_head);
        view_set_word(empty, "BODY", queue->empty_body);
        return true;
    }
    g_autoptr(GHashTable) names = rows_need_names(cases) ? console_account_names(ctx, error) : NULL;
    if (!names && rows_need_names(cases))
        return false;
    if (bulk) {
        bulk_fill(view_show(view, "SOME_END"), ctx);
        g_autofree char *url = page_url(request, "/console/massal", NULL);
        view_set(view_add(view, "SOME"), "BULK_URL", url);
    }
    for (guint i = 0; i < cases->len; i++) {
        View *row = view_add(view, "ROW");
        row_fill(row, ctx, request, cases->pdata[i], queue, current, bulk);
        row_set_holder(row, ctx, cases->pdata[i], names);
    }
    return true;
}

/* What the agency promised on air stands above its own inbox. */
static bool queue_add_promises(View *view, Ctx *ctx, const Request *request, const Queue *queue,
                               GError **error)
{
    guint open = 0, late = 0;
    if (!g_str_equal(queue->code, "kotak") || ctx->actor.home != ctx->tenant)
        return true;
    if (!promise_count(ctx, &open, &late, error))
        return false;
    if (open == 0)
        return true;
    g_autofree char *url = page_url(request, "/console/janji", NULL);
    View *box = view_add(view, "PROMISES");
    view_set(box, "URL", url);
    view_set_int(box, "N", open);
    if (late > 0)
        view_set_int(view_add(box, "LATE"), "N", late);
    return true;
}

static bool queue_fill(View *view, Ctx *ctx, const Request *request, const Queue *queue,
                       const char *current, char **first, GError **error)
{
    /* beside a case the list stands at its beginning, without what another page's form says */
    bool own = current == NULL;
    const char *after = own ? request_text(request, "sesudah") : "";
    CaseFilter filter = CASE_FILTER_INIT;
    queue_filter(ctx, queue, &filter);
    if (queue->filters && own)
        filter_read(ctx, request, &filter);
    filter.after = after;
    g_autofree char *next = NULL;
    g_autoptr(GError) failed = NULL;
    g_autoptr(GPtrArray) cases = queue_list(ctx, queue, &filter, &next, &failed);
    if (!cases && !console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    queue_fill_head(view, ctx, request, queue, after, own);
    if (!cases) {
        view_set(view_add(view, "ERROR"), "MESSAGE", page_error_words(ctx, failed));
        return true;
    }
    if (first && cases->len > 0)
        *first = row_url(request, cases->pdata[0], queue);
    paging_fill(view, request, queue, after, next);
    if (own && !queue_add_promises(view, ctx, request, queue, error))
        return false;
    return queue_fill_rows(view, ctx, request, queue, cases, current, error);
}

bool console_queue_fill(View *view, Ctx *ctx, const Request *request, const Queue *queue,
                        const char *current, GError **error)
{
    return queue_fill(view, ctx, request, queue, current, NULL, error);
}

Reply *console_queue_get(Ctx *ctx, const Request *request, GError **error)
{
    const Queue *queue = queue_of(ctx, request->path_args[0]);
    if (!queue || !g_str_equal(queue->code, request->path_args[0])) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Antrean ini tidak ada untuk Anda."),
                  NULL);
        return NULL;
    }
    bool part = console_is_part(request);
    g_autoptr(View) page = part ? view_new("console/queue.html", ctx->lang, ctx->catalog)
                                : console_frame(ctx, request, "list", page_word(ctx, queue->label),
                                                queue->code, error);
    if (!page)
        return NULL;
    View *list = part ? page : view_include(page, "LIST", "console/queue.html");
    g_autofree char *first = NULL;
    if (!queue_fill(list, ctx, request, queue, NULL, &first, error))
        return NULL;
    View *none = part ? NULL : view_include(page, "MAIN", "console/none.html");
    if (none && first)
        view_set(view_add(none, "FIRST"), "URL", first);
    return console_reply(g_steal_pointer(&page), 200);
}

Reply *console_home(Ctx *ctx, const Request *request, GError **error)
{
    const Queue *queue = queue_of(ctx, "");
    if (ctx->actor.role == ROLE_DESK)
        return console_go(request, "/console/posko");
    if (!queue && role_has_right(ctx->actor.role, RIGHT_RADIO))
        return console_go(request, "/console/radio");
    if (!queue && role_has_right(ctx->actor.role, RIGHT_HOTLINE))
        return console_go(request, "/console/telepon");
    if (!queue) {
        error_set(error, KENTONGAN_ERROR_DENIED, NULL, N_("Akun ini tidak punya antrean."), NULL);
        return NULL;
    }
    g_autofree char *path = queue_path(queue);
    return console_go(request, path);
}

Reply *console_search_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx;
    (void)error;
    const char *typed = request_text(request, "q");
    g_autofree char *ticket = ticket_normalise(typed);
    g_autofree char *path = ticket ? g_strconcat("/console/kasus/", ticket, NULL) : NULL;
    g_autofree char *url = path ? page_url(request, path, "antrean", "semua", NULL)
                                : page_url(request, "/console/antrean/semua", "q", typed, NULL);
    return reply_see_other(url);
}
