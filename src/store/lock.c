/* An advisory lock of the session, one for each schema: see lock.h. */
#include "store/lock.h"

#include <string.h>

DB_STATEMENT_2(take, "lock.take", "SELECT CASE WHEN $1 > 0 THEN 1 ELSE 0 END",
               "SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"
               " AND pid = pg_backend_pid() AND objid = CAST(CAST($1 AS BIGINT) AS OID)"
               " AND classid = CAST(hashtext(current_schema()) & 2147483647 AS OID))"
               " OR pg_try_advisory_lock(hashtext(current_schema()) & 2147483647,"
               " CAST(CAST($1 AS BIGINT) AS INTEGER)) THEN 1 ELSE 0 END",
               0);

bool lock_store_take(Db *db, LockName name, bool *mine, GError **error)
{
    gint64 taken = 0;
    if (!db_exec_int(db, &take, DB_ARGS(DB_INT(name)), 0, &taken, error))
        return false;
    *mine = taken == 1;
    return true;
}

DB_STATEMENT_2(address, "lock.address", "SELECT CASE WHEN $1 = 0 THEN 0 ELSE 1 END",
               "SELECT CASE WHEN pg_advisory_xact_lock($1) IS NULL THEN 0 ELSE 1 END", 0);

bool lock_store_address(Db *db, const guint8 hash[16], GError **error)
{
    gint64 key = 0, done = 0;
    memcpy(&key, hash, sizeof key);
    return db_exec_int(db, &address, DB_ARGS(DB_INT(key)), 0, &done, error);
}
