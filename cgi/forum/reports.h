/* Comments that members report. */
#ifndef LOREHALL_FORUM_REPORTS_H
#define LOREHALL_FORUM_REPORTS_H

#include "web/request.h"

/* POST /forum/comment/ID/report {reason, note?}; back to what may be done about the comment. */
enum http_status report_post(struct request *r);

/* POST /api/v1/comments/ID/report {reason, note?}: 201 {id, reason}. */
enum http_status api_report_post(struct request *r);

#endif
