/* What every fuzz target needs: the input as a C string, and the entry's prototype. */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* The input up to its first NUL. (transfer full) */
static inline char *fuzz_text(const uint8_t *data, size_t bytes)
{
    return g_strndup((const char *)data, bytes);
}
