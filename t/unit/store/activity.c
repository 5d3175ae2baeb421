#include "store/metrics/activity.h"

#include "../schema.h"
#include "store/explain.h"

#define HOUR (3600 * CLOCK_SECOND)
#define NOW (INT64_C(1767225600) * CLOCK_SECOND + 5 * HOUR + 1) /* 2026-01-01T05:00:00 */

/* What a page asks by id, by word and by time. */
STATEMENT(
    COMMENTS_OF,
    PARAMETERS(id(thread), text(word), instant(since), id_or_null(parent), number(limit)),
    COLUMNS(id(id)),
    "SELECT id FROM comment WHERE thread_id = ? AND body = ? AND created > ? AND (parent_id = ? OR 1)"
    " LIMIT ?");
STATEMENT(THREAD_TOUCH, PARAMETERS(id(thread)), COLUMNS(),
          "UPDATE thread SET title = title WHERE id = ?");
STATEMENT_SET(probe_statements, &COMMENTS_OF, &THREAD_TOUCH);

static const struct statement_set *const sets[] = {&activity_statements, &probe_statements, NULL};
static struct database *database;
static struct shared *shared;

static int begin(void **state)
{
    unit_begin(state);
    shared = shared_open(unit_name("shared"), 0);
    database = database_open(schema_configuration, sets);
    database_meter(database, shared_metrics(shared));
    return database_prepare(database);
}

static int end(void **state)
{
    schema_sql("DELETE FROM activity");
    database_close(database);
    shared_close(shared);
    return unit_end(state);
}

#define ACTIVITY(test) cmocka_unit_test_setup_teardown(test, begin, end)

static void what_was_counted_is_in_the_sums_of_its_hour_and_day_once(void **state)
{
    struct activity_history hours = {.grain = ACTIVITY_HOUR, .count = 24, .now = NOW};
    struct activity_history days = {.grain = ACTIVITY_DAY, .count = 30, .now = NOW};

    (void)state;
    counter_add(shared, COUNTER_POSTS, 3);
    counter_add(shared, COUNTER_ERRORS_SERVER, 1);
    assert_int_equal(activity_write(database, shared, NOW - HOUR), 0);
    assert_int_equal(activity_write(database, shared, NOW), 0);
    counter_add(shared, COUNTER_POSTS, 4);
    assert_int_equal(activity_write(database, shared, NOW), 0);
    counter_add(shared, COUNTER_POSTS, 5);
    assert_int_equal(activity_write(database, shared, NOW), 0);
    assert_int_equal(counter_unwritten(shared, COUNTER_POSTS), 0);

    assert_int_equal(activity_read(database, arena, &hours), 0);
    assert_int_equal(hours.first, NOW - 1 - 23 * HOUR);
    assert_int_equal(hours.sums[ACTIVITY_POSTS][22], 3);
    assert_int_equal(hours.sums[ACTIVITY_POSTS][23], 9);
    assert_int_equal(hours.sums[ACTIVITY_ERRORS][22], 1);
    assert_int_equal(hours.sums[ACTIVITY_REQUESTS][23], 0);
    assert_int_equal(activity_read(database, arena, &days), 0);
    assert_int_equal(days.sums[ACTIVITY_POSTS][29], 12);
    assert_int_equal(days.sums[ACTIVITY_POSTS][28], 0);
}

static void hours_are_kept_for_weeks_and_days_for_years(void **state)
{
    (void)state;
    for (int64_t back = 0; back < 3; back++) {
        counter_add(shared, COUNTER_POSTS, 1);
        assert_int_equal(activity_write(database, shared, NOW - back * ACTIVITY_HOURS_KEPT * HOUR),
                         0);
    }
    assert_int_equal(activity_sweep(database, NOW), 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM activity WHERE grain = 0"), 1);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM activity WHERE grain = 1"), 3);
    assert_int_equal(activity_sweep(database, NOW + (ACTIVITY_DAYS_KEPT - 1) * 24 * HOUR), 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM activity"), 1);
}

static const struct metered_statement *kept(const char *name)
{
    const struct metrics *metrics = shared_metrics(shared);

    for (size_t i = 0; i < STATEMENTS_MAX; i++)
        if (metrics_statement_at(metrics, i) != NULL &&
            strcmp(metrics_statement_at(metrics, i)->name, name) == 0)
            return metrics_statement_at(metrics, i);
    fail_msg("no statement %s", name);
    return NULL;
}

static void a_statement_has_a_plan_for_its_numbers_and_keeps_no_text(void **state)
{
    const struct metered_statement *asked;
    const struct plan_step *plan;
    size_t count;

    (void)state;
    assert_non_null(database_query(database, arena, &COMMENTS_OF, 4711, "my secret", NOW, 0, 20));
    assert_int_equal(database_run(database, &THREAD_TOUCH, 4711), 0);
    asked = kept("COMMENTS_OF");
    assert_string_equal(statement_example(asked, arena, 0), "4711");
    assert_string_equal(statement_example(asked, arena, 1), "a");
    assert_string_equal(statement_example(asked, arena, 2), "2026-01-01T05:00:00Z");
    assert_string_equal(statement_example(asked, arena, 3), "NULL");
    assert_null(statement_example(asked, arena, 5));
    assert_null(memmem(shared_metrics(shared), sizeof(struct metrics), "my secret", 9));

    plan = statement_plan(database, arena, asked, &count);
    assert_non_null(plan);
    assert_int_equal(count, 1);
    assert_string_equal(plan[0].table, "comment");
    assert_true(statement_explains(shared_metrics(shared), asked));
    assert_false(statement_explains(shared_metrics(shared), kept("THREAD_TOUCH")));
    assert_null(statement_plan(database, arena, kept("THREAD_TOUCH"), &count));
    /* The connection is as it was: what writes still does. */
    assert_int_equal(database_run(database, &THREAD_TOUCH, 4711), 0);
}

static void a_request_tells_which_statements_it_ran_and_how_often(void **state)
{
    const struct statement_run *runs;
    size_t count;

    (void)state;
    database_reset_counters(database);
    for (int i = 0; i < 3; i++)
        assert_non_null(database_query(database, arena, &COMMENTS_OF, 1, "b", NOW, 0, 20));
    assert_int_equal(database_run(database, &THREAD_TOUCH, 1), 0);
    runs = database_runs(database, &count);
    assert_int_equal(count, 2);
    assert_int_equal(runs[0].calls, 3);
    assert_string_equal(metrics_statement_at(shared_metrics(shared), runs[0].statement)->name,
                        "COMMENTS_OF");
    assert_int_equal(runs[1].calls, 1);
    database_reset_counters(database);
    (void)database_runs(database, &count);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTIVITY(what_was_counted_is_in_the_sums_of_its_hour_and_day_once),
        ACTIVITY(hours_are_kept_for_weeks_and_days_for_years),
        ACTIVITY(a_statement_has_a_plan_for_its_numbers_and_keeps_no_text),
        ACTIVITY(a_request_tells_which_statements_it_ran_and_how_often),
    };

    return SCHEMA_RUN(tests);
}
