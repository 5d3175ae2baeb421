/* What was written last on a board or in a discussion, page by page, for feeds and sitemaps. */
#ifndef LOREHALL_TALK_FEED_H
#define LOREHALL_TALK_FEED_H

#include "store/database.h"
#include "talk/thread.h"

/* A thread with its opening comment, or a comment. */
struct feed_line {
    uint64_t id;
    const char *title; /* a thread's; NULL for a comment */
    const char *author;
    int64_t created;
    int64_t updated;
    const char *html; /* NULL: removed */
};

extern const struct statement_set feed_statements;

/* A page of a feed: as many lines as were asked for, or fewer, but at least one, where their HTML
 * together would be very long. */
struct feed_page {
    struct feed_line *lines;
    size_t count;
    bool more; /* behind the last one */
};

/* The threads of a board by their last activity, allocated on ARENA. -1 on failure. */
int feed_threads(struct database *database, struct arena *arena, const struct thread_range *range,
                 struct feed_page *page);

/* Which comments of a thread: those that are shown, the newest first. */
struct comment_range {
    uint64_t thread_id;
    uint64_t before; /* from before this one on; 0: from the newest */
    unsigned limit;
};

/* The comments of a thread. The same. */
int feed_comments(struct database *database, struct arena *arena, const struct comment_range *range,
                  struct feed_page *page);

/* Threads on boards, by their ids, for sitemaps: part N, from 1, is the Nth PART_IDS ids, so that
 * none has more, whatever is written meanwhile. */
#define PART_IDS 5000

struct feed_part {
    uint64_t number;
    int64_t updated; /* the last activity in it; 0: not known */
};

/* The parts of a site that have threads, in order; NULL on failure. */
struct feed_part *feed_parts(struct database *database, struct arena *arena, uint64_t site_id,
                             size_t *count);

/* The threads of a part: id, title, created and updated alone. NULL on failure. */
struct feed_line *feed_part(struct database *database, struct arena *arena, uint64_t site_id,
                            uint64_t number, size_t *count);

#endif
