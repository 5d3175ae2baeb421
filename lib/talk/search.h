/* Finding talk: threads by their titles, comments by their words, people by their names. */
#ifndef LOREHALL_TALK_SEARCH_H
#define LOREHALL_TALK_SEARCH_H

#include "store/database.h"
#include "store/journal.h"

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
    const char *excerpt; /* plain text around the first word that was looked for */
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
};

extern const struct statement_set search_statements;

/* Looks for TEXT in a site's talk: threads and comments with all of its words and phrases (words_query),
 * people whose names begin with it; at most LIMIT of each, best or newest first. Three queries. 0 or -1. */
int talk_search(struct database *database, struct arena *arena, uint64_t site_id, const char *text,
                unsigned limit, struct talk_found *found);

/* Makes what is searched of a comment the words of BODY, or nothing where BODY is NULL. 0 or -1. */
int search_put(struct database *database, struct arena *arena, uint64_t comment_id,
               uint64_t site_id, const char *body);

/* The same of a thread's title. */
int search_put_title(struct database *database, struct arena *arena, uint64_t thread_id,
                     const char *title);

/* How far the comments of a thread were done. */
struct search_cursor {
    uint64_t root_id;
    uint64_t comment_id;
};

/* Brings what is searched up to date with a row of the journal, some comments at a time: of those that
 * it is about, those behind *AFTER (zero: all), which moves on. 1 when there may be more, 0 when all is
 * done, -1 on failure. */
int search_follow(struct database *database, struct arena *arena, const struct journal_entry *entry,
                  struct search_cursor *after);

#endif
