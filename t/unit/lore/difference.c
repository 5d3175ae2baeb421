#include "lore/difference.h"

#include "../probe.h"
#include "../unit.h"
#include "game/value.h"

/* An entry with these values: level and tale are set where they are not 0 and NULL. */
static struct entry probe_entry(const char *name, int64_t level, const char *tale)
{
    struct entry entry = {.kind = &probe_kinds[0], .name = name};

    entry.values = arena_alloc(arena, 3 * sizeof *entry.values);
    entry.values[0] = (struct value){.set = level != 0, .number = level};
    entry.values[2] = (struct value){.set = tale != NULL, .text = tale};
    return entry;
}

static const char *text_between(const struct entry *from, const struct entry *to)
{
    size_t count;
    const struct difference *list = entry_differences(arena, from, to, &count);

    return differences_text(arena, list, count);
}

static void equal_entries_do_not_differ(void **state)
{
    struct entry one = probe_entry("a", 5, "x"), two = probe_entry("a", 5, "x");

    (void)state;
    assert_string_equal(text_between(&one, &two), "{}");
}

static void every_difference_is_told_with_both_values(void **state)
{
    struct entry one = probe_entry("a \"b\"", 5, NULL), two = probe_entry("c", 0, "t");

    (void)state;
    two.hidden = true;
    two.values[1] = (struct value){.set = true, .number = 15};
    assert_string_equal(text_between(&one, &two),
                        "{\"\":[\"a \\\"b\\\"\",\"c\"],\"hidden\":[\"0\",\"1\"],"
                        "\"level\":[\"5\",\"\"],\"weight\":[\"\",\"1.5\"],\"tale\":[\"\",\"t\"]}");
}

static void differences_taken_back_give_what_was_before(void **state)
{
    struct entry one = probe_entry("a", 5, NULL), two = probe_entry("c", 0, "t"), back = two;
    size_t count;
    struct difference *list;

    (void)state;
    two.hidden = back.hidden = true;
    list = differences_parse(arena, &probe_game, &probe_kinds[0], text_between(&one, &two), &count);
    assert_int_equal(count, 4);
    differences_take_back(arena, &back, list, count);
    assert_string_equal(text_between(&one, &back), "{}");
}

static void what_no_text_may_hold_is_replaced(void **state)
{
    size_t count;
    const struct difference *list =
        differences_parse(arena, &probe_game, &probe_kinds[0],
                          "{\"\":[\"a\\ufffe\",\"b\\u0001\"],\"tale\":[\"\\ufdd0\",\"\\n\"]}",
                          &count);

    (void)state;
    assert_int_equal(count, 2);
    assert_string_equal(list[0].from, "a\xEF\xBF\xBD");
    assert_string_equal(list[0].to, "b\xEF\xBF\xBD");
    assert_string_equal(list[1].from, "\xEF\xBF\xBD");
    assert_string_equal(list[1].to, "\n");
}

static void relations_stand_as_lines_and_their_rest_as_a_number(void **state)
{
    const struct difference list[] = {
        {.field = "drops", .relation = &probe_relations[0], .from = "", .to = "Sword (Chance 5)"},
        {.field = "drops", .relation = &probe_relations[0], .from = "Axe", .to = ""},
        {.field = "more", .from = "", .to = "120"},
    };
    const char *text = differences_text(arena, list, 3);
    struct difference *again;
    size_t count;

    (void)state;
    assert_string_equal(text, "{\"drops[]\":[[\"\",\"Sword (Chance 5)\"],[\"Axe\",\"\"]],"
                              "\"[]\":[[\"\",\"120\"]]}");
    again = differences_parse(arena, &probe_game, &probe_kinds[0], text, &count);
    assert_int_equal(count, 3);
    assert_ptr_equal(again[1].relation, &probe_relations[0]);
    assert_string_equal(again[1].from, "Axe");
    assert_null(again[2].relation);
    assert_string_equal(again[2].field, "more");
}

static void what_the_game_no_longer_has_is_left_out(void **state)
{
    size_t count;

    (void)state;
    assert_non_null(differences_parse(arena, &probe_game, &probe_kinds[0],
                                      "{\"mana\":[\"1\",\"2\"],\"sells[]\":[[\"\",\"x\"]],"
                                      "\"level\":[\"1\",\"2\"],\"tale\":[1,2],\"weight\":\"x\"}",
                                      &count));
    assert_int_equal(count, 1);
    assert_null(differences_parse(arena, &probe_game, &probe_kinds[0], "[1]", &count));
    assert_null(differences_parse(arena, &probe_game, &probe_kinds[0], "{", &count));
    assert_int_equal(count, 0);
}

static void a_merger_takes_what_the_source_changed_and_keeps_the_rest(void **state)
{
    struct entry base = probe_entry("a", 5, "old"), now = probe_entry("named here", 6, "told here");
    struct entry source = probe_entry("a", 9, "old"), merged;

    (void)state;
    merged = entry_merge(arena, &now, &base, &source);
    assert_string_equal(merged.name, "named here");
    assert_int_equal(merged.values[0].number, 9);
    assert_string_equal(merged.values[2].text, "told here");
    source.name = "b";
    source.hidden = true;
    merged = entry_merge(arena, &now, &base, &source);
    assert_string_equal(merged.name, "b");
    assert_true(merged.hidden);
}

static void a_relation_is_a_line_with_its_labels(void **state)
{
    struct value chance = {.set = true, .number = 125};

    (void)state;
    assert_string_equal(relation_line(arena, &probe_relations[0], "Axe", &chance),
                        "Axe (Chance 12.5)");
    chance.set = false;
    assert_string_equal(relation_line(arena, &probe_relations[0], "Axe", &chance), "Axe");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(equal_entries_do_not_differ),
        UNIT(every_difference_is_told_with_both_values),
        UNIT(differences_taken_back_give_what_was_before),
        UNIT(what_no_text_may_hold_is_replaced),
        UNIT(relations_stand_as_lines_and_their_rest_as_a_number),
        UNIT(what_the_game_no_longer_has_is_left_out),
        UNIT(a_merger_takes_what_the_source_changed_and_keeps_the_rest),
        UNIT(a_relation_is_a_line_with_its_labels),
    };

    return UNIT_RUN(tests);
}
