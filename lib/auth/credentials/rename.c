#include "auth/credentials/rename.h"

#include <string.h>

#include "auth/account.h"
#include "auth/credentials/proof.h"
#include "base/language.h"

#define FORMER_MAX 100 /* names that are listed */

/* Closed accounts too: their names are not free. One's own do not stand in one's way. */
STATEMENT(NAME_ALIKES,
          PARAMETERS(text(handle), again(handle), text(skeleton), id(account), again(handle),
                     again(handle), again(skeleton), again(account), number(admin)),
          COLUMNS(flag(same)),
          "SELECT MAX(same) FROM"
          " (SELECT handle = ? AS same FROM account WHERE source_id = 0"
          "  AND (handle = ? OR skeleton = ?) AND id <> ?"
          " UNION ALL SELECT handle = ? FROM former_name WHERE (handle = ? OR skeleton = ?)"
          "  AND (account_id <> ? OR (barred AND NOT ?))) n HAVING COUNT(*) > 0");
/* Only what was read, and an owner not before the time has come: of two changes at once the second finds
 * another name, and where it leads back to the first one, that it was changed. */
STATEMENT(ACCOUNT_RENAME,
          PARAMETERS(text(handle), text(skeleton), text(name), number(by_owner), instant(now),
                     id(account), text(was), again(by_owner), instant(before)),
          COLUMNS(),
          "UPDATE account SET handle = ?, skeleton = ?, name = ?, renamed = IF(?, ?, renamed)"
          " WHERE id = ? AND source_id = 0 AND name = BINARY ?"
          " AND (NOT ? OR renamed IS NULL OR renamed <= ?)");
STATEMENT(FORMER_NAME_TAKE_BACK, PARAMETERS(text(handle), id(account)), COLUMNS(),
          "DELETE FROM former_name WHERE handle = ? AND account_id = ?");
STATEMENT(FORMER_NAME_ADD,
          PARAMETERS(text(handle), text(skeleton), text(name), id(account), instant(given_up),
                     number(barred)),
          COLUMNS(),
          "INSERT INTO former_name (handle, skeleton, name, account_id, given_up, barred)"
          " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(FORMER_NAMES, PARAMETERS(id(account), number(limit)),
          COLUMNS(text(name), instant(given_up), flag(barred)),
          "SELECT name, given_up, barred FROM former_name WHERE account_id = ?"
          " ORDER BY given_up DESC LIMIT ?");
STATEMENT(ACCOUNT_RENAMED, PARAMETERS(id(account)), COLUMNS(instant(renamed)),
          "SELECT renamed FROM account WHERE id = ?");
STATEMENT_SET(rename_statements, &NAME_ALIKES, &ACCOUNT_RENAME, &FORMER_NAME_TAKE_BACK,
              &FORMER_NAME_ADD, &FORMER_NAMES, &ACCOUNT_RENAMED);

enum name_fault name_fault_for(struct database *database, struct arena *arena, const char *name,
                               const struct name_seeker *seeker)
{
    char handle[ACCOUNT_NAME_MAX + 1], skeleton[ACCOUNT_NAME_MAX + 1];
    enum name_fault fault = name_check(name);
    struct NAME_ALIKES_rows *rows;
    const struct NAME_ALIKES_row *row;

    if (fault != NAME_VALID)
        return fault;
    name_handle(name, handle);
    name_skeleton(name, skeleton);
    rows = database_query(database, arena, &NAME_ALIKES, handle, skeleton, seeker->account_id,
                          seeker->is_admin);
    if (rows == NULL)
        return NAME_UNKNOWN;
    row = rows_next(rows);
    if (row == NULL)
        return NAME_VALID;
    return row->same ? NAME_TAKEN : NAME_ALIKE;
}

const char *name_fault_words(struct arena *arena, enum name_fault fault)
{
    switch (fault) {
    case NAME_SHAPE:
        return arena_format(
            arena, _("A name has 2 to %d letters (a to z), digits, hyphens or underscores."),
            ACCOUNT_NAME_MAX);
    case NAME_EDGE:
        return _("Hyphens and underscores stand between letters or digits, one at a time.");
    case NAME_RESERVED: return _("This name is reserved. Please choose another.");
    case NAME_TAKEN: return _("This name is taken.");
    case NAME_ALIKE: return _("This name looks too much like one that is taken.");
    case NAME_VALID:
    case NAME_UNKNOWN: break;
    }
    return "";
}

