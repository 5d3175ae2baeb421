/* A browser that somebody has logged in with before: what others do wrong at their name does not
 * lock it out. It proves no more than that, and is signed, not stored. (OWASP: device cookies.) */
#ifndef LOREHALL_AUTH_DEVICE_H
#define LOREHALL_AUTH_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/secret.h"

#define DEVICE_SECONDS INT64_C(31536000) /* a device is known for this long after a login */

/* The text of a cookie that makes this browser known to the account, as long as its credentials have this
 * version (auth/credentials/proof.h). */
char *device_make(const struct secret *secret, struct arena *arena, uint64_t account_id,
                  uint64_t version);

/* The account that device_make gave COOKIE to (may be NULL), not long ago, at whatever version; 0: it is none
 * of ours. */
uint64_t device_account(const struct secret *secret, struct arena *arena, const char *cookie);

/* Whether COOKIE (may be NULL) is one that device_make gave to the account, not long ago and not before its
 * credentials were changed. */
bool device_known(const struct secret *secret, struct arena *arena, const char *cookie,
                  uint64_t account_id, uint64_t version);

#endif
