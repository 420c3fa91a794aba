/* Which addresses of others are asked: src/channel/outside.c. */
#include "channel/outside.h"

static void test_hosts(void)
{
    static const char *const HOSTS[] = { "fbcdn.net", "http://127.0.0.1:8080", NULL };
    static const char *const GOOD[] = { "https://fbcdn.net/a.jpg",
                                        "https://scontent.xx.FBCDN.net/b?x=1",
                                        "https://a.fbcdn.net:443/c", "http://127.0.0.1:8080/d" };
    static const char *const BAD[] = { "http://fbcdn.net/a.jpg",
                                       "https://evilfbcdn.net/a",
                                       "https://fbcdn.net.evil.example/a",
                                       "https://fbcdn.net:8443/a",
                                       "https://x@fbcdn.net/a",
                                       "https://fbcdn.net@evil.example/a",
                                       "http://127.0.0.1:80801/d",
                                       "http://127.0.0.1/d",
                                       "file:///etc/passwd",
                                       "gopher://fbcdn.net/",
                                       "fbcdn.net",
                                       "" };
    for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++)
        g_assert_true(outside_is_allowed(GOOD[i], HOSTS));
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++)
        g_assert_false(outside_is_allowed(BAD[i], HOSTS));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outside/hosts", test_hosts);
    return g_test_run();
}
