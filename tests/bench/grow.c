/* Growth: fills an installation with invented cases through the real intake, and asks the questions
 * that people ask all day.
 *
 *     build/tests/bench/grow load DB KEY TENANT N     adds cases until there are N; prints seconds
 *     build/tests/bench/grow learn DB KEY TENANT      learns from all of it; prints seconds
 *     build/tests/bench/grow ask DB KEY TENANT        prints "question p50_us", "question_p99 us"
 *
 * Nine of ten cases are closed afterwards by plain statements, as in a government that has run for
 * years; the rest stand in the queues, and what is late by then is due in the next 701 days, so
 * that the clock is not busy with it while something else is measured. Texts are drawn from
 * everyday words, so that a searched word is as common in a large database as in a small one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "domain/case_file.h"
#include "domain/desk_find.h"
#include "domain/duplicate.h"
#include "domain/intake.h"
#include "domain/learning.h"
#include "domain/person.h"
#include "domain/proposal.h"
#include "domain/search.h"
#include "store/catalog.h"
#include "store/tenant.h"

enum { BATCH = 500, ROUNDS = 400, SPAN_DAYS = 700 };

static const char *const WORDS[] = {
    "jalan",  "berlubang", "lampu",   "mati",   "sampah",    "menumpuk",  "selokan",  "mampet",
    "banjir", "pohon",     "roboh",   "air",    "keruh",     "jembatan",  "retak",    "trotoar",
    "rusak",  "rambu",     "hilang",  "parkir", "liar",      "bau",       "debu",     "truk",
    "malam",  "pagi",      "sekolah", "pasar",  "masjid",    "balai",     "desa",     "gang",
    "warga",  "resah",     "sudah",   "lama",   "belum",     "ditangani", "mohon",    "segera",
    "depan",  "belakang",  "dekat",   "rumah",  "puskesmas", "kantor",    "terminal", "pelabuhan",
};

typedef struct {
    Ctx ctx;
    Clock *clock;
    GRand *random;
    GPtrArray *villages; /* const Area* */
} Bench;

static void die(const GError *error)
{
    g_error("%s (%s)", error->message, error_detail(error) ? error_detail(error) : "");
}

static void bench_open(Bench *b, Database *database, const char *tenant)
{
    GError *error = NULL;
    *b = (Bench){ .clock = clock_new(true), .random = g_rand_new_with_seed(7) };
    b->ctx = (Ctx){ .clock = b->clock, .lang = "id", .request_id = "bench" };
    b->ctx.actor = (Actor){ .kind = ACTOR_SYSTEM, .agency = "", .area = "", .name = "" };
    b->ctx.db = db_open(database, &error);
    g_autoptr(Tenant) row = error ? NULL : tenant_store_by_code(b->ctx.db, tenant, &error);
    b->ctx.catalog = error ? NULL : catalog_store_load(b->ctx.db, row->id, &error);
    if (error)
        die(error);
    b->ctx.tenant = row->id;
    b->villages = g_ptr_array_new();
    for (guint i = 0; i < b->ctx.catalog->areas->len; i++) {
        const Area *area = b->ctx.catalog->areas->pdata[i];
        if (area->level == AREA_VILLAGE)
            g_ptr_array_add(b->villages, (gpointer)area);
    }
}

static char *text_new(Bench *b)
{
    GString *text = g_string_new(NULL);
    int count = g_rand_int_range(b->random, 12, 30);
    for (int i = 0; i < count; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "",
                               WORDS[g_rand_int_range(b->random, 0, G_N_ELEMENTS(WORDS))]);
    return g_string_free(text, FALSE);
}

