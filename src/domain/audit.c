/* The event log: see audit.h. */
#include "domain/audit.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/json.h"
#include "store/setting.h"
#include "store/timeline.h"

char *event_data(const char *name, ...)
{
    json_t *object = json_object();
    va_list args;
    va_start(args, name);
    for (const char *key = name; key; key = va_arg(args, const char *)) {
        const char *value = va_arg(args, const char *);
        if (value && *value)
            json_object_set_new(object, key, json_string(value));
    }
    va_end(args);
    return json_take_text(object);
}

static void add_bytes(CryptHash *hash, const void *data, gsize bytes)
{
    guint64 length = GUINT64_TO_BE((guint64)bytes);
    crypt_hash_add(hash, &length, sizeof length);
    crypt_hash_add(hash, data, bytes);
}

static void add_int(CryptHash *hash, gint64 value)
{
    guint64 wire = GUINT64_TO_BE((guint64)value);
    add_bytes(hash, &wire, sizeof wire);
}

static void event_digest(const Event *e, const guint8 before[32], guint8 out[32])
{
    CryptHash *hash = crypt_hash_new();
    gsize sealed_bytes = 0;
    const void *sealed = e->sealed ? g_bytes_get_data(e->sealed, &sealed_bytes) : "";
    crypt_hash_add(hash, before, 32);
    add_int(hash, e->id);
    add_int(hash, e->case_id);
    add_int(hash, e->seq);
    add_int(hash, e->at);
    add_bytes(hash, e->kind, strlen(e->kind));
    add_int(hash, e->actor_kind);
    add_int(hash, e->actor);
    add_int(hash, e->public_);
    add_bytes(hash, e->data, strlen(e->data));
    add_bytes(hash, sealed, sealed_bytes);
    crypt_hash_end(hash, out);
}

static Event *event_make(Ctx *ctx, gint64 case_id, gint64 seq, const guint8 before[32],
                         const EventIn *in)
{
    Event *e = g_new0(Event, 1);
    e->tenant = ctx->tenant;
    e->id = id_next();
    e->case_id = case_id;
    e->seq = seq;
    e->at = ctx_now_us(ctx);
    e->kind = g_strdup(in->kind);
    e->actor_kind = ctx->actor.kind;
    e->actor = ctx->actor.id;
    e->public_ = in->public_;
    e->data = in->data ? in->data : g_strdup("{}");
    e->sealed = in->sealed ? g_bytes_ref(in->sealed) : NULL;
    event_digest(e, before, e->hash);
    return e;
}

Event *audit_prepare(Ctx *ctx, Case *c, const EventIn *in)
{
    Event *event = event_make(ctx, c->id, c->event_seq + 1, c->event_hash, in);
    c->event_seq = event->seq;
    memcpy(c->event_hash, event->hash, sizeof c->event_hash);
    return event;
}

static bool append_to_tenant(Ctx *ctx, const EventIn *in, gint64 *event_id, GError **error)
{
    gint64 seq = 0;
    guint8 head[32];
    if (!tenant_head_get(ctx, &seq, head, error)) {
        g_free(in->data);
        return false;
    }
    g_autoptr(Event) event = event_make(ctx, 0, seq + 1, head, in);
    if (event_id)
        *event_id = event->id;
    return event_store_insert(ctx, event, error) &&
           tenant_head_set(ctx, event->seq, event->hash, error);
}

bool audit_append(Ctx *ctx, Case *c, const EventIn *in, gint64 *event_id, GError **error)
{
    if (!c)
        return append_to_tenant(ctx, in, event_id, error);
    g_autoptr(Event) event = audit_prepare(ctx, c, in);
    if (event_id)
        *event_id = event->id;
    return event_store_insert(ctx, event, error);
}

/* ---- seals ---- */

enum { SEAL_BATCH = 1000 };

typedef struct {
    gint64 id;
    guint8 hash[32];
} Counted; /* what a seal counts */

/* Which events a seal counts beside those that are here: see audit.h. Empty while sealing. */
typedef struct {
    GArray *departed;    /* Counted, by id */
    GHashTable *arrived; /* case id -> last id that was sealed elsewhere */
} Travel;

typedef struct {
    Seal seal;
    CryptHash *hash;
} Sealing;

static void sealing_begin(Sealing *s, const Seal *last, bool any)
{
    *s = (Sealing){ .seal = { .n = any ? last->n + 1 : 1 }, .hash = crypt_hash_new_keyed() };
    static const guint8 ZERO[32];
    crypt_hash_add(s->hash, any ? last->hash : ZERO, 32);
}

