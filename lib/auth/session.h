/* Sessions: who is logged in with a browser, by a cookie that is random; only a hash of it is stored. */
#ifndef LOREHALL_AUTH_SESSION_H
#define LOREHALL_AUTH_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/audit.h"
#include "auth/credentials/proof.h"
#include "auth/role.h"
#include "base/clock.h"
#include "base/configuration.h"
#include "store/journal.h"
#include "store/mail_spool.h"
#include "store/store.h"

#define SESSION_ABSOLUTE (90 * 86400 * CLOCK_SECOND) /* it ends however much it is used */

#define SESSION_IDLE_MAX                                                                           \
    (14 * 86400 * CLOCK_SECOND) /* what is not kept has ended, unused for this long */

#define SESSION_FRESH (600 * CLOCK_SECOND) /* how long a password that was given counts */

/* How long a session lives without being used: one that was to be kept, any other, and any of
 * somebody who administers, whose session is worth more to whoever finds it open. */
struct session_rules {
    int64_t kept;
    int64_t idle;
    int64_t administering;
    const struct roles *roles; /* which tell who administers */
};

/* Somebody who is logged in. Without pointers, so that it can lie in the cache as it is. */
struct session {
    uint64_t id; /* 0: an API token */
    uint64_t account_id;
    int64_t created;
    int64_t seen;
    int64_t authenticated; /* when the password was last given, and the second factor if there was
                              one; 0: never */
    int64_t factor_since;  /* since when the account has a second factor; 0: it has none */
    int64_t replaced;      /* when the token that this was found by was renewed; 0: it was not */
    uint64_t account_generation;
    int64_t account_created;
    uint64_t account_posts; /* as account_posted counts them */
    bool kept;              /* its cookie outlives the browser */
    int64_t expires;        /* an API token: when it ends; 0: it is none */
    permission_set scopes; /* all that it may be used for, whoever holds it; a session's: for all */
    bool warned;           /* of the moderators, and has not acknowledged it (auth/ban/warning.h) */
    int64_t gained; /* when the last role was granted that is not this token's yet; 0: none */
    char name[64 * 4 + 1];
    char language[3]; /* "" follows the browser */
    struct grants grants;
};

/* One line of "my sessions". */
struct session_line {
    uint64_t id;
    int64_t created;
    int64_t seen;
    const char *address;
    const char *agent;
    bool kept;
};

extern const struct statement_set session_statements;

/* The live session of a cookie's token. 1 found, 0 not (or malformed, ended, expired), -1 on
 * failure. Costs no query while the host's cache has it. *RENEWED gets the token that the browser
 * has to have from now on, as the account gained a role; NULL: it keeps its own. Requests that are
 * still on their way with that one find the session for half a minute, without the role. */
int session_find(const struct store *store, const struct session_rules *rules, const char *token,
                 struct session *session, const char **renewed);

/* The rules of an installation. */
struct session_rules session_rules_of(const struct configuration *configuration,
                                      const struct roles *roles);

/* Whether what was granted to somebody, anywhere, is of the administration. */
bool session_administers(const struct roles *roles, const struct grants *grants);

/* What stands for a session however often its token is renewed. It is no secret. */
const char *session_key(struct arena *arena, const struct session *session);

/* Notes that the session's owner has given the password, or what stands for it, at SHOWN, and the second
 * factor if there is one. 0 or -1. */
int session_authenticated(const struct store *store, const struct actor *actor,
                          const struct session *session, int64_t shown);

/* Whether that was within the last ten minutes, and not before there was a second factor; never of
 * an API token. */
bool session_is_fresh(const struct session *session, int64_t now);

/* Gives a session another token, as its owner's rights have grown: the former one does for half a
 * minute more, for what was on its way. NULL on failure. */
const char *session_renew(const struct store *store, const char *token);

/* Somebody who has shown all that their account asks for. */
struct login {
    struct login_proof proof;
    const char *agent;         /* the browser */
    bool kept;                 /* the session is to be */
    const struct mail *notice; /* that tells the owner; NULL: none */
};

/* Opens a session for LOGIN, which goes to the proof's account and is as fresh as what was shown; *TOKEN
 * is its token, to be handed out once. 1; 0 where the proof holds no more; -1 on failure. */
int session_open(const struct store *store, const struct actor *actor, const struct login *login,
                 const char **token);

/* The same within the open transaction, without a record or a look at the proof: *ID is the session's.
 * 0 or -1. */
int session_open_within(const struct store *store, const struct actor *actor,
                        const struct login *login, const char **token, uint64_t *id);

/* The record of a session that was opened. */
struct audit_entry login_record(struct arena *arena, const struct login *login, uint64_t id);

/* Which sessions of an account end. */
struct session_choice {
    uint64_t account_id;
    uint64_t id;   /* 0: all, and then its API tokens and begun logins too */
    uint64_t keep; /* but this one; 0: none is kept */
    bool logout;   /* by its own browser */
};

/* Ends all sessions of an account but the one to KEEP (0: none), its API tokens, and the logins that
 * are on their way, within the open transaction, which the caller ends by a journal row about the account. 0 or -1. */
int session_end_within(struct database *database, uint64_t account_id, uint64_t keep);

/* Ends sessions. Takes effect with the next request. 0 or -1. */
int session_end(const struct store *store, const struct actor *actor,
                const struct session_choice *choice);

/* The account's live sessions, last used first; *COUNT tells how many. ADMINISTERS says whether the
 * account does. NULL on failure. */
struct session_line *session_list(const struct store *store, const struct session_rules *rules,
                                  uint64_t account_id, bool administers, size_t *count);

#endif
