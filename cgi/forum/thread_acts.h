/* What moderators do to whole threads: pages that work without scripts, and the API. */
#ifndef LOREHALL_FORUM_THREAD_ACTS_H
#define LOREHALL_FORUM_THREAD_ACTS_H

#include "web/request.h"

/* GET /forum/thread/ID/moderate/ACT: what the act would touch, and what it needs; with "acts" for
 * ACT, what was done about the thread. */
enum http_status thread_act_form(struct request *r);

/* POST /forum/thread/ID/ACT {reason, version, …}; back to the thread. */
enum http_status thread_act_post(struct request *r);

/* POST /api/v1/threads/ID/ACT {reason, version?, …}: {subject, act, comments, journal}. */
enum http_status api_thread_act_post(struct request *r);

#endif
