/* What comes with messages: see media.h. */
#include "domain/media.h"

#include "domain/action.h"
#include "domain/case_rules.h"
#include "domain/files.h"
#include "store/case.h"
#include "store/media.h"
#include "store/message.h"
#include "store/report.h"

#define FIRST_US (5 * US_PER_S)
#define LONGEST_US (6 * US_PER_HOUR)
enum { TRIES = 40, DOUBLINGS = 12 };

static gint64 later(const Ctx *ctx, const Media *media)
{
    return ctx_now_us(ctx) + MIN(FIRST_US << MIN(media->attempts, DOUBLINGS), LONGEST_US);
}

static void set_error(Media *media, const char *text)
{
    g_free(media->error);
    media->error = g_strdup(text);
}

bool media_keep(Ctx *ctx, Media *media, GBytes *bytes, GError **error)
{
    char *name = files_put_raw(bytes, error);
    if (!name)
        return false;
    g_free(media->name);
    media->name = name;
    media->state = MEDIA_READY;
    media->next_at = ctx_now_us(ctx);
    set_error(media, "");
    return media_store_result(ctx, media, error);
}

static bool is_final(KentonganError code)
{
    return code == KENTONGAN_ERROR_INVALID || code == KENTONGAN_ERROR_LIMIT ||
           code == KENTONGAN_ERROR_NOT_FOUND || code == KENTONGAN_ERROR_DENIED;
}

bool media_postpone(Ctx *ctx, Media *media, const GError *why, GError **error)
{
    bool never = is_final(error_code(why));
    media->state = never || media->attempts >= TRIES ? MEDIA_FAILED : media->state;
    media->next_at = later(ctx, media);
    set_error(media, why->message);
    return media_store_result(ctx, media, error);
}

typedef struct {
    Media *media;
    const Message *message;
    GPtrArray *files; /* the one */
    bool paper;
} Settling;

static bool put_paper(Ctx *ctx, const Settling *s, const Report *report, GError **error)
{
    g_autoptr(Case) c = case_store_get(ctx, report->case_id, error);
    return c && case_rules_papers(ctx, c, s->files, report->id, error);
}

static bool reply_work(Ctx *ctx, gpointer user, GError **error)
{
    Settling *s = user;
    const Photo *file = s->files->pdata[0];
    g_autofree char *once = g_strdup_printf("media:%" G_GINT64_FORMAT, s->media->id);
    g_autoptr(Report) report = report_store_get(ctx, s->message->report_id, error);
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    Ctx as = *ctx;
    if (!report)
        return false;
    as.actor =
        (Actor){ .kind = ACTOR_REPORTER, .id = report->id, .agency = "", .area = "", .name = "" };
    input.text =
        s->paper ? N_("Berkas dari pelapor, untuk diunduh petugas.") : N_("Foto dari pelapor.");
    input.photos = s->paper ? NULL : s->files;
    input.once = once;
    if (!action_apply(&as, report->ticket, ACTION_REPLY, &input, &result, error) ||
        (s->paper && !put_paper(ctx, s, report, error)))
        return false;
    g_free(s->media->name);
    s->media->name = g_strdup(file->name);
    s->media->state = MEDIA_DONE;
    return media_store_result(ctx, s->media, error);
}

/* A mail of which not all is shown; a PDF; else it must be a picture. */
static Photo *file_of(const Media *media, GBytes *bytes, GError **error)
{
    return g_strcmp0(media->type, MEDIA_MAIL) == 0 ? files_put_mail(bytes, error)
                                                   : files_put_paper(bytes, error);
}

static bool put_to_case(Ctx *ctx, Media *media, const Message *message, GError **error)
{
    g_autofree char *raw = g_strdup(media->name);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)photo_free);
    g_autoptr(GError) no_picture = NULL;
    g_autoptr(GBytes) bytes = files_get_raw(raw, error);
    if (!bytes)
        return false;
    Photo *file = file_of(media, bytes, &no_picture);
    if (!file && error_is(no_picture, KENTONGAN_ERROR_INVALID))
        return media_postpone(ctx, media, no_picture, error);
    if (!file) {
        g_propagate_error(error, g_steal_pointer(&no_picture));
        return false;
    }
    g_ptr_array_add(files, file);
    Settling settling = { media, message, files, file->mime != NULL };
    if (!ctx_transact(ctx, reply_work, &settling, error))
        return false;
    files_drop_raw(raw);
    return true;
}

bool media_settle(Ctx *ctx, Media *media, GError **error)
{
    g_autoptr(Message) message = message_store_get(ctx, media->message_id, error);
    if (!message)
        return false;
    if (message->report_id != 0)
        return put_to_case(ctx, media, message, error);
    media->next_at = later(ctx, media);
    return media_store_result(ctx, media, error);
}
