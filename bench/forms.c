/* In which form a game's database is filtered, sorted and counted: measures them side by side.
 *
 *   forms --config FILE --directory DIR [--items N] [--names N] [--rounds N]
 *
 * Every form answers the same questions; answers that differ end the program with status 1. Prints
 * lines of fields parted by "|", of which bench/forms.pl makes tables: `query|`, `ratio|`, `build|`,
 * `change|`, `name|`, and what forms_scan.h says.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "client.h"
#include "forms_build.h"
#include "forms_names.h"
#include "forms_scan.h"
#include "forms_sql.h"
#include "forms_sqlite.h"
#include "item_game.h"

enum {
    PLANS = 30,
    CHANGED = 2000, /* rows of the overlay */
    NEW_VALUES = 10000000,
};

static struct {
    const struct configuration *configuration;
    const char *directory;
    long items, names, rounds;
} options = {.items = 100000, .names = 150000, .rounds = 20};

static uint64_t differences;
static struct arena *scratch;  /* of one question */
static volatile int64_t shown; /* keeps what a page shows from being left out */

/* ---- asking the catalogue ---- */

/* The three filters of a plan. */
static void plan_filters(const struct plan *plan, const struct field *fields,
                         struct filter filters[PLAN_FILTERS])
{
    filters[0] =
        (struct filter){.field = &fields[plan->range], .low = plan->low, .high = plan->high};
    filters[1] = (struct filter){.field = &fields[plan->mask], .any = {plan->bits}};
    filters[2] = (struct filter){.field = &fields[plan->choice]};
    /* The choices' indices are their numbers. */
    for (size_t i = 0; i < plan->value_count; i++)
        filters[2].any[0] |= UINT64_C(1) << plan->values[i];
}

static void take_outcome(const struct catalogue_page *page, struct outcome *outcome)
{
    outcome->total = page->total;
    outcome->count = page->count;
    for (size_t i = 0; i < page->count; i++) {
        outcome->ids[i] = (uint32_t)page->entries[i].id;
        for (size_t column = 0; column < PLAN_SHOWN; column++)
            shown = page->entries[i].values[item_shown[column]].number;
    }
    for (size_t f = 0; f < page->facet_count; f++)
        for (size_t i = 0; i < page->facets[f].count; i++)
            outcome->facets[f][page->facets[f].counts[i].number] =
                (uint32_t)page->facets[f].counts[i].count;
}

/* COUNT filters of the plan; what the page shows is read too. */
static void ask_list(struct catalogue *catalogue, const struct plan *plan, size_t count,
                     struct outcome *outcome)
{
    const struct kind *kind = catalogue->game->kinds;
    struct catalogue_query query = {.kind = kind,
                                    .filter_count = count,
                                    .sort = CATALOGUE_BY_FIELD,
                                    .field = &kind->fields[plan->sort],
                                    .down = true,
                                    .limit = PLAN_LIMIT,
                                    .facets = true};
    struct catalogue_page page;

    memset(outcome, 0, sizeof *outcome);
    plan_filters(plan, kind->fields, query.filters);
    catalogue_list(catalogue, scratch, &query, &page);
    take_outcome(&page, outcome);
    arena_reset(scratch);
}

/* ---- figures ---- */

/* Prints p50, p99 and the most of COUNT times in milliseconds, which are sorted. */
static void print_times(const char *what, const char *name, double *times, size_t count)
{
    qsort(times, count, sizeof *times, compare_doubles);
    printf("%s|%s|%zu|%.4f|%.4f|%.4f\n", what, name, count, times[count / 2],
           times[(count * 99 + 99) / 100 - 1], times[count - 1]);
    fflush(stdout);
}

static double since(struct timespec start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start.tv_sec) * 1e3 + (double)(now.tv_nsec - start.tv_nsec) / 1e6;
}

static struct timespec now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

static void check_outcome(const char *name, unsigned number, const struct outcome *answer,
                          const struct outcome *right)
{
    if (memcmp(answer, right, sizeof *answer) == 0)
        return;
    differences++;
    fprintf(stderr, "%s answers question %u otherwise: %" PRIu64 " instead of %" PRIu64 " found\n",
            name, number, answer->total, right->total);
}

