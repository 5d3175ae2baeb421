#include "auth/role_edit.h"

#include "../role_sets.h"
#include "../schema.h"
#include "auth/account.h"
#include "auth/role_explain.h"
#include "auth/session.h"

#define SET(NAME) PERMISSION_BIT(PERMISSION_##NAME)
#define EVERYWHERE ((struct scope){0, 0})
#define SITE ((struct scope){1, 0})

static const struct statement_set *const sets[] = {&account_statements,
                                                   &session_statements,
                                                   &journal_statements,
                                                   &role_statements,
                                                   &role_edit_statements,
                                                   &role_explain_statements,
                                                   NULL};
static struct database *database;
static struct shared *shared;
static struct cache *cache;
static struct store store;
static struct roles *roles;
static uint64_t ada, brann, cora; /* an administrator, a moderator of the site, a member */

/* What there is now, by the way that workers have it. */
static const struct role *role(const char *name)
{
    assert_int_equal(roles_refresh(roles, database, shared), 0);
    return role_named(roles, name);
}

static const struct secret secret;

static const struct actor *actor_of(uint64_t id)
{
    struct actor *actor = arena_alloc(arena, sizeof *actor);

    *actor = (struct actor){
        .secret = &secret, .account_id = id, .name = "", .address = "", .request = ""};
    return actor;
}

static uint64_t account(const char *name)
{
    uint64_t id = 0;

    assert_int_equal(account_create(database, name, NULL, &id), 0);
    return id;
}

#define GRANT(ACCOUNT, ROLE, SCOPE)                                                                \
    &(struct role_grant)                                                                           \
    {                                                                                              \
        ACCOUNT, role(ROLE)->id, SCOPE, 0, NULL                                                    \
    }
#define BY(ACCOUNT)                                                                                \
    &(struct role_actor)                                                                           \
    {                                                                                              \
        &store, ACCOUNT                                                                            \
    }
#define OPERATOR BY(0)

static int begin(void **state)
{
    unit_begin(state);
    shared = shared_open(schema_configuration->shared_file, 1);
    database = database_open(schema_configuration, sets);
    if (shared == NULL || database_prepare(database) != 0)
        return -1;
    cache = cache_open(shared);
    cache_wipe(cache);
    store = (struct store){database, shared, cache, arena};
    roles = roles_open();
    ada = account("ada");
    brann = account("brann");
    cora = account("cora");
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(brann, "moderator", SITE)), ROLE_DONE);
    return 0;
}

static int end(void **state)
{
    roles_close(roles);
    schema_sql("DELETE FROM account");
    schema_sql("DELETE FROM role WHERE built_in = 0");
    schema_sql("UPDATE role SET title = '', version = 1");
    cache_close(cache);
    database_close(database);
    shared_close(shared);
    return unit_end(state);
}

#define EDIT(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* What an account may, by the session that they have. */
static permission_set may(uint64_t id, struct scope scope)
{
    const char *token = session_open(&store, actor_of(id), ""), *renewed;
    struct session session;

    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_int_equal(roles_refresh(roles, database, shared), 0);
    return permissions_at(roles, &session.grants, scope, clock_now());
}

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

/* ---- what it costs ---- */

static void what_somebody_may_costs_no_query_once_it_is_known(void **state)
{
    const char *token = session_open(&store, actor_of(brann), ""), *renewed;
    struct session session;

    (void)state;
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    role("member");
    database_reset_counters(database);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(session_find(&store, token, &session, &renewed), 1);
        assert_int_equal(roles_refresh(roles, database, shared), 0);
        assert_int_equal(permissions_at(roles, &session.grants, SITE, clock_now()), MODERATOR_SET);
    }
    assert_int_equal(database_queries(database), 0);
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
    assert_int_equal(may(cora, (struct scope){2, 0}), MEMBER_SET);
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
static void make_steward(uint64_t id, struct scope scope)
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
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", ((struct scope){2, 0}))),
                     ROLE_NOT_ALLOWED);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", ((struct scope){1, 5}))),
                     ROLE_DONE);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", SITE)), ROLE_DONE);
}

