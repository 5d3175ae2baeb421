/* A discussion as a block of any page.
 *
 * It is cut so that all readers share nearly all of it. The comments, with their HTML, are one
 * fragment a page, sort and language, whoever looks; what differs by reader is their own marks (a
 * second, small fragment) and the token, once in the page's head. A thread that is read by a
 * thousand is thus rendered once for each write to it. Where only some may write, the others share
 * a fragment without buttons. */
#include "talk/block.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "talk/filter/held_place.h"
#include "talk/markup.h"
#include "talk/mention.h"
#include "talk/moderation/thread/moderating_thread.h"
#include "talk/moderation/thread/notice.h"
#include "talk/posting.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"

#define ABOUT 200    /* characters of what a page says that it is about */
#define OWN_MAX 1000 /* rows of the caller's own votes and comments beside one thread */
/* States of posts that wait for review, or were refused in the last days, among those of comments. */
#define OWN_WAITS 100
#define OWN_REFUSED 102

STATEMENT(
    OWN_MARKS,
    PARAMETERS(id(account), id(thread), again(account), again(thread), again(account),
               again(thread), number(limit)),
    COLUMNS(id(comment_id), integer(value), flag(own), number(state), text(reason)),
    "SELECT comment_id, value, 0, 0, NULL FROM rating WHERE account_id = ? AND thread_id = ?"
    " UNION ALL SELECT c.id, 0, 1, c.state, IF(c.state = 0, (SELECT a.reason"
    " FROM moderated_text x JOIN moderation_act a ON a.id = x.act_id"
    " WHERE x.comment_id = c.id ORDER BY x.act_id DESC LIMIT 1), (SELECT a.reason"
    " FROM moderated_comment m JOIN moderation_act a ON a.id = m.act_id"
    " WHERE m.comment_id = c.id ORDER BY m.act_id DESC LIMIT 1)) FROM comment c"
    " WHERE c.author_id = ? AND c.thread_id = ?"
    " UNION ALL SELECT h.id, 0, 0, 100 + h.state, m.reason FROM held_post h" HELD_PLACE_JOINS_SQL
    " LEFT JOIN moderation_act m ON m.id = h.act_id WHERE h.author_id = ? AND t.id = ?"
    " AND h.state IN (0, 2) AND (h.state = 0 OR h.created > UTC_TIMESTAMP() - INTERVAL 7 DAY)"
    " ORDER BY comment_id LIMIT ?");
STATEMENT_SET(block_statements, &OWN_MARKS);

static const char *prefix_of(const struct thread_request *wanted)
{
    return thread_prefix(&(struct thread){.subject = wanted->title});
}

enum block_result thread_request_read(struct request *r, struct thread_request *wanted)
{
    const char *prefix = prefix_of(wanted);
    char *after_name = arena_format(r->arena, "%safter", prefix);
    const char *after = query_line(r, after_name, 80);

    wanted->sort = (enum thread_sort)query_choice(r, arena_format(r->arena, "%ssort", prefix),
                                                  thread_sort_names);
    wanted->under =
        (uint64_t)query_int(r, arena_format(r->arena, "%sunder", prefix), 0, INT64_MAX, 0);
    if (after != NULL && *after != '\0' && !cursor_parse(after, &wanted->after))
        form_error(r, after_name, _("This page's address is not complete."));
    return form_ok(r) ? BLOCK_SHOWN : BLOCK_INVALID;
}

/* ---- the comments ---- */

/* Nothing of the reader: what is set here goes into a fragment for all. */
static void set_comment(struct arena *arena, struct view_node *node, const struct thread *thread,
                        const struct comment *c)
{
    bool shown = c->state == COMMENT_SHOWN;

    node_set_number(node, "id", (int64_t)c->id);
    node_set_number(node, "depth", (int64_t)c->level);
    node_set_number(node, "score", c->score);
    node_set_number(node, "author_id", (int64_t)c->author_id);
    node_set(node, "author", c->author);
    node_set(node, "imported", c->imported ? "1" : NULL);
    node_set(node, "created", clock_rfc3339(arena, c->created));
    if (c->edited != 0)
        node_set(node, "edited", clock_rfc3339(arena, c->edited));
    if (c->parent_id != 0)
        node_set_number(node, "parent", (int64_t)c->parent_id);
    if (shown)
        node_set(node, "body_html", c->html);
    else
        node_set(node, "removed", "1");
    node_set(node, "hidden", c->state == COMMENT_HIDDEN ? "1" : NULL);
    node_set(node, "folded", shown && c->folded ? "1" : NULL);
    if (c->deeper > 0) {
        node_set_number(node, "deeper", (int64_t)c->deeper);
        node_set(node, "continue", thread_branch(arena, thread, c->id));
    }
}

