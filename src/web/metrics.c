/* Figures of the process: see metrics.h. */
#include "web/metrics.h"

#include <stdatomic.h>
#include <unistd.h>

#define KINDS (ROUTE_PLAIN + 1)
#define CLASSES 6 /* status / 100 */

static const char *const KIND_NAMES[KINDS] = { "page", "api", "open311", "hook", "plain" };
static const gint64 BUCKETS_US[] = { 1000,   2500,   5000,    10000,   25000,   50000,
                                     100000, 250000, 1000000, 2500000, 10000000 };
static const struct {
    const char *name, *help;
} COUNTERS[METRICS_COUNTERS] = {
    [METRICS_CACHE_HIT] = { "kentongan_cache_hits_total", "Pages answered from memory" },
    [METRICS_CACHE_MISS] = { "kentongan_cache_misses_total", "Cacheable pages that were made" },
    [METRICS_RATE_REFUSED] = { "kentongan_rate_refused_total", "Requests refused as too frequent" },
    [METRICS_QUEUE_FULL] = { "kentongan_queue_full_total", "Requests refused, no worker free" },
};

static _Atomic guint64 requests[KINDS][CLASSES];
static _Atomic guint64 buckets[G_N_ELEMENTS(BUCKETS_US) + 1];
static _Atomic guint64 duration_sum_us;
static _Atomic guint64 counters[METRICS_COUNTERS];
static _Atomic bool open_to_all;

typedef struct Gauge {
    const char *name, *help;
    double (*fn)(gpointer user);
    gpointer user;
} Gauge;

static GMutex gauges_lock;
static GArray *gauges;

static void add(_Atomic guint64 *counter, guint64 by)
{
    atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

void metrics_request(const Route *route, unsigned status, gint64 duration_us)
{
    guint class = MIN(status / 100, CLASSES - 1);
    add(&requests[route ? route->kind : ROUTE_PLAIN][class], 1);
    guint bucket = 0;
    while (bucket < G_N_ELEMENTS(BUCKETS_US) && duration_us > BUCKETS_US[bucket])
        bucket++;
    add(&buckets[bucket], 1);
    add(&duration_sum_us, (guint64)MAX(duration_us, 0));
}

void metrics_count(MetricsCounter counter)
{
    add(&counters[counter], 1);
}

void metrics_add_gauge(const char *name, const char *help, double (*fn)(gpointer user),
                       gpointer user)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&gauges_lock);
    if (!gauges)
        gauges = g_array_new(FALSE, FALSE, sizeof(Gauge));
    Gauge gauge = { name, help, fn, user };
    g_array_append_val(gauges, gauge);
}

void metrics_clear_gauges(void)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&gauges_lock);
    g_clear_pointer(&gauges, g_array_unref);
}

void metrics_set_open(bool open)
{
    atomic_store(&open_to_all, open);
}

bool metrics_are_open(void)
{
    return atomic_load(&open_to_all);
}

static void head(GString *out, const char *name, const char *help, const char *type)
{
    g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_requests(GString *out)
{
    head(out, "kentongan_http_requests_total", "Answered requests", "counter");
    for (guint kind = 0; kind < KINDS; kind++)
        for (guint class = 1; class < CLASSES; class ++)
            g_string_append_printf(
                out,
                "kentongan_http_requests_total{kind=\"%s\",status=\"%uxx\"} %" G_GUINT64_FORMAT
                "\n",
                KIND_NAMES[kind], class, atomic_load(&requests[kind][class]));
}

static void write_durations(GString *out)
{
    const char *name = "kentongan_http_request_duration_seconds";
    head(out, name, "From the head of a request to its answer", "histogram");
    guint64 sum = 0;
    for (guint i = 0; i < G_N_ELEMENTS(BUCKETS_US); i++) {
        sum += atomic_load(&buckets[i]);
        char le[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_dtostr(le, sizeof le, (double)BUCKETS_US[i] / 1e6);
        g_string_append_printf(out, "%s_bucket{le=\"%s\"} %" G_GUINT64_FORMAT "\n", name, le, sum);
    }
    sum += atomic_load(&buckets[G_N_ELEMENTS(BUCKETS_US)]);
    char seconds[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(seconds, sizeof seconds, (double)atomic_load(&duration_sum_us) / 1e6);
    g_string_append_printf(out,
                           "%s_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n%s_sum %s\n"
                           "%s_count %" G_GUINT64_FORMAT "\n",
                           name, sum, name, seconds, name, sum);
}

static void write_gauges(GString *out)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&gauges_lock);
    for (guint i = 0; gauges && i < gauges->len; i++) {
        const Gauge *gauge = &g_array_index(gauges, Gauge, i);
        char value[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_dtostr(value, sizeof value, gauge->fn(gauge->user));
        head(out, gauge->name, gauge->help, "gauge");
        g_string_append_printf(out, "%s %s\n", gauge->name, value);
    }
}

/* Pages in memory, from the second figure of /proc/self/statm. */
static gint64 resident_bytes(void)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
        return 0;
    g_auto(GStrv) figures = g_strsplit(text, " ", 3);
    return figures[0] && figures[1] ? g_ascii_strtoll(figures[1], NULL, 10) * sysconf(_SC_PAGESIZE)
                                    : 0;
}

GBytes *metrics_text(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    write_requests(out);
    write_durations(out);
    for (guint i = 0; i < METRICS_COUNTERS; i++) {
        head(out, COUNTERS[i].name, COUNTERS[i].help, "counter");
        g_string_append_printf(out, "%s %" G_GUINT64_FORMAT "\n", COUNTERS[i].name,
                               atomic_load(&counters[i]));
    }
    write_gauges(out);
    head(out, "process_resident_memory_bytes", "Resident memory", "gauge");
    g_string_append_printf(out, "process_resident_memory_bytes %" G_GINT64_FORMAT "\n",
                           resident_bytes());
    head(out, "kentongan_build_info", "Version that runs", "gauge");
    g_string_append(out, "kentongan_build_info{version=\"" KENTONGAN_VERSION "\"} 1\n");
    return g_string_free_to_bytes(g_steal_pointer(&out));
}
