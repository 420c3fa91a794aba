/* Reporters: see person.h. */
#include "domain/person.h"

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/access.h"
#include "domain/audit.h"
#include "domain/name_words.h"
#include "store/case.h"
#include "store/person.h"
#include "store/report.h"

enum { REASON_CHARS_MIN = 10 };

void person_shown_clear(PersonShown *shown)
{
    g_clear_pointer(&shown->name, g_free);
    g_clear_pointer(&shown->phone, g_free);
    g_clear_pointer(&shown->email, g_free);
    g_clear_pointer(&shown->for_name, g_free);
    g_clear_pointer(&shown->for_phone, g_free);
}

void person_hash(const char *kind, const char *address, guint8 hash[CRYPT_FIND_BYTES])
{
    g_autofree char *context = g_strconcat("identity.", kind, NULL);
    crypt_find_hash(context, address, hash);
}

static bool identity_add(Ctx *ctx, const char *kind, const char *address, gint64 person_id,
                         GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    gint64 known = 0;
    if (!*address)
        return true;
    person_hash(kind, address, hash);
    if (!identity_store_find(ctx, kind, hash, &known, error))
        return false;
    if (known != 0)
        return true;
    g_autoptr(GBytes) sealed = crypt_seal_text("identity.address", address);
    return identity_store_insert(ctx, kind, hash, sealed, person_id, error);
}

bool person_by_address(Ctx *ctx, const char *kind, const char *address, gint64 *person_id,
                       GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    *person_id = 0;
    if (!*address)
        return true;
    person_hash(kind, address, hash);
    return identity_store_find(ctx, kind, hash, person_id, error);
}

static bool person_find(Ctx *ctx, const PersonAddress *addresses, gint64 *person_id, GError **error)
{
    *person_id = 0;
    for (const PersonAddress *at = addresses; at->kind && *person_id == 0; at++)
        if (!person_by_address(ctx, at->kind, at->address, person_id, error))
            return false;
    return true;
}

static bool has_address(const PersonAddress *addresses)
{
    for (const PersonAddress *at = addresses; at->kind; at++)
        if (*at->address)
            return true;
    return false;
}

static void word_hash(const char *word, guint8 hash[CRYPT_FIND_BYTES])
{
    crypt_find_hash("person.name_word", word, hash);
}

/* By these he is found although his name is sealed. */
static bool words_put(Ctx *ctx, gint64 person_id, const char *name, bool anew, GError **error)
{
    g_auto(GStrv) words = name_words(name);
    if (anew && !person_store_clear_words(ctx, person_id, error))
        return false;
    for (char **word = words; *word; word++) {
        guint8 hash[CRYPT_FIND_BYTES];
        word_hash(*word, hash);
        if (!person_store_add_word(ctx, person_id, hash, error))
            return false;
    }
    return true;
}

bool person_by_name(Ctx *ctx, const char *name, guint limit, GArray *persons, GError **error)
{
    g_auto(GStrv) words = name_words(name);
    guint8 hashes[3][CRYPT_FIND_BYTES];
    guint count = g_strv_length(words);
    if (count == 0)
        return true;
    for (guint i = 0; i < G_N_ELEMENTS(hashes); i++)
        word_hash(words[i % count], hashes[i]);
    return person_store_by_words(ctx, (const guint8(*)[CRYPT_FIND_BYTES])hashes, limit, persons,
                                 error);
}

bool person_find_or_add(Ctx *ctx, const char *name, const PersonAddress *addresses,
                        gint64 *person_id, GError **error)
{
    *person_id = 0;
    if (!*name && !has_address(addresses))
        return true;
    if (!person_find(ctx, addresses, person_id, error))
        return false;
    g_autoptr(GBytes) sealed = crypt_seal_text("person.name", *name ? name : NULL);
    if (*person_id == 0) {
        *person_id = id_next();
        if (!person_store_insert(ctx, *person_id, sealed, error) ||
            !words_put(ctx, *person_id, name, false, error))
            return false;
    } else if (sealed && (!person_store_set_name(ctx, *person_id, sealed, error) ||
                          !words_put(ctx, *person_id, name, true, error))) {
        return false;
    }
    for (const PersonAddress *at = addresses; at->kind; at++)
        if (!identity_add(ctx, at->kind, at->address, *person_id, error))
            return false;
    return true;
}

