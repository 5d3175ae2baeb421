#include "auth/token/token_scope.h"

#include "../role_sets.h"
#include "../unit.h"

#define SCOPE(NAME) token_scope_permissions(TOKEN_SCOPE_##NAME)

static void each_permission_is_in_one_scope_or_in_none_of_any_token(void **state)
{
    const permission_set never = SET_OF(SESSION_OPEN) | SET_OF(ACCOUNT_REGISTER) |
                                 SET_OF(HOST_PROBE) | SET_OF(ACCOUNT_EDIT_OWN) |
                                 SET_OF(BAN_APPEAL) | SET_OF(TOKEN_MAKE);

    (void)state;
    for (enum permission p = 1; p < PERMISSIONS; p++) {
        unsigned in = 0;

        for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
            in += permission_held(token_scope_permissions(i), p);
        assert_int_equal(in, permission_held(never | SET_OF(LIMIT_PASS), p) ? 0 : 1);
        assert_int_equal(permission_held(token_scopes_permissions(TOKEN_SCOPES_ALL), p),
                         !permission_held(never, p));
    }
}

static void what_a_scope_holds_is_what_its_name_says(void **state)
{
    (void)state;
    assert_true(SCOPE(READ) == SET_OF(SITE_READ));
    assert_true(permission_held(SCOPE(POST), PERMISSION_COMMENT_WRITE));
    assert_false(permission_held(SCOPE(POST), PERMISSION_COMMENT_REMOVE));
    assert_true(permission_held(SCOPE(MODERATE), PERMISSION_COMMENT_REMOVE));
    assert_true(permission_held(SCOPE(ADMINISTER), PERMISSION_ROLE_GRANT));
    assert_true((MODERATOR_SET & SCOPE(ADMINISTER) & ~SET_OF(INVITATION_MAKE)) == 0);
    assert_true(token_scopes_permissions(0) == (SET_OF(SITE_READ) | SET_OF(LIMIT_PASS)));
}

static void what_is_written_of_a_set_is_read_as_the_same(void **state)
{
    (void)state;
    for (token_scope_set set = 0; set <= TOKEN_SCOPES_ALL; set++)
        assert_int_equal(token_scopes_read(token_scopes_text(arena, set)), set);
    assert_string_equal(token_scopes_text(arena, TOKEN_SCOPE_BIT(TOKEN_SCOPE_READ) |
                                                     TOKEN_SCOPE_BIT(TOKEN_SCOPE_EXPORT)),
                        "read export");
}

static void what_is_no_name_of_a_scope_gives_nothing(void **state)
{
    token_scope_set set = 0;

    (void)state;
    assert_int_equal(token_scopes_read(NULL), 0);
    assert_int_equal(token_scopes_read("reader re  a-scope-that-is-longer-than-any READ"), 0);
    assert_int_equal(token_scopes_read("fly  read"), TOKEN_SCOPE_BIT(TOKEN_SCOPE_READ));
    assert_false(token_scope_add(&set, "fly"));
    assert_false(token_scope_add(&set, ""));
    assert_int_equal(set, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(each_permission_is_in_one_scope_or_in_none_of_any_token),
        UNIT(what_a_scope_holds_is_what_its_name_says),
        UNIT(what_is_written_of_a_set_is_read_as_the_same),
        UNIT(what_is_no_name_of_a_scope_gives_nothing),
    };

    return UNIT_RUN(tests);
}
