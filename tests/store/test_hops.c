/* Random walks over everything that may be done with cases, on both engines, with a clock that
 * moves: after each step the program's cases are compared with the second opinion of walk.h.
 *
 * What must hold: hops begin at the receipt, touch, add up to the age, the last one is open and
 * belongs to the holder that the table says; clocks have the length that counting days gives, with
 * every pause taken out; a refused act changes nothing; each public step makes one message a
 * follower; every event is in its chain.
 *
 * A step depends on the seed and its own number only, so that a walk that fails is made smaller by
 * leaving steps out; the smallest one is printed. Environment:
 *   KENTONGAN_WALK_SEED=N   the first walk, and the only one unless
 *   KENTONGAN_WALKS=N       says how many there are; at most 600
 */
#include "walk_steps.h"

#include <stdlib.h>

enum { WALKS = 40, STEPS = 140, AUDIT_EACH = 70 };

static Step step_make(guint32 seed, guint number)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed_array((guint32[]){ seed, number }, 2);
    static const StepKind KINDS[] = {
        STEP_TIME, STEP_TIME,   STEP_TIME, STEP_TIME, STEP_TIME,     STEP_WAKE, STEP_WAKE,
        STEP_WAKE, STEP_REPORT, STEP_JOIN, STEP_SMS,  STEP_CALENDAR, STEP_ACT,  STEP_ACT,
        STEP_ACT,  STEP_ACT,    STEP_ACT,  STEP_ACT,  STEP_ACT,      STEP_ACT,  STEP_ACT,
        STEP_ACT,  STEP_ACT,    STEP_ACT,  STEP_ACT,  STEP_ACT,
    };
    Step s = { .kind = number < 2 ? STEP_REPORT : KINDS[g_rand_int(rand) % G_N_ELEMENTS(KINDS)] };
    s.a = g_rand_int(rand);
    s.b = g_rand_int(rand);
    s.c = g_rand_int(rand);
    s.d = g_rand_int(rand);
    s.e = g_rand_int(rand);
    return s;
}

static bool walk_step(Walk *w, guint number)
{
    static bool (*const DO[])(Walk *, const Step *) = {
        step_time, step_wake, step_report, step_join, step_sms, step_calendar, step_act,
    };
    Step s = step_make(w->seed, number);
    gint64 before = w->model.now = clock_now_us(w->t->clock);
    g_string_truncate(w->said, 0);
    return DO[s.kind](w, &s) && check_all(w, before);
}

typedef struct Path {
    guint32 seed;
    bool skip[STEPS];
    guint length; /* steps up to the failing one */
} Path;

/* True when it holds; what went wrong is told through w. */
static bool walk_go(Walk *w, Path *path)
{
    bool ok = true;
    for (guint n = 0; ok && n < path->length; n++) {
        if (path->skip[n])
            continue;
        ok = walk_step(w, n) && (n % AUDIT_EACH != AUDIT_EACH - 1 || check_audit(w));
        if (!ok)
            path->length = n + 1;
    }
    return ok && check_audit(w);
}

static guint32 next_world;

static bool path_holds(StoreTest *t, Path *path, Walk *sum, char **failure)
{
    Walk w;
    walk_begin(&w, t, path->seed, next_world++);
    bool ok = walk_go(&w, path);
    if (!ok)
        *failure = g_strdup_printf("%s: %s", w.said->str, w.failure->str);
    sum->done += w.done;
    sum->refused += w.refused;
    sum->breaches += w.breaches;
    walk_end(&w);
    return ok;
}

/* Leaves out what can be left out so that it still goes wrong. */
static void path_shrink(StoreTest *t, Path *path, char **failure)
{
    Walk sum = { 0 };
    for (guint chunk = path->length / 2; chunk > 0; chunk /= 2)
        for (guint from = 0; from + 1 < path->length; from += chunk) {
            Path smaller = *path;
            g_autofree char *other = NULL;
            for (guint n = from; n < MIN(from + chunk, path->length - 1); n++)
                smaller.skip[n] = true;
            if (memcmp(&smaller, path, sizeof smaller) == 0 ||
                path_holds(t, &smaller, &sum, &other))
                continue;
            *path = smaller;
            g_free(*failure);
            *failure = g_steal_pointer(&other);
        }
}

/* The steps that are left, as they tell themselves. */
static void path_tell(StoreTest *t, const Path *path, const char *failure)
{
    Walk w;
    walk_begin(&w, t, path->seed, next_world++);
    g_printerr("KENTONGAN_WALK_SEED=%u: %s\n", path->seed, failure);
    for (guint n = 0; n < path->length; n++)
        if (!path->skip[n]) {
            bool ok = walk_step(&w, n);
            g_printerr("  %3u %s%s\n", n, w.said->str, ok ? "" : "  <-- here");
            if (!ok)
                break;
        }
    walk_end(&w);
}

static guint number_of(const char *name, guint usual)
{
    const char *given = g_getenv(name);
    return given ? (guint)strtoul(given, NULL, 10) : usual;
}

/* What is proved here is not durability: waiting for the disk is left out. */
static void hurry(StoreTest *t)
{
    GError *error = NULL;
    const char *sql =
        t->engine == DB_SQLITE ? "PRAGMA synchronous = OFF" : "SET synchronous_commit = off";
    g_assert_true(db_run_script(t->db, sql, &error));
    store_assert_no_error(error);
}

/* Walks that found something: a length below zero, a count of reports that was none. */
static const guint32 ONCE_FAILED[] = { 121, 258 };

static bool walk_seed(StoreTest *t, guint32 seed, Walk *sum)
{
    Path path = { .seed = seed, .length = STEPS };
    g_autofree char *failure = NULL;
    if (path_holds(t, &path, sum, &failure))
        return true;
    path_shrink(t, &path, &failure);
    path_tell(t, &path, failure);
    g_test_fail_printf("walk %u: %s", seed, failure);
    return false;
}

static void test_hops_add_up(StoreTest *t)
{
    Walk sum = { 0 };
    bool one = g_getenv("KENTONGAN_WALK_SEED") != NULL;
    guint first = number_of("KENTONGAN_WALK_SEED", 1);
    guint walks = number_of("KENTONGAN_WALKS", one ? 1 : WALKS);
    crypt_open_for_test();
    hurry(t);
    for (guint seed = first; seed < first + walks; seed++)
        if (!walk_seed(t, seed, &sum))
            return;
    for (guint i = 0; !one && i < G_N_ELEMENTS(ONCE_FAILED); i++)
        if (!walk_seed(t, ONCE_FAILED[i], &sum))
            return;
    g_test_message("seeds %u..%u: %u acts done, %u refused, %u breaches", first, first + walks - 1,
                   sum.done, sum.refused, sum.breaches);
    g_assert_cmpuint(sum.done, >, 20 * walks);
    if (!one)
        g_assert_cmpuint(sum.breaches, >, walks);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/hops/add_up_whatever_is_done", test_hops_add_up);
    return store_test_run();
}
