/* Boards and threads: what there is to talk about. */
#ifndef LOREHALL_TALK_THREAD_H
#define LOREHALL_TALK_THREAD_H

#include "store/database.h"
#include "talk/comment.h"
#include "talk/subject.h"

#define THREADS_A_PAGE 40

/* Which threads t a site shows: its own, and its game's. Two parameters, the ids of both
 * (subject_place). */
#define THREAD_SEEN_SQL "(t.site_id = ? OR t.game_id = ?)"

/* Those of them that are on no board that the reader may not read: one parameter (reader_hidden). */
#define THREAD_NOT_HIDDEN_SQL "FIND_IN_SET(COALESCE(t.board_id, 0), ?) = 0"

/* The thread t of a subject: three parameters, the ids of its space (id_or_null) and its text. */
#define THREAD_OF_SUBJECT_SQL "t.site_id <=> ? AND t.game_id <=> ? AND t.subject = ?"

/* An instant after all that was ever written: 9999-12-31T23:59:59Z. */
#define THREAD_LATEST (INT64_C(253402300799) * 1000000)

struct board {
    uint64_t id;
    const char *name;
    const char *title;
    const char *description;
    int64_t archived; /* since when; 0: it is not */
    uint64_t threads;
    uint64_t comments;
    uint64_t last_comment_id; /* 0: nothing was written yet, and what follows is NULL or 0 */
    const char *last_author;
    const char *last_title;
    int64_t last_created;
};

/* An act of moderation that a thread's page tells of. */
struct thread_notice {
    const char *kind; /* as act_kind_name has it; NULL: there is none */
    const char *name; /* who did it */
    const char *reason;
    const char *before; /* what it was */
    int64_t created;
    /* Of an act about two threads: the other one, if it was split off from that (else that from
     * it), and whether its comments are somewhere else by now. */
    uint64_t other_id;
    uint64_t other_board_id;
    const char *other_title;
    bool is_new, gone;
};

/* A thread. `activity` is the last comment's time, or its own; lists of threads are in its order,
 * by an index, which is why it is kept and not looked up. */
struct thread {
    uint64_t id;
    struct subject_space space; /* whose it is; only from thread_find */
    uint64_t board_id;          /* 0: not a board's, as an entry's talk */
    const char *board_name;
    const char *board_title;
    bool is_private;     /* not everybody may read its board; only from window_comment */
    const char *subject; /* NULL: the thread itself is the subject */
    const char *title;
    const char *path; /* of the page that it stands on; only from thread_find */
    const char *author;
    uint64_t comments; /* the opening comment included */
    int64_t created;
    int64_t activity;
    uint64_t opening_id;
    uint64_t last_comment_id;
    const char *last_author;
    bool locked;        /* nobody adds to it but who may lock threads */
    bool pinned;        /* it comes first in lists of its board */
    uint64_t slow;      /* seconds between two comments of one account; 0: it is not slow */
    uint64_t version;   /* grows with each act of moderation about it */
    uint64_t author_id; /* who began it, and what it was merged into (0: nothing): only from */
    uint64_t merged_id; /* thread_find, as are the notices */
    struct thread_notice lock, notice;
};

/* For statements elsewhere that find a thread: what they select of a thread t, one of its comments
 * o and that one's author a; the row of that; and how these are joined to t, o by its id,
 * COMMENT. */
#define THREAD_COLUMNS_SQL                                                                                                 \
    "SELECT t.id, t.board_id, b.name, b.title, t.subject, t.title, t.comments, t.created,"                                 \
    " t.activity, o.id, a.name, o.author_id, COALESCE(a.source_id, 0) > 0, o.created, o.edited,"                           \
    " o.score, o.state, o.folded, o.html, o.body, t.path, t.site_id, t.game_id, t.locked, t.slow, t.version, t.author_id," \
    " t.merged_id, ka.name, k.reason, k.created, n.kind, na.name, n.reason, n.before_act,"                                 \
    " n.created, nt.id, nt.board_id, nt.title, n.thread_id <=> t.id, nt.merged_id IS NOT NULL"
ROW(thread, id(id), id(board_id), text(board_name), text(board_title), text(subject), text(title),
    number(comments), instant(created), instant(activity), id(opening_id), text(author),
    id(author_id), flag(imported), instant(opened), instant(edited), integer(score), number(state),
    flag(folded), text(html), text(body), text(path), id(site_id), id(game_id), flag(locked),
    number(slow), number(version), id(starter_id), id(merged_id), text(lock_name),
    text(lock_reason), instant(lock_created), text(notice_kind), text(notice_name),
    text(notice_reason), text(notice_before), instant(notice_created), id(other_id),
    id(other_board_id), text(other_title), flag(is_new), flag(gone));
