/* What the pages of performance share. */
#ifndef LOREHALL_ADMIN_PERFORMANCE_H
#define LOREHALL_ADMIN_PERFORMANCE_H

#include "list.h"
#include "store/metrics/metrics.h"
#include "web/request.h"

/* A row of a list whose order its own figures make: the places of a table, the highest first. */
struct list_rank {
    size_t place;
    uint64_t rank;
};

/* Sorts ROWS and says where those behind the row with KEY (its place + 1; 0: all) begin. */
size_t ranked_begin(struct list_rank *rows, size_t count, uint64_t key);

/* Which figures a list has. */
struct measured {
    bool lately;       /* of the present hour and the one before; else all since the start */
    const char *words; /* that the name of what is measured has, in whatever case */
};

/* Reads the filters of such a list. */
struct measured measured_read(struct admin_list *list);

/* Whether it has what is called so. */
bool measured_has(const struct measured *measured, const char *name);

/* Adds the slowest requests to the view, of the route at PLACE alone where that is below
 * ROUTES_MAX. */
void slow_requests_set(struct request *r, size_t place);

/* A route as it is told: "forum GET /forum/:board/". */
const char *route_words(struct arena *arena, const struct metered_route *route);

/* Where a route or statement is looked at. */
const char *route_address_of(struct arena *arena, size_t place);
const char *statement_address_of(struct arena *arena, size_t place);

#endif
