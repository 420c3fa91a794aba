/* nearby.h against a list of all cases that is gone through one by one: scattered, in a crowd, on
 * one spot; on both engines. */
#include "base/geometry.h"
#include "domain/nearby.h"
#include "store/case.h"
#include "store_test.h"

#include <math.h>

static const char *const SERVICES[] = { "", "jalan", "lampu", "sampah" };

typedef struct {
    gint64 id;
    gint32 lat_e7, lng_e7;
    const char *service;
    bool listed, closed;
    double distance_m;
} Placed;

static bool insert_all(Ctx *ctx, gpointer user, GError **error)
{
    const GArray *all = user;
    for (guint i = 0; i < all->len; i++) {
        const Placed *p = &g_array_index(all, Placed, i);
        g_autoptr(Case) c = case_new();
        g_autofree char *ticket = g_strdup_printf("JPR-%04u-%04u", i / 10000, i % 10000);
        c->id = p->id;
        c->tenant = ctx->tenant;
        c->ticket = g_strdup(ticket);
        c->channel = g_strdup("web");
        c->class_ = CLASS_COMPLAINT;
        c->status = STATUS_RECEIVED;
        c->visibility = VISIBILITY_OPEN;
        c->listed = p->listed;
        c->service = g_strdup(p->service);
        c->agency = g_strdup("");
        c->area = g_strdup("");
        c->lat_e7 = p->lat_e7;
        c->lng_e7 = p->lng_e7;
        c->cell = geometry_cell(p->lat_e7, p->lng_e7);
        c->place_text = g_strdup("");
        c->title = g_strdup("Jalan berlubang");
        c->policy = g_strdup("umum");
        c->created_at = c->updated_at = STORE_TEST_NOW;
        c->due_at = CASE_NO_DUE;
        c->close_code = g_strdup("");
        c->proposal = g_strdup("");
        c->event_seq = 1;
        if (!case_store_insert(ctx, c, error))
            return false;
        c->closed_at = STORE_TEST_NOW;
        if (p->closed && !case_store_update(ctx, c, error))
            return false;
    }
    return true;
}

static void insert(StoreTest *t, GArray *all)
{
    GError *error = NULL;
    bool ok = ctx_transact(&t->ctx, insert_all, all, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

static gint32 around(gint32 middle_e7, double reach_e7)
{
    return (gint32)(middle_e7 + g_test_rand_double_range(-reach_e7, reach_e7));
}

/* Every tenth closed, every tenth not for the public; spots are on a coarse grid now and then, so
 * that several cases stand on one, and on the edges of squares. */
static void place(GArray *all, int count, gint32 lat_e7, gint32 lng_e7, double reach_e7)
{
    for (int i = 0; i < count; i++) {
        gint32 grid = i % 3 == 0 ? 1 << 12 : 1;
        Placed p = { .id = 1000 + all->len,
                     .lat_e7 = around(lat_e7, reach_e7) / grid * grid,
                     .lng_e7 = around(lng_e7, reach_e7) / grid * grid,
                     .service = SERVICES[g_test_rand_int_range(0, 4)],
                     .listed = g_test_rand_int_range(0, 10) != 0,
                     .closed = g_test_rand_int_range(0, 10) == 0 };
        g_array_append_val(all, p);
    }
}

static int nearest_newest(gconstpointer a, gconstpointer b)
{
    const Placed *x = a, *y = b;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

static GArray *by_hand(const GArray *all, const char *service, gint32 lat_e7, gint32 lng_e7,
                       double radius_m)
{
    GArray *near = g_array_new(FALSE, FALSE, sizeof(Placed));
    for (guint i = 0; i < all->len; i++) {
        Placed p = g_array_index(all, Placed, i);
        bool placed = geometry_point_valid(p.lat_e7, p.lng_e7); /* 0,0 says that nobody knows */
        bool fits = placed && (!*service || !*p.service || g_str_equal(service, p.service));
        p.distance_m = geometry_distance_m(lat_e7, lng_e7, p.lat_e7, p.lng_e7);
        if (fits && p.listed && !p.closed && p.distance_m <= radius_m)
            g_array_append_val(near, p);
    }
    g_array_sort(near, nearest_newest);
    return near;
}

static guint assert_found(StoreTest *t, const GArray *all, const char *service, gint32 lat_e7,
                          gint32 lng_e7, double radius_m, guint max)
{
    GError *error = NULL;
    g_autoptr(GArray) wanted = by_hand(all, service, lat_e7, lng_e7, radius_m);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    bool ok = nearby_find(&t->ctx, service, lat_e7, lng_e7, radius_m, max, found, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    g_assert_cmpuint(found->len, ==, MIN(max, wanted->len));
    for (guint i = 0; i < found->len; i++)
        g_assert_cmpint(((const Case *)found->pdata[i])->id, ==,
                        g_array_index(wanted, Placed, i).id);
    return found->len;
}

static void ask_often(StoreTest *t, const GArray *all, gint32 lat_e7, gint32 lng_e7,
                      double reach_e7)
{
    guint found = 0;
    for (int round = 0; round < 300; round++) {
        double radius_m = pow(10, g_test_rand_double_range(0, 4));
        found += assert_found(t, all, SERVICES[round % 4], around(lat_e7, reach_e7),
                              around(lng_e7, reach_e7), radius_m, round % 7 ? 10 : 200);
    }
    g_assert_cmpuint(found, >, 300);
}

static void test_scattered(StoreTest *t)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Placed));
    place(all, 1000, -65907000, 1106677000, 800000);
    place(all, 1000, -65907000, -1106677000, 800000);
    place(all, 500, 0, 0, 300000);
    insert(t, all);
    ask_often(t, all, -65907000, 1106677000, 900000);
    ask_often(t, all, -65907000, -1106677000, 900000);
    ask_often(t, all, 0, 0, 300000);
}

/* What was missed before: more cases in the cells around than were read, and near ones among the
 * last. */
static void test_crowd(StoreTest *t)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Placed));
    place(all, 3000, -65907000, 1106677000, 9000);
    place(all, 300, -65907000, 1106677000, 900000);
    insert(t, all);
    ask_often(t, all, -65907000, 1106677000, 12000);
}

