/* The part of a thread that one page shows, read with one query whatever the thread's size.
 *
 * A page shows a branch (see the schema of `comment`): top comments in the sort's order, each top
 * comment's comments oldest first, cut after so many comments or bytes. The cut is a cursor: the
 * top comment that it lies in and the last comment of it that was shown; so every comment is on
 * exactly one page. The API reads the same way over whole branches (root in place of top comment),
 * as it has no branches. Sort "newest" has neither: the newest comment of all comes first,
 * wherever it stands, and of the cursor only the id counts.
 */
#ifndef LOREHALL_TALK_WINDOW_H
#define LOREHALL_TALK_WINDOW_H

#include "store/database.h"
#include "talk/thread.h"
#include "talk/tree.h"

#define COMMENTS_A_PAGE 100

/* Where a page begins: behind comment ID of TOP_COMMENT, whose score is SCORE (sort "best"
 * only). */
struct cursor {
    bool set; /* else from the beginning */
    int64_t score;
    uint64_t top_comment;
    uint64_t id;
};

struct window {
    struct comment *comments;
    size_t count;
    struct cursor next; /* not set: this is the last page */
};

extern const struct statement_set window_statements;

/* Parses what cursor_text wrote. False when it is not one; CURSOR is untouched then. */
bool cursor_parse(const char *text, struct cursor *cursor);

/* A cursor as it stands in URLs: "TOP_COMMENT.ID" or "SCORE.TOP_COMMENT.ID". */
char *cursor_text(struct arena *arena, const struct cursor *cursor, enum thread_sort sort);

/* Which comments of a thread. */
struct window_query {
    uint64_t thread_id;
    uint64_t branch;  /* below which one; 0: in a thread that has no opening comment, or wherever */
    uint64_t opening; /* the thread's; 0: it has none. For window_whole alone */
    enum thread_sort sort;
    struct cursor after;
    unsigned limit;
};

/* Reads comments of a thread's branch in the order of its tree (conversation or best). 0 or -1. */
int window_branch(struct database *database, struct arena *arena, const struct window_query *query,
                  struct window *window);

/* Reads comments of a thread, the newest of all first wherever they stand in its tree, each with
 * what it answers; of a branch alone where one is given. Of the cursor the id counts. 0 or -1. */
int window_newest(struct database *database, struct arena *arena, const struct window_query *query,
                  struct window *window);

/* Reads comments of a thread to their full depth, without its opening comment, bodies included. 0
 * or -1. */
int window_whole(struct database *database, struct arena *arena, const struct window_query *query,
                 struct window *window);

/* The cursor of the page on which a comment is read in its branch: not set where the first page has
 * it, else a page that begins a little before it. 0 or -1. */
int window_around(struct database *database, struct arena *arena, const struct comment *comment,
                  struct cursor *cursor);

/* One comment as a window would have it, whatever its state; THREAD gets the id, title and number
 * of comments of its thread, and whether its board is private. 1 found, 0 not, -1 on failure. */
int window_comment(struct database *database, struct arena *arena, uint64_t id,
                   struct comment *comment, struct thread *thread);

#endif
