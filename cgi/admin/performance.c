/* How fast the site is: this host's processes, what each route costs, and the slowest requests. All
 * of it is read from shared memory, but for the end of the journal. */
#include "performance.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bars.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/number.h"
#include "frame.h"
#include "pages.h"
#include "store/journal.h"
#include "store/pools.h"
#include "web/form/form.h"
#include "web/view.h"

#define MEASURED_NAME_MAX 60

static const char *const since_choices[] = {"hour", "start", NULL};

/* ---- what lists share ---- */

static int higher_first(const void *a, const void *b)
{
    const struct list_rank *left = a, *right = b;

    if (left->rank != right->rank)
        return left->rank < right->rank ? 1 : -1;
    return left->place < right->place ? -1 : left->place > right->place;
}

size_t ranked_begin(struct list_rank *rows, size_t count, uint64_t key)
{
    qsort(rows, count, sizeof *rows, higher_first);
    for (size_t i = 0; key != 0 && i < count; i++)
        if (rows[i].place + 1 == key)
            return i + 1;
    return key == 0 ? 0 : count;
}

struct measured measured_read(struct admin_list *list)
{
    static const struct list_choice since[] = {{"hour", N_("in this hour and the one before")},
                                               {"start", N_("since the start")},
                                               {NULL, NULL}};

    return (struct measured){.words = list_typed(list, "q", _("Name"), MEASURED_NAME_MAX),
                             .lately = list_choose(list, "since", _("Counted"), since) == 0};
}

bool measured_has(const struct measured *measured, const char *name)
{
    return strcasestr(name, measured->words) != NULL;
}

const char *route_words(struct arena *arena, const struct metered_route *route)
{
    if (strcmp(route->name, "-") == 0)
        return arena_format(arena, "%s %s", route->area, _("no such page"));
    return arena_format(arena, "%s %s", route->area, route->name);
}

const char *route_address_of(struct arena *arena, size_t place)
{
    return arena_format(arena, "/admin/performance/routes/%zu", place + 1);
}

const char *statement_address_of(struct arena *arena, size_t place)
{
    return arena_format(arena, "/admin/performance/statements/%zu", place + 1);
}

/* ---- the host ---- */

static void add_host_figure(struct request *r, const char *title, const char *value,
                            const char *note)
{
    struct view_node *node = view_item(r->view, "Figures");

    node_set(node, "title", title);
    node_set(node, "value", value);
    node_set(node, "note", note);
}

static const char *percent(struct arena *arena, uint64_t part, uint64_t all)
{
    return all == 0 ? "–"
                    : arena_format(arena, "%" PRIu64 " %%",
                                   (uint64_t)(100 * (double)part / (double)all + 0.5));
}

static uint64_t hits(const struct request *r)
{
    return counter_read(r->worker->shared, COUNTER_CACHE_HITS);
}

/* How many rows of the journal this host has not dealt with, and when its follower last said so. */
static int add_journal(struct request *r)
{
    uint64_t last, mark = heartbeat_mark(r->worker->shared);
    int64_t age = heartbeat_age(r->worker->shared);

    if (journal_last(r->worker->database, r->arena, &last) != 0)
        return -1;
    add_host_figure(r, _("Journal rows behind"),
                    number_words(r->arena, last > mark ? last - mark : 0),
                    age == INT64_MAX ? _("There is no follower.")
                                     : arena_format(r->arena, _("Looked %s ms ago"),
                                                    number_words(r->arena, (uint64_t)age / 1000)));
    return 0;
}

static int add_host(struct request *r)
{
    struct shared *shared = r->worker->shared;
    uint64_t looked = hits(r) + counter_read(shared, COUNTER_CACHE_MISSES);
    size_t cache;

    shared_cache(shared, &cache);
    add_host_figure(r, _("Requests"),
                    number_words(r->arena, counter_read(shared, COUNTER_REQUESTS)),
                    _("since the start"));
    add_host_figure(r, _("Errors"),
                    number_words(r->arena, counter_read(shared, COUNTER_ERRORS_SERVER)),
                    _("since the start"));
    add_host_figure(r, _("Found in the cache"), percent(r->arena, hits(r), looked),
                    cache == 0 ? _("It is switched off.")
                               : arena_format(r->arena, _("It holds %s MB."),
                                              number_words(r->arena, cache >> 20)));
    add_host_figure(r, _("Live connections"),
                    number_words(r->arena, gauge_read(shared, GAUGE_LIVE_CONNECTIONS)), NULL);
    return add_journal(r);
}

