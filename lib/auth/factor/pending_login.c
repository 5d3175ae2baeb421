/* Logins between the password and the second factor, kept as sessions are: by a hash of a random
 * token. They are no sessions with less rights: whoever has one is a guest to all that there is. */
#include "auth/factor/pending_login.h"

#include <string.h>

#include "auth/secret.h"

#define LIFETIME (PENDING_LOGIN_SECONDS * CLOCK_SECOND)

STATEMENT(PENDING_SWEEP, PARAMETERS(instant(before)), COLUMNS(),
          "DELETE FROM login_pending WHERE created < ? LIMIT 100");
STATEMENT(PENDING_INSERT,
          PARAMETERS(bytes(hash), id(account), number(version), instant_or_null(shown),
                     instant(created)),
          COLUMNS(),
          "INSERT INTO login_pending (token_hash, account_id, credentials_version, shown, created)"
          " VALUES (?, ?, ?, ?, ?)");
STATEMENT(PENDING_BY_HASH, PARAMETERS(bytes(hash), instant(after), number(max)),
          COLUMNS(id(account_id), text(name), number(version), instant(shown)),
          "SELECT a.id, a.name, p.credentials_version, p.shown FROM login_pending p JOIN account a"
          " ON a.id = p.account_id AND a.credentials_version = p.credentials_version"
          " WHERE p.token_hash = ? AND p.created > ? AND p.tries < ? AND a.state = 0");
STATEMENT(PENDING_TRY, PARAMETERS(bytes(hash), number(max)), COLUMNS(),
          "UPDATE login_pending SET tries = tries + 1 WHERE token_hash = ? AND tries < ?");
STATEMENT(PENDING_END, PARAMETERS(bytes(hash)), COLUMNS(),
          "DELETE FROM login_pending WHERE token_hash = ?");
STATEMENT(PENDING_END_ALL, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM login_pending WHERE account_id = ?");
STATEMENT_SET(pending_login_statements, &PENDING_SWEEP, &PENDING_INSERT, &PENDING_BY_HASH,
              &PENDING_TRY, &PENDING_END, &PENDING_END_ALL);

const char *pending_login_open(struct database *database, struct arena *arena,
                               const struct login_proof *proof)
{
    const char *token = token_make(arena);
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();

    digest(token, hash);
    return database_run(database, &PENDING_SWEEP, now - LIFETIME) == 0 &&
                   database_run(database, &PENDING_INSERT, bytes_of(hash, sizeof hash),
                                proof->account_id, proof->version, proof->shown, now) == 0
               ? token
               : NULL;
}

int pending_login_find(struct database *database, struct arena *arena, const char *token,
                       struct pending_login *pending)
{
    unsigned char hash[DIGEST_BYTES];
    struct PENDING_BY_HASH_rows *rows;
    const struct PENDING_BY_HASH_row *row;

    if (token == NULL || !token_shaped(token))
        return 0;
    digest(token, hash);
    rows = database_query(database, arena, &PENDING_BY_HASH, bytes_of(hash, sizeof hash),
                          clock_now() - LIFETIME, PENDING_LOGIN_TRIES_MAX);
    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *pending = (struct pending_login){.account_id = row->account_id,
                                      .name = row->name,
                                      .credentials_version = row->version,
                                      .shown = row->shown};
    return 1;
}

/* Whether a statement that was run changed one: 1, 0 or -1. */
static int change_one(struct database *database, int result)
{
    if (result != 0)
        return -1;
    return database_changed(database) > 0 ? 1 : 0;
}

int pending_login_try(struct database *database, const char *token)
{
    unsigned char hash[DIGEST_BYTES];

    digest(token, hash);
    return change_one(database, database_run(database, &PENDING_TRY, bytes_of(hash, sizeof hash),
                                             PENDING_LOGIN_TRIES_MAX));
}

int pending_login_end(struct database *database, const char *token)
{
    unsigned char hash[DIGEST_BYTES];

    digest(token, hash);
    return change_one(database, database_run(database, &PENDING_END, bytes_of(hash, sizeof hash)));
}

int pending_logins_end(struct database *database, uint64_t account_id)
{
    return database_run(database, &PENDING_END_ALL, account_id);
}
