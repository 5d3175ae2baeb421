/* An account's second factors. Whether there is one at all stands in the account's row, so that it
 * comes with each session at no cost.
 *
 * A code is taken by an update that finds it not taken yet: of two requests with the same one, only
 * one is right. */
#include "auth/factor/factor.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "auth/credentials/code.h"
#include "auth/factor/change.h"
#include "auth/factor/pending_login.h"
#include "auth/factor/totp.h"
#include "auth/session.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/journal.h"

STATEMENT(FACTORS_OF, PARAMETERS(id(account)),
          COLUMNS(instant(since), instant(totp), number(passkeys), number(recovery_codes)),
          "SELECT a.factor_since, t.created,"
          " (SELECT COUNT(*) FROM passkey p WHERE p.account_id = a.id),"
          " (SELECT COUNT(*) FROM recovery_code r WHERE r.account_id = a.id)"
          " FROM account a LEFT JOIN totp t ON t.account_id = a.id WHERE a.id = ?");
STATEMENT(TOTP_BY_ACCOUNT, PARAMETERS(id(account)), COLUMNS(bytes(sealed), number(step)),
          "SELECT sealed, step FROM totp WHERE account_id = ?");
STATEMENT(TOTP_INSERT, PARAMETERS(id(account), bytes(sealed), number(step), instant(created)),
          COLUMNS(),
          "INSERT IGNORE INTO totp (account_id, sealed, step, created) VALUES (?, ?, ?, ?)");
STATEMENT(TOTP_TAKE, PARAMETERS(number(step), id(account), again(step)), COLUMNS(),
          "UPDATE totp SET step = ? WHERE account_id = ? AND step < ?");
STATEMENT(TOTP_DELETE, PARAMETERS(id(account)), COLUMNS(), "DELETE FROM totp WHERE account_id = ?");
STATEMENT(PASSKEYS_DELETE, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM passkey WHERE account_id = ?");
STATEMENT(RECOVERY_INSERT, PARAMETERS(id(account), text(hash)), COLUMNS(),
          "INSERT INTO recovery_code (account_id, code_hash) VALUES (?, ?)");
STATEMENT(RECOVERY_TAKE, PARAMETERS(id(account), text(hash)), COLUMNS(),
          "DELETE FROM recovery_code WHERE account_id = ? AND code_hash = ?");
STATEMENT(RECOVERY_DELETE, PARAMETERS(id(account)), COLUMNS(),
          "DELETE FROM recovery_code WHERE account_id = ?");
/* The session that adds it goes on being as fresh as it was, and no fresher: else whoever has got hold of
 * one could keep it so, by factors of their own. All others end. */
STATEMENT(FACTOR_BEGIN, PARAMETERS(id(session), instant(now), id(account)), COLUMNS(),
          "UPDATE account SET factor_since = COALESCE((SELECT s.authenticated FROM session s"
          " WHERE s.id = ? AND s.account_id = account.id), ?)"
          " WHERE id = ? AND factor_since IS NULL");
STATEMENT(FACTOR_END, PARAMETERS(id(account)), COLUMNS(),
          "UPDATE account SET factor_since = NULL WHERE id = ? AND factor_since IS NOT NULL"
          " AND NOT EXISTS (SELECT 1 FROM totp t WHERE t.account_id = account.id)"
          " AND NOT EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = account.id)");
STATEMENT_SET(factor_statements, &FACTORS_OF, &TOTP_BY_ACCOUNT, &TOTP_INSERT, &TOTP_TAKE,
              &TOTP_DELETE, &PASSKEYS_DELETE, &RECOVERY_INSERT, &RECOVERY_TAKE, &RECOVERY_DELETE,
              &FACTOR_BEGIN, &FACTOR_END);

int factors_read(struct database *database, struct arena *arena, uint64_t account_id,
                 struct factors *factors)
{
    const struct FACTORS_OF_row *row = database_row(database, arena, &FACTORS_OF, account_id);

    *factors = (struct factors){.since = 0};
    if (row == NULL)
        return -1;
    *factors = (struct factors){.since = row->since,
                                .totp = row->totp,
                                .passkeys = row->passkeys,
                                .recovery_codes = row->recovery_codes};
    return 0;
}

/* ---- changes ---- */

int factor_change_begin(const struct store *store, const struct actor *actor, uint64_t account_id)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (actor_holds(database, store->arena, actor) > 0 &&
        account_hold(database, store->arena, account_id) == 0 &&
        credentials_change(database, account_id) == 0 &&
        pending_logins_end(database, account_id) == 0)
        return 0;
    database_rollback(database);
    return -1;
}

