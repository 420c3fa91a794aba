/* Finding cases at a desk: see desk_find.h. */
#include "domain/desk_find.h"

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/audit.h"
#include "domain/person.h"
#include "store/case.h"
#include "store/report.h"

enum { FOUND_MAX = 20, PERSONS_MAX = 20, ASKED_CHARS_MIN = 3 };

void desk_found_free(DeskFound *found)
{
    if (!found)
        return;
    g_clear_pointer(&found->report, report_free);
    g_clear_pointer(&found->c, case_free);
    g_free(found);
}

typedef struct {
    DeskFindBy by;
    char *key; /* ticket, E.164 or the name in one line */
    GPtrArray *found;
} Search;

static bool may_be_found(const Ctx *ctx, DeskFindBy by, const Report *report)
{
    if (by == FIND_BY_TICKET || role_has_right(ctx->actor.role, RIGHT_IDENTITY))
        return true;
    return by == FIND_BY_NAME ? report->visibility == VISIBILITY_OPEN
                              : report->visibility != VISIBILITY_SECRET;
}

/* (transfer full) of report. */
static bool add_found(Ctx *ctx, Search *s, Report *report, GError **error)
{
    g_autoptr(Report) owned = report;
    if (s->found->len >= FOUND_MAX || !may_be_found(ctx, s->by, owned))
        return true;
    g_autoptr(Case) c = case_store_get(ctx, owned->case_id, error);
    if (!c)
        return false;
    DeskFound *found = g_new0(DeskFound, 1);
    found->whole = access_may_see(ctx, c);
    found->c = g_steal_pointer(&c);
    found->report = g_steal_pointer(&owned);
    g_ptr_array_add(s->found, found);
    return true;
}

static bool find_ticket(Ctx *ctx, Search *s, GError **error)
{
    GError *failed = NULL;
    Report *report = report_store_by_ticket(ctx, s->key, &failed);
    if (report)
        return add_found(ctx, s, report, error);
    if (error_is(failed, KENTONGAN_ERROR_NOT_FOUND)) {
        g_clear_error(&failed);
        return true;
    }
    g_propagate_error(error, failed);
    return false;
}

static bool add_of_person(Ctx *ctx, Search *s, gint64 person, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_person(ctx, person, 0, FOUND_MAX, reports, error) ||
        !report_store_for_person(ctx, person, FOUND_MAX, reports, error))
        return false;
    for (guint i = 0; i < reports->len; i++)
        if (!add_found(ctx, s, g_steal_pointer(&reports->pdata[i]), error))
            return false;
    return true;
}

static bool find_phone(Ctx *ctx, Search *s, GError **error)
{
    gint64 person = 0;
    return person_by_address(ctx, "phone", s->key, &person, error) &&
           (person == 0 || add_of_person(ctx, s, person, error));
}

static bool find_name(Ctx *ctx, Search *s, GError **error)
{
    g_autoptr(GArray) persons = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!person_by_name(ctx, s->key, PERSONS_MAX, persons, error))
        return false;
    for (guint i = 0; i < persons->len; i++)
        if (!add_of_person(ctx, s, g_array_index(persons, gint64, i), error))
            return false;
    return true;
}

static bool say_searched(Ctx *ctx, const Search *s, GError **error)
{
    static const char *const BY[] = { NULL, "nomor laporan", "nomor telepon", "nama" };
    guint8 hash[CRYPT_FIND_BYTES];
    crypt_find_hash("desk.search", s->key, hash);
    g_autofree char *asked = crypt_hex(hash, sizeof hash);
    g_autofree char *count = g_strdup_printf("%u", s->found->len);
    EventIn in = { .kind = "desk.searched",
                   .data = event_data("by", BY[s->by], "found", count, "asked", asked, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

static gint by_newest(gconstpointer a, gconstpointer b)
{
    const DeskFound *x = *(DeskFound *const *)a, *y = *(DeskFound *const *)b;
    return x->report->id > y->report->id ? -1 : x->report->id < y->report->id;
}

static bool search_work(Ctx *ctx, gpointer user, GError **error)
{
    Search *s = user;
    g_ptr_array_set_size(s->found, 0);
    bool ok = s->by == FIND_BY_TICKET  ? find_ticket(ctx, s, error)
              : s->by == FIND_BY_PHONE ? find_phone(ctx, s, error)
                                       : find_name(ctx, s, error);
    g_ptr_array_sort(s->found, by_newest);
    return ok && say_searched(ctx, s, error);
}

static void understand(Search *s, const char *asked)
{
    s->key = ticket_normalise(asked);
    s->by = FIND_BY_TICKET;
    if (s->key)
        return;
    s->key = text_phone(asked, NULL, NULL);
    s->by = FIND_BY_PHONE;
    if (s->key)
        return;
    s->key = text_one_line(asked);
    s->by = FIND_BY_NAME;
}

static bool denied(GError **error)
{
    error_set(error, KENTONGAN_ERROR_DENIED, NULL, N_("Anda tidak berwenang melakukan ini."), NULL);
    return false;
}

GPtrArray *desk_find(Ctx *ctx, const char *asked, DeskFindBy *by, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)desk_found_free);
    Search s = { .found = found };
    if (!access_is_desk(ctx)) {
        denied(error);
        return NULL;
    }
    if (text_chars(asked) < ASKED_CHARS_MIN) {
        error_set(error, KENTONGAN_ERROR_INVALID, "q",
                  N_("Ketik nomor laporan, nomor telepon, atau nama."), NULL);
        return NULL;
    }
    understand(&s, asked);
    *by = s.by;
    bool ok = ctx_transact(ctx, search_work, &s, error);
    g_free(s.key);
    return ok ? g_steal_pointer(&found) : NULL;
}

DeskFound *desk_find_ticket(Ctx *ctx, const char *ticket, GError **error)
{
    g_autofree char *key = ticket_normalise(ticket);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)desk_found_free);
    Search s = { .by = FIND_BY_TICKET, .key = key, .found = found };
    if (!access_is_desk(ctx)) {
        denied(error);
        return NULL;
    }
    if (key && !find_ticket(ctx, &s, error))
        return NULL;
    if (found->len == 0) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."), NULL);
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}
