/* For tests that need sessions and API tokens. */
#ifndef LOREHALL_T_TOKEN_PROBE_H
#define LOREHALL_T_TOKEN_PROBE_H

#include "auth/token/api_token.h"

/* How long sessions live in tests that are not about that; nobody administers. */
static const struct session_rules session_rules = {.kept = 14 * 86400 * CLOCK_SECOND,
                                                   .idle = 86400 * CLOCK_SECOND,
                                                   .administering = INT64_MAX};

/* A token of the account, for SCOPES, that is good for a day. NULL where none can be had. */
static inline const char *token_of(const struct store *store, const struct actor *actor,
                                   uint64_t account_id, token_scope_set scopes)
{
    const struct api_token wanted = {.name = "a program",
                                     .scopes = scopes,
                                     .expires = clock_now() + 86400 * CLOCK_SECOND};
    const char *text = NULL;

    return api_token_open(store, actor, account_id, &wanted, &text) == 1 ? text : NULL;
}

/* A session of the actor's account, for which all was shown just now. NULL where none can be had. */
static inline const char *session_of(const struct store *store, const struct actor *actor,
                                     const char *agent, bool kept)
{
    struct login login = {.proof = {.account_id = actor->account_id,
                                    .factor = true,
                                    .shown = clock_now()},
                          .agent = agent,
                          .kept = kept};
    const char *token;

    return credentials_version(store->database, store->arena, actor->account_id,
                               &login.proof.version) == 0 &&
                   session_open(store, actor, &login, &token) == 1
               ? token
               : NULL;
}

#endif
