/* Words of danger: see alarm.h. */
#include "domain/alarm.h"

#include "base/json.h"
#include "domain/audit.h"
#include "domain/routing.h"
#include "domain/staff.h"

#define BETWEEN ", "

char *alarm_words(const Catalog *catalog, const char *text)
{
    g_auto(GStrv) words = emergency_words_in(catalog, text);
    return g_strjoinv(BETWEEN, words);
}

/* Both, each word once. (transfer full) */
static char *join_words(const char *before, const char *words)
{
    g_auto(GStrv) known = g_strsplit(before, BETWEEN, -1), more = g_strsplit(words, BETWEEN, -1);
    GString *all = g_string_new(before);
    for (char **word = more; *word; word++)
        if (!g_strv_contains((const char *const *)known, *word))
            g_string_append_printf(all, "%s%s", all->len ? BETWEEN : "", *word);
    return g_string_free(all, FALSE);
}

static json_t *proposal_of(const Case *c)
{
    json_t *object = *c->proposal ? json_loads(c->proposal, 0, NULL) : NULL;
    return object ? object : json_object();
}

static char *words_of(const json_t *proposal)
{
    const char *words = json_string_value(json_object_get(proposal, "danger"));
    return g_strdup(words ? words : "");
}

bool alarm_is_known(const Case *c, const char *words)
{
    json_t *proposal = proposal_of(c);
    g_autofree char *before = words_of(proposal);
    g_autofree char *all = join_words(before, words);
    json_decref(proposal);
    return g_str_equal(before, all);
}

static void keep_words(Case *c, const char *words)
{
    json_t *proposal = proposal_of(c);
    g_autofree char *before = words_of(proposal);
    g_autofree char *all = join_words(before, words);
    json_object_set_new(proposal, "danger", json_string(all));
    g_free(c->proposal);
    c->proposal = json_take_text(proposal);
}

bool alarm_raise(Ctx *ctx, Case *c, const char *words, bool *raised, GError **error)
{
    bool secret = c->visibility == VISIBILITY_SECRET;
    *raised = *words && !((c->attention & ATTENTION_ALARM) && alarm_is_known(c, words));
    if (!*raised)
        return true;
    EventIn in = { .kind = "case.alarmed",
                   .data = event_data("text", secret ? NULL : words, NULL) };
    c->attention |= ATTENTION_ALARM;
    c->priority = PRIORITY_URGENT;
    if (!secret)
        keep_words(c, words);
    return audit_append(ctx, c, &in, NULL, error);
}

bool alarm_tell(Ctx *ctx, const Case *c, GError **error)
{
    StaffNotice notice = STAFF_NOTICE_INIT;
    notice.key = "staff.emergency";
    notice.urgent = true;
    return staff_tell(ctx, c, STAFF_VERIFIERS | STAFF_HOLDERS, &notice, error);
}