/* Keeps the former name, where it is more than another case of the new one. 0 or -1. */
static int keep_former(struct database *database, const struct renaming *renaming,
                       const char *handle)
{
    char former[ACCOUNT_NAME_MAX + 1], skeleton[ACCOUNT_NAME_MAX + 1];

    name_handle(renaming->was, former);
    name_skeleton(renaming->was, skeleton);
    if (strcmp(former, handle) == 0)
        return 0;
    return database_run(database, &FORMER_NAME_ADD, former, skeleton, renaming->was,
                        renaming->seeker.account_id, clock_now(), renaming->seeker.is_admin);
}

/* What a renaming does within the open transaction. Whether the name is another's by now, whose former
 * one it may have become since it was looked at, is asked once this account has it: from then on nobody
 * else can give it up. */
static enum rename_result rename_within(struct database *database, struct arena *arena,
                                        const struct renaming *renaming)
{
    const uint64_t id = renaming->seeker.account_id;
    char handle[ACCOUNT_NAME_MAX + 1], skeleton[ACCOUNT_NAME_MAX + 1];
    const int64_t now = clock_now();
    int kept;

    name_handle(renaming->name, handle);
    name_skeleton(renaming->name, skeleton);
    if (database_run(database, &ACCOUNT_RENAME, handle, skeleton, renaming->name,
                     !renaming->seeker.is_admin, now, id, renaming->was, now - RENAME_PAUSE) != 0)
        return database_failure(database) == DATABASE_DUPLICATE ? RENAME_TAKEN : RENAME_FAILED;
    if (database_changed(database) == 0)
        return RENAME_LATE;
    kept = name_kept(database, arena, renaming->name, id);
    if (kept != 0)
        return kept > 0 ? RENAME_TAKEN : RENAME_FAILED;
    return database_run(database, &FORMER_NAME_TAKE_BACK, handle, id) == 0 &&
                   keep_former(database, renaming, handle) == 0
               ? RENAME_DONE
               : RENAME_FAILED;
}

enum rename_result account_rename(const struct store *store, const struct actor *actor,
                                  const struct renaming *renaming, const struct mail *notice)
{
    struct database *database = store->database;
    struct journal_entry entry = {.kind = JOURNAL_NAME, .account_id = renaming->seeker.account_id};
    const struct audit_entry record = {.act = AUDIT_RENAME,
                                       .about_id = renaming->seeker.account_id,
                                       .before = renaming->was,
                                       .after = renaming->name,
                                       .reason = renaming->reason};
    enum rename_result result;

    if (database_begin(database) != 0)
        return RENAME_FAILED;
    result = actor_holds(database, store->arena, actor) > 0
                 ? rename_within(database, store->arena, renaming)
                 : RENAME_FAILED;
    if (result == RENAME_DONE && ((notice != NULL && mail_queue(database, notice) != 0) ||
                                  journal_append(database, &entry) != 0 ||
                                  audit_append(database, store->arena, actor, &record) != 0))
        result = RENAME_FAILED;
    if (result != RENAME_DONE) {
        database_rollback(database);
        return result;
    }
    return journal_commit(database, store->shared, &entry, 1) == 0 ? RENAME_DONE : RENAME_FAILED;
}

int64_t rename_from(struct database *database, struct arena *arena, uint64_t account_id)
{
    const struct ACCOUNT_RENAMED_row *row =
        database_row(database, arena, &ACCOUNT_RENAMED, account_id);

    if (row == NULL)
        return -1;
    return row->renamed != 0 ? row->renamed + RENAME_PAUSE : 0;
}

struct former_name *former_names(struct database *database, struct arena *arena,
                                 uint64_t account_id, size_t *count)
{
    struct FORMER_NAMES_rows *rows =
        database_query(database, arena, &FORMER_NAMES, account_id, FORMER_MAX);
    const struct FORMER_NAMES_row *row;
    struct former_name *names;

    *count = 0;
    if (rows == NULL)
        return NULL;
    names = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *names);
    while ((row = rows_next(rows)) != NULL)
        names[(*count)++] = (struct former_name){row->name, row->given_up, row->barred};
    return names;
}
