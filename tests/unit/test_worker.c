/* The worker pool: takes, refuses when full, finishes what was taken, and tells when it hangs. */
#include <glib.h>

#include "web/worker.h"

typedef struct Gate {
    GMutex lock;
    GCond turned;
    bool open;
    guint inside, done;
} Gate;

static void run(Db *db, gpointer work, gpointer user)
{
    (void)db;
    (void)work;
    Gate *gate = user;
    g_mutex_lock(&gate->lock);
    gate->inside++;
    g_cond_broadcast(&gate->turned);
    while (!gate->open)
        g_cond_wait(&gate->turned, &gate->lock);
    gate->done++;
    g_mutex_unlock(&gate->lock);
}

static void wait_inside(Gate *gate, guint n)
{
    g_mutex_lock(&gate->lock);
    while (gate->inside < n)
        g_cond_wait(&gate->turned, &gate->lock);
    g_mutex_unlock(&gate->lock);
}

static void open_gate(Gate *gate)
{
    g_mutex_lock(&gate->lock);
    gate->open = true;
    g_cond_broadcast(&gate->turned);
    g_mutex_unlock(&gate->lock);
}

static void test_full_and_drained(void)
{
    Gate gate = { 0 };
    Workers *pool = workers_start(NULL, 2, 3, run, &gate, NULL);
    for (int i = 0; i < 2; i++)
        g_assert_true(workers_push(pool, pool));
    wait_inside(&gate, 2);
    for (int i = 0; i < 3; i++)
        g_assert_true(workers_push(pool, pool));
    g_assert_false(workers_push(pool, pool));
    g_assert_cmpuint(workers_waiting(pool), ==, 3);
    open_gate(&gate);
    workers_stop(pool);
    g_assert_cmpuint(gate.done, ==, 5);
}

static void test_hang_is_told(void)
{
    Gate gate = { 0 };
    Workers *pool = workers_start(NULL, 1, 10, run, &gate, NULL);
    g_assert_true(workers_are_moving(pool));
    g_assert_true(workers_are_moving(pool)); /* idle is well */
    g_assert_true(workers_push(pool, pool));
    wait_inside(&gate, 1);
    g_assert_true(workers_are_moving(pool));
    g_assert_true(workers_are_moving(pool)); /* long work alone is well */
    g_assert_true(workers_push(pool, pool));
    g_assert_true(workers_are_moving(pool)); /* it may just have come */
    g_assert_false(workers_are_moving(pool));
    g_assert_true(workers_push(pool, pool)); /* more of it is no progress */
    g_assert_false(workers_are_moving(pool));
    open_gate(&gate);
    wait_inside(&gate, 3);
    g_assert_true(workers_are_moving(pool));
    workers_stop(pool);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/worker/full_and_drained", test_full_and_drained);
    g_test_add_func("/worker/hang_is_told", test_hang_is_told);
    return g_test_run();
}
