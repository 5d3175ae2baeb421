#include "talk/words.h"

#include "../unit.h"
#include "base/buffer.h"

/* NEEDLES with a bar between two; TOKENS, where not NULL, with spaces. */
static void looks_up(const char *text, const char *needles, const char *tokens)
{
    struct words_query query = words_query(arena, text);
    struct buffer list = buffer_open(arena, 64);

    for (size_t i = 0; i < query.term_count; i++)
        buffer_format(&list, "%s%s", i > 0 ? "|" : "", query.needles[i]);
    assert_string_equal(list.data, needles);
    for (size_t i = query.term_count; i < WORDS_MAX; i++)
        assert_string_equal(query.needles[i], "");
    list = buffer_open(arena, 64);
    for (size_t i = 0; i < query.token_count; i++)
        buffer_format(&list, "%s%s", i > 0 ? " " : "", query.tokens[i].text);
    if (tokens != NULL)
        assert_string_equal(list.data, tokens);
}

static void looks_for(const char *text, const char *needles)
{
    looks_up(text, needles, NULL);
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
    looks_for("snake", " word_snake");
    looks_for("moss snake", " word_moss | word_snake");
    looks_for("moss snake ", " word_moss | word_snake ");
    looks_for("  Moss--snake!", " word_moss | word_snake ");
    looks_for("K\xC3\xB6nig", " word_konig");
    looks_for("dragon's", " word_dragons");
}

static void what_another_word_or_phrase_holds_is_looked_for_once(void **state)
{
    (void)state;
    looks_up("wide wide wide wide ", " word_wide ", "word_wide");
    looks_up("wide Wide w\xC3\xAF"
             "de wide",
             " word_wide ", "word_wide");
    looks_up("\"moss snake\" snake \"moss snake\" mos", " word_moss word_snake ",
             "word_moss word_snake");
    looks_for("snake snakes ", " word_snake | word_snakes ");
    looks_for("snakes snake ", " word_snakes | word_snake ");
    looks_for("ab abc b", " word_ab | word_abc | word_b ");
    leaves_out("a b c d e f g h i j k a b c a b c l", 0, NULL);
    leaves_out("a b c d e f g h i j k l a b", 0, NULL);
    leaves_out("a b c d e f g h i j k l a m", 1, "m");
    looks_up("\"ab cd\" \"cd ab\"", " word_ab word_cd | word_cd word_ab ",
             "pair_ab_cd word_ab word_cd pair_cd_ab");
}

static void short_words_are_looked_for_and_operators_are_not(void **state)
{
    (void)state;
    looks_for("a of snake", " word_a | word_of | word_snake");
    looks_for("of", " word_of ");
    looks_for("", "");
    looks_for("+ - > < ( ) ~ * \" @ _", "");
    looks_for("\"moss snake\" -rat @4", " word_moss word_snake | word_rat | word_4 ");
    looks_for("a_b", " word_a | word_b ");
}

static void words_in_quotation_marks_stand_one_behind_the_other(void **state)
{
    (void)state;
    looks_for("\"the moss snake\"", " word_the word_moss word_snake ");
    looks_for("\"snake\"", " word_snake ");
    looks_for("\xE2\x80\x9Cmoss snake\xE2\x80\x9D rat", " word_moss word_snake | word_rat");
    looks_for("\"moss snake", " word_moss | word_snake");
    looks_for("\"\" rat", " word_rat");
}

static void two_short_words_are_found_together(void **state)
{
    (void)state;
    assert_string_equal(words_of(arena, "The end of the dragon is on"),
                        " word_the word_end word_of word_the word_dragon word_is word_on"
                        " pair_the_end pair_end_of pair_of_the pair_is_on ");
    looks_up("\"of the\"", " word_of word_the ", "pair_of_the word_of word_the");
    looks_up("of the ", " word_of | word_the ", "word_of word_the");
    looks_up("\"the dragon is on\" xy", " word_the word_dragon word_is word_on | word_xy ",
             "pair_is_on word_the word_dragon word_is word_on word_xy");
    looks_up("\xD1\x82\xD1\x8B", " word__00ua_00uj", "word__00ua_00uj*");
}

static void what_is_counted_is_a_token_or_a_beginning_of_up_to_six_letters(void **state)
{
    struct words_query query = words_query(arena, "the dragonfl");

    (void)state;
    assert_int_equal(query.token_count, 2);
    assert_true(query.tokens[0].counted == words_counted("word_the", 8, false));
    assert_true(query.tokens[1].counted == words_counted("word_dragon", 11, true));
    assert_true(query.tokens[1].counted != words_counted("word_dragon", 11, false));
    assert_int_equal(words_beginning("word_dragon", 11, 2), 0);
    assert_int_equal(words_beginning("word_dragon", 11, 3), 8);
    assert_int_equal(words_beginning("word_dragon", 11, 6), 11);
    assert_int_equal(words_beginning("word_dragon", 11, 7), 0);
    assert_int_equal(words_beginning("word__00ua_00uj", 15, 1), 10);
    assert_int_equal(words_beginning("word__00ua_00uj", 15, 3), 0);
}

