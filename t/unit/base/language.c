#include "base/language.h"

#include "../unit.h"

static void speaks(const char *header, const char *code)
{
    const char *found = language_accepted(header);

    if (strcmp(found, code) != 0)
        fail_msg("\"%s\" asks for %s, not %s", header != NULL ? header : "(none)", code, found);
    assert_ptr_equal(found, language_known(found));
}

static void what_browsers_send_is_understood(void **state)
{
    (void)state;
    speaks("de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7", "de");
    speaks("en-US,en;q=0.9,de;q=0.8", "en");
    speaks("de", "de");
    speaks("de-DE", "de");
    speaks("en-GB", "en");
}

static void the_first_language_is_for_who_asks_for_none_of_ours(void **state)
{
    (void)state;
    speaks(NULL, "en");
    speaks("", "en");
    speaks("fr-FR,fr;q=0.9", "en");
    speaks("*", "en");
    speaks(",;, ;q=,", "en");
}

static void the_highest_weight_wins_wherever_it_stands(void **state)
{
    (void)state;
    speaks("en;q=0.5, de;q=0.8", "de");
    speaks("en;q=0.8, de;q=0.5", "en");
    speaks("fr, de;q=0.3, en;q=0.2", "de");
    speaks("fr, en;q=0.301, de;q=0.302", "de");
    speaks("en;q=0.001, de;q=0.002", "de");
    speaks("en;q=0.9, de", "de");
    speaks("en;q=0.9, de;q=1.000", "de");
}

static void of_equal_weights_the_first_wins(void **state)
{
    (void)state;
    speaks("de, en", "de");
    speaks("en, de", "en");
    speaks("de;q=0.5, en;q=0.5", "de");
}

static void a_weight_of_zero_means_never(void **state)
{
    (void)state;
    speaks("de;q=0", "en");
    speaks("de;q=0.000", "en");
    speaks("de;q=0, en;q=0.1", "en");
}

static void anything_stands_for_the_first_language(void **state)
{
    (void)state;
    speaks("de;q=0.5, *;q=0.8", "en");
    speaks("de;q=0.8, *;q=0.5", "de");
}

static void capital_letters_and_blanks_make_no_difference(void **state)
{
    (void)state;
    speaks("DE", "de");
    speaks("De-de", "de");
    speaks("  en ; q=0.5 ,\tde\t;\tq=0.8", "de");
    speaks("en;Q=0.5,de;Q=0.8", "de");
}

static void a_longer_code_is_another_language(void **state)
{
    (void)state;
    speaks("deu", "en");
    speaks("den, de;q=0.1", "de");
    speaks("d", "en");
}

static void hostile_weights_do_no_harm(void **state)
{
    static const char *const headers[] = {"de;q=nan",    "de;q=inf",       "de;q=2e300", "de;q=-1",
                                          "de;q=-1e300", "de;q=0x1p9",     "de;q=9",     "de;q=",
                                          "de;q=.5",     "de;q=2147483648"};

    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++)
        speaks(headers[i], "en");
    speaks("de;q=1.999999999999999999999", "de");
    speaks("en;q=0.1, de;q=0.1234567890123456789", "de");
}

static void a_weight_belongs_to_its_own_range(void **state)
{
    (void)state;
    /* The weight of a later range must not be read for an earlier one. */
    speaks("en;level=1, de;q=0.9", "en");
    speaks("de;, en;q=0.9", "de");
}

static void only_our_own_languages_are_known(void **state)
{
    (void)state;
    assert_string_equal(language_codes[0], "en");
    for (size_t i = 0; language_codes[i] != NULL; i++)
        assert_ptr_equal(language_known(arena_string(arena, language_codes[i])), language_codes[i]);
    assert_null(language_known(""));
    assert_null(language_known("fr"));
    assert_null(language_known("en-US"));
}

static void without_a_catalogue_a_message_is_itself(void **state)
{
    (void)state;
    language_open("/nonexistent");
    language_set("de");
    assert_string_equal(language_text("Reply"), "Reply");
    assert_string_equal(language_text(""), "");
    assert_string_equal(language_plural("reply", "replies", 1), "reply");
    assert_string_equal(language_plural("reply", "replies", 2), "replies");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_browsers_send_is_understood),
        UNIT(the_first_language_is_for_who_asks_for_none_of_ours),
        UNIT(the_highest_weight_wins_wherever_it_stands),
        UNIT(of_equal_weights_the_first_wins),
        UNIT(a_weight_of_zero_means_never),
        UNIT(anything_stands_for_the_first_language),
        UNIT(capital_letters_and_blanks_make_no_difference),
        UNIT(a_longer_code_is_another_language),
        UNIT(hostile_weights_do_no_harm),
        UNIT(a_weight_belongs_to_its_own_range),
        UNIT(only_our_own_languages_are_known),
        UNIT(without_a_catalogue_a_message_is_itself),
    };

    return UNIT_RUN(tests);
}
