/* Harness of tests that run the job threads with the fake gateway, beside domain_test.h. */
#pragma once

#include "domain_test.h"

#include "base/id.h"
#include "job/jobs.h"
#include "store/message.h"

typedef struct JobsTest {
    StoreTest *t;
    Jobs *jobs;
    char *log, *mode; /* files of the fake gateway */
    GKeyFile *config;
} JobsTest;

#define JOBS_TEST_TO "+6281234567890"
#define JOBS_TEST_WAIT_S 20

static inline void jobs_test_begin(JobsTest *j, StoreTest *t)
{
    *j = (JobsTest){ .t = t, .config = g_key_file_new() };
    /* failures are what is tested: the log may warn */
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    domain_test_begin(t);
    j->log = g_build_filename(t->dir, "fake.log", NULL);
    j->mode = g_build_filename(t->dir, "mode", NULL);
    g_key_file_set_string(j->config, "channel.sms", "driver", "fake");
    g_key_file_set_string(j->config, "channel.sms", "log", j->log);
    g_key_file_set_string(j->config, "channel.sms", "mode_file", j->mode);
    g_key_file_set_string(j->config, "channel.sms", "receipts", "none");
}

static inline void jobs_test_start(JobsTest *j)
{
    GError *error = NULL;
    JobsConfig config = { j->t->database, j->t->clock, j->config };
    j->jobs = jobs_start(&config, &error);
    store_assert_no_error(error);
}

static inline void jobs_test_stop(JobsTest *j)
{
    g_clear_pointer(&j->jobs, jobs_stop);
}

static inline void jobs_test_end(JobsTest *j)
{
    jobs_test_stop(j);
    g_key_file_unref(j->config);
    g_free(j->log);
    g_free(j->mode);
    domain_test_end(j->t);
}

/* "ok", "temp", "perm", "hold" */
static inline void jobs_test_mode(JobsTest *j, const char *word)
{
    GError *error = NULL;
    g_file_set_contents(j->mode, word, -1, &error);
    store_assert_no_error(error);
}

typedef struct {
    gint64 id;
    bool urgent;
} JobsTestSend;

static inline bool jobs_test_send_work(Ctx *ctx, gpointer user, GError **error)
{
    JobsTestSend *send = user;
    bool added = false;
    g_autoptr(Message) m = message_new();
    m->tenant = ctx->tenant;
    m->id = send->id;
    m->outbound = true;
    m->channel = g_strdup("sms");
    m->state = MESSAGE_QUEUED;
    m->provider_id = g_strdup("");
    m->address_sealed = crypt_seal_text("message.address", JOBS_TEST_TO);
    m->local = g_strdup("1708");
    m->body_sealed = crypt_seal_text("message.body", "Uji");
    m->key = g_strdup("uji");
    m->urgent = send->urgent;
    m->next_at = m->created_at = ctx_now_us(ctx);
    return message_store_insert(ctx, m, &added, error);
}

/* Queues one message; its id. */
static inline gint64 jobs_test_send(JobsTest *j, bool urgent)
{
    GError *error = NULL;
    JobsTestSend send = { id_next(), urgent };
    g_assert_true(ctx_transact(&j->t->ctx, jobs_test_send_work, &send, &error));
    store_assert_no_error(error);
    return send.id;
}

static inline Message *jobs_test_message(JobsTest *j, gint64 id)
{
    GError *error = NULL;
    Message *m = message_store_get(&j->t->ctx, id, &error);
    store_assert_no_error(error);
    return m;
}

static inline void jobs_test_wait_state(JobsTest *j, gint64 id, MessageState state)
{
    MessageState now = MESSAGE_QUEUED;
    for (gint64 end = g_get_monotonic_time() + JOBS_TEST_WAIT_S * US_PER_S;
         g_get_monotonic_time() < end; g_usleep(5000)) {
        g_autoptr(Message) m = jobs_test_message(j, id);
        now = m->state;
        if (now == state)
            return;
    }
    g_error("waited in vain for %s, it is %s", message_state_name(state), message_state_name(now));
}

/* How often a message was handed to the gateway with this result; "" any. */
static inline guint jobs_test_sent(JobsTest *j, gint64 id, const char *result)
{
    guint count = 0;
    g_autofree char *text = NULL;
    if (!g_file_get_contents(j->log, &text, NULL, NULL))
        return 0;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) fields = g_strsplit(*line, "\t", -1);
        if (g_strv_length(fields) >= 7 && strcmp(fields[3], number) == 0 &&
            (!*result || strcmp(fields[2], result) == 0))
            count++;
    }
    return count;
}

static inline void jobs_test_wait_sent(JobsTest *j, gint64 id, const char *result, guint times)
{
    for (gint64 end = g_get_monotonic_time() + JOBS_TEST_WAIT_S * US_PER_S;
         g_get_monotonic_time() < end; g_usleep(5000))
        if (jobs_test_sent(j, id, result) >= times)
            return;
    g_error("waited in vain for %u tries with result %s", times, result);
}
