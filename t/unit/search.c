#include "talk/words.h"

#include "unit.h"

static void looks_for(const char *text, const char *match)
{
    struct words_query query = words_query(arena, text);

    if (match == NULL)
        assert_null(query.match);
    else
        assert_string_equal(query.match, match);
}

static void leaves_out(const char *text, size_t count, const char *first)
{
    struct words_query query = words_query(arena, text);

    assert_int_equal(query.left_out_count, count);
    if (count > 0)
        assert_string_equal(query.left_out[0], first);
}

static void each_word_must_be_there_and_the_last_may_go_on(void **state)
{
    (void)state;
    looks_for("snake", "+word_snake*");
    looks_for("moss snake", "+word_moss +word_snake*");
    looks_for("moss snake ", "+word_moss +word_snake");
    looks_for("  Moss--snake!", "+word_moss +word_snake");
    looks_for("K\xC3\xB6nig", "+word_konig*");
    looks_for("dragon's", "+word_dragons*");
}

static void short_words_are_looked_for_and_operators_are_not(void **state)
{
    (void)state;
    looks_for("a of snake", "+word_a +word_of +word_snake*");
    looks_for("of", "+word_of");
    looks_for("", NULL);
    looks_for("+ - > < ( ) ~ * \" @ _", NULL);
    looks_for("\"moss snake\" -rat @4", "+\"word_moss word_snake\" +word_rat +word_4");
    looks_for("a_b", "+word_a +word_b");
}

static void words_in_quotation_marks_stand_one_behind_the_other(void **state)
{
    (void)state;
    looks_for("\"the moss snake\"", "+\"word_the word_moss word_snake\"");
    looks_for("\"snake\"", "+word_snake");
    looks_for("\xE2\x80\x9Cmoss snake\xE2\x80\x9D rat", "+\"word_moss word_snake\" +word_rat*");
    looks_for("\"moss snake", "+word_moss +word_snake*");
    looks_for("\"\" rat", "+word_rat*");
}

static void letters_beyond_ascii_are_five_bytes_each(void **state)
{
    (void)state;
    assert_string_equal(words_of(arena, "\xD0\x9A\xD0\xBE\xD1\x82 2x"),
                        "word__00u2_00u6_00ua word_2x");
}

static void scripts_without_spaces_are_pairs(void **state)
{
    /* U+65E5 U+672C U+8A9E, with Latin around */
    const char *doc = words_of(arena, "in \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E"
                                      "x");

    (void)state;
    assert_string_equal(doc, "word_in word__0k4l_0kdo word__0kdo_0rdq word__0rdq word_x");
    looks_for("\xE6\x97\xA5\xE6\x9C\xAC", "+word__0k4l_0kdo");
    looks_for("\xE6\x97\xA5", "+word__0k4l*");
    looks_for("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", "+\"word__0k4l_0kdo word__0kdo_0rdq\"");
    looks_for("\"\xE6\x97\xA5 x\"", "+\"word__0k4l word_x\"");
    looks_for("\"x \xE6\x97\xA5\"", "+word_x +word__0k4l*");
}

static void what_is_left_out_is_told(void **state)
{
    (void)state;
    leaves_out("moss snake", 0, NULL);
    leaves_out("moss :-)", 1, ":-)");
    leaves_out("\"?!\" rat", 1, "?!");
    leaves_out("a b c d e f g h i j k l m n", 2, "m");
    leaves_out("a b c d e f g h i j k \"l m\"", 1, "l m");
}

static void a_word_longer_than_what_is_indexed_is_found_by_its_beginning(void **state)
{
    char text[201], *stored;

    (void)state;
    memset(text, 'x', 200);
    text[200] = '\0';
    stored = words_of(arena, text);
    assert_int_equal(strlen(stored), 84);
    looks_for(text, arena_format(arena, "+%s*", stored));
}

static void excerpt_is(const char *body, const char *text, size_t characters, const char *excerpt)
{
    struct words_query query = words_query(arena, text);

    assert_string_equal(words_excerpt(arena, body, &query, characters), excerpt);
}

static void an_excerpt_begins_before_the_word(void **state)
{
    const char *body =
        "It was long ago that somebody told me of the tower. The wizard in it keeps a "
        "familiar that bites, and nobody has come back with its collar.";

    (void)state;
    excerpt_is("short\ntext", "text", 40, "short text");
    excerpt_is(body, "familiar", 60,
               "\xE2\x80\xA6in it keeps a familiar that bites, and nobody has come back"
               "\xE2\x80\xA6");
    excerpt_is(body, "nothing", 20, "It was long ago that\xE2\x80\xA6");
    excerpt_is(body, "it \"COME back\"", 30,
               "\xE2\x80\xA6has come back with its collar\xE2\x80\xA6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(each_word_must_be_there_and_the_last_may_go_on),
        UNIT(short_words_are_looked_for_and_operators_are_not),
        UNIT(words_in_quotation_marks_stand_one_behind_the_other),
        UNIT(letters_beyond_ascii_are_five_bytes_each),
        UNIT(scripts_without_spaces_are_pairs),
        UNIT(what_is_left_out_is_told),
        UNIT(a_word_longer_than_what_is_indexed_is_found_by_its_beginning),
        UNIT(an_excerpt_begins_before_the_word),
    };

    return UNIT_RUN(tests);
}
