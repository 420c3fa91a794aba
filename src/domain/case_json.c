/* Cases as JSON: see case_json.h. */
#include "domain/case_json.h"

#include "domain/case_rules.h"
#include "domain/proposal.h"
#include "domain/routing.h"
#include "domain/time_words.h"

json_t *instant_json(const Ctx *ctx, gint64 at_us)
{
    if (at_us == 0 || at_us == CASE_NO_DUE)
        return json_null();
    g_autofree char *text = time_words_w3c(ctx->catalog, at_us);
    return json_string(text);
}

static json_t *text_json(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

static json_t *point_json(gint32 lat_e7, gint32 lng_e7)
{
    if (lat_e7 == 0 && lng_e7 == 0)
        return json_null();
    return json_pack("{s:f, s:f}", "lat", lat_e7 / 1e7, "long", lng_e7 / 1e7);
}

static json_t *attention_json(const Case *c)
{
    json_t *names = json_array();
    if (c->attention & ATTENTION_ALARM)
        json_array_append_new(names, json_string("alarm"));
    if (c->attention & ATTENTION_RATING)
        json_array_append_new(names, json_string("low-rating"));
    return names;
}

/* null: from the pack, not from decisions. */
static json_t *learned_json(const ProposalSource *source)
{
    return source->decisions == 0 ? json_null()
                                  : json_pack("{s:i, s:i}", "decisions", source->decisions,
                                              "percent", source->percent);
}

/* What the words propose, and where the rules would send it then; null when nothing is proposed. */
static json_t *proposal_json(const Ctx *ctx, const Case *c)
{
    g_auto(Proposal) p = { 0 };
    RoutingProposal agency = { .agency = "", .reason = "" };
    proposal_load(ctx->catalog, c, &p);
    if (!*p.service && !*p.area && !*p.danger)
        return json_null();
    const char *service = *p.service ? p.service : c->service, *area = *p.area ? p.area : c->area;
    if (*c->agency || !routing_propose(ctx->catalog, service, area, &agency))
        agency = (RoutingProposal){ .agency = "", .reason = "" };
    return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "service",
                     text_json(p.service), "service_learned", learned_json(&p.service_source),
                     "service_words", text_json(p.service_words), "area", text_json(p.area),
                     "area_label", catalog_area_label(ctx->catalog, p.area), "area_words",
                     text_json(p.area_words), "area_learned", learned_json(&p.area_source),
                     "danger", text_json(p.danger), "agency", text_json(agency.agency),
                     "agency_reason", text_json(agency.reason));
}

json_t *case_json(const Ctx *ctx, const Case *c)
{
    const char *place = catalog_area_label(ctx->catalog, c->area);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:s, s:o, s:o, s:i}", "ticket",
        c->ticket, "title", c->title, "class", class_name(c->class_), "channel", c->channel,
        "status", status_name(c->status), "visibility", visibility_name(c->visibility), "listed",
        c->listed, "service", text_json(c->service), "agency", text_json(c->agency), "area",
        text_json(c->area), "area_label", place, "place", text_json(c->place_text), "point",
        point_json(c->lat_e7, c->lng_e7), "priority", (int)c->priority);
    json_object_set_new(object, "holder", json_string(holder_name(case_rules_holder(c->status))));
    json_object_set_new(object, "created_at", instant_json(ctx, c->created_at));
    json_object_set_new(object, "updated_at", instant_json(ctx, c->updated_at));
    json_object_set_new(object, "closed_at", instant_json(ctx, c->closed_at));
    json_object_set_new(object, "due_at", instant_json(ctx, c->due_at));
    json_object_set_new(object, "overdue", json_boolean(c->overdue));
    json_object_set_new(object, "reports_count", json_integer(c->reports));
    json_object_set_new(object, "supports", json_integer(c->supports));
    json_object_set_new(object, "reopened", json_integer(c->reopened));
    json_object_set_new(object, "returned", json_integer(c->returned));
    json_object_set_new(object, "close_code", text_json(c->close_code));
    json_object_set_new(object, "attention", attention_json(c));
    json_object_set_new(object, "proposal", proposal_json(ctx, c));
    json_object_set_new(object, "version", json_integer(c->version));
    return object;
}

json_t *report_json(const Ctx *ctx, const Report *r)
{
    json_t *attributes = r->text && *r->attributes ? json_loads(r->attributes, 0, NULL) : NULL;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:o, s:s?, s:o, s:o, s:o, s:i, s:o, s:s, s:b}", "ticket",
                  r->ticket, "class", class_name(r->class_), "channel", r->channel, "visibility",
                  visibility_name(r->visibility), "service", text_json(r->service), "text", r->text,
                  "place", text_json(r->place_text), "area", text_json(r->area), "point",
                  point_json(r->lat_e7, r->lng_e7), "accuracy_m", r->accuracy_m, "attributes",
                  attributes ? attributes : json_object(), "lang", r->lang, "follows", r->follows);
    json_object_set_new(object, "rating", r->rating ? json_integer(r->rating) : json_null());
    json_object_set_new(object, "created_at", instant_json(ctx, r->created_at));
    json_object_set_new(object, "merged", json_boolean(r->case_id != r->first_case_id));
    json_object_set_new(object, "has_contact", json_boolean(r->person_id != 0));
    return object;
}

