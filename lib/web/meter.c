/* Counting comes after the answer and costs less than a microsecond: a worker looks up the places of
 * its routes once, and how much memory it has after each few hundred requests. */
#include "web/meter.h"

#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/metrics/metrics.h"
#include "web/route.h"

#define MEMORY_EVERY 256 /* requests */

struct meter {
    struct metrics *metrics;
    size_t *places; /* of the area's routes, in their order, and behind them of what has none */
    const struct route *routes;
    size_t count;
    int memory; /* /proc/self/statm, opened before the sandbox closes; -1: there is none */
    unsigned until_memory;
};

static const char *route_name(struct arena *arena, const struct route *route)
{
    return arena_format(arena, "%s %s", route->method == METHOD_POST ? "POST" : "GET",
                        route->pattern);
}

struct meter *meter_open(const struct worker *worker, struct arena *permanent)
{
    struct meter *meter = arena_alloc(permanent, sizeof *meter);

    meter->metrics = shared_metrics(worker->shared);
    meter->routes = worker->area->routes;
    while (meter->routes[meter->count].pattern != NULL)
        meter->count++;
    meter->places = arena_alloc(permanent, (meter->count + 1) * sizeof *meter->places);
    for (size_t i = 0; i < meter->count; i++) {
        meter->places[i] = metrics_route(meter->metrics, worker->area->name,
                                         route_name(permanent, &meter->routes[i]));
        metrics_route_publish(meter->metrics, meter->places[i], route_policy(&meter->routes[i]));
    }
    meter->places[meter->count] = metrics_route(meter->metrics, worker->area->name, "-");
    meter->memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    return meter;
}

/* Bytes of memory that this process shares with none; 0 where it is not known, or not asked for this
 * time. */
static uint64_t own_memory(struct meter *meter)
{
    unsigned long long all, resident, shared;
    char text[128];
    ssize_t length;

    if (meter->until_memory-- > 0)
        return 0;
    meter->until_memory = MEMORY_EVERY;
    length = meter->memory >= 0 ? pread(meter->memory, text, sizeof text - 1, 0) : 0;
    if (length <= 0)
        return 0;
    text[length] = '\0';
    if (sscanf(text, "%llu %llu %llu", &all, &resident, &shared) != 3 || resident < shared)
        return 0;
    return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Of the path what is a number, "9 12": which thread it was, but no name or word. */
static void copy_numbers(char *to, size_t size, const char *path)
{
    size_t length = 0;

    while (*path != '\0') {
        size_t part = strcspn(path, "/"), digits = strspn(path, "0123456789");

        if (digits > 0 && digits == part && length + digits + 2 <= size) {
            if (length > 0)
                to[length++] = ' ';
            memcpy(to + length, path, digits);
            length += digits;
        }
        path += part + (path[part] == '/');
    }
    to[length] = '\0';
}

static void keep_slow(struct meter *meter, const struct request *r, size_t place,
                      const struct request_cost *cost, int64_t now)
{
    struct slow_request slow = {
        .answered = clock_now(),
        .microseconds = cost->microseconds,
        .waited = cost->waited,
        .route = (uint32_t)place,
        .status = cost->status,
        .queries = cost->queries,
        .cache_hits = cost->cache_hits,
        .cache_misses = cost->cache_misses,
        .guest = r->session == NULL,
    };
    size_t count;
    const struct statement_run *runs = database_runs(r->worker->database, &count);

    memcpy(slow.runs, runs, count * sizeof *runs);
    slow.run_count = (uint32_t)count;
    if (r->id != NULL)
        strncpy(slow.id, r->id, sizeof slow.id - 1);
    if (r->path != NULL)
        copy_numbers(slow.numbers, sizeof slow.numbers, r->path);
    slowest_keep(&meter->metrics->slowest, &slow, now);
}

void meter_request(struct meter *meter, const struct request *r)
{
    size_t place =
        meter->places[r->route != NULL ? (size_t)(r->route - meter->routes) : meter->count];
    int64_t now = clock_ticks();
    const struct request_cost cost = {
        .status = r->response.status,
        .microseconds = (uint64_t)(now - r->started),
        .waited = (uint64_t)database_waited(r->worker->database),
        .queries = database_queries(r->worker->database),
        .cache_hits = r->cache_hits,
        .cache_misses = r->cache_misses,
    };

    metrics_record(meter->metrics, place, &cost, now);
    if (slowest_concerns(&meter->metrics->slowest, cost.microseconds, now))
        keep_slow(meter, r, place, &cost, now);
    if (r->worker->pool != NULL)
        pool_served(r->worker->pool, r->worker->place, own_memory(meter));
}

/* ---- /metrics ---- */

static void expose_route(struct buffer *out, const struct metered_route *route,
                         const struct route_sum *sum)
{
    static const unsigned permille[] = {500, 950, 990};

    for (size_t i = 0; i < sizeof permille / sizeof permille[0]; i++)
        buffer_format(out,
                      "lorehall_route_seconds{area=\"%s\",route=\"%s\",quantile=\"0.%02u\"} %.6f\n",
                      route->area, route->name, permille[i] / 10,
                      (double)histogram_quantile(&sum->took, permille[i]) / (double)CLOCK_SECOND);
    buffer_format(out,
                  "lorehall_route_seconds_sum{area=\"%s\",route=\"%s\"} %.6f\n"
                  "lorehall_route_seconds_count{area=\"%s\",route=\"%s\"} %" PRIu64 "\n",
                  route->area, route->name, (double)sum->microseconds / (double)CLOCK_SECOND,
                  route->area, route->name, sum->requests);
}

void meter_expose(const struct request *r, struct buffer *out)
{
    const struct metrics *metrics = shared_metrics(r->worker->shared);

    buffer_text(out, "# HELP lorehall_route_seconds What requests take, by route.\n"
                     "# TYPE lorehall_route_seconds summary\n");
    for (size_t i = 0; i < ROUTES_MAX; i++) {
        const struct metered_route *route = metrics_route_at(metrics, i);
        struct route_sum sum;

        if (route == NULL)
            continue;
        metrics_route_sum(route, false, clock_ticks(), &sum);
        if (sum.requests > 0)
            expose_route(out, route, &sum);
    }
}
