#include "talk/filter/pattern.h"

#include "../unit.h"
#include "base/buffer.h"
#include "base/text/text.h"

static struct text_pattern *opened;

static int pattern_test_end(void **state)
{
    pattern_close(opened);
    opened = NULL;
    return unit_end(state);
}

static const char *found;

static enum pattern_result find(enum pattern_kind kind, bool is_spelled, const char *what,
                                const char *text)
{
    struct pattern_fault fault;
    struct normal_text normal = normal_text_of(arena, text, strlen(text));
    long left = PATTERN_TIME;

    pattern_close(opened);
    opened = pattern_open(arena, kind, is_spelled, what, &fault);
    assert_non_null(opened);
    return pattern_find(opened, arena, &normal, &left, &found);
}

static void finds(const char *what, const char *text)
{
    if (find(PATTERN_WORDS, false, what, text) != PATTERN_FOUND)
        fail_msg("\"%s\" is not found in \"%s\"", what, text);
}

static void passes(const char *what, const char *text)
{
    if (find(PATTERN_WORDS, false, what, text) != PATTERN_ABSENT)
        fail_msg("\"%s\" is found in \"%s\"", what, text);
}

static void a_word_is_found_as_a_word_whatever_its_case(void **state)
{
    (void)state;
    finds("gold", "Cheap GOLD here");
    finds("gold", "gold");
    finds("gold", "(gold)");
    passes("gold", "A golden ring and Marigold");
    finds("gold*", "A golden ring");
    finds("*gold", "Marigold!");
    passes("*gold", "A golden ring");
    finds("*gold*", "Marigolds");
    finds("cheap gold", "the cheap,\ngold");
    passes("cheap gold", "cheap old gold");
    finds("silver\n  \n gold \r\n", "gold");
}

static void what_was_found_is_told_as_the_filter_says_it(void **state)
{
    (void)state;
    finds("silver\nCheap Gold*", "cheap golden");
    assert_string_equal(found, "Cheap Gold*");
}

static void other_forms_of_letters_are_found(void **state)
{
    (void)state;
    finds("gold", "ｇｏｌｄ");                     /* full width */
    finds("gold", "𝐠𝗼𝓵𝔡");                         /* mathematical */
    finds("gold", "ⓖⓞⓛⓓ");                         /* in circles */
    finds("gold", "g\xC3\xB6\x6C\xCC\xB2\x64");    /* marks, one below */
    finds("gold", "g\xCC\xB5\xCC\xB6o\xCD\xA2ld"); /* a heap of them */
    finds("strasse", "STRAẞE");
    finds("GÖLD", "göld");
    finds("gold", "göld");
}

static void letters_of_other_scripts_that_look_alike_are_found(void **state)
{
    (void)state;
    finds("scope", "ѕсоре");
    finds("gold", "gоld");
    finds("gold", "GΟLD");
    finds("кот", "кoт");
    passes("gold", "голд");
}

static void what_cannot_be_seen_parts_no_word(void **state)
{
    (void)state;
    finds("gold", "go\xE2\x80\x8Bld");                        /* zero width space */
    finds("gold", "g\xC2\xADol\xE2\x80\x8D\xEF\xB8\x8F\x64"); /* soft hyphen, joiner, selector */
    finds("gold", "g\xE3\x85\xA4old");                        /* a filler */
}

static void digits_and_signs_are_the_letters_that_they_are_written_for(void **state)
{
    (void)state;
    finds("gold", "g0ld");
    finds("viagra", "v1@gr4");
    finds("idiot", "1d1ot");
    finds("asshole", "@$$h0le");
    finds("asshole", "asshoIe");
    finds("asshole", "assho1e");
    finds("asshole", "a55hole");
    passes("loo", "100");
    finds("100", "level 100");
    passes("gold", "g 0 l d");
}

static void signs_between_letters_part_no_word(void **state)
{
    (void)state;
    finds("gold", "g.o.l.d");
    finds("gold", "go-ld");
    finds("gold", "g*o*l*d now");
    finds("dont", "don't");
}

static void letters_that_stand_alone_are_a_word_where_that_is_asked_for(void **state)
{
    (void)state;
    passes("gold", "g o l d");
    assert_int_equal(find(PATTERN_WORDS, true, "gold", "buy g o l d now"), PATTERN_FOUND);
    assert_int_equal(find(PATTERN_WORDS, true, "gold", "G. O. L. D."), PATTERN_FOUND);
    assert_int_equal(find(PATTERN_WORDS, true, "gold", "go ld"), PATTERN_ABSENT);
}