/* ---- the questions ---- */

static struct outcome right[PLANS];

static void time_sql(MYSQL *connection, enum sql_form form, const char *name, long rounds)
{
    double *times = calloc((size_t)rounds * PLANS, sizeof *times);
    struct outcome outcome;
    size_t count = 0;

    if (times == NULL)
        die("out of memory");
    fprintf(stderr, "  %s\n", name);
    for (long round = 0; round < rounds; round++)
        for (unsigned i = 0; i < PLANS; i++) {
            struct plan plan = plan_make(i);
            struct timespec start = now();

            sql_answer(connection, form, &plan, &outcome);
            times[count++] = since(start);
            if (form == SQL_TABLE)
                right[i] = outcome;
            check_outcome(name, i, &outcome, &right[i]);
        }
    print_times("query", name, times, count);
    free(times);
}

/* The plans with their first FILTERS filters; with all of them, the answers must be right. */
static void time_catalogue(struct catalogue *catalogue, const char *name, size_t filters)
{
    size_t rounds = (size_t)options.rounds * 5, count = 0;
    double *times = calloc(rounds * PLANS, sizeof *times);
    struct outcome outcome;

    if (times == NULL)
        die("out of memory");
    for (size_t round = 0; round < rounds; round++)
        for (unsigned i = 0; i < PLANS; i++) {
            struct plan plan = plan_make(i);
            struct timespec start = now();

            ask_list(catalogue, &plan, filters, &outcome);
            times[count++] = since(start);
            if (filters == PLAN_FILTERS)
                check_outcome(name, i, &outcome, &right[i]);
        }
    print_times("query", name, times, count);
    free(times);
}

/* The next row that changes, and what it has then. */
static uint32_t changed_item(uint64_t *state, int64_t values[ITEM_FIELDS])
{
    uint32_t id = 1 + (uint32_t)(item_random(state) % (uint64_t)options.items);

    item_make(id + NEW_VALUES, values);
    return id;
}

/* ---- SQLite ---- */

enum { SQLITE_ROUNDS = 3 };

/* A question of SQLite's; NAME says so where it is asked. */
typedef void (*sqlite_asker)(struct sqlite_form *form, unsigned number, struct outcome *outcome);

static void time_sqlite(struct sqlite_form *form, const char *name, sqlite_asker ask)
{
    double times[SQLITE_ROUNDS * PLANS];
    struct outcome outcome;
    size_t count = 0;

    for (unsigned round = 0; round < SQLITE_ROUNDS; round++)
        for (unsigned i = 0; i < PLANS; i++) {
            struct timespec start = now();

            ask(form, i, &outcome);
            times[count++] = since(start);
            check_outcome(name, i, &outcome, &right[i]);
        }
    print_times("query", name, times, count);
}

static double cpu_milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* How many times the catalogue's time SQLite takes, plan by plan and by turns. Both work in this very
 * thread, so that it is processor time, which other work on the machine does not count into; of each the
 * least of some tries. */
static void compare_sqlite(struct catalogue *catalogue, struct sqlite_form *form, const char *name,
                           sqlite_asker ask)
{
    double ratios[PLANS];
    struct outcome outcome;

    for (unsigned i = 0; i < PLANS; i++) {
        struct plan plan = plan_make(i);
        double min[2] = {HUGE_VAL, HUGE_VAL};

        for (unsigned turn = 0; turn < 2 * SQLITE_ROUNDS; turn++) {
            double start = cpu_milliseconds(), taken;

            if (turn % 2 == 0)
                ask_list(catalogue, &plan, PLAN_FILTERS, &outcome);
            else
                ask(form, i, &outcome);
            taken = cpu_milliseconds() - start;
            min[turn % 2] = taken < min[turn % 2] ? taken : min[turn % 2];
        }
        ratios[i] = min[1] / min[0];
    }
    qsort(ratios, PLANS, sizeof *ratios, compare_doubles);
    printf("ratio|%s|%.1f|%.1f|%.1f\n", name, ratios[0], ratios[PLANS / 2], ratios[PLANS - 1]);
}

