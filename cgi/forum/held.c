#include "held.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/language.h"
#include "talk/filter/held.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/view.h"

#define REFUSED_TIME (7 * 86400 * CLOCK_SECOND) /* how long the list has what was refused */

static const char *const held_view = "forum/held.cs";

static void set_post(struct request *r, struct subject_place *place, const struct held_post *post)
{
    struct view_node *node = view_item(r->view, "Posts");
    struct markup_links links;

    subject_links(&links, place);
    node_set_number(node, "id", (int64_t)post->id);
    node_set(node, "title", post->title);
    node_set(node, "created", clock_rfc3339(r->arena, post->created));
    node_set(node, "body_html", markup_html(r->arena, post->body, &links));
    node_set(node, "reason", post->reason);
    if (post->thread_id != 0)
        node_set_number(node, "thread", (int64_t)post->thread_id);
    if (post->kind == HELD_EDIT)
        node_set_number(node, "comment", (int64_t)post->comment_id);
    if (post->state == HELD_WAITING)
        node_set(node, "waits", "1");
    if (post->state == HELD_REFUSED)
        node_set(node, "refused", "1");
}

enum http_status held_list_page(struct request *r)
{
    struct subject_place place = subject_place(r);
    size_t count;
    struct held_post *posts = held_own(r, clock_now() - REFUSED_TIME, &count);

    if (posts == NULL)
        return HTTP_UNAVAILABLE;
    for (size_t i = 0; i < count; i++)
        set_post(r, &place, &posts[i]);
    return page(r, HTTP_OK, held_view);
}

/* Finds the caller's own that the path names. HTTP_OK, or what is answered. */
static enum http_status find_own_post(struct request *r, struct held_post *post)
{
    int found = held_find(r, path_id(r, "id"), request_account(r), post);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found > 0 && post->author_id == request_account(r) ? HTTP_OK : HTTP_NOT_FOUND;
}

enum http_status held_page(struct request *r)
{
    struct subject_place place = subject_place(r);
    struct held_post post;
    enum http_status status = find_own_post(r, &post);

    if (status != HTTP_OK)
        return status;
    if (post.state == HELD_PUBLISHED && post.thread_id != 0)
        return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64,
                        post.kind == HELD_EDIT ? post.comment_id : post.id);
    set_post(r, &place, &post);
    view_set(r->view, "One", "1");
    return page(r, HTTP_OK, held_view);
}

enum http_status held_post(struct request *r)
{
    const struct store store = request_store(r);
    struct held_post post;
    enum http_status status = find_own_post(r, &post);
    int withdrawn;

    if (status != HTTP_OK)
        return status;
    withdrawn = held_withdraw(&store, post.id, request_account(r));
    if (withdrawn < 0)
        return HTTP_UNAVAILABLE;
    if (withdrawn == 0)
        return refuse(r, HTTP_CONFLICT, "conflict",
                      _("This post does not wait for review any more. Nothing was changed."));
    if (post.thread_id != 0)
        return redirect(r, HTTP_SEE_OTHER, "/forum/thread/%" PRIu64, post.thread_id);
    return redirect(r, HTTP_SEE_OTHER, "/forum/held");
}
