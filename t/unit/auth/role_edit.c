#include "auth/role_edit.h"

#include "../role_probe.h"
#include "../schema.h"

/* ---- what the migrations made ---- */

static void the_built_in_roles_are_what_the_migrations_made(void **state)
{
    static const struct {
        const char *name;
        permission_set set;
        bool denies;
    } built_in[] = {
        {"guest", GUEST_SET, false},         {"member", MEMBER_SET, false},
        {"trusted", TRUSTED_SET, false},     {"reviewer", REVIEWER_SET, false},
        {"moderator", MODERATOR_SET, false}, {"administrator", ADMINISTRATOR_SET, false},
        {"suspended", SUSPENDED_SET, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(built_in); i++) {
        const struct role *made = role(built_in[i].name);

        assert_string_equal(role_at(roles, i)->name, built_in[i].name);
        assert_string_equal(role_built_in(i), built_in[i].name);
        assert_true(made->built_in && made->denies == built_in[i].denies);
        assert_int_equal(made->permissions, built_in[i].set);
    }
    assert_null(role_at(roles, COUNT(built_in)));
    assert_null(role_built_in(COUNT(built_in)));
    assert_int_equal(schema_number("SELECT COUNT(*) FROM role_permission WHERE permission = '*'"),
                     1);
}

static void what_a_newer_version_permits_is_passed_over(void **state)
{
    const struct role *trusted;

    (void)state;
    schema_sql("INSERT INTO role_permission VALUES (3, 'moon.shoot')");
    generation_bump(shared, "roles");
    trusted = role("trusted");
    schema_sql("DELETE FROM role_permission WHERE permission = 'moon.shoot'");
    assert_int_equal(trusted->permissions, TRUSTED_SET);
}

/* ---- roles ---- */

static uint64_t made(const char *name, bool denies, permission_set set)
{
    const struct role wanted = {.name = name, .title = "", .denies = denies, .permissions = set};
    uint64_t id = 0;

    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_DONE);
    return id;
}

static void a_role_that_is_made_and_granted_is_felt_with_the_next_request(void **state)
{
    (void)state;
    made("herald", false, SET(THREAD_ANNOUNCE));
    assert_int_equal(may(cora, SITE), MEMBER_SET);
    assert_int_equal(role_grant(BY(ada), GRANT(cora, "herald", SITE)), ROLE_DONE);
    assert_int_equal(may(cora, SITE), MEMBER_SET | SET(THREAD_ANNOUNCE));
    assert_int_equal(may(cora, (struct role_scope){2, 0}), MEMBER_SET);
    assert_int_equal(role_revoke(BY(ada), GRANT(cora, "herald", SITE)), ROLE_DONE);
    assert_int_equal(may(cora, SITE), MEMBER_SET);
    assert_int_equal(role_revoke(BY(ada), GRANT(cora, "herald", SITE)), ROLE_NO_GRANT);
}

static void what_a_role_may_changes_for_all_who_have_it(void **state)
{
    struct role wanted;

    (void)state;
    made("herald", false, SET(THREAD_ANNOUNCE));
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "herald", EVERYWHERE)), ROLE_DONE);
    wanted = *role("herald");
    wanted.name = "herald"; /* the roles' own text goes when they are read anew */
    wanted.permissions = SET(THREAD_PIN);
    wanted.title = "Herald";
    assert_int_equal(role_change(BY(ada), &wanted), ROLE_DONE);
    assert_int_equal(may(cora, SITE), MEMBER_SET | SET(THREAD_PIN));
    assert_string_equal(role("herald")->title, "Herald");
    /* What was read before is another version. */
    assert_int_equal(role_change(BY(ada), &wanted), ROLE_IS_CHANGED);
}

static void names_and_titles_are_held_to_their_form(void **state)
{
    static const char *const names[] = {
        "",    "x",  "Herald",        "the herald",
        "1st", "-a", "h\xC3\xA4rald", "a-name-of-more-than-thirty-two-letters"};
    struct role wanted = {.title = ""};
    char title[200];
    uint64_t id;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        wanted.name = names[i];
        assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_NAME_INVALID);
    }
    wanted.name = "herald";
    memset(title, 'x', ROLE_TITLE_MAX + 1);
    title[ROLE_TITLE_MAX + 1] = '\0';
    wanted.title = title;
    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_TITLE_INVALID);
    wanted.title = "a\x01";
    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_TITLE_INVALID);
    wanted.title = title + 1;
    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_DONE);
    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_NAME_TAKEN);
    wanted.name = "moderator";
    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_NAME_TAKEN);
}

