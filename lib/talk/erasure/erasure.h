/* What a deleted account wrote and voted: counted before, and taken away, where its owner wants that. */
#ifndef LOREHALL_TALK_ERASURE_H
#define LOREHALL_TALK_ERASURE_H

#include "auth/audit.h"
#include "store/store.h"
#include "web/site.h"

struct erasure_reach {
    uint64_t comments, threads, votes, reports;
};

extern const struct statement_set erasure_statements;

/* Counts them for the page that asks. 0 or -1. */
int erasure_reach(struct database *database, struct arena *arena, uint64_t account_id,
                  struct erasure_reach *reach);

/* Takes the next piece of what the closed account of ACTOR left away: comments and votes of a site by an
 * act of its own, then the text of the comments, wherever it is kept. 1: there may be more; 0: nothing is
 * left; -1 on failure. */
int erasure_step(const struct store *store, const struct sites *sites, const struct actor *actor);

/* Takes away what the account of ACCOUNT_ID never published: posts that wait for review, and claims. 0 or
 * -1. */
int erasure_unpublished(const struct store *store, uint64_t account_id);

#endif
