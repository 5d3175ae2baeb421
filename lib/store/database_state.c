/* What a handle tells of its last call and of a request, and the host of all of them. */
#include <string.h>

#include "base/clock.h"
#include "store/internal.h"

uint64_t database_changed(const struct database *database)
{
    return database->changed;
}

uint64_t database_made_id(const struct database *database)
{
    return database->made_id;
}

enum database_failure database_failure(const struct database *database)
{
    return database->failure;
}

unsigned database_queries(const struct database *database)
{
    return database->queries;
}

int64_t database_waited(const struct database *database)
{
    return database->waited;
}

void database_reset_counters(struct database *database)
{
    database->queries = 0;
    database->waited = 0;
    database->run_count = 0;
}

const struct statement_run *database_runs(const struct database *database, size_t *count)
{
    *count = database->run_count;
    return database->runs;
}

/* Statements prepared before this are counted from their next connection on. */
void database_meter(struct database *database, struct metrics *metrics)
{
    database->metrics = metrics;
}

/* Adds a call to what the request has run. Beyond the bound it is counted for the host only. */
static void note_run(struct database *database, size_t place, uint64_t microseconds, uint64_t rows)
{
    struct statement_run *run = database->runs;

    while (run < database->runs + database->run_count && run->statement != place)
        run++;
    if (run == database->runs + SLOWEST_RUNS_MAX)
        return;
    if (run == database->runs + database->run_count) {
        *run = (struct statement_run){.statement = (uint16_t)place};
        database->run_count++;
    }
    run->calls += run->calls < UINT16_MAX;
    run->microseconds += (uint32_t)microseconds;
    run->rows += (uint32_t)rows;
}

/* Whether a value's number may be kept, and can be told from its bytes. */
static bool is_keepable(enum value_type type)
{
    return type != VALUE_TEXT && type != VALUE_SIZED_TEXT && type != VALUE_BYTES;
}

static void keep_numbers(struct database *database, const struct call *call, size_t place)
{
    struct statement_value list[STATEMENT_VALUES_MAX];
    size_t count = statement_flatten(call->statement->signature->parameters, list);

    for (size_t i = 0; i < count; i++) {
        uint64_t number = 0;

        if (is_keepable(list[i].type))
            memcpy(&number, (const char *)call + list[i].offset, sizeof number);
        metrics_keep_number(database->metrics, place, i, number);
    }
}

/* A statement that never came to be prepared has no place. */
void note_call(struct database *database, const struct call *call, int64_t start, uint64_t rows,
               bool failed)
{
    const struct prepared *slot = prepared_slot(database, call->statement);
    int64_t now = clock_ticks();
    const struct call_cost cost = {(uint64_t)(now - start), rows, failed};

    database->waited += now - start;
    if (database->metrics == NULL || slot->statement == NULL)
        return;
    if (metrics_record_call(database->metrics, slot->place, &cost, now))
        keep_numbers(database, call, slot->place);
    note_run(database, slot->place, cost.microseconds, rows);
}
