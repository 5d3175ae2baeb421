#include "auth/csrf.h"

#include <inttypes.h>

#include "../unit.h"
#include "base/clock.h"
#include "base/text/text.h"

static const struct secret ours = {"0123456789abcdef0123456789abcde"};
static const struct secret theirs = {"1123456789abcdef0123456789abcde"};

static const char session[] = "0f8fad5bd9cb469fa16570867728950e";

/* A guest's token that was made SECONDS ago, as csrf.c makes them. */
static char *guest_token_of(const struct secret *secret, int64_t seconds)
{
    char *time = arena_format(arena, "%" PRId64, clock_now() / CLOCK_SECOND - seconds);

    return arena_format(arena, "%s.%s", time, secret_sign(secret, arena, "csrf.guest", time));
}

static bool right(const char *session_token, const char *token)
{
    return csrf_right(&ours, arena, session_token, token);
}

static void a_sessions_token_is_good_for_it(void **state)
{
    (void)state;
    assert_true(right(session, csrf_token(&ours, arena, session)));
}

static void a_sessions_token_never_looks_the_same_twice(void **state)
{
    char *first = csrf_token(&ours, arena, session);

    (void)state;
    for (int i = 0; i < 100; i++) {
        char *token = csrf_token(&ours, arena, session);
        size_t same = 0;

        assert_int_equal(strlen(token), strlen(first));
        for (size_t at = 0; token[at] != '\0'; at++)
            same += token[at] == first[at];
        /* By chance a sixteenth of the digits; a UUID's fixed ones are the same besides. */
        assert_true(same < strlen(token) / 2);
        assert_true(right(session, token));
    }
}

static void a_token_of_another_session_is_refused(void **state)
{
    const char *foreign = "7c9e6679742540de944be07fc1f90ae7";

    (void)state;
    assert_false(right(session, csrf_token(&ours, arena, foreign)));
    assert_false(right(foreign, csrf_token(&ours, arena, session)));
}

static void a_token_of_another_installation_is_refused(void **state)
{
    (void)state;
    assert_false(right(session, csrf_token(&theirs, arena, session)));
    assert_false(right(NULL, csrf_token(&theirs, arena, NULL)));
    assert_false(right(NULL, guest_token_of(&theirs, 0)));
}

static void a_sessions_token_with_any_digit_changed_is_refused(void **state)
{
    char *token = csrf_token(&ours, arena, session);

    (void)state;
    for (size_t i = 0; token[i] != '\0'; i++) {
        char *changed = arena_string(arena, token);

        changed[i] = changed[i] == '0' ? '1' : '0';
        assert_false(right(session, changed));
        changed[i] = '\0';
        assert_false(right(session, changed));
    }
    assert_false(right(session, arena_format(arena, "%s0", token)));
    assert_false(right(session, arena_format(arena, "%s00", token)));
}

static void no_token_is_never_good(void **state)
{
    (void)state;
    assert_false(right(session, NULL));
    assert_false(right(session, ""));
    assert_false(right(NULL, NULL));
    assert_false(right(NULL, ""));
    assert_false(right(NULL, "."));
}

static void a_guests_token_is_good_for_guests_only(void **state)
{
    char *token = csrf_token(&ours, arena, NULL);

    (void)state;
    assert_true(right(NULL, token));
    assert_false(right(session, token));
    assert_false(right(NULL, csrf_token(&ours, arena, session)));
}

static void a_guests_token_is_good_for_two_hours(void **state)
{
    (void)state;
    assert_true(right(NULL, guest_token_of(&ours, 0)));
    assert_true(right(NULL, guest_token_of(&ours, 7190)));
    assert_false(right(NULL, guest_token_of(&ours, 7202)));
    assert_false(right(NULL, guest_token_of(&ours, 86400)));
    assert_false(right(NULL, guest_token_of(&ours, clock_now() / CLOCK_SECOND)));
}

static void a_guests_token_from_the_future_is_refused(void **state)
{
    (void)state;
    assert_false(right(NULL, guest_token_of(&ours, -60)));
}

static void a_guests_token_cannot_be_given_another_time(void **state)
{
    char *token = guest_token_of(&ours, 7202), *fresh = guest_token_of(&ours, 1);

    (void)state;
    assert_false(right(NULL, arena_format(arena, "%.*s%s", (int)strcspn(fresh, "."), fresh,
                                          strchr(token, '.'))));
    assert_false(right(NULL, arena_format(arena, "0%s", fresh)));
    assert_false(right(NULL, arena_format(arena, "+%s", fresh)));
    assert_false(right(NULL, arena_format(arena, "%s ", fresh)));
    assert_false(right(NULL, strchr(fresh, '.')));
    assert_false(right(NULL, "18446744073709551616.00000000000000000000000000000000"));
}

