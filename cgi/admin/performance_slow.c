/* The slowest requests of the last day, each with the statements that it ran. */
#include <inttypes.h>

#include "bars.h"
#include "base/clock.h"
#include "frame.h"
#include "pages.h"
#include "performance.h"
#include "web/view.h"

static void add_run(struct request *r, struct view_node *slow, const struct statement_run *run)
{
    const struct metered_statement *statement =
        metrics_statement_at(shared_metrics(r->worker->shared), run->statement);
    struct view_node *node = node_item(slow, "runs");

    node_set(node, "name", statement != NULL ? statement->name : "?");
    if (statement != NULL)
        node_set(node, "path", statement_address_of(r->arena, run->statement));
    node_set_number(node, "calls", run->calls);
    node_set_number(node, "rows", run->rows);
    node_set(node, "took", milliseconds_words(r->arena, run->microseconds));
}

static void add_slow(struct request *r, const struct slow_request *slow)
{
    const struct metered_route *route =
        metrics_route_at(shared_metrics(r->worker->shared), slow->route);
    struct view_node *node = view_item(r->view, "Slow");

    node_set(node, "answered", clock_rfc3339(r->arena, slow->answered));
    if (route != NULL) {
        node_set(node, "route", route_words(r->arena, route));
        node_set(node, "path", route_address_of(r->arena, slow->route));
    }
    node_set(node, "numbers", slow->numbers);
    node_set(node, "id", slow->id);
    node_set(node, "took", milliseconds_words(r->arena, slow->microseconds));
    node_set(node, "waited", milliseconds_words(r->arena, slow->waited));
    node_set_number(node, "status", slow->status);
    node_set_number(node, "queries", slow->queries);
    node_set_number(node, "hits", slow->cache_hits);
    node_set_number(node, "misses", slow->cache_misses);
    if (slow->guest)
        node_set(node, "guest", "1");
    for (size_t i = 0; i < slow->run_count; i++)
        add_run(r, node, &slow->runs[i]);
}

void slow_requests_set(struct request *r, size_t place)
{
    struct slow_request *list = arena_alloc(r->arena, SLOWEST_MAX * sizeof *list);
    size_t count = slowest_read(&shared_metrics(r->worker->shared)->slowest, list, clock_ticks());

    for (size_t i = 0; i < count; i++)
        if (place >= ROUTES_MAX || list[i].route == place)
            add_slow(r, &list[i]);
}

enum http_status performance_slow_page(struct request *r)
{
    slow_requests_set(r, ROUTES_MAX);
    return frame_page(r, HTTP_OK, "admin/performance_slow.cs");
}