/* What a comment answers, for where it stands apart from that. */
static void set_answered_node(struct view_node *node, const struct thread *thread,
                              const struct comment *c)
{
    if (c->parent_id == 0 || c->parent_id == thread->opening_id || c->level < 2)
        return;
    node_set(node, "orphaned", "1");
    node_set(node, "answered_author", c->answered_author);
    node_set(node, "answered", c->answered);
}

struct piece *answered_fragment(struct views *views, struct arena *arena,
                                const struct thread *thread, const struct comment *comment)
{
    struct view_data *data = view_data_open();
    struct view_node *node = view_item(data, "Comments");
    struct piece *piece;

    node_set_number(node, "parent", (int64_t)comment->parent_id);
    set_answered_node(node, thread, comment);
    piece = view_fragment(views, data, arena, "talk/answered.cs");
    view_data_close(data);
    return piece;
}

struct piece *comment_fragment(struct views *views, struct arena *arena,
                               const struct thread *thread, const struct comment *comment)
{
    struct view_data *data = view_data_open();
    struct view_node *node = view_item(data, "Comments");
    struct piece *piece;

    set_comment(arena, node, thread, comment);
    node_set_number(node, "closes", 1);
    piece = view_fragment(views, data, arena, "talk/one.cs");
    view_data_close(data);
    return piece;
}

/* Newest first is a list, not a tree: each comment stands by itself, with what it answers. */
static void set_newest(struct arena *arena, struct view_data *data, const struct thread *thread,
                       const struct window *window)
{
    for (size_t i = 0; i < window->count; i++) {
        struct comment comment = window->comments[i];
        struct view_node *node = view_item(data, "Comments");

        comment.deeper = 0; /* its replies are in the list themselves */
        set_comment(arena, node, thread, &comment);
        set_answered_node(node, thread, &comment);
        node_set_number(node, "closes", 1);
    }
}

static void set_tree(struct arena *arena, struct view_data *data, const struct thread *thread,
                     enum thread_sort sort, const struct window *window)
{
    struct tree_node *nodes = arena_alloc(arena, (window->count + 1) * sizeof *nodes);

    if (sort == SORT_NEWEST) {
        set_newest(arena, data, thread, window);
        return;
    }
    tree_flatten(arena, window->comments, window->count, sort, nodes);
    for (size_t i = 0; i < window->count; i++) {
        struct view_node *node = view_item(data, "Comments");

        set_comment(arena, node, thread, nodes[i].comment);
        node_set_number(node, "closes", (int64_t)nodes[i].closes);
        if (nodes[i].orphaned)
            node_set(node, "orphaned", "1");
    }
}

/* ---- the block around them ---- */

/* Every part of a discussion has one address: parameters in one order, and none that says what
 * holds anyway. */
static char *page_address(struct arena *arena, const char *path,
                          const struct thread_request *wanted, enum thread_sort sort,
                          const struct cursor *after)
{
    struct buffer address = buffer_open(arena, 128);
    char join = '?';

    buffer_text(&address, path);
    if (wanted->under != 0) {
        buffer_format(&address, "%c%sunder=%" PRIu64, join, prefix_of(wanted), wanted->under);
        join = '&';
    }
    if (sort != SORT_CONVERSATION) {
        buffer_format(&address, "%c%ssort=%s", join, prefix_of(wanted), thread_sort_names[sort]);
        join = '&';
    }
    if (after != NULL)
        buffer_format(&address, "%c%safter=%s", join, prefix_of(wanted),
                      cursor_text(arena, after, sort));
    if (wanted->title != NULL && *path != '\0')
        buffer_text(&address, "#talk");
    return address.data;
}

