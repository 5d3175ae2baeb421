#include "auth/device.h"

#include <inttypes.h>

#include "../unit.h"
#include "base/clock.h"
#include "base/text/text.h"

static const struct secret ours = {"0123456789abcdef0123456789abcde"};
static const struct secret theirs = {"1123456789abcdef0123456789abcde"};

/* A cookie that was made SECONDS ago, as device.c makes them. */
static char *cookie_of(uint64_t account_id, int64_t seconds)
{
    char *text = arena_format(arena, "%" PRIu64 ".0.%" PRId64 ".%s", account_id,
                              clock_now() / CLOCK_SECOND - seconds, token_make(arena));

    return arena_format(arena, "%s.%s", text, secret_sign(&ours, arena, "device", text));
}

static uint64_t account_of(const char *cookie)
{
    return device_account(&ours, arena, cookie);
}

static void a_cookie_tells_whose_device_it_is(void **state)
{
    const char *cookie = device_make(&ours, arena, 7, 0);

    (void)state;
    assert_int_equal(account_of(cookie), 7);
    assert_true(device_known(&ours, arena, cookie, 7, 0));
    assert_false(device_known(&ours, arena, cookie, 8, 0));
    assert_false(device_known(&ours, arena, cookie, 0, 0));
}

static void it_knows_the_account_no_more_once_its_credentials_were_changed(void **state)
{
    const char *cookie = device_make(&ours, arena, 7, 3);

    (void)state;
    assert_true(device_known(&ours, arena, cookie, 7, 3));
    assert_false(device_known(&ours, arena, cookie, 7, 4));
    assert_int_equal(account_of(cookie), 7);
}

static void it_does_for_a_year(void **state)
{
    (void)state;
    assert_int_equal(account_of(cookie_of(7, DEVICE_SECONDS - 60)), 7);
    assert_int_equal(account_of(cookie_of(7, DEVICE_SECONDS + 60)), 0);
    assert_int_equal(account_of(cookie_of(7, -60)), 0);
}

static void one_that_was_made_up_is_nobody_s(void **state)
{
    static const char *const wrong[] = {"", ".", "...", "7", "7.1.2.3", "7.1.a.b.c", "-7.1.2.3"};
    const char *cookie = device_make(&ours, arena, 7, 0);

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(account_of(wrong[i]), 0);
    assert_int_equal(account_of(NULL), 0);
    assert_int_equal(account_of(arena_format(arena, "8%s", cookie + 1)), 0);
    assert_int_equal(account_of(arena_format(arena, "07%s", cookie + 1)), 0);
    assert_int_equal(account_of(arena_format(arena, "%s0", cookie)), 0);
    assert_int_equal(device_account(&theirs, arena, cookie), 0);
    assert_int_equal(account_of(cookie_of(0, 0)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_cookie_tells_whose_device_it_is),
        UNIT(it_knows_the_account_no_more_once_its_credentials_were_changed),
        UNIT(it_does_for_a_year),
        UNIT(one_that_was_made_up_is_nobody_s),
    };

    return UNIT_RUN(tests);
}
