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

/* What stands in a cookie. */
struct device {
    uint64_t account_id;
    uint64_t version;
    int64_t seconds; /* when it was made */
    const char *nonce;
};

static char *device_text(const struct secret *secret, struct arena *arena,
                         const struct device *device)
{
    const char *text = arena_format(arena, "%" PRIu64 ".%" PRIu64 ".%" PRId64 ".%s",
                                    device->account_id, device->version, device->seconds,
                                    device->nonce);

    return arena_format(arena, "%s.%s", text, secret_sign(secret, arena, "device", text));
}

char *device_make(const struct secret *secret, struct arena *arena, uint64_t account_id,
                  uint64_t version)
{
    return device_text(secret, arena,
                       &(struct device){account_id, version, seconds_now(), token_make(arena)});
}

/* Takes a cookie apart, where it is one of ours and not too old. */
static bool device_read(const struct secret *secret, struct arena *arena, const char *cookie,
                        struct device *device)
{
    const char *part[4], *rest = cookie;

    if (cookie == NULL)
        return false;
    for (size_t i = 0; i < 4; i++) {
        size_t length = strcspn(rest, ".");

        part[i] = arena_copy(arena, rest, length);
        rest += length + (rest[length] == '.');
    }
    device->nonce = part[3];
    return text_u64(part[0], &device->account_id) && text_u64(part[1], &device->version) &&
           text_i64(part[2], 0, seconds_now(), &device->seconds) && token_shaped(part[3]) &&
           seconds_now() - device->seconds < DEVICE_SECONDS &&
           secret_equal(device_text(secret, arena, device), cookie) != 0;
}

uint64_t device_account(const struct secret *secret, struct arena *arena, const char *cookie)
{
    struct device device;

    return device_read(secret, arena, cookie, &device) ? device.account_id : 0;
}

bool device_known(const struct secret *secret, struct arena *arena, const char *cookie,
                  uint64_t account_id, uint64_t version)
{
    struct device device;

    return account_id != 0 && device_read(secret, arena, cookie, &device) &&
           device.account_id == account_id && device.version == version;
}
