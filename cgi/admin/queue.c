/* The moderators' queue: what members report, the weightiest first. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "pages.h"
#include "talk/comment.h"
#include "talk/markup.h"
#include "talk/moderation/moderating.h"
#include "talk/moderation/report.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define EXCERPT 300 /* characters */

static void set_case_reasons(struct request *r, struct view_node *node, const char *reasons)
{
    while (*reasons != '\0') {
        size_t length = strcspn(reasons, ",");

        node_set(node_item(node, "reasons"), "name", arena_copy(r->arena, reasons, length));
        reasons += length + (reasons[length] == ',');
    }
}

static void set_case(struct request *r, const struct report_case *reported)
{
    struct view_node *node = view_item(r->view, "Cases");

    node_set_number(node, "id", (int64_t)reported->comment_id);
    node_set(node, "author", reported->author);
    if (request_may(r, PERMISSION_ACCOUNT_SEE))
        node_set(node, "account", account_path(r->arena, reported->author_id));
    node_set(node, "title", reported->title);
    node_set(node, "text", text_cut(r->arena, markup_plain(r->arena, reported->html), EXCERPT));
    if (reported->state == COMMENT_HIDDEN)
        node_set(node, "hidden", "1");
    node_set_number(node, "weight", (int64_t)reported->weight);
    node_set_number(node, "reports", (int64_t)reported->reports);
    node_set(node, "opened", clock_rfc3339(r->arena, reported->opened));
    node_set(node, "notes", reported->notes);
    node_set(node, "filter", reported->filter);
    node_set(node, "found", reported->found);
    if (reported->claimed_id == request_account(r))
        node_set(node, "mine", "1");
    else if (reported->claimed_id != 0)
        node_set(node, "claimed", reported->claimed);
    set_case_reasons(r, node, reported->reasons != NULL ? reported->reasons : "");
}

enum http_status queue_page(struct request *r)
{
    const struct subject_place place = subject_place(r);
    uint64_t kept = (uint64_t)query_int(r, "kept", 0, INT64_MAX, 0);
    size_t count;
    struct report_case *cases = report_queue(&place, &count);

    if (cases == NULL || held_set(r) != 0)
        return HTTP_UNAVAILABLE;
    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    for (size_t i = 0; i < count; i++)
        set_case(r, &cases[i]);
    if (kept != 0)
        view_set_number(r->view, "Kept", (int64_t)kept);
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.remove", "1");
    if (request_may(r, PERMISSION_ACCOUNT_BAN))
        view_set(r->view, "May.ban", "1");
    return frame_page(r, HTTP_OK, "admin/queue.cs");
}

static enum http_status refuse_decided(struct request *r)
{
    return refuse(r, HTTP_CONFLICT, "conflict",
                  _("Another moderator has this report, or has decided on it. Nothing was"
                    " changed."));
}

/* Whether the case of the path is one that the caller may see. HTTP_OK, or what is answered. */
static enum http_status find_case(struct request *r)
{
    const struct subject_place place = subject_place(r);
    int found = report_find(&place, path_id(r, "id"));

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

enum http_status claim_post(struct request *r)
{
    const struct store store = request_store(r);
    enum http_status status = find_case(r);

    if (status != HTTP_OK)
        return status;
    switch (report_claim(&store, path_id(r, "id"), request_account(r))) {
    case REPORT_DONE: return redirect(r, HTTP_SEE_OTHER, "/admin/queue");
    case REPORT_CLAIMED: return refuse_decided(r);
    default: return HTTP_UNAVAILABLE;
    }
}

enum http_status keep_post(struct request *r)
{
    const struct subject_place place = subject_place(r);
    const struct moderator moderator = moderator_of(r, "");
    const uint64_t comment_id = path_id(r, "id");
    enum http_status status = find_case(r);
    struct act_made made;
    enum act_result result;

    if (status != HTTP_OK)
        return status;
    result = comments_moderate(&place, &moderator, ACT_KEEP,
                               &(struct act_choice){.ids = &comment_id, .count = 1}, &made);
    if (result == ACT_NOTHING)
        return refuse_decided(r);
    return result == ACT_DONE ? redirect(r, HTTP_SEE_OTHER, "/admin/queue?kept=%" PRIu64, made.id)
                              : moderating_refuse(r, moderating_outcome_of(result));
}
