/* A folder in which another program leaves files: waits for a change, lists what is complete.
 *
 * A file counts as complete when it has not been written for a settling time, for the programs
 * that leave files here (gammu-smsd, a person with echo) do not write and rename.
 */
#pragma once

#include "base/error.h"

typedef struct Folder Folder;

/* Watches by inotify where the file system has it, otherwise by looking again. path NULL: nothing
 * is watched, only folder_wake and the time limit end a wait. */
Folder *folder_watch(const char *path, GError **error) MUST_USE;
/* Until something changes, folder_wake is called or timeout_ms have passed. */
void folder_wait(Folder *folder, int timeout_ms);
void folder_wake(Folder *folder);
void folder_free(Folder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Folder, folder_free)

typedef struct FolderFile {
    char *name;
    gint64 changed_at; /* microseconds since 1970 */
} FolderFile;

/* Regular files whose name begins with prefix and ends with suffix, by name, without hidden ones.
 * (transfer full) array of FolderFile* */
GPtrArray *folder_list(const char *path, const char *prefix, const char *suffix);
/* It was left alone for settle_us. */
bool folder_settled(const FolderFile *file, gint64 settle_us);
/* The file's bytes, at most max_bytes; NULL with the reason. */
GBytes *folder_read(const char *path, const char *name, gsize max_bytes, GError **error) MUST_USE;
/* False with a warning in the log when it cannot be removed. */
bool folder_remove(const char *path, const char *name);
