/* The forum's reading side. */
#ifndef LOREHALL_FORUM_PAGES_H
#define LOREHALL_FORUM_PAGES_H

#include "talk/thread.h"
#include "web/request.h"

/* GET /: what the site opens on. */
enum http_status site_front_page(struct request *r);

/* GET /forum/: the boards and what was written last. */
enum http_status home_page(struct request *r);

/* GET /forum/BOARD/: its threads, newest activity first. */
enum http_status board_page(struct request *r);

/* Finds the board that the path names; sets in RANGE the board and where `after` ("ACTIVITY.ID")
 * lets its list go on; shows the board. HTTP_OK, or what is answered instead. */
enum http_status board_asked(struct request *r, struct board *board, struct thread_range *range);

/* Behind LAST: what goes on there, as `after`. Pinned ones are told apart: "1.ACTIVITY.ID". */
char *board_cursor_text(struct arena *arena, const struct thread *last);

/* GET /forum/thread/ID/SLUG: one discussion. */
enum http_status thread_page(struct request *r);

/* GET /forum/comment/ID: to the page and place where the comment is read. */
enum http_status comment_page(struct request *r);

#endif