#define THREAD_JOINS_SQL(COMMENT)                                                                  \
    " LEFT JOIN board b ON b.id = t.board_id LEFT JOIN comment o ON o.id = " COMMENT               \
    " LEFT JOIN account a ON a.id = o.author_id"                                                   \
    " LEFT JOIN moderation_act k ON k.id = t.lock_id LEFT JOIN account ka ON ka.id = k.account_id" \
    " LEFT JOIN moderation_act n ON n.id = t.notice_id"                                            \
    " LEFT JOIN account na ON na.id = n.account_id"                                                \
    " LEFT JOIN thread nt ON nt.id = IF(n.thread_id = t.id, n.other_id, n.thread_id)"

extern const struct statement_set thread_statements;

/* The boards of PLACE's site that its reader sees, in order; *COUNT tells how many. NULL on failure. */
struct board *board_list(const struct subject_place *place, size_t *count);

/* A board that they see by its name in URLs. 1 found, 0 not, -1 on failure. */
int board_find(const struct subject_place *place, const char *name, struct board *board);

/* Makes a board of a site or changes the one of this name. 0 or -1. */
int board_put(struct database *database, uint64_t site_id, const struct board *board,
              uint64_t position);

/* Which threads of a board: those that are pinned, then the others, each by their last activity,
 * the newest first. */
struct thread_range {
    uint64_t board_id;
    int64_t activity; /* from behind this one and ID on; 0: from the newest */
    uint64_t id;
    bool pinned;        /* that one is pinned */
    bool announcements; /* come before them */
    unsigned limit;
};

/* The announcements of a site that a list begins with, at most. */
#define ANNOUNCEMENTS_MAX 5

/* Threads that one board may have pinned. */
#define PINNED_MAX 20

/* What list a line belongs to. */
enum thread_section { SECTION_ANNOUNCED, SECTION_PINNED, SECTION_OTHERS };

/* The threads of a board; *ANNOUNCED tells how many announcements come before them, which do not
 * count for the limit. NULL on failure. */
struct thread *thread_list(const struct subject_place *place, const struct thread_range *range,
                           size_t *announced, size_t *count);

/* The threads of PLACE's boards in which something was written last, at most LIMIT; each with its
 * board. Before them *ANNOUNCED announcements. NULL on failure. */
struct thread *thread_recent(const struct subject_place *place, unsigned limit, size_t *announced,
                             size_t *count);

/* How often the thread was moderated. 1, 0 there is none, or -1. */
int thread_version(struct database *database, struct arena *arena, uint64_t id, uint64_t *version);

/* The thread that a subject's talk is, as seen from PLACE, with its opening comment (id 0 where it
 * has none). 1 found, 0 not, also where PLACE has no such page, -1 on failure. */
int thread_find(const struct subject_place *place, const struct subject *subject,
                struct thread *thread, struct comment *opening);

/* The same of a discussion, which is there as soon as what it is about is: with thread id 0 where
 * nothing was said yet. */
int discussion_find(const struct subject_place *place, const struct subject *subject,
                    struct thread *thread, struct comment *opening);

/* Reads such a row. Of a comment that is not its thread's first the id stands as opening_id. */
void thread_of_row(struct arena *arena, const struct thread_row *row, struct thread *thread,
                   struct comment *opening);

/* The path of a thread's page: /forum/thread/ID/SLUG. */
char *thread_path(struct arena *arena, uint64_t id, const char *title);

/* The page that a thread stands on: PATH where it is the talk of a subject, else its own. */
char *thread_where(struct arena *arena, uint64_t id, const char *title, const char *path);

/* What the names of a discussion's parameters begin with: "talk_" on a page that it is only a part
 * of. */
const char *thread_prefix(const struct thread *thread);

/* The address of the page with the comments below UNDER, with the prefix and anchor that it
 * needs. */
char *thread_branch(struct arena *arena, const struct thread *thread, uint64_t under);

/* "thread:ID", or what else the thread is the talk of. */
char *thread_subject(struct arena *arena, const struct thread *thread);

/* How many comments an account has written, on all sites. 0 or -1. */
int thread_comments_by(struct database *database, struct arena *arena, uint64_t account_id,
                       uint64_t *comments);

/* Counts what is said below a game's pages, over all sites that have it. It reads all these threads: for
 * pages of administrators. 0 or -1. */
int page_comments_total(const struct store *store, uint64_t game_id, uint64_t *total);

#endif