static void what_is_taken_on_a_board_is_not_held_throughout_the_site(void **state)
{
    (void)state;
    make_steward(cora, SITE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "suspended", ((struct scope){1, 5}))),
                     ROLE_DONE);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", SITE)), ROLE_NOT_ALLOWED);
    assert_int_equal(role_grant(BY(cora), GRANT(brann, "steward", ((struct scope){1, 6}))),
                     ROLE_DONE);
}

static void who_suspends_takes_only_what_they_hold(void **state)
{
    (void)state;
    assert_int_equal(role_grant(BY(brann), GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(may(cora, SITE), SET(SITE_READ) | SET(ACCOUNT_EDIT_OWN));
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
    assert_int_equal(may(ada, SITE), PERMISSIONS_ALL & ~SET(SESSION_OPEN));
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
        struct role_grant grant = {victim, 6, EVERYWHERE, 0, NULL};
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

/* ---- grants ---- */

static void a_role_ends_by_itself_also_while_its_session_is_known(void **state)
{
    const char *token, *renewed;
    struct role_grant grant = *GRANT(cora, "moderator", SITE);
    struct session session;
    int64_t now = clock_now();

    (void)state;
    grant.until = now + 3600 * CLOCK_SECOND;
    grant.reason = "while brann is away";
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_DONE);
    token = session_open(&store, actor_of(cora), "");
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    database_reset_counters(database);
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, now), MODERATOR_SET);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, grant.until), MEMBER_SET);
    assert_int_equal(database_queries(database), 0);
    grant.until = now - 1;
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_IS_OVER);
}

static void an_account_has_a_bounded_number_of_roles(void **state)
{
    (void)state;
    for (uint64_t site = 1; site < GRANTS_MAX; site++)
        assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", ((struct scope){site, 0}))),
                         ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", EVERYWHERE)), ROLE_TOO_MANY);
    schema_sql("UPDATE membership SET until = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE site_id = 3");
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", EVERYWHERE)), ROLE_DONE);
}

static void a_role_in_the_place_of_others_leaves_those_elsewhere_and_what_denies(void **state)
{
    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "reviewer", SITE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_replace(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(
        schema_number("SELECT GROUP_CONCAT(role_id ORDER BY role_id SEPARATOR '') FROM membership m"
                      " JOIN account a ON a.id = m.account_id WHERE a.name = 'cora'"),
        35);
    assert_int_equal(role_replace(OPERATOR, GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(role_replace(OPERATOR, GRANT(cora, "member", SITE)), ROLE_DONE);
    assert_int_equal(
        schema_number("SELECT GROUP_CONCAT(role_id ORDER BY role_id SEPARATOR '') FROM membership m"
                      " JOIN account a ON a.id = m.account_id WHERE a.name = 'cora'"),
        237);
}

static void who_is_not_there_gets_nothing(void **state)
{
    struct role_grant grant = *GRANT(cora, "trusted", SITE);

    (void)state;
    grant.role_id = 999;
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_NO_ROLE);
    assert_int_equal(role_grant(OPERATOR, GRANT(999999, "trusted", SITE)), ROLE_NO_ACCOUNT);
}

/* ---- a token and the roles that came after it ---- */

static void a_role_comes_with_another_token_for_the_same_session(void **state)
{
    const char *token = session_open(&store, actor_of(cora), ""), *renewed, *none;
    struct session before, after, late;

    (void)state;
    assert_int_equal(session_find(&store, token, &before, &renewed), 1);
    assert_null(renewed);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(session_find(&store, token, &after, &renewed), 1);
    assert_non_null(renewed);
    assert_string_not_equal(renewed, token);
    assert_int_equal(after.id, before.id);
    assert_string_equal(session_key(arena, &after), session_key(arena, &before));
    assert_int_equal(permissions_at(roles, &after.grants, SITE, clock_now()), MODERATOR_SET);
    /* The former one is good for what was on its way, and not for the role. */
    assert_int_equal(session_find(&store, token, &late, &none), 1);
    assert_null(none);
    assert_int_equal(permissions_at(roles, &late.grants, SITE, clock_now()), MEMBER_SET);
    assert_int_equal(session_find(&store, renewed, &after, &none), 1);
    assert_null(none);
    schema_sql("UPDATE session SET issued = issued - INTERVAL 31 SECOND WHERE id = %llu",
               (unsigned long long)after.id);
    cache_wipe(cache);
    assert_int_equal(session_find(&store, token, &late, &none), 0);
}

static void a_former_token_is_worth_nothing_after_half_a_minute_also_where_it_is_known(void **state)
{
    const char *token = session_open(&store, actor_of(cora), ""), *renewed;
    struct session session;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    schema_sql("UPDATE session SET issued = issued - INTERVAL 29 SECOND WHERE id = %llu",
               (unsigned long long)session.id);
    cache_wipe(cache);
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_true(session.replaced != 0);
}

static void what_denies_needs_no_other_token(void **state)
{
    const char *token = session_open(&store, actor_of(cora), ""), *renewed;
    struct session session;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_null(renewed);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, clock_now()),
                     SET(SITE_READ) | SET(ACCOUNT_EDIT_OWN));
}

