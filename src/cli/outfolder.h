/* Folders for backups and exports: made under another name and renamed when they are whole, so that
 * what has the right name is complete. */
#pragma once

#include "base/error.h"

typedef struct OutFolder {
    char *path, *part; /* part: the name while it is being made */
} OutFolder;

/* CONFLICT when path exists. */
bool outfolder_begin(OutFolder *folder, const char *path, GError **error) MUST_USE;
/* It gets its name, on disk. */
bool outfolder_finish(OutFolder *folder, GError **error) MUST_USE;
/* What was begun and not finished is removed. */
void outfolder_clear(OutFolder *folder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OutFolder, outfolder_clear)
/* PART/name (transfer full). */
char *outfolder_path(const OutFolder *folder, const char *name);

/* True when there is nothing in it, or no such folder; but (may be NULL) one name does not count.
 */
bool outfolder_is_empty(const char *path, const char *but);
bool outfolder_make(const char *path, GError **error) MUST_USE;
/* All that was written on the file system of path is on disk. */
bool outfolder_sync(const char *path, GError **error) MUST_USE;
/* Copies a file, or a tree with what is regular in it. progress may stop it: INTERNAL. */
bool outfolder_copy(const char *from, const char *to, guint *files, GError **error) MUST_USE;
void outfolder_remove(const char *path);
/* Refuses when somebody asked to stop (cli/progress.h). */
bool outfolder_may_go_on(GError **error) MUST_USE;
