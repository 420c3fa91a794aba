/* What becomes of a message after a try. */
#include "job/retry.h"

#define NOW (G_GINT64_CONSTANT(1772420400) * US_PER_S)

static void test_delay_grows_to_an_hour(void)
{
    gint64 before = 0;
    for (int attempts = 1; attempts <= 30; attempts++) {
        gint64 delay = retry_delay_us(attempts, 500);
        g_assert_cmpint(delay, >=, before);
        before = delay;
    }
    g_assert_cmpint(retry_delay_us(1, 500), ==, RETRY_FIRST_US);
    g_assert_cmpint(before, ==, RETRY_LONGEST_US);
    g_assert_cmpint(retry_delay_us(1, 0), !=, retry_delay_us(1, 999));
}

static void test_results(void)
{
    Message m = { .state = MESSAGE_QUEUED, .created_at = NOW - US_PER_MIN };
    g_assert_cmpint(retry_after(&m, CHANNEL_OK, NOW).state, ==, MESSAGE_SENT);
    g_assert_cmpint(retry_after(&m, CHANNEL_PERMFAIL, NOW).state, ==, MESSAGE_FAILED);
    g_assert_cmpint(retry_after(&m, CHANNEL_HOLD, NOW).state, ==, MESSAGE_HELD);
    RetryStep later = retry_after(&m, CHANNEL_TEMPFAIL, NOW);
    g_assert_cmpint(later.state, ==, MESSAGE_QUEUED);
    g_assert_cmpint(later.next_at, >, NOW);
    m.created_at = NOW - RETRY_GIVE_UP_US;
    g_assert_cmpint(retry_after(&m, CHANNEL_TEMPFAIL, NOW).state, ==, MESSAGE_FAILED);
}

static void test_unknown_twice_is_failed(void)
{
    Message m = { .state = MESSAGE_HELD, .sent_at = NOW - RETRY_HOLD_LONG_US };
    RetryStep step;
    g_assert_true(retry_may_send(&m, true, 0, NOW, &step));
    g_assert_cmpint(retry_after(&m, CHANNEL_HOLD, NOW).state, ==, MESSAGE_FAILED);
    m.state = MESSAGE_SENDING;
    g_assert_false(retry_may_send(&m, true, 0, NOW, &step));
    g_assert_cmpint(step.state, ==, MESSAGE_FAILED);
}

static void test_held_waits_for_gateway_and_reports(void)
{
    Message m = { .state = MESSAGE_HELD, .sent_at = NOW - RETRY_HOLD_US, .error = (char *)"" };
    RetryStep step;
    g_assert_false(retry_may_send(&m, true, 0, NOW, &step));
    g_assert_cmpint(step.state, ==, MESSAGE_HELD);
    g_assert_cmpint(step.next_at, >, NOW);
    g_assert_true(retry_may_send(&m, true, NOW - US_PER_S, NOW, &step));
    g_assert_false(retry_may_send(&m, false, NOW - US_PER_S, NOW, &step));
}

static void test_left_sending_is_held_first(void)
{
    Message m = { .state = MESSAGE_SENDING };
    RetryStep step;
    g_assert_false(retry_may_send(&m, true, NOW, NOW, &step));
    g_assert_cmpint(step.state, ==, MESSAGE_HELD);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/retry/delay_grows_to_an_hour", test_delay_grows_to_an_hour);
    g_test_add_func("/retry/results", test_results);
    g_test_add_func("/retry/unknown_twice_is_failed", test_unknown_twice_is_failed);
    g_test_add_func("/retry/held_waits_for_gateway_and_reports",
                    test_held_waits_for_gateway_and_reports);
    g_test_add_func("/retry/left_sending_is_held_first", test_left_sending_is_held_first);
    return g_test_run();
}
