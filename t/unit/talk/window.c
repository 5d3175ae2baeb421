#include "talk/window.h"

#include "../unit.h"

static struct cursor parsed(const char *text)
{
    struct cursor cursor = {0};

    if (!cursor_parse(text, &cursor))
        fail_msg("refused: %s", text);
    assert_true(cursor.set);
    return cursor;
}

static void cursor_is(struct cursor cursor, int64_t score, uint64_t top_comment, uint64_t id)
{
    assert_true(cursor.score == score && cursor.top_comment == top_comment && cursor.id == id);
}

static void a_cursor_is_written_as_its_sort_needs_it(void **state)
{
    struct cursor cursor = {true, -5, 12, 345};

    (void)state;
    assert_string_equal(cursor_text(arena, &cursor, SORT_CONVERSATION), "12.345");
    assert_string_equal(cursor_text(arena, &cursor, SORT_NEWEST), "12.345");
    assert_string_equal(cursor_text(arena, &cursor, SORT_BEST), "-5.12.345");
}

static void what_is_written_is_parsed_to_the_same(void **state)
{
    uint64_t seed = 19;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct cursor cursor = {true, (int32_t)unit_random(&seed),
                                unit_random(&seed) >> unit_below(&seed, 64),
                                unit_random(&seed) >> unit_below(&seed, 64)};

        cursor_is(parsed(cursor_text(arena, &cursor, SORT_BEST)), cursor.score, cursor.top_comment,
                  cursor.id);
        cursor_is(parsed(cursor_text(arena, &cursor, SORT_NEWEST)), 0, cursor.top_comment,
                  cursor.id);
        arena_reset(arena);
    }
}

static void the_largest_numbers_fit(void **state)
{
    (void)state;
    cursor_is(parsed("18446744073709551615.18446744073709551615"), 0, UINT64_MAX, UINT64_MAX);
    cursor_is(parsed("2147483647.18446744073709551615.0"), INT32_MAX, UINT64_MAX, 0);
    cursor_is(parsed("-2147483648.0.18446744073709551615"), INT32_MIN, 0, UINT64_MAX);
    cursor_is(parsed("0.0"), 0, 0, 0);
}

static void what_nobody_wrote_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        ".",
        "..",
        "...",
        "1",
        "1.",
        ".1",
        "1..2",
        "1.2.",
        "1.2.3.",
        "1.2.3..",
        "1.2.3. ",
        "-5.12.345.",
        "1.2.3.4",
        "1.2.3.4.",
        "1.2.3.4.5",
        ".1.2",
        ".1.2.3",
        "1..2.3",
        "1.2..3",
        "a.b",
        "1.x",
        "x.1",
        "-1.2",
        "1.-2",
        "1.2.-3",
        "1.-2.3",
        " 1.2",
        "1.2 ",
        "1 .2",
        "1,2",
        "0x1.2",
        "1e1.2",
        "18446744073709551616.1",
        "1.18446744073709551616",
        "2147483648.1.1",
        "-2147483649.1.1",
        "x.1.1",
        "--1.1.1",
        "000000000000000000000000001.1",
        "1.000000000000000000000000001",
        "99999999999999999999999999999999999999999999999999999999999999999999.1"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct cursor cursor = {0};

        if (cursor_parse(bad[i], &cursor))
            fail_msg("accepted: \"%s\"", bad[i]);
        assert_false(cursor.set);
    }
}

static void every_beginning_of_a_cursor_is_refused_or_another_cursor(void **state)
{
    const char *whole = "-5.12.345";

    (void)state;
    for (size_t length = 0; length <= strlen(whole); length++) {
        struct cursor cursor = {0};
        char *text = arena_copy(arena, whole, length);

        if (cursor_parse(text, &cursor))
            assert_string_equal(cursor_text(arena, &cursor, SORT_BEST), text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_cursor_is_written_as_its_sort_needs_it),
        UNIT(what_is_written_is_parsed_to_the_same),
        UNIT(the_largest_numbers_fit),
        UNIT(what_nobody_wrote_is_refused),
        UNIT(every_beginning_of_a_cursor_is_refused_or_another_cursor),
    };

    return UNIT_RUN(tests);
}
