/* Times as people read them, in the tenant's zone and language. All results (transfer full). */
#pragma once

#include "model/catalog.h"

/* "Kamis, 26 November 2026" */
char *time_words_date(const Catalog *catalog, const char *lang, gint64 at_us);
/* "Kamis, 26 November 2026 pukul 16.00 WIB" */
char *time_words_full(const Catalog *catalog, const char *lang, gint64 at_us);
/* "26 Nov 2026 16.00": short, for rows and SMS */
char *time_words_short(const Catalog *catalog, const char *lang, gint64 at_us);
/* "3 hari 4 jam", "12 menit": a length */
char *time_words_span(const char *lang, gint64 length_us);
/* A clock as a row shows it: "2 hk lagi", "hari ini", "lewat 1 hk" (hk: working days). */
char *time_words_due(const Catalog *catalog, const char *lang, gint64 now_us, gint64 due_us);
/* W3C: "2026-11-26T16:00:00+07:00" */
char *time_words_w3c(const Catalog *catalog, gint64 at_us);