static void a_program_s_token_has_what_its_account_has(void **state)
{
    const char *token = api_token_open(&store, actor_of(cora), cora);
    struct session session;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(api_token_find(&store, token, &session), 1);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, clock_now()), MODERATOR_SET);
    assert_false(session_is_fresh(&session, clock_now()));
}

static void a_password_is_fresh_for_ten_minutes(void **state)
{
    const char *token = session_open(&store, actor_of(cora), ""), *renewed;
    struct session session;
    int64_t now = clock_now();

    (void)state;
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_true(session_is_fresh(&session, now));
    assert_false(session_is_fresh(&session, now + SESSION_FRESH + CLOCK_SECOND));
    schema_sql("UPDATE session SET authenticated = authenticated - INTERVAL 1 HOUR");
    cache_wipe(cache);
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_false(session_is_fresh(&session, now));
    assert_int_equal(session_authenticated(&store, actor_of(cora), &session), 0);
    assert_int_equal(session_find(&store, token, &session, &renewed), 1);
    assert_true(session_is_fresh(&session, now));
}

/* ---- why ---- */

static void explain(uint64_t id, enum permission permission, struct scope scope,
                    struct role_explanation *why)
{
    role("member");
    assert_int_equal(role_explain(roles, database, arena, id, permission, scope, why), 0);
}

static void an_explanation_names_what_gives_and_who_gave_it(void **state)
{
    struct role_explanation why;
    struct role_grant grant = *GRANT(cora, "moderator", SITE);

    (void)state;
    grant.reason = "knows everybody";
    assert_int_equal(role_grant(BY(ada), &grant), ROLE_DONE);
    explain(cora, PERMISSION_COMMENT_REMOVE, SITE, &why);
    assert_true(why.held);
    assert_int_equal(why.count, 2);
    assert_string_equal(why.reasons[0].role->name, "member");
    assert_int_equal(why.reasons[0].effect, ROLE_LACKS);
    assert_string_equal(why.reasons[1].role->name, "moderator");
    assert_int_equal(why.reasons[1].effect, ROLE_GIVES);
    assert_string_equal(why.reasons[1].granted_by, "ada");
    assert_string_equal(why.reasons[1].reason, "knows everybody");
    explain(cora, PERMISSION_COMMENT_REMOVE, (struct scope){2, 0}, &why);
    assert_false(why.held);
    assert_int_equal(why.reasons[1].effect, ROLE_ELSEWHERE);
    explain(cora, PERMISSION_SITE_EDIT, SITE, &why);
    assert_int_equal(why.reasons[1].effect, ROLE_LACKS);
}

