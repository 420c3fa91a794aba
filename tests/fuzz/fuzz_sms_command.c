/* An SMS read as a command: always one verb, all words kept where they are no command. */
#include "domain/sms_command.h"

#include "base/id.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *raw = fuzz_text(data, bytes);
    g_autofree char *text = g_utf8_make_valid(raw, -1);
    g_auto(SmsCommand) c = { 0 };
    sms_command_parse(text, "JPR", NULL, &c);
    g_assert_nonnull(c.text);
    g_assert_nonnull(c.said);
    g_assert_true(g_utf8_validate(c.text, -1, NULL));
    if (c.verb == SMS_TEXT) {
        g_autofree char *whole = g_strstrip(g_strdup(text));
        g_assert_cmpstr(c.text, ==, whole);
    }
    if (c.ticket) {
        g_autofree char *again = ticket_normalise(c.ticket);
        g_assert_cmpstr(again, ==, c.ticket);
    }
    sms_command_answer(text, NULL);
    sms_command_is_polite(text);
    sms_command_is_short(text);
    return 0;
}