static void sealing_add(Sealing *s, gint64 id, const guint8 hash[32])
{
    if (s->seal.events == 0)
        s->seal.first_id = id;
    s->seal.last_id = id;
    s->seal.events++;
    crypt_hash_add(s->hash, hash, 32);
}

/* Departed events with an id in (from, upto]. */
static void sealing_add_departed(Sealing *s, const Travel *travel, gint64 from, gint64 upto)
{
    for (guint i = 0; travel && i < travel->departed->len; i++) {
        const Counted *c = &g_array_index(travel->departed, Counted, i);
        if (c->id > from && c->id <= upto)
            sealing_add(s, c->id, c->hash);
    }
}

static bool was_sealed_elsewhere(const Travel *travel, const Event *e)
{
    const gint64 *sealed = travel ? g_hash_table_lookup(travel->arrived, &e->case_id) : NULL;
    return sealed && e->id <= *sealed;
}

static void sealing_end(Sealing *s, gint64 sealed_at)
{
    s->seal.sealed_at = sealed_at;
    add_int(s->hash, s->seal.events);
    add_int(s->hash, sealed_at);
    crypt_hash_end(s->hash, s->seal.hash);
}

/* Adds all events with from < id <= upto. */
static bool sealing_fill(Ctx *ctx, Sealing *s, const Travel *travel, gint64 from, gint64 upto,
                         GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
        if (!event_store_after(ctx, from, SEAL_BATCH, events, error))
            return false;
        for (guint i = 0; i < events->len; i++) {
            const Event *e = events->pdata[i];
            if (e->id > upto)
                break;
            sealing_add_departed(s, travel, from, e->id);
            if (!was_sealed_elsewhere(travel, e))
                sealing_add(s, e->id, e->hash);
            from = e->id;
        }
        if (events->len < SEAL_BATCH || ((const Event *)events->pdata[SEAL_BATCH - 1])->id > upto) {
            sealing_add_departed(s, travel, from, upto);
            return true;
        }
    }
}

static bool seal_work(Ctx *ctx, gpointer user, GError **error)
{
    const gint64 *upto = user;
    Seal last = { 0 };
    bool any = false;
    Sealing sealing;
    if (!seal_store_last(ctx, &last, &any, error))
        return false;
    sealing_begin(&sealing, &last, any);
    bool ok = sealing_fill(ctx, &sealing, NULL, last.last_id, *upto, error);
    sealing_end(&sealing, ctx_now_us(ctx));
    return ok && (sealing.seal.events == 0 || seal_store_insert(ctx, &sealing.seal, error));
}

bool audit_seal_upto(Ctx *ctx, gint64 upto, GError **error)
{
    return ctx_transact(ctx, seal_work, &upto, error);
}

/* Ids carry the wall clock; transactions last seconds, so what is a minute old is complete. */
bool audit_seal(Ctx *ctx, GError **error)
{
    return audit_seal_upto(ctx, id_at_us(g_get_real_time() - US_PER_MIN), error);
}

/* ---- cases that travel ---- */

