/* The rundown of a dialogue programme: see rundown.h. */
#include "domain/rundown.h"

#include <string.h>

#include "base/id.h"
#include "base/text.h"
#include "domain/case_note.h"
#include "domain/routing.h"
#include "model/limits.h"
#include "store/case.h"
#include "store/promise.h"
#include "store/radio.h"

enum { WAITING_MAX = 200, TITLE_CHARS = 120, TOPICS_MAX = 60 };

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

static void rundown_topic_free(gpointer data)
{
    RundownTopic *t = data;
    topic_free(t->topic);
    g_clear_pointer(&t->views, g_ptr_array_unref);
    g_clear_pointer(&t->promises, g_ptr_array_unref);
    g_free(t);
}

void rundown_free(Rundown *rundown)
{
    if (!rundown)
        return;
    episode_free(rundown->episode);
    g_clear_pointer(&rundown->topics, g_ptr_array_unref);
    g_free(rundown);
}

static GPtrArray *topics_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)topic_free);
}

/* ---- reading ---- */

static Episode *load_episode(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(Episode) episode = episode_store_get(ctx, id, error);
    return episode && radio_check_station(ctx, episode->station, error) ? g_steal_pointer(&episode)
                                                                        : NULL;
}

static Episode *load_open(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(Episode) episode = load_episode(ctx, id, error);
    if (episode && episode->closed_at != 0) {
        fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
             N_("Siaran ini sudah ditutup dan tidak dapat diubah."));
        return NULL;
    }
    return g_steal_pointer(&episode);
}

Topic *topic_load(Ctx *ctx, gint64 id, Episode **episode, GError **error)
{
    g_autoptr(Topic) topic = topic_store_get(ctx, id, error);
    *episode = topic ? load_open(ctx, topic->episode, error) : NULL;
    return *episode ? g_steal_pointer(&topic) : NULL;
}

static bool add_topic(Ctx *ctx, Rundown *rundown, Topic *topic, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)radio_item_free);
    RundownTopic *t = g_new0(RundownTopic, 1);
    t->topic = topic;
    t->promises = g_ptr_array_new_with_free_func((GDestroyNotify)promise_free);
    g_ptr_array_add(rundown->topics, t);
    if (!radio_store_of_topic(ctx, topic->id, items, error) ||
        !promise_store_of_topic(ctx, topic->id, t->promises, error))
        return false;
    t->views = radio_views(ctx, items, true, error);
    return t->views != NULL;
}

Rundown *rundown_load(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(Rundown) rundown = g_new0(Rundown, 1);
    g_autoptr(GPtrArray) topics = topics_new();
    rundown->topics = g_ptr_array_new_with_free_func(rundown_topic_free);
    rundown->episode = load_episode(ctx, id, error);
    if (!rundown->episode || !topic_store_of_episode(ctx, id, topics, error))
        return NULL;
    rundown->programme = catalog_voice(ctx->catalog, VOICE_PROGRAMME, rundown->episode->programme);
    for (guint i = 0; i < topics->len; i++)
        if (!add_topic(ctx, rundown, g_steal_pointer(&topics->pdata[i]), error))
            return NULL;
    return g_steal_pointer(&rundown);
}

GPtrArray *rundown_list(Ctx *ctx, const char *station, guint limit, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)episode_free);
    return radio_check_station(ctx, station, error) &&
                   episode_store_list(ctx, station, limit, list, error)
               ? g_steal_pointer(&list)
               : NULL;
}

GPtrArray *topic_cases(Ctx *ctx, gint64 topic, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)radio_item_free);
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    if (!radio_store_of_topic(ctx, topic, items, error))
        return NULL;
    g_autoptr(GPtrArray) views = radio_views(ctx, items, false, error);
    for (guint i = 0; views && i < views->len; i++) {
        RadioView *view = views->pdata[i];
        if (view->c)
            g_ptr_array_add(cases, g_steal_pointer(&view->c));
    }
    return views ? g_steal_pointer(&cases) : NULL;
}

/* ---- writing: one change, one transaction ---- */

typedef struct Edit {
    gint64 id, item, airs_at;
    const char *programme, *text;
    const char *const *agencies;
    int by;
    guint made;
} Edit;

