/* Comments that members report, and the moderators' queue of them. */
#ifndef LOREHALL_FORUM_REPORTS_H
#define LOREHALL_FORUM_REPORTS_H

#include "web/request.h"

/* POST /forum/comment/ID/report {reason, note?}; back to what may be done about the comment. */
enum http_status report_post(struct request *r);

/* POST /api/v1/comments/ID/report {reason, note?}: 201 {id, reason}. */
enum http_status api_report_post(struct request *r);

/* GET /forum/reports: the open cases, weightiest first. */
enum http_status reports_page(struct request *r);

/* POST /forum/reports/ID/claim and …/keep, of the comment's case. */
enum http_status claim_post(struct request *r);
enum http_status keep_post(struct request *r);

#endif
