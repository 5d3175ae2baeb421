/* What a browser or a program shows of itself: the token of a session or of the API, found by its hash.
 * For session.c and api_token.c, which say how long it is good. */
#ifndef LOREHALL_AUTH_TOKEN_CREDENTIAL_H
#define LOREHALL_AUTH_TOKEN_CREDENTIAL_H

#include "auth/session.h"

enum credential { CREDENTIAL_SESSION, CREDENTIAL_API_TOKEN };

extern const struct statement_set credential_statements;

/* Who the hash (DIGEST_BYTES) of a token stands for, in the cache first. 1 found, 0 not, -1 on
 * failure. */
int credential_find(const struct store *store, enum credential kind, const unsigned char *hash,
                    struct session *session);

/* The same from the database. */
int credential_load(const struct store *store, enum credential kind, const unsigned char *hash,
                    struct session *session);

/* Keeps in the cache what was changed of one that was found. */
void credential_keep(const struct store *store, enum credential kind, const unsigned char *hash,
                     const struct session *session);

#endif
