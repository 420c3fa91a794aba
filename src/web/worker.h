/* The worker pool: threads that run handlers as straight-line C, each with its own database
 * connection, fed from one bounded queue.
 */
#pragma once

#include "db/db.h"

typedef struct Workers Workers;
/* Runs one piece of work on a worker's thread. db is the worker's own, or NULL when the pool was
 * started without a database. */
typedef void (*WorkerRun)(Db *db, gpointer work, gpointer user);

/* database may be NULL (tests). Fails when a connection cannot be opened. */
Workers *workers_start(Database *database, guint threads, guint queue_max, WorkerRun run,
                       gpointer user, GError **error) MUST_USE;
/* False: the queue is full, or the pool is stopping; work was not taken. */
bool workers_push(Workers *workers, gpointer work);
guint workers_waiting(Workers *workers);
/* False: work has been waiting since the last call and no worker took any. For one caller. */
bool workers_are_moving(Workers *workers);
/* Takes no more, finishes what is queued, joins the threads and closes their connections. */
void workers_drain(Workers *workers);
void workers_stop(Workers *workers); /* drains, and frees */