static const char *actor_name(int kind)
{
    static const char *const NAMES[] = { [ACTOR_SYSTEM] = "system",
                                         [ACTOR_STAFF] = "staff",
                                         [ACTOR_REPORTER] = "reporter",
                                         [ACTOR_PUBLIC] = "public",
                                         [ACTOR_API] = "api" };
    return (guint)kind < G_N_ELEMENTS(NAMES) ? NAMES[kind] : "";
}

json_t *event_json(const Ctx *ctx, const Event *e, bool may_open)
{
    g_autofree char *body = NULL;
    g_autofree char *line = event_words(ctx, e, may_open, &body);
    return json_pack("{s:I, s:o, s:s, s:s, s:s?, s:b, s:s}", "seq", (json_int_t)e->seq, "at",
                     instant_json(ctx, e->at), "kind", e->kind, "words", line, "text", body,
                     "public", e->public_, "by", actor_name(e->actor_kind));
}

json_t *message_json(const Ctx *ctx, const Message *m)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:o, s:s}", "direction",
                     m->outbound ? "out" : "in", "channel", m->channel, "state",
                     message_state_name(m->state), "key", m->key, "parts", m->parts, "attempts",
                     m->attempts, "created_at", instant_json(ctx, m->created_at), "sent_at",
                     instant_json(ctx, m->sent_at), "delivered_at",
                     instant_json(ctx, m->delivered_at), "error", m->error);
}

static json_t *hop_json(const Ctx *ctx, const Hop *h)
{
    return json_pack("{s:s, s:o, s:o, s:o}", "holder", holder_name(h->holder), "agency",
                     text_json(h->agency), "from", instant_json(ctx, h->from_at), "to",
                     instant_json(ctx, h->to_at));
}

static json_t *clock_json(const Ctx *ctx, const CaseClock *k)
{
    static const char *const STATES[] = {
        [CLOCK_RUNNING] = "running", [CLOCK_PAUSED] = "paused", [CLOCK_STOPPED] = "stopped"
    };
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:i, s:b}", "kind", clock_kind_name(k->kind),
                     "state", STATES[k->state], "started_at", instant_json(ctx, k->started_at),
                     "due_at", instant_json(ctx, k->due_at), "stopped_at",
                     instant_json(ctx, k->stopped_at), "working_days", k->working_days, "breached",
                     k->step >= 2);
}

static json_t *attachment_json(const Attachment *a)
{
    g_autofree char *path = g_strconcat("/foto/", a->name, NULL);
    return json_pack("{s:s, s:s, s:i, s:i, s:b}", "path", path, "type", a->mime, "width", a->width,
                     "height", a->height, "public", a->public_);
}

json_t *case_file_json(const Ctx *ctx, const CaseFile *file, bool may_open)
{
    json_t *reports = json_array(), *events = json_array(), *hops = json_array();
    json_t *clocks = json_array(), *attachments = json_array(), *messages = json_array();
    for (guint i = 0; i < file->reports->len; i++)
        json_array_append_new(reports, report_json(ctx, file->reports->pdata[i]));
    for (guint i = 0; i < file->events->len; i++)
        json_array_append_new(events, event_json(ctx, file->events->pdata[i], may_open));
    for (guint i = 0; i < file->hops->len; i++)
        json_array_append_new(hops, hop_json(ctx, file->hops->pdata[i]));
    for (guint i = 0; i < file->clocks->len; i++)
        json_array_append_new(clocks, clock_json(ctx, &g_array_index(file->clocks, CaseClock, i)));
    for (guint i = 0; i < file->attachments->len; i++)
        json_array_append_new(attachments, attachment_json(file->attachments->pdata[i]));
    for (guint i = 0; i < file->messages->len; i++)
        json_array_append_new(messages, message_json(ctx, file->messages->pdata[i]));
    json_t *object = case_json(ctx, file->c);
    json_object_set_new(object, "merged_into", text_json(file->merged_into));
    json_object_set_new(object, "reports", reports);
    json_object_set_new(object, "events", events);
    json_object_set_new(object, "hops", hops);
    json_object_set_new(object, "clocks", clocks);
    json_object_set_new(object, "attachments", attachments);
    json_object_set_new(object, "messages", messages);
    return object;
}
