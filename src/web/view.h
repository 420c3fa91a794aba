/* HTML from templates/: one shim over ctemplate (view.cc), nothing else of it is seen outside.
 *
 * Templates are ctemplate (https://olafvdspek.github.io/ctemplate/), every one headed by
 * {{%AUTOESCAPE context="HTML"}}, so a value is escaped by its position (text, attribute, URL,
 * script). Words for people stand in [[...]]: they are msgids, translated when the template is
 * loaded, once a language. A template is looked up in the pack's templates/ first.
 *
 *   g_autoptr(View) view = view_new("public/laporan.html", lang, catalog);
 *   view_set(view, "TICKET", ticket);
 *   View *row = view_add(view, "STEP");      // {{#STEP}} ... {{/STEP}}, once a call
 *   view_set(row, "WHEN", when);
 *   view_show(view, "CAN_REPLY");            // a section without values of its own
 *   return view_page(view, request);         // inside its layout
 */
#pragma once

#include "model/catalog.h"
#include "web/reply.h"

typedef struct View View;

/* folder: templates/; pack_folder: "" or the pack's. Called once at start. dev: look at the files
 * again when they change. */
bool view_init(const char *folder, bool dev, GError **error) MUST_USE;
/* Templates of a tenant's pack that replace ours, by tenant code. */
void view_add_pack(const char *tenant_code, const char *folder);

/* A page: name is the path under templates/. lang "id" or "en". catalog may be NULL (no tenant). */
View *view_new(const char *name, const char *lang, const Catalog *catalog);
void view_free(View *view); /* only of what view_new returned */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(View, view_free)

void view_set(View *view, const char *name, const char *value); /* NULL value: "" */
void view_set_int(View *view, const char *name, gint64 value);
/* A translated msgid. */
void view_set_word(View *view, const char *name, const char *msgid);
View *view_add(View *view, const char *section);                /* lent, lives with view */
View *view_show(View *view, const char *section);
/* {{>NAME}} in the template includes the template file; the child's values are its own. */
View *view_include(View *view, const char *marker, const char *file);

const char *view_lang(const View *view);
const Catalog *view_catalog(const View *view);

/* The text of the template alone: a fragment for htmx, an SVG, a feed (transfer full). */
GBytes *view_render(View *view);
/* The translation of a msgid in a language; lent, lives for ever. */
const char *view_word(const char *lang, const char *msgid);
