/* The SVG of a QR code: read back into modules, it has the finder patterns and the quiet zone. */
#include "base/qr.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE_MAX 200

typedef struct Grid {
    int size;
    bool dark[SIDE_MAX][SIDE_MAX];
} Grid;

/* Reads "M<x> <y>h<n>v1h-<n>z" runs. */
static void read_grid(const char *svg, Grid *grid)
{
    memset(grid, 0, sizeof *grid);
    const char *box = strstr(svg, "viewBox=\"0 0 ");
    g_assert_nonnull(box);
    grid->size = atoi(box + strlen("viewBox=\"0 0 "));
    g_assert_cmpint(grid->size, <=, SIDE_MAX);
    const char *p = strstr(svg, "<path fill=\"#000\" d=\"");
    g_assert_nonnull(p);
    int x, y, n, back, used;
    for (p = strchr(p, 'M'); sscanf(p, "M%d %dh%dv1h-%dz%n", &x, &y, &n, &back, &used) == 4;
         p += used) {
        g_assert_cmpint(n, ==, back);
        for (int i = 0; i < n; i++)
            grid->dark[y][x + i] = true;
    }
    g_assert_cmpstr(p, ==, "\"/></svg>");
}

static void check_finder(const Grid *grid, int left, int top)
{
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            int ring = MAX(ABS(x - 3), ABS(y - 3));
            g_assert_true(grid->dark[top + y][left + x] == (ring != 2));
        }
}

static void test_finders(void)
{
    static const char *const TEXTS[] = { "JPR-4K7M-2Q9T", "https://lapor.jepara.example/l/abc",
                                         "Jalan é <>&\"" };
    for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autofree char *svg = qr_svg(TEXTS[i], 4);
        g_autofree Grid *grid = g_new(Grid, 1);
        read_grid(svg, grid);
        int modules = grid->size - 8;
        g_assert_cmpint(modules % 4, ==, 1);
        check_finder(grid, 4, 4);
        check_finder(grid, 4 + modules - 7, 4);
        check_finder(grid, 4, 4 + modules - 7);
        for (int a = 0; a < grid->size; a++)
            for (int b = 0; b < 4; b++)
                g_assert_false(grid->dark[a][b] || grid->dark[b][a] ||
                               grid->dark[a][grid->size - 1 - b] ||
                               grid->dark[grid->size - 1 - b][a]);
        g_assert_null(strstr(svg, TEXTS[i]));
        g_autofree char *width = g_strdup_printf("width=\"%d\"", grid->size * 4);
        g_assert_nonnull(strstr(svg, width));
    }
}

static void test_length(void)
{
    g_autofree char *longest = g_strnfill(2331, 'a'), *longer = g_strnfill(2332, 'a');
    g_autofree char *svg = qr_svg(longest, 1);
    g_assert_nonnull(svg);
    g_assert_null(qr_svg(longer, 1));
    g_assert_null(qr_svg("", 1));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qr/finders", test_finders);
    g_test_add_func("/qr/length", test_length);
    return g_test_run();
}
