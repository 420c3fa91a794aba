/* Figures of the process as Prometheus text. Counting is a relaxed atomic add on any thread. */
#pragma once

#include "web/route.h"

/* One answered request. route may be NULL (no such path). */
void metrics_request(const Route *route, unsigned status, gint64 duration_us);

typedef enum MetricsCounter {
    METRICS_CACHE_HIT,
    METRICS_CACHE_MISS,
    METRICS_RATE_REFUSED,
    METRICS_QUEUE_FULL,
    METRICS_COUNTERS,
} MetricsCounter;
void metrics_count(MetricsCounter counter);

/* A value read when somebody asks. name and help are static; fn runs on a worker. */
void metrics_add_gauge(const char *name, const char *help, double (*fn)(gpointer user),
                       gpointer user);
void metrics_clear_gauges(void);

void metrics_set_open(bool open); /* to others than loopback */
bool metrics_are_open(void);
GBytes *metrics_text(void);
