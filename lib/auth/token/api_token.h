/* API tokens: what a program shows instead of a password. One has a name, scopes (auth/token/token_scope.h) and
 * an end, and may no more than its account. It is random; only a hash of it is stored. Tokens end with
 * the account's password and with all of its sessions (session_end). */
#ifndef LOREHALL_AUTH_TOKEN_API_TOKEN_H
#define LOREHALL_AUTH_TOKEN_API_TOKEN_H

#include "auth/session.h"
#include "auth/token/token_scope.h"

#define API_TOKEN_DAYS 90      /* how long one lives when nobody says otherwise */
#define API_TOKEN_DAYS_MAX 365 /* and at most */
#define API_TOKEN_NAME_MAX 60  /* characters */
#define API_TOKENS_MAX 100     /* of one account */

struct api_token {
    uint64_t id;
    const char *name; /* its owner's word for what it is for */
    token_scope_set scopes;
    int64_t created;
    int64_t expires;
    int64_t used;        /* the last time, an hour or less ago where it says so; 0: never */
    const char *network; /* where from (network_of); "": from nowhere yet */
};

extern const struct statement_set api_token_statements;

/* Makes a token of an account with the name, scopes and end (not more than a year from now) that
 * WANTED has; *TEXT gets it, to be shown once. 1; 0 where the account has too many; -1 on
 * failure, also where the actor's session has ended. */
int api_token_open(const struct store *store, const struct actor *actor, uint64_t account_id,
                   const struct api_token *wanted, const char **text);

/* Whom a token stands for that was sent from ADDRESS; as session_find. The session that it gives has no
 * id, and is held to the token's scopes. */
int api_token_find(const struct store *store, const char *text, const char *address,
                   struct session *session);

/* The account's tokens, last made first, with those that have expired in the last month; *COUNT tells how
 * many. NULL on failure. */
struct api_token *api_token_list(struct database *database, struct arena *arena,
                                 uint64_t account_id, size_t *count);

/* Ends one with the next request. 1; 0: the account has none of this number; -1 on failure. */
int api_token_end(const struct store *store, const struct actor *actor, uint64_t account_id,
                  uint64_t id);

#endif
