/* Which one of several processes on one database does what only one may do. */
#pragma once

#include "db/db.h"

typedef enum LockName { LOCK_CLOCK = 1, LOCK_KEEPER = 2, LOCK_LEARN = 3 } LockName;

/* mine: this connection has the lock, and keeps it until it is closed or breaks; ask again before
 * each piece of work. On SQLite one process owns the file and the answer is yes. */
bool lock_store_take(Db *db, LockName name, bool *mine, GError **error) MUST_USE;

/* Until the end of the transaction nobody else has this address. */
bool lock_store_address(Db *db, const guint8 hash[16], GError **error) MUST_USE;
