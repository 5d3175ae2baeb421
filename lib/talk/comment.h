/* Comments: reading one, writing, editing, rating. */
#ifndef LOREHALL_TALK_COMMENT_H
#define LOREHALL_TALK_COMMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/journal.h"
#include "store/statement.h"
#include "store/store.h"
#include "talk/subject.h"

/* Levels of a tree that one page shows; deeper branches continue on a page of their own. */
#define BRANCH_LEVELS 10

struct word_hit; /* talk/filter/word_filter.h */

/* Removed by a moderator, withdrawn by its author, or hidden, which its author and moderators read: it
 * keeps its place, and nobody else reads it. */
enum comment_state { COMMENT_SHOWN, COMMENT_REMOVED, COMMENT_WITHDRAWN, COMMENT_HIDDEN };

/* A comment. Its branch, top comment and root follow from its parent's when it is written
 * (comment_place) and change only where a moderator moves its branch to another thread: a
 * discussion is read by them and never by parents. Its id never changes. */
struct comment {
    uint64_t id;
    uint64_t thread_id;
    uint64_t parent_id; /* 0: none */
    uint64_t branch_id;
    uint64_t top_comment_id;
    uint64_t root_id;
    uint64_t level; /* 0: a thread's opening comment */
    uint64_t author_id;
    const char *author;
    bool imported; /* the author, who has no account of ours */
    int64_t created;
    int64_t edited; /* 0: never */
    int64_t score;
    uint64_t state;
    bool folded;      /* trusted members reported it, and moderators have not decided yet */
    const char *body; /* only where it was asked for; else NULL */
    const char *html;
    /* Only from comment_find: whose its thread is, on which board (0: none), and what it is the talk
     * of (NULL: the thread). */
    struct subject_space space;
    uint64_t board_id;
    const char *subject;
    bool locked; /* the thread */
    /* Who wrote what it answers, and how that begins, in plain text: where it was asked for, is
     * shown, and did not open the thread; else NULL. */
    const char *answered_author;
    const char *answered;
    uint64_t deeper; /* replies on a page of their own, below the last level shown */
};

/* For statements elsewhere that read comments: what they select first of a comment c and its author
 * a, with BODY for its text ("NULL": it is not asked for); the row of that; and the comment of such
 * a row, of which no more is set. */
#define COMMENT_COLUMNS_SQL(BODY)                                                                  \
    "c.id, c.thread_id, c.parent_id, c.branch_id, c.top_comment_id, c.root_id, c.level,"           \
    " c.author_id, a.name, a.source_id > 0, c.created, c.edited, c.score, c.state, c.folded, c.html, " BODY
ROW(comment, id(id), id(thread_id), id(parent_id), id(branch_id), id(top_comment_id), id(root_id),
    number(level), id(author_id), text(author), flag(imported), instant(created), instant(edited),
    integer(score), number(state), flag(folded), text(html), text(body));
struct comment comment_of_row(const struct comment_row *row);

/* The HTML of a comment C (a table's name) where a list shows how it begins: NULL of one that is folded, which lists then
 * tell of. */
#define COMMENT_EXCERPT_SQL(C) "IF(" C ".folded, NULL, " C ".html)"
#define COMMENT_FOLDED_TEXT N_("Folded: reported by several trusted members.")

/* What somebody wants to say. The first comment of a subject that is a page's makes its thread,
 * where the page's title and path are given: pages nobody has talked about cost no row. */
struct comment_draft {
    const struct subject *subject; /* of a reply */
    uint64_t board_id;             /* of a new thread */
    const char *title;             /* of the page, or the new thread */
    const char *path;              /* of the page */
    struct markup_links *links;    /* NULL: names in double brackets lead nowhere */
    /* 0: below the thread's opening comment, or first level where it has none. */
    uint64_t parent_id;
    uint64_t author_id;
    const char *body;
    int64_t created;  /* 0: now */
    const char *once; /* a key that makes a second posting the same comment; NULL: none */
    /* All that was sent with the key: anything else with it is COMMENT_KEY_USED; NULL: whatever
     * comes with it is taken for the same. */
    const char *sent;
    /* Whether the author may write in a thread of the board (0: of none), where a reply belongs;
     * NULL: they may. */
    bool (*may)(const void *context, uint64_t board_id);
    /* Whether they have a permission there that lets them write where others may not: to lock
     * threads or to slow them down; NULL: they have. */
    bool (*passes)(const void *context, enum permission permission, uint64_t board_id);
    const void *context;
    bool passing; /* the key does so only until the author writes something else there */
    const struct word_hit *hold; /* why it is held for review; NULL: it is published */
};

