/* A provider, as lorehall-providerd speaks with it: what it says of itself and its keys, kept for an
 * hour, and codes exchanged for who somebody is. */
#ifndef LOREHALL_AUTH_PROVIDER_EXCHANGE_H
#define LOREHALL_AUTH_PROVIDER_EXCHANGE_H

#include "auth/provider/fetch.h"
#include "auth/provider/id_token.h"
#include "auth/provider/provider_login.h"

struct exchange;

/* Of a provider of the configuration, which must outlive it. NULL, with a line in the log, when its
 * secret cannot be read. */
struct exchange *exchange_open(const struct provider_settings *settings, struct fetcher *fetcher);

/* NULL is allowed. */
void exchange_close(struct exchange *exchange);

/* Learns what is due (after an hour; after a failure sooner, a minute at most), and fills PROVIDER with what
 * workers need. True when something was learnt; what goes wrong is logged. */
bool exchange_refresh(struct exchange *exchange, struct arena *arena, struct provider *provider);

enum exchange_result {
    EXCHANGE_DONE,
    EXCHANGE_AWAY,    /* the provider does not answer, or did not just now */
    EXCHANGE_REFUSED, /* it answers what cannot be trusted, or that the code is wrong */
    EXCHANGE_STALE,   /* it does not say that somebody has logged in anew, which was asked for */
};

/* Finds out who a login is. What goes wrong is logged. */
enum exchange_result exchange_login(struct exchange *exchange, struct arena *arena,
                                    const struct asked_login *login, struct id_claims *claims);

#endif