char *thread_canonical(struct arena *arena, const char *path, const struct thread_request *wanted)
{
    bool usual = wanted->sort == SORT_CONVERSATION && wanted->after.set;

    return page_address(arena, path, wanted, SORT_CONVERSATION, usual ? &wanted->after : NULL);
}

/* What a block shows. */
struct block {
    struct thread thread;
    struct comment opening;        /* where the thread has one */
    struct mention_lines mentions; /* what names its page */
    struct window window;          /* one page of its comments */
};

/* Nothing here may be the reader's: what is set is rendered once and kept for all. `mark` is
 * where the journal stood before the block was read, from which on an open page asks for what is
 * new. */
static void set_block(struct request *r, struct view_data *data,
                      const struct thread_request *wanted, const struct block *block, uint64_t mark)
{
    const struct thread *thread = &block->thread;
    const struct window *window = &block->window;
    const char *path = thread->path;

    assert(path != NULL);
    view_set(data, "Thread.subject", thread_subject(r->arena, thread));
    view_set(data, "Thread.below", thread->subject);
    view_set_number(data, "Thread.id", (int64_t)thread->id);
    view_set(data, "Thread.title", thread->title);
    view_set(data, "Thread.path", path);
    /* The opening comment, where there is one, is not an answer. */
    view_set_number(data, "Thread.answers", (int64_t)thread->comments - (thread->opening_id != 0));
    view_set_number(data, "Thread.since", (int64_t)mark);
    view_set(data, "Thread.sort", thread_sort_names[wanted->sort]);
    for (size_t i = 0; thread_sort_names[i] != NULL; i++) {
        struct view_node *node = view_item(data, "Thread.sorts");

        node_set(node, "name", thread_sort_names[i]);
        node_set(node, "url", page_address(r->arena, path, wanted, (enum thread_sort)i, NULL));
        if (i == wanted->sort)
            node_set(node, "here", "1");
    }
    if (thread->opening_id != 0)
        view_set_number(data, "Thread.opening", (int64_t)thread->opening_id);
    if (wanted->under != 0)
        view_set_number(data, "Thread.under", (int64_t)wanted->under);
    if (wanted->after.set || wanted->under != 0)
        view_set(data, "Thread.partial", "1");
    if (wanted->after.set)
        view_set(data, "Thread.later", "1");
    if (wanted->closed)
        view_set(data, "Thread.closed", "1");
    if (!board_is_public(r->worker->roles, thread->board_id))
        view_set(data, "Thread.quiet", "1");
    notices_set(r, data, thread);
    view_set_number(data, "Thread.levels", BRANCH_LEVELS);
    if (window->next.set)
        view_set(data, "Thread.next",
                 page_address(r->arena, path, wanted, wanted->sort, &window->next));
}

static void set_opening(struct arena *arena, struct view_data *data, const struct thread *thread,
                        const struct comment *opening)
{
    struct view_node *node = view_item(data, "Opening");

    set_comment(arena, node, thread, opening);
    node_set_number(node, "closes", 1);
}

/* Where a page of a branch leads back to: the comment that the branch hangs on, and who wrote it. */
static enum block_result set_branch(struct request *r, struct view_data *data,
                                    const struct thread *thread, uint64_t under,
                                    const char **author)
{
    struct comment comment;
    const struct subject_place place = subject_place(r);
    int found = comment_find(&place, under, &comment);

    if (found <= 0)
        return found == 0 ? BLOCK_MISSING : BLOCK_FAILED;
    if (comment.thread_id != thread->id)
        return BLOCK_MISSING;
    *author = comment.author;
    view_set(data, "Thread.branch.author", comment.author);
    if (comment.state == COMMENT_SHOWN && !comment.folded)
        view_set(data, "Thread.branch.text",
                 text_cut(r->arena, markup_plain(r->arena, comment.html), 160));
    view_set_number(data, "Thread.branch.id", (int64_t)comment.id);
    return BLOCK_SHOWN;
}

/* ---- reading and keeping ---- */

/* What the page is about: what its first comment says, that is the opening one's or, further on
 * and in branches, the first that is shown. */
