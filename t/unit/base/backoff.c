#include "base/backoff.h"

#include "../unit.h"
#include "base/clock.h"

static void starts_in_a_row_are_counted_until_one_settles(void **state)
{
    const char *record = unit_name("forum.starts");

    (void)state;
    assert_int_equal(backoff_starts(record), 0);
    for (int i = 1; i <= 20; i++)
        assert_int_equal(backoff_begin(record), i);
    assert_int_equal(backoff_starts(record), 20);
    setenv(BACKOFF_VARIABLE, record, 1);
    backoff_settled();
    assert_int_equal(backoff_starts(record), 0);
    assert_int_equal(backoff_begin(record), 1);
    backoff_settled();
    unsetenv(BACKOFF_VARIABLE);
}

static void start_often(void *record)
{
    for (int i = 0; i < 50; i++)
        backoff_begin(record);
}

static void those_who_start_at_once_are_all_counted(void **state)
{
    char *record = unit_name("crowd.starts");
    pid_t child[8];

    (void)state;
    for (int i = 0; i < 8; i++)
        child[i] = unit_fork(start_often, record);
    for (int i = 0; i < 8; i++)
        assert_int_equal(unit_wait(child[i]), 0);
    assert_int_equal(backoff_starts(record), 400);
}

static void pauses_grow_to_five_seconds_and_no_further(void **state)
{
    (void)state;
    assert_int_equal(backoff_pause(0), 0);
    assert_int_equal(backoff_pause(BACKOFF_TOLERATED), 0);
    assert_int_equal(backoff_pause(BACKOFF_TOLERATED + 1), CLOCK_SECOND / 20);
    for (int64_t i = 1; i < 200; i++)
        assert_true(backoff_pause(i) <= backoff_pause(i + 1));
    assert_int_equal(backoff_pause(200), 5 * CLOCK_SECOND);
    assert_int_equal(backoff_pause(INT64_MAX), 5 * CLOCK_SECOND);
}

static void a_record_that_cannot_be_written_costs_a_second_each(void **state)
{
    const char *link = unit_name("link.starts");

    (void)state;
    assert_int_equal(backoff_begin("/nowhere/forum.starts"), -1);
    assert_int_equal(symlink("/nowhere/else", link), 0);
    assert_int_equal(backoff_begin(link), -1);
    assert_int_equal(backoff_pause(-1), CLOCK_SECOND);
}

static void what_is_no_count_counts_as_none(void **state)
{
    const char *const contents[] = {"", "x", "-5", "99999999999999999999999999",
                                    "\xff\xff\xff\xff"};
    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        const char *record = unit_file("odd.starts", contents[i]);

        assert_true(backoff_begin(record) >= 1);
        assert_true(backoff_begin(record) >= 1);
    }
}

static void a_program_sees_the_records_beside_its_own(void **state)
{
    const char *record = unit_name("beastiary.starts");

    (void)state;
    assert_int_equal(backoff_starts_beside("beastiary"), 0);
    backoff_begin(record);
    backoff_begin(record);
    assert_int_equal(backoff_starts_beside("beastiary"), 0);
    setenv(BACKOFF_VARIABLE, unit_name("forum.starts"), 1);
    assert_int_equal(backoff_starts_beside("beastiary"), 2);
    assert_int_equal(backoff_starts_beside("account"), 0);
    unsetenv(BACKOFF_VARIABLE);
    backoff_settled();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(starts_in_a_row_are_counted_until_one_settles),
        UNIT(those_who_start_at_once_are_all_counted),
        UNIT(pauses_grow_to_five_seconds_and_no_further),
        UNIT(a_record_that_cannot_be_written_costs_a_second_each),
        UNIT(what_is_no_count_counts_as_none),
        UNIT(a_program_sees_the_records_beside_its_own),
    };

    return UNIT_RUN(tests);
}
