/* What the pages about desks share, public and in the console. */
#pragma once

#include "domain/desk.h"
#include "web/page/page.h"

/* "08.00" (transfer full) */
char *desk_clock_words(int minutes);
/* "Buka lagi Sabtu, 28 November 2026, pukul 08.00 sampai 11.00 WIB." (transfer full) */
char *desk_opening_words(const Ctx *ctx, const Desk *desk, bool *open);
