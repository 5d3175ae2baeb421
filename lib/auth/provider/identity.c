#include "auth/provider/identity.h"

#include <string.h>

#include "auth/credentials/proof.h"
#include "base/clock.h"

STATEMENT(IDENTITY_FIND, PARAMETERS(text(issuer), text(subject)), COLUMNS(text(name)),
          "SELECT a.name FROM identity i JOIN account a ON a.id = i.account_id"
          " WHERE i.issuer = ? AND i.subject = ? AND a.source_id = 0 AND a.state IN (0, 2)");
STATEMENT(IDENTITY_USED,
          PARAMETERS(instant(now), text(label), text(issuer), text(subject), id(account)),
          COLUMNS(),
          "UPDATE identity SET used = ?, label = ?"
          " WHERE issuer = ? AND subject = ? AND account_id = ?");
STATEMENT(IDENTITY_LIST, PARAMETERS(id(account), number(limit)),
          COLUMNS(id(id), text(issuer), text(subject), text(label), instant(created),
                  instant(used)),
          "SELECT id, issuer, subject, label, created, used FROM identity WHERE account_id = ?"
          " ORDER BY id LIMIT ?");
/* The row is locked: of two changes at once to one account the second sees the first. */
STATEMENT(IDENTITY_OWNER, PARAMETERS(id(account)), COLUMNS(flag(password), number(count)),
          "SELECT password IS NOT NULL, (SELECT COUNT(*) FROM identity i WHERE i.account_id = a.id)"
          " FROM account a WHERE id = ? AND state = 0 FOR UPDATE");
STATEMENT(IDENTITY_INSERT,
          PARAMETERS(id(account), text(issuer), text(subject), text(label), instant(created)),
          COLUMNS(),
          "INSERT INTO identity (account_id, issuer, subject, label, created)"
          " VALUES (?, ?, ?, ?, ?)");
STATEMENT(IDENTITY_ISSUER, PARAMETERS(id(account), id(identity)), COLUMNS(text(issuer)),
          "SELECT issuer FROM identity WHERE account_id = ? AND id = ?");
STATEMENT(IDENTITY_DELETE, PARAMETERS(id(account), id(identity)), COLUMNS(),
          "DELETE FROM identity WHERE account_id = ? AND id = ?");
STATEMENT_SET(identity_statements, &IDENTITY_FIND, &IDENTITY_USED, &IDENTITY_LIST, &IDENTITY_OWNER,
              &IDENTITY_INSERT, &IDENTITY_ISSUER, &IDENTITY_DELETE);

int identity_find(struct database *database, struct arena *arena,
                  const struct login_identity *identity, struct account *account)
{
    struct IDENTITY_FIND_rows *rows =
        database_query(database, arena, &IDENTITY_FIND, identity->issuer, identity->subject);
    const struct IDENTITY_FIND_row *row = rows_next(rows);

    if (row == NULL)
        return rows == NULL ? -1 : 0;
    return account_to_log_in(database, arena, row->name, account);
}

static const char *subject_of(struct arena *arena, const char *what)
{
    return arena_format(arena, "identity:%s", what);
}

int identity_used(const struct store *store, const struct actor *actor,
                  const struct login_identity *identity)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &IDENTITY_USED, clock_now(), identity->label, identity->issuer,
                     identity->subject, actor->account_id) != 0) {
        database_rollback(database);
        return -1;
    }
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_IDENTITY_USE,
                                              .about_id = actor->account_id,
                                              .subject =
                                                  subject_of(store->arena, identity->issuer)});
}

struct identity_line *identity_list(struct database *database, struct arena *arena,
                                    uint64_t account_id, size_t *count)
{
    struct IDENTITY_LIST_rows *rows =
        database_query(database, arena, &IDENTITY_LIST, account_id, IDENTITIES_MAX);
    const struct IDENTITY_LIST_row *row;
    struct identity_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct identity_line){.id = row->id,
                                                   .issuer = row->issuer,
                                                   .subject = row->subject,
                                                   .label = row->label,
                                                   .created = row->created,
                                                   .used = row->used};
    return lines;
}

