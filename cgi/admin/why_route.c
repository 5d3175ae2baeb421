/* A worker knows its own area's routes alone; those of all areas stand in the host's shared memory, where each
 * worker publishes its own when it starts. */
#include "why.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "auth/role_explain.h"
#include "base/clock.h"
#include "base/language.h"
#include "store/metrics/metrics.h"
#include "web/limits.h"
#include "web/site.h"
#include "web/view.h"

static int by_title(const void *a, const void *b)
{
    const struct published_route *left = a, *right = b;
    int order = strcmp(left->area, right->area);

    if (order == 0)
        order = strcmp(left->route.pattern, right->route.pattern);
    return order != 0 ? order : (int)left->route.method - (int)right->route.method;
}

static bool read_published(struct arena *arena, const struct metered_route *kept,
                           struct published_route *published)
{
    const char *pattern;

    if (kept == NULL || !route_of_policy(kept->policy, &published->route))
        return false;
    published->area = arena_copy(arena, kept->area, strnlen(kept->area, sizeof kept->area));
    pattern = arena_copy(arena, kept->name, strnlen(kept->name, sizeof kept->name));
    published->title = arena_format(arena, "%s %s", published->area, pattern);
    pattern = strchr(pattern, ' ');
    published->route.pattern = pattern != NULL ? pattern + 1 : NULL;
    return pattern != NULL;
}

struct published_routes why_routes(struct request *r)
{
    const struct metrics *metrics = shared_metrics(r->worker->shared);
    struct published_routes routes = {
        .list = arena_alloc(r->arena, ROUTES_MAX * sizeof *routes.list)};

    for (size_t i = 0; i < ROUTES_MAX; i++)
        routes.count +=
            read_published(r->arena, metrics_route_at(metrics, i), &routes.list[routes.count]);
    qsort(routes.list, routes.count, sizeof *routes.list, by_title);
    return routes;
}

/* How many parts of a pattern stand for others. */
static size_t parts_open(const char *pattern)
{
    size_t count = 0;

    for (; *pattern != '\0'; pattern++)
        count += *pattern == ':' || *pattern == '*';
    return count;
}

/* Whether the route is the one for a path, by itself. */
static bool fits_path(struct request *r, const struct route *route, enum method method,
                      const char *path)
{
    const struct route table[] = {*route, {.pattern = NULL}};
    struct parameters caught;
    bool other;

    return route_find(table, r->arena, method, path, &caught, &other) != NULL;
}

const struct published_route *
why_route_find(struct request *r, const struct published_routes *routes, const char *text)
{
    enum method method = strncmp(text, "POST ", 5) == 0 ? METHOD_POST : METHOD_GET;
    const char *path = strchr(text, '/');
    const struct published_route *best = NULL;

    for (size_t i = 0; i < routes->count; i++)
        if (strcmp(routes->list[i].title, text) == 0)
            return &routes->list[i];
    for (size_t i = 0; path != NULL && i < routes->count; i++) {
        const struct published_route *published = &routes->list[i];

        if (fits_path(r, &published->route, method, path) &&
            (best == NULL ||
             parts_open(published->route.pattern) < parts_open(best->route.pattern)))
            best = published;
    }
    return best;
}

/* ---- what it asks for ---- */

/* One more line; EFFECT is one of a role's (role_effect_name), by which it is drawn. */
static void add_check(struct request *r, enum role_effect effect, const char *text)
{
    struct view_node *node = view_item(r->view, "Checks");

    node_set(node, "name", role_effect_name(effect));
    node_set(node, "text", text);
}

static bool set_writable(struct request *r, const struct route *route, uint64_t site_id)
{
    const struct site *site = site_id != 0 ? site_by_id(r->worker->sites, site_id) : r->site;
    const struct freeze *freeze = site != NULL ? site_frozen(r->worker->sites, site) : NULL;

    if (route->method == METHOD_GET || freeze == NULL)
        return true;
    if ((route->flags & ROUTE_ALWAYS) != 0) {
        add_check(r, ROLE_LACKS, _("The site can only be read now, but this is always done."));
        return true;
    }
    add_check(r, ROLE_TAKES,
              arena_format(r->arena, _("The site can only be read now: %s"), freeze->reason));
    return false;
}

static void set_fresh(struct request *r, const struct route *route)
{
    if ((route->flags & ROUTE_FRESH) != 0)
        add_check(
            r, ROLE_LACKS,
            _("The password, and the second factor of who has one, must have been given within"
              " the last ten minutes; else they are asked for first."));
}

/* By which budget an account is held. 0 or -1. */
static int read_holder(struct request *r, uint64_t account_id, struct role_scope scope,
                       struct limit_holder *holder)
{
    struct account_line account;
    struct grants grants;

    *holder = (struct limit_holder){.budget = BUDGET_MEMBER, .account_id = account_id};
    if (account_by_id(r->worker->database, r->arena, account_id, &account) <= 0 ||
        role_account_grants(r->worker->roles, r->worker->database, r->arena, account_id, &grants) !=
            0)
        return -1;
    if (permission_held(permissions_at(r->worker->roles, &grants, scope, clock_now()),
                        PERMISSION_LIMIT_PASS))
        holder->budget = BUDGET_TRUSTED;
    else if (limits_newcomer(&r->worker->limits, clock_now() - account.created, account.posts))
        holder->budget = BUDGET_NEW;
    return 0;
}

/* Of a guest nothing can be told but the class: their address has the budget. */
static int set_budget(struct request *r, const struct route *route, uint64_t account_id,
                      struct role_scope scope, bool *free)
{
    struct limit_holder holder = {.budget = BUDGET_ADDRESS};
    int64_t wait = 0;
    struct budget budget;

    if (account_id != 0 && read_holder(r, account_id, scope, &holder) != 0)
        return -1;
    budget = r->worker->limits.budget[route->rate][holder.budget];
    if (account_id != 0)
        wait = limit_wait(&r->worker->limits, shared_buckets(r->worker->shared), route->rate,
                          &holder, clock_ticks());
    *free = wait == 0;
    if (wait > 0)
        add_check(r, ROLE_TAKES,
                  arena_format(r->arena, _("The limit of the class “%s” is reached. %s"),
                               rate_class_name(route->rate),
                               limits_wait_text(r->arena, (unsigned)(wait / CLOCK_SECOND) + 1)));
    else if (budget.count == 0)
        add_check(r, ROLE_LACKS, _("There is no limit to how often."));
    else
        add_check(r, ROLE_LACKS,
                  arena_format(r->arena, _("At most %u times in %u seconds, in the class “%s”."),
                               budget.count, budget.seconds, rate_class_name(route->rate)));
    return 0;
}

int why_route_set(struct request *r, const struct published_route *published, uint64_t account_id,
                  struct role_scope scope, bool *free)
{
    const struct route *route = &published->route;
    bool writable = set_writable(r, route, scope.site_id), spendable;

    view_set(r->view, "Why.route", published->title);
    if ((route->flags & ROUTE_BOARD) != 0)
        add_check(r, ROLE_LACKS,
                  _("It is enough to be allowed this on the board that it is about."));
    set_fresh(r, route);
    if (set_budget(r, route, account_id, scope, &spendable) != 0)
        return -1;
    *free = writable && spendable;
    return 0;
}