int factor_change_end(const struct store *store, const struct actor *actor,
                      const struct audit_entry *record, const struct mail *notice, int result)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = record->about_id};

    if (result == 1 && ((notice != NULL && mail_queue(database, notice) != 0) ||
                        journal_append(database, &entry) != 0 ||
                        audit_append(database, store->arena, actor, record) != 0))
        result = -1;
    if (result == 1)
        return journal_commit(database, store->shared, &entry, 1) == 0 ? 1 : -1;
    database_rollback(database);
    return result;
}

/* A key is bound to its account: put into another's row, it cannot be read. */
static const char *key_purpose(struct arena *arena, uint64_t account_id)
{
    return arena_format(arena, "totp %" PRIu64, account_id);
}

static const char *code_hash(const struct store *store, const struct actor *actor,
                             uint64_t account_id, const char *code)
{
    return secret_sign(actor->secret, store->arena, "recovery",
                       arena_format(store->arena, "%" PRIu64 " %s", account_id, code));
}

/* 0 or -1. */
static int put_codes(const struct store *store, const struct actor *actor,
                     struct recovery_codes *codes)
{
    uint64_t account_id = actor->account_id;

    if (database_run(store->database, &RECOVERY_DELETE, account_id) != 0)
        return -1;
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        codes->code[i] = code_make(store->arena);
        if (database_run(store->database, &RECOVERY_INSERT, account_id,
                         code_hash(store, actor, account_id,
                                   code_meant(store->arena, codes->code[i]))) != 0)
            return -1;
    }
    return 0;
}

int factor_begin(const struct store *store, const struct actor *actor, struct recovery_codes *codes)
{
    if (database_run(store->database, &FACTOR_BEGIN, actor->session_id, clock_now(),
                     actor->account_id) != 0)
        return -1;
    if (database_changed(store->database) == 0)
        return 1;
    return put_codes(store, actor, codes) == 0 &&
                   session_end_within(store->database, actor->account_id, actor->session_id) == 0
               ? 1
               : -1;
}

int factors_left(struct database *database, uint64_t account_id)
{
    if (database_run(database, &FACTOR_END, account_id) != 0)
        return -1;
    return database_changed(database) == 0 ? 0
                                           : database_run(database, &RECOVERY_DELETE, account_id);
}

int factor_end(const struct store *store, const struct actor *actor)
{
    struct database *database = store->database;

    /* A device that was lost may be logged in. */
    return session_end_within(database, actor->account_id, actor->session_id) == 0 &&
                   factors_left(database, actor->account_id) == 0
               ? 1
               : -1;
}

int factor_add_totp(const struct store *store, const struct actor *actor,
                    const struct totp_proof *proof, struct recovery_codes *codes,
                    const struct mail *notice)
{
    const struct bytes sealed = secret_seal(actor->secret, store->arena,
                                            key_purpose(store->arena, actor->account_id),
                                            proof->key);
    int result = 0;

    *codes = (struct recovery_codes){.code = {NULL}};
    if (factor_change_begin(store, actor, actor->account_id) != 0)
        return -1;
    if (database_run(store->database, &TOTP_INSERT, actor->account_id, sealed, proof->step,
                     clock_now()) != 0)
        result = -1;
    else if (database_changed(store->database) > 0)
        result = factor_begin(store, actor, codes);
    return factor_change_end(store, actor,
                             &(struct audit_entry){.act = AUDIT_FACTOR_ADD,
                                                   .about_id = actor->account_id,
                                                   .subject = "totp"},
                             notice, result);
}

int factor_remove_totp(const struct store *store, const struct actor *actor,
                       const struct mail *notice)
{
    int result = 0;

    if (factor_change_begin(store, actor, actor->account_id) != 0)
        return -1;
    if (database_run(store->database, &TOTP_DELETE, actor->account_id) != 0)
        result = -1;
    else if (database_changed(store->database) > 0)
        result = factor_end(store, actor);
    return factor_change_end(store, actor,
                             &(struct audit_entry){.act = AUDIT_FACTOR_REMOVE,
                                                   .about_id = actor->account_id,
                                                   .subject = "totp"},
                             notice, result);
}

