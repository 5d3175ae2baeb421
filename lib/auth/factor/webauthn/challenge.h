/* What a passkey has to sign, so that nothing that it signed before, or for another browser, is worth
 * anything: random, signed and dated by us, so that nothing is stored of those that nobody answers. */
#ifndef LOREHALL_AUTH_FACTOR_WEBAUTHN_CHALLENGE_H
#define LOREHALL_AUTH_FACTOR_WEBAUTHN_CHALLENGE_H

#include "auth/secret.h"
#include "store/database.h"

#define CHALLENGE_SECONDS 600

/* What it is for, and whose: neither is in it, both are signed. */
struct challenge_use {
    const char *purpose; /* "login", "factor", "add" */
    const char *binding; /* what the browser that asks for it has a cookie of, or a session's key */
};

extern const struct statement_set challenge_statements;

/* A fresh one, for USE. */
char *challenge_make(const struct secret *secret, struct arena *arena,
                     const struct challenge_use *use);

/* Takes one that was answered. 1; 0: it was not made for this use, too long ago, or was taken before;
 * -1 on failure. */
int challenge_take(struct database *database, struct arena *arena, const struct secret *secret,
                   const struct challenge_use *use, const char *challenge);

#endif
