/* CSV of other people: src/base/csv.c. */
#include "base/csv.h"

#include <string.h>

/* "a|b/c|d": the rows of data. */
static char *rows_of(const char *data, gsize bytes)
{
    CsvReader reader;
    GString *out = g_string_new(NULL);
    csv_begin(&reader, data, bytes);
    for (;;) {
        g_autoptr(GPtrArray) fields = csv_next(&reader);
        if (!fields)
            return g_string_free(out, FALSE);
        if (out->len)
            g_string_append_c(out, '/');
        for (guint i = 0; i < fields->len; i++)
            g_string_append_printf(out, "%s%s", i ? "|" : "", (const char *)fields->pdata[i]);
    }
}

static void assert_rows(const char *data, const char *expected)
{
    /* exactly so many bytes, so that reading on is noticed */
    g_autofree char *copy = g_memdup2(data, strlen(data));
    g_autofree char *rows = rows_of(copy, strlen(data));
    g_assert_cmpstr(rows, ==, expected);
}

static void test_csv_plain(void)
{
    assert_rows("a,b\n1,2\n", "a|b/1|2");
    assert_rows("a,b\r\n1,2", "a|b/1|2");
    assert_rows("a;b,c;d\n1;2;3", "a|b,c|d/1|2|3");
    assert_rows("a\tb\n1,5\t2", "a|b/1,5|2");
    assert_rows("\xef\xbb\xbf"
                "a,b\n",
                "a|b");
    assert_rows("satu\ndua\n", "satu/dua");
}

static void test_csv_quotes(void)
{
    assert_rows("a,b\n\"x, \"\"y\"\"\",2\n", "a|b/x, \"y\"|2");
    assert_rows("a,b\n\"line\nand line\",2\n", "a|b/line\nand line|2");
    assert_rows("\"a;x\",\"b\"\n", "a;x|b");
    assert_rows("a,b\n\"x\"y,2\n", "a|b/xy|2");
    assert_rows("a,b\n,\n\n\n3,\n", "a|b/3|");
}

static void test_csv_hostile(void)
{
    assert_rows("", "");
    assert_rows("\n\r\n", "");
    assert_rows("\"", "");
    assert_rows("a,\"never ends", "a|never ends");
    assert_rows("a,\"b\"\"", "a|b\"");
    assert_rows("a,\xff\xfe", "a|\xef\xbf\xbd\xef\xbf\xbd");
    g_autofree char *zero = rows_of("a\0b,c", 5);
    g_assert_nonnull(strstr(zero, "|c"));
    g_autofree char *many = g_strnfill(5000, ',');
    g_autofree char *long_row = g_strconcat("x", many, "y\nz", NULL);
    g_autofree char *rows = rows_of(long_row, strlen(long_row));
    g_assert_true(g_str_has_suffix(rows, "/z"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/csv/plain", test_csv_plain);
    g_test_add_func("/csv/quotes", test_csv_quotes);
    g_test_add_func("/csv/hostile", test_csv_hostile);
    return g_test_run();
}