static bool add_work(Ctx *ctx, gpointer user, GError **error)
{
    Edit *edit = user;
    const Voice *programme = catalog_voice(ctx->catalog, VOICE_PROGRAMME, edit->programme);
    Episode episode = { .id = edit->id,
                        .station = programme->station,
                        .programme = programme->code,
                        .airs_at = edit->airs_at,
                        .created_at = ctx_now_us(ctx) };
    return episode_store_insert(ctx, &episode, error);
}

bool rundown_add(Ctx *ctx, const char *programme, gint64 airs_at, gint64 *id, GError **error)
{
    const Voice *voice = catalog_voice(ctx->catalog, VOICE_PROGRAMME, programme);
    Edit edit = { .id = id_next(), .programme = programme, .airs_at = airs_at };
    if (!voice)
        return fail(error, KENTONGAN_ERROR_INVALID, "acara", N_("Pilih acaranya."));
    if (airs_at <= 0)
        return fail(error, KENTONGAN_ERROR_INVALID, "waktu", N_("Isi tanggal dan jam siaran."));
    if (!radio_check_station(ctx, voice->station, error) ||
        !ctx_transact(ctx, add_work, &edit, error))
        return false;
    *id = edit.id;
    return true;
}

static bool insert_topic(Ctx *ctx, gint64 episode, const char *title, const char *agencies,
                         gint64 *id, GError **error)
{
    g_autoptr(GPtrArray) topics = topics_new();
    if (!topic_store_of_episode(ctx, episode, topics, error))
        return false;
    if (topics->len >= TOPICS_MAX)
        return fail(error, KENTONGAN_ERROR_LIMIT, "topik", N_("Paling banyak 60 topik."));
    const Topic *last = topics->len ? topics->pdata[topics->len - 1] : NULL;
    Topic topic = { .id = id_next(),
                    .episode = episode,
                    .position = last ? last->position + 1 : 1,
                    .title = (char *)title,
                    .agencies = (char *)agencies,
                    .outcome = (char *)"" };
    *id = topic.id;
    return topic_store_insert(ctx, &topic, error);
}

static bool check_title(const char *title, GError **error)
{
    return (!text_is_blank(title) && text_chars(title) <= TITLE_CHARS) ||
           fail(error, KENTONGAN_ERROR_INVALID, "topik",
                N_("Tulis topiknya, paling banyak 120 huruf."));
}

static bool topic_add_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    gint64 id = 0;
    g_autoptr(Episode) episode = load_open(ctx, edit->id, error);
    return episode && insert_topic(ctx, episode->id, edit->text, "", &id, error);
}

bool topic_add(Ctx *ctx, gint64 episode, const char *title, GError **error)
{
    g_autofree char *line = text_one_line(title);
    Edit edit = { .id = episode, .text = line };
    return check_title(line, error) && ctx_transact(ctx, topic_add_work, &edit, error);
}

static char *join_agencies(const Ctx *ctx, const char *const *codes, GError **error)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; codes[i]; i++) {
        if (!*codes[i])
            continue;
        if (!catalog_agency(ctx->catalog, codes[i])) {
            fail(error, KENTONGAN_ERROR_INVALID, "instansi", N_("Instansi ini tidak dikenal."));
            return NULL;
        }
        g_string_append_printf(joined, "%s%s", joined->len ? "," : "", codes[i]);
    }
    return g_string_free(g_steal_pointer(&joined), FALSE);
}

static bool topic_change_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    g_autoptr(Episode) episode = NULL;
    g_autoptr(Topic) topic = topic_load(ctx, edit->id, &episode, error);
    g_autofree char *agencies = topic ? join_agencies(ctx, edit->agencies, error) : NULL;
    if (!agencies)
        return false;
    g_free(topic->title);
    g_free(topic->agencies);
    topic->title = g_strdup(edit->text);
    topic->agencies = g_steal_pointer(&agencies);
    return topic_store_update(ctx, topic, error);
}

bool topic_change(Ctx *ctx, gint64 id, const char *title, const char *const *agencies,
                  GError **error)
{
    g_autofree char *line = text_one_line(title);
    Edit edit = { .id = id, .text = line, .agencies = agencies };
    return check_title(line, error) && ctx_transact(ctx, topic_change_work, &edit, error);
}

