/* Files of posts: src/channel/post_file.c. */
#include "channel/post_file.h"

#include <string.h>

static GString *seen;
static gint64 last_at;

static bool on_row(gpointer user, const Incoming *in)
{
    g_string_append_printf(seen, "[%s|%s|%s|%s|%s|%u%s]", in->provider_id, in->from,
                           in->link ? in->link : "", in->text, in->repost_of ? in->repost_of : "",
                           in->media_count, in->to_us ? "|us" : "");
    last_at = in->sent_at;
    return user == NULL;
}

static void on_bad(gpointer user, guint line, const char *why)
{
    (void)user;
    g_string_append_printf(seen, "{%u:%s}", line, why);
}

static const char *read_as(const char *channel, const char *text)
{
    const PostFileReader reader = { on_row, on_bad, NULL };
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    g_string_truncate(seen, 0);
    g_assert_true(post_file_read(bytes, channel, "@pemkab", &reader));
    return seen->str;
}

static void test_json_lines(void)
{
    g_assert_cmpstr(
        read_as("x", "{\"id\": 12, \"author\": \"siti\", \"permalink\": \"https://x.example/1\","
                     " \"text\": \"Jalan\\nrusak\", \"time\": \"2026-11-22T10:00:00+07:00\","
                     " \"media\": [\"https://a/1.jpg\", \"javascript:x\", \"https://a/2.jpg\"],"
                     " \"repost_of\": \"9\", \"reply_to\": \"PemKab\"}\n"),
        ==, "[12|siti|https://x.example/1|Jalan\nrusak|9|2|us]");
    g_assert_cmpint(last_at, ==, G_GINT64_CONSTANT(1795316400) * G_USEC_PER_SEC);
}

static void test_csv(void)
{
    g_assert_cmpstr(
        read_as("facebook",
                "\xef\xbb\xbf"
                "text;id;permalink;author;time\r\n"
                "\"Lampu; \"\"mati\"\"\nlagi\";p1;https://f.example/p1;77;1795000000\r\n"),
        ==, "[p1|77|https://f.example/p1|Lampu; \"mati\"\nlagi||0]");
    g_assert_cmpint(last_at, ==, G_GINT64_CONSTANT(1795000000) * G_USEC_PER_SEC);
}

static void test_bad_rows_are_named(void)
{
    g_assert_cmpstr(read_as("x", "id,author,text,permalink,time\n"
                                 "1,a,satu,https://x/1,\n"
                                 ",a,dua,https://x/2,\n"
                                 "3,,tiga,https://x/3,\n"
                                 "\n"
                                 "4,a,empat,,\n"
                                 "5,a,\"li\nma\",https://x/5,kemarin\n"
                                 "6,a,enam,https://x/6,\n"
                                 "7\n"),
                    ==,
                    "[1|a|https://x/1|satu||0]{3:no id}{4:no author}"
                    "{6:no permalink (https://...)}"
                    "{7:time is neither ISO 8601 nor seconds since 1970}"
                    "[6|a|https://x/6|enam||0]{10:no author}");
}

static void test_broken_json(void)
{
    g_assert_cmpstr(read_as("x", "\n{\"id\": \"1\", \"author\": \"a\", \"text\": \"b\", \n"
                                 "[]\n"
                                 "{\"id\": \"2\", \"author\": \"a\", \"text\": \"b\","
                                 " \"permalink\": \"https://x/2\"}"),
                    ==, "{2:no JSON object}{3:no JSON object}[2|a|https://x/2|b||0]");
}

static void test_private_media(void)
{
    g_assert_cmpstr(
        read_as("telegram", "id,author,text,permalink\n1,4711,halo,\n2,4711,hai,https://t/2\n"), ==,
        "[1|4711||halo||0]{3:a permalink, but this medium has no public posts}");
}

static void test_no_head(void)
{
    g_assert_cmpstr(read_as("x", "1,2,3\n4,5,6\n"), ==,
                    "{1:the head names no id, author and text}");
    g_assert_cmpstr(read_as("x", " \n\n"), ==, "");
}

static void test_ends_when_it_is_not_stored(void)
{
    int mark = 0;
    const PostFileReader reader = { on_row, on_bad, &mark };
    g_autoptr(GBytes) bytes = g_bytes_new_static("id,author,text\n1,a,b\n2,a,c\n", 26);
    g_string_truncate(seen, 0);
    g_assert_false(post_file_read(bytes, "telegram", "", &reader));
    g_assert_cmpstr(seen->str, ==, "[1|a||b||0]");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    seen = g_string_new(NULL);
    g_test_add_func("/post_file/json_lines", test_json_lines);
    g_test_add_func("/post_file/csv", test_csv);
    g_test_add_func("/post_file/bad_rows_are_named", test_bad_rows_are_named);
    g_test_add_func("/post_file/broken_json", test_broken_json);
    g_test_add_func("/post_file/private_media", test_private_media);
    g_test_add_func("/post_file/no_head", test_no_head);
    g_test_add_func("/post_file/ends_when_it_is_not_stored", test_ends_when_it_is_not_stored);
    int failed = g_test_run();
    g_string_free(seen, TRUE);
    return failed;
}
