/* Two steps without a script: the first asks what goes where and is a page of its own, which tells
 * what that touches; the second does it, if both threads are still as that page had them. */
#include "thread_merges.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "talk/moderation/thread/moderating_merge.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/route.h"
#include "web/site.h"
#include "web/view.h"

static void set_thread_side(struct view_node *node, const struct moderated_thread *thread)
{
    node_set_number(node, "id", (int64_t)thread->id);
    node_set(node, "title", thread->title);
    node_set(node, "path", thread->path);
    node_set(node, "board", thread->board_title);
    node_set_number(node, "comments", (int64_t)thread->comments);
    node_set_number(node, "version", (int64_t)thread->version);
}

/* The boards that a new thread can be on, its former one chosen. */
static int set_targets_of(struct request *r, const char *chosen)
{
    const struct subject_place place = subject_place(r);
    size_t count;
    struct board *boards = board_list(&place, &count);

    for (size_t i = 0; boards != NULL && i < count; i++) {
        struct view_node *node;

        if (!request_may_board(r, PERMISSION_THREAD_MERGE, boards[i].id) ||
            (boards[i].archived != 0 && strcmp(boards[i].name, chosen) != 0))
            continue;
        node = view_item(r->view, "Boards");
        node_set(node, "name", boards[i].name);
        node_set(node, "title", boards[i].title);
        if (strcmp(boards[i].name, chosen) == 0)
            node_set(node, "chosen", "1");
    }
    return boards != NULL ? 0 : -1;
}

static enum http_status show_merge_form(struct request *r, enum act_kind kind, const char *named,
                                        const struct merge_moderating *moderating,
                                        enum http_status status)
{
    const struct moderated_thread *thread = &moderating->threads.thread;
    const char *board = form_raw(r, "board");

    view_set(r->view, "Form.act", act_kind_name(kind));
    set_thread_side(view_item(r->view, "From"), thread);
    view_set(r->view, "Board.name", thread->board_name);
    view_set(r->view, "Board.title", thread->board_title);
    view_set(r->view, "Form.named", named);
    view_set(r->view, "Form.title", form_raw(r, "title"));
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    if (moderating->reach.comments > 0) {
        view_set_number(r->view, "Reach.comments", (int64_t)moderating->reach.comments);
        view_set_number(r->view, "Reach.authors", (int64_t)moderating->reach.authors);
    }
    if (kind == ACT_MERGE && moderating->reach.comments > 0)
        set_thread_side(view_item(r->view, "Into"), &moderating->threads.other);
    if (kind == ACT_SPLIT && set_targets_of(r, *board != '\0' ? board : thread->board_name) != 0)
        return HTTP_UNAVAILABLE;
    return status == HTTP_OK ? page(r, status, "forum/thread_merge.cs")
                             : page_refused(r, status, "forum/thread_merge.cs");
}

enum http_status thread_merge_form(struct request *r, enum act_kind kind)
{
    struct merge_moderating moderating = {.to_id = 0};
    enum moderating_outcome outcome = moderating_merge_read(r, kind, true, &moderating);
    const char *named = query_line(r, kind == ACT_MERGE ? "into" : "comments", 2000);

    if (outcome != MODERATING_DONE && outcome != MODERATING_INVALID)
        return moderating_refuse(r, outcome);
    if (outcome == MODERATING_INVALID)
        moderating.reach = (struct merge_reach){.comments = 0};
    return show_merge_form(r, kind, named, &moderating,
                           outcome == MODERATING_DONE ? HTTP_OK : HTTP_UNPROCESSABLE);
}

static enum act_kind merge_of_route(const struct request *r)
{
    return act_kind_named(strrchr(r->route->pattern, '/') + 1);
}

enum http_status thread_merge_post(struct request *r)
{
    enum act_kind kind = merge_of_route(r);
    struct merge_moderating moderating;
    enum moderating_outcome outcome = moderating_merge(r, kind, &moderating);
    const char *named = form_raw(r, kind == ACT_MERGE ? "into" : "comments");

    if (outcome == MODERATING_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/forum/thread/%" PRIu64, moderating.to_id);
    if (outcome == MODERATING_CHANGED) {
        enum moderating_outcome now = moderating_merge_read(r, kind, false, &moderating);

        if (now != MODERATING_DONE && now != MODERATING_INVALID)
            return moderating_refuse(r, now);
        form_error(r, "version",
                   _("Somebody changed this thread in the meantime. Nothing was changed; look at it"
                     " again."));
    } else if (outcome != MODERATING_INVALID) {
        return moderating_refuse(r, outcome);
    }
    return show_merge_form(r, kind, named, &moderating, moderating_status(outcome));
}

enum http_status api_thread_merge_post(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 256);
    struct merge_moderating moderating;
    enum moderating_outcome outcome;
    struct subject to;

    if (!json_body(r))
        return r->response.status;
    outcome = moderating_merge(r, merge_of_route(r), &moderating);
    if (outcome == MODERATING_INVALID)
        return json_field_error(r);
    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    to = subject_of_thread(moderating.to_id);
    json_begin_object(&json);
    json_member_text(&json, "subject", subject_text(r->arena, &to));
    json_member_u64(&json, "act", moderating.made.id);
    json_member_u64(&json, "comments", moderating.made.comments);
    json_member_u64(&json, "journal", moderating.made.journal);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}
