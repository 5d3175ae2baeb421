/* One page of a discussion by one statement, whatever the discussion's size or depth.
 *
 * A tree could be read by recursive SQL, level by level or as a materialized path; each either
 * grows with depth, cannot be cut into pages by an index, or has to be rewritten when something
 * moves. Comments never move. So each stores what a page goes by: the branch it is shown in, its
 * top comment there and its root. (thread, branch, top comment, id) is one index, a page one range
 * of it, and what comes later is inserted behind or between without moving what another page
 * shows. The first page of 10,000 comments takes 1.05 times as long as that of 100
 * (bench/README.md, "thread").
 *
 * Plans are pinned (STRAIGHT_JOIN, FORCE INDEX) where the server prefers another one in a small
 * installation: it would sort what the index has in order already. */
#include "talk/window.h"

#include <inttypes.h>
#include <string.h>

#include "base/text/text.h"
#include "talk/markup.h"

/* How many branches of sort "best" one page looks at: their order is not an index's, so each is
 * read whole. */
#define BEST_BRANCHES 20
/* As many are asked for: one more tells that there is another page, and the one that the page
 * before ended in may have nothing left. */
#define BRANCHES_ASKED ((uint64_t)BEST_BRANCHES + 2)
#define ANSWERED_LENGTH 120 /* characters of what a comment answers */
/* How many comments stand before the one that a permalink leads to, where it is not on page one. */
#define CONTEXT 8
/* A page ends where its texts come to more than this, however few they are; but not before as many
 * as stand before the one that a permalink leads to. */
#define PAGE_BYTES_MAX ((size_t)1 << 20)

/* The columns of a window's comments; some windows have their texts besides, some what they
 * answered, its author and its HTML. The last level of a branch tells how many replies wait behind
 * it: BRANCH_LEVELS = 10. */
#define WINDOW_SQL(BODY, ANSWERED)                                                                 \
    "SELECT " COMMENT_COLUMNS_SQL(                                                                 \
        BODY) ", IF(c.level % 10 = 0 AND c.level > 0,"                                             \
              " (SELECT COUNT(*) FROM comment d WHERE d.parent_id = c.id), 0), " ANSWERED
#define PLAIN_SQL WINDOW_SQL("NULL", "NULL, NULL")
#define BODY_SQL WINDOW_SQL("c.body", "NULL, NULL")
#define ANSWERED_SQL                                                                               \
    WINDOW_SQL("NULL", "pa.name, IF(p.state = 0 AND p.folded = 0, LEFT(p.html, 2000), NULL)")
ROW(window_more, number(deeper), text(answered_author), text(answered_html));
ROW(windowed, row(comment, comment), row(window_more, more));
/* The comments' index gives the order and the page's end; a plan that begins with the accounts,
 * which the server finds attractive in a small installation, would read and sort them all. */
#define FROM_COMMENT " FROM comment c STRAIGHT_JOIN account a ON a.id = c.author_id"

STATEMENT(BRANCH_CONVERSATION,
          PARAMETERS(id(thread), id(branch), id(top_comment), again(top_comment), id(after),
                     number(limit)),
          ROW_OF(windowed),
          PLAIN_SQL FROM_COMMENT
          " WHERE c.thread_id = ? AND c.branch_id = ? AND c.top_comment_id >= ?"
          " AND (c.top_comment_id > ? OR c.id > ?) AND c.level > 0"
          " ORDER BY c.top_comment_id, c.id LIMIT ?");
/* Newest first is no order of a tree: each comment comes with the beginning of what it answers,
 * unless that is what opened the thread. The indexes are named, as others look shorter to the
 * server until it has sorted what they gave. */
#define ANSWERED_JOIN                                                                              \
    " LEFT JOIN comment p ON p.id = c.parent_id AND p.level > 0"                                   \
    " LEFT JOIN account pa ON pa.id = p.author_id"
#define FROM_NEWEST(INDEX)                                                                         \
    " FROM comment c FORCE INDEX (" INDEX                                                          \
    ") STRAIGHT_JOIN account a ON a.id = c.author_id" ANSWERED_JOIN
STATEMENT(
    THREAD_NEWEST, PARAMETERS(id(thread), id(below), number(limit)), ROW_OF(windowed),
    ANSWERED_SQL FROM_NEWEST(
        "newest") " WHERE c.thread_id = ? AND c.id < ? AND c.level > 0 ORDER BY c.id DESC LIMIT ?");
STATEMENT(
    BRANCH_NEWEST, PARAMETERS(id(thread), id(branch), id(below), number(limit)), ROW_OF(windowed),
    ANSWERED_SQL FROM_NEWEST(
        "branch_latest") " WHERE c.thread_id = ? AND c.branch_id = ? AND c.id < ? AND c.level > 0"
                         " ORDER BY c.id DESC LIMIT ?");
