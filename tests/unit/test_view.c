/* Templates: escaping by position, words in two languages, versions, packs, rows. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/words.h"
#include "web/assets.h"
#include "web/reply.h"
#include "web/view.h"
#include "web/view_text.h"

#define HTML "{{%AUTOESCAPE context=\"HTML\"}}"

static char *folder;

static void write_file(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *dir = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *rendered(View *view)
{
    g_autoptr(GBytes) bytes = view_render(view);
    return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* A catalogue of one msgid, as msgfmt writes it. */
static GBytes *catalogue(const char *msgid, const char *text, bool swapped)
{
    guint32 at = 28 + 16;
    guint32 words[11] = { 0x950412de,
                          0,
                          1,
                          28,
                          36,
                          0,
                          at,
                          (guint32)strlen(msgid),
                          at,
                          (guint32)strlen(text),
                          at + (guint32)strlen(msgid) + 1 };
    for (guint i = 0; swapped && i < G_N_ELEMENTS(words); i++)
        words[i] = GUINT32_SWAP_LE_BE(words[i]);
    GByteArray *mo = g_byte_array_new();
    g_byte_array_append(mo, (const guint8 *)words, sizeof words);
    g_byte_array_append(mo, (const guint8 *)msgid, (guint)strlen(msgid) + 1);
    g_byte_array_append(mo, (const guint8 *)text, (guint)strlen(text) + 1);
    return g_byte_array_free_to_bytes(mo);
}

static void test_words(void)
{
    for (int swapped = 0; swapped <= 1; swapped++) {
        g_autoptr(GBytes) mo = catalogue("Lapor", "Report", swapped);
        g_autoptr(GError) error = NULL;
        g_assert_true(words_load_bytes("en", mo, &error));
        g_assert_cmpstr(words_get("en", "Lapor"), ==, "Report");
        g_assert_cmpstr(words_get("id", "Lapor"), ==, "Lapor");
        g_assert_cmpstr(words_get("en", "Lain"), ==, "Lain");
        const char *const lines[][2] = {
            { "Lapor", "Report" },
            { "Lapor: a: b", "Report: a: b" },
            { "Lapor:a", "Lapor:a" },
            { "Lain: Lapor", "Lain: Lapor" },
            { "", "" },
        };
        for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
            g_autofree char *line = words_get_line("en", lines[i][0]);
            g_assert_cmpstr(line, ==, lines[i][1]);
        }
        for (gsize cut = 0; cut < g_bytes_get_size(mo); cut++) {
            g_autoptr(GBytes) torn = g_bytes_new_from_bytes(mo, 0, cut);
            g_autoptr(GError) fault = NULL;
            g_assert_false(words_load_bytes("xx", torn, &fault));
            g_assert_error(fault, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
        }
    }
    words_clear();
}

static void test_text(void)
{
    g_autoptr(GBytes) mo = catalogue("Satu & \"dua\" {{N}}", "One & <two> {{N}}", false);
    g_autoptr(GError) error = NULL;
    g_assert_true(words_load_bytes("en", mo, &error));
    g_autofree char *id = view_text("t", HTML "<p>[[ Satu  &\n \"dua\" {{N}} ]]</p>", "id", &error);
    g_assert_cmpstr(id, ==, HTML "<p>Satu &amp; &quot;dua&quot; {{N}}</p>");
    g_autofree char *en = view_text("t", HTML "<p>[[Satu & \"dua\" {{N}}]]</p>", "en", &error);
    g_assert_cmpstr(en, ==, HTML "<p>One &amp; &lt;two&gt; {{N}}</p>");
    static const char *const BAD[] = { "<p>x</p>", "\n" HTML, HTML "[[open", "" };
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) fault = NULL;
        g_assert_null(view_text("t", BAD[i], "id", &fault));
        g_assert_error(fault, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    }
    words_clear();
}

static void test_assets_are_versioned(void)
{
    g_autoptr(GError) error = NULL;
    write_file("assets/css/a.css", "p{}");
    g_autofree char *assets = g_build_filename(folder, "assets", NULL);
    reply_policy_set(NULL);
    g_assert_true(assets_start(assets, "", false, &error));
    g_autofree char *text = view_text(
        "t", HTML "<link href=\"/assets/css/a.css\"><a href=\"/assets/none.css\">", "id", &error);
    g_autofree char *expected =
        g_strconcat(HTML "<link href=\"/assets/css/a.css?v=", assets_version("css/a.css"),
                    "\"><a href=\"/assets/none.css\">", NULL);
    g_assert_cmpstr(text, ==, expected);
    assets_stop();
}

