/* The writer: the one thread that writes a SQLite file, and makes many commits cost one fsync.
 *
 * Design. Callers (workers) put a work into a queue and sleep. The writer takes the first, begins a
 * transaction, and goes on taking what waits until the queue is empty or the batch is full or
 * old; each further work runs in a savepoint of its own. Then it commits once and wakes all.
 * While the commit waits for the disk the next batch gathers, so nothing is ever delayed on
 * purpose.
 *
 * Invariants (asserts cite them):
 *  W1  Only the writer thread touches writer->db; a work must not submit a work (it would wait for
 *      itself): it joins by the Db that it is given.
 *  W2  A caller is told "done" only after the COMMIT that holds its rows has returned; the commit
 *      has then reached the disk.
 *  W3  A caller is told "failed" only after that COMMIT too: its failure may rest on what a work
 *      before it in the batch has written, and that is true only when committed.
 *  W4  A failed work leaves no row: its savepoint is rolled back, or, when it is the first of the
 *      batch, the transaction, in which nothing else is yet.
 *  W5  When the transaction is lost (full disk, failed COMMIT), no work of the batch is done. The
 *      work that met the failure gets its error; those before it, which are innocent, get BUSY and
 *      are tried again; when COMMIT itself failed, all get its error.
 *  W6  A work belongs to its caller's stack, and the writer forgets it before it sets ended.
 *  W7  Works run and are ended in the order in which they were given.
 *
 * pthread and not GLib's locks: ThreadSanitizer understands these.
 */
#include "db/db_driver.h"

#include <pthread.h>

#define WRITER_BATCH_WORKS 256
#define WRITER_BATCH_US 5000
#define WRITER_IDLE_MS 200

typedef struct WriterWork WriterWork;
struct WriterWork {
    DbWork work;
    gpointer user;
    bool bare;
    bool ok;
    GError *error;
    WriterWork *next;
    pthread_mutex_t lock; /* over ended */
    pthread_cond_t woken;
    bool ended;
};

typedef struct WriterList {
    WriterWork *first, *last;
    guint count;
} WriterList;

struct Writer {
    Db *db;
    pthread_t thread;
    pthread_mutex_t lock; /* over waiting, idle, stopping */
    pthread_cond_t called;
    WriterList waiting;
    bool idle; /* in writer_wait, and not called yet */
    bool stopping;
};

static void writer_list_add(WriterList *list, WriterWork *work)
{
    work->next = NULL;
    if (list->last)
        list->last->next = work;
    else
        list->first = work;
    list->last = work;
    list->count++;
}

static WriterWork *writer_list_take(WriterList *list)
{
    WriterWork *work = list->first;
    if (!work)
        return NULL;
    list->first = work->next;
    if (!list->first)
        list->last = NULL;
    list->count--;
    return work;
}

/* ---- the callers' side ---- */

static bool writer_submit(Writer *writer, DbWork run, gpointer user, bool bare, GError **error)
{
    if (pthread_equal(pthread_self(), writer->thread)) /* W1 */
        g_error("a work used its caller's connection instead of the one that it was given");
    WriterWork work = { .work = run, .user = user, .bare = bare };
    pthread_mutex_init(&work.lock, NULL);
    pthread_cond_init(&work.woken, NULL);

    pthread_mutex_lock(&writer->lock);
    g_assert(!writer->stopping);
    writer_list_add(&writer->waiting, &work);
    bool idle = writer->idle;
    writer->idle = false; /* one call is enough */
    pthread_mutex_unlock(&writer->lock);
    if (idle)
        pthread_cond_signal(&writer->called);

    pthread_mutex_lock(&work.lock);
    while (!work.ended)
        pthread_cond_wait(&work.woken, &work.lock);
    pthread_mutex_unlock(&work.lock);
    pthread_cond_destroy(&work.woken);
    pthread_mutex_destroy(&work.lock);
    if (work.error)
        g_propagate_error(error, work.error);
    return work.ok;
}

bool writer_transact(Writer *writer, DbWork work, gpointer user, GError **error)
{
    return writer_submit(writer, work, user, false, error);
}

bool writer_bare(Writer *writer, DbWork work, gpointer user, GError **error)
{
    return writer_submit(writer, work, user, true, error);
}

guint writer_waiting(Writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    guint count = writer->waiting.count;
    pthread_mutex_unlock(&writer->lock);
    return count;
}

/* ---- ending works ---- */

static void writer_work_fail(WriterWork *work, const GError *error)
{
    work->ok = false;
    g_clear_error(&work->error);
    work->error = g_error_copy(error);
}

static void writer_work_again(WriterWork *work)
{
    work->ok = false;
    g_clear_error(&work->error);
    error_set(&work->error, KENTONGAN_ERROR_BUSY, NULL,
              N_("Sistem sedang sibuk. Silakan coba lagi sebentar lagi."),
              "a work of the same batch lost the transaction");
}

static void writer_end(WriterList *batch)
{
    WriterWork *work = NULL;
    while ((work = writer_list_take(batch))) {
        pthread_mutex_lock(&work->lock);
        work->ended = true; /* W6: not touched after the unlock */
        pthread_cond_signal(&work->woken);
        pthread_mutex_unlock(&work->lock);
    }
}

/* ---- one batch ---- */

static WriterWork *writer_take_waiting(Writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    WriterWork *first = writer->waiting.first;
    WriterWork *work = first && !first->bare ? writer_list_take(&writer->waiting) : NULL;
    pthread_mutex_unlock(&writer->lock);
    return work;
}

