/* What it costs to count a request: nanoseconds of processor time.
 *
 *   recorder --memory FILE [--rounds N]
 *
 * Makes FILE the shared memory of a host and counts requests there as a worker does behind each
 * answer, a million times a round: `record|NAME|ns, median of the rounds`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "client.h"
#include "store/store.h"
#include "web/meter.h"
#include "web/route.h"

enum { TIMES = 1000000, ROUNDS_MAX = 101, ROUTES = 100, OTHERS = 3 };

STATEMENT(OF_THREAD, PARAMETERS(id(thread), number(limit)), COLUMNS(id(id)),
          "SELECT id FROM comment WHERE thread_id = ? LIMIT ?");
STATEMENT_SET(recorder_statements, &OF_THREAD);

static const struct statement_set *const sets[] = {&recorder_statements, NULL};
static struct route routes[ROUTES + 1];
static const struct area area = {.name = "bench", .routes = routes, .statements = sets};
static struct worker worker = {.area = &area};
static struct request request = {.worker = &worker,
                                 .id = "0123456789abcdef",
                                 .path = "/forum/thread/9/a-thread"};
static size_t statement;

static int64_t processor_nanoseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* A request that took so many microseconds. */
static void record(size_t route, int64_t took)
{
    request.route = &routes[route];
    request.response.status = HTTP_OK;
    request.cache_hits = 1;
    request.started = clock_ticks() - took;
    meter_request(worker.meter, &request);
}

static void any_route(size_t i)
{
    (void)i;
    record((size_t)random_below(ROUTES), (int64_t)random_below(900));
}

static void one_route(size_t i)
{
    (void)i;
    record(0, (int64_t)random_below(900));
}

/* Each slower than all before it, so that it is kept. */
static void slow(size_t i)
{
    static int64_t longest = 2000;

    record(i % ROUTES, ++longest);
}

static void call(size_t i)
{
    (void)i;
    metrics_record_call(shared_metrics(worker.shared), statement,
                        &(struct call_cost){random_below(900), 20, false}, clock_ticks());
}

static void nothing(size_t i)
{
    (void)i;
    request.started = clock_ticks() - (int64_t)random_below(900);
}

static double measure(void (*count)(size_t i), int rounds)
{
    double took[ROUNDS_MAX];

    for (int round = 0; round < rounds; round++) {
        int64_t start = processor_nanoseconds();

        for (size_t i = 0; i < TIMES; i++)
            count(i);
        took[round] = (double)(processor_nanoseconds() - start) / TIMES;
    }
    qsort(took, (size_t)rounds, sizeof took[0], compare_doubles);
    return took[rounds / 2];
}

/* The same while others count for the same route as fast as they can. */
static double measure_beside_others(void (*count)(size_t i), int rounds)
{
    pid_t others[OTHERS];
    double ns;

    for (size_t i = 0; i < OTHERS; i++) {
        others[i] = fork();
        if (others[i] < 0)
            die("no process");
        if (others[i] == 0)
            for (size_t n = 0; getppid() != 1; n++)
                count(n);
    }
    ns = measure(count, rounds);
    for (size_t i = 0; i < OTHERS; i++) {
        kill(others[i], SIGKILL);
        waitpid(others[i], NULL, 0);
    }
    return ns;
}

static void open_worker(const char *file)
{
    static const struct configuration plain;
    static char names[ROUTES][32];

    for (size_t i = 0; i < ROUTES; i++) {
        snprintf(names[i], sizeof names[i], "/page-%zu/:id", i);
        routes[i].pattern = names[i];
    }
    worker.shared = shared_open(file, 0);
    if (worker.shared == NULL)
        die("no shared memory");
    worker.database = database_open(&plain, sets);
    worker.pool = pool_named(shared_pools(worker.shared), area.name);
    worker.place = pool_enter(worker.pool, getpid(), clock_ticks());
    worker.meter = meter_open(&worker, arena_open(65536));
    statement = metrics_statement(shared_metrics(worker.shared), &OF_THREAD.statement);
}

int main(int argc, char **argv)
{
    int rounds = argc == 5 && strcmp(argv[3], "--rounds") == 0
                     ? (int)number_argument(argv[4], 1, ROUNDS_MAX)
                     : 5;
    double loop;

    if (argc < 3 || strcmp(argv[1], "--memory") != 0)
        die("usage: recorder --memory FILE [--rounds N]");
    open_worker(argv[2]);
    loop = measure(nothing, rounds);
    printf("record|a request for any of 100 routes|%.1f\n", measure(any_route, rounds) - loop);
    printf("record|for one route|%.1f\n", measure(one_route, rounds) - loop);
    printf("record|for one route, while three others count for it|%.1f\n",
           measure_beside_others(one_route, rounds) - loop);
    printf("record|one that is kept among the slowest|%.1f\n", measure(slow, rounds) - loop);
    printf("record|a statement|%.1f\n", measure(call, rounds) - loop);
    database_close(worker.database);
    shared_close(worker.shared);
    return 0;
}
