/* Routes of all areas, as their workers publish them, and what each asks of an account. */
#ifndef LOREHALL_ADMIN_WHY_H
#define LOREHALL_ADMIN_WHY_H

#include "auth/role.h"
#include "web/route.h"

struct published_route {
    const char *area;
    const char *title; /* "forum GET /forum/:board/" */
    struct route route;
};

struct published_routes {
    struct published_route *list; /* by area and pattern */
    size_t count;
};

/* All of them, on the request's arena. */
struct published_routes why_routes(struct request *r);

/* The one that was chosen by its title, or the one of a request, as "POST /forum/reply" or "/forum/" says
 * it: of several areas the one that names most of the path. NULL: there is none. */
const struct published_route *
why_route_find(struct request *r, const struct published_routes *routes, const char *text);

/* Tells the view what the route asks for besides its permission: that the site can be written, the password
 * of a moment ago, the budget of its class. ACCOUNT_ID 0: a guest. *FREE gets whether none of it stands in
 * the way now. 0 or -1. */
int why_route_set(struct request *r, const struct published_route *published, uint64_t account_id,
                  struct role_scope scope, bool *free);

#endif
