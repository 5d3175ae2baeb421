/* A request's way from the route table to the answer. */
#ifndef LOREHALL_WEB_DISPATCH_H
#define LOREHALL_WEB_DISPATCH_H

#include "web/request.h"

/* Takes a request whose `fcgi` and `worker` are set all the way: limits, site, route, session,
 * permission, CSRF, handler. The answer is in r->response afterwards. */
void dispatch(struct request *r);

#endif
