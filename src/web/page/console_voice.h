/* The screens of those who listen: radio desk, rundowns, promises, hotline. */
#pragma once

#include "domain/entry.h"
#include "domain/hotline.h"
#include "domain/radio.h"
#include "web/page/console.h"

/* ---- console_entry.c: the entry that radio and hotline share ---- */

/* {{>ENTRY}} of form; failed: what was wrong with the one just typed, whose values are shown again. */
void console_entry_fill(View *page, View *form, const Ctx *ctx, const Request *request,
                        const GError *failed);
/* Strings are lent from request, but *key (transfer full). */
void console_entry_read(const Ctx *ctx, const Request *request, const char *channel, Entry *entry,
                        char **key);

/* What the last step said, from ?ok=; a DONE section with WORDS. words: pairs of value and msgid,
 * ended by NULL. */
void console_set_done(View *page, const Ctx *ctx, const Request *request,
                      const char *const *words);
/* Every step of a form that was done goes to path, one that can be mended back to the screen. */
typedef Reply *(*ScreenAgain)(Ctx *ctx, const Request *request, const GError *failed,
                              GError **error);
Reply *console_after(Ctx *ctx, const Request *request, bool done, GError *failed, const char *path,
                     ScreenAgain again, GError **error);
/* The number in the path; -1 when it is none. */
gint64 console_path_id(const Request *request);

Reply *console_entry_propose_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_radio_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_radio_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_radio_air_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_radio_item_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_radio_item_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_rundowns_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_rundowns_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_rundown_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_rundown_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_rundown_print_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_promises_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_promise_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_hotline_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_hotline_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_calls_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_call_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_call_post(Ctx *ctx, const Request *request, GError **error);
