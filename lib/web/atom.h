/* Feeds (Atom, RFC 4287): what they share, and how pages offer them.
 *
 * Their ids are tag: URIs (RFC 4151) of the installation's domain and of what an entry is, so that
 * they stay the same when a thing, its page or its site is renamed. Pages of a feed are linked by
 * rel="next" (RFC 5005). */
#ifndef LOREHALL_WEB_ATOM_H
#define LOREHALL_WEB_ATOM_H

#include "web/request.h"

#define ATOM_ENTRIES 50 /* a page of a feed */

/* Adds a feed to those that the page offers (rel="alternate"): what it is of, and its path. */
void atom_offer(struct request *r, const char *title, const char *path);

/* Answers with a feed: VIEW with Feed.self (the request's own address), Feed.tag (what ids begin
 * with) and, where NEXT is not NULL, Feed.next. HTTP_NOT_MODIFIED when the client has the same
 * already. */
enum http_status atom_answer(struct request *r, const char *view, const char *next);

#endif
