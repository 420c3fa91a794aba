/* A channel driver alone, driven by lines: for tests against real gateways without the program.
 *
 * box_probe CONFIG.ini GROUP: opens the driver of that group as channel "sms". On stdin:
 *   send ID TO TEXT       a message out, in a thread of its own; \n in TEXT is a line end
 *   sink true|false|wait  what the sink answers from now on; wait: not before this changes
 *   health                asks the driver
 *   close                 closes the driver and ends (so does the end of stdin)
 * On stdout one JSON object a line, "event" ready, in, receipt, sent, health or closed.
 */
#include "channel/channel.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef enum Answer { ANSWER_FALSE, ANSWER_TRUE, ANSWER_WAIT } Answer;

typedef struct Probe {
    const ChannelDriver *driver;
    Channel *channel;
    GMutex lock;
    GCond changed;
    Answer answer;
} Probe;

typedef struct Job {
    Probe *probe;
    char **words; /* send ID TO TEXT */
} Job;

static void print(json_t *line)
{
    g_autofree char *text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    printf("%s\n", text);
    fflush(stdout);
}

static bool ask(Probe *probe)
{
    g_mutex_lock(&probe->lock);
    while (probe->answer == ANSWER_WAIT)
        g_cond_wait(&probe->changed, &probe->lock);
    bool taken = probe->answer == ANSWER_TRUE;
    g_mutex_unlock(&probe->lock);
    return taken;
}

static bool on_receive(gpointer user, const ChannelIn *in)
{
    Probe *probe = user;
    g_mutex_lock(&probe->lock);
    bool waits = probe->answer == ANSWER_WAIT;
    g_mutex_unlock(&probe->lock);
    if (waits)
        print(json_pack("{ss ss}", "event", "waiting", "id", in->provider_id));
    bool taken = ask(probe);
    print(json_pack("{ss ss ss ss ss sI sb}", "event", "in", "id", in->provider_id, "from",
                    in->from, "to", in->to, "text", in->text, "sent_at", (json_int_t)in->sent_at,
                    "taken", taken));
    return taken;
}

static bool on_receipt(gpointer user, const char *channel, const char *id, ReceiptKind kind,
                       const char *detail)
{
    static const char *const KINDS[] = { "delivered", "failed", "buffered" };
    bool taken = ask(user);
    print(json_pack("{ss ss ss ss ss? sb}", "event", "receipt", "channel", channel, "id", id,
                    "kind", KINDS[kind], "detail", detail, "taken", taken));
    return taken;
}

static gpointer run_send(gpointer data)
{
    static const char *const RESULTS[] = { "ok", "temp", "perm", "hold" };
    Job *job = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strcompress(job->words[3]);
    ChannelOut out = { .id = job->words[1], .from = "", .to = job->words[2], .text = text };
    ChannelResult result = job->probe->driver->send(job->probe->channel, &out, &error);
    print(json_pack("{ss ss ss ss?}", "event", "sent", "id", out.id, "result", RESULTS[result],
                    "detail", error_detail(error)));
    g_strfreev(job->words);
    g_free(job);
    return NULL;
}

static void begin_send(Probe *probe, const char *line)
{
    Job *job = g_new0(Job, 1);
    job->probe = probe;
    job->words = g_strsplit(line, " ", 4);
    if (g_strv_length(job->words) == 4) {
        g_thread_unref(g_thread_new("send", run_send, job));
        return;
    }
    g_strfreev(job->words);
    g_free(job);
}

static void set_answer(Probe *probe, const char *word)
{
    g_mutex_lock(&probe->lock);
    probe->answer = g_str_equal(word, "true")   ? ANSWER_TRUE
                    : g_str_equal(word, "wait") ? ANSWER_WAIT
                                                : ANSWER_FALSE;
    g_cond_broadcast(&probe->changed);
    g_mutex_unlock(&probe->lock);
}

static void print_health(Probe *probe)
{
    ChannelHealth health;
    probe->driver->health(probe->channel, &health);
    print(json_pack("{ss sb ss sI sI}", "event", "health", "up", health.up, "detail", health.detail,
                    "last_in_at", (json_int_t)health.last_in_at, "last_out_at",
                    (json_int_t)health.last_out_at));
}

static void obey(Probe *probe)
{
    char line[65536];
    while (fgets(line, sizeof line, stdin)) {
        g_strchomp(line);
        if (g_str_has_prefix(line, "send "))
            begin_send(probe, line);
        else if (g_str_has_prefix(line, "sink "))
            set_answer(probe, line + 5);
        else if (g_str_equal(line, "health"))
            print_health(probe);
        else if (g_str_equal(line, "close"))
            return;
    }
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) config = g_key_file_new();
    if (argc != 3 || !g_key_file_load_from_file(config, argv[1], G_KEY_FILE_NONE, &error)) {
        fprintf(stderr, "box_probe CONFIG.ini GROUP: %s\n", error ? error->message : "");
        return 2;
    }
    g_autofree char *name = g_key_file_get_string(config, argv[2], "driver", NULL);
    Probe probe = { .driver = name ? channel_driver(name) : NULL, .answer = ANSWER_TRUE };
    ChannelSink sink = { .receive = on_receive, .receipt = on_receipt, .user = &probe };
    if (probe.driver)
        probe.channel = probe.driver->open("sms", config, argv[2], &sink, &error);
    if (!probe.channel) {
        fprintf(stderr, "box_probe: %s\n", error ? error_detail(error) : "no such driver");
        return 2;
    }
    print(json_pack("{ss}", "event", "ready"));
    obey(&probe);
    set_answer(&probe, "false");
    probe.driver->close(probe.channel);
    print(json_pack("{ss}", "event", "closed"));
    return 0;
}