static void add_worker(struct request *r, struct view_node *pool, const struct pool_worker *worker)
{
    struct view_node *node = node_item(pool, "workers");

    node_set_number(node, "process", worker->process);
    node_set(node, "started",
             clock_rfc3339(r->arena, clock_now() - (clock_ticks() - worker->started)));
    node_set_number(node, "served", (int64_t)worker->served);
    if (worker->memory != 0)
        node_set_number(node, "memory", (int64_t)(worker->memory >> 20));
}

static void add_pools(struct request *r)
{
    const struct pools *pools = shared_pools(r->worker->shared);

    for (size_t i = 0; i < POOLS_MAX; i++) {
        const struct pool *pool = pool_at(pools, i);
        struct pool_worker worker;
        struct view_node *node;

        if (pool == NULL)
            continue;
        node = view_item(r->view, "Pools");
        node_set(node, "name", pool->name);
        node_set_number(node, "starts", atomic_load(&pool->starts));
        node_set_number(node, "deaths", atomic_load(&pool->deaths));
        for (size_t place = 0; place < POOL_WORKERS_MAX; place++)
            if (pool_worker_at(pool, place, &worker))
                add_worker(r, node, &worker);
    }
}

/* ---- routes ---- */

static const struct list_column route_columns[] = {
    {"route", N_("Route"), NULL},
    {"requests", N_("Requests"), "requests"},
    {"errors", N_("Errors"), "errors"},
    {"refused", N_("Refused"), NULL},
    {"p50_ms", N_("p50, ms"), NULL},
    {"p95_ms", N_("p95, ms"), NULL},
    {"p99_ms", N_("p99, ms"), "p99"},
    {"total_ms", N_("Time in all, ms"), "time"},
    {"database_ms", N_("Database, ms each"), "database"},
    {"queries", N_("Queries each"), NULL},
    {"cache_hits", N_("From the cache"), NULL},
};

static const char *const route_sorts[] = {"time", "p99", "requests", "errors", "database", NULL};

static uint64_t rank_route(size_t sort, const struct route_sum *sum)
{
    switch (sort) {
    case 1: return histogram_quantile(&sum->took, 990);
    case 2: return sum->requests;
    case 3: return sum->errors;
    case 4: return sum->waited / sum->requests;
    default: return sum->microseconds;
    }
}

/* Hundredths, "2.25", as the reader writes them. */
static const char *each(struct admin_list *list, uint64_t all, uint64_t requests)
{
    uint64_t hundredths = all * 100 / requests;

    return arena_format(list->arena, "%" PRIu64 "%c%02" PRIu64, hundredths / 100,
                        list->csv ? '.' : number_style_here().point, hundredths % 100);
}

/* Of what it looked for in the cache, how much was there. */
static double share(const struct route_sum *sum)
{
    uint64_t looked = sum->cache_hits + sum->cache_misses;

    return looked > 0 ? (double)sum->cache_hits / (double)looked : 0;
}

static void list_route(struct admin_list *list, size_t place, const struct metered_route *route,
                       const struct route_sum *sum)
{
    list_row(list, place + 1);
    list_link(list, route_words(list->arena, route), route_address_of(list->arena, place));
    list_number(list, sum->requests);
    list_number(list, sum->errors);
    list_number(list, sum->refused);
    list_milliseconds(list, histogram_quantile(&sum->took, 500));
    list_milliseconds(list, histogram_quantile(&sum->took, 950));
    list_milliseconds(list, histogram_quantile(&sum->took, 990));
    list_milliseconds(list, sum->microseconds);
    list_milliseconds(list, sum->waited / sum->requests);
    list_text(list, each(list, sum->queries, sum->requests));
    list_text(list, list->csv ? arena_format(list->arena, "%.4f", share(sum))
                              : percent(list->arena, sum->cache_hits,
                                        sum->cache_hits + sum->cache_misses));
}

static int fetch_routes(struct admin_list *list, unsigned limit)
{
    const struct metrics *metrics = shared_metrics(list->r->worker->shared);
    const struct measured *measured = list->context;
    struct list_rank rows[ROUTES_MAX];
    struct route_sum *sum = arena_alloc(list->arena, sizeof *sum);
    int64_t now = clock_ticks();
    size_t count = 0;

    for (size_t i = 0; i < ROUTES_MAX; i++) {
        const struct metered_route *route = metrics_route_at(metrics, i);

        if (route == NULL || !measured_has(measured, route_words(list->arena, route)))
            continue;
        metrics_route_sum(route, measured->lately, now, sum);
        if (sum->requests > 0)
            rows[count++] = (struct list_rank){i, rank_route(list->sort, sum)};
    }
    for (size_t i = ranked_begin(rows, count, list->after); i < count && limit-- > 0; i++) {
        const struct metered_route *route = metrics_route_at(metrics, rows[i].place);

        metrics_route_sum(route, measured->lately, now, sum);
        if (sum->requests > 0)
            list_route(list, rows[i].place, route, sum);
    }
    return 0;
}

