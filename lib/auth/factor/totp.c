/* What is computed, liboath computes; here are the choices that all apps understand: SHA-1, six digits,
 * thirty seconds. Apps that are told anything else pass over it and show wrong codes. */
#include "auth/factor/totp.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define KEY_BYTES ((size_t)20) /* RFC 4226, 4: R6 recommends 160 bits */
#define STEP_SECONDS 30
#define WINDOW 1 /* steps before and behind the present one (RFC 6238, 5.2) */

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

char *totp_key_make(struct arena *arena)
{
    char *key = arena_alloc(arena, TOTP_KEY_CHARACTERS + 1);

    for (size_t i = 0; i < TOTP_KEY_CHARACTERS; i++)
        key[i] = base32[randombytes_uniform(sizeof base32 - 1)];
    key[TOTP_KEY_CHARACTERS] = '\0';
    return key;
}

bool totp_key_valid(const char *key)
{
    return strlen(key) == TOTP_KEY_CHARACTERS && strspn(key, base32) == TOTP_KEY_CHARACTERS;
}

/* As liboath wants it; it says no when the C library lacks memory. */
static bool is_ready(void)
{
    static bool ready;

    ready = ready || oath_init() == OATH_OK;
    return ready;
}

/* The digits of what was typed, with blanks left out; false: it is no code. */
static bool read_digits(const char *code, char digits[TOTP_DIGITS + 1])
{
    size_t count = 0;

    for (; *code != '\0'; code++) {
        if (*code == ' ')
            continue;
        if (*code < '0' || *code > '9' || count == TOTP_DIGITS)
            return false;
        digits[count++] = *code;
    }
    digits[count] = '\0';
    return count == TOTP_DIGITS;
}

bool totp_right(const char *key, const char *code, int64_t seconds, uint64_t *step)
{
    char *bytes = NULL, digits[TOTP_DIGITS + 1];
    size_t length = 0;
    int position = 0, result;

    *step = 0;
    if (!read_digits(code, digits) || !totp_key_valid(key) || !is_ready() ||
        oath_base32_decode(key, TOTP_KEY_CHARACTERS, &bytes, &length) != OATH_OK)
        return false;
    result = oath_totp_validate3(bytes, length, seconds, STEP_SECONDS, 0, WINDOW, &position, step,
                                 digits);
    sodium_memzero(bytes, length);
    free(bytes);
    return length == KEY_BYTES && result >= 0;
}

char *totp_uri(struct arena *arena, const char *issuer, const char *account, const char *key)
{
    struct buffer uri = buffer_open(arena, 256);

    buffer_text(&uri, "otpauth://totp/");
    buffer_url(&uri, issuer);
    buffer_text(&uri, ":");
    buffer_url(&uri, account);
    buffer_format(&uri, "?secret=%s&issuer=", key);
    buffer_url(&uri, issuer);
    return uri.data;
}
