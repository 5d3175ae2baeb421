#include "auth/role.h"

#include <ctype.h>

#include "../role_sets.h"
#include "../unit.h"

#define NOW INT64_C(1000000000)
#define SET(NAME) PERMISSION_BIT(PERMISSION_##NAME)

static struct roles *roles;

/* The built-in roles, one that somebody made, and one that they made to deny. */
static int begin(void **state)
{
    static const struct role list[] = {
        {.id = 1, .name = "guest", .built_in = true, .permissions = GUEST_SET},
        {.id = 2, .name = "member", .built_in = true, .permissions = MEMBER_SET},
        {.id = 4, .name = "reviewer", .built_in = true, .permissions = REVIEWER_SET},
        {.id = 5, .name = "moderator", .built_in = true, .permissions = MODERATOR_SET},
        {.id = 6, .name = "administrator", .built_in = true, .permissions = ADMINISTRATOR_SET},
        {.id = 7,
         .name = "suspended",
         .built_in = true,
         .denies = true,
         .permissions = SUSPENDED_SET},
        {.id = 8, .name = "herald", .title = "Herald", .permissions = SET(THREAD_ANNOUNCE)},
        {.id = 9, .name = "mute", .denies = true, .permissions = SET(COMMENT_WRITE)},
    };

    unit_begin(state);
    roles = roles_open();
    for (size_t i = 0; i < COUNT(list); i++) {
        struct role role = list[i];

        role.title = role.title != NULL ? role.title : "";
        roles_add(roles, &role);
    }
    return 0;
}

static int end(void **state)
{
    roles_close(roles);
    return unit_end(state);
}

#define ROLE(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* Adds a role on a site or a board; UNTIL 0: for ever. */
static void give(struct grants *grants, const char *role, uint64_t site, uint64_t board,
                 int64_t until)
{
    grants->list[grants->count++] = (struct grant){.scope = {site, board},
                                                   .role_id = role_named(roles, role)->id,
                                                   .granted = 1,
                                                   .until = until};
}

static permission_set at(const struct grants *grants, uint64_t site, uint64_t board)
{
    return permissions_at(roles, grants, (struct role_scope){site, board}, NOW);
}

static permission_set throughout(const struct grants *grants, uint64_t site, uint64_t board)
{
    return permissions_throughout(roles, grants, (struct role_scope){site, board}, NOW);
}

/* What an account has of a set: never what is for who is not logged in. */
static permission_set inside(permission_set set)
{
    return set & ~ENTRANCE_PERMISSIONS;
}

/* ---- permissions ---- */

#define NAME_OF(NAME, TEXT, SENTENCE) [PERMISSION_##NAME] = #NAME,
static const char *const in_code[PERMISSIONS] = {PERMISSION_LIST(NAME_OF)};

static void a_permission_is_called_alike_in_code_and_in_the_database(void **state)
{
    (void)state;
    for (int p = 1; p < PERMISSIONS; p++) {
        char name[40];
        size_t i = 0;
        bool act = false;

        for (; in_code[p][i] != '\0'; i++) {
            name[i] = (char)tolower((unsigned char)in_code[p][i]);
            if (name[i] == '_')
                name[i] = act ? '-' : '.';
            act |= name[i] == '.';
        }
        name[i] = '\0';
        assert_string_equal(permission_name(p), name);
        assert_int_equal(permission_named(name), p);
    }
    assert_int_equal(permission_named("comment"), PERMISSION_NONE);
    assert_int_equal(permission_named(""), PERMISSION_NONE);
}

static void every_permission_is_explained_by_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (int p = 1; p < PERMISSIONS; p++) {
        const char *sentence = permission_sentence(p);

        assert_true(strlen(sentence) > 5 && sentence[strlen(sentence) - 1] == '.');
        for (int q = 1; q < p; q++)
            assert_string_not_equal(sentence, permission_sentence(q));
    }
}