bool person_address(Ctx *ctx, gint64 person_id, const char *kind, char **address, GError **error)
{
    g_autoptr(GBytes) sealed = NULL;
    *address = NULL;
    if (!identity_store_of_person(ctx, person_id, kind, &sealed, error))
        return false;
    if (!sealed) {
        *address = g_strdup("");
        return true;
    }
    *address = crypt_open_text("identity.address", sealed, error);
    return *address != NULL;
}

bool person_phone(Ctx *ctx, gint64 person_id, char **phone, GError **error)
{
    return person_address(ctx, person_id, "phone", phone, error);
}

char *person_masked_phone(Ctx *ctx, gint64 person_id)
{
    g_autofree char *phone = NULL;
    if (person_id == 0 || !person_phone(ctx, person_id, &phone, NULL) || !*phone)
        return g_strdup("");
    return text_phone_masked(phone);
}

bool person_open(Ctx *ctx, gint64 person_id, PersonShown *shown, GError **error)
{
    g_autoptr(GBytes) sealed = NULL;
    if (!person_store_name(ctx, person_id, &sealed, error))
        return false;
    if (sealed) {
        shown->name = crypt_open_text("person.name", sealed, error);
        if (!shown->name)
            return false;
    } else {
        shown->name = g_strdup("");
    }
    return person_phone(ctx, person_id, &shown->phone, error) &&
           person_address(ctx, person_id, "email", &shown->email, error);
}

typedef struct {
    const char *ticket, *reason;
    gint64 report_id;
    PersonShown *shown;
} Reveal;

static bool reveal_allowed(const Ctx *ctx, const Case *c, const Report *report, GError **error)
{
    bool verifier = role_has_right(ctx->actor.role, RIGHT_IDENTITY);
    bool open = report->visibility == VISIBILITY_OPEN;
    if (!access_may_act(ctx, c) || (!verifier && !open)) {
        error_set(error, KENTONGAN_ERROR_DENIED, NULL,
                  N_("Identitas pelapor ini tidak dibuka untuk Anda."), NULL);
        return false;
    }
    return true;
}

/* A letter may be of somebody who is not known, about one who is. */
static bool open_reporter(Ctx *ctx, gint64 person_id, PersonShown *shown, GError **error)
{
    if (person_id != 0)
        return person_open(ctx, person_id, shown, error);
    shown->name = g_strdup("");
    shown->phone = g_strdup("");
    shown->email = g_strdup("");
    return true;
}

/* Whose matter it is, where another told it. */
static bool open_other(Ctx *ctx, gint64 person_id, PersonShown *shown, GError **error)
{
    g_auto(PersonShown) other = { 0 };
    if (person_id == 0)
        return true;
    if (!person_open(ctx, person_id, &other, error))
        return false;
    shown->for_name = g_steal_pointer(&other.name);
    shown->for_phone = g_steal_pointer(&other.phone);
    return true;
}

static bool reveal_work(Ctx *ctx, gpointer user, GError **error)
{
    Reveal *r = user;
    g_autoptr(Case) c = case_store_by_ticket(ctx, r->ticket, NULL, error);
    g_autoptr(Report) report = c ? report_store_get(ctx, r->report_id, error) : NULL;
    if (!report)
        return false;
    if (!reveal_allowed(ctx, c, report, error))
        return false;
    bool nobody = report->person_id == 0 && report->for_person_id == 0;
    if (report->case_id != c->id || nobody) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Data pelapor tidak ditemukan."),
                  NULL);
        return false;
    }
    person_shown_clear(r->shown);
    if (!open_reporter(ctx, report->person_id, r->shown, error) ||
        !open_other(ctx, report->for_person_id, r->shown, error))
        return false;
    EventIn in = { .kind = "identity.opened",
                   .data = event_data("reason", r->reason, "ticket", report->ticket, NULL) };
    return audit_append(ctx, c, &in, NULL, error) && case_store_update(ctx, c, error);
}

bool person_reveal(Ctx *ctx, const char *ticket, gint64 report_id, const char *reason,
                   PersonShown *shown, GError **error)
{
    Reveal reveal = { ticket, reason, report_id, shown };
    if (text_chars(reason) < REASON_CHARS_MIN) {
        error_set(error, KENTONGAN_ERROR_INVALID, "alasan",
                  N_("Tulis alasan membuka identitas, paling sedikit 10 huruf."), NULL);
        return false;
    }
    return ctx_transact(ctx, reveal_work, &reveal, error);
}
