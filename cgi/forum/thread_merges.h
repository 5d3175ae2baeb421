/* Merging threads and splitting them. */
#ifndef LOREHALL_FORUM_THREAD_MERGES_H
#define LOREHALL_FORUM_THREAD_MERGES_H

#include "talk/moderation/act.h"
#include "web/request.h"

/* GET /forum/thread/:id/moderate/merge|split: what would go where, from the query. */
enum http_status thread_merge_form(struct request *r, enum act_kind kind);

/* POST /forum/thread/:id/merge|split, and the same in the API. */
enum http_status thread_merge_post(struct request *r);
enum http_status api_thread_merge_post(struct request *r);

#endif