static void patterns_see_what_can_be_seen(void **state)
{
    static const char pattern[] = "buy\\s+(cheap )?(gold|plat)\\b";

    (void)state;
    assert_int_equal(find(PATTERN_PERL, false, pattern, "Now BUY  cheap Ｐlat!"), PATTERN_FOUND);
    assert_string_equal(found, "buy  cheap plat");
    assert_int_equal(find(PATTERN_PERL, false, pattern, "buy g\xD0\xBEld"), PATTERN_FOUND);
    assert_int_equal(find(PATTERN_PERL, false, pattern, "buy platinum"), PATTERN_ABSENT);
    assert_int_equal(find(PATTERN_PERL, false, "^sold", "It is\nsold"), PATTERN_FOUND);
    assert_int_equal(find(PATTERN_PERL, false, "(?<=a )tree", "a tree"), PATTERN_FOUND);
    assert_int_equal(find(PATTERN_PERL, false, "гolд", "ГОЛД"), PATTERN_ABSENT);
    assert_int_equal(find(PATTERN_PERL, false, "голд", "ГОЛД"), PATTERN_FOUND);
}

/* Whatever is before it: the places where a match may begin are looked at some at a time. */
static void a_pattern_is_found_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t before = 250; before < 262; before++) {
        struct buffer text = buffer_open(arena, 400);

        for (size_t i = 0; i < before; i++)
            buffer_text(&text, "\xE2\x80\xA6");
        buffer_text(&text, "gold");
        assert_int_equal(find(PATTERN_PERL, false, "g.ld$", text.data), PATTERN_FOUND);
    }
}

static void a_pattern_that_takes_too_long_gives_up(void **state)
{
    static const char *const patterns[] = {"(a+)+\\d", "(a|a)*\\d", "(.*)*\\d",
                                           "(a*)*(a*)*(a*)*\\d"};
    char text[20000];

    (void)state;
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i < COUNT(patterns); i++)
        assert_int_equal(find(PATTERN_PERL, false, patterns[i], text), PATTERN_GAVE_UP);
}

static void what_is_wrong_with_a_pattern_is_told_with_its_place(void **state)
{
    struct pattern_fault fault;

    (void)state;
    assert_null(pattern_open(arena, PATTERN_PERL, false, "ä(b", &fault));
    assert_int_equal(fault.place, 4);
    assert_string_equal(fault.message, "missing closing parenthesis");
    assert_null(pattern_open(arena, PATTERN_PERL, false, "a**+*b", &fault));
    assert_int_not_equal(fault.place, 0);
    assert_null(pattern_open(arena, PATTERN_PERL, false, "gold|", &fault));
    assert_null(fault.message);
    assert_null(pattern_open(arena, PATTERN_PERL, false, "\\C", &fault));
    assert_non_null(fault.message);
}

static void words_that_say_nothing_are_told_by_their_line(void **state)
{
    struct pattern_fault fault;

    (void)state;
    assert_null(pattern_open(arena, PATTERN_WORDS, false, "gold\n***\n", &fault));
    assert_int_equal(fault.line, 2);
    assert_null(pattern_open(arena, PATTERN_WORDS, false, " \n", &fault));
    assert_int_equal(fault.line, 1);
}

#define TEST(NAME) cmocka_unit_test_setup_teardown(NAME, unit_begin, pattern_test_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_word_is_found_as_a_word_whatever_its_case),
        TEST(what_was_found_is_told_as_the_filter_says_it),
        TEST(other_forms_of_letters_are_found),
        TEST(letters_of_other_scripts_that_look_alike_are_found),
        TEST(what_cannot_be_seen_parts_no_word),
        TEST(digits_and_signs_are_the_letters_that_they_are_written_for),
        TEST(signs_between_letters_part_no_word),
        TEST(letters_that_stand_alone_are_a_word_where_that_is_asked_for),
        TEST(patterns_see_what_can_be_seen),
        TEST(a_pattern_is_found_wherever_it_stands),
        TEST(a_pattern_that_takes_too_long_gives_up),
        TEST(what_is_wrong_with_a_pattern_is_told_with_its_place),
        TEST(words_that_say_nothing_are_told_by_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
