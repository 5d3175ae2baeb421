/* What operators ask a running installation. */
#ifndef LOREHALL_WEB_HEALTH_H
#define LOREHALL_WEB_HEALTH_H

#include "web/request.h"

extern const struct statement_set health_statements;

/* Appends a line for each thing that is not well here: FAULTS take the host out of service. */
void health_look(struct request *r, struct buffer *faults, struct buffer *warnings);

/* GET /health: "ok", or 503 and a line for each thing that is not. */
enum http_status health(struct request *r);

/* GET /metrics: Prometheus text exposition format 0.0.4, for the machine itself. */
enum http_status metrics(struct request *r);

#endif
