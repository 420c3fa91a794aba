/* HTML from templates/: one shim over ctemplate (view.cc), nothing else of it is seen outside.
 *
 * Templates are ctemplate (https://olafvdspek.github.io/ctemplate/), every one headed by
 * {{%AUTOESCAPE context="HTML"}} (or "XML"), so a value is escaped by its position (text,
 * attribute, URL). When a template is loaded, once a language,
 *   - words for people, which stand in [[...]], are translated: the msgid is what stands there, its
 *     white space made single spaces; {{MARKERS}} inside it are kept; the rest is escaped, so plain
 *     & and quotes are written;
 *   - "/assets/css/x.css" gets the version of that file, "?v=...".
 * A template is looked up in the templates/ of the tenant's pack first.
 *
 *   g_autoptr(View) layout = view_new("layout/public.html", lang, catalog);
 *   View *view = view_include(layout, "MAIN", "public/laporan.html"); // {{>MAIN}}
 *   view_set(view, "TICKET", ticket);
 *   View *row = view_add(view, "STEP");      // {{#STEP}} ... {{/STEP}}, once a call
 *   view_set(row, "WHEN", when);
 *   view_show(view, "CAN_REPLY");            // a section without values of its own
 *   GBytes *html = view_render(layout);
 *
 * Values of a view are seen in its sections, not in its includes.
 */
#pragma once

#include "base/error.h"
#include "model/catalog.h"

typedef struct View View;

/* folder: templates/. Loads all of them; INTERNAL when one is not headed or not well-formed. Called
 * once at start, after words_load and assets_start. dev: look at the files again when they change.
 */
bool view_init(const char *folder, bool dev, GError **error) MUST_USE;
/* Templates of a tenant's pack that replace ours, by tenant code. */
bool view_add_pack(const char *tenant_code, const char *folder, GError **error) MUST_USE;

/* A page: name is the path under templates/. lang "id" or "en". catalog may be NULL (no tenant). */
View *view_new(const char *name, const char *lang, const Catalog *catalog);
void view_free(View *view); /* only of what view_new returned */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(View, view_free)

void view_set(View *view, const char *name, const char *value); /* NULL value: "" */
void view_set_int(View *view, const char *name, gint64 value);
/* A translated msgid. */
void view_set_word(View *view, const char *name, const char *msgid);
View *view_add(View *view, const char *section); /* lent, lives with view */
View *view_show(View *view, const char *section);
/* {{>NAME}} in the template includes the template file; the child's values are its own. */
View *view_include(View *view, const char *marker, const char *file);

const char *view_lang(const View *view);
const Catalog *view_catalog(const View *view);

/* The text of what view_new or view_include returned (transfer full). */
GBytes *view_render(View *view);
/* The translation of a msgid in a language, or the msgid itself; lent. */
const char *view_word(const char *lang, const char *msgid);
