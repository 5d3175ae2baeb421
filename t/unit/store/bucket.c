#include "store/bucket.h"

#include "../unit.h"
#include "base/clock.h"
#include "store/shared.h"

static struct buckets buckets;
static int64_t now;
static uint64_t seed;

static void fresh(void)
{
    memset(&buckets, 0, sizeof buckets);
    now = 1000 * CLOCK_SECOND;
    seed = 9;
}

static struct bucket of_address(uint64_t hash, unsigned count, unsigned seconds)
{
    return (struct bucket){.sets = buckets.addresses,
                           .set_count = BUCKET_ADDRESS_SETS,
                           .hash = hash,
                           .budget = {count, seconds}};
}

static struct bucket of_account(uint64_t hash, unsigned count, unsigned seconds)
{
    return (struct bucket){.sets = buckets.accounts,
                           .set_count = BUCKET_ACCOUNT_SETS,
                           .hash = hash,
                           .budget = {count, seconds}};
}

static struct bucket anybody(unsigned count, unsigned seconds)
{
    return of_address(unit_random(&seed), count, seconds);
}

/* How many tokens are in it, which are taken. */
static unsigned drain(const struct bucket *bucket)
{
    unsigned count = 0;

    while (count < 1000000 && bucket_take(bucket, now) == 0)
        count++;
    return count;
}

static void a_bucket_holds_just_its_count(void **state)
{
    static const struct budget budgets[] = {{1, 1},     {3, 1},      {7, 10},      {10, 1800},
                                            {60, 900},  {300, 10},   {3, 21600},   {999, 7},
                                            {1, 86400}, {17, 86400}, {5000, 3600}, {1000, 1}};

    (void)state;
    fresh();
    for (size_t i = 0; i < COUNT(budgets); i++) {
        struct bucket bucket = anybody(budgets[i].count, budgets[i].seconds);

        assert_int_equal(drain(&bucket), budgets[i].count);
        assert_true(bucket_take(&bucket, now) > 0);
        now += budgets[i].seconds * CLOCK_SECOND;
        assert_int_equal(drain(&bucket), budgets[i].count);
    }
}

static void what_was_spent_comes_back_evenly(void **state)
{
    struct bucket bucket;

    (void)state;
    fresh();
    bucket = anybody(10, 600);
    assert_int_equal(drain(&bucket), 10);
    for (int i = 0; i < 50; i++) {
        now += 59 * CLOCK_SECOND;
        assert_true(bucket_take(&bucket, now) > 0);
        now += CLOCK_SECOND;
        assert_int_equal(drain(&bucket), 1);
    }
    now += 150 * CLOCK_SECOND;
    assert_int_equal(drain(&bucket), 2);
}

static void whoever_waits_as_long_as_they_were_told_gets_one_and_not_a_moment_before(void **state)
{
    (void)state;
    fresh();
    for (int i = 0; i < 1000; i++) {
        unsigned count = 1 + (unsigned)unit_below(&seed, 200);
        struct bucket bucket = anybody(count, 1 + (unsigned)unit_below(&seed, 4000));
        int64_t wait;

        drain(&bucket);
        wait = bucket_take(&bucket, now);
        assert_in_range(wait, 1000, bucket.budget.seconds * CLOCK_SECOND);
        assert_true(bucket_take(&bucket, now + wait - 1000) > 0);
        assert_int_equal(bucket_take(&bucket, now + wait), 0);
    }
}

static void a_refusal_costs_nothing(void **state)
{
    struct bucket bucket;

    (void)state;
    fresh();
    bucket = anybody(5, 50);
    drain(&bucket);
    for (int i = 0; i < 100000; i++)
        assert_true(bucket_take(&bucket, now) > 0);
    now += 10 * CLOCK_SECOND;
    assert_int_equal(drain(&bucket), 1);
}

