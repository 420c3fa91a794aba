/* For tests of the domain: a small tenant catalog made by hand, actors, and short calls that must
 * succeed. On top of store_test.h.
 */
#pragma once

#include "base/workday.h"
#include "domain/action.h"
#include "domain/audit.h"
#include "domain/case_file.h"
#include "domain/intake.h"
#include "store/catalog.h"
#include "store_test.h"

#define TEXT(s) g_strdup(s)

static inline Area *domain_test_area(const char *code, const char *parent, int level,
                                     const char *name)
{
    Area *a = g_new0(Area, 1);
    *a = (Area){
        .code = TEXT(code), .parent = TEXT(parent), .name = TEXT(name), .level = (AreaLevel)level
    };
    return a;
}

static inline Agency *domain_test_agency(const char *code, const char *parent, AgencyKind kind,
                                         const char *name)
{
    Agency *a = g_new0(Agency, 1);
    *a = (Agency){ .code = TEXT(code),
                   .parent = TEXT(parent),
                   .name = TEXT(name),
                   .short_name = TEXT(name),
                   .area = TEXT(""),
                   .contact = TEXT(""),
                   .tupoksi = TEXT(""),
                   .kind = kind,
                   .active = true };
    return a;
}

static inline Service *domain_test_service(const char *code, ResolutionKind resolution,
                                           bool sensitive)
{
    Service *s = g_new0(Service, 1);
    *s = (Service){ .code = TEXT(code),
                    .name = TEXT(code),
                    .group_name = TEXT(""),
                    .description = TEXT(""),
                    .keywords = g_strsplit(sensitive ? "pungli" : "jalan berlubang,aspal", ",", -1),
                    .emergency_words = g_strsplit("kebakaran", ",", -1),
                    .policy = TEXT("default"),
                    .resolution = resolution,
                    .sensitive = sensitive,
                    .active = true,
                    .radius_m = 200,
                    .attributes = TEXT("[]") };
    return s;
}

static inline void domain_test_calendar(Catalog *c)
{
    static const char *const HOLIDAYS_2026[] = {
        "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17", "2026-03-18", "2026-03-19",
        "2026-03-20", "2026-03-23", "2026-03-24", "2026-04-03", "2026-05-01", "2026-05-14",
        "2026-05-15", "2026-05-27", "2026-05-28", "2026-06-01", "2026-06-16", "2026-08-17",
        "2026-08-25", "2026-12-24", "2026-12-25",
    };
    for (guint i = 0; i < G_N_ELEMENTS(HOLIDAYS_2026); i++) {
        Holiday h = { .kind = 1, .name = TEXT("libur") };
        g_assert_true(workday_parse(HOLIDAYS_2026[i], &h.day, NULL));
        g_array_append_val(c->holidays, h);
    }
    HolidayYear year = { 2026, true, TEXT("SKB 1497/2025, 2/2025, 5/2025") };
    g_array_append_val(c->years, year);
}

static inline void domain_test_tenant(Tenant *t, const char *code, const char *prefix,
                                      gint64 parent)
{
    *t = (Tenant){ .code = TEXT(code),
                   .name = g_strdup_printf("Kabupaten %s", code),
                   .host = TEXT(""),
                   .prefix = TEXT(prefix),
                   .parent = parent,
                   .place_noun = TEXT(code),
                   .timezone = TEXT("Asia/Jakarta"),
                   .timezone_name = TEXT("WIB"),
                   .brand = TEXT("#0b6e4f"),
                   .sms_number = TEXT("1708"),
                   .phone = TEXT(""),
                   .emergency = TEXT("112"),
                   .contact = TEXT(""),
                   .area = TEXT("33.20"),
                   .south_e7 = -69000000,
                   .west_e7 = 1103000000,
                   .north_e7 = -62000000,
                   .east_e7 = 1111000000,
                   .zoom = 11,
                   .office_open_min = 450,
                   .office_close_min = 960,
                   .quiet_from_min = 1260,
                   .quiet_to_min = 360,
                   .working_weekdays = 0x1f,
                   .leader = TEXT("Bupati"),
                   .staff_sms = TEXT("emergency warning ladder"),
                   .staff_email = TEXT("ladder"),
                   .public_url = TEXT("https://lapor.example") };
}

static inline Policy *domain_test_policy(void)
{
    Policy *p = g_new0(Policy, 1);
    *p = (Policy){ .code = TEXT("default"),
                   .disposition_wd = 2,
                   .followup_wd = 5,
                   .resolution_wd = { 5, 14, 60 },
                   .info_wd = 10,
                   .confirm_wd = 10,
                   .progress_wd = 2,
                   .reopen_wd = 10,
                   .warn_percent = 75,
                   .public_overdue = true,
                   .max_extensions = 1,
                   .rungs = { { 0, TEXT("petugas") }, { 1, TEXT("kepala") } },
                   .rung_count = 2 };
    return p;
}

typedef struct {
    Catalog *made;
    gint64 now;
} DomainTestSave;

static inline bool domain_test_save(Db *db, gpointer user, GError **error)
{
    DomainTestSave *save = user;
    CatalogChange change;
    return catalog_store_replace(db, save->made, save->now, &change, error);
}

