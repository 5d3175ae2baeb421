/* All that is signed is signed with one key, each purpose by a digest of its own: what was made
 * for one is worth nothing for another. */
#include "auth/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <uuid.h>

#include "base/file/file.h"
#include "base/log.h"
#include "base/text/text.h"

#define TOKEN_CHARACTERS (2 * sizeof(uuid_t))
#define SEAL_BYTES ((size_t)crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

int secret_read(const char *file, struct secret *secret)
{
    char text[2 * SECRET_BYTES + 2] = "";
    const char *why;
    FILE *stream;

    if (sodium_init() < 0) {
        log_error("libsodium cannot start");
        return -1;
    }
    stream = file_open(file, &why);
    if (stream == NULL) {
        log_error("secret %s: %s", file, why);
        return -1;
    }
    if (fgets(text, sizeof text, stream) == NULL)
        text[0] = '\0';
    fclose(stream);
    text[strcspn(text, "\r\n")] = '\0';
    if (!text_unhex(text, secret->key, SECRET_BYTES)) {
        log_error("secret %s: wants %d hexadecimal digits in lower case", file, 2 * SECRET_BYTES);
        return -1;
    }
    sodium_memzero(text, sizeof text);
    return 0;
}

char *secret_sign(const struct secret *secret, struct arena *arena, const char *purpose,
                  const char *text)
{
    unsigned char out[SIGNATURE_BYTES];
    crypto_generichash_state state;

    crypto_generichash_init(&state, secret->key, SECRET_BYTES, sizeof out);
    /* The purpose's NUL goes in too, so that no pair of texts runs together. */
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
    crypto_generichash_final(&state, out, sizeof out);
    return text_hex(arena, out, sizeof out);
}

/* Each purpose has a key of its own. */
static void purpose_key(const struct secret *secret, const char *purpose,
                        unsigned char key[crypto_secretbox_KEYBYTES])
{
    crypto_generichash(key, crypto_secretbox_KEYBYTES, (const unsigned char *)purpose,
                       strlen(purpose), secret->key, SECRET_BYTES);
}

struct bytes secret_seal(const struct secret *secret, struct arena *arena, const char *purpose,
                         const char *text)
{
    unsigned char key[crypto_secretbox_KEYBYTES], *out;
    size_t length = strlen(text);

    out = arena_alloc(arena, SEAL_BYTES + length);
    purpose_key(secret, purpose, key);
    randombytes_buf(out, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + crypto_secretbox_NONCEBYTES, (const unsigned char *)text, length,
                          out, key);
    sodium_memzero(key, sizeof key);
    return bytes_of(out, SEAL_BYTES + length);
}

char *secret_unseal(const struct secret *secret, struct arena *arena, const char *purpose,
                    struct bytes sealed)
{
    unsigned char key[crypto_secretbox_KEYBYTES];
    const unsigned char *in = sealed.data;
    char *text;
    int result;

    if (sealed.length < SEAL_BYTES)
        return NULL;
    text = arena_alloc(arena, sealed.length - SEAL_BYTES + 1);
    purpose_key(secret, purpose, key);
    result = crypto_secretbox_open_easy((unsigned char *)text, in + crypto_secretbox_NONCEBYTES,
                                        sealed.length - crypto_secretbox_NONCEBYTES, in, key);
    sodium_memzero(key, sizeof key);
    return result == 0 ? text : NULL;
}

void digest(const char *text, unsigned char out[DIGEST_BYTES])
{
    crypto_hash_sha256(out, (const unsigned char *)text, strlen(text));
}

char *token_make(struct arena *arena)
{
    uuid_t uuid;

    uuid_generate_random(uuid);
    return text_hex(arena, uuid, sizeof uuid);
}

bool token_shaped(const char *text)
{
    return strlen(text) == TOKEN_CHARACTERS && strspn(text, "0123456789abcdef") == TOKEN_CHARACTERS;
}

int secret_equal(const char *a, const char *b)
{
    size_t length = strlen(a);

    return strlen(b) == length && sodium_memcmp(a, b, length) == 0;
}
