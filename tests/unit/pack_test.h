/* For tests that need a pack: the packs of this tree with a few areas made here, or with all areas
 * of idn-area-data where npm has put it. */
#pragma once

#include "domain/pack.h"

#include <glib/gstdio.h>
#include <string.h>

static inline char *pack_test_root(void)
{
    g_autoptr(GError) error = NULL;
    char *at = g_file_read_link("/proc/self/exe", &error);
    g_assert_no_error(error);
    for (;;) {
        g_autofree char *mark = g_build_filename(at, "packs", "jepara", "pack.ini", NULL);
        if (g_file_test(mark, G_FILE_TEST_EXISTS))
            return at;
        char *up = g_path_get_dirname(at);
        g_assert_cmpstr(up, !=, at);
        g_free(at);
        at = up;
    }
}

static inline void pack_test_write(const char *folder, const char *name, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_file_set_contents(path, text, -1, &error);
    g_assert_no_error(error);
}

/* A new folder with a small piece of the country. */
static inline char *pack_test_areas(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("kentongan-areas-XXXXXX", &error);
    g_assert_no_error(error);
    pack_test_write(folder, "provinces.csv", "code,name\n32,Jawa Barat\n33,Jawa Tengah\n");
    pack_test_write(folder, "regencies.csv",
                    "code,province_code,name\n32.01,32,Kabupaten Bogor\n32.73,32,Kota Bandung\n"
                    "33.19,33,Kabupaten Kudus\n33.20,33,Kabupaten Jepara\n");
    pack_test_write(
        folder, "districts.csv",
        "code,regency_code,name\n32.01.01,32.01,Cibinong\n32.73.02,32.73,Coblong\n"
        "33.19.01,33.19,Kota Kudus\n33.20.01,33.20,Kedung\n33.20.04,33.20,Mayong\n"
        "33.20.06,33.20,Jepara\n33.20.08,33.20,Bangsri\n33.20.10,33.20,Karimunjawa\n"
        "33.20.11,33.20,Tahunan\n33.20.15,33.20,Pakis Aji\n"
        "33.20.02,33.20,Pecangaan\n33.20.03,33.20,Welahan\n33.20.05,33.20,Batealit\n"
        "33.20.07,33.20,Mlonggo\n33.20.09,33.20,Keling\n33.20.12,33.20,Nalumsari\n"
        "33.20.13,33.20,Kalinyamatan\n33.20.14,33.20,Kembang\n33.20.16,33.20,Donorojo\n");
    pack_test_write(
        folder, "villages.csv",
        "code,district_code,name\n32.73.02.1001,32.73.02,Dago\n33.19.01.1001,33.19.01,Mlati Kidul\n"
        "33.20.01.2001,33.20.01,Kedungmalang\n33.20.04.2001,33.20.04,Pancur\n"
        "33.20.06.1006,33.20.06,Panggang\n33.20.06.1001,33.20.06,Bapangan\n"
        "33.20.08.2001,33.20.08,Bangsri\n33.20.08.2002,33.20.08,\"Jerukwangi\"\n"
        "33.20.10.2001,33.20.10,Karimunjawa\n33.20.11.2010,33.20.11,Tegalsambi\n"
        "33.20.11.2001,33.20.11,Tahunan\n33.20.11.2002,33.20.11,Sukodono\n"
        "33.20.11.2003,33.20.11,Langon\n33.20.15.2001,33.20.15,Mambak\n"
        "33.20.15.2002,33.20.15,Suwawal Timur\n33.20.08.2003,33.20.08,Papasan\n");
    return folder;
}

/* The data folder of idn-area-data, or NULL where npm has not been run. */
static inline char *pack_test_all_areas(void)
{
    g_autofree char *root = pack_test_root();
    g_autofree char *folder = g_build_filename(root, "node_modules", "idn-area-data", "data", NULL);
    return g_file_test(folder, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&folder) : NULL;
}

static inline void pack_test_remove(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name = NULL;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static inline Catalog *pack_test_read(const char *name, const char *area_folder)
{
    g_autoptr(GError) error = NULL;
    g_auto(PackReport) report = { 0 };
    g_autofree char *root = pack_test_root();
    g_autofree char *folder = g_build_filename(root, "packs", name, NULL);
    PackSource source = { .folder = folder, .area_folder = area_folder };
    Catalog *catalog = pack_read(&source, &report, &error);
    for (guint i = 0; report.problems && i < report.problems->len; i++)
        g_test_message("%s", (const char *)g_ptr_array_index(report.problems, i));
    g_assert_no_error(error);
    g_assert_null(report.warnings);
    return catalog;
}

/* The pack of this tree with the small areas. */
static inline Catalog *pack_test_small(const char *name)
{
    g_autofree char *areas = pack_test_areas();
    Catalog *catalog = pack_test_read(name, areas);
    pack_test_remove(areas);
    return catalog;
}
