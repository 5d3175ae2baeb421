/* Sessions (by cookie) and API tokens. Both are random; only a hash of either is stored. */
#ifndef LOREHALL_AUTH_SESSION_H
#define LOREHALL_AUTH_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/audit.h"
#include "base/clock.h"
#include "store/journal.h"
#include "store/store.h"

#define SESSION_IDLE (14 * 86400 * CLOCK_SECOND)     /* unused for this long, it ends */
#define SESSION_ABSOLUTE (90 * 86400 * CLOCK_SECOND) /* it ends however much it is used */

/* Somebody who is logged in. Fixed-size, so that it can lie in the cache as it is. */
struct session {
    uint64_t id; /* 0: an API token */
    uint64_t account_id;
    int64_t created;
    int64_t seen;
    uint64_t account_generation;
    int64_t account_created;
    uint64_t account_posts; /* as account_posted counts them */
    char name[64 * 4 + 1];
    char language[3]; /* "" follows the browser */
    char roles[512];  /* see role_list_permissions */
};

/* One line of "my sessions". */
struct session_line {
    uint64_t id;
    int64_t created;
    int64_t seen;
    const char *address;
    const char *agent;
};

extern const struct statement_set session_statements;

/* The live session of a cookie's token. 1 found, 0 not (or malformed, ended, expired), -1 on
 * failure. Costs no query while the host's cache has it. */
int session_find(const struct store *store, const char *token, struct session *session);

/* Opens a session of the actor's account; returns its token, to be handed out once. NULL on
 * failure. */
const char *session_open(const struct store *store, const struct actor *actor, const char *agent);

/* Which sessions of an account end. */
struct session_choice {
    uint64_t account_id;
    uint64_t id;   /* 0: all, and then its API tokens too */
    uint64_t keep; /* but this one; 0: none is kept */
    bool logout;   /* by its own browser */
};

/* Ends sessions. Takes effect with the next request. 0 or -1. */
int session_end(const struct store *store, const struct actor *actor,
                const struct session_choice *choice);

/* The account's live sessions, last used first; *COUNT tells how many. NULL on failure. */
struct session_line *session_list(struct database *database, struct arena *arena,
                                  uint64_t account_id, size_t *count);

/* Makes an API token of an account; returns it, to be shown once. NULL on failure. */
const char *api_token_open(const struct store *store, const struct actor *actor,
                           uint64_t account_id);

/* Whom an API token stands for; as session_find. */
int api_token_find(const struct store *store, const char *token, struct session *session);

#endif