/* Thousands on one spot (the point that a map proposes), and one of another kind beside it. */
static void test_one_spot(StoreTest *t)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Placed));
    Placed p = { .lat_e7 = -65907000, .lng_e7 = 1106677000, .service = "lampu", .listed = true };
    for (p.id = 1000; p.id < 4000; p.id++)
        g_array_append_val(all, p);
    Placed other = { 500, -65907000, 1106677900, "jalan", true, false, 0 };
    g_array_append_val(all, other);
    insert(t, all);
    g_assert_cmpuint(assert_found(t, all, "", -65907000, 1106677000, 0, 10), ==, 10);
    g_assert_cmpuint(assert_found(t, all, "", -65907100, 1106677000, 100, 40), ==, 40);
    g_assert_cmpuint(assert_found(t, all, "jalan", -65907000, 1106677000, 100, 10), ==, 1);
    g_assert_cmpuint(assert_found(t, all, "jalan", -65907000, 1106677000, 5, 10), ==, 0);
    g_assert_cmpuint(assert_found(t, all, "lampu", -65907000, 1106677000, 5, 1), ==, 1);
    g_assert_cmpuint(assert_found(t, all, "lampu", -65907000, 1106677000, 5, 0), ==, 0);
    t->ctx.tenant = 2;
    g_array_set_size(all, 0);
    g_assert_cmpuint(assert_found(t, all, "", -65907000, 1106677000, 100, 10), ==, 0);
}

/* A crowd is read from the index alone, whatever the service. */
static void test_plan(StoreTest *t)
{
    guint seen = 0;
    for (guint i = 0; i < db_statement_count(); i++) {
        GError *error = NULL;
        const DbStatement *statement = db_statement_at(i);
        if (!g_str_has_prefix(statement->name, "case.spots"))
            continue;
        g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", statement->sql, NULL);
        g_autoptr(DbCursor) step = db_query_text(t->db, explain, &error);
        store_assert_no_error(error);
        g_assert_true(db_next(step, &error));
        g_assert_nonnull(strstr(db_text(step, 3), "USING COVERING INDEX case_by_"));
        g_assert_nonnull(strstr(db_text(step, 3), "cell>? AND cell<?)"));
        g_assert_false(db_next(step, &error)); /* no step that sorts */
        seen++;
    }
    g_assert_cmpuint(seen, ==, 3);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/nearby/scattered", test_scattered);
    store_test_add("/nearby/crowd", test_crowd);
    store_test_add("/nearby/one_spot", test_one_spot);
    store_test_add_on(DB_SQLITE, "/nearby/plan", test_plan, false);
    return store_test_run();
}
