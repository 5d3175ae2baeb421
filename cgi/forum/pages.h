/* The forum's reading side. */
#ifndef LOREHALL_FORUM_PAGES_H
#define LOREHALL_FORUM_PAGES_H

#include "web/request.h"

/* GET /: what the site opens on. */
enum http_status front_page(struct request *r);

/* GET /forum/: the boards and what was written last. */
enum http_status home_page(struct request *r);

/* GET /forum/BOARD/: its threads, newest activity first. */
enum http_status board_page(struct request *r);

/* Reads `after`, "ACTIVITY.ID", where a list of threads goes on; 0, 0 without it. False when it is none,
 * which is noted. */
bool board_cursor(struct request *r, int64_t *activity, uint64_t *id);

/* GET /forum/thread/ID/SLUG: one discussion. */
enum http_status thread_page(struct request *r);

/* GET /forum/comment/ID: to the page and place where the comment is read. */
enum http_status comment_page(struct request *r);

/* Where a comment is read: path, query and anchor. NULL on failure. */
char *comment_address(struct request *r, uint64_t id, bool *missing);

#endif