static inline void domain_test_listen(Catalog *c, ListenKind kind, const char *word)
{
    ListenRule *rule = g_new0(ListenRule, 1);
    *rule = (ListenRule){ kind, TEXT(word) };
    g_ptr_array_add(c->listen, rule);
}

/* Not sealed yet, so that a test can change it. */
static inline Catalog *domain_test_made(const char *code, const char *prefix, gint64 parent)
{
    Catalog *made = catalog_new();
    domain_test_tenant(&made->tenant, code, prefix, parent);
    g_ptr_array_add(made->areas, domain_test_area("33.20", "", AREA_REGENCY, "Jepara"));
    g_ptr_array_add(made->areas, domain_test_area("33.20.06", "33.20", AREA_DISTRICT, "Jepara"));
    g_ptr_array_add(made->areas,
                    domain_test_area("33.20.06.1006", "33.20.06", AREA_VILLAGE, "Panggang"));
    g_ptr_array_add(made->agencies, domain_test_agency("dpupr", "", AGENCY_DINAS, "DPUPR"));
    g_ptr_array_add(made->agencies, domain_test_agency("dlh", "", AGENCY_DINAS, "DLH"));
    g_ptr_array_add(made->services, domain_test_service("jalan", RESOLUTION_NO_FIELD, false));
    g_ptr_array_add(made->services, domain_test_service("pungli", RESOLUTION_FIELD, true));
    g_ptr_array_add(made->policies, domain_test_policy());
    domain_test_calendar(made);
    domain_test_listen(made, LISTEN_KEYWORD, "Jabar Quick Response");
    domain_test_listen(made, LISTEN_HASHTAG, "#lapor");
    return made;
}

/* Stored in the database and loaded again, as the program does. */
static inline Catalog *domain_test_stored(StoreTest *t, Catalog *made)
{
    GError *error = NULL;
    catalog_seal(made);
    DomainTestSave job = { made, clock_now_us(t->clock) };
    g_assert_true(db_transact(t->db, domain_test_save, &job, &error));
    store_assert_no_error(error);
    Catalog *loaded = catalog_store_load(t->db, made->tenant.id, &error);
    store_assert_no_error(error);
    return loaded;
}

static inline Catalog *domain_test_catalog(StoreTest *t, const char *code, const char *prefix,
                                           gint64 parent)
{
    g_autoptr(Catalog) made = domain_test_made(code, prefix, parent);
    return domain_test_stored(t, made);
}

static inline void domain_test_begin(StoreTest *t)
{
    crypt_open_for_test();
    t->ctx.catalog = domain_test_catalog(t, "jepara", "JPR", 0);
}

static inline void domain_test_end(StoreTest *t)
{
    catalog_unref((Catalog *)t->ctx.catalog);
    t->ctx.catalog = NULL;
}

static inline void domain_test_as(StoreTest *t, ActorKind kind, gint64 id, Role role,
                                  const char *agency)
{
    t->ctx.actor = (Actor){ .kind = kind,
                            .id = id,
                            .account = kind == ACTOR_STAFF ? id : 0,
                            .role = role,
                            .agency = agency,
                            .area = "",
                            .name = "Uji",
                            .home = t->ctx.tenant };
}

static inline Intake domain_test_intake(const char *text)
{
    return (Intake){ .channel = "web",
                     .service = "",
                     .text = text,
                     .place_text = "",
                     .area = "",
                     .name = "",
                     .phone = "",
                     .email = "",
                     .attributes = "",
                     .lang = "id",
                     .idempotency_key = "",
                     .join = "" };
}

/* The ticket of a new report (transfer full). */
static inline char *domain_test_report(StoreTest *t, const Intake *in, gint64 *report_id)
{
    GError *error = NULL;
    g_auto(IntakeResult) result = { 0 };
    domain_test_as(t, ACTOR_PUBLIC, 0, ROLE_NONE, "");
    bool ok = intake_submit(&t->ctx, in, &result, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    if (report_id)
        *report_id = result.report_id;
    return g_steal_pointer(&result.ticket);
}

static inline ActionResult domain_test_do(StoreTest *t, const char *ticket, Action action,
                                          const ActionInput *in)
{
    GError *error = NULL;
    ActionResult result = { 0 };
    bool ok = action_apply(&t->ctx, ticket, action, in, &result, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return result;
}

static inline void domain_test_refused(StoreTest *t, const char *ticket, Action action,
                                       const ActionInput *in, KentonganError code)
{
    g_autoptr(GError) error = NULL;
    ActionResult result = { 0 };
    g_assert_false(action_apply(&t->ctx, ticket, action, in, &result, &error));
    g_assert_cmpint(error_code(error), ==, (int)code);
}

static inline void domain_test_audit_is_clean(StoreTest *t)
{
    GError *error = NULL;
    gint64 events = 0;
    g_autoptr(GPtrArray) findings =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_finding_free);
    bool ok = audit_verify(&t->ctx, findings, &events, NULL, NULL, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    for (guint i = 0; i < findings->len; i++) {
        const AuditFinding *f = findings->pdata[i];
        g_test_message("%s: %s", f->what, f->detail ? f->detail : "");
    }
    g_assert_cmpuint(findings->len, ==, 0);
    g_assert_cmpint(events, >, 0);
}
