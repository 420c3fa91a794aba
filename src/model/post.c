/* Public posts: see post.h. */
#include "model/post.h"

#include <string.h>

#include "base/error.h"

Post *post_new(void)
{
    return g_new0(Post, 1);
}

void post_free(Post *post)
{
    if (!post)
        return;
    g_free(post->channel);
    g_free(post->origin);
    g_free(post->matched);
    g_free(post->ticket);
    g_free(post->reason);
    g_free(post->note);
    g_free(post);
}

const PostReason POST_REASONS[] = {
    { "bukan-laporan", N_("Bukan laporan: berita, candaan, iklan"), false },
    { "bukan-wilayah", N_("Bukan di wilayah kami"), false },
    { "sudah-ada", N_("Sudah ada laporannya"), false },
    { "tidak-jelas", N_("Tidak jelas apa dan di mana"), false },
    { "kasar", N_("Hanya makian atau ujaran kebencian"), false },
    { "lain", N_("Lainnya, tulis alasannya"), true },
    { NULL, NULL, false },
};

const PostReason *post_reason(const char *code)
{
    for (const PostReason *reason = POST_REASONS; reason->code; reason++)
        if (code && strcmp(reason->code, code) == 0)
            return reason;
    return NULL;
}
