/* What the screens of the console share: the frame with its rail, URLs, the queues, a row of a
 * list. Each screen is one console_*.c; what a case page needs from several is here too.
 */
#pragma once

#include "domain/action.h"
#include "domain/person.h"
#include "domain/proposal.h"
#include "web/page/page.h"

/* ---- console_frame.c: the page around a screen ---- */

/* True when htmx asks for a part: the screen alone is answered, without its frame. */
bool console_is_part(const Request *request);
/* The layout, its rail filled. view: "list", "case" or "page"; current: code of the rail's item. */
View *console_frame(Ctx *ctx, const Request *request, const char *view, const char *title,
                    const char *current, GError **error);
/* A screen of one column inside its frame: *page (lent) is filled by the caller from file. */
View *console_page(Ctx *ctx, const Request *request, const char *title, const char *current,
                   const char *file, View **page, GError **error);
/* What a form and a link need: BASE and CSRF. */
void console_set_form(View *view, const Request *request);
/* A field of a form: error_field() of what is wrong with it, id of its input, section of its words.
 */
typedef struct FormField {
    const char *field, *id, *bad;
} FormField;
/* ERROR on the page, with a link to the field, and MESSAGE beside the field; fields end with NULL.
 */
void console_set_error(View *page, View *form, const Ctx *ctx, const GError *failed,
                       const FormField *fields);
/* True for what a person can mend in his form: INVALID, CONFLICT, LIMIT. */
bool console_can_mend(const GError *error);
/* The answer, never kept by any cache. Takes view. */
Reply *console_reply(View *view, unsigned status);
/* 303, or for htmx the same by its own header when the whole page must change. */
Reply *console_go(const Request *request, const char *path);

/* ---- console_queue.c: the lists ---- */

typedef struct Queue {
    const char *code;                                   /* of the URL: "verifikasi" */
    const char *label, *hint, *empty_head, *empty_body; /* msgids */
    unsigned roles;                                     /* bits 1 << Role that have it */
    unsigned statuses;
    CaseOrder order;
    bool overdue, mine, filters, counted;
    bool alarms;        /* words of danger stand before everything else */
    unsigned attention; /* an Attention: the cases that wait for that, and nothing else */
} Queue;
extern const Queue QUEUES[]; /* ended by code NULL */
/* The queue of a code that this actor has; the first he has when the code is unknown. */
const Queue *queue_of(const Ctx *ctx, const char *code);
bool queue_has(const Ctx *ctx, const Queue *queue);
/* The filter of a queue without anything typed. */
void queue_filter(const Ctx *ctx, const Queue *queue, CaseFilter *filter);
/* Case* of a queue (transfer full); *next as from case_list. */
GPtrArray *queue_list(Ctx *ctx, const Queue *queue, const CaseFilter *filter, char **next,
                      GError **error) MUST_USE;
/* How many, at most cap + 1. */
bool queue_count(Ctx *ctx, const Queue *queue, guint cap, guint *count, GError **error) MUST_USE;
/* The list into a view of console/queue.html. current: ticket of the open case, or NULL. */
bool console_queue_fill(View *view, Ctx *ctx, const Request *request, const Queue *queue,
                        const char *current, GError **error) MUST_USE;
/* The actor may do this with many cases at once; t may be NULL. */
bool console_bulk_may(const Ctx *ctx, const Transition *t);
/* "Admin", "DPUPR", "Pelapor": who holds the case now. Lent. */
const char *console_holder(const Ctx *ctx, const Case *c);
/* WORDS, OVER or SOON of a due time that is known. */
void console_set_due_at(View *due, const Ctx *ctx, gint64 due_at);
/* The same as a DUE section of a case; nothing when no clock runs. */
void console_set_due(View *view, const Ctx *ctx, const Case *c);
/* The due time of a clock, or that it cannot be known yet: the calendar of its year is not decreed.
 * (transfer full) */
typedef char *(*TimeWords)(const Catalog *catalog, const char *lang, gint64 at_us);
char *console_due_words(const Ctx *ctx, gint64 due_at, TimeWords words);
/* "3 hari": the first part of an age. (transfer full) */
char *console_age(const Ctx *ctx, gint64 since);
/* "Desa Tegalsambi, Tahunan" and the place text when there is no area. (transfer full) */
char *console_place(const Ctx *ctx, const Case *c);
/* The channel's name for people, and which icon it has. */
const char *console_channel_label(const Ctx *ctx, const char *channel);
const char *console_channel_icon(const char *channel);

/* ---- console_proposal.c ---- */

/* PROPOSAL section of a row, or whole of a case page; nothing when there is nothing to be taken
 * over. */
void console_add_proposal(View *view, const Ctx *ctx, const Request *request, const Case *c,
                          const Queue *queue, bool whole);
