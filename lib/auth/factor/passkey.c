#include "auth/factor/passkey.h"

#include <inttypes.h>

#include "auth/factor/change.h"
#include "base/clock.h"
#include "store/journal.h"

ROW(passkey, id(id), id(account_id), text(account), text(rp_id), bytes(credential),
    integer(algorithm), bytes(public_key), number(counter), text(transports), flag(backed_up),
    text(name), instant(created), instant(used), instant(regressed));
#define PASSKEY_SQL                                                                                \
    "SELECT p.id, p.account_id, a.name, p.rp_id, p.credential, p.algorithm, p.public_key,"         \
    " p.counter, p.transports, p.backed_up, p.name, p.created, p.used, p.regressed"                \
    " FROM passkey p JOIN account a ON a.id = p.account_id"

STATEMENT(PASSKEYS_OF, PARAMETERS(id(account), number(limit)), ROW_OF(passkey),
          PASSKEY_SQL " WHERE p.account_id = ? ORDER BY p.id LIMIT ?");
STATEMENT(PASSKEY_BY_CREDENTIAL, PARAMETERS(bytes(credential), text(rp_id)), ROW_OF(passkey),
          PASSKEY_SQL " WHERE p.credential = ? AND p.rp_id = ?");
STATEMENT(PASSKEY_OF, PARAMETERS(id(account), id(passkey)), ROW_OF(passkey),
          PASSKEY_SQL " WHERE p.account_id = ? AND p.id = ?");
STATEMENT(PASSKEY_COUNT, PARAMETERS(id(account)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM passkey WHERE account_id = ?");
STATEMENT(PASSKEY_INSERT,
          PARAMETERS(id(account), text(rp_id), bytes(credential), integer(algorithm),
                     bytes(public_key), number(counter), text(transports), number(backed_up),
                     text(name), instant(created)),
          COLUMNS(),
          "INSERT IGNORE INTO passkey (account_id, rp_id, credential, algorithm, public_key,"
          " counter, transports, backed_up, name, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
STATEMENT(PASSKEY_RENAME, PARAMETERS(text(name), id(account), id(passkey)), COLUMNS(),
          "UPDATE passkey SET name = ? WHERE account_id = ? AND id = ?");
STATEMENT(PASSKEY_REMOVE, PARAMETERS(id(account), id(passkey)), COLUMNS(),
          "DELETE FROM passkey WHERE account_id = ? AND id = ?");
/* Of two uses at once the later counter stays. */
STATEMENT(PASSKEY_USE,
          PARAMETERS(instant(used), number(counter), number(backed_up), id(account), id(passkey)),
          COLUMNS(),
          "UPDATE passkey SET used = ?, counter = GREATEST(counter, ?), backed_up = ?"
          " WHERE account_id = ? AND id = ?");
STATEMENT(PASSKEY_REGRESS, PARAMETERS(instant(now), id(account), id(passkey)), COLUMNS(),
          "UPDATE passkey SET regressed = ? WHERE account_id = ? AND id = ?");
STATEMENT(PASSKEY_LOCK, PARAMETERS(id(account), id(passkey)), COLUMNS(number(counter)),
          "SELECT counter FROM passkey WHERE account_id = ? AND id = ? FOR UPDATE");
STATEMENT_SET(passkey_statements, &PASSKEYS_OF, &PASSKEY_BY_CREDENTIAL, &PASSKEY_OF, &PASSKEY_COUNT,
              &PASSKEY_INSERT, &PASSKEY_RENAME, &PASSKEY_REMOVE, &PASSKEY_USE, &PASSKEY_REGRESS,
              &PASSKEY_LOCK);

const char *passkey_user(const struct secret *secret, struct arena *arena, uint64_t account_id)
{
    return secret_sign(secret, arena, "passkey user", arena_format(arena, "%" PRIu64, account_id));
}

static struct passkey passkey_of_row(const struct passkey_row *row)
{
    return (struct passkey){.id = row->id,
                            .account_id = row->account_id,
                            .account = row->account,
                            .rp_id = row->rp_id,
                            .credential = row->credential,
                            .key = {row->algorithm, row->public_key},
                            .counter = (uint32_t)row->counter,
                            .transports = row->transports,
                            .backed_up = row->backed_up,
                            .name = row->name,
                            .created = row->created,
                            .used = row->used,
                            .regressed = row->regressed};
}

struct passkey *passkeys_of(struct database *database, struct arena *arena, uint64_t account_id,
                            size_t *count)
{
    struct passkey_rows *rows =
        database_query(database, arena, &PASSKEYS_OF, account_id, PASSKEYS_MAX);
    const struct passkey_row *row;
    struct passkey *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = passkey_of_row(row);
    return list;
}

/* The one of ROWS. 1, 0 there is none, or -1. */
static int only_passkey(struct passkey_rows *rows, struct passkey *passkey)
{
    const struct passkey_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *passkey = passkey_of_row(row);
    return 1;
}

int passkey_find(struct database *database, struct arena *arena, const char *rp_id,
                 struct bytes credential, struct passkey *passkey)
{
    return only_passkey(database_query(database, arena, &PASSKEY_BY_CREDENTIAL, credential, rp_id),
                        passkey);
}

int passkey_of(struct database *database, struct arena *arena, uint64_t account_id, uint64_t id,
               struct passkey *passkey)
{
    return only_passkey(database_query(database, arena, &PASSKEY_OF, account_id, id), passkey);
}

/* ---- changes ---- */

/* A passkey as records name it. */
static const char *passkey_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "passkey:%" PRIu64, id);
}

/* 1, 0 or -1, with the id of the new row in *ID. */
static int insert_passkey(const struct store *store, uint64_t account_id,
                          const struct passkey *passkey, uint64_t *id)
{
    struct database *database = store->database;
    const struct PASSKEY_COUNT_row *row =
        database_row(database, store->arena, &PASSKEY_COUNT, account_id);

    if (row == NULL)
        return -1;
    if (row->count >= PASSKEYS_MAX)
        return 0;
    if (database_run(database, &PASSKEY_INSERT, account_id, passkey->rp_id, passkey->credential,
                     passkey->key.algorithm, passkey->key.public, passkey->counter,
                     passkey->transports, passkey->backed_up, passkey->name, clock_now()) != 0)
        return -1;
    if (database_changed(database) == 0)
        return 0;
    *id = database_made_id(database);
    return 1;
}

int passkey_add(const struct store *store, const struct actor *actor, const struct passkey *passkey,
                struct recovery_codes *codes, const struct mail *notice)
{
    uint64_t id = 0;
    int result;

    *codes = (struct recovery_codes){.code = {NULL}};
    if (factor_change_begin(store, actor, actor->account_id) != 0)
        return -1;
    result = insert_passkey(store, actor->account_id, passkey, &id);
    if (result == 1)
        result = factor_begin(store, actor, codes);
    return factor_change_end(store, actor,
                             &(struct audit_entry){.act = AUDIT_FACTOR_ADD,
                                                   .about_id = actor->account_id,
                                                   .subject = passkey_subject(store->arena, id),
                                                   .after = passkey->name},
                             notice, result);
}

int passkey_rename(const struct store *store, const struct actor *actor,
                   const struct passkey *passkey, const char *name)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &PASSKEY_RENAME, name, actor->account_id, passkey->id) != 0) {
        database_rollback(database);
        return -1;
    }
    if (database_changed(database) == 0) {
        database_rollback(database);
        return 0;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_FACTOR_RENAME,
                                              .about_id = actor->account_id,
                                              .subject = passkey_subject(store->arena, passkey->id),
                                              .before = passkey->name,
                                              .after = name}) == 0
               ? 1
               : -1;
}