int factors_remove(const struct store *store, const struct actor *actor, uint64_t account_id,
                   const char *reason, const struct mail *notice)
{
    int result;

    if (factor_change_begin(store, actor, account_id) != 0)
        return -1;
    if (database_run(store->database, &TOTP_DELETE, account_id) != 0 ||
        database_run(store->database, &PASSKEYS_DELETE, account_id) != 0 ||
        database_run(store->database, &FACTOR_END, account_id) != 0)
        result = -1;
    else
        result = database_changed(store->database) > 0 ? 1 : 0;
    /* A device that was lost may be logged in. */
    if (result == 1 && (database_run(store->database, &RECOVERY_DELETE, account_id) != 0 ||
                        session_end_within(store->database, account_id, 0) != 0))
        result = -1;
    return factor_change_end(store, actor,
                             &(struct audit_entry){.act = AUDIT_FACTOR_REMOVE,
                                                   .about_id = account_id,
                                                   .subject = "all",
                                                   .reason = reason},
                             notice, result);
}

int recovery_renew(const struct store *store, const struct actor *actor,
                   struct recovery_codes *codes, const struct mail *notice)
{
    struct factors factors;
    int result = -1;

    *codes = (struct recovery_codes){.code = {NULL}};
    if (factor_change_begin(store, actor, actor->account_id) != 0)
        return -1;
    if (factors_read(store->database, store->arena, actor->account_id, &factors) == 0) {
        result = factors.since != 0;
        if (result == 1 && put_codes(store, actor, codes) != 0)
            result = -1;
    }
    return factor_change_end(store, actor,
                             &(struct audit_entry){.act = AUDIT_RECOVERY_RENEW,
                                                   .about_id = actor->account_id},
                             notice, result);
}

/* ---- codes ---- */

static enum factor_answer take_totp(const struct store *store, const struct actor *actor,
                                    const char *code)
{
    struct TOTP_BY_ACCOUNT_rows *rows =
        database_query(store->database, store->arena, &TOTP_BY_ACCOUNT, actor->account_id);
    const struct TOTP_BY_ACCOUNT_row *row;
    const char *key;
    uint64_t step;

    if (rows == NULL)
        return FACTOR_FAILED;
    row = rows_next(rows);
    if (row == NULL)
        return FACTOR_WRONG;
    key = secret_unseal(actor->secret, store->arena, key_purpose(store->arena, actor->account_id),
                        row->sealed);
    if (key == NULL) {
        log_error("the key of account %" PRIu64 "'s second factor was sealed with another secret",
                  actor->account_id);
        return FACTOR_WRONG;
    }
    if (!totp_right(key, code, clock_now() / CLOCK_SECOND, &step))
        return FACTOR_WRONG;
    if (database_run(store->database, &TOTP_TAKE, step, actor->account_id) != 0)
        return FACTOR_FAILED;
    return database_changed(store->database) > 0 ? FACTOR_RIGHT : FACTOR_USED;
}

static enum factor_answer take_recovery(const struct store *store, const struct actor *actor,
                                        const char *code)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return FACTOR_FAILED;
    if (database_run(database, &RECOVERY_TAKE, actor->account_id,
                     code_hash(store, actor, actor->account_id, code)) != 0) {
        database_rollback(database);
        return FACTOR_FAILED;
    }
    if (database_changed(database) == 0) {
        database_rollback(database);
        return FACTOR_WRONG;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_RECOVERY_USE,
                                              .about_id = actor->account_id}) == 0
               ? FACTOR_RIGHT
               : FACTOR_FAILED;
}

enum factor_answer factor_take_code(const struct store *store, const struct actor *actor,
                                    const char *code)
{
    const char *wanted = code_meant(store->arena, code);

    if (strlen(wanted) == TOTP_DIGITS)
        return take_totp(store, actor, wanted);
    return strlen(wanted) == CODE_CHARACTERS ? take_recovery(store, actor, wanted) : FACTOR_WRONG;
}
