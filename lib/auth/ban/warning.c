#include "auth/ban/warning.h"

#include <inttypes.h>

#include "base/clock.h"
#include "store/journal.h"

STATEMENT(WARNING_ADD,
          PARAMETERS(id(account), id(site), id(by), instant(created), text(reason), text(path)),
          COLUMNS(),
          "INSERT INTO account_warning (account_id, site_id, given_by, created, reason, path)"
          " VALUES (?, ?, ?, ?, ?, ?)");
#define WARNING_SQL                                                                                \
    "SELECT w.id, w.account_id, w.site_id, w.created, b.name, w.reason, w.path, w.acknowledged"    \
    " FROM account_warning w JOIN account b ON b.id = w.given_by WHERE w.account_id = ?"
ROW(warning, id(id), id(account_id), id(site_id), instant(created), text(by), text(reason),
    text(path), instant(acknowledged));
STATEMENT(WARNING_NEXT, PARAMETERS(id(account)), ROW_OF(warning),
          WARNING_SQL " AND w.acknowledged IS NULL ORDER BY w.id LIMIT 1");
STATEMENT(WARNING_LIST, PARAMETERS(id(account), number(limit)), ROW_OF(warning),
          WARNING_SQL " ORDER BY w.id DESC LIMIT ?");
STATEMENT(WARNING_SET, PARAMETERS(instant(now), id(account), id(warning)), COLUMNS(),
          "UPDATE account_warning SET acknowledged = ?"
          " WHERE account_id = ? AND id = ? AND acknowledged IS NULL");
STATEMENT_SET(warning_statements, &WARNING_ADD, &WARNING_NEXT, &WARNING_LIST, &WARNING_SET);

static struct warning warning_of(const struct warning_row *row)
{
    return (struct warning){
        .id = row->id,
        .account_id = row->account_id,
        .site_id = row->site_id,
        .created = row->created,
        .by = row->by,
        .reason = row->reason,
        .path = row->path,
        .acknowledged = row->acknowledged,
    };
}

/* Ends a transaction that CHANGED something of the account's warnings: its sessions are read anew, and
 * the record comes last. */
static int end_warning(const struct store *store, const struct actor *actor, bool changed,
                       const struct audit_entry *record)
{
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = record->about_id};

    if (!changed || journal_append(store->database, &entry) != 0 ||
        audit_append(store->database, store->arena, actor, record) != 0) {
        database_rollback(store->database);
        return -1;
    }
    return journal_commit(store->database, store->shared, &entry, 1);
}

int warning_give(const struct store *store, const struct actor *actor,
                 const struct warning *warning)
{
    bool added;

    if (database_begin(store->database) != 0)
        return -1;
    added = database_run(store->database, &WARNING_ADD, warning->account_id, actor->site_id,
                         actor->account_id, clock_now(), warning->reason, warning->path) == 0;
    return end_warning(store, actor, added,
                       &(struct audit_entry){.act = AUDIT_ACCOUNT_WARN,
                                             .about_id = warning->account_id,
                                             .subject = warning->path,
                                             .reason = warning->reason});
}

int warning_next(struct database *database, struct arena *arena, uint64_t account_id,
                 struct warning *warning)
{
    struct warning_rows *rows = database_query(database, arena, &WARNING_NEXT, account_id);
    const struct warning_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *warning = warning_of(row);
    return 1;
}

int warning_acknowledge(const struct store *store, const struct actor *actor, uint64_t id)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &WARNING_SET, clock_now(), actor->account_id, id) == 0 &&
        database_changed(database) == 0) {
        database_rollback(database);
        return 0; /* they did before, or it is none of theirs */
    }
    return end_warning(store, actor, database_changed(database) > 0,
                       &(struct audit_entry){.act = AUDIT_WARNING_READ,
                                             .about_id = actor->account_id,
                                             .subject = arena_format(store->arena,
                                                                     "warning:%" PRIu64, id)});
}

struct warning *warning_list(struct database *database, struct arena *arena, uint64_t account_id,
                             size_t *count)
{
    struct warning_rows *rows =
        database_query(database, arena, &WARNING_LIST, account_id, WARNINGS_LISTED);
    const struct warning_row *row;
    struct warning *warnings;

    *count = 0;
    if (rows == NULL)
        return NULL;
    warnings = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *warnings);
    while ((row = rows_next(rows)) != NULL)
        warnings[(*count)++] = warning_of(row);
    return warnings;
}