static const char *block_about(struct arena *arena, const struct thread_request *wanted,
                               const struct block *block)
{
    const struct comment *first = block->window.count > 0 ? &block->window.comments[0] : NULL;

    if (block->thread.opening_id != 0 && wanted->under == 0 && !wanted->after.set)
        first = &block->opening;
    return first != NULL && first->state == COMMENT_SHOWN && !first->folded
               ? text_cut(arena, markup_plain(arena, first->html), ABOUT)
               : NULL;
}

static int read_window(struct request *r, const struct thread_request *wanted,
                       const struct thread *thread, struct window *window)
{
    struct window_query query = {
        .thread_id = thread->id,
        .branch = wanted->under,
        .sort = wanted->sort,
        .after = wanted->after,
        .limit = COMMENTS_A_PAGE,
    };

    if (wanted->sort == SORT_NEWEST)
        return window_newest(r->worker->database, r->arena, &query, window);
    if (wanted->under == 0)
        query.branch = thread->opening_id;
    return window_branch(r->worker->database, r->arena, &query, window);
}

/* Reads what the block shows: the thread with its opening comment and what names its page, then one
 * page of comments. */
static enum block_result read_block(struct request *r, const struct thread_request *wanted,
                                    struct block *block)
{
    const struct subject_place place = subject_place(r);
    struct thread *thread = &block->thread;
    int found =
        wanted->title != NULL
            ? mention_find(&place, &wanted->subject, thread, &block->opening, &block->mentions)
            : thread_find(&place, &wanted->subject, thread, &block->opening);

    if (found == 0 && wanted->title != NULL && wanted->under == 0) {
        *thread = (struct thread){.subject = subject_text(r->arena, &wanted->subject),
                                  .title = wanted->title,
                                  .path = wanted->path};
        block->window = (struct window){.count = 0};
        return BLOCK_SHOWN;
    }
    if (found <= 0)
        return found == 0 ? BLOCK_MISSING : BLOCK_FAILED;
    /* mention_find asks for no page, as this one is shown by whoever found it. It may have moved since
     * the first comment was written there. */
    if (wanted->path != NULL)
        thread->path = wanted->path;
    return read_window(r, wanted, thread, &block->window) == 0 ? BLOCK_SHOWN : BLOCK_FAILED;
}

/* What the page around a block needs to know of its thread. */
static void fill_fragment(struct request *r, struct fragment *fragment, const struct thread *thread)
{
    bool own = thread->subject == NULL && thread->comments <= 1 && !thread->locked &&
               r->started - thread->created < OWN_RENAME_TIME;

    fragment->id = thread->id;
    fragment->board_id = thread->board_id;
    fragment->version = thread->version;
    fragment->title = thread->title;
    fragment->path = thread->path;
    fragment->locked = thread->locked;
    fragment->owner_id = own ? thread->author_id : 0;
    fragment->comment = thread->merged_id != 0 ? thread->opening_id : 0;
}

/* A page's discussion may have no thread yet; then an empty block is rendered, which has all that
 * the first comment needs. */
static enum block_result render_block(struct request *r, const struct thread_request *wanted,
                                      uint64_t mark, struct fragment *fragment)
{
    struct view_data *data;
    struct block block = {.mentions = {.count = 0}};
    const struct thread *thread = &block.thread;
    struct piece *piece;
    enum block_result result = read_block(r, wanted, &block);

    if (result != BLOCK_SHOWN)
        return result;
    fill_fragment(r, fragment, thread);
    fragment->about = block_about(r->arena, wanted, &block);
    data = view_data_open();
    set_block(r, data, wanted, &block, mark);
    if (block.mentions.count > 0)
        fragment->besides = subject_notes_stamp(r);
    talk_set(r, data, block.mentions.of, block.mentions.count);
    if (thread->board_id != 0) {
        view_set(data, "Board.name", thread->board_name);
        view_set(data, "Board.title", thread->board_title);
    }
    if (wanted->under != 0 && thread->merged_id == 0)
        result = set_branch(r, data, thread, wanted->under, &fragment->note);
    else if (thread->opening_id != 0 && !wanted->after.set)
        set_opening(r->arena, data, thread, &block.opening);
    set_tree(r->arena, data, thread, wanted->sort, &block.window);
    if (result == BLOCK_SHOWN) {
        piece = view_fragment(r->worker->views, data, r->arena, "talk/block.cs");
        if (piece != NULL)
            fragment->html = *piece;
        else
            result = BLOCK_FAILED;
    }
    view_data_close(data);
    return result;
}

