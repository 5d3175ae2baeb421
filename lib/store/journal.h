/* The journal: every change that some page shows, written in the change's own transaction. */
#ifndef LOREHALL_STORE_JOURNAL_H
#define LOREHALL_STORE_JOURNAL_H

#include <stdint.h>

#include "store/database.h"
#include "store/shared.h"

/* What may have happened. A name of each stands in the rows, where also older and newer programs
 * read it: a kind is never given another meaning, and whoever does not know one takes it for a
 * change of all that the row names. */
enum journal_kind {
    JOURNAL_COMMENT, /* a comment was made */
    JOURNAL_EDIT,    /* its text changed */
    JOURNAL_RATING,  /* its score changed */
    JOURNAL_REMOVE,  /* it is no longer shown */
    JOURNAL_IMPORT,  /* many comments of one thread came in at once */
    JOURNAL_ACCOUNT, /* somebody's sessions, roles or settings changed */
    JOURNAL_SITE,    /* a site or its boards changed */
    JOURNAL_ENTRY,   /* an entry of a game's database changed */
    JOURNAL_LORE,    /* an import changed a game's database */
    JOURNAL_LINK,    /* a comment names the subject, or no longer does */
    JOURNAL_TITLE,   /* a thread is called otherwise, or lists have it no longer, or again */
    JOURNAL_ROLES,   /* what roles there are, or what one of them may */
    JOURNAL_THREAD, /* moderators changed a thread: whether one can write there, where it is, what it
                        is made of */
    JOURNAL_BANS,   /* which networks and mail domains are banned */
    JOURNAL_NAME,   /* an account is called otherwise: whatever shows who wrote something */
    JOURNAL_FILTERS, /* what filters of words hold */
    JOURNAL_HELD,    /* posts of an account that wait for review */
    JOURNAL_KINDS,
};

/* A row. What does not apply is 0. */
struct journal_entry {
    uint64_t id;
    enum journal_kind kind;
    uint64_t site_id;
    uint64_t board_id;
    uint64_t thread_id;
    uint64_t comment_id;
    uint64_t account_id; /* who did it, or whom it is about for JOURNAL_ACCOUNT */
    uint64_t game_id;    /* whose entry it is, or discussion: then no site's */
    uint64_t entry_id;
    const char *subject; /* whose talk the thread is, "npc:123"; NULL: its own, "thread:ID" */
};

extern const struct statement_set journal_statements;

/* The name of a kind as the row holds it: "comment", "edit", … */
const char *journal_kind_name(enum journal_kind kind);

/* Appends the entry within the open transaction and sets its id. 0 or -1. */
int journal_append(struct database *database, struct journal_entry *entry);

/* A row's columns, for a TRANSACTION that appends one itself: the values follow, kind as
 * journal_kind_name has it. */
#define JOURNAL_INSERT_SQL                                                                         \
    "INSERT INTO journal (created, kind, site_id, board_id, thread_id, comment_id, account_id,"    \
    " subject, game_id) VALUES "

/* Tells this host of COUNT entries that were committed, by whatever way: bumps the generations of
 * what they changed and rings for the follower. SHARED may be NULL. */
void journal_tell(struct shared *shared, const struct journal_entry *entries, size_t count);

/* Commits, then tells this host: see journal_tell. Call it instead of database_commit wherever
 * something was appended. 0 or -1. */
int journal_commit(struct database *database, struct shared *shared,
                   const struct journal_entry *entries, size_t count);

/* Bumps the generations of what ENTRY changed: thread:ID, board:ID, site:ID, titles:SITE (what
 * its threads are called), talk:GAME (any discussion of the game's), votes:ACCOUNT, account:ID,
 * sites (the list of them), roles, bans and filters (likewise), names
 * (whatever any account is called), entry:ID, lore:GAME (any of its entries), import:GAME (all
 * of them at once) as its kind has it. */
void journal_bump(struct shared *shared, const struct journal_entry *entry);

/* Reads up to LIMIT rows with ids above AFTER, in order of their ids; *COUNT tells how many.
 * NULL on failure. */
struct journal_entry *journal_read(struct database *database, struct arena *arena, uint64_t after,
                                   unsigned limit, size_t *count);

/* Which rows of a thread. */
struct journal_range {
    uint64_t thread_id;
    uint64_t after; /* those with ids above it */
    unsigned limit;
};

/* The rows of one thread. NULL on failure. */
struct journal_entry *journal_of_thread(struct database *database, struct arena *arena,
                                        const struct journal_range *range, size_t *count);

/* How far a host's follower has written down that it is. */
struct follower_place {
    const char *host;
    uint64_t position;
};

/* All hosts that have or had a follower, at most FOLLOWERS_MAX. NULL on failure. */
#define FOLLOWERS_MAX 64
struct follower_place *journal_followers(struct database *database, struct arena *arena,
                                         size_t *count);

/* The highest id that can be seen. -1 on failure. */
int journal_last(struct database *database, struct arena *arena, uint64_t *id);

/* Where HOST's follower stood; 0 where it never ran. -1 on failure. */
int journal_position(struct database *database, struct arena *arena, const char *host,
                     uint64_t *position);

/* How far the followers of all hosts came that got furthest; 0 where none ever ran. 0 or -1. */
int journal_known(struct database *database, struct arena *arena, uint64_t *position);

/* Remembers a host's. 0 or -1. */
int journal_position_set(struct database *database, const char *host, uint64_t position);

/* The start, by the server's clock, of its oldest transaction that is still open, or its clock's
 * now where there is none: no transaction from before that can commit any more. -1 on failure
 * (the account lacks the PROCESS privilege). */
int journal_horizon(struct database *database, struct arena *arena, int64_t *instant, int64_t *now);

#endif
