#include "base/text/text_map.h"

#include "../unit.h"

static void a_text_has_what_it_was_given_last(void **state)
{
    struct text_map map = text_map_open(arena);
    int one, two;

    (void)state;
    assert_null(text_map_get(&map, NULL, "a"));
    text_map_put(&map, NULL, "a", &one);
    text_map_put(&map, NULL, "", &two);
    assert_ptr_equal(text_map_get(&map, NULL, "a"), &one);
    assert_ptr_equal(text_map_get(&map, NULL, ""), &two);
    assert_null(text_map_get(&map, NULL, "A"));
    text_map_put(&map, NULL, "a", &two);
    assert_ptr_equal(text_map_get(&map, NULL, "a"), &two);
    text_map_put(&map, NULL, "a", NULL);
    assert_null(text_map_get(&map, NULL, "a"));
    text_map_put(&map, NULL, "a", &one);
    assert_ptr_equal(text_map_get(&map, NULL, "a"), &one);
}

static void the_same_text_in_another_scope_is_another(void **state)
{
    struct text_map map = text_map_open(arena);
    int one, two;

    (void)state;
    text_map_put(&map, &one, "a", &one);
    text_map_put(&map, &two, "a", &two);
    assert_ptr_equal(text_map_get(&map, &one, "a"), &one);
    assert_ptr_equal(text_map_get(&map, &two, "a"), &two);
    assert_null(text_map_get(&map, NULL, "a"));
}

static void many_texts_are_each_found(void **state)
{
    static int values[20000];
    struct text_map map = text_map_open(arena);

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++)
        text_map_put(&map, NULL, arena_format(arena, "t%zu", i), &values[i]);
    for (size_t i = 0; i < COUNT(values); i++)
        assert_ptr_equal(text_map_get(&map, NULL, arena_format(arena, "t%zu", i)), &values[i]);
    assert_null(text_map_get(&map, NULL, "t20000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_text_has_what_it_was_given_last),
        UNIT(the_same_text_in_another_scope_is_another),
        UNIT(many_texts_are_each_found),
    };

    return UNIT_RUN(tests);
}
