/* Moderation where the comments are: pages that work without scripts, and the API. */
#ifndef LOREHALL_FORUM_MODERATION_H
#define LOREHALL_FORUM_MODERATION_H

#include "web/request.h"

/* GET /forum/comment/ID/moderate: what the caller may do about a comment, and what was done. */
enum http_status moderate_form(struct request *r);

/* POST /forum/comment/ID/remove, …/restore and …/hide {reason, scope}; back to the comment. */
enum http_status remove_post(struct request *r);
enum http_status hide_post(struct request *r);
enum http_status restore_post(struct request *r);

/* POST /api/v1/comments/ID/remove, …/restore and …/hide {reason, scope?}: {id, state, comments, act,
 * journal}; POST /api/v1/acts/ID/undo {reason?}: {act, comments, journal}. */
enum http_status api_remove_post(struct request *r);
enum http_status api_hide_post(struct request *r);
enum http_status api_restore_post(struct request *r);
enum http_status api_undo_post(struct request *r);

#endif
