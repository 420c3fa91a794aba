/* Papers are PDFs that others can read: sizes, text, pages, a code that scans. */
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>

#include "base/paper.h"

static bool has_tool(const char *name)
{
    g_autofree char *path = g_find_program_in_path(name);
    return path != NULL;
}

/* What a program says about the file, its name put at "@". */
static char *ask(GBytes *pdf, const char *const *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = NULL, *said = NULL;
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    int fd = g_file_open_tmp("paper-XXXXXX.pdf", &name, &error);
    g_assert_no_error(error);
    g_assert_true(g_close(fd, NULL));
    gsize size;
    const char *data = g_bytes_get_data(pdf, &size);
    g_assert_true(g_file_set_contents(name, data, (gssize)size, NULL));
    for (; *words; words++)
        g_ptr_array_add(argv, strcmp(*words, "@") ? (char *)*words : name);
    g_ptr_array_add(argv, NULL);
    g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                 NULL, NULL, &said, NULL, NULL, &error);
    g_assert_no_error(error);
    g_unlink(name);
    return g_steal_pointer(&said);
}

static void fill(Paper *paper)
{
    paper_text(paper, 11, TRUE, PAPER_CENTRE, "Pemerintah Kabupaten Jepara");
    paper_rule(paper);
    paper_text(paper, 20, TRUE, PAPER_CENTRE, "JPR-4K7M-2Q9T");
    paper_pair(paper, 9, "Diterima", "Sabtu, 21 November 2026");
    paper_pair(paper, 9, "Posko", "Ruang Jepara Tanggap di Gedung Mal Pelayanan Publik lantai 3");
    paper_space(paper, 2);
    paper_qr(paper, "https://lapor.example/laporan/JPR-4K7M-2Q9T", 34);
}

static void test_sizes(void)
{
    static const char *const INFO[] = { "pdfinfo", "@", NULL };
    if (!has_tool("pdfinfo")) {
        g_test_skip("there is no pdfinfo (apt-get install poppler-utils)");
        return;
    }
    Paper *a6 = paper_new(105, 148, 8, "Tanda terima");
    fill(a6);
    g_autoptr(GBytes) page = paper_end(a6);
    g_autofree char *said = ask(page, INFO);
    g_assert_nonnull(strstr(said, "297.638 x 419.528"));
    g_assert_nonnull(strstr(said, "Tanda terima"));
    g_assert_nonnull(strstr(said, "Pages:           1"));
    Paper *roll = paper_new(80, 0, 4, "Tanda terima");
    fill(roll);
    g_autoptr(GBytes) strip = paper_end(roll);
    g_autofree char *of_roll = ask(strip, INFO);
    g_assert_nonnull(strstr(of_roll, "226.77"));
    g_assert_nonnull(strstr(of_roll, "Pages:           1"));
}

static void test_text_and_pages(void)
{
    static const char *const TEXT[] = { "pdftotext", "-layout", "@", "-", NULL };
    if (!has_tool("pdftotext")) {
        g_test_skip("there is no pdftotext (apt-get install poppler-utils)");
        return;
    }
    Paper *paper = paper_new(105, 148, 8, "x");
    fill(paper);
    paper_text(paper, 9, FALSE, PAPER_LEFT, "");
    paper_text(paper, 9, FALSE, PAPER_LEFT, "kata\xe2\x80\xa6 \xf0\x9f\x98\x80 & <b>");
    for (int i = 0; i < 60; i++)
        paper_text(paper, 9, FALSE, PAPER_LEFT,
                   "baris yang panjang sekali sampai dua baris "
                   "di kertas kecil");
    g_autoptr(GBytes) pdf = paper_end(paper);
    g_autofree char *said = ask(pdf, TEXT);
    g_assert_nonnull(strstr(said, "JPR-4K7M-2Q9T"));
    g_assert_nonnull(strstr(said, "<b>"));
    g_assert_nonnull(strchr(said, '\f')); /* more than one page */
}

static void test_code_scans(void)
{
    static const char *const SCAN[] = { "sh", "-c",
                                        "pdftoppm -r 200 -png \"$0\" \"$0\" && zbarimg -q --raw "
                                        "\"$0\"-*.png; rm -f \"$0\"-*.png",
                                        "@", NULL };
    if (!has_tool("pdftoppm") || !has_tool("zbarimg")) {
        g_test_skip("there is no pdftoppm or zbarimg (apt-get install poppler-utils zbar-tools)");
        return;
    }
    Paper *paper = paper_new(80, 0, 4, "x");
    fill(paper);
    g_autoptr(GBytes) pdf = paper_end(paper);
    g_autofree char *said = ask(pdf, SCAN);
    g_assert_cmpstr(g_strstrip(said), ==, "https://lapor.example/laporan/JPR-4K7M-2Q9T");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/paper/sizes", test_sizes);
    g_test_add_func("/paper/text_and_pages", test_text_and_pages);
    g_test_add_func("/paper/code_scans", test_code_scans);
    return g_test_run();
}
