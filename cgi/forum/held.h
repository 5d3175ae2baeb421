/* One's own posts that wait for review. */
#ifndef LOREHALL_FORUM_HELD_H
#define LOREHALL_FORUM_HELD_H

#include "web/request.h"

/* GET /forum/held: those that wait on this site, and those that were refused in the last days. */
enum http_status held_list_page(struct request *r);

/* GET /forum/held/ID: one; what was published is a comment. POST: takes it back. */
enum http_status held_page(struct request *r);
enum http_status held_post(struct request *r);

#endif
