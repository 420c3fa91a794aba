/* What reporters hear: see notify.h. */
#include "domain/notify.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/sms.h"
#include "base/text.h"
#include "base/words.h"
#include "base/workday.h"
#include "domain/calendar.h"
#include "domain/channel_state.h"
#include "domain/intake.h"
#include "domain/person.h"
#include "model/medium.h"
#include "store/contact.h"
#include "store/message.h"
#include "store/report.h"

/* What a person wrote is cut so that a notice stays within two SMS parts. */
enum { QUOTE_CHARS = 150, MINUTES_PER_DAY = 24 * 60 };

char *notify_link(const Ctx *ctx, const Report *report)
{
    const char *base = ctx->catalog->tenant.public_url;
    if (!base || !*base || report->id == 0)
        return g_strdup("");
    g_autofree char *secret = report_link_secret(report->id);
    return g_strdup_printf("%s/laporan/%s?k=%s", base, report->ticket, secret);
}

char *notify_fill(const Ctx *ctx, const char *key, const char *lang, const char *ticket,
                  const char *link, bool secret, const NoticeWords *w)
{
    const Tenant *t = &ctx->catalog->tenant;
    const char *body = catalog_text(ctx->catalog, key, lang);
    g_autofree char *text = text_cut(secret ? "" : w->text, QUOTE_CHARS, true);
    g_autofree char *question = text_cut(secret ? "" : w->question, QUOTE_CHARS, true);
    g_autofree char *reason = text_cut(w->reason, QUOTE_CHARS, true);
    g_autofree char *filled = text_fill(
        body, "ticket", ticket, "agency", w->agency, "text", text, "reason", reason, "main",
        w->main, "due", w->due, "days", w->days, "date", w->date, "status", w->status, "holder",
        w->holder, "question", question, "list", w->list, "example", w->example, "title", w->title,
        "place", w->place, "clock", *w->clock ? words_get(lang, w->clock) : "", "whom", w->whom,
        "rating", w->rating, "link", link, "tenant", t->name, "emergency", t->emergency, NULL);
    return g_strdup(g_strstrip(filled));
}

char *notify_text(const Ctx *ctx, const Report *report, const char *key, const NoticeWords *w)
{
    g_autofree char *link = notify_link(ctx, report);
    return notify_fill(ctx, key, report->lang, report->ticket, link,
                       report->visibility == VISIBILITY_SECRET, w);
}

gint64 notify_quiet_until(const Ctx *ctx, gint64 at)
{
    const Tenant *t = &ctx->catalog->tenant;
    gint32 day = workday_day_of(ctx->catalog->timezone, at);
    gint64 midnight = workday_instant(ctx->catalog->timezone, day, 0);
    int minute = (int)((at - midnight) / US_PER_MIN);
    bool over_midnight = t->quiet_from_min > t->quiet_to_min;
    bool quiet = over_midnight ? minute >= t->quiet_from_min || minute < t->quiet_to_min
                               : minute >= t->quiet_from_min && minute < t->quiet_to_min;
    if (!quiet)
        return at;
    gint32 until = over_midnight && minute >= t->quiet_from_min ? day + 1 : day;
    return workday_instant(ctx->catalog->timezone, until, t->quiet_to_min);
}

gint64 notify_office_from(const Ctx *ctx, gint64 at)
{
    enum { LOOK_DAYS = 30 }; /* the longest row of days off is shorter */
    const Tenant *t = &ctx->catalog->tenant;
    g_auto(Workdays) days = { 0 };
    calendar_of(ctx->catalog, &days);
    gint32 today = workday_day_of(ctx->catalog->timezone, at);
    for (gint32 day = today; day < today + LOOK_DAYS; day++) {
        if (!workday_is_working(&days, day))
            continue;
        gint64 open = workday_instant(ctx->catalog->timezone, day, t->office_open_min);
        gint64 close = workday_instant(ctx->catalog->timezone, day, t->office_close_min);
        if (at < close)
            return MAX(at, open);
    }
    return at;
}

static Message *message_to(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                           gint64 person_id, const char *key, const char *body)
{
    bool counted = medium_find(channel)->flags & MEDIUM_GSM;
    g_autofree char *plain = counted ? sms_plain(body) : g_strdup(body);
    Message *m = message_new();
    m->tenant = ctx->tenant;
    m->id = id_next();
    m->outbound = true;
    m->channel = g_strdup(channel);
    m->state = MESSAGE_QUEUED;
    m->case_id = case_id;
    m->person_id = person_id;
    m->provider_id = g_strdup("");
    m->address_sealed = crypt_seal_text("message.address", address);
    m->local = g_strdup(ctx->catalog->tenant.sms_number);
    m->body_sealed = crypt_seal_text("message.body", plain);
    m->key = g_strdup(key);
    m->parts = counted ? sms_shape(plain).parts : 1;
    m->next_at = m->created_at = ctx_now_us(ctx);
    return m;
}

bool notify_address(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                    gint64 person_id, const char *key, const char *body, bool urgent,
                    GError **error)
{
    bool waits = medium_find(channel)->flags & MEDIUM_QUIET;
    gint64 now = ctx_now_us(ctx);
    return notify_send(ctx, channel, address, case_id, person_id, key, body, urgent,
                       urgent || !waits ? now : notify_quiet_until(ctx, now), error);
}

bool notify_send(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                 gint64 person_id, const char *key, const char *body, bool urgent, gint64 next_at,
                 GError **error)
{
    bool added = false;
    g_autoptr(Message) m = message_to(ctx, channel, address, case_id, person_id, key, body);
    m->urgent = urgent;
    m->next_at = next_at;
    return message_store_insert(ctx, m, &added, error);
}