static void is_found_as(const char *written, const char *asked)
{
    const char *stored = words_of(arena, written);
    struct words_query query = words_query(arena, arena_format(arena, "%s ", asked));

    assert_int_equal(query.term_count, 1);
    assert_non_null(strstr(stored, query.needles[0]));
    assert_string_equal(stored, words_of(arena, asked));
}

static void marks_on_letters_part_no_words_and_need_not_be_typed(void **state)
{
    /* Each with marks of its own and without any, both ways. */
    static const char *const words[][2] = {
        {"\u05E9\u05C1\u05B8\u05DC\u05D5\u05B9\u05DD", "\u05E9\u05DC\u05D5\u05DD"}, /* shalom */
        {"\uFB2A\u05DC\uFB4B\u05DD", "\u05E9\u05DC\u05D5\u05DD"}, /* of presentation forms */
        {"\u0645\u064F\u062D\u064E\u0645\u0651\u064E\u062F", "\u0645\u062D\u0645\u062F"},
        {"\u0645\u0640\u0640\u062D\u0645\u062F", "\u0645\u062D\u0645\u062F"}, /* kashida */
        {"\u0623\u062D\u0645\u062F", "\u0627\u062D\u0645\u062F"},             /* hamza */
        {"\u0627\u0654\u062D\u0645\u062F", "\u0623\u062D\u0645\u062F"},
        {"cafe\u0301", "caf\u00E9"},
        {"Caf\u00E9", "cafe"},
        {"vi\u1EC7t", "vie\u0323\u0302t"},
        {"\u1F08\u03B8\u03AE\u03BD\u03B1\u03C2", "\u03B1\u03B8\u03B7\u03BD\u03B1\u03C3"},
        {"\u0451\u0436", "\u0435\u0308\u0436"},
        {"\u0928\u092E\u0938\u094D\u0924\u0947", "\u0928\u092E\u0938\u0924\u0947"}, /* virama */
    };

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        is_found_as(words[i][0], words[i][1]);
        is_found_as(words[i][1], words[i][0]);
    }
    /* Vowels of Devanagari are no marks. */
    assert_string_not_equal(words_of(arena, "\u0915\u093F"), words_of(arena, "\u0915\u093E"));
}

static void letters_beyond_ascii_are_five_bytes_each(void **state)
{
    (void)state;
    assert_string_equal(words_of(arena, "\xD0\x9A\xD0\xBE\xD1\x82 2x"),
                        " word__00u2_00u6_00ua word_2x pair__00u2_00u6_00ua_2x ");
}

static void scripts_without_spaces_are_pairs(void **state)
{
    /* U+65E5 U+672C U+8A9E, with Latin around */
    const char *doc = words_of(arena, "in \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E"
                                      "x");

    (void)state;
    assert_string_equal(doc, " word_in word__0k4l_0kdo word__0kdo_0rdq word__0rdq word_x ");
    looks_for("\xE6\x97\xA5\xE6\x9C\xAC", " word__0k4l_0kdo ");
    looks_for("\xE6\x97\xA5", " word__0k4l");
    looks_for("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", " word__0k4l_0kdo word__0kdo_0rdq ");
    looks_for("\"\xE6\x97\xA5 x\"", " word__0k4l word_x ");
    looks_for("\"x \xE6\x97\xA5\"", " word_x | word__0k4l");
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
    assert_int_equal(strlen(stored), 2 + 84);
    stored[1 + 84] = '\0';
    looks_for(text, stored);
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
        UNIT(two_short_words_are_found_together),
        UNIT(what_another_word_or_phrase_holds_is_looked_for_once),
        UNIT(what_is_counted_is_a_token_or_a_beginning_of_up_to_six_letters),
        UNIT(marks_on_letters_part_no_words_and_need_not_be_typed),
        UNIT(letters_beyond_ascii_are_five_bytes_each),
        UNIT(scripts_without_spaces_are_pairs),
        UNIT(what_is_left_out_is_told),
        UNIT(a_word_longer_than_what_is_indexed_is_found_by_its_beginning),
        UNIT(an_excerpt_begins_before_the_word),
    };

    return UNIT_RUN(tests);
}
