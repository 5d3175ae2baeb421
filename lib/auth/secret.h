/* The installation's secret: a file of 64 hexadecimal digits that only the workers can read. */
#ifndef LOREHALL_AUTH_SECRET_H
#define LOREHALL_AUTH_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

#define SECRET_BYTES 32
#define DIGEST_BYTES 32
#define SIGNATURE_BYTES 16

struct secret {
    unsigned char key[SECRET_BYTES];
};

/* Reads FILE; also readies libsodium. 0, or -1 with a line in the log that says what is wrong. */
int secret_read(const char *file, struct secret *secret);

/* A keyed digest (BLAKE2b) of a purpose and a text, as hexadecimal; SIGNATURE_BYTES of it. */
char *secret_sign(const struct secret *secret, struct arena *arena, const char *purpose,
                  const char *text);

/* TEXT sealed for a purpose (XSalsa20-Poly1305): who has not the secret can neither read nor change
 * it. */
struct bytes secret_seal(const struct secret *secret, struct arena *arena, const char *purpose,
                         const char *text);

/* What secret_seal made SEALED of; NULL where it did not, for this purpose. */
char *secret_unseal(const struct secret *secret, struct arena *arena, const char *purpose,
                    struct bytes sealed);

/* SHA-256 of a text: what is stored of a random token. */
void digest(const char *text, unsigned char out[DIGEST_BYTES]);

/* A fresh random token: a version 4 UUID (RFC 9562) without its hyphens, 122 random bits. */
char *token_make(struct arena *arena);

/* Whether a text looks like one: 32 lower-case hexadecimal digits. */
bool token_shaped(const char *text);

/* Compares two texts in a time that does not tell where they differ. */
int secret_equal(const char *a, const char *b);

#endif
