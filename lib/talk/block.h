/* The thread block: a subject's discussion, ready for any page of any area.
 *
 * A handler calls thread_block(), the view calls the macro of views/talk/thread.cs. What is the same
 * for all readers is one fragment in the cache; what is not (votes, rights, tokens) stands beside
 * it.
 */
#ifndef LOREHALL_TALK_BLOCK_H
#define LOREHALL_TALK_BLOCK_H

#include "talk/thread.h"
#include "talk/window.h"
#include "web/fragment.h"
#include "web/request.h"
#include "web/view.h"

/* Which part of a discussion a reader asked for. */
struct thread_request {
    struct subject subject;
    enum thread_sort sort;
    struct cursor after;
    uint64_t under; /* 0: the top */
};

enum block_result {
    BLOCK_SHOWN,
    BLOCK_MISSING, /* there is no such discussion on this site */
    BLOCK_INVALID, /* errors were noted in the request */
    BLOCK_FAILED,  /* the database or a view; logged */
};

extern const struct statement_set block_statements;

/* Reads sort, after and under from the query string. BLOCK_SHOWN, or BLOCK_INVALID. */
enum block_result thread_request_read(struct request *r, const struct subject *subject,
                                      struct thread_request *wanted);

/* Sets up the view's Thread block: no query when the host's cache has it, else at most three.
 * FRAGMENT gets the discussion's title and its page's path. */
enum block_result thread_block(struct request *r, const struct thread_request *wanted,
                               struct fragment *fragment);

/* One comment's HTML in the current language, as it stands in the block, for pages that are open.
 * NULL on failure. */
struct piece *comment_fragment(struct views *views, struct arena *arena, const char *path,
                               const struct comment *comment);

#endif
