/* A challenge is RANDOM.SECONDS.SIGNATURE. Of one that was answered a digest is kept for as long as it
 * would hold: the row can be inserted once, by whichever of two requests comes first. */
#include "auth/factor/webauthn/challenge.h"

#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"

#define LIFETIME (CHALLENGE_SECONDS * CLOCK_SECOND)
#define RANDOM 32 /* characters, as of token_make */

STATEMENT(CHALLENGE_SWEEP, PARAMETERS(instant(before)), COLUMNS(),
          "DELETE FROM passkey_challenge WHERE taken < ? LIMIT 100");
STATEMENT(CHALLENGE_TAKE, PARAMETERS(bytes(hash), instant(now)), COLUMNS(),
          "INSERT IGNORE INTO passkey_challenge (hash, taken) VALUES (?, ?)");
STATEMENT_SET(challenge_statements, &CHALLENGE_SWEEP, &CHALLENGE_TAKE);

static char *signed_challenge(const struct secret *secret, struct arena *arena,
                              const struct challenge_use *use, const char *random, int64_t seconds)
{
    const char *text = arena_format(arena, "%s %s %s %lld", use->purpose, use->binding, random,
                                    (long long)seconds);

    return arena_format(arena, "%s.%lld.%s", random, (long long)seconds,
                        secret_sign(secret, arena, "passkey challenge", text));
}

char *challenge_make(const struct secret *secret, struct arena *arena,
                     const struct challenge_use *use)
{
    return signed_challenge(secret, arena, use, token_make(arena), clock_now() / CLOCK_SECOND);
}

/* Whether it is one of ours, for this use, and holds. */
static bool is_good(const struct secret *secret, struct arena *arena,
                    const struct challenge_use *use, const char *challenge)
{
    const char *seconds = strchr(challenge, '.'), *end;
    int64_t now = clock_now() / CLOCK_SECOND, made;

    end = seconds != NULL ? strchr(seconds + 1, '.') : NULL;
    if (end == NULL || seconds - challenge != RANDOM ||
        !text_i64(arena_format(arena, "%.*s", (int)(end - seconds - 1), seconds + 1), 0, now + 60,
                  &made) ||
        now - made >= CHALLENGE_SECONDS)
        return false;
    return secret_equal(challenge,
                        signed_challenge(secret, arena, use,
                                         arena_format(arena, "%.*s", RANDOM, challenge), made));
}

int challenge_take(struct database *database, struct arena *arena, const struct secret *secret,
                   const struct challenge_use *use, const char *challenge)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();

    if (!is_good(secret, arena, use, challenge))
        return 0;
    digest(challenge, hash);
    if (database_run(database, &CHALLENGE_SWEEP, now - 2 * LIFETIME) != 0 ||
        database_run(database, &CHALLENGE_TAKE, bytes_of(hash, sizeof hash), now) != 0)
        return -1;
    return database_changed(database) > 0 ? 1 : 0;
}
