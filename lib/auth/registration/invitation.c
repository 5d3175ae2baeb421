#include "auth/registration/invitation.h"

#include <inttypes.h>

#include "auth/credentials/proof.h"
#include "auth/secret.h"
#include "base/clock.h"

#define OPEN_SQL " withdrawn IS NULL AND uses < uses_max AND until > ?"
/* Good only while who made it is there and not silenced where it leads. */
#define VOUCHED_SQL                                                                                \
    " AND EXISTS (SELECT 1 FROM account a WHERE a.id = invitation.account_id AND a.state = 0)"     \
    " AND NOT EXISTS (SELECT 1 FROM membership m JOIN role r ON r.id = m.role_id AND r.denies"     \
    " WHERE m.account_id = invitation.account_id AND m.site_id IN (0, invitation.site_id)"         \
    " AND m.board_id = 0 AND (m.until IS NULL OR m.until > ?))"
STATEMENT(INVITATION_INSERT,
          PARAMETERS(text(code), id(site), id(account), instant(created), instant(until),
                     number(uses)),
          COLUMNS(),
          "INSERT INTO invitation (code, site_id, account_id, created, until, uses_max)"
          " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(INVITATIONS_OPEN, PARAMETERS(id(account), instant(now)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM invitation WHERE account_id = ? AND" OPEN_SQL);
STATEMENT(INVITATION_WITHDRAW,
          PARAMETERS(instant(now), id(account), id(invitation), id(by), again(by), again(now)),
          COLUMNS(),
          "UPDATE invitation SET withdrawn = ?, withdrawn_by = ?"
          " WHERE id = ? AND (? = 0 OR account_id = ?) AND" OPEN_SQL);
STATEMENT(INVITATION_FIND, PARAMETERS(text(code), id(site), instant(now), again(now)),
          COLUMNS(id(id)),
          "SELECT id FROM invitation WHERE code = ? AND site_id = ? AND" OPEN_SQL VOUCHED_SQL);
STATEMENT(INVITATION_SPEND, PARAMETERS(id(invitation), instant(now), again(now)), COLUMNS(),
          "UPDATE invitation SET uses = uses + 1 WHERE id = ? AND" OPEN_SQL VOUCHED_SQL);
STATEMENT(INVITED_INSERT, PARAMETERS(id(account), id(invitation)), COLUMNS(),
          "INSERT INTO invited (account_id, invitation_id) VALUES (?, ?)");
SIGNATURE(invitations,
          PARAMETERS(id(account), again(account), id(site), again(site), number(state),
                     instant(now), again(state), STATEMENT_PAGE),
          COLUMNS(id(id), text(code), id(site_id), id(account_id), text(account), instant(created),
                  instant(until), number(uses_max), number(uses), instant(withdrawn),
                  text(withdrawn_by), text(invited)));
/* As invitation_state has it. */
#define STATE_SQL                                                                                  \
    "CASE WHEN i.withdrawn IS NOT NULL THEN 4 WHEN i.uses >= i.uses_max THEN 2"                    \
    " WHEN i.until <= ? THEN 3 ELSE 1 END"
STATEMENTS_BY_KEY(
    invitations, INVITATIONS,
    "SELECT i.id, i.code, i.site_id, i.account_id, a.name, i.created, i.until, i.uses_max,"
    " i.uses, i.withdrawn, w.name, (SELECT GROUP_CONCAT(n.name ORDER BY n.id SEPARATOR ', ')"
    " FROM invited d JOIN account n ON n.id = d.account_id WHERE d.invitation_id = i.id)"
    " FROM invitation i JOIN account a ON a.id = i.account_id"
    " LEFT JOIN account w ON w.id = i.withdrawn_by"
    " WHERE (? = 0 OR i.account_id = ?) AND (? = 0 OR i.site_id = ?)"
    " AND (? = 0 OR " STATE_SQL " = ?)",
    "i.id");
STATEMENT(INVITED_BY, PARAMETERS(id(account)), COLUMNS(id(id), text(name)),
          "SELECT a.id, a.name FROM invited d JOIN invitation i ON i.id = d.invitation_id"
          " JOIN account a ON a.id = i.account_id WHERE d.account_id = ?");
STATEMENT_SET(invitation_statements, &INVITATION_INSERT, &INVITATIONS_OPEN, &INVITATION_WITHDRAW,
              &INVITATION_FIND, &INVITATION_SPEND, &INVITED_INSERT, &INVITATIONS_NEWEST,
              &INVITATIONS_OLDEST, &INVITED_BY);

