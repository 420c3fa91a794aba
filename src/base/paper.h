/* A printed paper as PDF: lines of text, rules, a QR code, one below the other, on pages of a size
 * or on a roll that is as long as what stands on it. Fonts are those of the machine, by fontconfig,
 * and go into the file. Text is cut to nothing: what does not fit on a page begins the next.
 */
#pragma once

#include <glib.h>

typedef struct Paper Paper;
typedef enum PaperAlign { PAPER_LEFT, PAPER_CENTRE } PaperAlign;

/* Millimetres; height 0: a roll. title: of the document. */
Paper *paper_new(double width, double height, double margin, const char *title);
/* A paragraph, wrapped; points. */
void paper_text(Paper *paper, double size, gboolean bold, PaperAlign align, const char *text);
/* A label at the left and its value at the right of one line, the value below it when it is long. */
void paper_pair(Paper *paper, double size, const char *label, const char *value);
void paper_rule(Paper *paper);
void paper_space(Paper *paper, double millimetres);
/* In the middle, side millimetres with its quiet zone. Text too long for a code leaves it out. */
void paper_qr(Paper *paper, const char *text, double side);
/* The bytes of the PDF; frees paper. */
GBytes *paper_end(Paper *paper);
