/* The worker pool: see worker.h. */
#include "web/worker.h"

typedef struct Worker {
    Workers *pool;
    Db *db;
    GThread *thread;
} Worker;

struct Workers {
    WorkerRun run;
    gpointer user;
    guint queue_max;
    GMutex lock; /* guards queue and stopping */
    GCond wake;
    GQueue queue;
    guint64 taken, taken_before; /* from the queue; when it was last looked at */
    bool waited_before;
    bool stopping;
    GPtrArray *all; /* Worker* */
};

/* The next work, or NULL when the pool stops and nothing is left. */
static gpointer worker_wait(Workers *pool)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&pool->lock);
    while (g_queue_is_empty(&pool->queue) && !pool->stopping)
        g_cond_wait(&pool->wake, &pool->lock);
    pool->taken++;
    return g_queue_pop_head(&pool->queue);
}

static gpointer worker_main(gpointer data)
{
    Worker *worker = data;
    gpointer work;
    while ((work = worker_wait(worker->pool)))
        worker->pool->run(worker->db, work, worker->pool->user);
    return NULL;
}

static void worker_free(gpointer data)
{
    Worker *worker = data;
    if (worker->thread)
        g_thread_join(worker->thread);
    if (worker->db)
        db_close(worker->db);
    g_free(worker);
}

Workers *workers_start(Database *database, guint threads, guint queue_max, WorkerRun run,
                       gpointer user, GError **error)
{
    Workers *pool = g_new0(Workers, 1);
    pool->run = run;
    pool->user = user;
    pool->queue_max = queue_max;
    g_mutex_init(&pool->lock);
    g_cond_init(&pool->wake);
    g_queue_init(&pool->queue);
    pool->all = g_ptr_array_new_with_free_func(worker_free);
    for (guint i = 0; i < threads; i++) {
        Worker *worker = g_new0(Worker, 1);
        worker->pool = pool;
        g_ptr_array_add(pool->all, worker);
        if (database && !(worker->db = db_open(database, error))) {
            workers_stop(pool);
            return NULL;
        }
        worker->thread = g_thread_new("worker", worker_main, worker);
    }
    return pool;
}

bool workers_push(Workers *workers, gpointer work)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&workers->lock);
    if (workers->stopping || workers->queue.length >= workers->queue_max)
        return false;
    g_queue_push_tail(&workers->queue, work);
    g_cond_signal(&workers->wake);
    return true;
}

guint workers_waiting(Workers *workers)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&workers->lock);
    return workers->queue.length;
}

bool workers_are_moving(Workers *workers)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&workers->lock);
    bool waits = !g_queue_is_empty(&workers->queue);
    bool moving = !waits || !workers->waited_before || workers->taken != workers->taken_before;
    workers->waited_before = waits;
    workers->taken_before = workers->taken;
    return moving;
}

void workers_drain(Workers *workers)
{
    g_mutex_lock(&workers->lock);
    workers->stopping = true;
    g_cond_broadcast(&workers->wake);
    g_mutex_unlock(&workers->lock);
    g_ptr_array_set_size(workers->all, 0);
}

void workers_stop(Workers *workers)
{
    workers_drain(workers);
    g_ptr_array_unref(workers->all);
    g_queue_clear(&workers->queue);
    g_mutex_clear(&workers->lock);
    g_cond_clear(&workers->wake);
    g_free(workers);
}