/* A vote, or a comment: of one that was removed, by whom and why. */
static void set_own_mark(struct view_node *node, const struct OWN_MARKS_row *row)
{
    node_set_number(node, "id", (int64_t)row->comment_id);
    if (!row->own)
        node_set_number(node, "value", row->value);
    else
        node_set(node, "mine", "1");
    if (row->state == COMMENT_REMOVED)
        node_set(node, "removed", "1");
    else if (row->state == COMMENT_WITHDRAWN)
        node_set(node, "withdrawn", "1");
    else if (row->state == COMMENT_HIDDEN)
        node_set(node, "hidden", "1");
    node_set(node, "reason", row->reason);
}

static void set_own_row(struct view_data *data, const struct OWN_MARKS_row *row)
{
    struct view_node *node;

    if (row->state < OWN_WAITS) {
        set_own_mark(view_item(data, "Own"), row);
        return;
    }
    node = view_item(data, "Held");
    node_set_number(node, "id", (int64_t)row->comment_id);
    node_set(node, "reason", row->reason);
    node_set(node, "refused", row->state == OWN_REFUSED ? "1" : NULL);
}

/* The caller's own votes and comments in this thread: a small block, kept for each reader under
 * the generation of their votes, which their posts and votes move, and the thread's version, which
 * moves when comments of others come or go. */
static int set_own(struct request *r, uint64_t thread_id, uint64_t version)
{
    uint64_t account = request_account(r), stamp;
    char *votes = arena_format(r->arena, "votes:%" PRIu64, account);
    char *key =
        arena_format(r->arena, "own|%" PRIu64 "|%" PRIu64 "|%" PRIu64, account, thread_id, version);
    struct fragment own = {.title = "", .path = ""};
    struct view_data *data;
    struct OWN_MARKS_rows *rows;
    const struct OWN_MARKS_row *row;
    struct piece *piece;

    if (account == 0 || thread_id == 0)
        return 0;
    stamp = generation_stamp(r->worker->shared, (const char *const[]){votes, NULL});
    if (!fragment_find(r, key, stamp, &own)) {
        rows =
            database_query(r->worker->database, r->arena, &OWN_MARKS, account, thread_id, OWN_MAX);
        if (rows == NULL)
            return -1;
        data = view_data_open();
        while ((row = rows_next(rows)) != NULL)
            set_own_row(data, row);
        piece = view_fragment(r->worker->views, data, r->arena, "talk/own.cs");
        view_data_close(data);
        if (piece == NULL)
            return -1;
        own.html = *piece;
        fragment_keep(r, key, stamp, &own);
    }
    view_piece(r, "Thread.own_html", &own.html);
    return 0;
}

/* Finds the block as it was kept; where it tells what names its page, only while notes are the
 * same. */
static bool find_kept(struct request *r, const char *key, uint64_t stamp, struct fragment *fragment)
{
    return fragment_find(r, key, stamp, fragment) &&
           (fragment->besides == 0 || fragment->besides == subject_notes_stamp(r));
}

/* Finds the block, in the cache first, where the caller may read it.
 *
 * The mark and the stamp are read before the database. The mark stands in the page as what it
 * knows: a script that asks for what happened since may get what is shown already, and never
 * misses a row. */
static enum block_result find_block(struct request *r, const struct thread_request *wanted,
                                    struct fragment *fragment)
{
    const char *address =
        page_address(r->arena, "", wanted, wanted->sort, wanted->after.set ? &wanted->after : NULL);
    char *subject = subject_text(r->arena, &wanted->subject);
    char *key = arena_format(r->arena, "thread%s|%" PRIu64 "|%s|%s|%s",
                             wanted->closed ? ".closed" : "", r->site->id, subject,
                             wanted->path != NULL ? wanted->path : "", address);
    uint64_t mark = heartbeat_mark(r->worker->shared), stamp;
    enum block_result result;