/* What became of it. */
struct comment_made {
    uint64_t id;
    uint64_t thread_id;
    uint64_t journal;
    bool again;    /* it had been posted before with the same key */
    bool held;     /* it is no comment yet, but waits for review */
    unsigned wait; /* COMMENT_SLOW: seconds until its author may write there again */
};

enum comment_result {
    COMMENT_DONE,
    COMMENT_FAILED,      /* the database; logged */
    COMMENT_NO_THREAD,   /* the subject has no thread on this site */
    COMMENT_NO_PARENT,   /* the parent does not exist or is of another thread */
    COMMENT_NOT_ALLOWED, /* one's own comment rated, or another's edited */
    COMMENT_NOT_HERE,    /* the author may not write on that board */
    COMMENT_CHANGED,     /* it is no longer the version that was read */
    COMMENT_KEY_USED,    /* the key made a comment of something else */
    COMMENT_LOCKED,      /* the thread is locked */
    COMMENT_SLOW,        /* the author has written there a short while ago */
    COMMENT_HELD_MANY,   /* as many posts of the author wait for review as may */
    COMMENT_MOVED,       /* within talk/comment.c: its place is another by now */
};

extern const struct statement_set comment_statements;
extern const struct statement_set comment_change_statements;

/* The comment with its body, where PLACE shows its thread and has the page that this stands below.
 * 1 found, 0 not, -1 on failure. */
int comment_find(const struct subject_place *place, uint64_t id, struct comment *comment);

/* Writes a comment durably, with its journal row; MADE is filled in. */
enum comment_result comment_add(const struct subject_place *place, struct shared *shared,
                                const struct comment_draft *draft, struct comment_made *made);

/* What DRAFT's key made before; MADE tells the comment. COMMENT_DONE: of the same; COMMENT_KEY_USED:
 * of something else; COMMENT_NO_THREAD: nothing yet; COMMENT_FAILED. */
enum comment_result comment_made_before(const struct subject_place *place,
                                        const struct comment_draft *draft,
                                        struct comment_made *made);

/* Starts a thread on a board of PLACE's site with its opening comment, the same way. */
enum comment_result thread_start(const struct subject_place *place, struct shared *shared,
                                 const struct comment_draft *draft, struct comment_made *made);

/* What belongs to an edit, written within its transaction as the last of it. 0 or -1. */
struct comment_also {
    int (*write)(const void *context);
    const void *context;
};

/* Changes the text of a comment that is still as COMMENT says when it was edited last, which is its
 * version; else COMMENT_CHANGED, and nothing is changed; COMMENT_LOCKED where its thread was locked
 * since COMMENT was read, and nobody moderates. ALSO may be NULL. */
enum comment_result comment_edit(const struct store *store, const struct comment *comment,
                                 const char *body, struct markup_links *links,
                                 const struct comment_also *also);

/* Makes a comment's HTML of its body anew, as another version of the renderer does; it does not
 * count as an edit. COMMENT_CHANGED: it is no longer the version that was read. */
enum comment_result comment_render(const struct store *store, const struct comment *comment,
                                   struct markup_links *links);

/* Sets ACCOUNT's rating of a comment (-1, 0 or 1); *SCORE gets the comment's score after it. One
 * each, changeable, never of one's own. */
enum comment_result rating_put(const struct store *store, const struct comment *comment,
                               uint64_t account_id, int value, int64_t *score);

/* Where a comment stands: fills in branch, top comment, root and level from its parent's (NULL:
 * none) for a comment of a thread whose opening comment is OPENING (0: none). Ids that are the
 * comment's own, not known yet, are left 0. */
void comment_place(struct comment *comment, const struct comment *parent, bool is_opening);

#endif
