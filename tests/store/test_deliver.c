/* Sending what waits, with a gateway that takes, refuses, is down, or does not say; the invariants
 * of job/retry.h on both engines. */
#include "jobs_test.h"

#include "job/retry.h"

static void test_sends_and_hears_the_report(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    g_key_file_set_string(j.config, "channel.sms", "receipts", "reversed");
    jobs_test_start(&j);
    gint64 id = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, id, MESSAGE_DELIVERED);
    g_assert_cmpuint(jobs_test_sent(&j, id, ""), ==, 1);
    jobs_test_end(&j);
}

static void test_many_are_sent_once_each(StoreTest *t)
{
    enum { MANY = 120 };
    JobsTest j;
    gint64 ids[MANY];
    jobs_test_begin(&j, t);
    jobs_test_start(&j);
    for (int i = 0; i < MANY; i++)
        ids[i] = jobs_test_send(&j, i % 2);
    for (int i = 0; i < MANY; i++)
        jobs_test_wait_state(&j, ids[i], MESSAGE_SENT);
    for (int i = 0; i < MANY; i++)
        g_assert_cmpuint(jobs_test_sent(&j, ids[i], ""), ==, 1);
    jobs_test_end(&j);
}

static void test_gateway_down_keeps_and_then_sends(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    jobs_test_mode(&j, "temp");
    jobs_test_start(&j);
    gint64 first = jobs_test_send(&j, true);
    jobs_test_wait_sent(&j, first, "temp", 1);
    jobs_test_wait_state(&j, first, MESSAGE_QUEUED);
    gint64 second = jobs_test_send(&j, true);
    ChannelCounts counts;
    g_assert_true(message_store_counts(&t->ctx, "sms", &counts, NULL));
    g_assert_cmpint(counts.waiting, ==, 2);
    jobs_test_mode(&j, "ok");
    jobs_test_wait_state(&j, second, MESSAGE_SENT);
    clock_advance(t->clock, US_PER_MIN);
    jobs_test_wait_state(&j, first, MESSAGE_SENT);
    g_assert_cmpuint(jobs_test_sent(&j, first, "ok"), ==, 1);
    jobs_test_end(&j);
}

static void test_refused_for_good_is_failed(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    g_key_file_set_string(j.config, "channel.sms", "script", "perm");
    jobs_test_start(&j);
    gint64 id = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, id, MESSAGE_FAILED);
    g_autoptr(Message) m = jobs_test_message(&j, id);
    g_assert_cmpstr(m->error, !=, "");
    ChannelCounts counts;
    g_assert_true(message_store_counts(&t->ctx, "sms", &counts, NULL));
    g_assert_cmpint(counts.failed, ==, 1);
    jobs_test_end(&j);
}

/* The gateway is away in the evening and back at night: the notice waits for the morning, the
 * answer to who writes at night goes out. */
static void test_late_try_rests_at_night(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    gint64 ten_at_night = STORE_TEST_NOW - STORE_TEST_NOW % US_PER_DAY + 15 * US_PER_HOUR;
    gint64 notice = jobs_test_send(&j, false);
    clock_advance(t->clock, ten_at_night - clock_now_us(t->clock));
    jobs_test_start(&j);
    gint64 answer = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, answer, MESSAGE_SENT);
    jobs_test_wait_state(&j, notice, MESSAGE_QUEUED);
    g_assert_cmpuint(jobs_test_sent(&j, notice, ""), ==, 0);
    clock_advance(t->clock, 8 * US_PER_HOUR);
    jobs_test_wait_state(&j, notice, MESSAGE_SENT);
    jobs_test_end(&j);
}

static void test_held_is_sent_once_more(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    g_key_file_set_string(j.config, "channel.sms", "script", "hold ok");
    jobs_test_start(&j);
    gint64 id = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, id, MESSAGE_HELD);
    clock_advance(t->clock, RETRY_HOLD_US + US_PER_MIN);
    gint64 other = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, other, MESSAGE_SENT);
    g_autoptr(Message) still = jobs_test_message(&j, id);
    g_assert_cmpint(still->state, ==, MESSAGE_HELD);
    clock_advance(t->clock, RETRY_HOLD_LONG_US);
    jobs_test_wait_state(&j, id, MESSAGE_SENT);
    g_assert_cmpuint(jobs_test_sent(&j, id, ""), ==, 2);
    jobs_test_end(&j);
}

