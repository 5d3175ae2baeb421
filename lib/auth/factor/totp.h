/* One-time passwords by time (TOTP, RFC 6238), as authenticator apps make them: six digits of
 * HMAC-SHA-1, another every thirty seconds. */
#ifndef LOREHALL_AUTH_FACTOR_TOTP_H
#define LOREHALL_AUTH_FACTOR_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define TOTP_DIGITS 6
#define TOTP_KEY_CHARACTERS 32 /* of a key: 160 bits in base32 (RFC 4648), without padding */

/* A fresh random key. */
char *totp_key_make(struct arena *arena);

/* Whether a text is one that totp_key_make can have made. */
bool totp_key_valid(const char *key);

/* Whether CODE is the key's for the time (in seconds since 1970), for the step before it or the one
 * behind it, as clocks differ. *STEP gets whose it is: a code counts once, so whoever takes it keeps
 * the step and takes none that is not later. */
bool totp_right(const char *key, const char *code, int64_t seconds, uint64_t *step);

/* What an app reads from the picture: otpauth://totp/…, with the names of who gives the key out and
 * of the account that it is for. */
char *totp_uri(struct arena *arena, const char *issuer, const char *account, const char *key);

#endif
