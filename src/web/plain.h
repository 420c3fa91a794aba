/* Pages for machines that watch: alive, ready, figures. */
#pragma once

#include "web/route.h"

/* A worker answers: the process is alive. */
Reply *plain_healthz_get(Ctx *ctx, const Request *request, GError **error);
/* The database answers and has a schema, and some tenant is loaded; else 503. */
Reply *plain_readyz_get(Ctx *ctx, const Request *request, GError **error);
/* Prometheus text, to loopback and to whom the configuration opens it; else 404. */
Reply *plain_metrics_get(Ctx *ctx, const Request *request, GError **error);
