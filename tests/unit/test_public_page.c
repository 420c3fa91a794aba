/* What public pages compute without a database: shades of the brand, photo tokens, filters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "web/page/public.h"

static Clock *clock_real;

static Catalog *catalog_of_brand(const char *brand)
{
    Catalog *catalog = catalog_new();
    g_free(catalog->tenant.code);
    catalog->tenant.code = g_strdup("uji");
    g_free(catalog->tenant.brand);
    catalog->tenant.brand = g_strdup(brand);
    Area *area = g_new0(Area, 1);
    area->code = g_strdup("33.20.11");
    area->parent = g_strdup("33.20");
    area->name = g_strdup("Tahunan");
    area->level = AREA_DISTRICT;
    g_ptr_array_add(catalog->areas, area);
    g_ptr_array_add(catalog->policies, policy_new("default"));
    catalog_seal(catalog);
    return catalog;
}

static Ctx ctx_of(const Catalog *catalog)
{
    return (Ctx){ .clock = clock_real, .catalog = catalog, .tenant = 1, .lang = "id" };
}

static double channel(const char *hex)
{
    char two[3] = { hex[0], hex[1], 0 };
    double c = (double)strtol(two, NULL, 16) / 255;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(const char *colour)
{
    return 0.2126 * channel(colour + 1) + 0.7152 * channel(colour + 3) +
           0.0722 * channel(colour + 5);
}

static double contrast(const char *a, const char *b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

/* The value of a variable after a mark in the style sheet. */
static char *value_of(const char *css, const char *after, const char *name)
{
    const char *from = strstr(css, after);
    g_assert_nonnull(from);
    g_autofree char *key = g_strconcat(name, ": ", NULL);
    const char *at = strstr(from, key);
    g_assert_nonnull(at);
    at += strlen(key);
    g_assert_cmpint(*at, ==, '#');
    return g_strndup(at, 7);
}

static void assert_readable(const char *brand, const char *css, const char *mark,
                            const char *ground)
{
    g_autofree char *base = value_of(css, mark, "--brand");
    g_autofree char *on = value_of(css, mark, "--brand-on");
    g_autofree char *ink = value_of(css, mark, "--brand-ink");
    g_autofree char *soft = value_of(css, mark, "--brand-soft");
    g_autofree char *deep = value_of(css, mark, "--brand-deep");
    g_test_message("%s %s: %s on %s, %s on %s", brand, mark, on, base, ink, soft);
    g_assert_cmpfloat(contrast(base, on), >=, 4.5);
    g_assert_cmpfloat(contrast(ink, soft), >=, 4.5);
    g_assert_cmpfloat(contrast(ink, ground), >=, 4.5);
    g_assert_cmpfloat(contrast(deep, "#ffffff"), >=, 4.5);
}

static void test_brand_readable(void)
{
    static const char *const BRANDS[] = { "#0b6e4f", "#ffd400", "#ffffff", "#000000", "#e60012",
                                          "#00aeef", "#7f7f7f", "#ff69b4", "#0000ff", "#1a2b3c",
                                          "blue",    "#12345",  "#12345g", "" };
    g_autoptr(Request) request = request_new("GET");
    for (guint i = 0; i < G_N_ELEMENTS(BRANDS); i++) {
        g_autoptr(Catalog) catalog = catalog_of_brand(BRANDS[i]);
        Ctx ctx = ctx_of(catalog);
        g_autoptr(Reply) reply = public_brand_get(&ctx, request, NULL);
        gsize bytes;
        const char *data = g_bytes_get_data(reply->body, &bytes);
        g_autofree char *css = g_strndup(data, bytes);
        assert_readable(BRANDS[i], css, ":root {", "#f6f7f4");
        assert_readable(BRANDS[i], css, "prefers-color-scheme: dark", "#18201d");
    }
}

static Photo *photo_new(void)
{
    Photo *photo = g_new0(Photo, 1);
    photo->name = g_strdup("abcdefghijklmnopqrstuvwxyz");
    photo->bytes = 123456;
    photo->width = 1600;
    photo->height = 1200;
    memset(photo->content_hash, 0xa7, sizeof photo->content_hash);
    return photo;
}

