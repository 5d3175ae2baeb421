#include "auth/deletion/deletion.h"

#include <inttypes.h>

#include "auth/credentials/proof.h"

#define DUE_MAX 20

STATEMENT(DELETION_ADD, PARAMETERS(id(account), instant(asked), instant(due), number(comments)),
          COLUMNS(),
          "INSERT INTO account_deletion (account_id, asked, due, comments) VALUES (?, ?, ?, ?)");
ROW(deletion, id(account_id), instant(due), flag(comments));
STATEMENT(DELETION_OF, PARAMETERS(id(account)), ROW_OF(deletion),
          "SELECT account_id, due, comments FROM account_deletion WHERE account_id = ?");
STATEMENT(DELETIONS_DUE, PARAMETERS(instant(now), number(limit)), ROW_OF(deletion),
          "SELECT account_id, due, comments FROM account_deletion WHERE due <= ?"
          " ORDER BY due LIMIT ?");
STATEMENT(DELETION_BEGIN, PARAMETERS(instant(now), id(account), again(now)), COLUMNS(),
          "UPDATE account a JOIN account_deletion d ON d.account_id = a.id"
          " SET a.state = 1, d.begun = COALESCE(d.begun, ?) WHERE a.id = ? AND d.due <= ?"
          " AND a.state IN (1, 2)");
STATEMENT(DELETION_BEGUN, PARAMETERS(id(account)), COLUMNS(id(account)),
          "SELECT account_id FROM account_deletion WHERE account_id = ? AND begun IS NOT NULL");
STATEMENT(REACH, PARAMETERS(id(account), again(account), again(account), again(account)),
          COLUMNS(number(identities), number(passkeys), number(tokens), number(roles)),
          "SELECT (SELECT COUNT(*) FROM identity WHERE account_id = ?),"
          " (SELECT COUNT(*) FROM passkey WHERE account_id = ?),"
          " (SELECT COUNT(*) FROM api_token WHERE account_id = ?),"
          " (SELECT COUNT(*) FROM membership m JOIN role r ON r.id = m.role_id AND r.denies = 0"
          " WHERE m.account_id = ?)");

/* ---- the last step ---- */

STATEMENT(DELETED_ADDRESS, PARAMETERS(id(account)), COLUMNS(text(email)),
          "SELECT email FROM account WHERE id = ?");
/* The name goes to the names that nobody is given; those from before, which their owner could have taken
 * back, are nobody's any more either. */
STATEMENT(DELETED_NAME, PARAMETERS(instant(given_up), id(account)), COLUMNS(),
          "INSERT INTO former_name (handle, skeleton, name, account_id, given_up, barred)"
          " SELECT handle, COALESCE(skeleton, handle), name, id, ?, 1 FROM account"
          " WHERE id = ? AND state = 1 ON DUPLICATE KEY UPDATE barred = 1");
/* A handle that no name has: whoever was called so before such names were reserved stays. */
STATEMENT(DELETED_ACCOUNT, PARAMETERS(text(handle), text(name), id(account)), COLUMNS(),
          "UPDATE account SET handle = ?, skeleton = NULL, name = ?, password = NULL,"
          " language = NULL, email = NULL, posts = 0, renamed = NULL, factor_since = NULL,"
          " factor_demanded = NULL, credentials_version = credentials_version + 1"
          " WHERE id = ? AND source_id = 0 AND state = 1");
SIGNATURE(of_account, PARAMETERS(id(account)), COLUMNS());
STATEMENT_OF(of_account, DELETION_DROP, "DELETE FROM account_deletion WHERE account_id = ?");
STATEMENT_OF(of_account, FORMER_NAMES_BAR,
             "UPDATE former_name SET barred = 1 WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_SESSIONS, "DELETE FROM session WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_TOKENS, "DELETE FROM api_token WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_LINKS, "DELETE FROM account_link WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_TOTP, "DELETE FROM totp WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_RECOVERY, "DELETE FROM recovery_code WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_PASSKEYS, "DELETE FROM passkey WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_PENDING, "DELETE FROM login_pending WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_IDENTITIES, "DELETE FROM identity WHERE account_id = ?");
STATEMENT_OF(of_account, DROP_PROVIDER_LOGINS, "DELETE FROM provider_login WHERE account_id = ?");
/* What denies stays: a ban does not end by being run away from. */
STATEMENT_OF(of_account, DROP_ROLES,
             "DELETE m FROM membership m JOIN role r ON r.id = m.role_id AND r.denies = 0"
             " WHERE m.account_id = ?");
STATEMENT_SET(deletion_statements, &DELETION_ADD, &DELETION_OF, &DELETIONS_DUE, &DELETION_BEGIN,
              &DELETION_BEGUN, &REACH, &DELETED_ADDRESS, &DELETED_NAME, &DELETED_ACCOUNT,
              &DELETION_DROP, &FORMER_NAMES_BAR, &DROP_SESSIONS, &DROP_TOKENS, &DROP_LINKS,
              &DROP_TOTP, &DROP_RECOVERY, &DROP_PASSKEYS, &DROP_PENDING, &DROP_IDENTITIES,
              &DROP_PROVIDER_LOGINS, &DROP_ROLES);

