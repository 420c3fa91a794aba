/* Reading one case with all that belongs to it: see case_file.h. Lists are case_list.c. */
#include "domain/case_file.h"

#include <jansson.h>
#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "base/words.h"
#include "domain/access.h"
#include "domain/case_rules.h"
#include "domain/intake.h"
#include "domain/time_words.h"
#include "model/event_kind.h"
#include "store/case.h"
#include "store/message.h"
#include "store/report.h"
#include "store/timeline.h"

void case_file_free(CaseFile *file)
{
    if (!file)
        return;
    g_clear_pointer(&file->c, case_free);
    g_clear_pointer(&file->report, report_free);
    g_clear_pointer(&file->reports, g_ptr_array_unref);
    g_clear_pointer(&file->events, g_ptr_array_unref);
    g_clear_pointer(&file->hops, g_ptr_array_unref);
    g_clear_pointer(&file->clocks, g_array_unref);
    g_clear_pointer(&file->attachments, g_ptr_array_unref);
    g_clear_pointer(&file->messages, g_ptr_array_unref);
    g_free(file->merged_into);
    g_free(file);
}

static CaseFile *file_new(void)
{
    CaseFile *file = g_new0(CaseFile, 1);
    file->reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    file->events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    file->hops = g_ptr_array_new_with_free_func((GDestroyNotify)hop_free);
    file->clocks = g_array_new(FALSE, FALSE, sizeof(CaseClock));
    file->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    file->messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    return file;
}

static bool not_found(GError **error)
{
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."), NULL);
    return false;
}

static bool file_find(Ctx *ctx, CaseFile *file, const char *typed, GError **error)
{
    g_autofree char *ticket = ticket_normalise(typed);
    if (!ticket)
        return not_found(error);
    file->report = report_store_by_ticket(ctx, ticket, error);
    file->c = file->report ? case_store_get(ctx, file->report->case_id, error) : NULL;
    return file->c != NULL;
}

/* The public is led on only to a case that it may see. */
static bool file_follow(Ctx *ctx, CaseFile *file, bool public_only, GError **error)
{
    if (!file->c->merged_into)
        return true;
    g_autoptr(Case) main = case_store_get(ctx, file->c->merged_into, error);
    if (!main)
        return false;
    if (main->listed || !public_only)
        file->merged_into = g_strdup(main->ticket);
    return true;
}

static bool file_fill(Ctx *ctx, CaseFile *file, bool public_only, GError **error)
{
    gint64 id = file->c->id;
    return file_follow(ctx, file, public_only, error) &&
           report_store_of_case(ctx, id, file->reports, error) &&
           event_store_of_case(ctx, id, public_only && !file->is_reporter, file->events, error) &&
           hop_store_of_case(ctx, id, file->hops, error) &&
           clock_store_of_case(ctx, id, file->clocks, error) &&
           attachment_store_of_case(ctx, id, file->attachments, error) &&
           (public_only || message_store_of_case(ctx, id, file->messages, error));
}

static bool open_secrets(const Ctx *ctx, CaseFile *file, GError **error)
{
    for (guint i = 0; i < file->reports->len; i++) {
        Report *r = file->reports->pdata[i];
        bool own = file->is_reporter && r->id == file->report->id;
        if ((own || access_may_read_secret(ctx, file->c)) && !report_open(r, error))
            return false;
    }
    return true;
}

/* The public sees of other people's reports only what is public; the reporter all of his own. */
static void drop_private(CaseFile *file)
{
    for (guint i = file->attachments->len; i > 0; i--) {
        const Attachment *a = file->attachments->pdata[i - 1];
        bool own = file->is_reporter && (a->report_id == 0 || a->report_id == file->report->id);
        if (!own && !(a->public_ && file->c->listed))
            g_ptr_array_remove_index(file->attachments, i - 1);
    }
    for (guint i = file->reports->len; i > 0; i--) {
        const Report *r = file->reports->pdata[i - 1];
        bool own = file->is_reporter && r->id == file->report->id;
        if (!own && (r->visibility == VISIBILITY_SECRET || !file->c->listed))
            g_ptr_array_remove_index(file->reports, i - 1);
    }
    for (guint i = file->events->len; i > 0; i--) {
        const Event *e = file->events->pdata[i - 1];
        bool own = e->actor_kind == ACTOR_REPORTER && e->actor == file->report->id;
        if (!e->public_ && !(file->is_reporter && own))
            g_ptr_array_remove_index(file->events, i - 1);
    }
}

/* A photo of a secret report is as secret as its text; it stays so in the case it is merged into.
 */
static bool staff_may_look(const Ctx *ctx, const Case *c, const Attachment *a)
{
    bool secret = !a->public_ || c->visibility == VISIBILITY_SECRET;
    return access_may_see(ctx, c) && (!secret || access_may_read_secret(ctx, c));
}

static void drop_secret_photos(const Ctx *ctx, CaseFile *file)
{
    for (guint i = file->attachments->len; i > 0; i--)
        if (!staff_may_look(ctx, file->c, file->attachments->pdata[i - 1]))
            g_ptr_array_remove_index(file->attachments, i - 1);
}

CaseFile *case_file_load(Ctx *ctx, const char *ticket, GError **error)
{
    g_autoptr(CaseFile) file = file_new();
    if (!file_find(ctx, file, ticket, error))
        return NULL;
    if (!access_may_see(ctx, file->c)) {
        not_found(error);
        return NULL;
    }
    if (!file_fill(ctx, file, false, error) || !open_secrets(ctx, file, error))
        return NULL;
    drop_secret_photos(ctx, file);
    return g_steal_pointer(&file);
}

