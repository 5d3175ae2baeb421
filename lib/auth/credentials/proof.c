#include "auth/credentials/proof.h"

#include "base/arena.h"

STATEMENT(ACCOUNT_HOLD, PARAMETERS(id(account)),
          COLUMNS(number(version), flag(open), instant(factor_since)),
          "SELECT credentials_version, state = 0, factor_since FROM account WHERE id = ?"
          " FOR UPDATE");
STATEMENT(SESSION_HOLD, PARAMETERS(id(session), id(account)), COLUMNS(id(id)),
          "SELECT id FROM session WHERE id = ? AND account_id = ? FOR UPDATE");
STATEMENT(CREDENTIALS_CHANGE, PARAMETERS(id(account)), COLUMNS(),
          "UPDATE account SET credentials_version = credentials_version + 1 WHERE id = ?");
STATEMENT(CREDENTIALS_VERSION, PARAMETERS(id(account)), COLUMNS(number(version)),
          "SELECT credentials_version FROM account WHERE id = ?");
STATEMENT_SET(proof_statements, &ACCOUNT_HOLD, &SESSION_HOLD, &CREDENTIALS_CHANGE,
              &CREDENTIALS_VERSION);

int account_hold(struct database *database, struct arena *arena, uint64_t account_id)
{
    return database_row(database, arena, &ACCOUNT_HOLD, account_id) != NULL ? 0 : -1;
}

int login_proof_holds(struct database *database, struct arena *arena,
                      const struct login_proof *proof)
{
    const struct ACCOUNT_HOLD_row *row =
        database_row(database, arena, &ACCOUNT_HOLD, proof->account_id);

    if (row == NULL)
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    return row->open && row->version == proof->version && (row->factor_since == 0 || proof->factor);
}

int actor_holds(struct database *database, struct arena *arena, const struct actor *actor)
{
    if (actor->session_id == 0)
        return 1;
    if (account_hold(database, arena, actor->account_id) != 0)
        return -1;
    if (database_row(database, arena, &SESSION_HOLD, actor->session_id, actor->account_id) != NULL)
        return 1;
    return database_failure(database) == DATABASE_OK ? 0 : -1;
}

int credentials_change(struct database *database, uint64_t account_id)
{
    return database_run(database, &CREDENTIALS_CHANGE, account_id);
}

int credentials_version(struct database *database, struct arena *arena, uint64_t account_id,
                        uint64_t *version)
{
    const struct CREDENTIALS_VERSION_row *row =
        database_row(database, arena, &CREDENTIALS_VERSION, account_id);

    if (row == NULL)
        return -1;
    *version = row->version;
    return 0;
}