static void all_permissions_are_a_set_and_none_is_in_none(void **state)
{
    (void)state;
    for (int p = 1; p < PERMISSIONS; p++) {
        assert_true(permission_held(PERMISSIONS_ALL, p));
        assert_false(permission_held(0, p));
    }
    assert_false(permission_held(UINT64_MAX, PERMISSION_NONE));
}

/* ---- roles ---- */

static void a_guest_reads_and_can_log_in_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(at(NULL, 1, 0), GUEST_SET);
}

static void whatever_a_guest_s_role_says_they_are_nobody_s_account(void **state)
{
    struct roles *odd = roles_open();
    const struct role all = {.id = 1, .name = "guest", .title = "", .permissions = PERMISSIONS_ALL};

    (void)state;
    roles_add(odd, &all);
    assert_int_equal(permissions_at(odd, NULL, (struct role_scope){1, 0}, NOW), GUEST_PERMISSIONS);
    roles_close(odd);
}

static void who_has_no_role_is_a_member(void **state)
{
    const struct grants none = {.count = 0};

    (void)state;
    assert_int_equal(at(&none, 1, 0), MEMBER_SET);
    assert_int_equal(at(&none, 1, 7), MEMBER_SET);
    assert_int_equal(throughout(&none, 0, 0), MEMBER_SET);
}

static void who_is_logged_in_cannot_log_in(void **state)
{
    struct grants grants = {.count = 0};

    (void)state;
    give(&grants, "administrator", 0, 0, 0);
    assert_int_equal(at(&grants, 1, 0), inside(PERMISSIONS_ALL));
}

static void a_role_counts_on_its_own_site_only(void **state)
{
    struct grants grants = {.count = 0};

    (void)state;
    give(&grants, "moderator", 2, 0, 0);
    give(&grants, "herald", 3, 0, 0);
    assert_int_equal(at(&grants, 1, 0), MEMBER_SET);
    assert_int_equal(at(&grants, 2, 0), MODERATOR_SET);
    assert_int_equal(at(&grants, 2, 9), MODERATOR_SET);
    assert_int_equal(at(&grants, 3, 0), MEMBER_SET | SET(THREAD_ANNOUNCE));
    assert_int_equal(throughout(&grants, 0, 0), MEMBER_SET);
}

static void a_role_on_a_board_counts_on_that_board_only(void **state)
{
    struct grants grants = {.count = 0};

    (void)state;
    give(&grants, "moderator", 2, 7, 0);
    assert_int_equal(at(&grants, 2, 7), MODERATOR_SET);
    assert_int_equal(at(&grants, 2, 8), MEMBER_SET);
    assert_int_equal(at(&grants, 2, 0), MEMBER_SET);
    assert_int_equal(permissions_somewhere(roles, &grants, 2, NOW), MODERATOR_SET);
    assert_int_equal(permissions_somewhere(roles, &grants, 3, NOW), MEMBER_SET);
}

static void what_denies_takes_from_whatever_gives(void **state)
{
    struct grants grants = {.count = 0};

    (void)state;
    give(&grants, "administrator", 0, 0, 0);
    give(&grants, "suspended", 2, 0, 0);
    assert_int_equal(at(&grants, 2, 0),
                     SET(SITE_READ) | SET(HOST_PROBE) | SET(ACCOUNT_EDIT_OWN) | SET(BAN_APPEAL));
    assert_int_equal(at(&grants, 2, 7), at(&grants, 2, 0));
    assert_int_equal(at(&grants, 1, 0), inside(PERMISSIONS_ALL));
    assert_int_equal(throughout(&grants, 0, 0), at(&grants, 2, 0));
    assert_int_equal(throughout(&grants, 1, 0), inside(PERMISSIONS_ALL));
}

static void what_denies_on_a_board_leaves_the_others_alone(void **state)
{
    struct grants grants = {.count = 0};

    (void)state;
    give(&grants, "mute", 2, 7, 0);
    assert_int_equal(at(&grants, 2, 7), MEMBER_SET & ~SET(COMMENT_WRITE));
    assert_int_equal(at(&grants, 2, 8), MEMBER_SET);
    assert_int_equal(at(&grants, 2, 0), MEMBER_SET);
    assert_int_equal(throughout(&grants, 2, 0), MEMBER_SET & ~SET(COMMENT_WRITE));
    assert_true(
        permission_held(permissions_somewhere(roles, &grants, 2, NOW), PERMISSION_COMMENT_WRITE));
}