bool notify_question(Ctx *ctx, const char *channel, const char *address, gint64 case_id,
                     gint64 person_id, const char *key, const char *body, const char *buttons,
                     GError **error)
{
    bool added = false;
    g_autoptr(Message) m = message_to(ctx, channel, address, case_id, person_id, key, body);
    m->urgent = true;
    m->buttons = g_strdup(buttons);
    return message_store_insert(ctx, m, &added, error);
}

bool notify_test(Ctx *ctx, const char *channel, const char *address, const char *key,
                 const char *body, gint64 *id, GError **error)
{
    bool added = false;
    g_autoptr(Message) m = message_to(ctx, channel, address, 0, 0, key, body);
    m->urgent = true;
    *id = m->id;
    return message_store_insert(ctx, m, &added, error);
}

bool notify_conversation(Ctx *ctx, const char *channel, const char *address, gint64 conversation,
                         gint64 case_id, gint64 person_id, const char *key, const char *body,
                         GError **error)
{
    bool added = false;
    g_autoptr(Message) m = message_to(ctx, channel, address, case_id, person_id, key, body);
    m->urgent = true;
    m->conversation = conversation;
    return message_store_insert(ctx, m, &added, error);
}

bool notify_public(Ctx *ctx, const char *channel, const char *address, const char *thread,
                   gint64 case_id, gint64 person_id, const char *key, const char *body,
                   GError **error)
{
    bool added = false;
    g_autoptr(Message) m = message_to(ctx, channel, address, case_id, person_id, key, body);
    m->thread = g_strdup(thread);
    return message_store_insert(ctx, m, &added, error);
}

/* Where posts are public too, only who began a private conversation is written to. */
static bool may_write(Ctx *ctx, const Medium *medium, const char *address, bool *may,
                      GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    g_auto(Contact) contact = { 0 };
    *may = *address != '\0';
    if (!*may || !(medium->flags & MEDIUM_PUBLIC))
        return true;
    person_hash(medium->kind, address, hash);
    if (!contact_store_get(ctx->db, ctx->tenant, medium->name, hash, &contact, error))
        return false;
    *may = contact.heard_at != 0;
    return true;
}

/* *medium NULL: not this way. */
static bool try_way(Ctx *ctx, const Report *report, const char *name, const Medium **medium,
                    char **address, GError **error)
{
    const Medium *way = medium_find(name);
    *medium = NULL;
    if (!way)
        return true;
    g_clear_pointer(address, g_free);
    bool may = false;
    if (!person_address(ctx, report->person_id, way->kind, address, error) ||
        !may_write(ctx, way, *address, &may, error))
        return false;
    *medium = may ? way : NULL;
    return true;
}

/* The way he came by; else his telephone; else his mail, when mail goes out from here. */
static bool find_way(Ctx *ctx, const Report *report, const Medium **medium, char **address,
                     GError **error)
{
    bool mails = false;
    if (!try_way(ctx, report, report->channel, medium, address, error))
        return false;
    if (!*medium && !try_way(ctx, report, "sms", medium, address, error))
        return false;
    if (*medium)
        return true;
    if (!channel_state_serves(ctx->db, "email", ctx->catalog->tenant.code, &mails, error))
        return false;
    return !mails || try_way(ctx, report, "email", medium, address, error);
}

bool notify_report(Ctx *ctx, const Report *report, const char *key, const NoticeWords *words,
                   bool urgent, GError **error)
{
    g_autofree char *address = NULL;
    const Medium *medium;
    if (report->person_id == 0 || !report->follows)
        return true;
    if (!find_way(ctx, report, &medium, &address, error))
        return false;
    if (!medium)
        return true;
    g_autofree char *body = notify_text(ctx, report, key, words);
    return notify_address(ctx, medium->name, address, report->case_id, report->person_id, key, body,
                          urgent, error);
}

static bool already_told(GArray *told, gint64 person_id)
{
    for (guint i = 0; i < told->len; i++)
        if (g_array_index(told, gint64, i) == person_id)
            return true;
    g_array_append_val(told, person_id);
    return false;
}

/* A supporter hears under the ticket of the case; he has no link of his own. */
static bool notify_supporters(Ctx *ctx, const Case *c, const char *key, const NoticeWords *words,
                              GArray *told, GError **error)
{
    g_autoptr(GArray) persons = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!support_store_persons(ctx, c->id, persons, error))
        return false;
    for (guint i = 0; i < persons->len; i++) {
        g_autoptr(Report) as = report_new();
        as->case_id = c->id;
        as->person_id = g_array_index(persons, gint64, i);
        as->follows = true;
        as->visibility = c->visibility;
        as->ticket = g_strdup(c->ticket);
        as->lang = g_strdup("id");
        if (!already_told(told, as->person_id) && !notify_report(ctx, as, key, words, false, error))
            return false;
    }
    return true;
}

bool notify_followers(Ctx *ctx, const Case *c, const char *key, const NoticeWords *words,
                      gint64 except, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!report_store_of_case(ctx, c->id, reports, error))
        return false;
    for (guint i = 0; i < reports->len; i++) {
        const Report *r = reports->pdata[i];
        if (r->id == except)
            g_array_append_val(told, r->person_id);
    }
    for (guint i = 0; i < reports->len; i++) {
        const Report *r = reports->pdata[i];
        bool hears = r->person_id != 0 && r->follows && !already_told(told, r->person_id);
        if (hears && !notify_report(ctx, r, key, words, false, error))
            return false;
    }
    return notify_supporters(ctx, c, key, words, told, error);
}