static void a_built_in_role_keeps_its_name_and_stays(void **state)
{
    struct role wanted = *role("moderator");

    (void)state;
    assert_int_equal(role_delete(OPERATOR, wanted.id, ROLE_HOLDERS_LOSE, 0), ROLE_IS_BUILT_IN);
    wanted.name = "marshal";
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_IS_BUILT_IN);
    wanted.name = "moderator";
    wanted.title = "Marshal";
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_DONE);
    assert_string_equal(role_title(role("moderator")), "Marshal");
}

static void administrators_may_everything_whoever_says_otherwise(void **state)
{
    struct role wanted = *role("administrator");

    (void)state;
    wanted.permissions &= ~SET(SITE_EDIT);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_IS_FIXED);
}

static void guests_can_always_log_in_and_never_act(void **state)
{
    struct role wanted = *role("guest");

    (void)state;
    wanted.permissions = GUEST_SET | SET(COMMENT_WRITE);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_NOT_GUESTS);
    wanted.permissions = SET(SITE_READ);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_NOT_GUESTS);
    wanted.permissions = SET(SESSION_OPEN) | SET(HOST_PROBE); /* a closed community */
    assert_int_equal(role_change(BY(ada), &wanted), ROLE_DONE);
    wanted = *role("guest");
    wanted.permissions = GUEST_SET;
    assert_int_equal(role_change(BY(ada), &wanted), ROLE_DONE);
}

static void a_role_that_is_held_goes_only_with_a_word_about_its_holders(void **state)
{
    uint64_t herald = made("herald", false, SET(THREAD_ANNOUNCE));
    uint64_t crier = made("crier", false, SET(THREAD_PIN));

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "herald", SITE)), ROLE_DONE);
    assert_int_equal(role_delete(BY(ada), herald, ROLE_HOLDERS_KEEP, 0), ROLE_IS_HELD);
    assert_int_equal(role_delete(BY(ada), herald, ROLE_HOLDERS_CHANGE, herald), ROLE_NO_ROLE);
    assert_int_equal(role_delete(BY(ada), herald, ROLE_HOLDERS_CHANGE, crier), ROLE_DONE);
    assert_null(role("herald"));
    assert_int_equal(may(cora, SITE), MEMBER_SET | SET(THREAD_PIN));
    assert_int_equal(role_delete(BY(ada), crier, ROLE_HOLDERS_LOSE, 0), ROLE_DONE);
    assert_int_equal(may(cora, SITE), MEMBER_SET);
    assert_int_equal(role_delete(BY(ada), crier, ROLE_HOLDERS_LOSE, 0), ROLE_NO_ROLE);
}

static int64_t granted_to_cora(void)
{
    size_t count;
    const struct role_reason *reasons = role_grants(roles, database, arena, cora, &count);

    return count > 0 ? reasons[0].grant.granted : 0;
}

static void of_two_who_grant_or_revoke_the_same_the_second_is_told(void **state)
{
    struct role_grant grant;
    uint64_t herald = made("herald", false, SET(THREAD_ANNOUNCE)), holders;

    (void)state;
    grant = *GRANT(cora, "herald", SITE);
    grant.compare = true; /* seen as not granted */
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_GRANT_CHANGED);
    assert_int_equal(role_revoke(OPERATOR, &grant), ROLE_GRANT_CHANGED);
    assert_int_equal(role_holders_count(database, arena, herald, &holders), 0);
    assert_int_equal(holders, 1);
    grant.seen = granted_to_cora();
    assert_int_equal(role_revoke(OPERATOR, &grant), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_GRANT_CHANGED);
    assert_int_equal(may(cora, SITE), MEMBER_SET);
}

/* ---- nobody gives or takes what they do not hold ---- */