enum identity_result identity_add_within(struct database *database, uint64_t account_id,
                                         const struct login_identity *identity)
{
    if (database_run(database, &IDENTITY_INSERT, account_id, identity->issuer, identity->subject,
                     identity->label, clock_now()) == 0)
        return IDENTITY_DONE;
    return database_failure(database) == DATABASE_DUPLICATE ? IDENTITY_TAKEN : IDENTITY_FAILED;
}

/* The rest of the open transaction: NOTICE and the record, where RESULT is that it was done. */
static enum identity_result finish_identity(const struct store *store, const struct actor *actor,
                                            const struct audit_entry *entry,
                                            const struct mail *notice, enum identity_result result)
{
    if (result == IDENTITY_DONE && notice != NULL && mail_queue(store->database, notice) != 0)
        result = IDENTITY_FAILED;
    if (result != IDENTITY_DONE) {
        database_rollback(store->database);
        return result;
    }
    return audit_commit(store->database, store->arena, actor, entry) == 0 ? IDENTITY_DONE
                                                                          : IDENTITY_FAILED;
}

/* Locks the actor's account, unless the session that they ask by has ended. NULL with *RESULT where it
 * cannot be. */
static const struct IDENTITY_OWNER_row *
lock_owner(const struct store *store, const struct actor *actor, enum identity_result *result)
{
    int holds = actor_holds(store->database, store->arena, actor);
    struct IDENTITY_OWNER_rows *rows;

    *result = holds < 0 ? IDENTITY_FAILED : IDENTITY_GONE;
    if (holds <= 0)
        return NULL;
    rows = database_query(store->database, store->arena, &IDENTITY_OWNER, actor->account_id);
    *result = rows == NULL ? IDENTITY_FAILED : IDENTITY_GONE;
    return rows_next(rows);
}

enum identity_result identity_add(const struct store *store, const struct actor *actor,
                                  const struct login_identity *identity, const struct mail *notice)
{
    const struct audit_entry entry = {.act = AUDIT_IDENTITY_ADD,
                                      .about_id = actor->account_id,
                                      .subject = subject_of(store->arena, identity->issuer),
                                      .after = identity->label};
    const struct IDENTITY_OWNER_row *owner;
    enum identity_result result;

    if (database_begin(store->database) != 0)
        return IDENTITY_FAILED;
    owner = lock_owner(store, actor, &result);
    if (owner != NULL)
        result = owner->count < IDENTITIES_MAX
                     ? identity_add_within(store->database, actor->account_id, identity)
                     : IDENTITY_FULL;
    return finish_identity(store, actor, &entry, notice, result);
}

/* What removing does within the open transaction; *ISSUER gets whose it was. */
static enum identity_result remove_identity_within(const struct store *store,
                                                   const struct actor *actor, uint64_t id,
                                                   const char **issuer)
{
    enum identity_result result;
    const struct IDENTITY_OWNER_row *owner = lock_owner(store, actor, &result);
    struct IDENTITY_ISSUER_rows *rows;
    const struct IDENTITY_ISSUER_row *row;

    if (owner == NULL)
        return result;
    if (!owner->password)
        return IDENTITY_LAST;
    rows = database_query(store->database, store->arena, &IDENTITY_ISSUER, actor->account_id, id);
    row = rows_next(rows);
    if (row == NULL)
        return rows == NULL ? IDENTITY_FAILED : IDENTITY_GONE;
    *issuer = row->issuer;
    return database_run(store->database, &IDENTITY_DELETE, actor->account_id, id) == 0 &&
                   credentials_change(store->database, actor->account_id) == 0
               ? IDENTITY_DONE
               : IDENTITY_FAILED;
}

enum identity_result identity_remove(const struct store *store, const struct actor *actor,
                                     uint64_t id, const struct mail *notice)
{
    const char *issuer = "";
    enum identity_result result;

    if (database_begin(store->database) != 0)
        return IDENTITY_FAILED;
    result = remove_identity_within(store, actor, id, &issuer);
    return finish_identity(store, actor,
                           &(struct audit_entry){.act = AUDIT_IDENTITY_REMOVE,
                                                 .about_id = actor->account_id,
                                                 .subject = subject_of(store->arena, issuer)},
                           notice, result);
}
