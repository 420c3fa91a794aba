/* Token buckets by address and session. */
#include <glib.h>

#include "web/rate.h"

#define S ((gint64)G_USEC_PER_SEC)

static const RateLimit LIMITS[3] = {
    [RATE_READ] = { .per_s = 2, .burst = 3 },
    [RATE_WRITE] = { .per_s = 0.5, .burst = 1 },
    [RATE_LOGIN] = { .per_s = 0.1, .burst = 1 },
};

static void test_bucket(void)
{
    guint retry = 0;
    rate_start(LIMITS);
    for (int i = 0; i < 3; i++)
        g_assert_true(rate_take(RATE_READ, "a", S, &retry));
    g_assert_false(rate_take(RATE_READ, "a", S, &retry));
    g_assert_cmpuint(retry, ==, 1);
    g_assert_true(rate_take(RATE_READ, "b", S, &retry));
    g_assert_true(rate_take(RATE_WRITE, "a", S, &retry));
    g_assert_false(rate_take(RATE_WRITE, "a", S, &retry));
    g_assert_cmpuint(retry, ==, 2);
    g_assert_true(rate_take(RATE_READ, "a", S + S / 2, &retry));
    g_assert_false(rate_take(RATE_READ, "a", S + S / 2, &retry));
    g_assert_true(rate_take(RATE_READ, "a", 100 * S, &retry));
    g_assert_true(rate_take(RATE_NONE, "a", S, &retry));
    rate_stop();
}

static void test_forgets(void)
{
    guint retry = 0;
    rate_start(LIMITS);
    for (int i = 0; i < 300000; i++) {
        char key[32];
        g_snprintf(key, sizeof key, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        g_assert_true(rate_take(RATE_READ, key, i * 100, &retry));
    }
    g_assert_cmpuint(rate_size(), <=, 16 * 8192);
    rate_stop();
}

static void test_keys(void)
{
    g_autofree char *v4 = rate_key("203.0.113.7");
    g_autofree char *one = rate_key("2001:db8:1:2:3:4:5:6");
    g_autofree char *two = rate_key("2001:db8:1:2:ffff::1");
    g_autofree char *other = rate_key("2001:db8:1:3::1");
    g_assert_cmpstr(v4, ==, "203.0.113.7");
    g_assert_cmpstr(one, ==, two);
    g_assert_cmpstr(one, !=, other);
}

static void test_trust(void)
{
    rate_start(LIMITS);
    g_assert_false(rate_is_trusted("t", S));
    rate_trust("t", S);
    g_assert_true(rate_is_trusted("t", 2 * S));
    g_assert_false(rate_is_trusted("u", 2 * S));
    g_assert_false(rate_is_trusted("t", 3600 * S));
    rate_stop();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rate/bucket", test_bucket);
    g_test_add_func("/rate/forgets", test_forgets);
    g_test_add_func("/rate/keys", test_keys);
    g_test_add_func("/rate/trust", test_trust);
    return g_test_run();
}
