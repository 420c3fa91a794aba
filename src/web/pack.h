/* gzip of what is sent often. */
#pragma once

#include <glib.h>

/* level 1..9 (transfer full). */
GBytes *pack_gzip(GBytes *plain, int level);
