/* A login whose password was right and whose second factor is still to come: known by a cookie of
 * the browser that gave the password, for some minutes and tries, and good for nothing else. */
#ifndef LOREHALL_AUTH_FACTOR_PENDING_LOGIN_H
#define LOREHALL_AUTH_FACTOR_PENDING_LOGIN_H

#include <stdint.h>

#include "auth/credentials/proof.h"
#include "base/clock.h"
#include "store/database.h"

#define PENDING_LOGIN_SECONDS 600
#define PENDING_LOGIN_TRIES_MAX 5 /* then the password is asked for again */

struct pending_login {
    uint64_t account_id;
    const char *name;             /* the account's */
    uint64_t credentials_version; /* that the password was right for */
    int64_t shown;                /* when it was given, as login_proof has it */
};

extern const struct statement_set pending_login_statements;

/* Opens one for the account that PROOF was shown for; it is over as soon as its credentials have another
 * version. Returns its token, to be handed out once. NULL on failure. */
const char *pending_login_open(struct database *database, struct arena *arena,
                               const struct login_proof *proof);

/* The one of a cookie's token. 1 found; 0: there is none, or it is over; -1 on failure. */
int pending_login_find(struct database *database, struct arena *arena, const char *token,
                       struct pending_login *pending);

/* Spends one of its tries, before the factor is looked at: however many come at once, there are no
 * more. 1; 0: none is left; -1 on failure. */
int pending_login_try(struct database *database, const char *token);

/* Ends it. 1; 0: it has ended already, by another request; -1 on failure. */
int pending_login_end(struct database *database, const char *token);

/* Ends all of an account, within the caller's transaction. 0 or -1. */
int pending_logins_end(struct database *database, uint64_t account_id);

#endif
