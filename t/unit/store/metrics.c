#include "store/metrics/metrics.h"

#include "../unit.h"
#include "base/clock.h"
#include "store/shared.h"

#define HOUR (3600 * CLOCK_SECOND)

static struct histogram histogram;
static struct histogram_sum sum;
static uint64_t seed;

static void fresh_histogram(void)
{
    histogram_clear(&histogram);
    memset(&sum, 0, sizeof sum);
    seed = 7;
}

static int ascending(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

/* A duration as requests take them: any order of magnitude up to a minute. */
static uint64_t any_duration(void)
{
    return unit_random(&seed) % ((uint64_t)1 << (1 + unit_below(&seed, HISTOGRAM_TOP_BITS)));
}

static void quantiles_are_those_of_the_sorted_values_within_a_thirty_second(void **state)
{
    enum { VALUES = 20000 };
    static const unsigned asked[] = {1, 250, 500, 900, 950, 990, 999, 1000};
    static uint64_t values[VALUES];

    (void)state;
    fresh_histogram();
    for (size_t i = 0; i < VALUES; i++) {
        values[i] = any_duration();
        histogram_add(&histogram, values[i]);
    }
    qsort(values, VALUES, sizeof values[0], ascending);
    histogram_collect(&sum, &histogram);
    assert_int_equal(sum.total, VALUES);
    for (size_t i = 0; i < COUNT(asked); i++) {
        uint64_t exact = values[(VALUES * (size_t)asked[i] + 999) / 1000 - 1];
        uint64_t told = histogram_quantile(&sum, asked[i]);
        uint64_t off = told > exact ? told - exact : exact - told;

        assert_true(off * 32 <= exact + 31);
    }
}

static void ranges_follow_each_other_without_a_gap(void **state)
{
    (void)state;
    for (size_t i = 0; i < HISTOGRAM_RANGES; i++) {
        fresh_histogram();
        assert_true(histogram_begin(i) < histogram_begin(i + 1));
        histogram_add(&histogram, histogram_begin(i));
        histogram_add(&histogram, histogram_begin(i + 1) - 1);
        assert_int_equal(histogram.count[i], 2);
    }
    assert_int_equal(histogram_begin(HISTOGRAM_RANGES), (uint64_t)1 << HISTOGRAM_TOP_BITS);
}

static void what_takes_too_long_for_the_scale_is_counted_in_its_last_range(void **state)
{
    (void)state;
    fresh_histogram();
    assert_int_equal(histogram_quantile(&sum, 990), 0);
    histogram_add(&histogram, (uint64_t)1 << HISTOGRAM_TOP_BITS);
    histogram_add(&histogram, UINT64_MAX);
    assert_int_equal(histogram.count[HISTOGRAM_RANGES - 1], 2);
    histogram_collect(&sum, &histogram);
    assert_true(histogram_quantile(&sum, 1) >= histogram_begin(HISTOGRAM_RANGES - 1));
}

static struct shared *shared;
static struct metrics *metrics;

static void fresh_metrics(void)
{
    shared = shared_open(unit_name("shared"), 0);
    assert_non_null(shared);
    metrics = shared_metrics(shared);
    seed = 7;
}

static void record_often(void *context)
{
    size_t place = metrics_route(metrics, "forum", "GET /forum/");

    (void)context;
    for (unsigned i = 0; i < 20000; i++) {
        const struct request_cost cost = {.status = i % 4 == 0 ? 500 : 200,
                                          .microseconds = i,
                                          .queries = 3,
                                          .waited = 2,
                                          .cache_hits = 1};

        metrics_record(metrics, place, &cost, HOUR);
    }
}

static void what_several_processes_record_at_once_is_all_counted(void **state)
{
    pid_t children[4];
    struct route_sum route;

    (void)state;
    fresh_metrics();
    metrics_record(metrics, metrics_route(metrics, "forum", "GET /forum/"),
                   &(struct request_cost){.status = 200}, HOUR);
    for (size_t i = 0; i < COUNT(children); i++)
        children[i] = unit_fork(record_often, NULL);
    for (size_t i = 0; i < COUNT(children); i++)
        assert_int_equal(unit_wait(children[i]), 0);
    for (int lately = 0; lately < 2; lately++) {
        metrics_route_sum(metrics_route_at(metrics, metrics_route(metrics, "forum", "GET /forum/")),
                          lately, HOUR, &route);
        assert_int_equal(route.requests, 80001);
        assert_int_equal(route.errors, 20000);
        assert_int_equal(route.queries, 240000);
        assert_int_equal(route.waited, 160000);
        assert_int_equal(route.cache_hits, 80000);
        assert_int_equal(route.took.total, 80001);
        assert_true(histogram_quantile(&route.took, 500) > 9600);
        assert_true(histogram_quantile(&route.took, 500) < 10400);
    }
    shared_close(shared);
}

static uint64_t requests_lately(size_t place, int64_t now)
{
    struct route_sum route;

    metrics_route_sum(metrics_route_at(metrics, place), true, now, &route);
    return route.requests;
}

static void lately_is_this_hour_and_the_one_before(void **state)
{
    const struct request_cost cost = {.status = 200, .microseconds = 9};
    struct route_sum all;
    size_t place;

    (void)state;
    fresh_metrics();
    place = metrics_route(metrics, "forum", "GET /");
    for (int64_t hour = 10; hour < 14; hour++)
        for (int64_t i = 0; i < hour; i++)
            metrics_record(metrics, place, &cost, hour * HOUR + i);
    assert_int_equal(requests_lately(place, 13 * HOUR), 12 + 13);
    assert_int_equal(requests_lately(place, 14 * HOUR), 13);
    assert_int_equal(requests_lately(place, 15 * HOUR), 0);
    metrics_route_sum(metrics_route_at(metrics, place), false, 15 * HOUR, &all);
    assert_int_equal(all.requests, 10 + 11 + 12 + 13);
    shared_close(shared);
}

static void a_name_has_one_place_and_those_beyond_the_table_share_the_last(void **state)
{
    size_t place, others = 0;

    (void)state;
    fresh_metrics();
    place = metrics_route(metrics, "forum", "GET /forum/");
    assert_int_equal(metrics_route(metrics, "forum", "GET /forum/"), place);
    assert_int_not_equal(metrics_route(metrics, "admin", "GET /forum/"), place);
    for (size_t i = 0; i < 2 * (size_t)ROUTES_MAX; i++)
        others += metrics_route(metrics, "forum", arena_format(arena, "GET /%zu", i)) ==
                  ROUTES_MAX - 1;
    assert_int_equal(others, ROUTES_MAX + 3);
    assert_string_equal(metrics_route_at(metrics, ROUTES_MAX - 1)->name, "(others)");
    assert_string_equal(metrics_route_at(metrics, place)->name, "GET /forum/");
    assert_null(metrics_route_at(metrics, ROUTES_MAX));
    shared_close(shared);
}

STATEMENT(OF_THREAD, PARAMETERS(id(thread), text(word), number(limit)), COLUMNS(id(id)),
          "what is asked, with its ? ? ?");

static void a_statement_is_kept_with_its_text_as_long_as_there_is_memory_for_texts(void **state)
{
    struct statement_sum calls;
    struct statement other = OF_THREAD.statement;
    size_t place;

    (void)state;
    fresh_metrics();
    place = metrics_statement(metrics, &OF_THREAD.statement);
    assert_string_equal(metrics_statement_text(metrics, metrics_statement_at(metrics, place),
                                               arena),
                        OF_THREAD.statement.sql);
    assert_true(metrics_record_call(metrics, place, &(struct call_cost){30, 2, false}, HOUR));
    assert_false(metrics_record_call(metrics, place, &(struct call_cost){20, 1, true}, HOUR));
    assert_true(metrics_record_call(metrics, place, &(struct call_cost){40, 0, false}, HOUR));
    metrics_statement_sum(metrics_statement_at(metrics, place), true, HOUR, &calls);
    assert_int_equal(calls.calls, 3);
    assert_int_equal(calls.failures, 1);
    assert_int_equal(calls.rows, 3);
    assert_int_equal(calls.microseconds, 90);
    assert_int_equal(calls.longest, 40);

    other.name = "ANOTHER";
    metrics->texts_used = STATEMENT_TEXTS_MAX - 3;
    place = metrics_statement(metrics, &other);
    assert_string_equal(metrics_statement_at(metrics, place)->name, "ANOTHER");
    assert_null(metrics_statement_text(metrics, metrics_statement_at(metrics, place), arena));
    assert_int_equal(metrics->texts_used, STATEMENT_TEXTS_MAX - 3);
    shared_close(shared);
}

/* ---- the slowest ---- */

static struct slowest slowest;
static struct slow_request list[SLOWEST_MAX];

static bool keep(uint32_t route, uint64_t microseconds, int64_t now)
{
    const struct slow_request request = {.route = route, .microseconds = microseconds};

    return slowest_concerns(&slowest, microseconds, now) && slowest_keep(&slowest, &request, now);
}

static void the_slowest_are_kept_and_of_each_route_a_few_only(void **state)
{
    int64_t now = HOUR;

    (void)state;
    memset(&slowest, 0, sizeof slowest);
    assert_false(keep(1, SLOWEST_FROM, now));
    for (uint64_t i = 1; i <= 100; i++)
        keep(1, 10000 * i, now++);
    assert_int_equal(slowest_read(&slowest, list, now), SLOWEST_OF_A_ROUTE);
    assert_int_equal(list[0].microseconds, 1000000);
    assert_int_equal(list[SLOWEST_OF_A_ROUTE - 1].microseconds, 950000);
    for (uint32_t route = 2; route < 100; route++)
        assert_true(keep(route, 2000 + route, now++) || route > SLOWEST_MAX);
    assert_int_equal(slowest_read(&slowest, list, now), SLOWEST_MAX);
    assert_int_equal(list[0].microseconds, 1000000);
    assert_int_equal(list[SLOWEST_MAX - 1].microseconds, 2000 + 99 - (SLOWEST_MAX - 7));
}

static void what_was_slow_a_day_ago_makes_place(void **state)
{
    int64_t now = HOUR;

    (void)state;
    memset(&slowest, 0, sizeof slowest);
    for (uint32_t route = 0; route < SLOWEST_MAX; route++)
        assert_true(keep(route, 5000000, now++));
    assert_false(keep(99, 4000000, now++));
    now += SLOWEST_KEPT + CLOCK_SECOND;
    assert_int_equal(slowest_read(&slowest, list, now), 0);
    assert_true(keep(99, 2000, now++));
    assert_int_equal(slowest_read(&slowest, list, now), 1);
}

static void who_dies_over_a_place_holds_it_for_a_moment_only(void **state)
{
    int64_t now = HOUR;

    (void)state;
    memset(&slowest, 0, sizeof slowest);
    slowest.place[0].state = (uint64_t)now << 1 | 1;
    for (uint32_t route = 0; route < SLOWEST_MAX + 5; route++)
        keep(route, 5000 + route, now);
    assert_true(slowest_read(&slowest, list, now) < SLOWEST_MAX);
    now += 2 * CLOCK_SECOND;
    for (uint32_t route = 0; route < SLOWEST_MAX; route++)
        keep(100 + route, 6000 + route, now + route);
    assert_int_equal(slowest_read(&slowest, list, now), SLOWEST_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(quantiles_are_those_of_the_sorted_values_within_a_thirty_second),
        UNIT(ranges_follow_each_other_without_a_gap),
        UNIT(what_takes_too_long_for_the_scale_is_counted_in_its_last_range),
        UNIT(what_several_processes_record_at_once_is_all_counted),
        UNIT(lately_is_this_hour_and_the_one_before),
        UNIT(a_name_has_one_place_and_those_beyond_the_table_share_the_last),
        UNIT(a_statement_is_kept_with_its_text_as_long_as_there_is_memory_for_texts),
        UNIT(the_slowest_are_kept_and_of_each_route_a_few_only),
        UNIT(what_was_slow_a_day_ago_makes_place),
        UNIT(who_dies_over_a_place_holds_it_for_a_moment_only),
    };

    return UNIT_RUN(tests);
}
