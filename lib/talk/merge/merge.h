/* Making one account of two: what one of them wrote, opened and voted becomes the other's, bans, warnings and
 * notes hold for both, and the first is closed. It is undone by its rows. */
#ifndef LOREHALL_TALK_MERGE_H
#define LOREHALL_TALK_MERGE_H

#include <stdbool.h>

#include "auth/audit.h"
#include "auth/role.h"
#include "store/store.h"

#define MERGE_ROWS_MAX 20000 /* comments, and votes, that one merge moves */
#define MERGE_REASON_MAX 300 /* characters */

/* One of the two, an imported author too. */
struct merge_side {
    uint64_t id;
    const char *name;
    const char *source; /* where it was imported from; NULL: it is one of our own */
    uint64_t state;
    uint64_t merged_id; /* it became this one; 0: it did not */
    bool leaving;       /* its owner has it deleted */
};

/* What a merge would touch. */
struct account_merge_reach {
    uint64_t comments, threads, votes;
    uint64_t doubles; /* votes that go: both voted, or it would be on their own */
    uint64_t bans;    /* that hold for the other, too */
};

enum merge_result {
    MERGE_DONE,
    MERGE_FAILED,  /* the database; logged */
    MERGE_MISSING, /* there is no such account or merge, or it is closed, or to be deleted */
    MERGE_SAME,
    MERGE_TOO_MANY,
    MERGE_RIGHTS,  /* one of them may more than the actor */
    MERGE_OWN,     /* the actor's own account would be closed */
    MERGE_CHANGED, /* it is not as it was seen */
    MERGE_LAST,    /* the last administrator would be gone */
};

struct account_merging {
    uint64_t from_id, into_id;
    const char *reason;
    const char *seen; /* merge_seen of what was shown */
};

extern const struct statement_set merge_statements;

/* An account by its id. 1, 0 or -1. */
int merge_side_find(struct database *database, struct arena *arena, uint64_t id,
                    struct merge_side *side);

/* Counts what would be touched. 0 or -1. */
int account_merge_reach(struct database *database, struct arena *arena, uint64_t from_id,
                        uint64_t into_id, struct account_merge_reach *reach);

/* What a form carries of it, so that somebody who saw something else is told. */
const char *merge_seen(struct arena *arena, const struct account_merge_reach *reach);

/* Merges. *ID gets the merge's. */
enum merge_result account_merge(const struct store *store, const struct roles *roles,
                                const struct actor *actor, const struct account_merging *merging,
                                uint64_t *id);

/* Undoes a merge by its rows: what it moved and is still where it brought it goes back. Bans, warnings and
 * notes stay with both. */
enum merge_result account_unmerge(const struct store *store, const struct roles *roles,
                                  const struct actor *actor, uint64_t id);

struct merge_line {
    uint64_t id;
    uint64_t from_id, into_id;
    const char *from, *into;
    const char *source; /* of who was imported; NULL: nobody was */
    int64_t created;
    const char *by;
    const char *reason;
    uint64_t comments, votes;
    int64_t undone; /* 0: it holds */
};

/* The merges of an account, either side, the last first, at most 20. NULL on failure. */
struct merge_line *merges_of(struct database *database, struct arena *arena, uint64_t account_id,
                             size_t *count);

#endif