static void what_is_put_back_can_be_taken_again_and_no_more_than_there_was(void **state)
{
    struct bucket bucket;

    (void)state;
    fresh();
    bucket = anybody(5, 50);
    drain(&bucket);
    bucket_put_back(&bucket, now);
    bucket_put_back(&bucket, now);
    assert_int_equal(drain(&bucket), 2);
    for (int i = 0; i < 20; i++)
        bucket_put_back(&bucket, now);
    assert_int_equal(drain(&bucket), 5);
    assert_int_equal(bucket_take(&bucket, now + 50 * CLOCK_SECOND), 0);
    bucket_put_back(&bucket, now + 51 * CLOCK_SECOND);
    now += 51 * CLOCK_SECOND;
    assert_int_equal(drain(&bucket), 5);
    bucket = anybody(5, 50); /* nobody knows of it */
    bucket_put_back(&bucket, now);
    assert_int_equal(drain(&bucket), 5);
}

static void without_a_limit_nothing_is_counted(void **state)
{
    struct bucket bucket;

    (void)state;
    fresh();
    bucket = anybody(0, 1);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(bucket_take(&bucket, now), 0);
    bucket_put_back(&bucket, now);
    for (size_t i = 0; i < COUNT(buckets.addresses); i++)
        assert_int_equal(atomic_load(&buckets.addresses[i].slot[0]), 0);
}

static void a_budget_that_became_smaller_counts_at_once(void **state)
{
    struct bucket bucket;

    (void)state;
    fresh();
    bucket = anybody(5, 86400);
    drain(&bucket);
    bucket.budget = (struct budget){2, 20};
    assert_in_range(bucket_take(&bucket, now), 1, 10 * CLOCK_SECOND);
    now += 20 * CLOCK_SECOND;
    assert_int_equal(drain(&bucket), 2);
}

/* ---- a table that is full ---- */

/* So many addresses ask for something once each that no place is left ten times over. */
static void crowd(unsigned count, unsigned seconds)
{
    for (size_t i = 0; i < 10 * BUCKET_WAYS * (size_t)BUCKET_ADDRESS_SETS; i++) {
        struct bucket bucket = anybody(count, seconds);

        assert_int_equal(bucket_take(&bucket, now), 0);
        now += 10;
    }
}

#define SPENT 2000

static void a_crowd_of_addresses_lets_nobody_off_who_has_spent_theirs(void **state)
{
    static struct bucket spent[SPENT];

    (void)state;
    fresh();
    for (size_t i = 0; i < SPENT; i++) {
        spent[i] = anybody(10, 3600);
        assert_int_equal(drain(&spent[i]), 10);
    }
    crowd(10, 3600);
    for (size_t i = 0; i < SPENT; i++)
        assert_true(bucket_take(&spent[i], now) > 0);
}

static void nor_does_one_whose_buckets_take_longer_to_fill(void **state)
{
    static struct bucket spent[SPENT];

    (void)state;
    fresh();
    for (size_t i = 0; i < SPENT; i++) {
        spent[i] = anybody(30, 60);
        assert_int_equal(drain(&spent[i]), 30);
    }
    crowd(20, 86400);
    for (size_t i = 0; i < SPENT; i++) {
        unsigned got = drain(&spent[i]);

        assert_true(got <= 7); /* 13 s have passed */
    }
}

static void nobody_is_refused_for_what_a_crowd_has_spent(void **state)
{
    (void)state;
    fresh();
    for (size_t i = 0; i < 2 * BUCKET_WAYS * (size_t)BUCKET_ADDRESS_SETS; i++) {
        struct bucket bucket = anybody(3, 3600);

        drain(&bucket);
    }
    for (size_t i = 0; i < 100000; i++) {
        struct bucket bucket = anybody(3, 3600);

        assert_int_equal(bucket_take(&bucket, now), 0);
    }
}

static void addresses_crowd_no_account_out(void **state)
{
    static struct bucket spent[SPENT];

    (void)state;
    fresh();
    for (size_t i = 0; i < SPENT; i++) {
        spent[i] = of_account(unit_random(&seed), 10, 60);
        assert_int_equal(drain(&spent[i]), 10);
    }
    for (size_t i = 0; i < 10 * BUCKET_WAYS * (size_t)BUCKET_ADDRESS_SETS; i++) {
        struct bucket bucket = anybody(3, 86400);

        drain(&bucket);
    }
    for (size_t i = 0; i < SPENT; i++)
        assert_true(bucket_take(&spent[i], now) > 0);
}

