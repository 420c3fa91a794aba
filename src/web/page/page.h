/* What the public screens share: the frame, links, a case in a list, choices of a form.
 * Each screen is one public_*.c; the console has its own frame in console.h.
 */
#pragma once

#include "domain/case_file.h"
#include "web/route.h"
#include "web/view.h"

/* Map images by configuration, once at start: "https://tiles.example.org/{z}/{x}/{y}.png" and the
 * credit its owner asks for. Without it maps draw the areas of the tenant only. */
void page_map_tiles(const char *url, const char *credit);

typedef enum PageAt { AT_NOWHERE, AT_REPORT, AT_CHECK, AT_LIST, AT_ABOUT, AT_OWN } PageAt;

/* The layout around templates/FILE; *page (lent) takes the screen's own values. title is shown as
 * it is: translate it first. */
View *page_new(const Ctx *ctx, const Request *request, const char *file, const char *title,
               PageAt at, View **page);
/* A page about one person's report: no robots, no caches. Call on the layout. */
void page_private(View *layout);
/* The answer; keeps the language in a cookie when the request chose one. Takes layout. */
Reply *page_reply(View *layout, const Request *request, unsigned status);

/* The msgid in the reader's language; lent. */
const char *page_word(const Ctx *ctx, const char *msgid);
/* The same with {name} filled in, as text_fill. (transfer full) */
char *page_words(const Ctx *ctx, const char *msgid, ...) G_GNUC_NULL_TERMINATED;
/* The sentence of an error for the person. Lent. */
const char *page_error_words(const Ctx *ctx, const GError *error);

/* base + path, then name=value pairs, escaped, those with "" left out, ended by NULL. */
char *page_url(const Request *request, const char *path, ...) G_GNUC_NULL_TERMINATED;
/* The same as an address for another machine: the tenant's public_url, else as it was asked. */
char *page_absolute(const Ctx *ctx, const Request *request, const char *relative);

/* TICKET, URL, TITLE, COLOUR, STATUS, PLACE, WHEN ... of templates/public/item.html. */
void page_set_case(View *view, const Ctx *ctx, const Request *request, const Case *c);
/* Cases under {{>ITEM}}, between the sections HAS_CASES and NO_CASES. */
void page_add_cases(View *view, const Ctx *ctx, const Request *request, const GPtrArray *cases);
/* COLOUR and STATUS. */
void page_set_status(View *view, const Ctx *ctx, CaseStatus status);
/* LATE when the policy lets the public know. */
void page_set_late(View *view, const Ctx *ctx, const Case *c);
/* "Desa Tegalsambi, Kecamatan Tahunan", else the words the reporter used. Lent. */
const char *page_place(const Ctx *ctx, const Case *c);
/* A title that says something: the case's own, else its service, else its class. Lent. */
const char *page_title(const Ctx *ctx, const Case *c);
/* "Dinas Pekerjaan Umum", "Admin verifikasi", "Pelapor": who holds the case now. Lent. */
const char *page_holder(const Ctx *ctx, const Case *c);

/* The running clock of a kind, or NULL; lent. */
const CaseClock *page_clock(const CaseFile *file, ClockKind kind);
/* "Kamis, 26 November 2026 (3 hari kerja lagi)" (transfer full) */
char *page_deadline(const Ctx *ctx, gint64 due_at);
/* "Dinas PUPR menindaklanjuti paling lambat Kamis, 26 November 2026 (3 hari kerja lagi)."
 * (transfer full) */
char *page_now(const Ctx *ctx, const CaseFile *file);

/* One <option> or radio row: VALUE, LABEL, WHAT, ON. what may be NULL. */
void page_add_choice(View *view, const char *section, const char *value, const char *label,
                     const char *what, bool on);
/* Active services under GROUP and SERVICE. sensitive: those too. */
void page_add_services(View *view, const Ctx *ctx, const char *selected, bool sensitive);
/* Areas of a level below parent ("" all), by name. Returns how many. */
guint page_add_areas(View *view, const Ctx *ctx, const char *section, AreaLevel level,
                     const char *parent, const char *selected);
/* The level whose areas a person chooses first: districts of a kabupaten, regencies of a province.
 */
AreaLevel page_first_level(const Catalog *catalog);
/* TILES, TILES_CREDIT, SHAPES, LAT0, LNG0, ZOOM, BOX: what the map scripts read. */
void page_set_map(View *view, const Ctx *ctx, const Request *request);
/* Degrees x 1e7 as text: "-6.5907000". Buffer of G_ASCII_DTOSTR_BUF_SIZE. Lent: out. */
const char *page_degrees(gint32 e7, char *out);

/* STEP_DISPOSITION, STEP_FOLLOWUP, STEP_CONFIRM in words, from the tenant's default policy. */
void page_set_promises(View *view, const Ctx *ctx);

/* The timeline of a case file under EVENT, with photos: templates/public/case.html. limited: only
 * what and when, no words of anybody. */
void page_add_timeline(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                       const char *secret, bool limited);
/* SHOT rows of the photos that belong to the report or event; returns how many. */
guint page_add_shots(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                     gint64 report_id, gint64 event_id, const char *secret, const char *alt);
