/* Tables of other people. */
#include "base/csv.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CsvReader reader;
    size_t rows = 0;
    csv_begin(&reader, (const char *)data, bytes);
    for (;; rows++) {
        g_autoptr(GPtrArray) fields = csv_next(&reader);
        if (!fields)
            break;
        g_assert_cmpuint(fields->len, >, 0);
        for (guint i = 0; i < fields->len; i++)
            g_assert_true(g_utf8_validate(fields->pdata[i], -1, NULL));
    }
    g_assert_cmpuint(rows, <=, bytes);
    return 0;
}
