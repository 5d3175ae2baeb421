/* For tests of accounts and what lets somebody in to them, with a database, a host's cache and two accounts. */
#ifndef LOREHALL_T_ACCOUNT_PROBE_H
#define LOREHALL_T_ACCOUNT_PROBE_H

#include "auth/account.h"
#include "auth/credentials/proof.h"
#include "auth/factor/passkey.h"
#include "auth/factor/pending_login.h"
#include "auth/factor/webauthn/challenge.h"
#include "auth/pause.h"
#include "auth/registration/invitation.h"
#include "auth/role_edit.h"
#include "auth/session.h"
#include "auth/token/credential.h"
#include "schema.h"
#include "token_probe.h"

static const struct statement_set *const sets[] = {
    &account_statements,       &api_token_statements,  &audit_statements,
    &credential_statements,    &factor_statements,     &passkey_statements,
    &challenge_statements,     &invitation_statements, &journal_statements,
    &link_statements,          &mail_statements,       &pause_statements,
    &pending_login_statements, &proof_statements,      ROLE_EDIT_STATEMENTS,
    &role_statements,          &session_statements,    NULL};
static struct database *database;
static struct shared *shared;
static struct cache *cache;
static struct store store;
static uint64_t ada, brann;

static inline uint64_t account(const char *name)
{
    uint64_t id = 0;

    assert_int_equal(account_create(database, name, &id), 0);
    return id;
}

static inline int begin_accounts(void **state)
{
    unit_begin(state);
    shared = shared_open(schema_configuration->shared_file, 1);
    database = database_open(schema_configuration, sets);
    if (shared == NULL || database_prepare(database) != 0)
        return -1;
    cache = cache_open(shared);
    cache_wipe(cache);
    store = (struct store){database, shared, cache, arena};
    ada = account("ada");
    brann = account("brann");
    return 0;
}

static inline int end_accounts(void **state)
{
    schema_sql("DELETE FROM account");
    cache_close(cache);
    database_close(database);
    shared_close(shared);
    return unit_end(state);
}

#define ACCOUNTS(test) cmocka_unit_test_setup_teardown(test, begin_accounts, end_accounts)

/* Somebody who asks without a session. */
static inline struct actor actor(uint64_t id)
{
    static const struct secret secret = {"0123456789abcdef0123456789abcde"};

    return (struct actor){.secret = &secret, .account_id = id, .name = "", .address = "127.0.0.1"};
}

#endif
