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

/* Reads the parameter `since`, of what figures are asked for, keeps it in the list's links and tells
 * the view: true for the present hour and the one before, false for all since the start. */
bool since_lately(struct admin_list *list);

/* Adds the slowest requests to the view, of the route at PLACE alone where that is below
 * ROUTES_MAX. */
void slow_requests_set(struct request *r, size_t place);

/* A route as it is told: "forum GET /forum/:board/". */
const char *route_words(struct arena *arena, const struct metered_route *route);

/* Where a route or statement is looked at. */
const char *route_address_of(struct arena *arena, size_t place);
const char *statement_address_of(struct arena *arena, size_t place);

#endif
