/* The live stream: where pages that are open listen. */
#ifndef LOREHALL_FORUM_LIVE_H
#define LOREHALL_FORUM_LIVE_H

#include "web/request.h"

/* GET /live?subjects=A,B&since=N: Server-Sent Events. nginx holds the connection. What happened
 * after journal row N and may have left nginx's memory is sent first, on a channel of this
 * connection's own; every event reaches the page at least once. */
enum http_status live_stream(struct request *r);

#endif