static void an_explanation_names_what_takes_and_what_is_over(void **state)
{
    struct role_explanation why;

    (void)state;
    assert_int_equal(role_grant(BY(brann), GRANT(cora, "suspended", SITE)), ROLE_DONE);
    explain(cora, PERMISSION_COMMENT_WRITE, SITE, &why);
    assert_false(why.held);
    assert_int_equal(why.reasons[0].effect, ROLE_GIVES);
    assert_int_equal(why.reasons[1].effect, ROLE_TAKES);
    assert_string_equal(why.reasons[1].granted_by, "brann");
    schema_sql(
        "UPDATE membership SET until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE role_id = 7");
    explain(cora, PERMISSION_COMMENT_WRITE, SITE, &why);
    assert_true(why.held);
    assert_int_equal(why.reasons[1].effect, ROLE_OVER);
    explain(0, PERMISSION_COMMENT_WRITE, SITE, &why);
    assert_false(why.held);
    assert_int_equal(why.count, 1);
    assert_string_equal(why.reasons[0].role->name, "guest");
}

static void every_result_is_told_by_a_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < ROLE_RESULTS; i++)
        assert_true(strlen(role_result_message(i)) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EDIT(the_built_in_roles_are_what_the_migrations_made),
        EDIT(what_a_newer_version_permits_is_passed_over),
        EDIT(what_somebody_may_costs_no_query_once_it_is_known),
        EDIT(a_role_that_is_made_and_granted_is_felt_with_the_next_request),
        EDIT(what_a_role_may_changes_for_all_who_have_it),
        EDIT(names_and_titles_are_held_to_their_form),
        EDIT(a_built_in_role_keeps_its_name_and_stays),
        EDIT(administrators_may_everything_whoever_says_otherwise),
        EDIT(guests_can_always_log_in_and_never_act),
        EDIT(a_role_that_is_held_goes_only_with_a_word_about_its_holders),
        EDIT(who_may_not_edit_roles_edits_none),
        EDIT(who_edits_roles_gives_and_takes_no_more_than_they_hold),
        EDIT(who_holds_a_role_on_a_site_grants_nothing_beyond_it),
        EDIT(what_is_taken_on_a_board_is_not_held_throughout_the_site),
        EDIT(who_suspends_takes_only_what_they_hold),
        EDIT(who_is_suspended_does_not_let_themselves_back),
        EDIT(nobody_lets_back_who_holds_more_than_they),
        EDIT(the_last_administrator_stays),
        EDIT(an_administrator_of_a_site_or_for_a_while_is_none_that_stays),
        EDIT(where_there_is_none_roles_can_be_given),
        EDIT(a_closed_account_is_no_administrator),
        EDIT(of_two_administrators_who_take_each_other_s_role_at_once_one_stays),
        EDIT(in_two_tabs_of_one_the_second_is_told_that_it_is_done),
        EDIT(a_role_ends_by_itself_also_while_its_session_is_known),
        EDIT(an_account_has_a_bounded_number_of_roles),
        EDIT(a_role_in_the_place_of_others_leaves_those_elsewhere_and_what_denies),
        EDIT(who_is_not_there_gets_nothing),
        EDIT(a_role_comes_with_another_token_for_the_same_session),
        EDIT(a_former_token_is_worth_nothing_after_half_a_minute_also_where_it_is_known),
        EDIT(what_denies_needs_no_other_token),
        EDIT(a_program_s_token_has_what_its_account_has),
        EDIT(a_password_is_fresh_for_ten_minutes),
        EDIT(an_explanation_names_what_gives_and_who_gave_it),
        EDIT(an_explanation_names_what_takes_and_what_is_over),
        EDIT(every_result_is_told_by_a_sentence),
    };

    return SCHEMA_RUN(tests);
}
