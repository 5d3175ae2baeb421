#include "store/metrics/activity.h"

#include <string.h>

#include "base/clock.h"

#define HOUR (3600 * CLOCK_SECOND)
#define DAY (24 * HOUR)

STATEMENT(ACTIVITY_ADD,
          PARAMETERS(instant(hour), number(measure), number(count), instant(day), again(measure),
                     again(count)),
          COLUMNS(),
          "INSERT INTO activity (grain, started, measure, count) VALUES (0, ?, ?, ?), (1, ?, ?, ?)"
          " ON DUPLICATE KEY UPDATE count = count + VALUES(count)");
STATEMENT(ACTIVITY_SINCE, PARAMETERS(number(grain), instant(from), number(limit)),
          COLUMNS(instant(started), number(measure), number(count)),
          "SELECT started, measure, count FROM activity WHERE grain = ? AND started >= ?"
          " ORDER BY started, measure LIMIT ?");
STATEMENT(ACTIVITY_SWEEP, PARAMETERS(number(grain), instant(before)), COLUMNS(),
          "DELETE FROM activity WHERE grain = ? AND started < ?");
STATEMENT_SET(activity_statements, &ACTIVITY_ADD, &ACTIVITY_SINCE, &ACTIVITY_SWEEP);

static const enum counter counters[ACTIVITIES] = {
    [ACTIVITY_REQUESTS] = COUNTER_REQUESTS,
    [ACTIVITY_ERRORS] = COUNTER_ERRORS_SERVER,
    [ACTIVITY_POSTS] = COUNTER_POSTS,
    [ACTIVITY_REGISTRATIONS] = COUNTER_REGISTERED,
};

int64_t activity_length(enum activity_grain grain)
{
    return grain == ACTIVITY_HOUR ? HOUR : DAY;
}

static int64_t start_of(int64_t instant, enum activity_grain grain)
{
    return instant - instant % activity_length(grain);
}

int activity_write(struct database *database, struct shared *shared, int64_t now)
{
    for (uint64_t measure = 0; measure < ACTIVITIES; measure++) {
        uint64_t count = counter_unwritten(shared, counters[measure]);

        if (count == 0)
            continue;
        if (database_run(database, &ACTIVITY_ADD, start_of(now, ACTIVITY_HOUR), measure, count,
                         start_of(now, ACTIVITY_DAY)) != 0)
            return -1;
        counter_written(shared, counters[measure], count);
    }
    return 0;
}

int activity_sweep(struct database *database, int64_t now)
{
    return database_run(database, &ACTIVITY_SWEEP, ACTIVITY_HOUR,
                        now - ACTIVITY_HOURS_KEPT * HOUR) == 0 &&
                   database_run(database, &ACTIVITY_SWEEP, ACTIVITY_DAY,
                                now - ACTIVITY_DAYS_KEPT * DAY) == 0
               ? 0
               : -1;
}

int activity_read(struct database *database, struct arena *arena, struct activity_history *history)
{
    int64_t length = activity_length(history->grain);
    struct ACTIVITY_SINCE_rows *rows;
    const struct ACTIVITY_SINCE_row *row;

    history->first = start_of(history->now, history->grain) -
                     (int64_t)(history->count - 1) * length;
    memset(history->sums, 0, sizeof history->sums);
    rows = database_query(database, arena, &ACTIVITY_SINCE, history->grain, history->first,
                          (uint64_t)ACTIVITIES * ACTIVITY_SUMS_MAX);
    while ((row = rows_next(rows)) != NULL) {
        size_t place = (size_t)((row->started - history->first) / length);

        if (row->measure < ACTIVITIES && place < history->count)
            history->sums[row->measure][place] = row->count;
    }
    return rows != NULL ? 0 : -1;
}
