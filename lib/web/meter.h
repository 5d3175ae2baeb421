/* What each request cost, counted for the whole host (store/metrics.h, store/pools.h). */
#ifndef LOREHALL_WEB_METER_H
#define LOREHALL_WEB_METER_H

#include "web/request.h"

struct meter;

/* The meter of a worker, with a place for each of its area's routes. */
struct meter *meter_open(const struct worker *worker, struct arena *permanent);

/* Counts a request that is answered. */
void meter_request(struct meter *meter, const struct request *r);

/* Appends what routes cost to the text of /metrics. */
void meter_expose(const struct request *r, struct buffer *out);

#endif
