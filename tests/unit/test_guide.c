/* Every question against every kind of answer, and which question comes next. */
#include "domain/guide.h"

static const struct {
    GuideState state;
    const char *row; /* one letter an input, in the order of GuideInput */
} TABLE[] = {
    /* command words brief place places number odd point outside picture unusable yes no cancel
     * human late; p pass, a add, s set, k pick, o offer, x outside, r ask again, m not understood,
     * d drop, w withdraw, g grade, h human */
    { GUIDE_IDLE, "ppppppppppmppphp" },  { GUIDE_WHAT, "pamaammsxammddhr" },
    { GUIDE_PLACE, "pamsommsxamrddhr" }, { GUIDE_CHOOSE, "pamsokmsxammrdhr" },
    { GUIDE_PHOTO, "pppppppsxamrddhp" }, { GUIDE_CANCEL, "ppmppmmpppmwdrhr" },
    { GUIDE_RATE, "pppppgmpppmrddhr" },
};

static char letter_of(const GuideStep *step)
{
    static const char LETTERS[] = {
        [GUIDE_PASS] = 'p',     [GUIDE_ADD] = 'a',   [GUIDE_SET] = 's',      [GUIDE_PICK] = 'k',
        [GUIDE_OFFER] = 'o',    [GUIDE_KEEP] = 'x',  [GUIDE_AGAIN] = 'r',    [GUIDE_DROP] = 'd',
        [GUIDE_WITHDRAW] = 'w', [GUIDE_GRADE] = 'g', [GUIDE_HAND_OVER] = 'h'
    };
    return step->missed ? 'm' : LETTERS[step->act];
}

static void test_every_state_with_every_input(void)
{
    g_assert_cmpuint(G_N_ELEMENTS(TABLE), ==, GUIDE_STATE_COUNT);
    for (guint i = 0; i < G_N_ELEMENTS(TABLE); i++) {
        g_autoptr(GString) row = g_string_new(NULL);
        for (guint input = 0; input < GUIDE_INPUT_COUNT; input++)
            g_string_append_c(row, letter_of(guide_step(TABLE[i].state, (GuideInput)input)));
        g_test_message("%s", guide_state_name(TABLE[i].state));
        g_assert_cmpstr(row->str, ==, TABLE[i].row);
    }
}

/* A human and a command are heard in every state; nothing but a plain "ya" withdraws a report. */
static void test_what_holds_in_every_state(void)
{
    for (guint state = 0; state < GUIDE_STATE_COUNT; state++)
        for (guint input = 0; input < GUIDE_INPUT_COUNT; input++) {
            const GuideStep *step = guide_step((GuideState)state, (GuideInput)input);
            if (input == GUIDE_IN_HUMAN)
                g_assert_cmpint(step->act, ==, GUIDE_HAND_OVER);
            if (input == GUIDE_IN_COMMAND)
                g_assert_cmpint(step->act, ==, GUIDE_PASS);
            if (step->act == GUIDE_WITHDRAW)
                g_assert_true(state == GUIDE_CANCEL && input == GUIDE_IN_YES);
            if (input == GUIDE_IN_LATE)
                g_assert_true(step->act == GUIDE_PASS || step->act == GUIDE_AGAIN);
            if (step->act == GUIDE_PICK)
                g_assert_cmpint(state, ==, GUIDE_CHOOSE);
            if (step->to == GUIDE_TO_CHOOSE)
                g_assert_cmpint(step->act, ==, GUIDE_OFFER);
        }
}

static void test_asks_only_what_is_missing(void)
{
    GuideFacts f = { .pictures = true };
    g_assert_cmpint(guide_next(&f), ==, GUIDE_WHAT);
    f.words = true;
    g_assert_cmpint(guide_next(&f), ==, GUIDE_PLACE);
    f.several_places = true;
    g_assert_cmpint(guide_next(&f), ==, GUIDE_CHOOSE);
    f.place = true;
    g_assert_cmpint(guide_next(&f), ==, GUIDE_PHOTO);
    f.photo_asked = true;
    g_assert_cmpint(guide_next(&f), ==, GUIDE_IDLE);
    f.photo_asked = false;
    f.photo = true;
    g_assert_cmpint(guide_next(&f), ==, GUIDE_IDLE);
    GuideFacts phone = { .words = true, .place = true };
    g_assert_cmpint(guide_next(&phone), ==, GUIDE_IDLE);
}

static void test_asks_a_few_times_only(void)
{
    GuideFacts f = { .words = false, .asked = GUIDE_ASKS_MAX };
    g_assert_cmpint(guide_next(&f), ==, GUIDE_IDLE);
    g_assert_false(guide_is_lost(1));
    g_assert_true(guide_is_lost(2));
}

static void test_names(void)
{
    for (guint i = 0; i < GUIDE_STATE_COUNT; i++)
        g_assert_cmpint(guide_state_from(guide_state_name((GuideState)i)), ==, i);
    g_assert_cmpint(guide_state_from("whatever"), ==, GUIDE_IDLE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guide/every_state_with_every_input", test_every_state_with_every_input);
    g_test_add_func("/guide/what_holds_in_every_state", test_what_holds_in_every_state);
    g_test_add_func("/guide/asks_only_what_is_missing", test_asks_only_what_is_missing);
    g_test_add_func("/guide/asks_a_few_times_only", test_asks_a_few_times_only);
    g_test_add_func("/guide/names", test_names);
    return g_test_run();
}