int passkey_remove(const struct store *store, const struct actor *actor,
                   const struct passkey *passkey, const struct mail *notice)
{
    int result = 0;

    if (factor_change_begin(store, actor, actor->account_id) != 0)
        return -1;
    if (database_run(store->database, &PASSKEY_REMOVE, actor->account_id, passkey->id) != 0)
        result = -1;
    else if (database_changed(store->database) > 0)
        result = factor_end(store, actor);
    return factor_change_end(store, actor,
                             &(struct audit_entry){.act = AUDIT_FACTOR_REMOVE,
                                                   .about_id = actor->account_id,
                                                   .subject =
                                                       passkey_subject(store->arena, passkey->id),
                                                   .before = passkey->name},
                             notice, result);
}

/* ---- use ---- */

/* A device that counts gives a higher number each time; of one that does not, all are 0. */
static bool goes_back(uint64_t before, uint32_t now)
{
    return (before != 0 || now != 0) && now <= before;
}

/* Notes and tells it, within the open transaction. 0 or -1. */
static int note_regress(const struct store *store, const struct actor *actor, uint64_t passkey_id,
                        const struct audit_entry *record, const struct mail *warning)
{
    struct database *database = store->database;

    if (database_run(database, &PASSKEY_REGRESS, clock_now(), actor->account_id, passkey_id) != 0 ||
        audit_append(database, store->arena, actor, record) != 0)
        return -1;
    return warning != NULL ? mail_queue(database, warning) : 0;
}

enum passkey_use passkey_use(const struct store *store, const struct actor *actor,
                             const struct passkey *passkey,
                             const struct webauthn_authenticator *authenticator,
                             const struct mail *warning)
{
    struct database *database = store->database;
    struct audit_entry record = {.act = AUDIT_PASSKEY_USE,
                                 .about_id = actor->account_id,
                                 .subject = passkey_subject(store->arena, passkey->id),
                                 .after = passkey->name};
    struct audit_entry regress = record;
    struct PASSKEY_LOCK_rows *rows;
    const struct PASSKEY_LOCK_row *row;
    bool back;

    if (database_begin(database) != 0)
        return PASSKEY_FAILED;
    rows = database_query(database, store->arena, &PASSKEY_LOCK, actor->account_id, passkey->id);
    row = rows != NULL ? rows_next(rows) : NULL;
    if (row == NULL) {
        database_rollback(database);
        return rows != NULL ? PASSKEY_GONE : PASSKEY_FAILED;
    }
    back = goes_back(row->counter, authenticator->counter);
    regress.act = AUDIT_PASSKEY_REGRESS;
    regress.before = arena_format(store->arena, "%" PRIu64, row->counter);
    regress.after = arena_format(store->arena, "%" PRIu32, authenticator->counter);
    if (database_run(database, &PASSKEY_USE, clock_now(), authenticator->counter,
                     authenticator->backed_up, actor->account_id, passkey->id) != 0 ||
        (back && note_regress(store, actor, passkey->id, &regress, warning) != 0)) {
        database_rollback(database);
        return PASSKEY_FAILED;
    }
    if (audit_commit(database, store->arena, actor, &record) != 0)
        return PASSKEY_FAILED;
    return back ? PASSKEY_REGRESSED : PASSKEY_USED;
}
