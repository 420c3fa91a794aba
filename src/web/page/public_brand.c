/* /assets/brand.css: every shade that pages use, from the one colour of the pack.
 *
 * A pack may set any colour; the shades are moved until text on them has at least 4.5:1 (WCAG 2.2,
 * 1.4.3). The grounds they stand on are those of assets/css/tokens.css.
 */
#include "web/page/public.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Rgb {
    double r, g, b; /* 0..1, as written, not linear */
} Rgb;

static const Rgb BLACK = { 0, 0, 0 }, WHITE = { 1, 1, 1 };
static const Rgb PAPER = { 0xf6 / 255.0, 0xf7 / 255.0, 0xf4 / 255.0 };
static const Rgb NIGHT = { 0x18 / 255.0, 0x20 / 255.0, 0x1d / 255.0 };
static const Rgb FALLBACK = { 0x0b / 255.0, 0x6e / 255.0, 0x4f / 255.0 };

static Rgb rgb_parse(const char *text)
{
    if (!text || text[0] != '#' || strlen(text) != 7)
        return FALLBACK;
    char *end;
    unsigned long value = strtoul(text + 1, &end, 16);
    if (*end)
        return FALLBACK;
    return (Rgb){ (double)(value >> 16 & 255) / 255.0, (double)(value >> 8 & 255) / 255.0,
                  (double)(value & 255) / 255.0 };
}

static Rgb rgb_mix(Rgb a, Rgb b, double share_of_b)
{
    double s = share_of_b;
    return (Rgb){ a.r + (b.r - a.r) * s, a.g + (b.g - a.g) * s, a.b + (b.b - a.b) * s };
}

static double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(Rgb c)
{
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

static double contrast(Rgb a, Rgb b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

/* colour moved towards end in small steps until it stands off ground by least. */
static Rgb rgb_until(Rgb colour, Rgb end, Rgb ground, double least)
{
    Rgb moved = colour;
    for (int step = 1; step <= 50 && contrast(moved, ground) < least; step++)
        moved = rgb_mix(colour, end, step / 50.0);
    return moved;
}

static void set_colour(View *view, const char *name, Rgb c)
{
    char text[8];
    g_snprintf(text, sizeof text, "#%02x%02x%02x", (unsigned)lround(c.r * 255) & 255u,
               (unsigned)lround(c.g * 255) & 255u, (unsigned)lround(c.b * 255) & 255u);
    view_set(view, name, text);
}

static Rgb rgb_ground(const Catalog *catalog)
{
    return rgb_until(rgb_parse(catalog->tenant.brand), BLACK, WHITE, 4.6);
}

guint32 public_brand_ground(const Catalog *catalog)
{
    Rgb c = rgb_ground(catalog);
    return (guint32)lround(c.r * 255) << 16 | (guint32)lround(c.g * 255) << 8 |
           (guint32)lround(c.b * 255);
}

static void set_light(View *view, Rgb brand)
{
    Rgb soft = rgb_mix(WHITE, brand, 0.12);
    Rgb ink = rgb_until(rgb_until(brand, BLACK, soft, 5.5), BLACK, PAPER, 5.5);
    Rgb base = rgb_until(brand, BLACK, WHITE, 4.6);
    set_colour(view, "BRAND", base);
    set_colour(view, "ON", WHITE);
    set_colour(view, "INK", ink);
    set_colour(view, "SOFT", soft);
    set_colour(view, "DEEP", rgb_mix(base, BLACK, 0.28));
}

static void set_dark(View *view, Rgb brand)
{
    Rgb dark_on = { 0x06 / 255.0, 0x0d / 255.0, 0x0a / 255.0 };
    Rgb base = rgb_until(brand, WHITE, dark_on, 4.8);
    Rgb soft = rgb_until(rgb_mix(NIGHT, brand, 0.28), BLACK, WHITE, 11);
    set_colour(view, "DARK_BRAND", base);
    set_colour(view, "DARK_ON", dark_on);
    set_colour(view, "DARK_INK", rgb_until(rgb_until(brand, WHITE, soft, 5.5), WHITE, NIGHT, 7));
    set_colour(view, "DARK_SOFT", soft);
    set_colour(view, "DARK_DEEP", rgb_until(rgb_mix(brand, BLACK, 0.35), BLACK, WHITE, 6));
}

Reply *public_brand_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)request;
    (void)error;
    g_autoptr(View) view = view_new("public/brand.css", ctx->lang, ctx->catalog);
    Rgb brand = rgb_parse(ctx->catalog->tenant.brand);
    set_light(view, brand);
    set_dark(view, brand);
    Reply *reply = reply_new(200, "text/css; charset=utf-8", view_render(view));
    reply_header(reply, "Cache-Control", "public, max-age=3600");
    reply->cache_us = US_PER_HOUR;
    return reply;
}