bool audit_depart(Ctx *ctx, const Case *c, const char *agency, GError **error)
{
    Seal last = { 0 };
    bool any = false;
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (!seal_store_last(ctx, &last, &any, error) ||
        !event_store_of_case(ctx, c->id, false, events, error))
        return false;
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < events->len; i++) {
        const Event *e = events->pdata[i];
        if (e->id > last.last_id)
            continue;
        g_autofree char *hash = crypt_hex(e->hash, sizeof e->hash);
        g_string_append_printf(list, "%" G_GINT64_FORMAT ":%s ", e->id, hash);
    }
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, c->id);
    EventIn in = { .kind = "case.departed",
                   .data = event_data("case", id, "events", list->str, "ticket", c->ticket, "left",
                                      agency, "left_area", c->area, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

bool audit_arrive(Ctx *ctx, gint64 case_id, GError **error)
{
    Seal last = { 0 };
    bool any = false;
    if (!seal_store_last(ctx, &last, &any, error))
        return false;
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, case_id);
    g_autofree char *sealed = g_strdup_printf("%" G_GINT64_FORMAT, last.last_id);
    EventIn in = { .kind = "case.arrived", .data = event_data("case", id, "sealed", sealed, NULL) };
    return audit_append(ctx, NULL, &in, NULL, error);
}

/* ---- verification ---- */

void audit_finding_free(AuditFinding *finding)
{
    g_free(finding->detail);
    g_free(finding);
}

typedef struct {
    gint64 seq;
    guint8 hash[32];
    bool owned; /* there is a case, or it is the tenant's own */
} Head;

typedef struct {
    Ctx *ctx;
    GPtrArray *findings;
    GHashTable *heads; /* case id -> Head */
    Travel travel;
    gint64 events;
} Verify;

static void finding_add(Verify *v, gint64 case_id, gint64 event_id, gint64 seq, const char *what,
                        char *detail)
{
    AuditFinding *f = g_new0(AuditFinding, 1);
    *f = (AuditFinding){ false, case_id, event_id, seq, what, detail };
    g_ptr_array_add(v->findings, f);
}

static gint64 *int_new(gint64 value)
{
    return g_memdup2(&value, sizeof value);
}

static Head *head_of(Verify *v, gint64 case_id)
{
    Head *head = g_hash_table_lookup(v->heads, &case_id);
    if (!head) {
        head = g_new0(Head, 1);
        g_hash_table_insert(v->heads, int_new(case_id), head);
    }
    return head;
}

static gint64 data_int(const json_t *data, const char *name)
{
    const char *text = json_string_value(json_object_get(data, name));
    return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

static void travel_depart(Travel *travel, const json_t *data)
{
    const char *list = json_string_value(json_object_get(data, "events"));
    g_auto(GStrv) rows = g_strsplit(list ? list : "", " ", -1);
    for (guint i = 0; rows[i]; i++) {
        Counted counted = { 0 };
        char *colon = strchr(rows[i], ':');
        if (!colon || !crypt_unhex(colon + 1, counted.hash, sizeof counted.hash))
            continue;
        counted.id = g_ascii_strtoll(rows[i], NULL, 10);
        g_array_append_val(travel->departed, counted);
    }
}

static int counted_compare(gconstpointer a, gconstpointer b)
{
    const Counted *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* A case that came back later is counted where it was sealed: the records are taken in order. */
static void travel_note(Verify *v, const Event *e)
{
    bool departed = g_str_equal(e->kind, "case.departed");
    if (e->case_id != 0 || (!departed && !g_str_equal(e->kind, "case.arrived")))
        return;
    json_t *data = json_loads(e->data, 0, NULL);
    if (departed)
        travel_depart(&v->travel, data);
    else
        g_hash_table_insert(v->travel.arrived, int_new(data_int(data, "case")),
                            int_new(data_int(data, "sealed")));
    json_decref(data);
}

/* Events come in id order, which is the order of each chain too: a later seq first is a reorder. */
static void verify_event(Verify *v, const Event *e)
{
    Head *head = head_of(v, e->case_id);
    guint8 expected[32];
    event_digest(e, head->hash, expected);
    if (e->seq > head->seq + 1)
        finding_add(v, e->case_id, e->id, e->seq, N_("kejadian hilang sebelum ini"),
                    g_strdup_printf("seq %" G_GINT64_FORMAT " .. %" G_GINT64_FORMAT, head->seq + 1,
                                    e->seq - 1));
    else if (e->seq <= head->seq)
        finding_add(v, e->case_id, e->id, e->seq, N_("urutan kejadian diubah"),
                    g_strdup_printf("seq after %" G_GINT64_FORMAT, head->seq));
    else if (memcmp(expected, e->hash, sizeof expected) != 0)
        finding_add(v, e->case_id, e->id, e->seq, N_("isi kejadian diubah"), g_strdup(e->kind));
    head->seq = e->seq;
    memcpy(head->hash, e->hash, sizeof head->hash);
    travel_note(v, e);
}

static bool verify_events(Verify *v, AuditProgress progress, gpointer user, GError **error)
{
    gint64 after = 0;
    for (;;) {
        g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
        if (!event_store_after(v->ctx, after, SEAL_BATCH, events, error))
            return false;
        for (guint i = 0; i < events->len; i++)
            verify_event(v, events->pdata[i]);
        if (events->len == 0)
            return true;
        after = ((const Event *)events->pdata[events->len - 1])->id;
        v->events += events->len;
        if (progress)
            progress(v->events, user);
    }
}

static void verify_head(Verify *v, gint64 case_id, gint64 seq, const guint8 hash[32])
{
    Head *head = head_of(v, case_id);
    head->owned = true;
    if (head->seq < seq)
        finding_add(
            v, case_id, 0, seq, N_("kejadian terakhir hilang"),
            g_strdup_printf("seq %" G_GINT64_FORMAT " .. %" G_GINT64_FORMAT, head->seq + 1, seq));
    else if (head->seq > seq || (seq > 0 && memcmp(head->hash, hash, 32) != 0))
        finding_add(v, case_id, 0, seq, N_("kepala rantai tidak cocok"), NULL);
}

static bool verify_heads(Verify *v, GError **error)
{
    gint64 seq = 0, after = 0;
    guint8 hash[32];
    if (!tenant_head_get(v->ctx, &seq, hash, error))
        return false;
    verify_head(v, 0, seq, hash);
    for (;;) {
        g_autoptr(GArray) heads = g_array_new(FALSE, FALSE, sizeof(CaseHead));
        if (!case_head_after(v->ctx, after, SEAL_BATCH, heads, error))
            return false;
        for (guint i = 0; i < heads->len; i++) {
            const CaseHead *h = &g_array_index(heads, CaseHead, i);
            verify_head(v, h->case_id, h->seq, h->hash);
            after = h->case_id;
        }
        if (heads->len == 0)
            return true;
    }
}

/* Events of a case that is not there any more. */
static void verify_owners(Verify *v)
{
    GHashTableIter iter;
    gpointer id, head;
    g_hash_table_iter_init(&iter, v->heads);
    while (g_hash_table_iter_next(&iter, &id, &head))
        if (!((const Head *)head)->owned)
            finding_add(v, *(const gint64 *)id, 0, ((const Head *)head)->seq, N_("kasusnya hilang"),
                        NULL);
}

static void verify_seal(Verify *v, const Seal *stored, const Seal *again, gint64 before)
{
    guint found = v->findings->len;
    if (stored->n != before + 1)
        finding_add(v, 0, stored->first_id, stored->n, N_("segel hilang"), NULL);
    else if (again->events != stored->events)
        finding_add(v, 0, stored->first_id, stored->n, N_("jumlah kejadian dalam segel berbeda"),
                    g_strdup_printf("%" G_GINT64_FORMAT " != %" G_GINT64_FORMAT, again->events,
                                    stored->events));
    else if (again->first_id != stored->first_id ||
             memcmp(again->hash, stored->hash, sizeof stored->hash) != 0)
        finding_add(v, 0, stored->first_id, stored->n, N_("isi segel berbeda"), NULL);
    for (; found < v->findings->len; found++)
        ((AuditFinding *)v->findings->pdata[found])->of_seal = true;
}

static bool verify_seals(Verify *v, GError **error)
{
    Seal last = { 0 };
    g_array_sort(v->travel.departed, counted_compare);
    g_autoptr(GArray) seals = g_array_new(FALSE, FALSE, sizeof(Seal));
    if (!seal_store_after(v->ctx, 0, G_MAXINT32, seals, error))
        return false;
    for (guint i = 0; i < seals->len; i++) {
        const Seal *stored = &g_array_index(seals, Seal, i);
        Sealing again;
        sealing_begin(&again, &last, i > 0);
        bool ok = sealing_fill(v->ctx, &again, &v->travel, last.last_id, stored->last_id, error);
        sealing_end(&again, stored->sealed_at);
        if (!ok)
            return false;
        verify_seal(v, stored, &again.seal, last.n);
        last = *stored;
    }
    return true;
}

typedef struct {
    Verify *v;
    AuditProgress progress;
    gpointer user;
} Verification;

static bool verify_work(Db *db G_GNUC_UNUSED, gpointer user, GError **error)
{
    Verification *work = user;
    Verify *v = work->v;
    if (!verify_events(v, work->progress, work->user, error) || !verify_heads(v, error))
        return false;
    verify_owners(v);
    return verify_seals(v, error);
}

bool audit_verify(Ctx *ctx, GPtrArray *findings, gint64 *events, AuditProgress progress,
                  gpointer user, GError **error)
{
    g_autoptr(GHashTable) heads =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(GHashTable) arrived =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(GArray) departed = g_array_new(FALSE, FALSE, sizeof(Counted));
    Verify v = { ctx, findings, heads, { departed, arrived }, 0 };
    Verification work = { &v, progress, user };
    bool ok = db_snapshot(ctx->db, verify_work, &work, error);
    *events = v.events;
    return ok;
}