static void a_role_that_is_over_neither_gives_nor_takes(void **state)
{
    struct grants grants = {.count = 0};

    (void)state;
    give(&grants, "moderator", 0, 0, NOW);
    give(&grants, "suspended", 0, 0, NOW - 1);
    assert_int_equal(at(&grants, 1, 0), MEMBER_SET);
    grants.count = 0;
    give(&grants, "moderator", 0, 0, NOW + 1);
    assert_int_equal(at(&grants, 1, 0), MODERATOR_SET);
}

static void what_was_given_is_known_whatever_is_taken_from_it(void **state)
{
    struct grants grants = {.count = 0};
    const struct role_scope site = {2, 0};

    (void)state;
    give(&grants, "moderator", 2, 7, 0);
    give(&grants, "suspended", 0, 0, 0);
    assert_int_equal(permissions_given(roles, &grants, site, NOW), MODERATOR_SET);
    assert_int_equal(permissions_given(roles, &grants, (struct role_scope){3, 0}, NOW), MEMBER_SET);
}

static void a_role_that_is_gone_gives_nothing(void **state)
{
    struct grants grants = {.count = 1, .list = {{.role_id = 77}}};

    (void)state;
    assert_int_equal(at(&grants, 1, 0), MEMBER_SET);
    assert_null(role_by_id(roles, 77));
    assert_null(role_named(roles, "Moderator"));
    assert_null(role_named(roles, ""));
}

static void a_role_has_the_title_that_it_was_given_or_that_of_its_name(void **state)
{
    (void)state;
    assert_string_equal(role_title(role_named(roles, "herald")), "Herald");
    assert_string_equal(role_title(role_named(roles, "suspended")), "Suspended");
    assert_string_equal(role_title(role_named(roles, "mute")), "mute");
}

/* Keeps a permission on board 7 of site 2 for a role, or (NULL) for nobody. */
static void keep(enum permission permission, const char *role)
{
    roles_add_access(roles, &(struct board_access){2, 7, permission,
                                                   role != NULL ? role_named(roles, role)->id
                                                                : BOARD_FOR_NOBODY});
}

static void who_may_not_read_a_board_may_do_nothing_there(void **state)
{
    struct grants moderator = {.count = 0}, herald = {.count = 0}, here = {.count = 0};

    (void)state;
    keep(PERMISSION_SITE_READ, "administrator");
    keep(PERMISSION_SITE_READ, "herald");
    give(&moderator, "moderator", 2, 0, 0);
    give(&herald, "herald", 2, 0, 0);
    give(&here, "herald", 2, 7, 0);
    assert_true(at(NULL, 2, 7) == 0);
    assert_true(at(&moderator, 2, 7) == 0);
    assert_true(permission_held(at(&herald, 2, 7), PERMISSION_COMMENT_WRITE));
    assert_true(at(&here, 2, 7) == at(&herald, 2, 7));
    assert_true(at(&moderator, 2, 6) == at(&moderator, 2, 0));
    assert_true(permission_held(throughout(&moderator, 2, 0), PERMISSION_COMMENT_REMOVE));
}

static void a_role_that_ended_or_holds_elsewhere_opens_no_board(void **state)
{
    struct grants ended = {.count = 0}, elsewhere = {.count = 0};

    (void)state;
    keep(PERMISSION_SITE_READ, "herald");
    give(&ended, "herald", 2, 0, NOW - 1);
    give(&elsewhere, "herald", 3, 0, 0);
    give(&elsewhere, "herald", 2, 6, 0);
    assert_true(at(&ended, 2, 7) == 0);
    assert_true(at(&elsewhere, 2, 7) == 0);
}

