/* The PostgreSQL driver, and the only file that knows libpq. */
#include "db/db_driver.h"

static Database *postgres_database_open(const char *where, GError **error)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Basis data tidak dapat dibuka."),
              "%s: not yet", where);
    return NULL;
}

const DbDriver POSTGRES_DRIVER = { .engine = DB_POSTGRES, .database_open = postgres_database_open };