static void who_may_not_edit_roles_edits_none(void **state)
{
    struct role wanted = {.name = "herald", .title = "", .permissions = SET(COMMENT_WRITE)};
    uint64_t id;

    (void)state;
    assert_int_equal(role_create(BY(brann), &wanted, &id), ROLE_NOT_ALLOWED);
    assert_int_equal(role_create(BY(cora), &wanted, &id), ROLE_NOT_ALLOWED);
    wanted = *role("trusted");
    wanted.permissions = 0;
    assert_int_equal(role_change(BY(brann), &wanted), ROLE_NOT_ALLOWED);
    assert_int_equal(role_grant(BY(brann), GRANT(cora, "trusted", SITE)), ROLE_NOT_ALLOWED);
    assert_int_equal(role_create(BY(999999), &wanted, &id), ROLE_NOT_ALLOWED);
}

/* Somebody who may edit and grant roles, but holds little else. */
static void make_steward(uint64_t id, struct role_scope scope)
{
    if (role("steward") == NULL)
        made("steward", false, SET(ROLE_EDIT) | SET(ROLE_GRANT) | SET(ACCOUNT_BAN));
    assert_int_equal(role_grant(OPERATOR, GRANT(id, "steward", scope)), ROLE_DONE);
}

static void who_edits_roles_gives_and_takes_no_more_than_they_hold(void **state)
{
    struct role wanted;

    (void)state;
    make_steward(cora, EVERYWHERE);
    wanted = *role("steward");
    wanted.permissions |= SET(SITE_EDIT); /* their own role */
    assert_int_equal(role_change(BY(cora), &wanted), ROLE_NOT_HELD);
    wanted = *role("moderator");
    wanted.permissions &= ~SET(COMMENT_REMOVE);
    assert_int_equal(role_change(BY(cora), &wanted), ROLE_NOT_HELD);
    wanted.permissions = MODERATOR_SET | SET(ROLE_GRANT);
    assert_int_equal(role_change(BY(cora), &wanted), ROLE_DONE);
    wanted = *role("moderator");
    wanted.permissions = MODERATOR_SET;
    assert_int_equal(role_change(BY(cora), &wanted), ROLE_DONE);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "administrator", EVERYWHERE)),
                     ROLE_NOT_HELD);
    assert_int_equal(role_grant(BY(cora), GRANT(cora, "moderator", SITE)), ROLE_NOT_HELD);
    assert_int_equal(role_revoke(BY(cora), GRANT(brann, "moderator", SITE)), ROLE_NOT_HELD);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", SITE)), ROLE_DONE);
}

static void who_holds_a_role_on_a_site_grants_nothing_beyond_it(void **state)
{
    (void)state;
    make_steward(cora, SITE);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", EVERYWHERE)), ROLE_NOT_ALLOWED);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", ((struct role_scope){2, 0}))),
                     ROLE_NOT_ALLOWED);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", ((struct role_scope){1, 5}))),
                     ROLE_DONE);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", SITE)), ROLE_DONE);
}

static void what_is_taken_on_a_board_is_not_held_throughout_the_site(void **state)
{
    (void)state;
    make_steward(cora, SITE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "suspended", ((struct role_scope){1, 5}))),
                     ROLE_DONE);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", SITE)), ROLE_NOT_ALLOWED);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", ((struct role_scope){1, 6}))),
                     ROLE_DONE);
}

