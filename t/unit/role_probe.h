/* For tests of roles with a database: an administrator, a moderator of a site and a member. */
#ifndef LOREHALL_T_ROLE_PROBE_H
#define LOREHALL_T_ROLE_PROBE_H

#include "auth/account.h"
#include "auth/ban/appeal.h"
#include "auth/credentials/proof.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/token/credential.h"
#include "role_sets.h"
#include "schema.h"
#include "token_probe.h"

#define SET(NAME) PERMISSION_BIT(PERMISSION_##NAME)
#define EVERYWHERE ((struct role_scope){0, 0})
#define SITE ((struct role_scope){1, 0})

static const struct statement_set *const sets[] = {&account_statements,      &api_token_statements,
                                                   &credential_statements,   &proof_statements,
                                                   &session_statements,      &journal_statements,
                                                   &role_statements,         ROLE_EDIT_STATEMENTS,
                                                   &ban_note_statements,     &ban_set_statements,
                                                   &ban_statements,          &appeal_statements,
                                                   &role_explain_statements, NULL};
static struct database *database;
static struct shared *shared;
static struct cache *cache;
static struct store store;
static struct roles *roles;
static uint64_t ada, brann, cora; /* an administrator, a moderator of the site, a member */

/* What there is now, by the way that workers have it. */
static inline const struct role *role(const char *name)
{
    assert_int_equal(roles_refresh(roles, database, shared), 0);
    return role_named(roles, name);
}

static const struct secret secret;

static inline const struct actor *actor_of(uint64_t id)
{
    struct actor *actor = arena_alloc(arena, sizeof *actor);

    *actor = (struct actor){
        .secret = &secret, .account_id = id, .name = "", .address = "", .request = ""};
    return actor;
}

static inline uint64_t account(const char *name)
{
    uint64_t id = 0;

    assert_int_equal(account_create(database, name, &id), 0);
    return id;
}

#define GRANT(ACCOUNT, ROLE, SCOPE)                                                                \
    &(struct role_grant)                                                                           \
    {                                                                                              \
        .account_id = ACCOUNT, .role_id = role(ROLE)->id, .scope = SCOPE                           \
    }
#define BY(ACCOUNT)                                                                                \
    &(struct role_actor)                                                                           \
    {                                                                                              \
        &store, actor_of(ACCOUNT), false                                                           \
    }
#define OPERATOR                                                                                   \
    &(struct role_actor)                                                                           \
    {                                                                                              \
        &store, actor_of(0), true                                                                  \
    }

static inline int begin_roles(void **state)
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

static inline int end_roles(void **state)
{
    roles_close(roles);
    schema_sql("DELETE FROM ban");
    schema_sql("DELETE FROM account");
    schema_sql("DELETE FROM role WHERE built_in = 0");
    schema_sql("UPDATE role SET title = '', version = 1");
    cache_close(cache);
    database_close(database);
    shared_close(shared);
    return unit_end(state);
}

#define ROLES(test) cmocka_unit_test_setup_teardown(test, begin_roles, end_roles)

/* What an account may, by the session that they have. */
static inline permission_set may(uint64_t id, struct role_scope scope)
{
    const char *token = session_of(&store, actor_of(id), "", true), *renewed;
    struct session session;

    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_int_equal(roles_refresh(roles, database, shared), 0);
    return permissions_at(roles, &session.grants, scope, clock_now());
}

#endif
