/* What somebody has shown to be let in is looked at, and acted on later: by then the password may be
 * another, or the session that asked be ended. So whatever lets somebody in, or changes what does,
 * begins its transaction by holding the account and asks again. */
#ifndef LOREHALL_AUTH_CREDENTIALS_PROOF_H
#define LOREHALL_AUTH_CREDENTIALS_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/audit.h"
#include "store/database.h"

/* What was shown for an account, as it was when it was read. */
struct login_proof {
    uint64_t account_id;
    uint64_t version; /* account.credentials_version */
    bool factor;      /* the second factor too, or what stands for both */
    int64_t shown;    /* when; 0: long ago, or nobody can tell */
};

extern const struct statement_set proof_statements;

/* Holds the account until the open transaction ends. 0, or -1 on failure, also where there is none. */
int account_hold(struct database *database, struct arena *arena, uint64_t account_id);

/* Holds the account. 1 where PROOF is still good for all that it asks for; 0: it was changed since, or is
 * not open; -1 on failure. */
int login_proof_holds(struct database *database, struct arena *arena,
                      const struct login_proof *proof);

/* Holds the account of ACTOR and the session that they ask by. 1; 0: it has ended; -1 on failure. Who
 * has none (an operator, a program's token) is taken at their word. */
int actor_holds(struct database *database, struct arena *arena, const struct actor *actor);

/* Makes all that was shown for the account, or signed for it, worth nothing, within the open
 * transaction. 0 or -1. */
int credentials_change(struct database *database, uint64_t account_id);

/* How often that was done. 0, or -1 on failure, also where there is no such account. */
int credentials_version(struct database *database, struct arena *arena, uint64_t account_id,
                        uint64_t *version);

#endif
