/* Slows down guessing: failures are counted by what is guessed at, and too many within a quarter of
 * an hour are refused until it is over. */
#ifndef LOREHALL_AUTH_THROTTLE_H
#define LOREHALL_AUTH_THROTTLE_H

#include "auth/audit.h"
#include "store/store.h"

#define THROTTLE_KEY_BYTES 16

/* What is counted under. Only throttle_key makes one, so that no two things that were typed come to
 * the same. */
struct throttle_key {
    unsigned char hash[THROTTLE_KEY_BYTES];
};

extern const struct statement_set throttle_statements;

/* The key of tries at WHAT (such as "login") of WHO from WHERE; either of these may be NULL, for
 * tries at anybody, or from anywhere. */
struct throttle_key throttle_key(struct arena *arena, const char *what, const char *who,
                                 const char *where);

/* Where an address belongs: itself for IPv4 (also mapped into IPv6), its /64 for IPv6, of which one
 * line has all addresses. */
const char *throttle_network(struct arena *arena, const char *address);

/* The keys of a login at NAME from NETWORK: at both together, at the name from anywhere, at any name from
 * there. The name counts in whatever case. */
#define THROTTLE_LOGIN_KEYS 3
void throttle_login(struct arena *arena, const char *name, const char *network,
                    struct throttle_key keys[THROTTLE_LOGIN_KEYS]);

/* Forgets the failed logins at NAME, from ADDRESS or both together (NULL: not given), with a record. 0 or
 * -1. */
int throttle_lift_logins(const struct store *store, const struct actor *actor, const char *name,
                         const char *address);

/* Seconds until KEY may be tried again after MAX failures; 0: now. -1 on failure. */
int throttle_wait(struct database *database, struct arena *arena, const struct throttle_key *key,
                  unsigned max);

/* Counts one failure. 0 or -1. */
int throttle_fail(struct database *database, const struct throttle_key *key);

/* Forgets the key's failures. 0 or -1. */
int throttle_clear(struct database *database, const struct throttle_key *key);

#endif
