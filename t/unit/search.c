#include "talk/search.h"

#include "unit.h"

static void looks_for(const char *text, const char *words)
{
    const char *made = search_words(arena, text);

    if (words == NULL)
        assert_null(made);
    else
        assert_string_equal(made, words);
}

static void each_word_must_be_there_and_the_last_may_go_on(void **state)
{
    (void)state;
    looks_for("snake", "+snake*");
    looks_for("moss snake", "+moss +snake*");
    looks_for("moss snake ", "+moss +snake");
    looks_for("  Moss--snake!", "+Moss +snake");
    looks_for("K\xC3\xB6nig", "+K\xC3\xB6nig*");
}

static void short_words_and_operators_are_left_out(void **state)
{
    (void)state;
    looks_for("a of snake", "+snake*");
    looks_for("of", NULL);
    looks_for("", NULL);
    looks_for("+ - > < ( ) ~ * \" @", NULL);
    looks_for("\"moss snake\" -rat @4", "+moss +snake +rat");
}

static void an_excerpt_begins_before_the_word(void **state)
{
    const char *body =
        "It was long ago that somebody told me of the tower. The wizard in it keeps a "
        "familiar that bites, and nobody has come back with its collar.";

    (void)state;
    assert_string_equal(search_excerpt(arena, "short\ntext", "+text*", 40), "short text");
    assert_string_equal(search_excerpt(arena, body, "+familiar*", 60),
                        "\xE2\x80\xA6in it keeps a familiar that bites, and nobody has come back"
                        "\xE2\x80\xA6");
    assert_string_equal(search_excerpt(arena, body, "+nothing*", 20),
                        "It was long ago that\xE2\x80\xA6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(each_word_must_be_there_and_the_last_may_go_on),
        UNIT(short_words_and_operators_are_left_out),
        UNIT(an_excerpt_begins_before_the_word),
    };

    return UNIT_RUN(tests);
}
