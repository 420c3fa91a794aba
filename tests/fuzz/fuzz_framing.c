/* Heads of requests: lines "Name: value"; a head that passes has one length and one host. */
#include "fuzz/fuzz.h"
#include "web/framing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *text = fuzz_text(data, bytes);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Framing framing = { .http_1_1 = bytes > 0 && (data[0] & 1) };
    guint lengths = 0, encodings = 0, hosts = 0;
    for (char **line = lines; *line; line++) {
        char *colon = strchr(*line, ':');
        if (colon)
            *colon = '\0';
        const char *value = colon ? colon + 1 + strspn(colon + 1, " \t") : NULL;
        if (value)
            g_assert_false(framing_is_folded(*line, value));
        framing_add(&framing, *line, value);
        lengths += g_ascii_strcasecmp(*line, "content-length") == 0;
        encodings += g_ascii_strcasecmp(*line, "transfer-encoding") == 0;
        hosts += g_ascii_strcasecmp(*line, "host") == 0;
    }
    if (!framing_end(&framing))
        g_assert_true(lengths + encodings <= 1 && hosts <= 1 && (!framing.http_1_1 || hosts == 1));
    return 0;
}