static void who_suspends_takes_only_what_they_hold(void **state)
{
    (void)state;
    assert_int_equal(role_grant(BY(brann), GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(may(cora, SITE), SET(SITE_READ) | SET(ACCOUNT_EDIT_OWN) | SET(BAN_APPEAL));
    assert_int_equal(role_grant(BY(brann), GRANT(cora, "suspended", EVERYWHERE)), ROLE_NOT_ALLOWED);
    assert_int_equal(role_revoke(BY(brann), GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(may(cora, SITE), MEMBER_SET);
    assert_int_equal(role_grant(BY(brann), GRANT(ada, "suspended", SITE)), ROLE_NOT_HELD);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "suspended", SITE)), ROLE_NOT_ALLOWED);
}

static void who_is_suspended_does_not_let_themselves_back(void **state)
{
    (void)state;
    assert_int_equal(role_grant(BY(ada), GRANT(brann, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(brann), GRANT(brann, "suspended", SITE)), ROLE_NOT_ALLOWED);
    assert_int_equal(role_revoke(BY(ada), GRANT(brann, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(may(brann, SITE), MODERATOR_SET);
}

static void nobody_lets_back_who_holds_more_than_they(void **state)
{
    uint64_t dora = account("dora");

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(dora, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_grant(BY(ada), GRANT(dora, "suspended", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(brann, "moderator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(brann), GRANT(dora, "suspended", EVERYWHERE)), ROLE_NOT_HELD);
}

/* ---- the last administrator ---- */

static void who_deletes_a_role_lets_nobody_in_to_boards_by_its_successor(void **state)
{
    uint64_t herald = made("herald", false, SET(THREAD_PIN));
    uint64_t council = made("council", false, SET(THREAD_PIN));
    uint64_t steward = made("steward", false, SET(ROLE_EDIT) | SET(ROLE_GRANT) | SET(THREAD_PIN));

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "steward", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_grant(BY(cora), GRANT(cora, "herald", SITE)), ROLE_DONE);
    schema_sql("INSERT INTO board_access (board_id, permission, role_id, site_id)"
               " VALUES (7, 'site.read', %llu, 1)",
               (unsigned long long)council);
    generation_bump(shared, "roles");
    assert_int_equal(role_grant(BY(cora), GRANT(cora, "council", SITE)), ROLE_NOT_HELD);
    assert_int_equal(role_delete(BY(cora), herald, ROLE_HOLDERS_CHANGE, council), ROLE_NOT_HELD);
    assert_int_equal(role_delete(BY(cora), herald, ROLE_HOLDERS_CHANGE, steward), ROLE_DONE);
    schema_sql("DELETE FROM board_access");
    generation_bump(shared, "roles");
}

static void a_paused_account_can_be_suspended_and_given_nothing_else(void **state)
{
    (void)state;
    schema_sql("UPDATE account SET state = 2 WHERE id = %llu", (unsigned long long)cora);
    assert_int_equal(role_grant(BY(ada), GRANT(cora, "trusted", SITE)), ROLE_NO_ACCOUNT);
    assert_int_equal(role_grant(BY(ada), GRANT(cora, ROLE_SUSPENDED, SITE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(ada), GRANT(cora, ROLE_SUSPENDED, SITE)), ROLE_DONE);
}

static void the_last_administrator_stays(void **state)
{
    struct role_grant until = *GRANT(ada, "administrator", EVERYWHERE);

    (void)state;
    until.until = clock_now() + 3600 * CLOCK_SECOND;
    assert_int_equal(role_revoke(BY(ada), GRANT(ada, "administrator", EVERYWHERE)),
                     ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(role_revoke(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)),
                     ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "suspended", EVERYWHERE)),
                     ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(role_grant(BY(ada), GRANT(ada, "suspended", SITE)), ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(role_grant(OPERATOR, &until), ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(role_replace(OPERATOR, GRANT(ada, "member", EVERYWHERE)),
                     ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(may(ada, SITE), PERMISSIONS_ALL & ~ENTRANCE_PERMISSIONS);
}

static void an_administrator_of_a_site_or_for_a_while_is_none_that_stays(void **state)
{
    struct role_grant until = *GRANT(brann, "administrator", EVERYWHERE);

    (void)state;
    until.until = clock_now() + 3600 * CLOCK_SECOND;
    assert_int_equal(role_grant(OPERATOR, &until), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "administrator", SITE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(ada), GRANT(ada, "administrator", EVERYWHERE)),
                     ROLE_LAST_ADMINISTRATOR);
    assert_int_equal(role_grant(BY(ada), GRANT(cora, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(ada), GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(ada), GRANT(cora, "administrator", EVERYWHERE)),
                     ROLE_NOT_ALLOWED);
}

static void where_there_is_none_roles_can_be_given(void **state)
{
    (void)state;
    schema_sql("DELETE FROM membership");
    assert_int_equal(role_grant(OPERATOR, GRANT(brann, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(role_replace(OPERATOR, GRANT(brann, "member", SITE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
}

static void a_closed_account_is_no_administrator(void **state)
{
    uint64_t count;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(administrators_count(database, arena, &count), 0);
    assert_int_equal(count, 2);
    schema_sql("UPDATE account SET state = 1 WHERE id = %llu", (unsigned long long)cora);
    assert_int_equal(administrators_count(database, arena, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(role_revoke(BY(ada), GRANT(ada, "administrator", EVERYWHERE)),
                     ROLE_LAST_ADMINISTRATOR);
}

/* A child with a connection of its own that takes an administrator's role from another, when told by a
 * byte. */
static pid_t start_rival(uint64_t actor, uint64_t victim, int gate)
{
    pid_t child = fork();

    if (child == 0) {
        struct role_grant grant = {.account_id = victim, .role_id = 6, .scope = EVERYWHERE};
        struct arena *own = arena_open(4096);
        struct database *connection = database_open(schema_configuration, sets);
        const struct store theirs = {.database = connection, .shared = shared, .arena = own};
        char go;

        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (database_prepare(connection) != 0 || read(gate, &go, 1) != 1)
            _exit(99);
        _exit((int)role_revoke(&(struct role_actor){&theirs, actor_of(actor), false}, &grant));
    }
    return child;
}

static void of_two_administrators_who_take_each_other_s_role_at_once_one_stays(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        int gate[2], results[2];
        uint64_t count;
        pid_t rivals[2];

        assert_int_equal(role_grant(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
        assert_int_equal(role_grant(OPERATOR, GRANT(cora, "administrator", EVERYWHERE)), ROLE_DONE);
        assert_int_equal(pipe(gate), 0);
        rivals[0] = start_rival(ada, cora, gate[0]);
        rivals[1] = start_rival(cora, ada, gate[0]);
        assert_int_equal(write(gate[1], "go", 2), 2);
        for (int i = 0; i < 2; i++) {
            int status;

            assert_int_equal(waitpid(rivals[i], &status, 0), rivals[i]);
            results[i] = WEXITSTATUS(status);
        }
        close(gate[0]);
        close(gate[1]);
        assert_true((results[0] == ROLE_DONE) != (results[1] == ROLE_DONE));
        assert_int_equal(results[0] + results[1], ROLE_NOT_ALLOWED);
        assert_int_equal(administrators_count(database, arena, &count), 0);
        assert_int_equal(count, 1);
    }
}

static void in_two_tabs_of_one_the_second_is_told_that_it_is_done(void **state)
{
    (void)state;
    assert_int_equal(role_grant(BY(ada), GRANT(cora, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(cora), GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_revoke(BY(cora), GRANT(ada, "administrator", EVERYWHERE)), ROLE_NO_GRANT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROLES(the_built_in_roles_are_what_the_migrations_made),
        ROLES(what_a_newer_version_permits_is_passed_over),
        ROLES(a_role_that_is_made_and_granted_is_felt_with_the_next_request),
        ROLES(what_a_role_may_changes_for_all_who_have_it),
        ROLES(names_and_titles_are_held_to_their_form),
        ROLES(a_built_in_role_keeps_its_name_and_stays),
        ROLES(administrators_may_everything_whoever_says_otherwise),
        ROLES(guests_can_always_log_in_and_never_act),
        ROLES(a_role_that_is_held_goes_only_with_a_word_about_its_holders),
        ROLES(of_two_who_grant_or_revoke_the_same_the_second_is_told),
        ROLES(who_may_not_edit_roles_edits_none),
        ROLES(who_edits_roles_gives_and_takes_no_more_than_they_hold),
        ROLES(who_holds_a_role_on_a_site_grants_nothing_beyond_it),
        ROLES(what_is_taken_on_a_board_is_not_held_throughout_the_site),
        ROLES(who_suspends_takes_only_what_they_hold),
        ROLES(who_is_suspended_does_not_let_themselves_back),
        ROLES(nobody_lets_back_who_holds_more_than_they),
        ROLES(who_deletes_a_role_lets_nobody_in_to_boards_by_its_successor),
        ROLES(a_paused_account_can_be_suspended_and_given_nothing_else),
        ROLES(the_last_administrator_stays),
        ROLES(an_administrator_of_a_site_or_for_a_while_is_none_that_stays),
        ROLES(where_there_is_none_roles_can_be_given),
        ROLES(a_closed_account_is_no_administrator),
        ROLES(of_two_administrators_who_take_each_other_s_role_at_once_one_stays),
        ROLES(in_two_tabs_of_one_the_second_is_told_that_it_is_done),
    };

    return SCHEMA_RUN(tests);
}