enum invitation_state invitation_state(const struct invitation *invitation, int64_t now)
{
    if (invitation->withdrawn != 0)
        return INVITATION_WITHDRAWN;
    if (invitation->uses >= invitation->uses_max)
        return INVITATION_USED;
    return invitation->until <= now ? INVITATION_OVER : INVITATION_OPEN;
}

static const char *invitation_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "invitation:%" PRIu64, id);
}

static int leave(const struct store *store, int result)
{
    database_rollback(store->database);
    return result;
}

int invitation_make(const struct store *store, const struct actor *actor, int64_t until,
                    uint64_t uses_max)
{
    struct database *database = store->database;
    int64_t now = clock_now();
    const struct INVITATIONS_OPEN_row *open;

    if (database_begin(database) != 0)
        return -1;
    /* Of two that are made at once the second counts the first. */
    if (actor_holds(database, store->arena, actor) <= 0 ||
        account_hold(database, store->arena, actor->account_id) != 0)
        return leave(store, -1);
    open = database_row(database, store->arena, &INVITATIONS_OPEN, actor->account_id, now);
    if (open == NULL)
        return leave(store, -1);
    if (open->count >= INVITATIONS_OPEN_MAX)
        return leave(store, 0);
    if (database_run(database, &INVITATION_INSERT, token_make(store->arena), actor->site_id,
                     actor->account_id, now, until, uses_max) != 0)
        return leave(store, -1);
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_INVITATION_MAKE,
                                              .subject = invitation_subject(
                                                  store->arena, database_made_id(database))}) == 0
               ? 1
               : -1;
}

int invitation_withdraw(const struct store *store, const struct actor *actor, uint64_t id,
                        uint64_t by)
{
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &INVITATION_WITHDRAW, clock_now(), actor->account_id, id, by) != 0)
        return leave(store, -1);
    if (database_changed(database) == 0)
        return leave(store, 0);
    return audit_commit(database, store->arena, actor,
                        &(struct audit_entry){.act = AUDIT_INVITATION_WITHDRAW,
                                              .subject = invitation_subject(store->arena, id)}) == 0
               ? 1
               : -1;
}

int invitation_find(struct database *database, struct arena *arena, const char *code,
                    uint64_t site_id, uint64_t *id)
{
    struct INVITATION_FIND_rows *rows =
        database_query(database, arena, &INVITATION_FIND, code, site_id, clock_now());
    const struct INVITATION_FIND_row *row = rows_next(rows);

    *id = row != NULL ? row->id : 0;
    return rows == NULL ? -1 : row != NULL;
}

int invitation_spend(struct database *database, uint64_t id, uint64_t account_id)
{
    if (database_run(database, &INVITATION_SPEND, id, clock_now()) != 0)
        return -1;
    if (database_changed(database) == 0)
        return 0;
    return database_run(database, &INVITED_INSERT, account_id, id) == 0 ? 1 : -1;
}

struct invitation *invitation_list(struct database *database, struct arena *arena,
                                   const struct invitation_query *query, size_t *count)
{
    struct invitations_rows *rows =
        database_query(database, arena, query->oldest ? &INVITATIONS_OLDEST : &INVITATIONS_NEWEST,
                       query->account_id, query->site_id, query->state, clock_now(), query->after,
                       query->limit);
    const struct invitations_row *row;
    struct invitation *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = (struct invitation){.id = row->id,
                                               .code = row->code,
                                               .site_id = row->site_id,
                                               .account_id = row->account_id,
                                               .account = row->account,
                                               .created = row->created,
                                               .until = row->until,
                                               .uses_max = row->uses_max,
                                               .uses = row->uses,
                                               .withdrawn = row->withdrawn,
                                               .withdrawn_by = row->withdrawn_by,
                                               .invited = row->invited};
    return list;
}

int invited_by(struct database *database, struct arena *arena, uint64_t account_id,
               const char **name, uint64_t *id)
{
    struct INVITED_BY_rows *rows = database_query(database, arena, &INVITED_BY, account_id);
    const struct INVITED_BY_row *row = rows_next(rows);

    if (row != NULL) {
        *name = row->name;
        *id = row->id;
    }
    return rows == NULL ? -1 : row != NULL;
}