/* "dari 212 keputusan sebelumnya, benar 83 %" or "kata kunci paket" (transfer full). */
char *console_source_words(const Ctx *ctx, const ProposalSource *source);
/* ALARM section of a case page. */
void console_add_alarm(View *view, const Ctx *ctx, const Case *c);
/* The cases with words of danger that wait for somebody, into a view of console/alarms.html. */
bool console_alarms_fill(View *view, Ctx *ctx, const Request *request, GError **error) MUST_USE;

/* ---- console_posts.c ---- */

/* Public posts are looked for, and this actor decides on them. */
bool console_posts_listens(const Ctx *ctx);
/* SOURCE section of a report that came of a public post, for who decides on these. */
bool console_posts_add_source(View *row, Ctx *ctx, const Report *report, GError **error) MUST_USE;
/* How many wait, at most 100. */
bool console_posts_count(Ctx *ctx, guint *count, GError **error) MUST_USE;

/* ---- console_case.c, console_form.c, console_history.c: one case ---- */

typedef struct CaseScreen {
    const Queue *queue;
    const Transition *action; /* the form that stands open; NULL: the main one */
    const GError *error;      /* of the action just tried, its values are in the request */
    bool untyped;             /* the values in the request are another form's */
    gint64 shown_report;      /* whose identity was opened just now */
    const PersonShown *shown;
    const GError *reveal_error;
} CaseScreen;
Reply *console_case_reply(Ctx *ctx, const Request *request, const char *ticket,
                          const CaseScreen *screen, unsigned status, GError **error);
/* console_actions.c: the rows that can be acted on here, main one first; how many. */
guint console_actions(const Ctx *ctx, const CaseFile *file, const Transition *rows[ACTION_COUNT]);
bool console_actions_has(const Transition *const *rows, guint count, const Transition *t);
/* The form that stands open by itself, NULL: none does. */
const Transition *console_main_action(Ctx *ctx, const CaseFile *file, const Transition *const *rows,
                                      guint count);
/* Why no form is open. A msgid. */
const char *console_no_actions(const Ctx *ctx, guint count);
void console_actions_fill(View *view, const Request *request, const Case *c,
                          const CaseScreen *screen, const Transition *const *rows, guint count);
/* The form of an action into a view of console/form.html. */
bool console_form_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                       const CaseScreen *screen, GError **error) MUST_USE;
/* Whom a rule knows this case to be for, from what is known or proposed of category and place
 * (transfer full of these, codes); NULL when no rule fires. */
const Agency *console_proposal(Ctx *ctx, const CaseFile *file, char **service, char **area);
/* console_words.c: label of the text field, what the action brings with it (or NULL), its button.
 * Msgids. */
const char *console_text_label(Action action);
const char *console_action_about(Action action);
const char *console_submit_label(const Transition *t);
/* There is a province above or a government below, to which a case can be handed over. */
bool console_has_other_tenants(const Ctx *ctx);
/* What was typed into the form of t. Strings are lent from request; photos are not read. INVALID:
 * a wrong coordinate, a verification whose checks are not both ticked. */
bool console_input_read(const Request *request, const Transition *t, ActionInput *input,
                        GError **error) MUST_USE;
/* Hops, events, clocks and messages of a case. */
bool console_history_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                          GError **error) MUST_USE;
/* The PHOTOS section of what belongs to a report or an event; nothing when there is none. */
void console_photos(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                    gint64 report_id, gint64 event_id);
/* What may be the same matter, and the map on which it stands. */
bool console_similar_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                          const Queue *queue, bool may_merge, GError **error) MUST_USE;
/* A PAPER row for each letter or form of the case that the actor may take: console_paper.c. */
bool console_papers(View *view, Ctx *ctx, const Request *request, const Case *c,
                    GError **error) MUST_USE;
/* The MAP section: where the case is and what is near. */
void console_map_fill(View *view, const Ctx *ctx, const Request *request, const Case *c,
                      const GPtrArray *near);
/* The name of an account of this tenant, "" when it is not known. Lent for the life of names. */
GHashTable *console_account_names(Ctx *ctx, GError **error);

/* console_talks.c: conversations that wait for a human. */
bool console_talks_count(Ctx *ctx, guint *count, GError **error) MUST_USE;

/* ---- handlers, one row each in web/routes.c ---- */
Reply *console_home(Ctx *ctx, const Request *request, GError **error);
Reply *console_sign_in_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_sign_in_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_sign_out_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_password_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_password_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_totp_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_totp_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_queue_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_rail_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_search_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_case_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_proposal_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_alarms_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_posts_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_post_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_post_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_post_picture_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_action_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_identity_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_bulk_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_map_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_stream_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_statistics_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_accounts_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_accounts_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_account_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_account_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_keys_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_keys_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_key_revoke_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_channels_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_channel_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_channel_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_notices_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_notices_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_messages_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_shift_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_queue_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_slip_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_entry_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_entry_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_find_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_desk_ask_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_receipt_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_receipt_pdf_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_paper_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_talks_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_talk_get(Ctx *ctx, const Request *request, GError **error);
Reply *console_talk_post(Ctx *ctx, const Request *request, GError **error);
Reply *console_pack_get(Ctx *ctx, const Request *request, GError **error);
