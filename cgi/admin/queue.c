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
#include "talk/moderation/removal.h"
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
    if (reported->claimed_id == request_account(r))
        node_set(node, "mine", "1");
    else if (reported->claimed_id != 0)
        node_set(node, "claimed", reported->claimed);
    set_case_reasons(r, node, reported->reasons != NULL ? reported->reasons : "");
}

enum http_status queue_page(struct request *r)
{
    const struct subject_place place = subject_place(r);
    size_t count;
    struct report_case *cases = report_queue(&place, &count);

    if (cases == NULL)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < count; i++)
        set_case(r, &cases[i]);
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.remove", "1");
    if (request_may(r, PERMISSION_ACCOUNT_BAN))
        view_set(r->view, "May.ban", "1");
    return frame_page(r, HTTP_OK, "admin/queue.cs");
}

static enum http_status decided(struct request *r, enum report_result result)
{
    if (result == REPORT_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/admin/queue");
    if (result == REPORT_FAILED)
        return HTTP_UNAVAILABLE;
    return refuse(r, HTTP_CONFLICT, "conflict",
                  _("Another moderator has this report, or has decided on it. Nothing was"
                    " changed."));
}

enum http_status claim_post(struct request *r)
{
    const struct store store = request_store(r);

    return decided(r, report_claim(&store, r->site->id, path_id(r, "id"), request_account(r)));
}

/* What is held back is shown by an act, which closes its case as well. Whoever keeps has the case
 * first. */
enum report_result queue_keep(struct request *r, uint64_t comment_id)
{
    const struct subject_place place = subject_place(r);
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct act_choice choice = {.ids = &comment_id, .count = 1};
    struct act_made made;
    enum report_result claimed = report_claim(&store, r->site->id, comment_id, request_account(r));

    if (claimed != REPORT_DONE)
        return claimed;
    switch (comments_moderate(&place, &(struct moderator){&store, &actor, ""}, ACT_KEEP, &choice,
                              &made)) {
    case ACT_DONE: return REPORT_DONE;
    case ACT_NOTHING: break;
    default: return REPORT_FAILED;
    }
    return report_keep(&store, r->site->id, comment_id, request_account(r));
}

enum http_status keep_post(struct request *r)
{
    return decided(r, queue_keep(r, path_id(r, "id")));
}
