/* A provider, as lorehall-providerd speaks with it: what it says of itself and its keys, kept for an
 * hour, and codes exchanged for who somebody is. Nothing waits here: whoever asks comes back after fetcher_wait. */
#ifndef LOREHALL_AUTH_PROVIDER_EXCHANGE_H
#define LOREHALL_AUTH_PROVIDER_EXCHANGE_H

#include "auth/provider/fetch.h"
#include "auth/provider/id_token.h"
#include "auth/provider/provider_login.h"

struct exchange;

/* Of a provider of the configuration, which must outlive it. NULL, with a line in the log, when its
 * secret cannot be read. */
struct exchange *exchange_open(const struct provider_settings *settings, struct fetcher *fetcher);

/* NULL is allowed. Its logins must have ended. */
void exchange_close(struct exchange *exchange);

/* Goes on learning what is due (after an hour; after a failure sooner, a minute at most). True when something
 * was learnt, and then PROVIDER has what workers need; what goes wrong is logged. */
bool exchange_refresh(struct exchange *exchange, struct provider *provider);

enum exchange_result {
    EXCHANGE_WAITING,
    EXCHANGE_DONE,
    EXCHANGE_AWAY,    /* the provider does not answer, or did not just now */
    EXCHANGE_REFUSED, /* it answers what cannot be trusted, or that the code is wrong */
    EXCHANGE_STALE,   /* it does not say that somebody has logged in anew, which was asked for */
};

/* A login that is on its way. What is not given is the exchange's. */
struct exchange_login {
    struct arena *arena;      /* given: of all of it, until exchange_end */
    struct asked_login asked; /* given */
    struct id_claims claims;  /* once it is EXCHANGE_DONE */
    struct exchange *exchange;
    struct fetching *fetching;
    enum exchange_result result;
    const char *token, *access_token;
    bool keys_waited;
};

/* Begins to find out who a login is, of which all but what is given is zero. */
void exchange_begin(struct exchange *exchange, struct exchange_login *login);

/* Goes on, and tells what came of it. What goes wrong is logged. */
enum exchange_result exchange_step(struct exchange_login *login);

/* Gives up what is still on its way; the arena is the caller's. */
void exchange_end(struct exchange_login *login);

#endif
