/* Tickets as typed and inside a text: what is found is in the one form and found again. */
#include "base/id.h"
#include "fuzz/fuzz.h"

static void check_ticket(const char *ticket)
{
    if (!ticket)
        return;
    g_assert_true(g_regex_match_simple(
        "^[A-Z]{1,8}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}[0-9A-HJKMNP-Z*~$=]$", ticket,
        G_REGEX_DOLLAR_ENDONLY, 0));
    g_autofree char *again = ticket_normalise(ticket);
    g_assert_cmpstr(again, ==, ticket);
    g_autofree char *found = ticket_find(ticket);
    g_assert_cmpstr(found, ==, ticket);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *typed = fuzz_text(data, bytes);
    g_autofree char *ticket = ticket_normalise(typed);
    check_ticket(ticket);
    g_autofree char *found = ticket_find(typed);
    check_ticket(found);
    return 0;
}
