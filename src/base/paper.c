/* PDF by Pango on cairo: see paper.h. What is to be printed is kept as a list first, since the
 * length of a roll is known only when all of it is measured.
 */
#include "base/paper.h"

#include <pango/pangocairo.h>

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/qr.h"

#define POINTS_PER_MM (72.0 / 25.4)
#define LINE_SPACING 1.15

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)

typedef enum { ITEM_TEXT, ITEM_PAIR, ITEM_RULE, ITEM_SPACE, ITEM_QR } ItemKind;

typedef struct Item {
    ItemKind kind;
    double size; /* points of text, else of height */
    gboolean bold;
    PaperAlign align;
    char *text, *value;
} Item;

struct Paper {
    double width, height, margin; /* points; height 0: a roll */
    char *title;
    GPtrArray *items;
    PangoFontMap *fonts; /* of this paper alone: threads keep none */
    PangoContext *context;
    double y; /* while drawing */
};

static void item_free(gpointer data)
{
    Item *item = data;
    g_free(item->text);
    g_free(item->value);
    g_free(item);
}

/* What the libraries of fonts keep for the process, given back at its end: a leak would be seen. */
static void fonts_close(void)
{
    cairo_debug_reset_static_data();
    FcFini();
}

static void fonts_begin(void)
{
    static gsize begun = 0;
    if (g_once_init_enter(&begun)) {
        atexit(fonts_close);
        g_once_init_leave(&begun, 1);
    }
}

Paper *paper_new(double width, double height, double margin, const char *title)
{
    Paper *paper = g_new0(Paper, 1);
    fonts_begin();
    paper->width = width * POINTS_PER_MM;
    paper->height = height * POINTS_PER_MM;
    paper->margin = margin * POINTS_PER_MM;
    paper->title = g_strdup(title);
    paper->items = g_ptr_array_new_with_free_func(item_free);
    return paper;
}

static void paper_add(Paper *paper, Item what)
{
    what.text = g_strdup(what.text);
    what.value = g_strdup(what.value);
    g_ptr_array_add(paper->items, g_memdup2(&what, sizeof what));
}

void paper_text(Paper *paper, double size, gboolean bold, PaperAlign align, const char *text)
{
    paper_add(
        paper,
        (Item){
            .kind = ITEM_TEXT, .size = size, .bold = bold, .align = align, .text = (char *)text });
}

void paper_pair(Paper *paper, double size, const char *label, const char *value)
{
    paper_add(
        paper,
        (Item){ .kind = ITEM_PAIR, .size = size, .text = (char *)label, .value = (char *)value });
}

void paper_rule(Paper *paper)
{
    paper_add(paper, (Item){ .kind = ITEM_RULE, .size = 7 });
}

void paper_space(Paper *paper, double millimetres)
{
    paper_add(paper, (Item){ .kind = ITEM_SPACE, .size = millimetres * POINTS_PER_MM });
}

void paper_qr(Paper *paper, const char *text, double side)
{
    int size = 0;
    g_autofree char *path = qr_path(text, &size);
    if (path)
        paper_add(paper,
                  (Item){ .kind = ITEM_QR, .size = side * POINTS_PER_MM, .text = (char *)text });
}

/* ---- drawing ---- */

static double paper_inner(const Paper *paper)
{
    return paper->width - 2 * paper->margin;
}

