#include "auth/ban/appeal.h"

#include <inttypes.h>

#include "base/clock.h"

#define APPEAL_SQL                                                                                 \
    "SELECT p.id, p.account_id, w.name, p.created, p.body, p.state, p.decided, d.name, p.answer,"  \
    " b.id, b.kind, b.level, b.site_id, b.account_id, COALESCE(a.name, b.target), b.reason,"       \
    " b.created, b.until, b.lifted FROM ban_appeal p JOIN ban b ON b.id = p.ban_id"                \
    " JOIN account w ON w.id = p.account_id LEFT JOIN account a ON a.id = b.account_id"            \
    " LEFT JOIN account d ON d.id = p.decided_by"
ROW(appeal, id(id), id(account_id), text(account), instant(created), text(body), number(state),
    instant(decided), text(decided_by), text(answer), id(ban_id), number(kind), number(level),
    id(site_id), id(banned_id), text(target), text(reason), instant(banned), instant(until),
    instant(lifted));
#define OF_PARAMETERS id(site), again(site), number(accounts)
#define OF_SQL " AND (? = 0 OR b.site_id IN (0, ?)) AND (? = 0 OR b.kind = 1)"
SIGNATURE(appeals,
          PARAMETERS(number(all), OF_PARAMETERS, id(account), again(account), STATEMENT_PAGE),
          ROW_OF(appeal));
STATEMENTS_BY_KEY(appeals, APPEALS,
                  APPEAL_SQL " WHERE (? = 1 OR p.state = 0)" OF_SQL
                             " AND (? = 0 OR p.account_id = ?)",
                  "p.id");
STATEMENT(APPEAL_BY_ID, PARAMETERS(id(appeal)), ROW_OF(appeal), APPEAL_SQL " WHERE p.id = ?");
STATEMENT(
    APPEAL_COUNT, PARAMETERS(OF_PARAMETERS), COLUMNS(number(count)),
    "SELECT COUNT(*) FROM ban_appeal p JOIN ban b ON b.id = p.ban_id WHERE p.state = 0" OF_SQL);
STATEMENT(APPEAL_INSERT, PARAMETERS(id(ban), id(account), instant(created), text(body)), COLUMNS(),
          "INSERT INTO ban_appeal (ban_id, account_id, created, body) VALUES (?, ?, ?, ?)");
STATEMENT(APPEAL_DECLINE, PARAMETERS(instant(decided), id_or_null(by), text(answer), id(appeal)),
          COLUMNS(),
          "UPDATE ban_appeal SET state = 2, decided = ?, decided_by = ?, answer = ?"
          " WHERE id = ? AND state = 0");
STATEMENT_SET(appeal_statements, &APPEALS_NEWEST, &APPEALS_OLDEST, &APPEAL_BY_ID, &APPEAL_COUNT,
              &APPEAL_INSERT, &APPEAL_DECLINE);

static const char *appeal_subject(struct arena *arena, uint64_t ban_id)
{
    return arena_format(arena, "ban:%" PRIu64, ban_id);
}

/* Ends the transaction that DONE tells of, with its record. */
static enum ban_result finish_appeal(const struct store *store, const struct actor *actor,
                                     enum ban_result result, const struct audit_entry *record)
{
    if (result != BAN_DONE) {
        database_rollback(store->database);
        return result;
    }
    return audit_commit(store->database, store->arena, actor, record) == 0 ? BAN_DONE : BAN_FAILED;
}

enum ban_result appeal_make(const struct store *store, const struct actor *actor,
                            const struct ban *ban, const char *body)
{
    struct database *database = store->database;
    enum ban_result result = BAN_DONE;

    if (ban_state(ban, clock_now()) != BAN_IN_FORCE)
        return BAN_IS_LIFTED;
    if (database_begin(database) != 0)
        return BAN_FAILED;
    if (database_run(database, &APPEAL_INSERT, ban->id, actor->account_id, clock_now(), body) != 0)
        result = database_failure(database) == DATABASE_DUPLICATE ? BAN_EXISTS : BAN_FAILED;
    return finish_appeal(store, actor, result,
                         &(struct audit_entry){.act = AUDIT_APPEAL,
                                               .about_id = actor->account_id,
                                               .subject = appeal_subject(store->arena, ban->id)});
}

enum ban_result appeal_decline(const struct store *store, const struct actor *actor,
                               const struct appeal *appeal, const char *answer)
{
    struct database *database = store->database;
    enum ban_result result = BAN_DONE;

    if (database_begin(database) != 0)
        return BAN_FAILED;
    if (database_run(database, &APPEAL_DECLINE, clock_now(), actor->account_id, answer,
                     appeal->id) != 0)
        result = BAN_FAILED;
    else if (database_changed(database) == 0)
        result = BAN_IS_LIFTED;
    return finish_appeal(store, actor, result,
                         &(struct audit_entry){.act = AUDIT_APPEAL_DECLINE,
                                               .about_id = appeal->account_id,
                                               .subject =
                                                   appeal_subject(store->arena, appeal->ban.id),
                                               .reason = answer});
}

static struct appeal appeal_of_row(const struct appeal_row *row)
{
    return (struct appeal){.id = row->id,
                           .account_id = row->account_id,
                           .account = row->account,
                           .created = row->created,
                           .body = row->body,
                           .state = (enum appeal_state)row->state,
                           .decided = row->decided,
                           .decided_by = row->decided_by,
                           .answer = row->answer,
                           .ban = {.id = row->ban_id,
                                   .kind = (enum ban_kind)row->kind,
                                   .level = (enum ban_level)row->level,
                                   .site_id = row->site_id,
                                   .account_id = row->banned_id,
                                   .target = row->target,
                                   .reason = row->reason,
                                   .created = row->banned,
                                   .until = row->until,
                                   .lifted = row->lifted}};
}

struct appeal *appeal_list(struct database *database, struct arena *arena,
                           const struct appeal_query *query, size_t *count)
{
    struct appeal_rows *rows = database_query(database, arena,
                                              query->oldest ? &APPEALS_OLDEST : &APPEALS_NEWEST,
                                              !query->open, query->site_id, query->accounts_only,
                                              query->account_id, query->after, query->limit);
    const struct appeal_row *row;
    struct appeal *appeals;

    *count = 0;
    if (rows == NULL)
        return NULL;
    appeals = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *appeals);
    while ((row = rows_next(rows)) != NULL)
        appeals[(*count)++] = appeal_of_row(row);
    return appeals;
}

int appeal_by_id(struct database *database, struct arena *arena, uint64_t id, struct appeal *appeal)
{
    struct appeal_rows *rows = database_query(database, arena, &APPEAL_BY_ID, id);
    const struct appeal_row *row = rows_next(rows);

    if (row != NULL)
        *appeal = appeal_of_row(row);
    return rows == NULL ? -1 : row != NULL;
}

int appeals_open(struct database *database, struct arena *arena, const struct appeal_query *query,
                 uint64_t *count)
{
    const struct APPEAL_COUNT_row *row =
        database_row(database, arena, &APPEAL_COUNT, query->site_id, query->accounts_only);

    *count = row != NULL ? row->count : 0;
    return row != NULL ? 0 : -1;
}
