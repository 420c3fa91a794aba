/* The desk of a radio station: what listeners tell, where it goes, what may be read on air.
 *
 * What a station takes is an ordinary case of the channel "radio". The announcer's disposition is
 * his own: to the agency that the rules name (to verification when they name none), to the dialogue
 * programme, or both. An announcer sees his station's items and no other case; who serves no station
 * (verifier, administrator) sees all stations.
 */
#pragma once

#include "db/ctx.h"
#include "domain/entry.h"
#include "model/radio.h"

/* The station that the actor works at now: his own, else the one asked for, else the first. Lent.
 * NOT_FOUND: there is none, or not for him. */
const Voice *radio_station(const Ctx *ctx, const char *asked, GError **error) MUST_USE;

typedef struct RadioTaken {
    char *ticket;
    gint64 item;          /* 0 when repeated */
    const Agency *agency; /* that has it now; NULL: it waits for verification, or for the programme */
    bool alarm, repeated;
} RadioTaken;
void radio_taken_clear(RadioTaken *taken);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RadioTaken, radio_taken_clear)
/* One entry, in one transaction. INVALID: siapa, teks, tempat, layanan, disposisi (a category that is
 * never public cannot go on air). */
bool radio_take(Ctx *ctx, const Entry *entry, const char *station, unsigned disposition,
                RadioTaken *taken, GError **error) MUST_USE;

/* An item with its case as it is now. */
typedef struct RadioView {
    RadioItem *item;
    Case *c;   /* NULL: another government has it now */
    char *air; /* the words to be read; "" when it may not go on air */
} RadioView;
void radio_view_free(RadioView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RadioView, radio_view_free)
/* What was said in words of a sensitive category is kept without words for the air. Beyond that,
 * nothing of a secret case, of a sensitive category, or of one that was rejected is read. */
bool radio_may_air(const Ctx *ctx, const Case *c);

RadioView *radio_load(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* RadioView*, newest first, below before (G_MAXINT64: the newest). */
GPtrArray *radio_list(Ctx *ctx, const char *station, gint64 before, guint limit,
                      GError **error) MUST_USE;
/* Those that wait for the dialogue programme and may go on air, oldest first. */
GPtrArray *radio_waiting(Ctx *ctx, const char *station, guint limit, GError **error) MUST_USE;
/* Views of items (RadioItem*, taken out of it); those without air_only may hold "" as words. */
GPtrArray *radio_views(Ctx *ctx, GPtrArray *items, bool air_only, GError **error) MUST_USE;

/* Names and numbers are taken out of what is typed, too. INVALID teks. */
bool radio_set_air(Ctx *ctx, gint64 id, const char *text, GError **error) MUST_USE;
/* More or less than before; an agency that has the case keeps it. INVALID disposisi. */
bool radio_set_disposition(Ctx *ctx, gint64 id, unsigned disposition, GError **error) MUST_USE;
/* Off the list to be read, or back. */
bool radio_set_dropped(Ctx *ctx, gint64 id, bool dropped, GError **error) MUST_USE;

/* A studio called a unit: one attempt, kept for good as an event of the case with who and when.
 * whom: who spoke there, words: what was said; "" not written. A taken one is told to the reporter.
 * INVALID unit, jawaban, teks. */
typedef struct RelayIn {
    const char *unit, *whom, *words;
    RelayAnswer answer;
} RelayIn;
bool radio_relay(Ctx *ctx, gint64 id, const RelayIn *in, GError **error) MUST_USE;

typedef struct Relay {
    gint64 at, account;
    char *unit, *words; /* name; "Bripka Andi: regu berangkat" */
    RelayAnswer answer;
} Relay;
void relay_free(Relay *relay);
/* Relay* of a case, oldest first. */
GPtrArray *radio_relays(Ctx *ctx, const Case *c, GError **error) MUST_USE;

/* For others of the desk. DENIED: not his station. */
bool radio_check_station(const Ctx *ctx, const char *station, GError **error) MUST_USE;