STATEMENT(
    BRANCH_BEST,
    PARAMETERS(id(thread), id_or_null(parent), integer(score), again(score), id(top_comment),
               number(branches), again(thread), id(branch), again(top_comment), id(after),
               number(limit)),
    ROW_OF(windowed),
    PLAIN_SQL
    " FROM (SELECT id, score FROM comment"
    " WHERE thread_id = ? AND parent_id <=> ? AND level > 0 AND score <= ?"
    " AND (score < ? OR id <= ?) ORDER BY score DESC, id DESC LIMIT ?) r"
    " STRAIGHT_JOIN comment c ON c.thread_id = ? AND c.branch_id = ? AND c.top_comment_id = r.id"
    " STRAIGHT_JOIN account a ON a.id = c.author_id WHERE c.top_comment_id <> ? OR c.id > ?"
    " ORDER BY r.score DESC, r.id DESC, c.id LIMIT ?");
STATEMENT(WHOLE_CONVERSATION,
          PARAMETERS(id(thread), id(root), again(root), id(after), id(opening), number(limit)),
          ROW_OF(windowed),
          BODY_SQL FROM_COMMENT
          " WHERE c.thread_id = ? AND c.root_id >= ? AND (c.root_id > ? OR c.id > ?)"
          " AND c.root_id <> ? ORDER BY c.root_id, c.id LIMIT ?");
STATEMENT(WHOLE_NEWEST, PARAMETERS(id(thread), id(below), id(opening), number(limit)),
          ROW_OF(windowed),
          BODY_SQL " FROM comment c FORCE INDEX (newest)"
                   " STRAIGHT_JOIN account a ON a.id = c.author_id"
                   " WHERE c.thread_id = ? AND c.id < ? AND c.id <> ? ORDER BY c.id DESC LIMIT ?");
STATEMENT(WHOLE_BEST,
          PARAMETERS(id(thread), id_or_null(opening), integer(score), again(score), id(root),
                     number(branches), again(thread), again(root), id(after), number(limit)),
          ROW_OF(windowed),
          BODY_SQL " FROM (SELECT id, score FROM comment"
                   " WHERE thread_id = ? AND parent_id <=> ? AND level > 0 AND score <= ?"
                   " AND (score < ? OR id <= ?) ORDER BY score DESC, id DESC LIMIT ?) r"
                   " STRAIGHT_JOIN comment c ON c.thread_id = ? AND c.root_id = r.id"
                   " STRAIGHT_JOIN account a ON a.id = c.author_id WHERE c.root_id <> ? OR c.id > ?"
                   " ORDER BY r.score DESC, r.id DESC, c.id LIMIT ?");
STATEMENT(BRANCH_COUNT_BEFORE,
          PARAMETERS(id(thread), id(branch), id(top_comment), again(top_comment), id(before),
                     number(limit)),
          COLUMNS(number(count), number(bytes)),
          "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(html)), 0) AS UNSIGNED)"
          " FROM (SELECT html FROM comment WHERE thread_id = ? AND branch_id = ?"
          " AND level > 0 AND top_comment_id <= ? AND (top_comment_id < ? OR id < ?) LIMIT ?) b");
STATEMENT(
    BRANCH_BEFORE,
    PARAMETERS(id(thread), id(branch), id(top_comment), again(top_comment), id(before),
               number(limit)),
    COLUMNS(id(top_comment_id), id(id)),
    "SELECT top_comment_id, id FROM comment WHERE thread_id = ? AND branch_id = ? AND level > 0"
    " AND top_comment_id <= ? AND (top_comment_id < ? OR id < ?)"
    " ORDER BY top_comment_id DESC, id DESC LIMIT ?");
STATEMENT(WINDOW_COMMENT, PARAMETERS(id(comment)),
          COLUMNS(row(comment, comment), row(window_more, more), text(title), number(comments),
                  text(path), text(subject), flag(is_private)),
          ANSWERED_SQL ", t.title, t.comments, t.path, t.subject, EXISTS (SELECT 1"
                       " FROM board_access x WHERE x.board_id = t.board_id"
                       " AND x.permission = 'site.read')" FROM_COMMENT
                       " JOIN thread t ON t.id = c.thread_id" ANSWERED_JOIN " WHERE c.id = ?");
STATEMENT_SET(window_statements, &BRANCH_CONVERSATION, &THREAD_NEWEST, &BRANCH_NEWEST, &BRANCH_BEST,
              &WHOLE_CONVERSATION, &WHOLE_NEWEST, &WHOLE_BEST, &BRANCH_COUNT_BEFORE, &BRANCH_BEFORE,
              &WINDOW_COMMENT);