enum http_status performance_page(struct request *r)
{
    struct measured measured;
    struct admin_list list = {
        .r = r,
        .path = "/admin/performance",
        .view = "admin/performance.cs",
        .columns = route_columns,
        .column_count = sizeof route_columns / sizeof route_columns[0],
        .sorts = route_sorts,
        .fetch = fetch_routes,
        .context = &measured,
        .descending = true,
    };

    list_read(&list);
    measured = measured_read(&list);
    if (!list.csv) {
        add_pools(r);
        if (add_host(r) != 0)
            return HTTP_UNAVAILABLE;
    }
    return list_answer(&list);
}

/* ---- one route ---- */

#define DOUBLINGS (HISTOGRAM_TOP_BITS - 6) /* from 64 µs on; what is faster is one bar */

/* How many took how long: a bar for each doubling of the time. */
static void draw_durations(struct request *r, const struct route_sum *sum)
{
    struct bar bars[DOUBLINGS];
    size_t used = 1;

    for (size_t i = 0; i < DOUBLINGS; i++)
        bars[i] = (struct bar){arena_format(r->arena, _("up to %s ms"),
                                            milliseconds_words(r->arena, (uint64_t)128 << i)),
                               0};
    for (size_t i = 0; i < HISTOGRAM_RANGES; i++) {
        size_t bar = 0;

        while (bar < DOUBLINGS - 1 && histogram_begin(i) >= (uint64_t)128 << bar)
            bar++;
        bars[bar].value += sum->took.count[i];
        used = sum->took.count[i] > 0 && bar + 1 > used ? bar + 1 : used;
    }
    bars_draw(r, &(struct bars){
                     .name = "durations",
                     .title = _("How many requests took how long"),
                     .summary = arena_format(
                         r->arena, _("Half took up to %s ms, 99 of 100 up to %s ms."),
                         milliseconds_words(r->arena, histogram_quantile(&sum->took, 500)),
                         milliseconds_words(r->arena, histogram_quantile(&sum->took, 990))),
                     .labels = _("Time"),
                     .values = _("Requests"),
                     .bars = bars,
                     .count = used,
                 });
}

static void add_route_figures(struct request *r, const struct route_sum *sum)
{
    uint64_t requests = sum->requests > 0 ? sum->requests : 1;

    add_host_figure(r, _("Requests"), number_words(r->arena, sum->requests), NULL);
    add_host_figure(r, _("Errors"), number_words(r->arena, sum->errors), NULL);
    add_host_figure(r, _("Refused"), number_words(r->arena, sum->refused), NULL);
    add_host_figure(r, _("p50, ms"),
                    milliseconds_words(r->arena, histogram_quantile(&sum->took, 500)), NULL);
    add_host_figure(r, _("p95, ms"),
                    milliseconds_words(r->arena, histogram_quantile(&sum->took, 950)), NULL);
    add_host_figure(r, _("p99, ms"),
                    milliseconds_words(r->arena, histogram_quantile(&sum->took, 990)), NULL);
    add_host_figure(r, _("Database, ms each"), milliseconds_words(r->arena, sum->waited / requests),
                    NULL);
    add_host_figure(r, _("From the cache"),
                    percent(r->arena, sum->cache_hits, sum->cache_hits + sum->cache_misses), NULL);
}

enum http_status performance_route_page(struct request *r)
{
    uint64_t id = path_id(r, "id");
    bool lately = query_choice(r, "since", since_choices) == 0;
    const struct metered_route *route =
        id > 0 ? metrics_route_at(shared_metrics(r->worker->shared), id - 1) : NULL;
    struct route_sum *sum = arena_alloc(r->arena, sizeof *sum);

    if (route == NULL)
        return HTTP_NOT_FOUND;
    metrics_route_sum(route, lately, clock_ticks(), sum);
    view_set(r->view, "Route.name", route_words(r->arena, route));
    view_set(r->view, "Route.path", route_address_of(r->arena, id - 1));
    view_set(r->view, "Form.since", since_choices[lately ? 0 : 1]);
    add_route_figures(r, sum);
    draw_durations(r, sum);
    slow_requests_set(r, id - 1);
    return frame_page(r, HTTP_OK, "admin/performance_route.cs");
}
