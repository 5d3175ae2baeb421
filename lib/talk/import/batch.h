/* From lines that wait to comments: batches of them are read, judged and written, each in one
 * transaction. Not for others: they need import_threads.h only. */
#ifndef LOREHALL_TALK_IMPORT_BATCH_H
#define LOREHALL_TALK_IMPORT_BATCH_H

#include "store/journal.h"
#include "talk/import/internal.h"

#define IMPORT_BATCH_LINES 500
#define IMPORT_BATCH_BYTES                                                                         \
    ((size_t)4 << 20) /* of bodies with their HTML, beyond which a batch ends */

enum import_state {
    IMPORT_PENDING,
    IMPORT_ADDED,
    IMPORT_CHANGED,
    IMPORT_UNCHANGED,
    IMPORT_REJECTED,
};

/* A thread that lines of a batch belong to. */
struct import_thread {
    const char *external_id;
    uint64_t id;      /* 0: not made yet */
    uint64_t site_id; /* from here on: 0 where there is none */
    uint64_t board_id;
    uint64_t opening_id;
    uint64_t last_comment_id;
    int64_t activity;
    struct import_item *opening; /* the line of this batch that opens it; NULL: none */
    bool moved_from;             /* moderators moved comments to it or away from it */
    uint64_t added;              /* comments by this batch */
    bool touched;                /* comments are added or changed */
    bool retimed;                /* a comment's time was changed */
};

/* A line of a batch, and what is known of it. */
struct import_item {
    struct import_line line;
    uint64_t number;
    int64_t ordering;
    uint64_t depth;
    uint64_t board_id;
    const char *staged_parent_thread; /* the thread of the parent where that is a line too and no
                                         comment yet */
    struct import_thread *thread;     /* that the line names */
    struct import_thread *home; /* in which the comment is, or is to be: another where moderators
                                     merged or split */
    struct comment comment;     /* as it is (id 0: it is not there), then as it shall be */
    int64_t imported_score;
    bool same;             /* as when it was imported last, the score apart */
    struct comment parent; /* id 0: not there */
    struct import_item *parent_item;
    const char *html; /* NULL: not needed */
    enum import_state state;
    bool stand_in;      /* for a line that was counted already */
    const char *reason; /* why it was rejected */
};

/* What one transaction deals with. Lines are in the order of threads, then as import_order left
 * them: parents before their children. */
struct import_batch {
    struct import_job *job;
    struct import_item *items;
    size_t count;
    struct import_item **by_id;    /* all of them, sorted by their ids */
    struct import_thread *threads; /* that lines name, then others that their comments are in */
    size_t thread_count;           /* of those that lines name */
    size_t all_count;
    struct import_item **added; /* parents before their children */
    size_t added_count;
    struct journal_entry *entries;
    size_t entry_count;
};

/* Makes comments of all lines that wait, or rejects them. 0 or -1. */
int import_batches(struct import_job *job);

/* Reads the threads of the batch that exist, and locks them. 0 or -1. */
int import_threads_read(struct import_batch *batch);

/* The same of the threads to which moderators moved what the batch is about. 0 or -1. */
int import_homes_read(struct import_batch *batch);

/* Gives every item its state, and the added ones their order. */
void import_judge(struct import_batch *batch);

/* Finds or makes the accounts of those who wrote what is to be written. 0 or -1. */
int import_authors(struct import_batch *batch);

/* Writes what was judged, up to the commit. 0 or -1. */
int import_write(struct import_batch *batch);

#endif
