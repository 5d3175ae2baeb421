/* The live stream: where pages that are open listen. */
#ifndef LOREHALL_FORUM_LIVE_H
#define LOREHALL_FORUM_LIVE_H

#include "web/request.h"

/* GET /live?subjects=A,B: Server-Sent Events (WHATWG HTML, 9.2) from now on, on a connection that
 * nginx holds. With since=N, or the header Last-Event-ID, and where something happened after that
 * row of the journal: that alone, each event with its journal id, after which the client is to
 * connect again. */
enum http_status live_stream(struct request *r);

/* GET /live/missed?subjects=A,B&since=N: what happened after row N, then the event "end". A page
 * asks when its stream is open, so that nothing can happen between the two. */
enum http_status live_missed(struct request *r);

#endif