static const struct of_account_statement *const personal[] = {
    &FORMER_NAMES_BAR, &DROP_SESSIONS,        &DROP_TOKENS,   &DROP_LINKS,
    &DROP_TOTP,        &DROP_RECOVERY,        &DROP_PASSKEYS, &DROP_PENDING,
    &DROP_IDENTITIES,  &DROP_PROVIDER_LOGINS, &DROP_ROLES,
};

enum pause_result deletion_ask(const struct store *store, const struct actor *actor,
                               const struct deletion *wanted, const struct mail *notice)
{
    const struct audit_entry record = {.act = AUDIT_ACCOUNT_LEAVE,
                                       .about_id = wanted->account_id,
                                       .after = wanted->comments ? "comments go" : "comments stay"};
    const int64_t now = clock_now();
    enum pause_result result;

    if (database_begin(store->database) != 0)
        return PAUSE_FAILED;
    result = pause_within(store, actor, wanted->account_id);
    if (result == PAUSE_DONE && (database_run(store->database, &DELETION_ADD, wanted->account_id,
                                              now, now + DELETION_GRACE, wanted->comments) != 0 ||
                                 (notice != NULL && mail_queue(store->database, notice) != 0)))
        result = PAUSE_FAILED;
    return pause_finish(store, actor, &record, result);
}

static struct deletion deletion_of(const struct deletion_row *row)
{
    return (struct deletion){row->account_id, row->due, row->comments};
}

int deletion_find(struct database *database, struct arena *arena, uint64_t account_id,
                  struct deletion *deletion)
{
    const struct deletion_row *row = database_row(database, arena, &DELETION_OF, account_id);

    if (row == NULL)
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    *deletion = deletion_of(row);
    return 1;
}

int deletion_drop(struct database *database, uint64_t account_id)
{
    if (database_run(database, &DELETION_DROP, account_id) != 0)
        return -1;
    return database_changed(database) > 0;
}

struct deletion *deletions_due(struct database *database, struct arena *arena, int64_t now,
                               size_t *count)
{
    struct deletion_rows *rows = database_query(database, arena, &DELETIONS_DUE, now, DUE_MAX);
    const struct deletion_row *row;
    struct deletion *due;

    *count = 0;
    if (rows == NULL)
        return NULL;
    due = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *due);
    while ((row = rows_next(rows)) != NULL)
        due[(*count)++] = deletion_of(row);
    return due;
}

int deletion_begin(const struct store *store, const struct deletion *deletion)
{
    struct database *database = store->database;
    const void *begun;

    if (database_run(database, &DELETION_BEGIN, clock_now(), deletion->account_id) != 0)
        return -1;
    begun = database_row(database, store->arena, &DELETION_BEGUN, deletion->account_id);
    if (begun == NULL)
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    return 1;
}

int deletion_reach(struct database *database, struct arena *arena, uint64_t account_id,
                   struct deletion_reach *reach)
{
    const struct REACH_row *row = database_row(database, arena, &REACH, account_id);

    if (row == NULL)
        return -1;
    *reach = (struct deletion_reach){row->identities, row->passkeys, row->tokens, row->roles};
    return 0;
}

/* All of the transaction but its end. 1; 0: somebody else did it; -1 on failure. */
static int finish_within(const struct store *store, const struct deletion *deletion)
{
    struct database *database = store->database;
    struct arena *arena = store->arena;
    const uint64_t id = deletion->account_id;
    const char *name = arena_format(arena, DELETED_NAME_PREFIX "%" PRIu64, id);
    const struct DELETED_ADDRESS_row *address;
    int waited;

    if (account_hold(database, arena, id) != 0)
        return -1;
    waited = deletion_drop(database, id);
    if (waited <= 0)
        return waited;
    address = database_row(database, arena, &DELETED_ADDRESS, id);
    if (address == NULL || (address->email != NULL && mail_forget(database, address->email) != 0) ||
        database_run(database, &DELETED_NAME, clock_now(), id) != 0 ||
        database_run(database, &DELETED_ACCOUNT, arena_format(arena, "deleted.%" PRIu64, id), name,
                     id) != 0)
        return -1;
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
        if (database_run(database, personal[i], id) != 0)
            return -1;
    return 1;
}

int deletion_finish(const struct store *store, const struct actor *actor,
                    const struct deletion *deletion)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_NAME, .account_id = deletion->account_id};
    const struct audit_entry record = {.act = AUDIT_ACCOUNT_ERASE,
                                       .about_id = deletion->account_id,
                                       .after = deletion->comments ? "comments gone"
                                                                   : "comments stay"};
    int result;

    if (database_begin(database) != 0)
        return -1;
    result = finish_within(store, deletion);
    if (result > 0 && (journal_append(database, &entry) != 0 ||
                       audit_append(database, store->arena, actor, &record) != 0))
        result = -1;
    if (result <= 0) {
        database_rollback(database);
        return result;
    }
    return journal_commit(database, store->shared, &entry, 1) == 0 ? 1 : -1;
}
