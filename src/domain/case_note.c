/* See case_note.h. */
#include "domain/case_note.h"

#include "store/case.h"

bool case_note(Ctx *ctx, Case *c, const EventIn *in, const char *message, const NoticeWords *words,
               GError **error)
{
    c->updated_at = ctx_now_us(ctx);
    return audit_append(ctx, c, in, NULL, error) && case_store_update(ctx, c, error) &&
           (!message || notify_followers(ctx, c, message, words, 0, error));
}
