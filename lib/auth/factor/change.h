/* A change of an account's second factors: one transaction, which waits for others of the same account, and
 * from which on what sessions know of it is old. For what is in this folder. */
#ifndef LOREHALL_AUTH_FACTOR_CHANGE_H
#define LOREHALL_AUTH_FACTOR_CHANGE_H

#include "auth/factor/factor.h"

/* Opens it and holds the account, as whatever changes its factors does: so each sees what the others have
 * left. What the actor's session may have been good for when it asked it must be good for now; and
 * logins that are on their way with the factors of before are none. 0 or -1. */
int factor_change_begin(const struct store *store, const struct actor *actor, uint64_t account_id);

/* Ends it with RECORD and NOTICE (NULL: none). RESULT 1 commits; what is not is rolled back. RESULT, or -1. */
int factor_change_end(const struct store *store, const struct actor *actor,
                      const struct audit_entry *record, const struct mail *notice, int result);

/* Notes within it that the actor's account has a factor: where it is the first, CODES are made, and
 * what was opened without it ends, but for the session that has just shown it. 1 or -1. */
int factor_begin(const struct store *store, const struct actor *actor,
                 struct recovery_codes *codes);

/* Notes within an open transaction that the account may have none left: then there is nothing for the recovery
 * codes to recover. 0 or -1. */
int factors_left(struct database *database, uint64_t account_id);

/* Notes that the actor's account has one less, with which a device may be lost: all sessions but theirs end.
 * Where it was the last, the codes have nothing left to recover. 1 or -1. */
int factor_end(const struct store *store, const struct actor *actor);

#endif
