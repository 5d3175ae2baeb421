#include "lore/chart.h"

#include "../unit.h"

/* A map of a wall, a river and three labels. */
static struct map small_map(void)
{
    static const char text[] = "L 0, 0, 0, 1000, 0, 0, 90, 90, 90\n"
                               "L 1000, 0, 0, 1000, 800, 0, 90, 90, 90\n"
                               "L 0, 800, 0, 500, 800, 0, 70, 120, 200\n"
                               "P 500, 400, 0, 0, 0, 0, 2, The_mill\n"
                               "P 505, 402, 0, 0, 0, 0, 2, Its_door\n"
                               "P 100, 100, 0, 0, 0, 0, 2, Far_away\n";
    struct map map;
    size_t wrong_line;

    assert_true(map_parse(arena, text, &map, &wrong_line));
    return map;
}

static struct place place_of(uint64_t id, const char *name, float x, float y, float chance)
{
    return (struct place){
        .entry_id = id, .kind_name = "npc", .name = name, .x = x, .y = y, .chance = chance};
}

static void strokes_are_joined_and_sorted_by_their_pens(void **state)
{
    struct map map = small_map();
    struct chart *chart = chart_draw(arena, &(struct chart_source){.map = &map});

    (void)state;
    assert_string_equal(chart->paths[PEN_WALL], "M0 0L1000 0L1000 800");
    assert_string_equal(chart->paths[PEN_WATER], "M0 800L500 800");
    assert_string_equal(chart->paths[PEN_GROWTH], "");
    assert_true(chart->left < 0 && chart->left + chart->width > 1000);
    assert_true(chart->top < 0 && chart->top + chart->height > 800);
}

static void labels_that_cover_others_come_last(void **state)
{
    struct map map = small_map();
    struct chart *chart = chart_draw(arena, &(struct chart_source){.map = &map});

    (void)state;
    assert_int_equal(chart->label_count, 3);
    assert_int_equal(chart->label_clear, 2);
    assert_string_equal(chart->labels[2].text, "Its door");
}

static void places_that_take_turns_are_one_dot(void **state)
{
    struct map map = small_map();
    const uint64_t marked[] = {7, 9};
    const struct place places[] = {
        place_of(9, "Old Tooth", 200, 300, 20),
        place_of(4, "a hare", 200, 300, 80),
        place_of(4, "a hare", 900, 700, 100),
    };
    struct chart *chart = chart_draw(arena, &(struct chart_source){&map, places, COUNT(places),
                                                                   false, marked, COUNT(marked)});

    (void)state;
    assert_int_equal(chart->dot_count, 2);
    assert_int_equal(chart->dots[0].member_count, 2);
    assert_string_equal(chart->dots[0].members[0].place->name, "a hare");
    assert_true(chart->dots[0].marked);
    assert_false(chart->dots[1].marked);
    assert_int_equal(chart->entry_count, 2);
    assert_string_equal(chart->entries[1].place->name, "a hare");
    assert_int_equal(chart->entries[1].spots, 2);
}

static void inverted_places_are_turned_around(void **state)
{
    struct map map = small_map();
    const struct place place = place_of(4, "a hare", -200, -300, 100);
    struct chart *chart = chart_draw(arena, &(struct chart_source){&map, &place, 1, true, NULL, 0});

    (void)state;
    assert_true(chart->dots[0].x == 200 && chart->dots[0].y == 300);
}

static void nothing_at_all_is_drawn_as_nothing(void **state)
{
    struct map map = {.line_count = 0};
    struct chart *chart = chart_draw(arena, &(struct chart_source){.map = &map, .inverted = true});

    (void)state;
    assert_true(chart->width == 0);
    assert_int_equal(chart->dot_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(strokes_are_joined_and_sorted_by_their_pens), UNIT(labels_that_cover_others_come_last),
        UNIT(places_that_take_turns_are_one_dot),          UNIT(inverted_places_are_turned_around),
        UNIT(nothing_at_all_is_drawn_as_nothing),
    };

    return UNIT_RUN(tests);
}
