/* The first bytes of a photo, and what an image helper in a photo's power may answer. */
#include "base/image_answer.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autoptr(GBytes) photo = g_bytes_new(data, bytes);
    const char *mime = image_sniff(photo);
    g_assert_true(!mime || g_str_has_prefix(mime, "image/"));
    g_autoptr(GError) error = NULL;
    g_autoptr(ImageResult) result = image_answer_read(data, bytes, &error);
    g_assert_true(result ? !error
                         : error_is(error, KENTONGAN_ERROR_INVALID) ||
                               error_is(error, KENTONGAN_ERROR_INTERNAL));
    if (result)
        g_assert_cmpstr(image_sniff(result->display), !=, "image/png");
    return 0;
}
