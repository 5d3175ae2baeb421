#include "store/rows.h"

#include "../unit.h"

/* Three rows of a number, a text and an instant, of which the second has NULLs. */
static struct rows *three(void)
{
    struct rows *rows = rows_make(arena, "ust", 5);

    for (uint64_t i = 0; i < 3; i++) {
        struct cell *cells = rows_add(rows);

        cells[0].number = UINT64_MAX - i;
        cells[1].null = cells[2].null = i == 1;
        if (i == 1)
            continue;
        cells[1].bytes = arena_format(arena, "text %d", (int)i);
        cells[1].length = strlen(cells[1].bytes);
        cells[2].integer = -(int64_t)i;
    }
    return rows;
}

static void rows_are_stepped_through_once_and_in_order(void **state)
{
    struct rows *rows = three();

    (void)state;
    assert_int_equal(rows_count(rows), 3);
    for (uint64_t i = 0; i < 3; i++) {
        assert_true(rows_next(rows));
        assert_true(rows_u64(rows, 0) == UINT64_MAX - i);
    }
    assert_false(rows_next(rows));
    assert_false(rows_next(rows));
    assert_true(rows_u64(rows, 0) == UINT64_MAX - 2);
}

static void each_value_comes_as_its_column_says(void **state)
{
    struct rows *rows = three();

    (void)state;
    rows_next(rows);
    assert_string_equal(rows_text(rows, 1), "text 0");
    assert_int_equal(rows_length(rows, 1), 6);
    assert_false(rows_null(rows, 1));
    rows_next(rows);
    rows_next(rows);
    assert_string_equal(rows_text(rows, 1), "text 2");
    assert_true(rows_instant(rows, 2) == -2);
}

static void what_is_null_is_null_or_zero_by_its_type(void **state)
{
    struct rows *rows = three();

    (void)state;
    rows_next(rows);
    rows_next(rows);
    assert_true(rows_null(rows, 1) && rows_null(rows, 2));
    assert_false(rows_null(rows, 0));
    assert_null(rows_text(rows, 1));
    assert_int_equal(rows_length(rows, 1), 0);
    assert_true(rows_instant(rows, 2) == 0);
}

static void bytes_may_hold_anything(void **state)
{
    struct rows *rows = rows_make(arena, "bi", 1);
    struct cell *cells = rows_add(rows);

    (void)state;
    cells[0].bytes = arena_copy(arena, "a\0b", 3);
    cells[0].length = 3;
    cells[1].integer = INT64_MIN;
    assert_true(rows_next(rows));
    assert_int_equal(rows_length(rows, 0), 3);
    assert_memory_equal(rows_bytes(rows, 0), "a\0b", 4);
    assert_true(rows_i64(rows, 1) == INT64_MIN);
}

static void no_rows_end_at_once(void **state)
{
    struct rows *rows = rows_make(arena, "u", 0);

    (void)state;
    assert_int_equal(rows_count(rows), 0);
    assert_false(rows_next(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(rows_are_stepped_through_once_and_in_order),
        UNIT(each_value_comes_as_its_column_says),
        UNIT(what_is_null_is_null_or_zero_by_its_type),
        UNIT(bytes_may_hold_anything),
        UNIT(no_rows_end_at_once),
    };

    return UNIT_RUN(tests);
}