_Static_assert(BRANCH_LEVELS == 10, "WINDOW_SQL has the number in its text");

bool cursor_parse(const char *text, struct cursor *cursor)
{
    char part[3][24] = {"", "", ""};
    struct cursor read = {.set = true};
    size_t count = 0;

    for (;;) {
        size_t length = strcspn(text, ".");

        if (count == 3 || length == 0 || length >= sizeof part[0])
            return false;
        memcpy(part[count++], text, length);
        text += length;
        if (*text == '\0')
            break;
        text++;
    }
    if (count < 2 || (count == 3 && !text_i64(part[0], INT32_MIN, INT32_MAX, &read.score)) ||
        !text_u64(part[count - 2], &read.top_comment) || !text_u64(part[count - 1], &read.id))
        return false;
    *cursor = read;
    return true;
}

char *cursor_text(struct arena *arena, const struct cursor *cursor, enum thread_sort sort)
{
    char *text = arena_format(arena, "%" PRIu64 ".%" PRIu64, cursor->top_comment, cursor->id);

    return sort == SORT_BEST ? arena_format(arena, "%" PRId64 ".%s", cursor->score, text) : text;
}

/* One kind of row for all windows: what some of them do not ask for is NULL there, and stays so. */
static struct comment comment_of(struct arena *arena, const struct comment_row *row,
                                 const struct window_more_row *more)
{
    struct comment comment = comment_of_row(row);

    comment.deeper = more->deeper;
    if (more->answered_html != NULL) {
        comment.answered_author = more->answered_author;
        comment.answered =
            text_cut(arena, markup_plain(arena, more->answered_html), ANSWERED_LENGTH);
    }
    return comment;
}

/* What a window's order groups comments by: the top comment in a branch, the root in the whole. */
static uint64_t group_of(const struct comment *comment, bool whole)
{
    return whole ? comment->root_id : comment->top_comment_id;
}

/* For sort "best": at most BEST_BRANCHES branches are complete; what came of one more goes back.
 * The branch's own comment need not be among the rows, when the page began in its midst. */
static void cut_branches(struct window *window, bool whole, uint64_t *extra)
{
    size_t branches = 0;

    *extra = 0;
    for (size_t i = 0; i < window->count; i++) {
        uint64_t group = group_of(&window->comments[i], whole);

        if (i > 0 && group == group_of(&window->comments[i - 1], whole))
            continue;
        if (++branches > BEST_BRANCHES) {
            *extra = group;
            window->count = i;
            return;
        }
    }
}

/* The score that a branch is sorted by; only its own comment has it. */
static int64_t branch_score(const struct window *window, uint64_t group, size_t filled,
                            const struct cursor *after)
{
    for (size_t i = 0; i < filled; i++)
        if (window->comments[i].id == group)
            return window->comments[i].score;
    return after->score;
}

static bool fits_page(size_t before, size_t bytes)
{
    return before <= CONTEXT || bytes <= PAGE_BYTES_MAX;
}

/* How many of the comments one page has, of those that there are at most. By bytes too: a hundred
 * comments of the greatest length would be several MB of one page. */
static size_t page_length(const struct comment *comments, size_t max)
{
    size_t bytes = 0;

    for (size_t i = 0; i < max; i++) {
        bytes += strlen(comments[i].html);
        if (comments[i].body != NULL)
            bytes += strlen(comments[i].body);
        if (!fits_page(i, bytes))
            return i;
    }
    return max;
}

/* Where a page in the order "newest" begins: below this id. */
static uint64_t below(const struct cursor *after)
{
    return after->set ? after->id : INT64_MAX;
}

/* Copies the rows that came of QUERY, and where there were more than its limit or one page may
 * have sets the cursor of the next. */
static int window_of_rows(struct arena *arena, struct windowed_rows *rows,
                          const struct window_query *query, bool whole, struct window *window)
{
    const struct windowed_row *row;
    const struct cursor *after = &query->after;
    size_t filled = 0, cut;
    uint64_t extra = 0;

    *window = (struct window){0};
    if (rows == NULL)
        return -1;
    window->comments = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *window->comments);
    while ((row = rows_next(rows)) != NULL)
        window->comments[filled++] = comment_of(arena, &row->comment, &row->more);
    window->count = page_length(window->comments, filled < query->limit ? filled : query->limit);
    cut = window->count;
    if (query->sort == SORT_BEST)
        cut_branches(window, whole, &extra);
    if (extra != 0) {
        window->next = (struct cursor){true, branch_score(window, extra, filled, after), extra, 0};
    } else if (filled > cut) {
        const struct comment *last = &window->comments[cut - 1];
        uint64_t group = group_of(last, whole);

        window->next =
            (struct cursor){true, branch_score(window, group, filled, after), group, last->id};
    }
    return 0;
}