static void add_one(Bench *b)
{
    GError *error = NULL;
    const Tenant *t = &b->ctx.catalog->tenant;
    const GPtrArray *services = b->ctx.catalog->services;
    const Service *service = services->pdata[g_rand_int_range(b->random, 0, (gint32)services->len)];
    const Area *area = b->villages->pdata[g_rand_int_range(b->random, 0, (gint32)b->villages->len)];
    g_autofree char *text = text_new(b);
    g_autofree char *phone = g_strdup_printf("0812%08d", g_rand_int_range(b->random, 0, 99999999));
    g_auto(IntakeResult) result = { 0 };
    Intake in = { .channel = "web",
                  .service = service->code,
                  .text = text,
                  .place_text = "depan balai desa",
                  .area = area->code,
                  .name = "",
                  .phone = "",
                  .email = "",
                  .attributes = "",
                  .lang = "id",
                  .idempotency_key = "",
                  .join = "" };
    in.lat_e7 = g_rand_int_range(b->random, t->south_e7, t->north_e7);
    in.lng_e7 = g_rand_int_range(b->random, t->west_e7, t->east_e7);
    if (g_rand_int_range(b->random, 0, 3) == 0)
        in.phone = phone;
    if (!intake_submit(&b->ctx, &in, &result, &error))
        die(error);
}

typedef struct {
    Bench *bench;
    guint count;
} Batch;

static bool batch_work(Ctx *ctx, gpointer user, GError **error)
{
    Batch *batch = user;
    Ctx outer = batch->bench->ctx;
    (void)error;
    batch->bench->ctx = *ctx;
    for (guint i = 0; i < batch->count; i++)
        add_one(batch->bench);
    batch->bench->ctx = outer;
    return true;
}

static gint64 count_cases(Bench *b)
{
    g_autoptr(DbCursor) row = db_query_text(b->ctx.db, "SELECT count(*) FROM cases", NULL);
    return row && db_next(row, NULL) ? db_int(row, 0) : 0;
}

static void settle(Bench *b)
{
    GError *error = NULL;
    bool more = true;
    if (!db_run_script(b->ctx.db,
                       "UPDATE clock SET state = 3, stopped_at = started_at + 86400000000"
                       " WHERE case_id % 10 <> 0 AND state = 1;"
                       "UPDATE cases SET status = 7, agency = 'dpupr', closed_at = created_at +"
                       " 86400000000, due_at = 9223372036854775807, listed = 1"
                       " WHERE id % 10 <> 0 AND closed_at = 0;"
                       "UPDATE cases SET status = 4, agency = 'dpupr', listed = 1 WHERE id % 10 = 0"
                       " AND id % 20 <> 0 AND status = 1;"
                       "UPDATE clock SET wake_at = wake_at + 60566400000000, due_at = due_at +"
                       " iif(due_at = 9223372036854775807, 0, 60566400000000)"
                       " WHERE state = 1 AND wake_at < unixepoch() * 1000000;"
                       "UPDATE cases SET due_at = due_at + 60566400000000"
                       " WHERE closed_at = 0 AND due_at < unixepoch() * 1000000;",
                       &error))
        die(error);
    while (more)
        if (!search_catch_up(&b->ctx, &more, &error))
            die(error);
}

static void load(Bench *b, gint64 wanted)
{
    gint64 there = count_cases(b), missing = wanted - there;
    gint64 start = g_get_monotonic_time(), now = clock_now_us(b->clock);
    for (gint64 done = 0; done < missing; done += BATCH) {
        GError *error = NULL;
        Batch batch = { b, (guint)MIN(BATCH, missing - done) };
        gint64 age = SPAN_DAYS * US_PER_DAY / MAX(missing, 1) * (missing - done);
        clock_set(b->clock, now - age);
        if (!ctx_transact(&b->ctx, batch_work, &batch, &error))
            die(error);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r%" G_GINT64_FORMAT " / %" G_GINT64_FORMAT, there + done, wanted);
    }
    settle(b);
    printf("%.1f\n", (double)(g_get_monotonic_time() - start) / 1e6);
}

/* ---- questions ---- */

typedef void (*Question)(Bench *b);