bool case_file_steps(Ctx *ctx, gint64 case_id, GArray *clocks, GPtrArray *events, GError **error)
{
    return clock_store_of_case(ctx, case_id, clocks, error) &&
           event_store_of_case(ctx, case_id, false, events, error);
}

static bool file_limit(CaseFile *file, bool *limited, GError **error)
{
    *limited = !file->is_reporter && !file->c->listed;
    if (!*limited)
        return true;
    if (file->c->visibility == VISIBILITY_SECRET || file->report->visibility == VISIBILITY_SECRET)
        return not_found(error);
    g_ptr_array_set_size(file->reports, 0);
    g_ptr_array_set_size(file->attachments, 0);
    return true;
}

CaseFile *case_file_load_public(Ctx *ctx, const char *ticket, const char *secret, bool *limited,
                                GError **error)
{
    g_autoptr(CaseFile) file = file_new();
    if (!file_find(ctx, file, ticket, error))
        return NULL;
    file->is_reporter = *secret && report_link_check(file->report->id, secret);
    if (!file_limit(file, limited, error) || !file_fill(ctx, file, true, error) ||
        !open_secrets(ctx, file, error))
        return NULL;
    drop_private(file);
    return g_steal_pointer(&file);
}

Attachment *case_file_attachment(Ctx *ctx, const char *name, const char *secret, GError **error)
{
    g_autoptr(Attachment) a = attachment_store_by_name(ctx, name, false, error);
    g_autoptr(Case) c = a ? case_store_get(ctx, a->case_id, error) : NULL;
    if (!c)
        return NULL;
    bool may = (a->public_ && c->listed) || staff_may_look(ctx, c, a);
    if (!may && *secret) {
        g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
        if (!report_store_of_case(ctx, c->id, reports, error))
            return NULL;
        for (guint i = 0; i < reports->len && !may; i++) {
            const Report *r = reports->pdata[i];
            may = report_link_check(r->id, secret) && (a->report_id == 0 || a->report_id == r->id);
        }
    }
    if (!may) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Foto tidak ditemukan."), NULL);
        return NULL;
    }
    return g_steal_pointer(&a);
}

/* ---- events in words ---- */

char *event_field(const Event *event, const char *name)
{
    json_t *data = json_loads(event->data, 0, NULL);
    char *value = g_strdup(json_string_value(json_object_get(data, name)));
    json_decref(data);
    return value;
}

gint64 event_field_int(const Event *event, const char *name, gint64 fallback)
{
    g_autofree char *value = event_field(event, name);
    return value ? g_ascii_strtoll(value, NULL, 10) : fallback;
}

static char *date_words(const Ctx *ctx, const char *w3c)
{
    g_autoptr(GDateTime) at = w3c ? g_date_time_new_from_iso8601(w3c, NULL) : NULL;
    if (!at)
        return g_strdup(w3c ? w3c : "");
    return time_words_date(ctx->catalog, ctx->lang, g_date_time_to_unix(at) * US_PER_S);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* The clock's name inside a sentence: "tindak lanjut instansi". (transfer full) */
static char *clock_words(const Ctx *ctx, const char *name)
{
    const char *label = words_get(ctx->lang, clock_name_label(or_empty(name)));
    g_autofree char *first = *label ? g_utf8_strdown(label, g_utf8_next_char(label) - label) : NULL;
    return first ? g_strconcat(first, g_utf8_next_char(label), NULL) : g_strdup("");
}

/* Whom a rung of the ladder reached; NULL for other events. */
static char *rung_words(const Ctx *ctx, const Event *event)
{
    g_autofree char *names = event_field(event, "names"), *instead = event_field(event, "instead");
    if (!names && !instead)
        return NULL;
    return text_fill(words_get(ctx->lang, names ? N_("Diterima oleh {names}.")
                                                : N_("Belum ada akun dengan jabatan ini; "
                                                     "disampaikan kepada {names}.")),
                     "names", names ? names : instead, NULL);
}

char *event_words(const Ctx *ctx, const Event *event, bool may_open, char **body)
{
    const EventKind *kind = event_kind(event->kind);
    g_autofree char *agency = event_field(event, "agency");
    g_autofree char *w3c = event_field(event, "date"), *old_w3c = event_field(event, "old");
    g_autofree char *date = date_words(ctx, w3c), *old = date_words(ctx, old_w3c);
    g_autofree char *channel = event_field(event, "channel");
    g_autofree char *reason = event_field(event, "reason"), *ticket = event_field(event, "ticket");
    g_autofree char *days = event_field(event, "days"), *rating = event_field(event, "rating");
    g_autofree char *officer = event_field(event, "officer"), *clock = event_field(event, "clock");
    g_autofree char *whom = event_field(event, "whom"), *from = event_field(event, "from");
    g_autofree char *to = event_field(event, "to"), *login = event_field(event, "login");
    g_autofree char *label = event_field(event, "label"), *clock_label = clock_words(ctx, clock);
    if (body) {
        *body = event_field(event, "text");
        if (!*body && event->sealed && may_open)
            *body = crypt_open_text("event.text", event->sealed, NULL);
    }
    if (body && !*body)
        *body = rung_words(ctx, event);
    const char *words = kind ? words_get(ctx->lang, kind->label) : event->kind;
    return text_fill(words, "agency", agency ? case_rules_agency_name(ctx, agency) : "", "date",
                     date, "old", old, "channel",
                     words_get(ctx->lang, channel_label(or_empty(channel))), "reason",
                     words_get(ctx->lang, or_empty(reason)), "ticket", or_empty(ticket), "days",
                     or_empty(days), "rating", or_empty(rating), "officer", or_empty(officer),
                     "clock", clock_label, "whom", or_empty(whom), "from", or_empty(from), "to",
                     or_empty(to), "login", or_empty(login), "label", or_empty(label), NULL);
}
