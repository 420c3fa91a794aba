/* A name and contents in gammu-smsd's folder, parted by the first line end: refused, or valid text;
 * a name of ours gives back its id. */
#include "channel/gammu_file.h"
#include "fuzz/fuzz.h"

static void check_name(const char *file)
{
    g_auto(GammuName) name = { 0 };
    g_autofree char *id = gammu_out_id(file);
    g_assert_true(!id || strspn(id, "0123456789") == strlen(id));
    if (!gammu_name_parse(file, &name))
        return;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_assert_true(g_utf8_validate(name.number, -1, NULL) && g_utf8_validate(name.group, -1, NULL));
    g_assert_true(name.part >= 0 && name.part <= 99);
    g_assert_cmpint(gammu_name_time(&name, utc), >=, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const uint8_t *line_end = bytes ? memchr(data, '\n', bytes) : NULL;
    size_t name_bytes = line_end ? (size_t)(line_end - data) : bytes;
    g_autofree char *file = fuzz_text(data, name_bytes);
    check_name(file);
    if (!line_end)
        return 0;
    for (int binary = 0; binary < 2; binary++) {
        g_autofree char *text = gammu_text(line_end + 1, bytes - name_bytes - 1, binary);
        g_assert_true(g_utf8_validate(text, -1, NULL));
    }
    return 0;
}
