/* Finding talk: threads by their titles, comments by their words, people by their names. */
#ifndef LOREHALL_TALK_SEARCH_H
#define LOREHALL_TALK_SEARCH_H

#include "store/database.h"
#include "store/journal.h"

struct found_thread {
    uint64_t id;
    const char *title;
    const char *path;
    uint64_t comments;
    int64_t activity;
};

struct found_comment {
    uint64_t id;
    const char *author;
    const char *title; /* of the thread */
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
};

extern const struct statement_set search_statements;

/* Looks for TEXT in a site's talk: threads and comments with all of its words (the last one may be
 * the beginning of one), people whose names begin with it; at most LIMIT of each, best or newest
 * first. Words of one or two letters are not indexed and not looked for. Three queries. 0 or -1. */
int talk_search(struct database *database, struct arena *arena, uint64_t site_id, const char *text,
                unsigned limit, struct talk_found *found);

/* TEXT as MariaDB's boolean search takes it: "+moss +snake*"; NULL when no word is long enough. */
char *search_words(struct arena *arena, const char *text);

/* At most CHARACTERS of BODY, around the first of WORDS (search_words) that is in it. */
char *search_excerpt(struct arena *arena, const char *body, const char *words, size_t characters);

/* Brings what is searched up to date with a row of the journal. The follower calls it. 0 or -1. */
int search_follow(struct database *database, const struct journal_entry *entry);

#endif