static void list(Bench *b, const CaseFilter *filter)
{
    GError *error = NULL;
    g_autofree char *next = NULL;
    g_autoptr(GPtrArray) cases = case_list(&b->ctx, filter, &next, &error);
    if (!cases)
        die(error);
    g_assert_cmpuint(cases->len, >, 0);
}

static void ask_verification(Bench *b)
{
    CaseFilter f = CASE_FILTER_INIT;
    f.statuses = 1u << STATUS_RECEIVED | 1u << STATUS_VERIFIED;
    f.order = ORDER_DUE;
    list(b, &f);
}

static void ask_inbox(Bench *b)
{
    CaseFilter f = CASE_FILTER_INIT;
    f.agency = "dpupr";
    f.order = ORDER_DUE;
    list(b, &f);
}

static void ask_case(Bench *b)
{
    static GPtrArray *cases;
    GError *error = NULL;
    bool limited = false;
    CaseFilter f = CASE_FILTER_INIT;
    f.public_only = true;
    f.limit = 500;
    if (!cases)
        cases = case_list(&b->ctx, &f, NULL, &error);
    const Case *c = cases->pdata[g_rand_int_range(b->random, 0, (gint32)cases->len)];
    g_autoptr(CaseFile) file = case_file_load_public(&b->ctx, c->ticket, "", &limited, &error);
    if (!file)
        die(error);
}

/* Where something is: a case that is at work, which must be among what is found. */
static void ask_near(Bench *b)
{
    static GPtrArray *open;
    GError *error = NULL;
    CaseFilter f = CASE_FILTER_INIT;
    f.agency = "dpupr";
    f.order = ORDER_DUE;
    f.limit = 200;
    if (!open)
        open = case_list(&b->ctx, &f, NULL, &error);
    const Case *c = open->pdata[g_rand_int_range(b->random, 0, (gint32)open->len)];
    g_autoptr(GPtrArray) cases = intake_similar(&b->ctx, "", c->lat_e7, c->lng_e7, "", 10, &error);
    if (!cases)
        die(error);
    g_assert_cmpuint(cases->len, >, 0);
}

static void ask_words(Bench *b)
{
    CaseFilter f = CASE_FILTER_INIT;
    g_autofree char *words =
        g_strconcat(WORDS[g_rand_int_range(b->random, 0, G_N_ELEMENTS(WORDS))], " ",
                    WORDS[g_rand_int_range(b->random, 0, G_N_ELEMENTS(WORDS))], NULL);
    f.words = words;
    list(b, &f);
}

/* What people say at a desk: tickets and telephone numbers of reports, taken by chance. */
static GPtrArray *said_at_desks(Bench *b)
{
    GError *error = NULL;
    CaseFilter f = CASE_FILTER_INIT;
    GPtrArray *said = g_ptr_array_new();
    f.limit = 500;
    GPtrArray *cases = case_list(&b->ctx, &f, NULL, &error);
    for (guint i = 0; cases && i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        g_autoptr(CaseFile) file = case_file_load(&b->ctx, c->ticket, &error);
        if (!file)
            die(error);
        const Report *report = file->reports->pdata[0];
        char *phone = NULL;
        g_ptr_array_add(said, g_strdup(c->ticket));
        if (report->person_id && person_phone(&b->ctx, report->person_id, &phone, NULL))
            g_ptr_array_add(said, phone);
    }
    return said;
}

static void ask_desk(Bench *b)
{
    static GPtrArray *said;
    GError *error = NULL;
    DeskFindBy by;
    const Actor before = b->ctx.actor;
    if (!said)
        said = said_at_desks(b);
    b->ctx.actor = (Actor){ .kind = ACTOR_STAFF,
                            .id = 1,
                            .account = 1,
                            .role = ROLE_DESK,
                            .agency = "",
                            .area = "",
                            .name = "",
                            .home = b->ctx.tenant };
    const char *asked = said->pdata[g_rand_int_range(b->random, 0, (gint32)said->len)];
    g_autoptr(GPtrArray) found = desk_find(&b->ctx, asked, &by, &error);
    b->ctx.actor = before;
    if (!found)
        die(error);
    g_assert_cmpuint(found->len, >, 0);
}

