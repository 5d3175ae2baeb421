/* Boards, discussions, and where a comment is. Lists of threads go on behind the last one that was
 * seen and not by number: its place in the index is found at once on the thousandth page too. */
#include "pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "posting.h"
#include "talk/block.h"
#include "web/atom.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/route.h"
#include "web/site.h"
#include "web/sites/site_area.h"

#define RECENT_MAX 12 /* threads on the home page */

/* What readers are told: comments without those that open threads. A board's thread has one. */
static int64_t reply_count(uint64_t comments, uint64_t threads)
{
    return comments > threads ? (int64_t)(comments - threads) : 0;
}

static void set_thread_line(struct request *r, struct view_node *node, const struct thread *t)
{
    node_set(node, "url", thread_path(r->arena, t->id, t->title));
    node_set(node, "title", t->title);
    node_set(node, "author", t->author);
    node_set_number(node, "answers", reply_count(t->comments, 1));
    node_set(node, "created", clock_rfc3339(r->arena, t->created));
    node_set(node, "activity", clock_rfc3339(r->arena, t->activity));
    node_set(node, "board_name", t->board_name);
    node_set(node, "board_title", t->board_title);
    if (t->pinned)
        node_set(node, "pinned", "1");
    if (t->locked)
        node_set(node, "locked", "1");
    if (t->last_author != NULL) {
        node_set_number(node, "last_id", (int64_t)t->last_comment_id);
        node_set(node, "last_author", t->last_author);
    }
}

/* What a list of threads begins with. */
static void set_announcements(struct request *r, const struct thread *threads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        set_thread_line(r, view_item(r->view, "Announced"), &threads[i]);
}

static void set_board_line(struct request *r, const struct board *board)
{
    struct view_node *node = view_item(r->view, "Boards");

    node_set(node, "name", board->name);
    node_set(node, "title", board->title);
    node_set(node, "description", board->description);
    if (board->archived != 0)
        node_set(node, "archived", "1");
    if (!board_is_public(r->worker->roles, board->id))
        node_set(node, "private", "1");
    node_set_number(node, "threads", (int64_t)board->threads);
    node_set_number(node, "answers", reply_count(board->comments, board->threads));
    if (board->last_author != NULL) {
        node_set_number(node, "last_id", (int64_t)board->last_comment_id);
        node_set(node, "last_author", board->last_author);
        node_set(node, "last_title", board->last_title);
        node_set(node, "last_created", clock_rfc3339(r->arena, board->last_created));
    }
}

enum http_status site_front_page(struct request *r)
{
    const char *path = site_opens_on(r->arena, r->site);

    return strcmp(path, "/") != 0 ? redirect(r, HTTP_FOUND, "%s", path) : home_page(r);
}

enum http_status home_page(struct request *r)
{
    const struct subject_place place = subject_place(r);
    struct board *boards;
    struct thread *threads;
    size_t board_count, thread_count, announced;

    request_depends(r, "site:%" PRIu64, r->site->id);
    boards = board_list(&place, &board_count);
    threads = thread_recent(&place, RECENT_MAX, &announced, &thread_count);
    if (boards == NULL || threads == NULL)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Page.canonical", strcmp(r->site->front, "forum") == 0 ? "/" : "/forum/");
    for (size_t i = 0; i < board_count; i++) {
        set_board_line(r, &boards[i]);
        atom_offer(r, boards[i].title,
                   arena_format(r->arena, "/forum/%s/threads.atom", boards[i].name));
    }
    set_announcements(r, threads, announced);
    for (size_t i = 0; i < thread_count; i++)
        set_thread_line(r, view_item(r->view, "Recent"), &threads[announced + i]);
    return page(r, HTTP_OK, "forum/home.cs");
}

/* By the last activity and id that were seen: a thread that is written in meanwhile moves to the
 * front, and is at most seen twice. */
static bool board_cursor(struct request *r, struct thread_range *range)
{
    const char *after = query_line(r, "after", 50);
    struct cursor cursor;

    if (after == NULL || *after == '\0')
        return form_ok(r);
    /* The first number is an instant here, and no instant is as large as a comment's id may be. */
    if (!cursor_parse(after, &cursor) || cursor.top_comment > INT64_MAX / 4) {
        form_error(r, "after", _("This page's address is not complete."));
        return false;
    }
    range->activity = (int64_t)cursor.top_comment;
    range->id = cursor.id;
    range->pinned = cursor.score == 1;
    return true;
}

char *board_cursor_text(struct arena *arena, const struct thread *last)
{
    return arena_format(arena, "%s%" PRId64 ".%" PRIu64, last->pinned ? "1." : "", last->activity,
                        last->id);
}

/* The threads and, where there are more, the address of the next page. */
static void set_threads(struct request *r, const struct board *board, struct thread *threads,
                        size_t count)
{
    size_t shown = count > THREADS_A_PAGE ? THREADS_A_PAGE : count;

    for (size_t i = 0; i < shown; i++)
        set_thread_line(r, view_item(r->view, "Threads"), &threads[i]);
    if (count > shown)
        view_set(r->view, "Next",
                 arena_format(r->arena, "/forum/%s/?after=%s", board->name,
                              board_cursor_text(r->arena, &threads[shown - 1])));
}

enum http_status board_asked(struct request *r, struct board *board, struct thread_range *range)
{
    const struct subject_place place = subject_place(r);
    int found;

