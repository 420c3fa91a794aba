/* The shared entry of radio and hotline: see entry.h. */
#include "domain/entry.h"

#include <string.h>

#include "base/text.h"
#include "domain/place.h"
#include "domain/proposal.h"
#include "domain/routing.h"

void entry_proposal_clear(EntryProposal *proposal)
{
    g_clear_pointer(&proposal->words, g_free);
}

void entry_propose(const Ctx *ctx, const char *text, const char *place, const char *service,
                   EntryProposal *out)
{
    const Catalog *catalog = ctx->catalog;
    g_auto(Proposal) found = { 0 };
    RoutingProposal route = { 0 };
    proposal_find(catalog, text, place, service, "", &found);
    *out = (EntryProposal){ .reason = "", .words = g_strdup(found.service_words) };
    out->service = catalog_service(catalog, *service ? service : found.service);
    out->area = catalog_area(catalog, found.area);
    out->danger = *found.danger != '\0';
    if (out->service &&
        routing_propose(catalog, out->service->code, out->area ? out->area->code : "", &route)) {
        out->agency = catalog_agency(catalog, route.agency);
        out->reason = route.reason;
    }
}

/* A run of digits with what stands between them, or any four digits: better refused than lost. */
void entry_split_who(const char *who, char **name, char **phone)
{
    g_autoptr(GRegex) number = g_regex_new("[+(]?\\d[\\d\\s().-]{2,}\\d", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int from = 0, to = 0;
    if (!g_regex_match(number, who, 0, &match) || !g_match_info_fetch_pos(match, 0, &from, &to)) {
        *name = text_one_line(who);
        *phone = g_strdup("");
        return;
    }
    g_autofree char *before = g_strndup(who, (gsize)from);
    g_autofree char *rest = g_strconcat(before, " ", who + to, NULL);
    g_autofree char *plain = g_strdelimit(g_steal_pointer(&rest), ",;:()/", ' ');
    *phone = g_match_info_fetch(match, 0);
    *name = text_one_line(plain);
}

/* The entry has one field for both. */
static const char *field_of(const GError *error)
{
    static const struct {
        const char *intake, *entry;
    } FIELDS[] = { { "telepon", "siapa" },
                   { "nama", "siapa" },
                   { "patokan", "tempat" },
                   { "wilayah", "tempat" },
                   { NULL, NULL } };
    const char *field = error_field(error);
    for (guint i = 0; field && FIELDS[i].intake; i++)
        if (strcmp(field, FIELDS[i].intake) == 0)
            return FIELDS[i].entry;
    return field;
}

static void propagate(GError **error, GError *fault)
{
    if (error_is(fault, KENTONGAN_ERROR_INVALID) && field_of(fault) != error_field(fault)) {
        error_set(error, KENTONGAN_ERROR_INVALID, field_of(fault), fault->message, "%s",
                  error_detail(fault) ? error_detail(fault) : "");
        g_error_free(fault);
        return;
    }
    g_propagate_error(error, fault);
}

bool entry_submit(Ctx *ctx, const Entry *entry, const EntryProposal *proposal, IntakeResult *result,
                  GError **error)
{
    g_autofree char *name = NULL, *typed = NULL;
    GError *fault = NULL;
    entry_split_who(entry->who, &name, &typed);
    const Intake intake = { .channel = entry->channel,
                            .service = proposal->service ? proposal->service->code : "",
                            .text = entry->text,
                            .place_text = entry->place,
                            .area = proposal->area ? proposal->area->code : "",
                            .name = name,
                            .phone = *typed ? typed : entry->phone,
                            .email = "",
                            .attributes = "",
                            .lang = "id",
                            .by_account = ctx->actor.id,
                            .idempotency_key = entry->key };
    if (intake_submit(ctx, &intake, result, &fault))
        return true;
    propagate(error, fault);
    return false;
}
