/* Finding talk: threads by their titles, comments by their words, people by their names. */
#ifndef LOREHALL_TALK_SEARCH_H
#define LOREHALL_TALK_SEARCH_H

#include "store/database.h"
#include "store/journal.h"
#include "talk/subject.h"

struct found_thread {
    uint64_t id;
    const char *subject; /* of the page that it is below; NULL: it is of a board */
    const char *title;
    const char *path;
    uint64_t comments;
    int64_t activity;
};

struct found_comment {
    uint64_t id;
    const char *author;
    const char *subject; /* as the thread's */
    const char *title;   /* of the thread */
    int64_t created;
    /* What is shown of it, as plain text, around the first word that was looked for. */
    const char *excerpt;
};

struct found_person {
    const char *name;
    uint64_t comments; /* on this site */
    int64_t created;   /* the account */
};

struct talk_found {
    struct found_thread *threads;
    size_t thread_count;
    struct found_comment *comments;
    size_t comment_count;
    struct found_person *people;
    size_t people_count;
    const char **left_out; /* of what was asked for, as it was typed: not looked for in talk */
    size_t left_out_count;
    /* All words being common, only so many of the newest comments (and titles) were looked at,
     * and there may be more further back; 0: all were. */
    uint64_t newest_only;
};

extern const struct statement_set search_statements;

/* Looks for TEXT in the talk that PLACE shows: threads and comments with all of its words and
 * phrases (words_query) that everybody may read, or that stand on a board that PLACE's reader sees, people whose names begin with it; at most LIMIT
 * of each, the newest. At most ten queries, whose cost has a bound: what few texts have is looked
 * up, what many have is read from the newest on. 0 or -1. */
int talk_search(const struct subject_place *place, const char *text, unsigned limit,
                struct talk_found *found);

/* What is searched of a comment. */
struct searched {
    uint64_t comment_id;
    uint64_t thread_id;
    struct subject_space space; /* whose the thread is */
    const char *body;           /* NULL: nothing is, as it is not shown */
    const char *title;          /* of its thread */
};

/* Writes the words of COUNT comments and their threads' titles. What the database refuses by
 * itself again and again is skipped, told in the log and remembered (search_skipped); the others
 * are written. 0, or -1 when it is to be tried later. */
int search_put(struct database *database, struct arena *arena, const struct searched *searched,
               size_t count);

/* Whether what just failed is the comment's own fault, so that to try again SEARCH_TRIES times is
 * enough. */
#define SEARCH_TRIES 3
bool search_refused(const struct database *database);

/* Remembers a comment that could not be written and says so in the log. 0 or -1. */
int search_skip(struct database *database, uint64_t comment_id);

/* Up to MAX comments above AFTER that were skipped, in order: ids, *COUNT of them. NULL on
 * failure. */
uint64_t *search_skipped(struct database *database, struct arena *arena, uint64_t after, size_t max,
                         size_t *count);

/* Forgets that a comment was skipped. 0 or -1. */
int search_unskip(struct database *database, uint64_t comment_id);

/* How far the comments of a thread were done. */
struct search_cursor {
    uint64_t root_id;
    uint64_t comment_id;
};

/* Brings what is searched up to date with a row of the journal, some comments at a time: of those
 * that it is about, those behind *AFTER (zero: all), which moves on. 1 when there may be more, 0
 * when all is done, -1 on failure. */
int search_follow(struct database *database, struct arena *arena, const struct journal_entry *entry,
                  struct search_cursor *after);

#endif