static bool topic_move_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    g_autoptr(Episode) episode = NULL;
    g_autoptr(Topic) topic = topic_load(ctx, edit->id, &episode, error);
    g_autoptr(GPtrArray) topics = topics_new();
    if (!topic || !topic_store_of_episode(ctx, topic->episode, topics, error))
        return false;
    for (guint i = 0; i < topics->len; i++) {
        Topic *one = topics->pdata[i];
        guint other = i + (guint)edit->by; /* -1 at the head is far outside */
        if (one->id != topic->id || other >= topics->len)
            continue;
        Topic *two = topics->pdata[other];
        int position = one->position;
        one->position = two->position;
        two->position = position;
        return topic_store_update(ctx, one, error) && topic_store_update(ctx, two, error);
    }
    return true;
}

bool topic_move(Ctx *ctx, gint64 id, int by, GError **error)
{
    Edit edit = { .id = id, .by = by < 0 ? -1 : 1 };
    return ctx_transact(ctx, topic_move_work, &edit, error);
}

static bool release_items(Ctx *ctx, gint64 topic, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)radio_item_free);
    if (!radio_store_of_topic(ctx, topic, items, error))
        return false;
    for (guint i = 0; i < items->len; i++) {
        RadioItem *item = items->pdata[i];
        item->topic = 0;
        if (!radio_store_update(ctx, item, error))
            return false;
    }
    return true;
}

static bool topic_remove_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    g_autoptr(Episode) episode = NULL;
    g_autoptr(Topic) topic = topic_load(ctx, edit->id, &episode, error);
    g_autoptr(GPtrArray) promises = g_ptr_array_new_with_free_func((GDestroyNotify)promise_free);
    if (!topic || !promise_store_of_topic(ctx, topic->id, promises, error))
        return false;
    if (topic->told_at != 0 || promises->len > 0)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Topik ini sudah punya hasil atau janji, jadi tidak dapat dihapus."));
    return release_items(ctx, topic->id, error) && topic_store_del(ctx, topic->id, error);
}

bool topic_remove(Ctx *ctx, gint64 id, GError **error)
{
    Edit edit = { .id = id };
    return ctx_transact(ctx, topic_remove_work, &edit, error);
}

static bool topic_put_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    g_autoptr(Episode) episode = NULL;
    g_autoptr(RadioView) view = radio_load(ctx, edit->item, error);
    g_autoptr(Topic) topic = view && edit->id ? topic_load(ctx, edit->id, &episode, error) : NULL;
    if (!view || (edit->id && !topic))
        return false;
    if (topic && (!*view->air || strcmp(view->item->station, episode->station) != 0))
        return fail(error, KENTONGAN_ERROR_INVALID, "laporan",
                    N_("Laporan ini tidak boleh dibahas di siaran."));
    view->item->topic = edit->id;
    view->item->disposition |= RADIO_DIALOGUE;
    return radio_store_update(ctx, view->item, error);
}

bool topic_put(Ctx *ctx, gint64 topic, gint64 item, GError **error)
{
    Edit edit = { .id = topic, .item = item };
    return ctx_transact(ctx, topic_put_work, &edit, error);
}

/* ---- grouping ---- */

static const char *group_of(const Ctx *ctx, const Case *c)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    return service ? *service->group_name ? service->group_name : service->name : "Lain-lain";
}

static const char *agency_of(const Ctx *ctx, const Case *c)
{
    RoutingProposal route = { 0 };
    if (*c->agency)
        return c->agency;
    return *c->service && routing_propose(ctx->catalog, c->service, c->area, &route) ? route.agency
                                                                                     : "";
}

/* The codes of a group's agencies, each once. */
static char *agencies_of(const Ctx *ctx, const GPtrArray *views)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (guint i = 0; i < views->len; i++) {
        const char *code = agency_of(ctx, ((const RadioView *)views->pdata[i])->c);
        if (*code && !g_ptr_array_find_with_equal_func(codes, code, g_str_equal, NULL))
            g_ptr_array_add(codes, (gpointer)code);
    }
    g_ptr_array_add(codes, NULL);
    return g_strjoinv(",", (char **)codes->pdata);
}

static bool put_group(Ctx *ctx, gint64 episode, const char *title, const GPtrArray *views,
                      GError **error)
{
    gint64 id = 0;
    g_autofree char *agencies = agencies_of(ctx, views);
    if (!insert_topic(ctx, episode, title, agencies, &id, error))
        return false;
    for (guint i = 0; i < views->len; i++) {
        RadioItem *item = ((const RadioView *)views->pdata[i])->item;
        item->topic = id;
        if (!radio_store_update(ctx, item, error))
            return false;
    }
    return true;
}

