/* X: signatures, answers and questions: src/channel/x_sign.c, x_answer.c. */
#include "channel/x_answer.h"
#include "channel/x_sign.h"

#include <string.h>

/* The example of X's own guide "Creating a signature". */
static void test_signature(void)
{
    const XKeys keys = { "xvz1evFS4wEEPTGEFPHBog", "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
                         "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
                         "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE" };
    g_autofree char *header =
        x_sign(&keys, "POST",
               "https://api.twitter.com/1.1/statuses/update.json?include_entities=true&status="
               "Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21",
               "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", 1318622958);
    g_assert_nonnull(strstr(header, "oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\""));
    g_assert_true(g_str_has_prefix(header, "Authorization: OAuth oauth_consumer_key=\"xvz1"));
    g_assert_null(strstr(header, "LswwdoUa"));
}

static void test_later(void)
{
    g_assert_true(x_is_later("1000", "999"));
    g_assert_true(x_is_later("1795000000000000002", "1795000000000000001"));
    g_assert_false(x_is_later("5", "5"));
    g_assert_false(x_is_later("99", "100"));
}

static void expect_queries(const char *const *words, const char *filter, const char *account,
                           const char *want)
{
    g_auto(GStrv) queries = x_queries(words, filter, account, 60);
    g_autofree char *all = g_strjoinv("|", queries);
    g_assert_cmpstr(all, ==, want);
}

static void test_queries(void)
{
    static const char *const WORDS[] = { "Jabar Quick Response", "#lapor", "@pemkab", "a\"b",
                                         NULL };
    static const char *const NONE[] = { NULL };
    expect_queries(WORDS, "lang:in", "@kami",
                   "(\"Jabar Quick Response\" OR #lapor) lang:in -from:kami|"
                   "(@pemkab OR \"a b\") lang:in -from:kami");
    expect_queries(NONE, "lang:in", "", "");
}

static GString *seen;

static bool on_message(gpointer user, const Incoming *in)
{
    g_string_append_printf(seen, "[%s %s %s '%s'%s%s %u]", in->provider_id, in->from,
                           in->link ? in->link : "-", in->text, in->repost_of ? " of " : "",
                           in->repost_of ? in->repost_of : "", in->media_count);
    return user == NULL;
}

static json_t *parse(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    g_assert_nonnull(json);
    return json;
}

static void test_posts(void)
{
    json_t *answer = parse(
        "{\"data\":["
        "{\"id\":\"12\",\"author_id\":\"7\",\"text\":\"RT @siti: jembatan put\","
        "\"referenced_tweets\":[{\"type\":\"retweeted\",\"id\":\"10\"}]},"
        "{\"id\":\"11\",\"author_id\":\"1\",\"text\":\"kami sendiri\"},"
        "{\"id\":\"x\",\"author_id\":\"7\",\"text\":\"tanpa id\"}],"
        "\"includes\":{\"tweets\":[{\"id\":\"10\",\"author_id\":\"8\",\"text\":\"jembatan putus\","
        "\"attachments\":{\"media_keys\":[\"3_1\",\"9_9\"]}}],"
        "\"users\":[{\"id\":\"8\",\"username\":\"siti\",\"name\":\"Siti\"}],"
        "\"media\":[{\"media_key\":\"3_1\",\"type\":\"photo\",\"url\":\"https://pbs.twimg.com/"
        "a\"}]},"
        "\"meta\":{\"newest_id\":\"12\",\"next_token\":\"abc\"}}");
    const XReader reader = { .channel = "x", .to = "", .account = "1", .message = on_message };
    g_string_truncate(seen, 0);
    g_assert_true(x_read_posts(answer, &reader));
    g_assert_cmpstr(seen->str, ==,
                    "[10 8 https://x.com/siti/status/10 'jembatan putus' 1]"
                    "[12 7 https://x.com/i/status/12 'jembatan putus' of 10 0]");
    g_assert_cmpstr(x_newest(answer), ==, "12");
    g_assert_cmpstr(x_next(answer), ==, "abc");
    g_assert_cmpstr(x_highest(answer), ==, "12");
    json_decref(answer);
}

static void test_messages(void)
{
    json_t *answer = parse("{\"data\":[{\"id\":\"5\",\"sender_id\":\"7\",\"text\":\"baru\","
                           "\"event_type\":\"MessageCreate\"},"
                           "{\"id\":\"4\",\"sender_id\":\"1\",\"text\":\"dari kami\"},"
                           "{\"id\":\"3\",\"sender_id\":\"7\",\"text\":\"lama\"}]}");
    const XReader reader = { .channel = "x", .to = "", .account = "1", .message = on_message };
    bool reached = false;
    g_string_truncate(seen, 0);
    g_assert_true(x_read_messages(answer, "3", &reader, &reached));
    g_assert_true(reached);
    g_assert_cmpstr(seen->str, ==, "[dm:5 7 - 'baru' 0]");
    json_decref(answer);
}

static void test_ends_when_it_is_not_stored(void)
{
    int mark = 0;
    json_t *answer = parse("{\"data\":[{\"id\":\"2\",\"author_id\":\"7\",\"text\":\"b\"},"
                           "{\"id\":\"1\",\"author_id\":\"7\",\"text\":\"a\"}]}");
    const XReader reader = {
        .channel = "x", .to = "", .account = "", .message = on_message, .user = &mark
    };
    g_string_truncate(seen, 0);
    g_assert_false(x_read_posts(answer, &reader));
    g_assert_cmpstr(seen->str, ==, "[1 7 https://x.com/i/status/1 'a' 0]");
    json_decref(answer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    seen = g_string_new(NULL);
    g_test_add_func("/x/signature", test_signature);
    g_test_add_func("/x/later", test_later);
    g_test_add_func("/x/queries", test_queries);
    g_test_add_func("/x/posts", test_posts);
    g_test_add_func("/x/messages", test_messages);
    g_test_add_func("/x/ends_when_it_is_not_stored", test_ends_when_it_is_not_stored);
    int failed = g_test_run();
    g_string_free(seen, TRUE);
    return failed;
}
