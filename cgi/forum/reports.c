#include "reports.h"

#include <inttypes.h>

#include "base/language.h"
#include "talk/moderation/moderating.h"
#include "talk/moderation/report.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"

/* By how much a report counts: whoever decides on reports knows best. */
static unsigned weight_of(const struct request *r, uint64_t board_id)
{
    if (request_may_board(r, PERMISSION_QUEUE_WORK, board_id))
        return 5;
    return request_may_board(r, PERMISSION_COMMENT_FOLD, board_id) ? REPORT_TRUSTED : 1;
}

/* Reads what a comment is reported for: the name of a reason, or in words of the reporter's own. */
static bool read_reason(struct request *r, struct report *report)
{
    const char *reason = form_line(r, "reason", 1, REASON_MAX);
    const char *note = form_has(r, "note") ? form_text(r, "note", 0, REASON_MAX) : "";

    report->reason = report_reason_named(reason);
    if (report->reason == REPORT_REASON_COUNT) {
        report->reason = REPORT_OTHER;
        note = reason;
    }
    report->note = *note != '\0' ? note : NULL;
    return form_ok(r);
}

/* Adds a report of the comment ID that R says, for a reason that is read already or is read here. HTTP_OK,
 * or what is answered instead. */
static enum http_status report_comment(struct request *r, uint64_t id, bool read,
                                       struct report *report)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct moderating moderating;
    const struct comment *comment = &moderating.comment;
    enum moderating_outcome outcome = moderating_find_by_id(r, id, &moderating);

    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    if (comment->state != COMMENT_SHOWN)
        return HTTP_NOT_FOUND;
    if (!request_may_board(r, PERMISSION_COMMENT_REPORT, comment->board_id))
        return HTTP_FORBIDDEN;
    outcome = moderating_barred(r, comment, PERMISSION_COMMENT_REPORT);
    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    if (!read && !read_reason(r, report))
        return r->api ? json_field_error(r)
                      : refuse(r, HTTP_UNPROCESSABLE, "invalid", r->errors[0].message);
    if (comment->author_id == request_account(r))
        return refuse(r, HTTP_FORBIDDEN, "own", _("You cannot report your own comment."));
    report->comment_id = comment->id;
    report->account_id = request_account(r);
    report->site_id = r->site->id;
    report->weight = weight_of(r, comment->board_id);
    switch (report_add(&store, &actor, comment, report)) {
    case REPORT_DONE: return HTTP_OK;
    case REPORT_AGAIN:
        return refuse(r, HTTP_CONFLICT, "conflict", _("You have reported this comment before."));
    default: return HTTP_UNAVAILABLE;
    }
}

static enum http_status reported(struct request *r, enum http_status status,
                                 const struct report *report)
{
    return status == HTTP_OK ? redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64 "/moderate",
                                        report->comment_id)
                             : status;
}

enum http_status report_post(struct request *r)
{
    struct report report = {0};

    return reported(r, report_comment(r, path_id(r, "id"), false, &report), &report);
}

/* A button says both: it is called as the reason, and its value is the comment. */
enum http_status report_press(struct request *r)
{
    struct report report = {0};
    uint64_t id = 0;

    for (int i = 0; i < REPORT_REASON_COUNT && id == 0; i++) {
        report.reason = (enum report_reason)i;
        id = form_id(r, report_reason_name(report.reason));
    }
    if (id == 0)
        return refuse(r, HTTP_UNPROCESSABLE, "invalid",
                      _("Which comment is meant, and what is wrong with it, is missing."));
    return reported(r, report_comment(r, id, true, &report), &report);
}

enum http_status report_press_form(struct request *r)
{
    uint64_t id = 0;

    for (int i = 0; i < REPORT_REASON_COUNT && id == 0; i++)
        id = (uint64_t)query_int(r, report_reason_name((enum report_reason)i), 1, INT64_MAX, 0);
    return id != 0 ? redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64 "/moderate", id)
                   : HTTP_BAD_REQUEST;
}

/* Takes the caller's report of the path's comment back. HTTP_OK, or what is answered. */
static enum http_status withdraw_report(struct request *r, struct moderating *moderating)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum moderating_outcome outcome = moderating_find(r, moderating);

    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    switch (report_withdraw(&store, &actor, &moderating->comment)) {
    case REPORT_DONE: return HTTP_OK;
    case REPORT_NONE:
        return refuse(
            r, HTTP_CONFLICT, "conflict",
            _("No report of yours waits here: you took it back, or moderators have decided"
              " on it."));
    default: return HTTP_UNAVAILABLE;
    }
}

enum http_status report_withdraw_post(struct request *r)
{
    struct moderating moderating;
    enum http_status status = withdraw_report(r, &moderating);

    return status == HTTP_OK ? redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64 "/moderate",
                                        moderating.comment.id)
                             : status;
}

enum http_status api_report_post(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 128);
    struct report report = {0};
    enum http_status status;

    if (!json_body(r))
        return r->response.status;
    status = report_comment(r, path_id(r, "id"), false, &report);
    if (status != HTTP_OK)
        return status;
    json_begin_object(&json);
    json_member_u64(&json, "id", report.comment_id);
    json_member_text(&json, "reason", report_reason_name(report.reason));
    json_end_object(&json);
    return json_answer(r, HTTP_CREATED, &json);
}

enum http_status api_report_withdraw_post(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 64);
    struct moderating moderating;
    enum http_status status;

    if (!json_body(r))
        return r->response.status;
    status = withdraw_report(r, &moderating);
    if (status != HTTP_OK)
        return status;
    json_begin_object(&json);
    json_member_u64(&json, "id", moderating.comment.id);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}