    if (!subject_may(r, &wanted->subject, SUBJECT_READ))
        return BLOCK_MISSING;
    request_depends(r, "%s", subject);
    /* The board's and the site's names stand on the page too; "sites" counts their changes, "roles" those of
     * what everybody may read, and "names" those of who wrote. */
    stamp = generation_stamp(r->worker->shared,
                             (const char *const[]){subject, "sites", "roles", "names", NULL});
    *fragment = (struct fragment){0};
    if (!find_kept(r, key, stamp, fragment)) {
        *fragment = (struct fragment){0};
        result = render_block(r, wanted, mark, fragment);
        if (result != BLOCK_SHOWN)
            return result;
        fragment_keep(r, key, stamp, fragment);
    }
    return subject_board_may(r, &wanted->subject, fragment->board_id, SUBJECT_READ) ? BLOCK_SHOWN
                                                                                    : BLOCK_MISSING;
}

/* The acts that the caller may do to the whole thread, as a menu; nothing is asked of the database. */
static void set_menu(struct request *r, const struct fragment *fragment, bool is_thread)
{
    static const enum act_kind kinds[] = {ACT_LOCK,   ACT_SLOW, ACT_PIN,   ACT_ANNOUNCE,
                                          ACT_RENAME, ACT_MOVE, ACT_MERGE, ACT_SPLIT};

    if (r->session == NULL || fragment->id == 0)
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct moderated_thread thread = {.board_id = fragment->board_id,
                                                .subject = is_thread ? NULL : ""};

        if (moderating_thread_may(r, &thread, kinds[i]) ||
            (kinds[i] == ACT_RENAME && fragment->owner_id == request_account(r)))
            node_set(view_item(r->view, "Menu"), "act", act_kind_name(kinds[i]));
    }
    view_set_number(r->view, "Thread.number", (int64_t)fragment->id);
}

/* Sets up the view's Thread block. Which board it is on comes with it: who may not write there is
 * shown the same without what to write with. */
static enum block_result thread_block(struct request *r, struct thread_request *wanted,
                                      struct fragment *fragment)
{
    enum block_result result = find_block(r, wanted, fragment);

    if (result == BLOCK_SHOWN && !wanted->closed &&
        !subject_board_invites(r, &wanted->subject, fragment->board_id)) {
        wanted->closed = true;
        result = find_block(r, wanted, fragment);
    }
    if (result != BLOCK_SHOWN)
        return result;
    view_piece(r, "Thread.block_html", &fragment->html);
    if (wanted->under != 0)
        view_set(r->view, "Thread.branch.author", fragment->note);
    view_set(r->view, "Thread.subject", subject_text(r->arena, &wanted->subject));
    if (board_is_archived(r->worker->roles, fragment->board_id))
        view_set(r->view, "Board.archived", "1");
    if (wanted->under != 0)
        view_set_number(r->view, "Thread.under", (int64_t)wanted->under);
    set_menu(r, fragment, wanted->title == NULL);
    if (fragment->locked && !posting_passes_lock(r, fragment->board_id))
        view_set(r->view, "Thread.locked", "1");
    if (wanted->closed) {
        view_set(r->view, "Thread.closed", "1");
        return BLOCK_SHOWN;
    }
    if (r->session != NULL)
        view_set(r->view, "Form.key", form_key(r));
    return set_own(r, fragment->id, fragment->version) == 0 ? BLOCK_SHOWN : BLOCK_FAILED;
}

enum http_status thread_answer(struct request *r, struct thread_request *wanted,
                               struct fragment *fragment)
{
    enum block_result result;

    if (r->site->forum_off)
        return HTTP_OK;
    result = thread_request_read(r, wanted);

    wanted->closed = !subject_invites(r, &wanted->subject);
    if (result == BLOCK_SHOWN)
        result = thread_block(r, wanted, fragment);
    switch (result) {
    case BLOCK_SHOWN: return HTTP_OK;
    case BLOCK_MISSING: return HTTP_NOT_FOUND;
    case BLOCK_INVALID: return HTTP_BAD_REQUEST;
    case BLOCK_FAILED: break;
    }
    return HTTP_UNAVAILABLE;
}