static void test_held_twice_is_given_up(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    g_key_file_set_string(j.config, "channel.sms", "script", "hold");
    jobs_test_start(&j);
    gint64 id = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, id, MESSAGE_HELD);
    clock_advance(t->clock, RETRY_HOLD_LONG_US + US_PER_MIN);
    jobs_test_wait_state(&j, id, MESSAGE_FAILED);
    clock_advance(t->clock, US_PER_DAY);
    gint64 other = jobs_test_send(&j, true);
    jobs_test_wait_state(&j, other, MESSAGE_HELD);
    g_assert_cmpuint(jobs_test_sent(&j, id, ""), ==, 2);
    jobs_test_end(&j);
}

/* What kill -9 leaves: SENDING with a lease. Its report comes; it is not sent again. */
static void test_left_sending_waits_for_its_report(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    gint64 taken = jobs_test_send(&j, true), not_taken = jobs_test_send(&j, true);
    g_autoptr(GPtrArray) claimed = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    gint64 now = clock_now_us(t->clock);
    g_assert_true(
        message_store_claim(t->db, t->ctx.tenant, "sms", now, now + US_PER_MIN, 9, claimed, NULL));
    g_assert_cmpuint(claimed->len, ==, 2);
    jobs_test_start(&j);
    clock_advance(t->clock, 2 * US_PER_MIN);
    jobs_test_wait_state(&j, taken, MESSAGE_HELD);
    bool known = false;
    g_assert_true(message_store_receipt(t->db, taken, RECEIPT_DELIVERED, clock_now_us(t->clock), "",
                                        &known, NULL));
    g_assert_true(known);
    clock_advance(t->clock, RETRY_HOLD_LONG_US + US_PER_MIN);
    jobs_test_wait_state(&j, not_taken, MESSAGE_SENT);
    g_assert_cmpuint(jobs_test_sent(&j, not_taken, ""), ==, 1);
    g_assert_cmpuint(jobs_test_sent(&j, taken, ""), ==, 0);
    g_autoptr(Message) m = jobs_test_message(&j, taken);
    g_assert_cmpint(m->state, ==, MESSAGE_DELIVERED);
    jobs_test_end(&j);
}

static void test_urgent_goes_first(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    jobs_test_send(&j, false);
    clock_advance(t->clock, US_PER_S);
    gint64 urgent = jobs_test_send(&j, true);
    g_autoptr(GPtrArray) claimed = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    gint64 now = clock_now_us(t->clock);
    g_assert_true(
        message_store_claim(t->db, t->ctx.tenant, "sms", now, now + US_PER_MIN, 1, claimed, NULL));
    g_assert_cmpuint(claimed->len, ==, 1);
    g_assert_cmpint(((Message *)claimed->pdata[0])->id, ==, urgent);
    jobs_test_end(&j);
}

static void assert_refused(JobsTest *j, const char *word)
{
    g_autoptr(GError) error = NULL;
    JobsConfig config = { j->t->database, j->t->clock, j->config };
    g_assert_null(jobs_start(&config, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_assert_nonnull(strstr(error_detail(error), word));
}

static void test_wrong_channels_are_named(StoreTest *t)
{
    JobsTest j;
    jobs_test_begin(&j, t);
    g_key_file_set_string(j.config, "channel.sms.jepara", "driver", "kanel");
    assert_refused(&j, "kannel");
    g_key_file_set_string(j.config, "channel.sms.jepara", "driver", "fake");
    g_key_file_set_string(j.config, "channel.sms-2", "driver", "fake");
    g_key_file_set_string(j.config, "channel.sms-2", "tenant", "jepara");
    assert_refused(&j, "channel.sms-2");
    jobs_test_end(&j);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/deliver/late_try_rests_at_night", test_late_try_rests_at_night);
    store_test_add("/deliver/sends_and_hears_the_report", test_sends_and_hears_the_report);
    store_test_add("/deliver/many_are_sent_once_each", test_many_are_sent_once_each);
    store_test_add("/deliver/gateway_down_keeps_and_then_sends",
                   test_gateway_down_keeps_and_then_sends);
    store_test_add("/deliver/refused_for_good_is_failed", test_refused_for_good_is_failed);
    store_test_add("/deliver/held_is_sent_once_more", test_held_is_sent_once_more);
    store_test_add("/deliver/held_twice_is_given_up", test_held_twice_is_given_up);
    store_test_add("/deliver/left_sending_waits_for_its_report",
                   test_left_sending_waits_for_its_report);
    store_test_add("/deliver/urgent_goes_first", test_urgent_goes_first);
    store_test_add("/deliver/wrong_channels_are_named", test_wrong_channels_are_named);
    return store_test_run();
}
