/* Identities: what providers call the owners of accounts. One is told apart by its issuer and subject
 * alone, and is one account's; no account is ever found by an address that a provider tells. */
#ifndef LOREHALL_AUTH_PROVIDER_IDENTITY_H
#define LOREHALL_AUTH_PROVIDER_IDENTITY_H

#include <stdint.h>

#include "auth/account.h"
#include "auth/audit.h"
#include "store/mail_spool.h"
#include "store/store.h"

#define IDENTITIES_MAX 16 /* of one account */

/* What somebody has shown to be theirs. */
struct login_identity {
    const char *issuer;
    const char *subject;
    const char *label; /* what it is called there; "" */
};

/* One of an account's. */
struct identity_line {
    uint64_t id;
    const char *issuer;
    const char *subject;
    const char *label;
    int64_t created;
    int64_t used; /* 0: never */
};

extern const struct statement_set identity_statements;

/* Whose it is: an account as account_to_log_in finds it, closed ones never. 1; 0: nobody's that can log
 * in; -1 on failure. */
int identity_find(struct database *database, struct arena *arena,
                  const struct login_identity *identity, struct account *account);

/* Notes with its record that it let ACTOR in. 0 or -1. */
int identity_used(const struct store *store, const struct actor *actor,
                  const struct login_identity *identity);

/* The account's, oldest first; *COUNT tells how many. NULL on failure. */
struct identity_line *identity_list(struct database *database, struct arena *arena,
                                    uint64_t account_id, size_t *count);

enum identity_result {
    IDENTITY_FAILED, /* the database */
    IDENTITY_DONE,
    IDENTITY_TAKEN, /* it is an account's */
    IDENTITY_FULL,  /* the account has as many as it may */
    IDENTITY_GONE,
    IDENTITY_LAST, /* there would be no other way to log in */
};

/* Adds it to the account within the open transaction. */
enum identity_result identity_add_within(struct database *database, uint64_t account_id,
                                         const struct login_identity *identity);

/* Adds it to the actor's account, with its record, and queues NOTICE (NULL: none). */
enum identity_result identity_add(const struct store *store, const struct actor *actor,
                                  const struct login_identity *identity, const struct mail *notice);

/* Takes one of the actor's away, likewise, where a password is left to log in with. */
enum identity_result identity_remove(const struct store *store, const struct actor *actor,
                                     uint64_t id, const struct mail *notice);

#endif