static void two_that_share_a_line_are_told_apart(void **state)
{
    struct bucket one, other;

    (void)state;
    fresh();
    for (uint64_t i = 0; i < BUCKET_WAYS; i++) {
        one = of_address(7 + (i << 42), 5, 50);
        assert_int_equal(drain(&one), 5);
    }
    other = of_address(7 + (UINT64_C(99) << 42), 5, 50);
    assert_int_equal(bucket_take(&other, now), 0);
}

/* ---- several processes ---- */

static struct shared *shared;

static struct bucket in_shared(void)
{
    struct buckets *here = shared_buckets(shared);

    return (struct bucket){.sets = here->accounts,
                           .set_count = BUCKET_ACCOUNT_SETS,
                           .hash = UINT64_C(0x123456789ABCDEF0),
                           .budget = {30000, 3600}};
}

#define CHILDREN 4

/* How many each child got. */
static _Atomic unsigned *granted;

static void grab(void *context)
{
    struct bucket bucket = in_shared();
    size_t mine = *(const size_t *)context;

    while (bucket_take(&bucket, now) == 0)
        granted[mine]++;
}

static void processes_together_get_no_more_than_one_would(void **state)
{
    struct shared *counts;
    size_t number[CHILDREN];
    pid_t child[CHILDREN];
    unsigned sum = 0;

    (void)state;
    fresh();
    shared = shared_open(unit_name("shared"), 0);
    counts = shared_open(unit_name("counts"), 1);
    assert_true(shared != NULL && counts != NULL);
    granted = shared_cache(counts, &(size_t){0});
    for (size_t i = 0; i < CHILDREN; i++) {
        number[i] = i;
        child[i] = unit_fork(grab, &number[i]);
    }
    for (size_t i = 0; i < CHILDREN; i++)
        assert_int_equal(unit_wait(child[i]), 0);
    for (size_t i = 0; i < CHILDREN; i++)
        sum += granted[i];
    assert_int_equal(sum, 30000);
    shared_close(counts);
    shared_close(shared);
}

static void take_and_put_back(void *context)
{
    struct bucket bucket = in_shared();

    (void)context;
    for (;;) {
        bucket_take(&bucket, now);
        bucket_put_back(&bucket, now);
    }
}

static void one_that_is_killed_leaves_the_others_a_bucket_that_counts(void **state)
{
    struct bucket bucket;
    unsigned lost;

    (void)state;
    fresh();
    shared = shared_open(unit_name("shared"), 0);
    assert_non_null(shared);
    bucket = in_shared();
    for (int i = 0; i < 50; i++) {
        pid_t child = unit_fork(take_and_put_back, NULL);

        usleep(500);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_true(WIFSIGNALED(unit_wait(child)));
    }
    lost = 30000 - drain(&bucket);
    assert_in_range(lost, 0, 50); /* what each had in its hands */
    now += 3600 * CLOCK_SECOND;
    assert_int_equal(drain(&bucket), 30000);
    shared_close(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_bucket_holds_just_its_count),
        UNIT(what_was_spent_comes_back_evenly),
        UNIT(whoever_waits_as_long_as_they_were_told_gets_one_and_not_a_moment_before),
        UNIT(a_refusal_costs_nothing),
        UNIT(what_is_put_back_can_be_taken_again_and_no_more_than_there_was),
        UNIT(without_a_limit_nothing_is_counted),
        UNIT(a_budget_that_became_smaller_counts_at_once),
        UNIT(a_crowd_of_addresses_lets_nobody_off_who_has_spent_theirs),
        UNIT(nor_does_one_whose_buckets_take_longer_to_fill),
        UNIT(nobody_is_refused_for_what_a_crowd_has_spent),
        UNIT(addresses_crowd_no_account_out),
        UNIT(two_that_share_a_line_are_told_apart),
        UNIT(processes_together_get_no_more_than_one_would),
        UNIT(one_that_is_killed_leaves_the_others_a_bucket_that_counts),
    };

    return UNIT_RUN(tests);
}
