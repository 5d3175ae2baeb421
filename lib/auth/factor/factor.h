/* Second factors: what somebody has to show beside their password. An authenticator app whose codes
 * change every half minute (auth/factor/totp.h), passkeys (auth/factor/passkey.h), and recovery codes
 * for when they are lost. */
#ifndef LOREHALL_AUTH_FACTOR_FACTOR_H
#define LOREHALL_AUTH_FACTOR_FACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/audit.h"
#include "store/mail_spool.h"
#include "store/store.h"

#define RECOVERY_CODES 10

/* What an account has. */
struct factors {
    int64_t since;           /* when the first of them was added; 0: it has none */
    int64_t totp;            /* when its app was added; 0: none is */
    uint64_t passkeys;       /* how many (auth/factor/passkey.h) */
    uint64_t recovery_codes; /* that are left */
};

extern const struct statement_set factor_statements;

/* Reads them. 0 or -1. */
int factors_read(struct database *database, struct arena *arena, uint64_t account_id,
                 struct factors *factors);

/* A fresh set of codes, to be shown once. */
struct recovery_codes {
    const char *code[RECOVERY_CODES]; /* "k3f9-…", on the arena */
};

/* An app that was just shown to have its key. */
struct totp_proof {
    const char *key;
    uint64_t step; /* whose code was given */
};

/* Each of these queues NOTICE with the change, a mail that tells the account's owner; NULL: none. */

/* Adds an app. Where it is the first factor, CODES get recovery codes, else an empty list of NULLs. 1;
 * 0: there is one already; -1 on failure. Other sessions are the caller's to end. */
int factor_add_totp(const struct store *store, const struct actor *actor,
                    const struct totp_proof *proof, struct recovery_codes *codes,
                    const struct mail *notice);

/* Takes the app away, and with the last factor the recovery codes. 1; 0: there is none; -1. */
int factor_remove_totp(const struct store *store, const struct actor *actor,
                       const struct mail *notice);

/* Takes all of an account's factors away, by somebody else than its owner. 1; 0: it has none;
 * -1. */
int factors_remove(const struct store *store, const struct actor *actor, uint64_t account_id,
                   const char *reason, const struct mail *notice);

/* Makes new recovery codes, and the former ones worthless. 1; 0: there is no factor to recover; -1
 * on failure. */
int recovery_renew(const struct store *store, const struct actor *actor,
                   struct recovery_codes *codes, const struct mail *notice);

enum factor_answer {
    FACTOR_FAILED, /* the database */
    FACTOR_WRONG,
    FACTOR_USED, /* this code was right, and has been taken before */
    FACTOR_RIGHT,
};

/* Takes a code of the actor's app, or one of their recovery codes: each counts once, also where two
 * come at the same time. Wrong ones are the caller's to count and record. */
enum factor_answer factor_take_code(const struct store *store, const struct actor *actor,
                                    const char *code);

#endif
