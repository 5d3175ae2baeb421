/* A cookie that says that somebody has logged in with this browser before, signed and bound to
 * the account; nothing is stored. Whoever has one is counted by themselves when logins are
 * throttled, and cannot be locked out by others who guess at their name. */
#include "auth/device.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"

static int64_t seconds_now(void)
{
    return clock_now() / CLOCK_SECOND;
}

static char *device_text(const struct secret *secret, struct arena *arena, uint64_t account_id,
                         int64_t seconds, const char *nonce)
{
    const char *text =
        arena_format(arena, "%" PRIu64 ".%" PRId64 ".%s", account_id, seconds, nonce);

    return arena_format(arena, "%s.%s", text, secret_sign(secret, arena, "device", text));
}

char *device_make(const struct secret *secret, struct arena *arena, uint64_t account_id)
{
    return device_text(secret, arena, account_id, seconds_now(), token_make(arena));
}

uint64_t device_account(const struct secret *secret, struct arena *arena, const char *cookie)
{
    const char *part[4], *rest = cookie;
    uint64_t account_id;
    int64_t seconds;

    if (cookie == NULL)
        return 0;
    for (size_t i = 0; i < 4; i++) {
        size_t length = strcspn(rest, ".");

        part[i] = arena_copy(arena, rest, length);
        rest += length + (rest[length] == '.');
    }
    return text_u64(part[0], &account_id) && token_shaped(part[2]) &&
                   text_i64(part[1], 0, seconds_now(), &seconds) &&
                   seconds_now() - seconds < DEVICE_SECONDS &&
                   secret_equal(device_text(secret, arena, account_id, seconds, part[2]), cookie)
               ? account_id
               : 0;
}

bool device_known(const struct secret *secret, struct arena *arena, const char *cookie,
                  uint64_t account_id)
{
    return account_id != 0 && device_account(secret, arena, cookie) == account_id;
}