static PangoLayout *layout_of(const Paper *paper, cairo_t *cr, const Item *item, const char *text,
                              gboolean bold)
{
    PangoLayout *layout = pango_layout_new(paper->context);
    pango_cairo_update_context(cr, paper->context);
    g_autoptr(PangoFontDescription) font = pango_font_description_from_string("sans");
    pango_font_description_set_absolute_size(font, item->size * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    pango_layout_set_width(layout, (int)(paper_inner(paper) * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, LINE_SPACING);
    pango_layout_set_alignment(layout,
                               item->align == PAPER_CENTRE ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    return layout;
}

static double layout_height(PangoLayout *layout)
{
    int height = 0;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

static double layout_width(PangoLayout *layout)
{
    PangoRectangle ink;
    pango_layout_get_extents(layout, NULL, &ink);
    return (double)ink.width / PANGO_SCALE;
}

/* Both on one line when they fit. */
static gboolean pair_is_short(const Paper *paper, PangoLayout *label, PangoLayout *value)
{
    return pango_layout_get_line_count(label) == 1 && pango_layout_get_line_count(value) == 1 &&
           layout_width(label) + layout_width(value) + 6 < paper_inner(paper);
}

static double item_height(const Paper *paper, cairo_t *cr, const Item *item)
{
    if (item->kind == ITEM_TEXT) {
        g_autoptr(PangoLayout) layout = layout_of(paper, cr, item, item->text, item->bold);
        return layout_height(layout);
    }
    if (item->kind == ITEM_PAIR) {
        g_autoptr(PangoLayout) label = layout_of(paper, cr, item, item->text, FALSE);
        g_autoptr(PangoLayout) value = layout_of(paper, cr, item, item->value, TRUE);
        return layout_height(value) +
               (pair_is_short(paper, label, value) ? 0 : layout_height(label));
    }
    return item->size;
}

static void show(const Paper *paper, cairo_t *cr, PangoLayout *layout, double y)
{
    cairo_move_to(cr, paper->margin, y);
    pango_cairo_show_layout(cr, layout);
}

static void draw_pair(const Paper *paper, cairo_t *cr, const Item *item)
{
    g_autoptr(PangoLayout) label = layout_of(paper, cr, item, item->text, FALSE);
    g_autoptr(PangoLayout) value = layout_of(paper, cr, item, item->value, TRUE);
    bool one_line = pair_is_short(paper, label, value);
    if (one_line)
        pango_layout_set_alignment(value, PANGO_ALIGN_RIGHT);
    show(paper, cr, label, paper->y);
    show(paper, cr, value, paper->y + (one_line ? 0 : layout_height(label)));
}

static void draw_rule(const Paper *paper, cairo_t *cr, const Item *item)
{
    cairo_set_line_width(cr, 0.5);
    cairo_move_to(cr, paper->margin, paper->y + item->size / 2);
    cairo_rel_line_to(cr, paper_inner(paper), 0);
    cairo_stroke(cr);
}

/* The path of qr_path: "Mx yhwv1h-wz" for each run of dark modules. */
static void draw_qr(const Paper *paper, cairo_t *cr, const Item *item)
{
    int size = 0;
    g_autofree char *path = qr_path(item->text, &size);
    double module = item->size / size, left = (paper->width - item->size) / 2;
    for (const char *at = path; at && *at == 'M';) {
        char *end;
        gint64 x = g_ascii_strtoll(at + 1, &end, 10);
        gint64 y = g_ascii_strtoll(end, &end, 10);
        gint64 run = g_ascii_strtoll(end + 1, &end, 10);
        cairo_rectangle(cr, left + (double)x * module, paper->y + (double)y * module,
                        (double)run * module, module);
        at = strchr(end, 'M');
    }
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_fill(cr);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void draw_item(const Paper *paper, cairo_t *cr, const Item *item)
{
    switch (item->kind) {
    case ITEM_TEXT: {
        g_autoptr(PangoLayout) layout = layout_of(paper, cr, item, item->text, item->bold);
        show(paper, cr, layout, paper->y);
        return;
    }
    case ITEM_PAIR:
        draw_pair(paper, cr, item);
        return;
    case ITEM_RULE:
        draw_rule(paper, cr, item);
        return;
    case ITEM_QR:
        draw_qr(paper, cr, item);
        return;
    case ITEM_SPACE:
        return;
    }
}

static cairo_status_t take(void *out, const unsigned char *bytes, unsigned count)
{
    g_byte_array_append(out, bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

static double paper_length(const Paper *paper, cairo_t *cr)
{
    double length = 2 * paper->margin;
    for (guint i = 0; i < paper->items->len; i++)
        length += item_height(paper, cr, paper->items->pdata[i]);
    return length;
}

static void draw_all(Paper *paper, cairo_t *cr)
{
    paper->y = paper->margin;
    for (guint i = 0; i < paper->items->len; i++) {
        const Item *item = paper->items->pdata[i];
        double height = item_height(paper, cr, item);
        bool full = paper->height > 0 && paper->y + height > paper->height - paper->margin;
        if (full && paper->y > paper->margin) {
            cairo_show_page(cr);
            paper->y = paper->margin;
        }
        draw_item(paper, cr, item);
        paper->y += height;
    }
}

static void paper_free(Paper *paper)
{
    g_ptr_array_unref(paper->items);
    g_object_unref(paper->context);
    g_object_unref(paper->fonts);
    g_free(paper->title);
    g_free(paper);
}

GBytes *paper_end(Paper *paper)
{
    GByteArray *pdf = g_byte_array_new();
    g_autoptr(cairo_surface_t) surface = cairo_pdf_surface_create_for_stream(
        take, pdf, paper->width, paper->height > 0 ? paper->height : paper->width);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, paper->title);
    g_autoptr(cairo_t) cr = cairo_create(surface);
    paper->fonts = pango_cairo_font_map_new();
    paper->context = pango_font_map_create_context(paper->fonts);
    if (!(paper->height > 0))
        cairo_pdf_surface_set_size(surface, paper->width, paper_length(paper, cr));
    draw_all(paper, cr);
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    g_assert(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS);
    paper_free(paper);
    return g_byte_array_free_to_bytes(pdf);
}