/* The transaction is gone (W5): whoever had succeeded tries again. */
static void writer_batch_lost(WriterList *batch)
{
    for (WriterWork *work = batch->first; work; work = work->next)
        if (work->ok)
            writer_work_again(work);
}

/* Runs work inside the batch. done is the number of works whose rows the transaction holds.
 * False: the transaction has ended. */
static bool writer_batch_run(Db *db, WriterWork *work, guint done)
{
    const DbDriver *driver = db->driver;
    if (done > 0 && !driver->control(db, DB_SAVEPOINT, &work->error))
        return !driver->lost(db);
    work->ok = db_run_work(db, work->work, work->user, &work->error);
    if (driver->lost(db)) {
        g_assert(!work->ok); /* db_run_work lets no failed statement pass */
        return false;
    }
    if (done == 0)
        return work->ok || !driver->control(db, DB_ROLLBACK, NULL); /* W4 */
    if (!driver->control(db, work->ok ? DB_RELEASE : DB_ROLLBACK_TO, NULL))
        g_error("a savepoint of the writer cannot be ended");
    return true;
}

static void writer_batch_commit(Db *db, WriterList *batch)
{
    g_autoptr(GError) error = NULL;
    if (db->driver->control(db, DB_COMMIT, &error))
        return;
    db->written = false;
    if (!db->driver->control(db, DB_ROLLBACK, NULL))
        g_error("a transaction that did not commit cannot be rolled back");
    for (WriterWork *work = batch->first; work; work = work->next)
        writer_work_fail(work, error); /* W5, W3 */
}

/* Takes works while they wait, from first on. A work that fails first in line ends the
 * transaction, and with it the batch. */
static void writer_batch(Writer *writer, WriterWork *first)
{
    Db *db = writer->db;
    WriterList batch = { 0 };
    gint64 began_at = g_get_monotonic_time();
    bool open = true;
    guint done = 0;
    db->written = false;
    for (WriterWork *work = first; work; work = writer_take_waiting(writer)) {
        writer_list_add(&batch, work);
        if (work == first && !db->driver->control(db, DB_BEGIN, &work->error)) {
            open = false;
            break;
        }
        open = writer_batch_run(db, work, done);
        done += work->ok;
        if (!open || batch.count >= WRITER_BATCH_WORKS ||
            g_get_monotonic_time() - began_at > WRITER_BATCH_US)
            break;
    }
    if (open)
        writer_batch_commit(db, &batch);
    else
        writer_batch_lost(&batch);
    bool committed = open && db->written;
    g_assert(db->driver->lost(db) && db->cursors == 0);
    writer_end(&batch);
    if (committed)
        database_committed(db->database);
}

static void writer_run_bare(Writer *writer, WriterWork *work)
{
    Db *db = writer->db;
    WriterList batch = { 0 };
    writer_list_add(&batch, work);
    work->ok = db_run_work(db, work->work, work->user, &work->error);
    if (!db->driver->lost(db)) /* a script that began a transaction and did not end it */
        (void)!db->driver->control(db, DB_ROLLBACK, NULL);
    writer_end(&batch);
    database_committed(db->database);
}

/* ---- the thread ---- */

static struct timespec writer_idle_until(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += WRITER_IDLE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    return until;
}

/* Sleeps until called, but tidies when it is not called for WRITER_IDLE_MS. Lock held. Returns
 * whether it is still untidy. */
static bool writer_sleep(Writer *writer, bool untidy)
{
    struct timespec until = writer_idle_until();
    int result = untidy ? pthread_cond_timedwait(&writer->called, &writer->lock, &until)
                        : pthread_cond_wait(&writer->called, &writer->lock);
    if (result == 0 || writer->waiting.first || writer->stopping)
        return untidy;
    pthread_mutex_unlock(&writer->lock);
    writer->db->driver->tidy(writer->db, true);
    pthread_mutex_lock(&writer->lock);
    return false;
}

/* The next work, or NULL when all is done and the writer shall stop. */
static WriterWork *writer_wait(Writer *writer)
{
    bool untidy = writer->db->driver->tidy(writer->db, false);
    pthread_mutex_lock(&writer->lock);
    writer->idle = true;
    while (!writer->waiting.first && !writer->stopping)
        untidy = writer_sleep(writer, untidy);
    writer->idle = false;
    WriterWork *work = writer_list_take(&writer->waiting);
    pthread_mutex_unlock(&writer->lock);
    return work;
}

static void *writer_main(void *user)
{
    Writer *writer = user;
    WriterWork *work = NULL;
    while ((work = writer_wait(writer))) {
        if (work->bare)
            writer_run_bare(writer, work);
        else
            writer_batch(writer, work);
    }
    return NULL;
}

static void writer_init_locks(Writer *writer)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&writer->called, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&writer->lock, NULL);
}

Writer *writer_start(Db *db)
{
    Writer *writer = g_new0(Writer, 1);
    writer->db = db;
    writer_init_locks(writer);
    if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0)
        g_error("no thread for the writer");
    pthread_setname_np(writer->thread, "writer");
    return writer;
}

void writer_stop(Writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->stopping = true;
    pthread_mutex_unlock(&writer->lock);
    pthread_cond_signal(&writer->called);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->called);
    pthread_mutex_destroy(&writer->lock);
    writer->db->driver->close(writer->db);
    g_free(writer);
}
