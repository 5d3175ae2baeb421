/* Deleting one's own account. It waits for a week, paused, and its owner takes it back by logging in; then
 * a service makes it final, in steps that each can be done again. */
#ifndef LOREHALL_AUTH_DELETION_H
#define LOREHALL_AUTH_DELETION_H

#include "auth/pause.h"
#include "base/clock.h"
#include "store/mail_spool.h"

#define DELETION_GRACE (7 * 86400 * CLOCK_SECOND)

/* What an account is called once it is deleted: "deleted-17". Nobody can register such a name. */
#define DELETED_NAME_PREFIX "deleted-"

struct deletion {
    uint64_t account_id;
    int64_t due;   /* when it is made final */
    bool comments; /* what was written and voted goes, too */
};

extern const struct statement_set deletion_statements;

/* Pauses the account and has it deleted after DELETION_GRACE; queues NOTICE (NULL: none). */
enum pause_result deletion_ask(const struct store *store, const struct actor *actor,
                               const struct deletion *wanted, const struct mail *notice);

/* The deletion that an account waits for. 1, 0 none, or -1. */
int deletion_find(struct database *database, struct arena *arena, uint64_t account_id,
                  struct deletion *deletion);

/* Takes it back within the open transaction. 1, 0 there was none, or -1. */
int deletion_drop(struct database *database, uint64_t account_id);

/* Deletions whose time has come, the oldest first, at most 20; *COUNT tells how many. NULL on failure. */
struct deletion *deletions_due(struct database *database, struct arena *arena, int64_t now,
                               size_t *count);

/* Closes the account: from now on it cannot be taken back. 1; 0: it was taken back, or is done; -1. */
int deletion_begin(const struct store *store, const struct deletion *deletion);

/* The last step: takes away all that makes a closed account somebody's, its name too, which nobody else
 * gets, and records that. What was recorded of it, and done about it, stays. 1; 0: somebody else did it;
 * -1 on failure. */
int deletion_finish(const struct store *store, const struct actor *actor,
                    const struct deletion *deletion);

/* What is deleted by the last step, for the pages that tell of it. */
struct deletion_reach {
    uint64_t identities, passkeys, tokens, roles;
};

/* 0 or -1. */
int deletion_reach(struct database *database, struct arena *arena, uint64_t account_id,
                   struct deletion_reach *reach);

#endif