/* What the verification screen looks for beside each report: half of them without a point. */
static void ask_duplicates(Bench *b)
{
    static GPtrArray *waiting;
    GError *error = NULL;
    CaseFilter f = CASE_FILTER_INIT;
    f.statuses = 1u << STATUS_RECEIVED;
    f.order = ORDER_DUE;
    f.limit = 500;
    if (!waiting)
        waiting = case_list(&b->ctx, &f, NULL, &error);
    const Case *c = waiting->pdata[g_rand_int_range(b->random, 0, (gint32)waiting->len)];
    bool point = g_rand_boolean(b->random);
    g_autofree char *text = text_new(b);
    const DuplicateQuery query = { .case_id = c->id,
                                   .text = text,
                                   .place_text = c->place_text,
                                   .service = c->service,
                                   .area = c->area,
                                   .lat_e7 = point ? c->lat_e7 : 0,
                                   .lng_e7 = point ? c->lng_e7 : 0,
                                   .accuracy_m = 30,
                                   .created_at = c->created_at };
    g_autoptr(GPtrArray) found = duplicate_find(&b->ctx, &query, 5, &error);
    if (!found)
        die(error);
}

/* All that is proposed when a report comes in: category, place, danger. */
static void ask_proposal(Bench *b)
{
    g_autofree char *text = text_new(b);
    g_auto(Proposal) found = { 0 };
    proposal_find(b->ctx.catalog, text, "depan balai desa", "", "", &found);
}

static int by_value(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

static void ask(Bench *b)
{
    static const struct {
        const char *name;
        Question question;
    } QUESTIONS[] = {
        { "verification_queue", ask_verification },
        { "agency_inbox", ask_inbox },
        { "case_page", ask_case },
        { "nearby", ask_near },
        { "text_search", ask_words },
        { "desk_search", ask_desk },
        { "duplicates", ask_duplicates },
        { "proposal", ask_proposal },
    };
    GError *error = NULL;
    if (!learning_refresh(&b->ctx, &error))
        die(error);
    for (guint q = 0; q < G_N_ELEMENTS(QUESTIONS); q++) {
        gint64 took[ROUNDS];
        for (guint i = 0; i < ROUNDS; i++) {
            gint64 start = g_get_monotonic_time();
            QUESTIONS[q].question(b);
            took[i] = g_get_monotonic_time() - start;
        }
        qsort(took, ROUNDS, sizeof took[0], by_value);
        printf("%s %" G_GINT64_FORMAT "\n", QUESTIONS[q].name, took[ROUNDS / 2]);
        printf("%s_p99 %" G_GINT64_FORMAT "\n", QUESTIONS[q].name, took[ROUNDS * 99 / 100]);
    }
}

static void learn(Bench *b)
{
    GError *error = NULL;
    bool done = false;
    gint64 start = g_get_monotonic_time();
    const LearnLimits limits = { .threads = 1, .ends_at_us = start + 60 * US_PER_S };
    if (!learning_run(&b->ctx, &limits, &done, &error))
        die(error);
    printf("%.1f\n", (double)(g_get_monotonic_time() - start) / 1e6);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    if (argc < 5)
        g_error("usage: grow load|learn|ask DB KEY TENANT [N]");
    if (!crypt_open(argv[3], false, &error))
        die(error);
    g_autoptr(Database) database = database_open(argv[2], &error);
    if (!database)
        die(error);
    Bench b;
    bench_open(&b, database, argv[4]);
    if (strcmp(argv[1], "load") == 0)
        load(&b, g_ascii_strtoll(argv[5], NULL, 10));
    else if (strcmp(argv[1], "learn") == 0)
        learn(&b);
    else
        ask(&b);
    db_close(b.ctx.db);
    return 0;
}
