/* Posts that a filter holds: a section of the moderation queue, and one to read. They are published as they were
 * written, or not: nobody puts words into somebody else's mouth. What is to be changed then is changed as any comment
 * is, which is told (talk/moderation/correction.h). */
#include "talk/filter/held.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "frame.h"
#include "pages.h"
#include "talk/filter/held_act.h"
#include "talk/markup.h"
#include "talk/moderation/moderating.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

#define EXCERPT 300 /* characters */

/* What is the same in the queue and on the post's own page. */
static void set_held(struct request *r, struct view_node *node, const struct held_post *post)
{
    static const char *const kinds[] = {
        [HELD_REPLY] = "reply", [HELD_THREAD] = "thread", [HELD_EDIT] = "edit"};

    node_set_number(node, "id", (int64_t)post->id);
    node_set(node, "kind", kinds[post->kind]);
    node_set(node, "author", post->author);
    if (request_may(r, PERMISSION_ACCOUNT_SEE))
        node_set(node, "account", account_path(r->arena, post->author_id));
    node_set(node, "title", post->title);
    node_set(node, "created", clock_rfc3339(r->arena, post->created));
    node_set(node, "note", post->note);
    node_set(node, "found", post->found);
    if (request_may(r, PERMISSION_FILTER_EDIT))
        node_set(node, "filter",
                 arena_format(r->arena, "/admin/filters/%" PRIu64, post->filter_id));
}

int held_set(struct request *r)
{
    uint64_t decided = (uint64_t)query_int(r, "decided", 0, INT64_MAX, 0);
    uint64_t after = (uint64_t)query_int(r, "held", 0, INT64_MAX, 0);
    size_t count;
    struct held_post *posts = held_queue(r, &after, &count);

    if (posts == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Held");

        set_held(r, node, &posts[i]);
        node_set(node, "text",
                 text_cut(r->arena,
                          markup_plain(r->arena, markup_html(r->arena, posts[i].body, NULL)),
                          EXCERPT));
    }
    if (after != 0)
        view_set(r->view, "Queue.held_next",
                 arena_format(r->arena, "/admin/queue?held=%" PRIu64, after));
    if (decided != 0)
        view_set_number(r->view, "Queue.decided", (int64_t)decided);
    if (decided != 0)
        view_set_number(r->view, "Queue.left", query_int(r, "left", 0, HELD_DECIDED_MAX, 0));
    return 0;
}

/* ---- one ---- */

enum http_status held_page(struct request *r)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;
    struct view_node *node;
    struct held_post post;
    int found = held_find(r, path_id(r, "id"), 0, &post);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    node = view_item(r->view, "Held");
    subject_links(&links, &place);
    set_held(r, node, &post);
    node_set(node, "body_html", markup_html(r->arena, post.body, &links));
    if (post.thread_id != 0)
        node_set_number(node, "thread", (int64_t)post.thread_id);
    if (post.comment_id != 0)
        node_set_number(node, "comment", (int64_t)post.comment_id);
    if (post.act_id != 0)
        node_set_number(node, "act", (int64_t)post.act_id);
    if (post.state == HELD_WAITING) {
        node_set(node, "waits", "1");
        node_set(node, "bar", held_bar_message(held_barred(r, &post)));
    }
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "May.decide", "1");
    return frame_page(r, HTTP_OK, "admin/held.cs");
}

/* ---- deciding ---- */

/* None was decided: why, of the first. */
static enum http_status refuse_decision(struct request *r, enum act_result result,
                                        const struct held_decided *decided)
{
    const char *why = result == ACT_BEYOND ? held_bar_message(decided->bar) : NULL;

    return why != NULL ? refuse(r, HTTP_CONFLICT, "conflict", why)
                       : moderating_refuse(r, moderating_outcome_of(result));
}

enum http_status held_decide_post(struct request *r)
{
    const char *act = form_line(r, "act", 1, 10);
    bool releases = strcmp(act, "release") == 0;
    struct held_decision decision = {.kind = releases ? ACT_RELEASE : ACT_REFUSE};
    struct held_decided decided;
    enum act_result result;

    if (form_ok(r) && !releases && strcmp(act, "refuse") != 0)
        form_error(r, "act", _("This is none of the choices."));
    decision.reason = form_has(r, "reason") ? form_line(r, "reason", 0, REASON_MAX) : "";
    decision.ids = form_ids(r, "id", &decision.count);
    if (form_ok(r) && decision.count == 0)
        form_error(r, "id", _("Tick the posts that are meant."));
    if (form_ok(r) && !releases && *decision.reason == '\0')
        form_error(r, "reason", _("Say why: whoever wrote it reads this."));
    if (!form_ok(r))
        return refuse(r, HTTP_UNPROCESSABLE, "invalid", r->errors[0].message);
    result = held_decide(r, &decision, &decided);
    if (result != ACT_DONE)
        return refuse_decision(r, result, &decided);
    return redirect(r, HTTP_SEE_OTHER, "/admin/queue?decided=%" PRIu64 "&left=%zu", decided.made.id,
                    decided.left);
}
