/* Comments that members report. */
#ifndef LOREHALL_FORUM_REPORTS_H
#define LOREHALL_FORUM_REPORTS_H

#include "web/request.h"

/* POST /forum/comment/ID/report {reason, note?}; back to what may be done about the comment. */
enum http_status report_post(struct request *r);

/* POST /forum/report {REASON=ID}: the same by one press beside the comment. */
enum http_status report_press(struct request *r);

/* GET of the same, where a guest's press leads: to where the comment is reported. */
enum http_status report_press_form(struct request *r);

/* POST /forum/comment/ID/report/withdraw: takes it back; and there. */
enum http_status report_withdraw_post(struct request *r);

/* POST /api/v1/comments/ID/report/withdraw: 200 {id}. */
enum http_status api_report_withdraw_post(struct request *r);

/* POST /api/v1/comments/ID/report {reason, note?}: 201 {id, reason}. */
enum http_status api_report_post(struct request *r);

#endif
