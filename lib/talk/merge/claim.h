/* Claims of imported authors: a member says that they are one, and how that can be seen; whoever merges accounts
 * looks at it and decides. Accepting is a merge (merge.h). */
#ifndef LOREHALL_TALK_MERGE_CLAIM_H
#define LOREHALL_TALK_MERGE_CLAIM_H

#include "talk/merge/merge.h"

#define CLAIM_PROOF_MAX 1000 /* characters */
#define CLAIM_LINK_MAX 500   /* bytes */
#define CLAIM_ANSWER_MAX 300 /* characters */
#define CLAIMS_OPEN_MAX 5    /* of one account */

enum claim_state { CLAIM_OPEN, CLAIM_ACCEPTED, CLAIM_DECLINED, CLAIM_WITHDRAWN };

struct claim {
    uint64_t id;
    uint64_t account_id;
    const char *account;
    uint64_t author_id;
    const char *author;
    const char *source; /* that the author was imported from */
    int64_t created;
    const char *proof;
    const char *link; /* "": none */
    enum claim_state state;
    int64_t decided;        /* 0: it is not */
    const char *decided_by; /* NULL: nobody, or not there any more */
    const char *answer;
};

/* An imported author who can be claimed. */
struct claimable {
    uint64_t id;
    const char *name;
    const char *source;
    uint64_t comments;
};

enum claim_result {
    CLAIM_DONE,
    CLAIM_FAILED,  /* the database; logged */
    CLAIM_MISSING, /* there is no such author that is nobody's yet, or no such claim that is open */
    CLAIM_KNOWN,   /* the account has claimed that author already */
    CLAIM_TOO_MANY,
};

extern const struct statement_set claim_statements;

/* Imported authors of just this name, who are nobody's yet, at most 20. NULL on failure. */
struct claimable *claimable_named(struct database *database, struct arena *arena, const char *name,
                                  size_t *count);

/* Claims an author for the actor: of WANTED count author, proof and link. */
enum claim_result claim_make(const struct store *store, const struct actor *actor,
                             const struct claim *wanted);

/* Takes a claim of the actor's own back. */
enum claim_result claim_withdraw(const struct store *store, const struct actor *actor, uint64_t id);

/* Declines one with an answer, which who claimed reads. */
enum claim_result claim_decline(const struct store *store, const struct actor *actor, uint64_t id,
                                const char *answer);

/* What somebody says who accepts. */
struct claim_answer {
    const char *text; /* who claimed reads it */
    const char *seen; /* merge_seen of what was shown */
};

/* Accepts one: what the author wrote becomes the account's. */
enum merge_result claim_accept(const struct store *store, const struct roles *roles,
                               const struct actor *actor, const struct claim *claim,
                               const struct claim_answer *answer);

/* One by its id. 1, 0 or -1. */
int claim_by_id(struct database *database, struct arena *arena, uint64_t id, struct claim *claim);

/* Which are wanted, the oldest first. */
struct claim_query {
    uint64_t account_id; /* 0: anybody's */
    bool open;           /* these only */
    bool newest;         /* first */
    uint64_t after;      /* the one that they stand behind; 0: none */
    unsigned limit;
};

/* NULL on failure. */
struct claim *claim_list(struct database *database, struct arena *arena,
                         const struct claim_query *query, size_t *count);

#endif
