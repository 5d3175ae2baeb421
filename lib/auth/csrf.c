/* Tokens without a table: a keyed digest of the session's key, or of a time. Nothing has to be
 * stored for a form that may never be sent, and guests' pages stay free of writes. */
#include "auth/csrf.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"

#define TIMED_SECONDS 7200

/* A time (SECONDS, or what a purpose counts in) and its signature together with TEXT. */
static char *timed_token(const struct secret *secret, struct arena *arena, const char *purpose,
                         uint64_t seconds, const char *text)
{
    char *signed_text = arena_format(arena, "%" PRIu64 "%s", seconds, text);

    return arena_format(arena, "%" PRIu64 ".%s", seconds,
                        secret_sign(secret, arena, purpose, signed_text));
}

/* Whether TOKEN is one of these, not of the future and not too old. */
static bool timed_right(const struct secret *secret, struct arena *arena, const char *purpose,
                        const char *text, const char *token)
{
    uint64_t now = (uint64_t)(clock_now() / CLOCK_SECOND), made;
    const char *dot = strchr(token, '.');

    return dot != NULL && text_u64(arena_copy(arena, token, (size_t)(dot - token)), &made) &&
           made <= now && now - made <= TIMED_SECONDS &&
           secret_equal(timed_token(secret, arena, purpose, made, text), token);
}

/* The session's unchanging half, which the token hides. */
static char *session_signature(const struct secret *secret, struct arena *arena,
                               const char *session)
{
    return secret_sign(secret, arena, "csrf.session", session);
}

/* A signature under a fresh mask, mask first: pages are compressed together with what readers
 * typed, and a token that never looks the same twice cannot be guessed from their sizes
 * (BREACH). */
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
    return timed_token(secret, arena, "csrf.guest", (uint64_t)(clock_now() / CLOCK_SECOND), "");
}

bool csrf_right(const struct secret *secret, struct arena *arena, const char *session,
                const char *token)
{
    if (token == NULL)
        return false;
    if (session == NULL)
        return timed_right(secret, arena, "csrf.guest", "", token);
    token = unmask(arena, token);
    return token != NULL && secret_equal(session_signature(secret, arena, session), token);
}

/* What such a token is bound to. */
static char *again_of(struct arena *arena, const char *nonce, const char *path)
{
    return arena_format(arena, " %s %s", nonce, path);
}

char *csrf_again(const struct secret *secret, struct arena *arena, const char *nonce,
                 const char *path)
{
    return timed_token(secret, arena, "csrf.again", (uint64_t)(clock_now() / CLOCK_SECOND),
                       again_of(arena, nonce, path));
}

bool csrf_again_right(const struct secret *secret, struct arena *arena, const char *nonce,
                      const char *path, const char *token)
{
    return nonce != NULL && token != NULL &&
           timed_right(secret, arena, "csrf.again", again_of(arena, nonce, path), token);
}

static char *begun_token(const struct secret *secret, struct arena *arena, uint64_t instant)
{
    return timed_token(secret, arena, "form.begun", instant, "");
}

char *form_begun(const struct secret *secret, struct arena *arena)
{
    return begun_token(secret, arena, (uint64_t)clock_now());
}

int64_t form_begun_ago(const struct secret *secret, struct arena *arena, const char *token)
{
    uint64_t now = (uint64_t)clock_now(), instant;

    return token != NULL && text_u64(arena_copy(arena, token, strcspn(token, ".")), &instant) &&
                   instant <= now && secret_equal(begun_token(secret, arena, instant), token)
               ? (int64_t)(now - instant)
               : -1;
}
