/* An advisory lock of the session, one for each schema: see lock.h. */
#include "store/lock.h"

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
