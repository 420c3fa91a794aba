/* What reporters hear: a row of model/texts.c, filled, as a message on each one's own channel, in
 * the transaction of the step it tells about. Nothing is sent here.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/message.h"

/* The words that fill a text; "" for what does not apply. */
typedef struct NoticeWords {
    const char *agency, *text, *reason, *main, *due, *days, *date, *status, *holder, *question;
    const char *list, *example;
    const char *title, *place, *clock, *whom, *rating; /* to the staff; clock is a msgid */
} NoticeWords;
#define NOTICE_WORDS_INIT                                                                          \
    {                                                                                              \
        "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""                         \
    }

/* Everybody who follows the case, each person once: its reporters (each with his own ticket and
 * link) and supporters. except: a report whose person is told otherwise, 0 none. */
bool notify_followers(Ctx *ctx, const Case *c, const char *key, const NoticeWords *words,
                      gint64 except, GError **error) MUST_USE;
/* One reporter. urgent: an answer to what he just sent; quiet hours do not hold it. */
bool notify_report(Ctx *ctx, const Report *report, const char *key, const NoticeWords *words,
                   bool urgent, GError **error) MUST_USE;
/* Somebody who is no reporter yet: an answer to an SMS. case_id 0: none. */
bool notify_address(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                    gint64 person_id, const char *key, const char *body, bool urgent,
                    GError **error) MUST_USE;
/* The same, not before next_at. */
bool notify_send(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                 gint64 person_id, const char *key, const char *body, bool urgent, gint64 next_at,
                 GError **error) MUST_USE;
/* A question to who just wrote, with buttons (see channel/channel.h) where the medium has them. */
bool notify_question(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                     gint64 person_id, const char *key, const char *body, const char *buttons,
                     GError **error) MUST_USE;
/* An administrator's trial of a channel; urgent. *id: the message's. */
bool notify_test(Ctx *ctx, const char *channel, const char *address, const char *key,
                 const char *body, gint64 *id, GError **error) MUST_USE;
/* A message of a conversation that a human leads; urgent. */
bool notify_conversation(Ctx *ctx, const char *channel, const char *address, gint64 conversation,
                         gint64 case_id, gint64 person_id, const char *key, const char *body,
                         GError **error) MUST_USE;
/* A text of the table in a language, filled (transfer full). secret: without what was said. */
char *notify_fill(const Ctx *ctx, const char *key, const char *lang, const char *ticket,
                  const char *link, bool secret, const NoticeWords *words);
/* An answer under the public post thread, for everybody to read: nothing of a person, no ticket. */
bool notify_public(Ctx *ctx, const char *channel, const char *address, const char *thread,
                   gint64 case_id, gint64 person_id, const char *key, const char *body,
                   GError **error) MUST_USE;
/* The filled text (transfer full), as report's person would get it. */
char *notify_text(const Ctx *ctx, const Report *report, const char *key, const NoticeWords *words);
/* "https://.../laporan/TICKET?k=..." (transfer full); "" when the tenant has no public_url. */
char *notify_link(const Ctx *ctx, const Report *report);
/* The first instant from at on which a message that is not urgent may go out. */
gint64 notify_quiet_until(const Ctx *ctx, gint64 at);
/* The same for the staff: within the office hours of a working day. */
gint64 notify_office_from(const Ctx *ctx, gint64 at);
