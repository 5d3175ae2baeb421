/* Feeds of a board and of a thread (Atom). Both are in the order of their index, the newest
 * first, and go on by what the last line had: readers that were away for long find the older ones
 * by the feed's own link (RFC 5005). */
#include "feeds.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "pages.h"
#include "talk/feed.h"
#include "talk/markup.h"
#include "web/atom.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static void set_feed_lines(struct request *r, const struct feed_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct feed_line *line = &page->lines[i];
        struct view_node *node = view_item(r->view, "Lines");

        node_set_number(node, "id", (int64_t)line->id);
        node_set(node, "title", line->title);
        node_set(node, "author", line->author);
        node_set(node, "created", clock_rfc3339(r->arena, line->created));
        node_set(node, "updated", clock_rfc3339(r->arena, line->updated));
        node_set(node, "content", line->html);
    }
}

enum http_status board_feed(struct request *r)
{
    struct board board = {.id = 0};
    struct thread_range range = {.limit = ATOM_ENTRIES};
    struct feed_page page;
    const char *next = NULL;
    enum http_status status;

    status = board_asked(r, &board, &range);
    if (status != HTTP_OK)
        return status;
    if (feed_threads(r->worker->database, r->arena, &range, &page) != 0)
        return HTTP_UNAVAILABLE;
    view_set_number(r->view, "Board.id", (int64_t)board.id);
    set_feed_lines(r, &page);
    if (page.more)
        next = arena_format(r->arena, "/forum/%s/threads.atom?after=%" PRId64 ".%" PRIu64,
                            board.name, page.lines[page.count - 1].updated,
                            page.lines[page.count - 1].id);
    return atom_answer(r, "forum/board_feed.cs", next);
}

enum http_status thread_feed(struct request *r)
{
    const struct subject_place place = subject_place(r);
    const struct subject subject = subject_of_thread(path_id(r, "id"));
    struct comment_range range = {
        .before = (uint64_t)query_int(r, "before", 1, INT64_MAX, 0),
        .limit = ATOM_ENTRIES,
    };
    struct comment opening;
    struct thread thread;
    struct feed_page page;
    const char *next = NULL;
    int found;

    if (!form_ok(r))
        return HTTP_BAD_REQUEST;
    request_depends(r, "%s", subject_text(r->arena, &subject));
    found = thread_find(&place, &subject, &thread, &opening);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (thread.merged_id != 0)
        return redirect(r, HTTP_MOVED, "/forum/thread/%" PRIu64 "/comments.atom", thread.merged_id);
    range.thread_id = thread.id;
    if (feed_comments(r->worker->database, r->arena, &range, &page) != 0)
        return HTTP_UNAVAILABLE;
    view_set_number(r->view, "Thread.id", (int64_t)thread.id);
    view_set(r->view, "Thread.title", thread.title);
    view_set(r->view, "Thread.path", thread.path);
    view_set(r->view, "Thread.created", clock_rfc3339(r->arena, thread.created));
    set_feed_lines(r, &page);
    if (page.more)
        next = arena_format(r->arena, "/forum/thread/%" PRIu64 "/comments.atom?before=%" PRIu64,
                            thread.id, page.lines[page.count - 1].id);
    return atom_answer(r, "forum/thread_feed.cs", next);
}
