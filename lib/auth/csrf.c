#include "auth/csrf.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define GUEST_SECONDS 7200

static char *guest_token(const struct secret *secret, struct arena *arena, uint64_t seconds)
{
    char *time = arena_format(arena, "%" PRIu64, seconds);

    return arena_format(arena, "%s.%s", time, secret_sign(secret, arena, "csrf.guest", time));
}

/* The session's unchanging half, which the token hides. */
static char *session_signature(const struct secret *secret, struct arena *arena,
                               const char *session)
{
    return secret_sign(secret, arena, "csrf.session", session);
}

/* A signature under a fresh mask, mask first: pages are compressed together with what readers
 * typed, and a token that never looks the same twice cannot be guessed from their sizes (BREACH). */
static char *mask(struct arena *arena, const char *signature)
{
    unsigned char bytes[SIGNATURE_BYTES];
    const char *nonce = token_make(arena);
    unsigned char noise[SIGNATURE_BYTES];

    text_unhex(nonce, noise, sizeof noise);
    text_unhex(signature, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] ^= noise[i];
    return arena_format(arena, "%s%s", nonce, text_hex(arena, bytes, sizeof bytes));
}

static char *unmask(struct arena *arena, const char *token)
{
    unsigned char both[2 * SIGNATURE_BYTES];

    if (!text_unhex(token, both, sizeof both))
        return NULL;
    for (size_t i = 0; i < SIGNATURE_BYTES; i++)
        both[i] ^= both[SIGNATURE_BYTES + i];
    return text_hex(arena, both, SIGNATURE_BYTES);
}

char *csrf_token(const struct secret *secret, struct arena *arena, const char *session)
{
    if (session != NULL)
        return mask(arena, session_signature(secret, arena, session));
    return guest_token(secret, arena, (uint64_t)(clock_now() / CLOCK_SECOND));
}

bool csrf_right(const struct secret *secret, struct arena *arena, const char *session,
                const char *token)
{
    uint64_t now = (uint64_t)(clock_now() / CLOCK_SECOND), made;
    const char *dot;

    if (token == NULL)
        return false;
    if (session != NULL) {
        token = unmask(arena, token);
        return token != NULL && secret_equal(session_signature(secret, arena, session), token);
    }
    dot = strchr(token, '.');
    return dot != NULL && text_u64(arena_copy(arena, token, (size_t)(dot - token)), &made) &&
           made <= now && now - made <= GUEST_SECONDS &&
           secret_equal(guest_token(secret, arena, made), token);
}