/* What changed in MariaDB meanwhile, once more: the same rows are asked afterwards. */
static void time_sqlite_changes(struct sqlite_form *form)
{
    double *times = calloc(CHANGED, sizeof *times);
    uint64_t state = 5;

    if (times == NULL)
        die("out of memory");
    for (size_t i = 0; i < CHANGED; i++) {
        int64_t values[ITEM_FIELDS];
        uint32_t id = changed_item(&state, values);
        struct timespec start = now();

        sqlite_replace(form, id, values);
        times[i] = since(start);
    }
    print_times("change", "put into SQLite in memory", times, CHANGED);
    free(times);
}

/* Each set of indexes, in memory and in a file that is mapped. Returns the middle one in memory. */
static struct sqlite_form *time_sqlite_forms(MYSQL *connection, struct catalogue *catalogue)
{
    static const struct {
        enum sqlite_indexes indexes;
        bool file;
        const char *name;
    } forms[] = {
        {SQLITE_POPULAR, false, "d: SQLite in memory, popular indexed"},
        {SQLITE_POPULAR, true, "d: SQLite's file, popular indexed"},
        {SQLITE_POPULAR_COVERING, true, "d: SQLite's file, popular covering"},
        {SQLITE_ALL_COVERING, false, "d: SQLite in memory, all covering"},
        {SQLITE_ALL_COVERING, true, "d: SQLite's file, all covering"},
        {SQLITE_POPULAR_COVERING, false, "d: SQLite in memory, popular covering"},
    };
    const size_t count = sizeof forms / sizeof forms[0];
    char file[500], pass[200];

    snprintf(file, sizeof file, "%s/items.sqlite", options.directory);
    for (size_t i = 0;; i++) {
        struct sqlite_form *form;

        fprintf(stderr, "  %s\n", forms[i].name);
        form = sqlite_form_open(connection, forms[i].indexes, forms[i].file ? file : NULL,
                                forms[i].name, PLANS);
        snprintf(pass, sizeof pass, "%s, in one pass", forms[i].name);
        time_sqlite(form, forms[i].name, sqlite_answer);
        time_sqlite(form, pass, sqlite_answer_pass);
        compare_sqlite(catalogue, form, forms[i].name, sqlite_answer);
        compare_sqlite(catalogue, form, pass, sqlite_answer_pass);
        if (i + 1 == count)
            return form;
        sqlite_form_close(form);
    }
}

static void print_found(void)
{
    uint64_t min = UINT64_MAX, max = 0, sum = 0;

    for (unsigned i = 0; i < PLANS; i++) {
        min = right[i].total < min ? right[i].total : min;
        max = right[i].total > max ? right[i].total : max;
        sum += right[i].total;
    }
    printf("found|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "\n", min, sum / PLANS, max);
}

/* ---- changes ---- */

/* Changes rows in the database and brings the catalogue up to date with each, as a worker does
 * that hears of it: the row is read back, and put over the snapshot's. */
static void time_changes(MYSQL *connection, struct catalogue *catalogue)
{
    double *reads = calloc(CHANGED, sizeof *reads), *puts = calloc(CHANGED, sizeof *puts);
    uint64_t state = 5;

    if (reads == NULL || puts == NULL)
        die("out of memory");
    sql_do(connection, "START TRANSACTION");
    for (size_t i = 0; i < CHANGED; i++) {
        int64_t values[ITEM_FIELDS];
        uint32_t id = changed_item(&state, values);
        struct timespec start;

        sql_replace(connection, id, values);
        start = now();
        build_read_row(connection, "bench_item", id, ITEM_FIELDS, values);
        reads[i] = since(start);
        start = now();
        item_change(catalogue, scratch, 1, &id, values);
        puts[i] = since(start);
        arena_reset(scratch);
    }
    sql_do(connection, "COMMIT");
    print_times("change", "a changed row read from MariaDB", reads, CHANGED);
    print_times("change", "put over the snapshot", puts, CHANGED);
    free(reads);
    free(puts);
}

/* What a new worker does: maps the file and reads all that changed since. */
static void time_start(MYSQL *connection, const struct game *game)
{
    static int64_t values[CHANGED][ITEM_FIELDS];
    static uint32_t ids[CHANGED];
    char text[100];
    double times[5];

    snprintf(text, sizeof text, "SELECT * FROM bench_item ORDER BY id LIMIT %d", CHANGED);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct timespec start = now();
        struct catalogue *catalogue = item_open(game, options.directory);
        MYSQL_RES *rows = sql_rows(connection, true, text);
        size_t count = 0;

        while (count < CHANGED && build_next_row(rows, ITEM_FIELDS, &ids[count], values[count]))
            count++;
        mysql_free_result(rows);
        item_change(catalogue, scratch, count, ids, values[0]);
        times[i] = since(start);
        catalogue_close(catalogue);
        arena_reset(scratch);
    }
    print_times("change", "mapping the file, 2,000 changed rows", times,
                sizeof times / sizeof times[0]);
}