static void test_photo_token_round(void)
{
    g_autoptr(Photo) photo = photo_new();
    g_autofree char *token = public_photo_token(photo);
    g_assert_null(strpbrk(token, "+/ &?"));
    g_autoptr(Photo) back = public_photo_of_token(token);
    g_assert_nonnull(back);
    g_assert_cmpstr(back->name, ==, photo->name);
    g_assert_cmpint(back->bytes, ==, photo->bytes);
    g_assert_cmpint(back->width, ==, 1600);
    g_assert_cmpmem(back->content_hash, 32, photo->content_hash, 32);
}

static void test_photo_token_forged(void)
{
    g_autoptr(Photo) photo = photo_new();
    g_autofree char *token = public_photo_token(photo);
    for (char *at = token; *at; at++) {
        char kept = *at;
        *at = kept == 'A' ? 'B' : 'A';
        g_autoptr(Photo) forged = public_photo_of_token(token);
        /* the last letter may hold bits that mean nothing */
        if (at[1] && at[1] != '=')
            g_assert_null(forged);
        *at = kept;
    }
    g_autofree char *huge = g_strnfill(100000, 'A');
    static const char *const WRONG[] = { "", "A", "====", "\xc3\xa9", "AAAA" };
    g_assert_null(public_photo_of_token(NULL));
    g_assert_null(public_photo_of_token(huge));
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++)
        g_assert_null(public_photo_of_token(WRONG[i]));
}

static Request *request_of(const char *target)
{
    g_autoptr(GError) error = NULL;
    Request *request = request_new("GET");
    bool ok = request_set_target(request, target, &error) && request_parse_query(request, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
    if (!request->base)
        request->base = g_strdup("");
    return request;
}

static void test_filter_read(void)
{
    g_autoptr(Catalog) catalog = catalog_of_brand("#0b6e4f");
    Ctx ctx = ctx_of(catalog);
    g_autoptr(Request) request =
        request_of("/daftar?status=selesai&wilayah=33.20.11&waktu=30&setelah=1.2&layanan=tak");
    ListFilter list;
    list_filter_read(&list, &ctx, request);
    g_assert_true(list.filter.public_only && list.any);
    g_assert_cmpuint(list.filter.statuses, ==,
                     (1u << STATUS_CONFIRMED) | (1u << STATUS_UNCONFIRMED));
    g_assert_cmpstr(list.filter.area, ==, "33.20.11");
    g_assert_cmpstr(list.filter.service, ==, "");
    g_assert_cmpint(list.filter.from_at, >, 0);
    g_autofree char *url = list_filter_url(&list, request, "/daftar", "peta", "a b");
    g_assert_cmpstr(url, ==,
                    "/daftar?status=selesai&wilayah=33.20.11&waktu=30&tampil=peta&setelah=a%20b");
}

static void test_filter_unknown(void)
{
    g_autoptr(Catalog) catalog = catalog_of_brand("#0b6e4f");
    Ctx ctx = ctx_of(catalog);
    g_autoptr(Request) request = request_of("/daftar?status=x&wilayah=99&waktu=-1&layanan=%27");
    ListFilter list;
    list_filter_read(&list, &ctx, request);
    g_assert_true(list.filter.public_only && !list.any);
    g_assert_cmpuint(list.filter.statuses, ==, 0);
    g_assert_cmpint(list.filter.from_at, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    crypt_open_for_test();
    clock_real = clock_new(false);
    g_autoptr(GError) error = NULL;
    if (!view_init("templates", false, &error))
        g_error("%s (run in the root of the tree)", error_detail(error));
    g_test_add_func("/public/brand/readable", test_brand_readable);
    g_test_add_func("/public/photo_token/round", test_photo_token_round);
    g_test_add_func("/public/photo_token/forged", test_photo_token_forged);
    g_test_add_func("/public/filter/read", test_filter_read);
    g_test_add_func("/public/filter/unknown", test_filter_unknown);
    int failed = g_test_run();
    clock_free(clock_real);
    return failed;
}
