/* The telephone hotline (not 112): calls in, out and missed; the caller's earlier cases; cases taken
 * while talking; who was called back.
 *
 * Numbers are sealed and found by a keyed hash. Looking up what a number reported is an event of the
 * tenant's chain, once a call. A number that is spoken with waits no more.
 */
#pragma once

#include "db/ctx.h"
#include "domain/entry.h"
#include "model/call.h"

/* A call begins now. line: code of the pack's; direction IN or OUT; number as typed, "" withheld
 * (OUT needs one); answers: the missed call that is called back, whose number it then is; 0 none.
 * INVALID saluran, nomor; CONFLICT: nobody waits for that call any more. */
typedef struct CallIn {
    const char *line, *number;
    CallDirection direction;
    gint64 answers;
} CallIn;
bool hotline_begin(Ctx *ctx, const CallIn *in, gint64 *id, GError **error) MUST_USE;

/* A case of whom we speak with; a secret report is found by its ticket alone. */
typedef struct CallerCase {
    Case *c;        /* may be out of the actor's scope: ticket, status and due time are his to say */
    char *ticket;   /* of his own report */
    gint64 told_at; /* when he reported */
} CallerCase;
void caller_case_free(CallerCase *one);

typedef struct CallView {
    Call *call;
    char *number;     /* E.164, "" withheld */
    char *note;       /* "" none */
    GPtrArray *cases; /* CallerCase*, newest first; only for who is on the telephone, until it ends */
} CallView;
void call_view_free(CallView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallView, call_view_free)
CallView *hotline_load(Ctx *ctx, gint64 id, GError **error) MUST_USE;

/* A case of the channel "phone" out of this call; the caller hears by SMS. As entry_submit;
 * CONFLICT when the call is over. */
bool hotline_take(Ctx *ctx, gint64 id, const Entry *entry, IntakeResult *result,
                  GError **error) MUST_USE;
/* outcome: of a call out, 0 for one in. INVALID hasil, catatan. */
bool hotline_end(Ctx *ctx, gint64 id, CallOutcome outcome, const char *note,
                 GError **error) MUST_USE;

/* Those who wait for a call back: a number once, whoever waits longest first. */
typedef struct Waiting {
    gint64 id, first_at, last_at; /* id: the latest missed call */
    char *number, *line;          /* "" withheld */
    guint calls, tries;           /* missed; called back in vain */
    gint64 tried_at, tried_by;    /* the last try; 0 none */
} Waiting;
void waiting_free(Waiting *waiting);
GPtrArray *hotline_waiting(Ctx *ctx, GError **error) MUST_USE;
/* How many numbers wait. */
bool hotline_count_waiting(Ctx *ctx, guint *count, GError **error) MUST_USE;
/* CallView* that began before (G_MAXINT64: the latest), latest first, without cases. */
GPtrArray *hotline_log(Ctx *ctx, gint64 before_at, guint limit, GError **error) MUST_USE;

/* What an exchange or a file tells. line: code or our number; number "" withheld; provider_id "" is
 * made of line, number and time, so that the same again is known. */
typedef struct CallRow {
    char *line, *number, *provider_id;
    CallDirection direction;
    gint64 started_at, ended_at; /* ended_at 0: as it began */
} CallRow;
void call_row_clear(gpointer row);
/* INVALID saluran, nomor, waktu. added false: known before. */
bool hotline_import(Ctx *ctx, const CallRow *row, bool *added, GError **error) MUST_USE;

/* The rows of a CSV file with a header of waktu, nomor, saluran and, when there are, arah, selesai,
 * id. What cannot be read is counted, with the line of the first. INVALID berkas: no such header. */
typedef struct CallFile {
    GArray *rows; /* CallRow */
    guint bad, first_bad;
} CallFile;
void call_file_clear(CallFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CallFile, call_file_clear)
bool call_file_read(GTimeZone *zone, const char *data, gsize bytes, CallFile *file,
                    GError **error) MUST_USE;
