/* What is in the folder that `backup` makes and `restore` reads. */
#pragma once

#define BACKUP_FORMAT 1
#define BACKUP_SQLITE_NAME "kentongan.db"
#define BACKUP_POSTGRES_NAME "database.dump"