    request_depends(r, "site:%" PRIu64, r->site->id);
    if (!board_cursor(r, range))
        return HTTP_BAD_REQUEST;
    found = board_find(&place, path_text(r, "board"), board);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    range->board_id = board->id;
    view_set(r->view, "Board.name", board->name);
    view_set(r->view, "Board.title", board->title);
    view_set(r->view, "Board.description", board->description);
    if (board->archived != 0)
        view_set(r->view, "Board.archived", clock_rfc3339(r->arena, board->archived));
    if (!board_is_public(r->worker->roles, board->id))
        view_set(r->view, "Board.private", "1");
    return HTTP_OK;
}

/* Whether the caller is to be shown how to start threads: who may, and a guest where every member
 * may. */
static bool board_invites(const struct request *r, uint64_t board_id)
{
    const struct grants none = {.count = 0};

    if (r->session != NULL)
        return request_may_board(r, PERMISSION_THREAD_START, board_id);
    return permission_held(permissions_at(r->worker->roles, &none,
                                          (struct role_scope){r->site->id, board_id}, clock_now()),
                           PERMISSION_THREAD_START);
}

enum http_status board_page(struct request *r)
{
    struct board board = {.id = 0};
    const struct subject_place place = subject_place(r);
    struct thread_range range = {.announcements = true, .limit = THREADS_A_PAGE + 1};
    struct thread last, *threads;
    size_t count, announced;
    enum http_status status;

    status = board_asked(r, &board, &range);
    if (status != HTTP_OK)
        return status;
    threads = thread_list(&place, &range, &announced, &count);
    if (threads == NULL)
        return HTTP_UNAVAILABLE;
    set_announcements(r, threads, announced);
    view_set_number(r->view, "Board.threads", (int64_t)board.threads);
    last = (struct thread){.id = range.id, .activity = range.activity, .pinned = range.pinned};
    if (range.activity != 0)
        view_set(r->view, "Board.partial", "1");
    view_set(r->view, "Page.canonical",
             range.activity != 0 ? arena_format(r->arena, "/forum/%s/?after=%s", board.name,
                                                board_cursor_text(r->arena, &last))
                                 : arena_format(r->arena, "/forum/%s/", board.name));
    atom_offer(r, board.title, arena_format(r->arena, "/forum/%s/threads.atom", board.name));
    set_threads(r, &board, threads + announced, count);
    if (board_invites(r, board.id))
        view_set(r->view, "May.start", "1");
    return page(r, HTTP_OK, "forum/board.cs");
}

/* Where a comment is read: path, query and anchor. Links name the comment alone and are led there,
 * as which page that is depends on what else is written. NULL on failure. */
static char *comment_address(struct request *r, uint64_t id, bool *missing)
{
    struct database *database = r->worker->database;
    const struct subject_place place = subject_place(r);
    struct subject subject;
    struct comment comment, opening;
    struct cursor cursor;
    struct thread thread;
    struct buffer address = buffer_open(r->arena, 160);
    int found = comment_find(&place, id, &comment);
    char join = '?';

    *missing = found == 0 ||
               (found > 0 && !subject_text_may(r, comment.subject, comment.board_id, SUBJECT_READ));
    if (found <= 0 || *missing)
        return NULL;
    subject = subject_of_thread(comment.thread_id);
    request_depends(r, "thread:%" PRIu64, comment.thread_id);
    if (comment.subject != NULL && !subject_parse(comment.subject, &subject))
        return NULL;
    if (thread_find(&place, &subject, &thread, &opening) <= 0 ||
        window_around(database, r->arena, &comment, &cursor) != 0)
        return NULL;
    buffer_text(&address, thread.path);
    if (comment.branch_id != 0 && comment.branch_id != thread.opening_id) {
        buffer_format(&address, "%c%sunder=%" PRIu64, join, thread_prefix(&thread),
                      comment.branch_id);
        join = '&';
    }
    if (cursor.set)
        buffer_format(&address, "%c%safter=%s", join, thread_prefix(&thread),
                      cursor_text(r->arena, &cursor, SORT_CONVERSATION));
    buffer_format(&address, "#c-%" PRIu64, id);
    return address.data;
}

/* What was merged into another thread is read there, from what opened it on. */
static enum http_status merged_page(struct request *r, uint64_t comment_id)
{
    bool missing;
    char *address = comment_address(r, comment_id, &missing);

    if (address == NULL)
        return missing ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    return redirect(r, HTTP_MOVED, "%s", address);
}

enum http_status thread_page(struct request *r)
{
    struct thread_request wanted = {.subject = subject_of_thread(path_id(r, "id"))};
    struct fragment fragment;
    const char *query = strchr(r->target, '?');
    enum http_status status;

    if (wanted.subject.id == 0)
        return HTTP_NOT_FOUND;
    status = thread_answer(r, &wanted, &fragment);
    if (status != HTTP_OK)
        return status;
    if (fragment.comment != 0)
        return merged_page(r, wanted.under != 0 ? wanted.under : fragment.comment);
    if (strcmp(fragment.path, r->path) != 0)
        return redirect(r, HTTP_MOVED, "%s%s", fragment.path, query != NULL ? query : "");
    view_set(r->view, "Page.title", fragment.title);
    view_set(r->view, "Page.about", fragment.about);
    view_set(r->view, "Page.type", "article");
    view_set(r->view, "Page.canonical", thread_canonical(r->arena, fragment.path, &wanted));
    atom_offer(r, fragment.title,
               arena_format(r->arena, "/forum/thread/%" PRIu64 "/comments.atom", fragment.id));
    return page(r, HTTP_OK, "forum/thread.cs");
}

enum http_status comment_page(struct request *r)
{
    bool missing;
    char *address = comment_address(r, path_id(r, "id"), &missing);

    if (address == NULL)
        return missing ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    return redirect(r, HTTP_FOUND, "%s", address);
}
