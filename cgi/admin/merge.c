/* Merging an account into another: first what it touches and how many, then the act; undone by its row. */
#include "merge.h"

#include <inttypes.h>

#include "auth/account.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

static const char *const merge_view = "admin/merge.cs";

const char *merge_result_words(enum merge_result result)
{
    switch (result) {
    case MERGE_MISSING: return _("There is no such account that is open and not to be deleted.");
    case MERGE_SAME: return _("That is the same account.");
    case MERGE_TOO_MANY: return _("There are more than 20,000 comments or votes.");
    case MERGE_RIGHTS: return _("One of the two may more than you.");
    case MERGE_OWN: return _("Your own account would be closed.");
    case MERGE_CHANGED: return _("Something has changed since. Look at it again.");
    case MERGE_LAST: return _("The last administrator would be gone.");
    case MERGE_FAILED:
    case MERGE_DONE: break;
    }
    return "";
}

int merge_reach_set(struct request *r, uint64_t from_id, uint64_t into_id)
{
    struct account_merge_reach reach;

    if (account_merge_reach(r->worker->database, r->arena, from_id, into_id, &reach) != 0)
        return -1;
    view_set_number(r->view, "Reach.comments", (int64_t)reach.comments);
    view_set_number(r->view, "Reach.threads", (int64_t)reach.threads);
    view_set_number(r->view, "Reach.votes", (int64_t)reach.votes);
    view_set_number(r->view, "Reach.doubles", (int64_t)reach.doubles);
    view_set_number(r->view, "Reach.bans", (int64_t)reach.bans);
    view_set(r->view, "Reach.seen", merge_seen(r->arena, &reach));
    return 0;
}

int account_merges_set(struct request *r, uint64_t account_id)
{
    size_t count;
    const struct merge_line *lines = merges_of(r->worker->database, r->arena, account_id, &count);

    for (size_t i = 0; lines != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Merges");
        bool gone = lines[i].from_id == account_id;

        node_set_number(node, "id", (int64_t)lines[i].id);
        node_set(node, gone ? "into" : "from", gone ? lines[i].into : lines[i].from);
        if (gone || lines[i].source == NULL)
            node_set(node, "path",
                     account_path(r->arena, gone ? lines[i].into_id : lines[i].from_id));
        node_set(node, "source", lines[i].source);
        node_set(node, "created", clock_rfc3339(r->arena, lines[i].created));
        node_set(node, "by", lines[i].by);
        node_set(node, "reason", lines[i].reason);
        node_set_number(node, "comments", (int64_t)lines[i].comments);
        node_set_number(node, "votes", (int64_t)lines[i].votes);
        if (lines[i].undone != 0)
            node_set(node, "undone", clock_rfc3339(r->arena, lines[i].undone));
    }
    if (may_everywhere(r, PERMISSION_ACCOUNT_MERGE))
        view_set(r->view, "May.merge", "1");
    return lines != NULL ? 0 : -1;
}

/* The account that the path names. Accounts are of all sites, and so is who may merge them. HTTP_OK, or what is
 * answered. */
static enum http_status find_from(struct request *r, struct account_line *from)
{
    int found;

    if (!may_everywhere(r, PERMISSION_ACCOUNT_MERGE))
        return HTTP_FORBIDDEN;
    found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), from);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    view_set(r->view, "Account.name", from->name);
    view_set_number(r->view, "Account.id", (int64_t)from->id);
    return HTTP_OK;
}

/* The other account, by NAME. HTTP_OK, also with an error noted; or what is answered. */
static enum http_status find_into(struct request *r, const struct account_line *from,
                                  const char *name, struct account *into)
{
    int found = account_by_name(r->worker->database, r->arena, name, into);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        form_error(r, "into", merge_result_words(MERGE_MISSING));
    else if (into->id == from->id)
        form_error(r, "into", merge_result_words(MERGE_SAME));
    else if (merge_reach_set(r, from->id, into->id) != 0)
        return HTTP_UNAVAILABLE;
    else
        view_set(r->view, "Into.name", into->name);
    return HTTP_OK;
}

enum http_status account_merge_form(struct request *r)
{
    const char *name = query_line(r, "into", 200);
    struct account_line from;
    struct account into;
    enum http_status status = find_from(r, &from);

    if (status != HTTP_OK)
        return status;
    view_set(r->view, "Form.into", name);
    if (name == NULL || *name == '\0')
        return frame_page(r, HTTP_OK, merge_view);
    status = find_into(r, &from, name, &into);
    if (status != HTTP_OK)
        return status;
    return form_ok(r) ? frame_page(r, HTTP_OK, merge_view)
                      : frame_again(r, HTTP_UNPROCESSABLE, merge_view);
}

enum http_status account_merge_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct account_merging merging = {.reason = form_line(r, "reason", 1, MERGE_REASON_MAX),
                                      .seen = form_line(r, "seen", 0, 120)};
    const char *name = form_line(r, "into", 1, 200);
    struct account_line from;
    struct account into;
    enum merge_result result;
    enum http_status status = find_from(r, &from);
    uint64_t id;

    if (status != HTTP_OK)
        return status;
    view_set(r->view, "Form.into", name);
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    status = find_into(r, &from, name, &into);
    if (status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return frame_again(r, HTTP_UNPROCESSABLE, merge_view);
    merging.from_id = from.id;
    merging.into_id = into.id;
    result = account_merge(&store, r->worker->roles, &actor, &merging, &id);
    if (result == MERGE_FAILED)
        return HTTP_UNAVAILABLE;
    if (result == MERGE_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=merged", into.id);
    form_error(r, "into", merge_result_words(result));
    return frame_again(r, HTTP_CONFLICT, merge_view);
}

enum http_status merge_undo_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    enum merge_result result;

    if (!may_everywhere(r, PERMISSION_ACCOUNT_MERGE))
        return HTTP_FORBIDDEN;
    result = account_unmerge(&store, r->worker->roles, &actor, path_id(r, "id"));
    switch (result) {
    case MERGE_DONE: break;
    case MERGE_MISSING: return HTTP_NOT_FOUND;
    case MERGE_FAILED: return HTTP_UNAVAILABLE;
    default: return refuse(r, HTTP_CONFLICT, "merge", merge_result_words(result));
    }
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts?done=unmerged");
}
