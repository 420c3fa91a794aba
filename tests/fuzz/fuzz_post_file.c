/* Fuzz target: files of posts. Whatever row is handed over may be stored; every other is named. */
#include "channel/post_file.h"
#include "fuzz/fuzz.h"
#include "model/listen.h"

static guint rows, bad;

static bool on_row(gpointer user, const Incoming *in)
{
    ListenRule rule = { LISTEN_HASHTAG, (char *)"#lapor" };
    g_autoptr(GPtrArray) rules = g_ptr_array_new();
    (void)user;
    rows++;
    g_ptr_array_add(rules, &rule);
    g_assert(*in->provider_id && *in->from && in->text && in->sent_at >= 0);
    g_assert(g_str_has_prefix(in->link, "http"));
    g_assert(g_utf8_validate(in->text, -1, NULL) && in->media_count <= 10);
    g_autofree char *core = listen_core(in->text);
    g_assert(listen_match(rules, in->text, false) || !strstr(in->text, " #lapor "));
    g_assert(!core || *core);
    return true;
}

static void on_bad(gpointer user, guint line, const char *why)
{
    (void)user;
    bad++;
    g_assert(line > 0 && *why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const PostFileReader reader = { on_row, on_bad, NULL };
    g_autoptr(GBytes) file = g_bytes_new(data, size);
    rows = bad = 0;
    g_assert(post_file_read(file, "x", "@kami", &reader));
    g_assert(rows + bad <= size + 1);
    return 0;
}