static void a_refused_forms_token_is_good_for_its_browser_and_path_alone(void **state)
{
    const char *nonce = "7c9e6679742540de944be07fc1f90ae7", *path = "/forum/reply";
    char *token = csrf_again(&ours, arena, nonce, path);

    (void)state;
    assert_true(csrf_again_right(&ours, arena, nonce, path, token));
    assert_false(csrf_again_right(&ours, arena, session, path, token));
    assert_false(csrf_again_right(&ours, arena, NULL, path, token));
    assert_false(csrf_again_right(&ours, arena, nonce, "/forum/general/new", token));
    assert_false(csrf_again_right(&theirs, arena, nonce, path, token));
    assert_false(csrf_again_right(&ours, arena, nonce, path, NULL));
    assert_false(csrf_again_right(&ours, arena, nonce, path, ""));
    assert_false(csrf_again_right(&ours, arena, nonce, path, csrf_token(&ours, arena, NULL)));
    assert_false(right(NULL, token));
    assert_false(right(session, token));
}

static void a_refused_forms_token_is_good_for_two_hours(void **state)
{
    const char *nonce = "7c9e6679742540de944be07fc1f90ae7";

    (void)state;
    for (int64_t age = 7190; age <= 7202; age += 12) {
        int64_t made = clock_now() / CLOCK_SECOND - age;
        char *text = arena_format(arena, "%" PRId64 " %s /x", made, nonce);
        char *token = arena_format(arena, "%" PRId64 ".%s", made,
                                   secret_sign(&ours, arena, "csrf.again", text));

        assert_int_equal(csrf_again_right(&ours, arena, nonce, "/x", token), age <= 7200);
    }
}

static void a_session_called_like_a_guests_time_gives_no_guest_token(void **state)
{
    char *time = arena_format(arena, "%" PRId64, clock_now() / CLOCK_SECOND);
    char *signature = secret_sign(&ours, arena, "csrf.session", time);

    (void)state;
    /* Signatures of different purposes must not stand in for each other. */
    assert_false(right(NULL, arena_format(arena, "%s.%s", time, signature)));
}

static void a_form_tells_when_it_was_begun_and_nobody_can_date_it_back(void **state)
{
    const char *token = form_begun(&ours, arena);
    char *forged = arena_string(arena, token);

    (void)state;
    assert_in_range(form_begun_ago(&ours, arena, token), 0, 60 * CLOCK_SECOND);
    usleep(20000);
    assert_in_range(form_begun_ago(&ours, arena, token), 20000, 60 * CLOCK_SECOND);
    forged[0]--;
    assert_int_equal(form_begun_ago(&ours, arena, forged), -1);
    assert_int_equal(form_begun_ago(&theirs, arena, token), -1);
    assert_int_equal(form_begun_ago(&ours, arena, guest_token_of(&ours, 60)), -1);
    assert_int_equal(form_begun_ago(&ours, arena, NULL), -1);
    assert_int_equal(form_begun_ago(&ours, arena, ""), -1);
    assert_int_equal(form_begun_ago(&ours, arena, "."), -1);
    assert_false(right(NULL, token));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_sessions_token_is_good_for_it),
        UNIT(a_sessions_token_never_looks_the_same_twice),
        UNIT(a_token_of_another_session_is_refused),
        UNIT(a_token_of_another_installation_is_refused),
        UNIT(a_sessions_token_with_any_digit_changed_is_refused),
        UNIT(no_token_is_never_good),
        UNIT(a_guests_token_is_good_for_guests_only),
        UNIT(a_guests_token_is_good_for_two_hours),
        UNIT(a_guests_token_from_the_future_is_refused),
        UNIT(a_guests_token_cannot_be_given_another_time),
        UNIT(a_refused_forms_token_is_good_for_its_browser_and_path_alone),
        UNIT(a_refused_forms_token_is_good_for_two_hours),
        UNIT(a_form_tells_when_it_was_begun_and_nobody_can_date_it_back),
        UNIT(a_session_called_like_a_guests_time_gives_no_guest_token),
    };

    return UNIT_RUN(tests);
}
