/* A request's body: a form, with files or without, or JSON. */
#ifndef LOREHALL_WEB_BODY_H
#define LOREHALL_WEB_BODY_H

#include "web/request.h"

/* Reads the body, within the route's limits: a form into r->form and r->uploads; JSON, which is
 * all that routes of the API take unless they take files, into r->body, as its handler parses it.
 * ADMIT is asked before the first file is read. False when the answer is made, by it or because
 * something is wrong. */
bool body_read(struct request *r, bool (*admit)(struct request *r));

#endif