/* One row more than are shown tells whether there are more. */
static uint64_t rows_wanted(const struct window_query *query)
{
    return (uint64_t)query->limit + 1;
}

int window_newest(struct database *database, struct arena *arena, const struct window_query *query,
                  struct window *window)
{
    struct windowed_rows *rows =
        query->branch == 0
            ? database_query(database, arena, &THREAD_NEWEST, query->thread_id,
                             below(&query->after), rows_wanted(query))
            : database_query(database, arena, &BRANCH_NEWEST, query->thread_id, query->branch,
                             below(&query->after), rows_wanted(query));

    return window_of_rows(arena, rows, query, false, window);
}

/* Where a page begins: behind AFTER, where that is set. */
static struct cursor page_start(const struct cursor *after, enum thread_sort sort)
{
    return after->set ? *after
                      : (struct cursor){.score = INT32_MAX,
                                        .top_comment = sort == SORT_CONVERSATION ? 0 : INT64_MAX};
}

int window_branch(struct database *database, struct arena *arena, const struct window_query *query,
                  struct window *window)
{
    struct window_query asked = *query;
    const struct cursor *from = &asked.after;
    struct windowed_rows *rows;

    asked.after = page_start(&query->after, query->sort);
    switch (query->sort) {
    case SORT_BEST:
        rows = database_query(database, arena, &BRANCH_BEST, query->thread_id, query->branch,
                              from->score, from->top_comment, BRANCHES_ASKED, query->branch,
                              from->id, rows_wanted(query));
        break;
    default:
        rows = database_query(database, arena, &BRANCH_CONVERSATION, query->thread_id,
                              query->branch, from->top_comment, from->id, rows_wanted(query));
    }
    return window_of_rows(arena, rows, &asked, false, window);
}

int window_whole(struct database *database, struct arena *arena, const struct window_query *query,
                 struct window *window)
{
    struct window_query asked = *query;
    const struct cursor *from = &asked.after;
    struct windowed_rows *rows;

    asked.after = page_start(&query->after, query->sort);
    switch (query->sort) {
    case SORT_NEWEST:
        rows = database_query(database, arena, &WHOLE_NEWEST, query->thread_id,
                              below(&query->after), query->opening, rows_wanted(query));
        break;
    case SORT_BEST:
        rows = database_query(database, arena, &WHOLE_BEST, query->thread_id, query->opening,
                              from->score, from->top_comment, BRANCHES_ASKED, from->id,
                              rows_wanted(query));
        break;
    default:
        rows = database_query(database, arena, &WHOLE_CONVERSATION, query->thread_id,
                              from->top_comment, from->id, query->opening, rows_wanted(query));
    }
    return window_of_rows(arena, rows, &asked, true, window);
}

/* Counts what stands before it, at most a page's worth: whether it is on page one is all that
 * matters. */
int window_around(struct database *database, struct arena *arena, const struct comment *comment,
                  struct cursor *cursor)
{
    const struct BRANCH_COUNT_BEFORE_row *before =
        database_row(database, arena, &BRANCH_COUNT_BEFORE, comment->thread_id, comment->branch_id,
                     comment->top_comment_id, comment->id, COMMENTS_A_PAGE);
    struct BRANCH_BEFORE_rows *rows;
    const struct BRANCH_BEFORE_row *row;

    *cursor = (struct cursor){0};
    if (before == NULL)
        return -1;
    if (comment->level == 0 || (before->count < COMMENTS_A_PAGE &&
                                fits_page(before->count, before->bytes + strlen(comment->html))))
        return 0;
    rows = database_query(database, arena, &BRANCH_BEFORE, comment->thread_id, comment->branch_id,
                          comment->top_comment_id, comment->id, CONTEXT);
    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL)
        *cursor = (struct cursor){.set = true, .top_comment = row->top_comment_id, .id = row->id};
    return 0;
}

int window_comment(struct database *database, struct arena *arena, uint64_t id,
                   struct comment *comment, struct thread *thread)
{
    struct WINDOW_COMMENT_rows *rows = database_query(database, arena, &WINDOW_COMMENT, id);
    const struct WINDOW_COMMENT_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *comment = comment_of(arena, &row->comment, &row->more);
    *thread = (struct thread){
        .id = comment->thread_id,
        .title = row->title,
        .comments = row->comments,
        .path = thread_where(arena, comment->thread_id, row->title, row->path),
        .subject = row->subject,
        .is_private = row->is_private,
    };
    return 1;
}
