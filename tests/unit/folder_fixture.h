/* A temporary folder for tests, and files in it. */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>

static inline void folder_remove_all(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *full = g_build_filename(folder, name, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR))
            folder_remove_all(full);
        g_remove(full);
    }
    g_remove(folder);
}

/* Written elsewhere and renamed: whole at once. */
static inline void folder_put(const char *folder, const char *name, const void *data, gssize bytes)
{
    g_autofree char *full = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(full, data, bytes, NULL));
}

static inline guint folder_count(const char *folder)
{
    guint count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    while (dir && g_dir_read_name(dir))
        count++;
    return count;
}

/* Waits until it holds count files, at most ten seconds. */
static inline void folder_wait_count(const char *folder, guint count)
{
    gint64 until = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    while (folder_count(folder) != count && g_get_monotonic_time() < until)
        g_usleep(5000);
    g_assert_cmpuint(folder_count(folder), ==, count);
}
