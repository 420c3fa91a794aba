/* What may be done with a case now: the legal rows of the transition table without those that have
 * nothing to act on, the one that carries it on first, and which form stands open by itself.
 */
#include "web/page/console.h"

#include <string.h>

bool console_actions_has(const Transition *const *rows, guint count, const Transition *t)
{
    for (guint i = 0; i < count; i++)
        if (rows[i] == t)
            return true;
    return false;
}

void console_actions_fill(View *view, const Request *request, const Case *c,
                          const CaseScreen *screen, const Transition *const *rows, guint count)
{
    g_autofree char *path = g_strconcat("/console/kasus/", c->ticket, NULL);
    View *actions = view_add(view, "ACTIONS");
    for (guint i = 0; i < count; i++) {
        g_autofree char *url =
            page_url(request, path, "antrean", screen->queue->code, "aksi", rows[i]->name, NULL);
        View *row = view_add(actions, "ACTION");
        g_autofree char *link = g_strconcat(url, "#tindakan", NULL);
        view_set(row, "NAME", rows[i]->name);
        view_set(row, "URL", url);
        view_set(row, "LINK", link);
        view_set_word(row, "LABEL", rows[i]->label);
        if (rows[i] == screen->action)
            view_show(row, "CURRENT");
        if (rows[i]->key) {
            const char key[] = { rows[i]->key, '\0' };
            view_set(view_add(row, "KEY"), "CHAR", key);
        }
    }
}

/* An agency asked for more time and nobody has answered yet. */
static bool actions_time_pending(const CaseFile *file)
{
    for (guint i = file->events->len; i > 0; i--) {
        const Event *event = file->events->pdata[i - 1];
        if (g_str_equal(event->kind, TRANSITIONS[ACTION_ASK_TIME].event))
            return true;
        if (g_str_equal(event->kind, TRANSITIONS[ACTION_GRANT_TIME].event) ||
            g_str_equal(event->kind, TRANSITIONS[ACTION_DENY_TIME].event))
            return false;
    }
    return false;
}

/* Once the follow-up is published, proposing the finish is what carries the case on. */
static void actions_put_finish_first(const CaseFile *file, const Transition **rows, guint count)
{
    bool published = false;
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *clock = &g_array_index(file->clocks, CaseClock, i);
        published |= clock->kind == CLOCK_FOLLOWUP && clock->state == CLOCK_STOPPED;
    }
    if (published && count > 1 && rows[0]->action == ACTION_FOLLOW_UP &&
        rows[1]->action == ACTION_PROPOSE) {
        const Transition *follow_up = rows[0];
        rows[0] = rows[1];
        rows[1] = follow_up;
    }
}

/* Somebody waits for the answer: it comes before one's own work. */
static void actions_put_answer_first(const Transition **rows, guint count)
{
    for (guint i = 1; i < count; i++) {
        const Transition *answer = rows[i];
        if (answer->action != ACTION_GRANT_TIME)
            continue;
        memmove(rows + 1, rows, i * sizeof *rows);
        rows[0] = answer;
        return;
    }
}

/* Rows that the table allows but that have nothing to act on here: no government to hand over to,
 * no request for time to answer, or one that waits already. */
guint console_actions(const Ctx *ctx, const CaseFile *file, const Transition *rows[ACTION_COUNT])
{
    guint count = action_legal(ctx, file->c, rows);
    bool pending = actions_time_pending(file);
    bool others = console_has_other_tenants(ctx);
    guint kept = 0;
    for (guint i = 0; i < count; i++) {
        Action action = rows[i]->action;
        bool empty = (action == ACTION_HAND_OVER && !others) ||
                     ((action == ACTION_GRANT_TIME || action == ACTION_DENY_TIME) && !pending) ||
                     (action == ACTION_ASK_TIME && pending);
        if (!empty)
            rows[kept++] = rows[i];
    }
    actions_put_finish_first(file, rows, kept);
    actions_put_answer_first(rows, kept);
    return kept;
}

static bool actions_know_agency(Ctx *ctx, const CaseFile *file)
{
    g_autofree char *service = NULL, *area = NULL;
    return console_proposal(ctx, file, &service, &area) != NULL;
}

/* The form that stands open by itself: the step that carries the case on, if there is one. What
 * closes, asks or opens again is never proposed. */
const Transition *console_main_action(Ctx *ctx, const CaseFile *file, const Transition *const *rows,
                                      guint count)
{
    if (count == 0)
        return NULL;
    switch ((int)rows[0]->action) {
    case ACTION_VERIFY: /* where it belongs is known: looked at and disposed in one */
        return console_actions_has(rows, count, &TRANSITIONS[ACTION_DISPOSE]) &&
                       actions_know_agency(ctx, file)
                   ? &TRANSITIONS[ACTION_DISPOSE]
                   : rows[0];
    case ACTION_DISPOSE:
        return file->c->status == STATUS_VERIFIED ? rows[0] : NULL;
    case ACTION_ACCEPT:
    case ACTION_FOLLOW_UP:
    case ACTION_PROPOSE:
    case ACTION_GRANT_TIME:
    case ACTION_TAKE_ALARM:
    case ACTION_REVIEW:
        return rows[0];
    default:
        return NULL;
    }
}

const char *console_no_actions(const Ctx *ctx, guint count)
{
    if (count > 0)
        return N_("Tidak ada langkah yang menunggu Anda. Pilih tindakan bila perlu.");
    if (ctx->actor.home != ctx->tenant)
        return N_("Laporan ini milik pemerintah daerah lain: Anda dapat membacanya.");
    if (ctx->actor.role == ROLE_LEADER)
        return N_("Pimpinan membaca semua laporan tanpa mengubahnya.");
    return N_("Tidak ada yang perlu dilakukan dengan laporan ini sekarang.");
}