static void what_is_kept_for_members_is_for_no_guest(void **state)
{
    struct grants none = {.count = 0};

    (void)state;
    keep(PERMISSION_SITE_READ, "member");
    assert_true(at(NULL, 2, 7) == 0);
    assert_true(permission_held(at(&none, 2, 7), PERMISSION_SITE_READ));
}

static void what_is_for_nobody_is_not_for_administrators_either(void **state)
{
    struct grants administrator = {.count = 0};

    (void)state;
    keep(PERMISSION_COMMENT_WRITE, "administrator");
    keep(PERMISSION_COMMENT_WRITE, NULL);
    give(&administrator, "administrator", 0, 0, 0);
    assert_false(permission_held(at(&administrator, 2, 7), PERMISSION_COMMENT_WRITE));
    assert_true(permission_held(at(&administrator, 2, 7), PERMISSION_BOARD_EDIT));
    assert_true(board_is_archived(roles, 7));
    assert_true(board_is_public(roles, 7));
}

static void a_reader_is_told_which_boards_are_hidden(void **state)
{
    struct grants herald = {.count = 0};
    struct reader reader = {.roles = roles};

    (void)state;
    keep(PERMISSION_SITE_READ, "herald");
    roles_add_access(roles, &(struct board_access){2, 9, PERMISSION_SITE_READ, 999});
    give(&herald, "herald", 2, 0, 0);
    assert_string_equal(reader_hidden(&reader, arena), "7,9");
    reader.grants = &herald;
    assert_string_equal(reader_hidden(&reader, arena), "9");
    assert_true(reader_sees(&reader, 7) && reader_sees(&reader, 8) && reader_sees(&reader, 0));
    reader.everybody = true;
    assert_string_equal(reader_hidden(&reader, arena), "7,9");
    reader.roles = NULL;
    assert_string_equal(reader_hidden(&reader, arena), "");
}

static void administrators_administer_and_moderators_do_not(void **state)
{
    (void)state;
    assert_int_equal((GUEST_SET | MODERATOR_SET) & PERMISSIONS_ADMINISTERING, 0);
    assert_true(permission_held(PERMISSIONS_ADMINISTERING, PERMISSION_ROLE_GRANT));
    assert_true(permission_held(PERMISSIONS_ADMINISTERING, PERMISSION_ACCOUNT_EDIT));
    assert_true(permission_held(PERMISSIONS_ADMINISTERING, PERMISSION_SITE_EDIT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROLE(administrators_administer_and_moderators_do_not),
        ROLE(a_permission_is_called_alike_in_code_and_in_the_database),
        ROLE(every_permission_is_explained_by_a_sentence_of_its_own),
        ROLE(all_permissions_are_a_set_and_none_is_in_none),
        ROLE(a_guest_reads_and_can_log_in_and_nothing_else),
        ROLE(whatever_a_guest_s_role_says_they_are_nobody_s_account),
        ROLE(who_has_no_role_is_a_member),
        ROLE(who_is_logged_in_cannot_log_in),
        ROLE(a_role_counts_on_its_own_site_only),
        ROLE(a_role_on_a_board_counts_on_that_board_only),
        ROLE(who_may_not_read_a_board_may_do_nothing_there),
        ROLE(a_role_that_ended_or_holds_elsewhere_opens_no_board),
        ROLE(what_is_kept_for_members_is_for_no_guest),
        ROLE(what_is_for_nobody_is_not_for_administrators_either),
        ROLE(a_reader_is_told_which_boards_are_hidden),
        ROLE(what_denies_takes_from_whatever_gives),
        ROLE(what_denies_on_a_board_leaves_the_others_alone),
        ROLE(a_role_that_is_over_neither_gives_nor_takes),
        ROLE(what_was_given_is_known_whatever_is_taken_from_it),
        ROLE(a_role_that_is_gone_gives_nothing),
        ROLE(a_role_has_the_title_that_it_was_given_or_that_of_its_name),
    };

    return UNIT_RUN(tests);
}
