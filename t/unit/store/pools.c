#include "store/pools.h"

#include "../unit.h"
#include "base/clock.h"

static struct pools pools;
static int64_t now;

static struct pool *fresh(void)
{
    memset(&pools, 0, sizeof pools);
    now = 1000 * CLOCK_SECOND;
    return pool_named(&pools, "forum");
}

/* The number of a process that is gone. */
static pid_t corpse(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return child;
}

/* One after the other, COUNT workers start and die. */
static void die_often(struct pool *pool, int count)
{
    for (int i = 0; i < count; i++)
        assert_true(pool_enter(pool, corpse(), now) >= 0);
    /* The next one finds the last. */
    pool_leave(pool, pool_enter(pool, getpid(), now));
}

static void a_name_is_one_pool_and_there_are_only_so_many(void **state)
{
    struct pool *forum = fresh();

    (void)state;
    assert_string_equal(forum->name, "forum");
    assert_true(forum->named);
    for (int i = 1; i < POOLS_MAX; i++)
        assert_non_null(pool_named(&pools, arena_format(arena, "pool%d", i)));
    assert_ptr_equal(pool_named(&pools, "forum"), forum);
    assert_ptr_not_equal(pool_named(&pools, "pool1"), forum);
    assert_null(pool_named(&pools, "one too many"));
}

static void who_ends_as_told_leaves_no_trace(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    for (int i = 0; i < 1000; i++)
        pool_leave(pool, pool_enter(pool, corpse(), now));
    assert_int_equal(pool_deaths(pool, now), 0);
    assert_int_equal(pool_pause(pool, now), 0);
    assert_false(pool_ailing(pool, now));
}

static void who_is_alive_is_not_taken_for_dead(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    pool_enter(pool, getppid(), now);
    pool_enter(pool, 1, now);
    pool_enter(pool, getpid(), now);
    assert_int_equal(pool_deaths(pool, now), 0);
}

static void a_number_that_comes_again_was_that_of_one_who_died(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    pool_enter(pool, getpid(), now);
    pool_enter(pool, getpid(), now);
    assert_int_equal(pool_deaths(pool, now), 1);
}

static void pauses_grow_with_the_deaths_and_end_a_quiet_minute_later(void **state)
{
    struct pool *pool = fresh();
    int64_t before = 0;

    (void)state;
    pool_ready(pool, pool_enter(pool, getppid(), now)); /* another one answers: two places */
    die_often(pool, 3);
    assert_int_equal(pool_pause(pool, now), 0);
    for (int i = 0; i < 20; i++) {
        die_often(pool, 2);
        assert_true(pool_pause(pool, now) >= before);
        before = pool_pause(pool, now);
        assert_true(before > 0);
    }
    assert_int_equal(before, 5 * CLOCK_SECOND);
    assert_true(pool_ailing(pool, now));
    assert_int_equal(pool_deaths(pool, now), 43);
    now += 61 * CLOCK_SECOND;
    assert_int_equal(pool_deaths(pool, now), 0);
    assert_int_equal(pool_pause(pool, now), 0);
    assert_false(pool_ailing(pool, now));
}

static void a_large_pool_may_lose_as_many_for_each_place(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    for (int i = 0; i < 16; i++)
        pool->worker[i] = (uint64_t)getppid();
    pool_leave(pool, pool_enter(pool, getpid(), now));
    for (int i = 0; i < 16; i++)
        pool->worker[i] = (uint64_t)corpse();
    die_often(pool, 0);
    assert_int_equal(pool_deaths(pool, now), 16);
    assert_int_equal(pool_pause(pool, now), 0);
}

static void where_nobody_answers_the_pause_is_short(void **state)
{
    struct pool *pool = fresh();
    int place;

    (void)state;
    die_often(pool, 100);
    assert_false(pool_answers(pool));
    assert_int_equal(pool_pause(pool, now), CLOCK_SECOND);
    place = pool_enter(pool, getppid(), now);
    assert_int_equal(pool_pause(pool, now), CLOCK_SECOND);
    pool_ready(pool, place);
    assert_true(pool_answers(pool));
    assert_int_equal(pool_pause(pool, now), 5 * CLOCK_SECOND);
}

static void it_is_told_once_in_a_minute(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    assert_false(pool_warn(pool, now));
    die_often(pool, 10);
    assert_true(pool_warn(pool, now));
    now += 30 * CLOCK_SECOND;
    die_often(pool, 10);
    assert_false(pool_warn(pool, now));
    now += 31 * CLOCK_SECOND;
    assert_true(pool_warn(pool, now));
}

static void more_workers_than_places_are_not_watched(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    for (int i = 0; i < POOL_WORKERS_MAX; i++)
        pool->worker[i] = (uint64_t)getppid();
    assert_int_equal(pool_enter(pool, getpid(), now), -1);
    pool_ready(pool, -1);
    pool_leave(pool, -1);
    assert_false(pool_answers(pool));
}

static void more_deaths_than_are_kept_do_no_harm(void **state)
{
    struct pool *pool = fresh();

    (void)state;
    die_often(pool, POOL_DEATHS_MAX + 10);
    assert_int_equal(pool_deaths(pool, now), POOL_DEATHS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_name_is_one_pool_and_there_are_only_so_many),
        UNIT(who_ends_as_told_leaves_no_trace),
        UNIT(who_is_alive_is_not_taken_for_dead),
        UNIT(a_number_that_comes_again_was_that_of_one_who_died),
        UNIT(pauses_grow_with_the_deaths_and_end_a_quiet_minute_later),
        UNIT(a_large_pool_may_lose_as_many_for_each_place),
        UNIT(where_nobody_answers_the_pause_is_short),
        UNIT(it_is_told_once_in_a_minute),
        UNIT(more_workers_than_places_are_not_watched),
        UNIT(more_deaths_than_are_kept_do_no_harm),
    };

    return UNIT_RUN(tests);
}
