/* Loading packs for `load`, `serve` and demo: reads, says what came in, and lets running clocks
 * follow a calendar or policy that changed. */
#pragma once

#include "cli/installation.h"

/* Loads the pack in folder and chooses its tenant. What was wrong with it is printed. */
bool packs_load(Installation *in, const char *folder, GError **error) MUST_USE;
/* Loads those of the configuration whose files changed since they were loaded last, or that were
 * never loaded; the first pack of the list becomes the chosen tenant. */
bool packs_load_changed(Installation *in, GError **error) MUST_USE;
