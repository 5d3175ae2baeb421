/* Logins by a provider on their way (OpenID Connect, authorization code flow with PKCE).
 *
 * A worker begins one, sends the browser to the provider with what provider_login_address makes, and
 * takes the code that it comes back with. From there on it waits: lorehall-providerd takes what was
 * asked, speaks with the provider, and notes who it is or what went wrong. So no worker ever waits for
 * another's server, and what such a server answers is read by a process that can do nothing else.
 *
 * The browser has a token of its own in a cookie, of which state and the row's key are made: what was
 * begun in one browser is finished in no other, once, within ten minutes. */
#ifndef LOREHALL_AUTH_PROVIDER_PROVIDER_LOGIN_H
#define LOREHALL_AUTH_PROVIDER_PROVIDER_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/provider/id_token.h"
#include "auth/secret.h"
#include "auth/throttle.h"
#include "base/clock.h"
#include "base/configuration.h"
#include "store/database.h"
#include "store/shared.h"
#include "store/store.h"

#define PROVIDER_LOGIN_SECONDS 600

#define PROVIDER_CODE_MAX 2000 /* bytes of what a provider answers the browser with */

#define PROVIDER_ANSWER_SECONDS 25 /* for which one waits for lorehall-providerd */

#define PROVIDER_WAITING_MAX 4 /* logins of one network that are waited for */

/* What a login is for. */
enum provider_purpose {
    PROVIDER_LOG_IN = 1, /* or to register */
    PROVIDER_LINK,
    PROVIDER_CONFIRM, /* in place of the password, of who has none */
};

enum provider_state {
    PROVIDER_BEGUN,
    PROVIDER_ASKED, /* lorehall-providerd is to take it */
    PROVIDER_TAKEN,
    PROVIDER_KNOWN,
    PROVIDER_FAILED,
};

/* What a worker knows of a provider. */
struct provider {
    const struct provider_settings *settings;
    const char *endpoint; /* where browsers are sent */
    bool names_issuer;
};

struct provider_login {
    const char *token; /* the browser's */
    const char *provider;
    enum provider_purpose purpose;
    enum provider_state state;
    uint64_t account_id; /* who links or confirms; 0: nobody */
    int64_t created;
    int64_t asked;
    bool kept; /* the session is to outlive the browser */
    const char *next;
    const char *callback;
    const char *address;                 /* of one that begins */
    const char *subject, *label, *email; /* once it is known */
    int64_t authenticated;               /* there; 0: the provider does not say when */
    const char *fault;                   /* once it has failed: "away", "refused" or "stale" */
};

extern const struct statement_set provider_login_statements; /* of workers */
extern const struct statement_set asked_login_statements;    /* of lorehall-providerd */

/* The provider that the configuration calls NAME; NULL: there is none. */
const struct provider_settings *provider_named(const struct configuration *configuration,
                                               const char *name);

/* The one of ISSUER, likewise. */
const struct provider_settings *provider_of_issuer(const struct configuration *configuration,
                                                   const char *issuer);

/* What lorehall-providerd has learnt of it. 1; 0: nothing yet, or of another issuer; -1 on failure. */
int provider_find(struct database *database, struct arena *arena,
                  const struct provider_settings *settings, struct provider *provider);

/* Begins LOGIN, of which provider, purpose, account, kept, next and callback are given; sets its token,
 * to be handed out once, and its address, where the browser is to go. 0 or -1. */
int provider_login_begin(struct database *database, const struct secret *secret,
                         struct arena *arena, const struct provider *provider,
                         struct provider_login *login);

/* The login of a browser's token (NULL: none). 1; 0: there is none, or it was begun too long ago; -1
 * on failure. */
int provider_login_find(struct database *database, struct arena *arena, const char *token,
                        struct provider_login *login);

/* Whether STATE is what was sent along with this browser's login. */
bool provider_state_right(const struct secret *secret, struct arena *arena, const char *token,
                          const char *state);

/* Whether a text may be a provider's code: no other is handed on. */
bool provider_code_valid(const char *code);

/* Hands CODE, that came from NETWORK, to lorehall-providerd. 1; 0: this login has had its code; -1 on
 * failure. */
int provider_login_ask(const struct store *store, const struct secret *secret, const char *token,
                       const char *code, const struct throttle_key *network);

/* How many of a network wait to be answered; -1 on failure. */
int provider_login_waiting(struct database *database, struct arena *arena,
                           const struct throttle_key *network);

/* Uses it up, within the open transaction or by itself. 1; 0: it is gone; -1 on failure. */
int provider_login_end(struct database *database, const char *token);

/* ---- lorehall-providerd's side ---- */

/* A login that was asked for. */
struct asked_login {
    struct bytes id;
    const char *provider;
    enum provider_purpose purpose;
    int64_t created;
    const char *callback;
    const char *nonce, *verifier, *code; /* NULL: sealed with another secret */
    struct bytes network;                /* a throttle_key of where it was asked from */
};

/* Takes one that nobody has taken, of no provider that BUSY names ("castle,harbour"). 1; 0: there is none;
 * -1 on failure. */
int asked_login_take(struct database *database, const struct secret *secret, struct arena *arena,
                     const char *busy, struct asked_login *login);

/* Notes who it is. 0 or -1. */
int asked_login_known(struct database *database, const struct asked_login *login,
                      const struct id_claims *claims);

/* Notes that it is nobody: FAULT is as in struct provider_login. 0 or -1. */
int asked_login_failed(struct database *database, const struct asked_login *login,
                       const char *fault);

/* A number that changes when somebody on this host asks. */
uint64_t asked_logins_stamp(const struct shared *shared);

/* Keeps what was learnt of a provider. 0 or -1. */
int provider_keep(struct database *database, const struct provider *provider);

#endif