static bool group_work(Ctx *ctx, gpointer user, GError **error)
{
    Edit *edit = user;
    g_autoptr(Episode) episode = load_open(ctx, edit->id, error);
    g_autoptr(GPtrArray) waiting =
        episode ? radio_waiting(ctx, episode->station, WAITING_MAX, error) : NULL;
    edit->made = 0;
    if (!waiting)
        return false;
    for (guint i = 0; i < waiting->len; i++) {
        const RadioView *first = waiting->pdata[i];
        if (first->item->topic != 0)
            continue;
        const char *title = group_of(ctx, first->c);
        g_autoptr(GPtrArray) group = g_ptr_array_new();
        for (guint j = i; j < waiting->len; j++) {
            RadioView *view = waiting->pdata[j];
            if (strcmp(group_of(ctx, view->c), title) == 0)
                g_ptr_array_add(group, view);
        }
        if (!put_group(ctx, episode->id, title, group, error))
            return false;
        edit->made++;
    }
    return true;
}

bool rundown_group(Ctx *ctx, gint64 episode, guint *topics, GError **error)
{
    Edit edit = { .id = episode };
    if (!ctx_transact(ctx, group_work, &edit, error))
        return false;
    *topics = edit.made;
    return true;
}

/* ---- what came of it ---- */

static bool tell_case(Ctx *ctx, Case *c, const char *programme, const char *outcome, GError **error)
{
    bool secret = c->visibility == VISIBILITY_SECRET;
    EventIn in = { .kind = "case.aired",
                   .public_ = !secret,
                   .data = event_data("label", programme, "text", outcome, NULL) };
    NoticeWords words = NOTICE_WORDS_INIT;
    words.agency = programme;
    words.text = outcome;
    return case_note(ctx, c, &in, "notice.aired", &words, error);
}

static const char *programme_name(const Ctx *ctx, const Episode *episode)
{
    const Voice *programme = catalog_voice(ctx->catalog, VOICE_PROGRAMME, episode->programme);
    return programme ? programme->name : episode->programme;
}

static bool topic_tell_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    g_autoptr(Episode) episode = NULL;
    g_autoptr(Topic) topic = topic_load(ctx, edit->id, &episode, error);
    if (!topic)
        return false;
    if (topic->told_at != 0 && strcmp(topic->outcome, edit->text) == 0)
        return true;
    g_autoptr(GPtrArray) cases = topic_cases(ctx, topic->id, error);
    if (!cases)
        return false;
    for (guint i = 0; i < cases->len; i++)
        if (!tell_case(ctx, cases->pdata[i], programme_name(ctx, episode), edit->text, error))
            return false;
    g_free(topic->outcome);
    topic->outcome = g_strdup(edit->text);
    topic->told_at = ctx_now_us(ctx);
    return topic_store_update(ctx, topic, error);
}

bool topic_tell(Ctx *ctx, gint64 id, const char *outcome, GError **error)
{
    Edit edit = { .id = id, .text = outcome };
    if (text_is_blank(outcome) || text_chars(outcome) > LIMIT_NOTE_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "hasil",
                    N_("Tulis hasil pembahasan, paling banyak 2.000 huruf."));
    return ctx_transact(ctx, topic_tell_work, &edit, error);
}

static bool close_work(Ctx *ctx, gpointer user, GError **error)
{
    const Edit *edit = user;
    g_autoptr(GPtrArray) topics = topics_new();
    g_autoptr(Episode) episode = load_open(ctx, edit->id, error);
    if (!episode || !topic_store_of_episode(ctx, episode->id, topics, error))
        return false;
    for (guint i = 0; i < topics->len; i++) {
        const Topic *topic = topics->pdata[i];
        if (topic->told_at == 0 && !release_items(ctx, topic->id, error))
            return false;
    }
    return episode_store_close(ctx, episode->id, ctx_now_us(ctx), error);
}

bool rundown_close(Ctx *ctx, gint64 episode, GError **error)
{
    Edit edit = { .id = episode };
    return ctx_transact(ctx, close_work, &edit, error);
}
