/* The forum's writing side, for pages that work without JavaScript. */
#ifndef LOREHALL_FORUM_POSTING_H
#define LOREHALL_FORUM_POSTING_H

#include "web/request.h"

/* GET /forum/reply?subject=&parent=: a page with the form for a reply. */
enum http_status reply_form(struct request *r);

/* POST /forum/reply: writes it, or with `preview` shows it. */
enum http_status reply_post(struct request *r);

/* GET and POST /forum/BOARD/new: a new thread. */
enum http_status thread_form(struct request *r);
enum http_status thread_post(struct request *r);

/* GET and POST /forum/comment/ID/edit: one's own comment. */
enum http_status edit_form(struct request *r);
enum http_status edit_post(struct request *r);

/* POST /forum/comment/ID/rating: records the caller's vote. */
enum http_status rating_post(struct request *r);

/* GET of the same, where a guest's click or a reload lands: back to the comment. */
enum http_status rating_get(struct request *r);

#endif
