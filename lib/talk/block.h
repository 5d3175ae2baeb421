/* The thread block: a subject's discussion, ready for any page of any area.
 *
 * A handler calls thread_answer(), the view calls the macro of views/talk/thread.cs. What is the
 * same for all readers is one fragment in the cache; what is not (votes, rights, tokens) stands
 * beside it.
 */
#ifndef LOREHALL_TALK_BLOCK_H
#define LOREHALL_TALK_BLOCK_H

#include "talk/comment.h"
#include "talk/mention.h"
#include "talk/thread.h"
#include "talk/window.h"
#include "web/cache/fragment.h"
#include "web/request.h"
#include "web/view.h"

/* The parameters that a page with a discussion below it depends on, as its route declares them. */
#define THREAD_READS "talk_sort talk_after talk_under"

/* Which part of a discussion a reader asked for. A page that has a discussion below it says what it
 * is called and where it is; there need be no thread yet. The names of its discussion's parameters
 * begin with "talk_" then, as the page may have a sort and an after of its own. */
struct thread_request {
    struct subject subject;
    const char *title; /* of the page; NULL: the thread has one of its own */
    const char *path;
    enum thread_sort sort;
    struct cursor after;
    uint64_t under; /* 0: the top */
    bool closed;    /* to who reads it: nothing to write with is shown. Set by thread_answer */
};

enum block_result {
    BLOCK_SHOWN,
    BLOCK_MISSING, /* there is no such discussion on this site */
    BLOCK_INVALID, /* errors were noted in the request */
    BLOCK_FAILED,  /* the database or a view; logged */
};

extern const struct statement_set block_statements;

/* What pages with discussions use; give all to database_open. */
#define BLOCK_STATEMENTS                                                                           \
    &comment_statements, &comment_change_statements, &mention_statements, &thread_statements,      \
        &window_statements, &block_statements

/* Reads sort, after and under from the query string; subject, title and path are the caller's.
 * BLOCK_SHOWN, or BLOCK_INVALID. */
enum block_result thread_request_read(struct request *r, struct thread_request *wanted);

/* The one address, below PATH, of all that show the part of a discussion that is WANTED: in the
 * usual order. */
char *thread_canonical(struct arena *arena, const char *path, const struct thread_request *wanted);

/* Reads what the query asks of the discussion (thread_request_read) and sets up the view's Thread
 * block: no query when the host's cache has it, else at most three. FRAGMENT gets the discussion's
 * title and its page's path. A view that has Thread.block_html within a page of its own calls the
 * macro thread_block(). HTTP_OK, or what is answered instead. */
enum http_status thread_answer(struct request *r, struct thread_request *wanted,
                               struct fragment *fragment);

/* The line that says what a comment answers, for where it stands apart from that; empty where that
 * opened the thread. NULL on failure. */
struct piece *answered_fragment(struct views *views, struct arena *arena,
                                const struct thread *thread, const struct comment *comment);

/* One comment's HTML in the current language, as it stands in the block of THREAD (of which path
 * and subject are read), for pages that are open. NULL on failure. */
struct piece *comment_fragment(struct views *views, struct arena *arena,
                               const struct thread *thread, const struct comment *comment);

#endif