static void test_escapes_by_position(void)
{
    write_file("t/a.html", HTML "<p title=\"{{V}}\">{{V}}</p><a href=\"{{U}}\">x</a>\n"
                                "{{#ROW}}<b>{{N}}{{V}}</b>{{/ROW}}{{>SUB}}");
    write_file("t/sub.html", HTML "<i>{{V}}</i>");
    write_file("t/feed.xml", "{{%AUTOESCAPE context=\"XML\"}}<t>{{V}}</t>");
    g_autofree char *templates = g_build_filename(folder, "t", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(view_init(templates, false, &error));
    g_autoptr(View) view = view_new("a.html", "id", NULL);
    view_set(view, "V", "<script>\"'&");
    view_set(view, "U", "javascript:alert(1)");
    for (int i = 1; i <= 2; i++)
        view_set_int(view_add(view, "ROW"), "N", i * G_GINT64_CONSTANT(10000000000));
    view_set(view_include(view, "SUB", "sub.html"), "V", NULL);
    g_autofree char *text = rendered(view);
    g_assert_null(strstr(text, "<script>"));
    g_assert_null(strstr(text, "href=\"javascript"));
    g_assert_nonnull(strstr(text, "<b>10000000000&lt;script&gt;"));
    g_assert_nonnull(strstr(text, "<b>20000000000"));
    g_assert_nonnull(strstr(text, "<i></i>"));
    g_autoptr(View) feed = view_new("feed.xml", "en", NULL);
    view_set(feed, "V", "a<b&c");
    g_autofree char *xml = rendered(feed);
    g_assert_cmpstr(xml, ==, "<t>a&lt;b&amp;c</t>");
}

static void test_pack_replaces(void)
{
    write_file("t/a.html", HTML "ours");
    write_file("p/a.html", HTML "theirs");
    g_autofree char *templates = g_build_filename(folder, "t", NULL);
    g_autofree char *pack = g_build_filename(folder, "p", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(view_init(templates, false, &error));
    g_assert_true(view_add_pack("jepara", pack, &error));
    g_autoptr(Catalog) jepara = catalog_new(), jabar = catalog_new();
    jepara->tenant.code = g_strdup("jepara");
    jabar->tenant.code = g_strdup("jabar");
    g_autoptr(View) mine = view_new("a.html", "id", jepara),
                    other = view_new("a.html", "id", jabar);
    g_autofree char *text = rendered(mine), *text_2 = rendered(other);
    g_assert_cmpstr(text, ==, "theirs");
    g_assert_cmpstr(text_2, ==, "ours");
}

static void test_dev_reads_again(void)
{
    write_file("d/a.html", HTML "first");
    g_autofree char *templates = g_build_filename(folder, "d", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(view_init(templates, true, &error));
    g_autoptr(View) view = view_new("a.html", "id", NULL);
    g_autofree char *text = rendered(view);
    g_assert_cmpstr(text, ==, "first");
    write_file("d/a.html", HTML "second");
    g_autoptr(View) again = view_new("a.html", "id", NULL);
    g_autofree char *text_2 = rendered(again);
    g_assert_cmpstr(text_2, ==, "second");
}

static void test_broken_are_refused(void)
{
    static const char *const BAD[] = { "no head", HTML "{{#OPEN}}", HTML "[[x" };
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autofree char *name = g_strdup_printf("b%u/a.html", i);
        g_autofree char *templates = g_strdup_printf("%s/b%u", folder, i);
        write_file(name, BAD[i]);
        g_autoptr(GError) error = NULL;
        g_assert_false(view_init(templates, false, &error));
        g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    }
    g_autoptr(GError) none = NULL;
    g_assert_false(view_init("/nonexistent", false, &none));
}

static void remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *entry;
    while (dir && (entry = g_dir_read_name(dir))) {
        g_autofree char *below = g_build_filename(path, entry, NULL);
        remove_tree(below);
    }
    g_remove(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("kentongan-view-XXXXXX", NULL);
    g_test_add_func("/view/words", test_words);
    g_test_add_func("/view/text", test_text);
    g_test_add_func("/view/assets_are_versioned", test_assets_are_versioned);
    g_test_add_func("/view/escapes_by_position", test_escapes_by_position);
    g_test_add_func("/view/pack_replaces", test_pack_replaces);
    g_test_add_func("/view/dev_reads_again", test_dev_reads_again);
    g_test_add_func("/view/broken_are_refused", test_broken_are_refused);
    int failed = g_test_run();
    remove_tree(folder);
    g_free(folder);
    return failed;
}