static void time_forms(MYSQL *connection, const struct game *game)
{
    struct catalogue *catalogue = item_open(game, options.directory);
    struct sqlite_form *sqlite;

    scan_time(catalogue);
    time_sql(connection, SQL_TABLE, "a: a table a kind, a column a field", 3);
    print_found();
    time_sql(connection, SQL_NARROW, "b: (entry, field, value)", 1);
    time_sql(connection, SQL_RECORD, "b: popular columns and JSON", 1);
    time_catalogue(catalogue, "c: columns in a file", PLAN_FILTERS);
    time_catalogue(catalogue, "c: one filter", 1);
    time_catalogue(catalogue, "c: no filter", 0);
    sqlite = time_sqlite_forms(connection, catalogue);
    time_changes(connection, catalogue);
    time_sqlite_changes(sqlite);
    time_sql(connection, SQL_TABLE, "a: again, after the changes", 1);
    time_catalogue(catalogue, "c: and 2,000 rows laid over", PLAN_FILTERS);
    time_sqlite(sqlite, "d: again, 2,000 rows changed", sqlite_answer);
    time_start(connection, game);
    sqlite_form_close(sqlite);
    catalogue_close(catalogue);
}

/* ---- the run ---- */

static void read_forms_options(int argc, char **argv, struct arena *arena)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];

        if (strcmp(name, "--config") == 0)
            options.configuration = configuration_read(arena, value);
        else if (strcmp(name, "--directory") == 0)
            options.directory = value;
        else if (strcmp(name, "--items") == 0)
            options.items = number_argument(value, 1000, 1000000);
        else if (strcmp(name, "--names") == 0)
            options.names = number_argument(value, 1000, 1000000);
        else if (strcmp(name, "--rounds") == 0)
            options.rounds = number_argument(value, 1, 1000);
        else
            die("no option %s", name);
    }
    if (argc % 2 == 0 || options.configuration == NULL || options.directory == NULL)
        die("usage: %s --config FILE --directory DIR [--items N] [--names N] [--rounds N]",
            argv[0]);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_open(4096);
    const struct game *game = item_game(arena, "items", ITEM_FIELDS);
    MYSQL *connection;

    read_forms_options(argc, argv, arena);
    scratch = arena_open(1 << 20);
    connection = sql_connect(options.configuration);
    fprintf(stderr, "  filling three forms\n");
    sql_fill(connection, (uint32_t)options.items);
    fprintf(stderr, "  making snapshots\n");
    build_time(connection, options.directory, game);
    time_forms(connection, game);
    fprintf(stderr, "  names\n");
    differences += names_time(connection, (size_t)options.names);
    sql_do(connection, "DROP TABLE bench_item, bench_value, bench_record, bench_wide, bench_name");
    mysql_close(connection);
    arena_close(scratch);
    arena_close(arena);
    return differences == 0 ? 0 : 1;
}
