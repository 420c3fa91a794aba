/* Doing something with a case: one route for every action, and opening a reporter's identity. What
 * may be done and how is domain/action.h; here the form is read and the answer shown.
 */
#include "web/page/console.h"

#include "domain/files.h"
#include "model/limits.h"

/* Photo* of the uploads that are not empty; NULL with *error set. */
static GPtrArray *action_take_photos(const Request *request, GError **error)
{
    g_autoptr(GPtrArray) photos = g_ptr_array_new_with_free_func((GDestroyNotify)photo_free);
    for (guint i = 0; i < request->uploads->len; i++) {
        const Upload *upload = request->uploads->pdata[i];
        if (!g_str_equal(upload->field, "foto") || g_bytes_get_size(upload->bytes) == 0)
            continue;
        if (photos->len == LIMIT_PHOTOS) {
            error_set(error, KENTONGAN_ERROR_INVALID, "foto", N_("Paling banyak 5 foto."), NULL);
            return NULL;
        }
        Photo *photo = files_put_photo(upload->bytes, error);
        if (!photo)
            return NULL;
        g_ptr_array_add(photos, photo);
    }
    return g_steal_pointer(&photos);
}

static bool action_run(Ctx *ctx, const Request *request, const char *ticket, const Transition *t,
                       GError **error)
{
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result = { 0 };
    if (!console_input_read(request, t, &input, error))
        return false;
    g_autoptr(GPtrArray) photos = NULL;
    if (t->needs & TAKES_PHOTOS) {
        photos = action_take_photos(request, error);
        if (!photos)
            return false;
        input.photos = photos;
    }
    return action_apply(ctx, ticket, t->action, &input, &result, error);
}

static const Transition *action_of(const char *name, GError **error)
{
    const Transition *t = transition_by_name(name);
    if (t && (t->by & BY_STAFF))
        return t;
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Tindakan ini tidak ada."), NULL);
    return NULL;
}

static Reply *action_done(const Request *request, const char *ticket, const Transition *t,
                          const Queue *queue)
{
    g_autofree char *path = g_strconcat("/console/kasus/", ticket, NULL);
    g_autofree char *url = page_url(request, path, "antrean", queue->code, "ok", t->name, NULL);
    return reply_see_other(url);
}

/* A case that was handed over or sent back is no longer this actor's to see: on with the list. */
static Reply *action_gone(const Request *request, const Transition *t, const Queue *queue)
{
    g_autofree char *path = g_strconcat("/console/antrean/", queue->code, "?ok=", t->name, NULL);
    return console_go(request, path);
}

static bool action_leaves(Ctx *ctx, const char *ticket, const Transition *t)
{
    if (t->action != ACTION_HAND_OVER && t->action != ACTION_RETURN)
        return false;
    g_autoptr(GError) gone = NULL;
    g_autoptr(CaseFile) file = case_file_load(ctx, ticket, &gone);
    return !file;
}

Reply *console_action_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *ticket = request->path_args[0];
    const Transition *t = action_of(request->path_args[1], error);
    if (!t)
        return NULL;
    CaseScreen screen = { .queue = queue_of(ctx, request_text(request, "antrean")), .action = t };
    g_autoptr(GError) failed = NULL;
    if (request_has(request, "pratinjau"))
        return console_case_reply(ctx, request, ticket, &screen, 200, error);
    if (action_run(ctx, request, ticket, t, &failed))
        return action_leaves(ctx, ticket, t) ? action_gone(request, t, screen.queue)
                                             : action_done(request, ticket, t, screen.queue);
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    screen.error = failed;
    return console_case_reply(ctx, request, ticket, &screen, reply_status_of(failed), error);
}

Reply *console_identity_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *ticket = request->path_args[0];
    CaseScreen screen = { .queue = queue_of(ctx, request_text(request, "antrean")),
                          .shown_report = request_int(request, "laporan", 0) };
    g_auto(PersonShown) shown = { 0 };
    g_autoptr(GError) failed = NULL;
    if (person_reveal(ctx, ticket, screen.shown_report, request_text(request, "alasan"), &shown,
                      &failed)) {
        screen.shown = &shown;
        return console_case_reply(ctx, request, ticket, &screen, 200, error);
    }
    if (!console_can_mend(failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    screen.reveal_error = failed;
    return console_case_reply(ctx, request, ticket, &screen, reply_status_of(failed), error);
}
