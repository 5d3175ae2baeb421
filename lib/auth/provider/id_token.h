/* ID tokens (OpenID Connect Core 1.0, chapter 2): who somebody is, signed by a provider. Whatever the
 * token says of itself, only the algorithms in a list of ours count, with keys of their own sort:
 * RS256 and ES256. */
#ifndef LOREHALL_AUTH_PROVIDER_ID_TOKEN_H
#define LOREHALL_AUTH_PROVIDER_ID_TOKEN_H

#include <jansson.h>
#include <stdint.h>

#include "base/arena.h"

#define SUBJECT_MAX 255
#define LABEL_MAX 100 /* characters */

/* Seconds by which the provider's clock may be ahead of ours, or behind. */
#define ID_TOKEN_SKEW 60

/* What the token must fit. */
struct id_token_wanted {
    const json_t *keys; /* the provider's (a JWK set, RFC 7517) */
    const char *issuer;
    const char *client;
    const char *nonce;
    const char *access_token; /* that came with it; NULL: none */
    int64_t now;              /* seconds */
    int64_t login_after; /* seconds: the provider must have asked for a login since; 0: whenever */
};

/* What it says; texts are on the arena. */
struct id_claims {
    const char *subject;
    const char *label; /* what the account is called there; "" */
    const char *email; /* not proved to us; "" */
    int64_t
        authenticated; /* seconds: when they logged in there, not after now; 0: it does not say */
};

enum id_token_result {
    ID_TOKEN_VALID,
    ID_TOKEN_REFUSED,
    ID_TOKEN_KEY_UNKNOWN, /* none of the keys is the one that it names */
    ID_TOKEN_STALE,       /* all is right, but it does not say that somebody has logged in anew */
};

/* Checks TOKEN. *FAULT says what is wrong with one that is not valid. */
enum id_token_result id_token_check(struct arena *arena, const char *token,
                                    const struct id_token_wanted *wanted, struct id_claims *claims,
                                    const char **fault);

#endif
