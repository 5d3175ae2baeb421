#include "moderation.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "talk/markup.h"
#include "talk/moderation/act_shown.h"
#include "talk/moderation/correction.h"
#include "talk/moderation/moderating.h"
#include "talk/moderation/report.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 160 /* characters */

/* ---- pages ---- */

/* Who did what and why: to moderators, and to whose comment it is, but for what tells that somebody
 * reported it. */
static int set_acts(struct request *r, const struct comment *comment)
{
    const struct store store = request_store(r);
    bool moderates = moderating_may(r, comment);
    size_t count;
    struct act *acts = act_list(&store, comment->id, comment->thread_id, &count);

    if (acts == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (moderates || (acts[i].kind != ACT_KEEP && acts[i].kind != ACT_REOPEN))
            act_show(r, &acts[i], comment->board_id);
    return 0;
}

static void set_about(struct request *r, const struct comment *comment)
{
    bool moderates = moderating_may(r, comment);
    bool own = comment->author_id == request_account(r);

    view_set_number(r->view, "Comment.id", (int64_t)comment->id);
    view_set(r->view, "Comment.created", clock_rfc3339(r->arena, comment->created));
    if (comment->state == COMMENT_SHOWN || moderates || own) {
        view_set(r->view, "Comment.author", comment->author);
        view_set(r->view, "Comment.text",
                 text_cut(r->arena, markup_plain(r->arena, comment->html), EXCERPT));
    }
    if (comment->state == COMMENT_HIDDEN)
        view_set(r->view, "Comment.hidden", "1");
    else if (comment->state != COMMENT_SHOWN)
        view_set(r->view, "Comment.removed", "1");
    if (comment->state == COMMENT_SHOWN && comment->folded)
        view_set(r->view, "Comment.folded", "1");
    if (own)
        view_set(r->view, "Comment.own", "1");
    if (own && comment->state == COMMENT_SHOWN && moderating_own_in_time(r, comment))
        view_set(r->view, "May.withdraw", "1");
    else if (own && comment->state == COMMENT_WITHDRAWN)
        view_set(r->view, "May.return", "1");
    if (moderates && comment->state != COMMENT_REMOVED)
        view_set(r->view, "May.remove", "1");
    if (moderates && comment->state == COMMENT_SHOWN)
        view_set(r->view, "May.hide", "1");
    if (!own && comment->state == COMMENT_SHOWN &&
        request_may_board(r, PERMISSION_COMMENT_EDIT, comment->board_id))
        view_set(r->view, "May.edit", "1");
    if (comment->subject == NULL && comment->level > 0 &&
        request_may_board(r, PERMISSION_THREAD_MERGE, comment->board_id))
        view_set_number(r->view, "May.split", (int64_t)comment->thread_id);
    if (moderates && (comment->state == COMMENT_REMOVED || comment->state == COMMENT_HIDDEN))
        view_set(r->view, "May.restore", "1");
    if (!own && request_may(r, PERMISSION_ACCOUNT_WARN)) {
        view_set(r->view, "May.warn", "1");
        view_set_number(r->view, "Comment.author_id", (int64_t)comment->author_id);
    }
    if (!own && request_may(r, PERMISSION_ACCOUNT_BAN))
        view_set(r->view, "May.ban", "1");
    if (moderates && request_may(r, PERMISSION_ACCOUNT_SEE))
        view_set(r->view, "Comment.account",
                 arena_format(r->arena, "/admin/accounts/%" PRIu64, comment->author_id));
}

/* What it said before moderators changed it: to these, and to whose it is. */
static int set_corrections(struct request *r, const struct comment *comment)
{
    const struct store store = request_store(r);
    size_t count;
    const struct correction *corrections = correction_list(&store, comment->id, &count);

    for (size_t i = 0; corrections != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Corrections");

        node_set_number(node, "id", (int64_t)corrections[i].act_id);
        node_set(node, "by", corrections[i].by);
        node_set(node, "reason", corrections[i].reason);
        node_set(node, "created", clock_rfc3339(r->arena, corrections[i].created));
        node_set(node, "before", corrections[i].before);
    }
    return corrections != NULL ? 0 : -1;
}

/* Whether there is something to report, or that the caller did. */
static int set_report(struct request *r, const struct comment *comment)
{
    const struct store store = request_store(r);
    int reported;

    if (comment->author_id == request_account(r) || comment->state != COMMENT_SHOWN ||
        !request_may_board(r, PERMISSION_COMMENT_REPORT, comment->board_id))
        return 0;
    reported = report_has(&store, comment->id, request_account(r));
    if (reported > 0)
        view_set(r->view, "Comment.reported", "1");
    for (int i = 0; reported == 0 && i < REPORT_REASON_COUNT; i++)
        node_set(view_item(r->view, "Reasons"), "name", report_reason_name((enum report_reason)i));
    return reported < 0 ? -1 : 0;
}

static enum http_status show_form(struct request *r, const struct comment *comment,
                                  enum http_status status)
{
    bool concerned = moderating_may(r, comment) || comment->author_id == request_account(r);

    set_about(r, comment);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    if (set_report(r, comment) != 0 ||
        (concerned && (set_acts(r, comment) != 0 || set_corrections(r, comment) != 0)))
        return HTTP_UNAVAILABLE;
    return status == HTTP_OK ? page(r, status, "forum/moderate.cs")
                             : page_refused(r, status, "forum/moderate.cs");
}

enum http_status moderate_form(struct request *r)
{
    struct moderating moderating;
    enum moderating_outcome outcome = moderating_find(r, &moderating);

    return outcome == MODERATING_DONE ? show_form(r, &moderating.comment, HTTP_OK)
                                      : moderating_refuse(r, outcome);
}

/* What is wrong with a form stands in it. */
static enum http_status answer(struct request *r, const struct moderating *moderating,
                               enum moderating_outcome outcome)
{
    if (outcome == MODERATING_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, moderating->comment.id);
    return outcome == MODERATING_INVALID
               ? show_form(r, &moderating->comment, moderating_status(outcome))
               : moderating_refuse(r, outcome);
}

enum http_status remove_post(struct request *r)
{
    struct moderating moderating;

    return answer(r, &moderating, moderating_remove(r, &moderating));
}

enum http_status restore_post(struct request *r)
{
    struct moderating moderating;

    return answer(r, &moderating, moderating_restore(r, &moderating));
}

enum http_status hide_post(struct request *r)
{
    struct moderating moderating;

    return answer(r, &moderating, moderating_hide(r, &moderating));
}

/* ---- the API ---- */

/* Of what is removed it is not told by whom. */
static const char *told_state(uint64_t state)
{
    return state == COMMENT_SHOWN ? "shown" : state == COMMENT_HIDDEN ? "hidden" : "removed";
}

static enum http_status act_answered(struct request *r, enum moderating_outcome outcome,
                                     const struct moderating *moderating, bool about_comment)
{
    struct json_writer json = json_writer_open(r->arena, 256);

    if (outcome == MODERATING_INVALID)
        return json_field_error(r);
    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    json_begin_object(&json);
    if (about_comment) {
        json_member_u64(&json, "id", moderating->comment.id);
        json_member_text(&json, "state", told_state(moderating->made.state));
    }
    json_member_u64(&json, "comments", moderating->made.comments);
    if (moderating->made.votes > 0)
        json_member_u64(&json, "votes", moderating->made.votes);
    json_member_u64(&json, "act", moderating->made.id);
    json_member_u64(&json, "journal", moderating->made.journal);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

enum http_status api_remove_post(struct request *r)
{
    struct moderating moderating;
    enum moderating_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = moderating_remove(r, &moderating);
    return act_answered(r, outcome, &moderating, true);
}

enum http_status api_restore_post(struct request *r)
{
    struct moderating moderating;
    enum moderating_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = moderating_restore(r, &moderating);
    return act_answered(r, outcome, &moderating, true);
}

enum http_status api_hide_post(struct request *r)
{
    struct moderating moderating;
    enum moderating_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = moderating_hide(r, &moderating);
    return act_answered(r, outcome, &moderating, true);
}

enum http_status api_undo_post(struct request *r)
{
    struct moderating moderating;
    enum moderating_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = moderating_undo(r, &moderating);
    return act_answered(r, outcome, &moderating, false);
}
