#include "lore/place.h"

#include "../unit.h"

static struct map map;
static size_t wrong;

static bool parses(const char *text)
{
    wrong = 0;
    return map_parse(arena, text, &map, &wrong);
}

static void lines_and_labels_are_read(void **state)
{
    (void)state;
    assert_true(parses("L -1.5, 2, 3, 4.25, -5, 6, 255, 128, 0\n"
                       "P 10, -20.5, 0, 0, 0, 240, 3, To_the_Dale\n"));
    assert_int_equal(map.line_count, 1);
    assert_true(map.lines[0].x1 < -1.49F && map.lines[0].x1 > -1.51F);
    assert_true(map.lines[0].x2 > 4.24F && map.lines[0].y2 < -4.99F);
    assert_int_equal(map.lines[0].colour, 0xFF8000);
    assert_int_equal(map.label_count, 1);
    assert_string_equal(map.labels[0].text, "To the Dale");
    assert_true(map.labels[0].y < -20.4F);
}

static void blanks_and_both_ends_of_lines_are_valid(void **state)
{
    (void)state;
    assert_true(parses("\r\n  L\t1 ,2,3 , 4,5,6,0,0,0  \r\n\n"));
    assert_int_equal(map.line_count, 1);
    assert_true(parses(""));
    assert_int_equal(map.line_count + map.label_count, 0);
    assert_true(parses("L 1,2,3,4,5,6,0,0,0,\n"));
}

static void a_label_may_hold_commas_and_none_is_shown_without_words(void **state)
{
    (void)state;
    assert_true(parses("P 1,2,3,0,0,0,2,Here,_there\nP 1,2,3,0,0,0,2,\n"));
    assert_int_equal(map.label_count, 1);
    assert_string_equal(map.labels[0].text, "Here, there");
}

static void the_first_wrong_line_is_told(void **state)
{
    static const char *const bad[] = {
        "L 1, 2, 3, 4, 5, 6, 0, 0\n",
        "L 1, 2, 3, 4, 5, 6, 0, 0, 256\n",
        "L 1, 2, 3, 4, 5, 6, 0, 0, -1\n",
        "L 1, 2, 3, 4, 5, 6, 0, 0, 0 x\n",
        "L 1, 2, x, 4, 5, 6, 0, 0, 0\n",
        "X 1\n",
        "L1, 2, 3, 4, 5, 6, 0, 0, 0\n",
        "P 1, 2, 3, 0, 0, 0\n",
        "L 1, 2, 3, 4, 5, 6, 0, 0, 1e3\n",
        "L ., 2, 3, 4, 5, 6, 0, 0, 0\n",
        "L 10000000000, 2, 3, 4, 5, 6, 0, 0, 0\n",
        "L\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (parses(arena_format(arena, "\nL 1,2,3,4,5,6,0,0,0\n%s", bad[i])))
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(wrong, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(lines_and_labels_are_read),
        UNIT(blanks_and_both_ends_of_lines_are_valid),
        UNIT(a_label_may_hold_commas_and_none_is_shown_without_words),
        UNIT(the_first_wrong_line_is_told),
    };

    return UNIT_RUN(tests);
}
