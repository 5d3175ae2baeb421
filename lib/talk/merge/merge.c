/* One transaction. The order of locks is that of changes of roles, then accounts by their ids, then comments, then
 * the audit trail. */
#include "talk/merge/merge.h"

#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "auth/credentials/proof.h"
#include "auth/role_edit.h"
#include "auth/role_explain.h"
#include "auth/session.h"
#include "talk/merge/rows.h"

#define TRIES 3 /* of a transaction that loses a deadlock */
#define LISTED_MAX 20

STATEMENT(MERGE_SIDE, PARAMETERS(id(account)),
          COLUMNS(id(id), text(name), text(source), number(state), id(merged_id), flag(leaving)),
          "SELECT a.id, a.name, IF(a.source_id = 0, NULL, s.name), a.state, a.merged_id,"
          " d.account_id IS NOT NULL FROM account a LEFT JOIN source s ON s.id = a.source_id"
          " LEFT JOIN account_deletion d ON d.account_id = a.id WHERE a.id = ?");
STATEMENT(MERGE_REACH,
          PARAMETERS(id(from), again(from), again(from), id(into), again(from), again(into),
                     again(from), again(into), again(from), instant(now)),
          COLUMNS(number(comments), number(threads), number(votes), number(doubles), number(bans)),
          "SELECT (SELECT COUNT(*) FROM comment WHERE author_id = ?),"
          " (SELECT COUNT(*) FROM thread WHERE author_id = ?),"
          " (SELECT COUNT(*) FROM rating WHERE account_id = ?),"
          " (SELECT COUNT(*) FROM rating r JOIN comment c ON c.id = r.comment_id"
          " LEFT JOIN rating o ON o.account_id = ? AND o.comment_id = r.comment_id"
          " WHERE r.account_id = ? AND (o.account_id IS NOT NULL OR c.author_id = ?))"
          " + (SELECT COUNT(*) FROM comment c JOIN rating r ON r.comment_id = c.id"
          " WHERE c.author_id = ? AND r.account_id = ?),"
          " (SELECT COUNT(*) FROM membership m JOIN role r ON r.id = m.role_id AND r.denies = 1"
          " WHERE m.account_id = ? AND (m.until IS NULL OR m.until > ?))");
STATEMENT(MERGE_ADD,
          PARAMETERS(id(from), id(into), instant(created), id_or_null(by), text(reason),
                     number(state)),
          COLUMNS(),
          "INSERT INTO account_merge (from_id, into_id, created, merged_by, reason, state_before)"
          " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(MERGE_COUNTS, PARAMETERS(number(comments), number(votes), id(merge)), COLUMNS(),
          "UPDATE account_merge SET comments = ?, votes = ? WHERE id = ?");
/* Who is kept out is, whoever they are: until the later of two ends. */
#define LATER_SQL(TABLE)                                                                           \
    TABLE ".until = IF(" TABLE ".until IS NULL OR VALUES(until) IS NULL, NULL,"                    \
          " GREATEST(" TABLE ".until, VALUES(until)))"
STATEMENT(BANS_GIVE, PARAMETERS(id(into), instant(now), id_or_null(by), id(from), again(now)),
          COLUMNS(),
          "INSERT INTO membership (account_id, site_id, board_id, role_id, granted, granted_by,"
          " until, reason) SELECT ?, m.site_id, m.board_id, m.role_id, ?, ?, m.until, m.reason"
          " FROM membership m JOIN role r ON r.id = m.role_id AND r.denies = 1"
          " WHERE m.account_id = ? AND (m.until IS NULL OR m.until > ?)"
          " ON DUPLICATE KEY UPDATE " LATER_SQL("membership"));
STATEMENT(BANS_NOTE,
          PARAMETERS(id(into), again(into), instant(now), id_or_null(by), id(from), again(now)),
          COLUMNS(),
          "INSERT INTO ban (kind, level, site_id, account_id, target, reason, created, created_by,"
          " until) SELECT 1, b.level, b.site_id, ?, ?, b.reason, ?, ?, b.until FROM ban b"
          " WHERE b.account_id = ? AND b.kind = 1 AND b.standing = 1"
          " AND (b.until IS NULL OR b.until > ?) ON DUPLICATE KEY UPDATE " LATER_SQL("ban"));
STATEMENT(WARNINGS_GIVE, PARAMETERS(id(into), id(from), again(into)), COLUMNS(),
          "INSERT INTO account_warning (account_id, site_id, given_by, created, reason, path,"
          " acknowledged) SELECT ?, w.site_id, w.given_by, w.created, w.reason, w.path,"
          " w.acknowledged FROM account_warning w WHERE w.account_id = ? AND NOT EXISTS"
          " (SELECT 1 FROM account_warning o WHERE o.account_id = ? AND o.created = w.created)");
STATEMENT(NOTES_GIVE, PARAMETERS(id(into), id(from), again(into)), COLUMNS(),
          "INSERT INTO account_note (account_id, site_id, written_by, created, text)"
          " SELECT ?, n.site_id, n.written_by, n.created, n.text FROM account_note n"
          " WHERE n.account_id = ? AND NOT EXISTS"
          " (SELECT 1 FROM account_note o WHERE o.account_id = ? AND o.created = n.created)");
/* What became this one before is the other's now, too. */
STATEMENT(ACCOUNT_MERGED, PARAMETERS(id(from), id(into), again(from), again(from)), COLUMNS(),
          "UPDATE account SET state = IF(id = ?, 1, state), merged_id = ?"
          " WHERE id = ? OR merged_id = ?");
STATEMENT(ACCOUNT_UNMERGED, PARAMETERS(number(state), id(from)), COLUMNS(),
          "UPDATE account SET state = ?, merged_id = NULL WHERE id = ?");
STATEMENT(ACCOUNTS_BEFORE, PARAMETERS(id(from), id(into), again(from)), COLUMNS(),
          "UPDATE account SET merged_id = ? WHERE merged_id = ? AND id IN"
          " (SELECT m.from_id FROM account_merge m WHERE m.into_id = ? AND m.undone IS NULL)");
STATEMENT(MERGE_HOLD, PARAMETERS(id(merge)),
          COLUMNS(id(from_id), id(into_id), number(state_before), instant(undone)),
          "SELECT from_id, into_id, state_before, undone FROM account_merge WHERE id = ?"
          " FOR UPDATE");
STATEMENT(MERGE_UNDONE, PARAMETERS(instant(undone), id_or_null(by), id(merge)), COLUMNS(),
          "UPDATE account_merge SET undone = ?, undone_by = ? WHERE id = ?");
STATEMENT(MERGES_OF, PARAMETERS(id(account), again(account), number(limit)),
          COLUMNS(id(id), id(from_id), id(into_id), text(from), text(into), text(source),
                  instant(created), text(by), text(reason), number(comments), number(votes),
                  instant(undone)),
          "SELECT m.id, m.from_id, m.into_id, f.name, i.name, IF(f.source_id = 0, NULL, s.name),"
          " m.created, b.name, m.reason, m.comments, m.votes, m.undone FROM account_merge m"
          " JOIN account f ON f.id = m.from_id JOIN account i ON i.id = m.into_id"
          " LEFT JOIN source s ON s.id = f.source_id LEFT JOIN account b ON b.id = m.merged_by"
          " WHERE m.from_id = ? OR m.into_id = ? ORDER BY m.id DESC LIMIT ?");
STATEMENT_SET(merge_statements, &MERGE_SIDE, &MERGE_REACH, &MERGE_ADD, &MERGE_COUNTS, &BANS_GIVE,
              &BANS_NOTE, &WARNINGS_GIVE, &NOTES_GIVE, &ACCOUNT_MERGED, &ACCOUNT_UNMERGED,
              &ACCOUNTS_BEFORE, &MERGE_HOLD, &MERGE_UNDONE, &MERGES_OF);

/* ---- what there is ---- */

int merge_side_find(struct database *database, struct arena *arena, uint64_t id,
                    struct merge_side *side)
{
    const struct MERGE_SIDE_row *row = database_row(database, arena, &MERGE_SIDE, id);

    if (row == NULL)
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    *side = (struct merge_side){row->id,    row->name,      row->source,
                                row->state, row->merged_id, row->leaving};
    return 1;
}

int account_merge_reach(struct database *database, struct arena *arena, uint64_t from_id,
                        uint64_t into_id, struct account_merge_reach *reach)
{
    const struct MERGE_REACH_row *row =
        database_row(database, arena, &MERGE_REACH, from_id, into_id, clock_now());

    if (row == NULL)
        return -1;
    *reach = (struct account_merge_reach){row->comments, row->threads, row->votes, row->doubles,
                                          row->bans};
    return 0;
}

const char *merge_seen(struct arena *arena, const struct account_merge_reach *reach)
{
    return arena_format(arena, "%" PRIu64 ".%" PRIu64 ".%" PRIu64 ".%" PRIu64 ".%" PRIu64,
                        reach->comments, reach->threads, reach->votes, reach->doubles, reach->bans);
}

struct merge_line *merges_of(struct database *database, struct arena *arena, uint64_t account_id,
                             size_t *count)
{
    struct MERGES_OF_rows *rows =
        database_query(database, arena, &MERGES_OF, account_id, LISTED_MAX);
    const struct MERGES_OF_row *row;
    struct merge_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct merge_line){.id = row->id,
                                                .from_id = row->from_id,
                                                .into_id = row->into_id,
                                                .from = row->from,
                                                .into = row->into,
                                                .source = row->source,
                                                .created = row->created,
                                                .by = row->by,
                                                .reason = row->reason,
                                                .comments = row->comments,
                                                .votes = row->votes,
                                                .undone = row->undone};
    return lines;
}

/* ---- who may ---- */

/* Whether the actor holds all that either of the two was given, where one of them administers. 1, 0 or -1. */
static int rights_held(const struct store *store, const struct roles *roles,
                       const struct actor *actor, const uint64_t ids[2])
{
    static const struct role_scope everywhere = {0, 0};
    struct database *database = store->database;
    const int64_t now = clock_now();
    permission_set given = 0;
    struct grants grants;

    for (int i = 0; i < 2; i++) {
        if (role_account_grants(roles, database, store->arena, ids[i], &grants) != 0)
            return -1;
        given |= permissions_given(roles, &grants, everywhere, now);
    }
    if ((given & PERMISSIONS_ADMINISTERING) == 0 || actor->account_id == 0)
        return 1;
    if (role_account_grants(roles, database, store->arena, actor->account_id, &grants) != 0)
        return -1;
    return (given & ~permissions_throughout(roles, &grants, everywhere, now)) == 0;
}

/* Holds both, the lower id first, and the changes of roles. 0 or -1. */
static int hold_accounts(const struct store *store, uint64_t one, uint64_t other)
{
    struct database *database = store->database;

    return roles_lock(database, store->arena) == 0 &&
                   account_hold(database, store->arena, one < other ? one : other) == 0 &&
                   account_hold(database, store->arena, one < other ? other : one) == 0
               ? 0
               : -1;
}

/* Whether it may be done as it is now. */
static enum merge_result check_merge(const struct store *store, const struct roles *roles,
                                     const struct actor *actor,
                                     const struct account_merging *merging, struct merge_side *from)
{
    struct database *database = store->database;
    const uint64_t ids[2] = {merging->from_id, merging->into_id};
    struct merge_side into;
    struct account_merge_reach reach;
    int found_from = merge_side_find(database, store->arena, ids[0], from);
    int found_into = merge_side_find(database, store->arena, ids[1], &into), held;

    if (found_from < 0 || found_into < 0)
        return MERGE_FAILED;
    if (found_from == 0 || found_into == 0 || from->merged_id != 0 || from->leaving ||
        from->state == ACCOUNT_CLOSED || into.source != NULL || into.state != ACCOUNT_OPEN)
        return MERGE_MISSING;
    if (ids[0] == actor->account_id)
        return MERGE_OWN;
    held = rights_held(store, roles, actor, ids);
    if (held <= 0)
        return held == 0 ? MERGE_RIGHTS : MERGE_FAILED;
    if (account_merge_reach(database, store->arena, ids[0], ids[1], &reach) != 0)
        return MERGE_FAILED;
    if (reach.comments > MERGE_ROWS_MAX || reach.votes > MERGE_ROWS_MAX)
        return MERGE_TOO_MANY;
    return strcmp(merging->seen, merge_seen(store->arena, &reach)) == 0 ? MERGE_DONE
                                                                        : MERGE_CHANGED;
}

/* ---- the merge ---- */

/* What is held against somebody is held against the one that they are. 0 or -1. */
static int give_bans(const struct store *store, const struct actor *actor,
                     const struct account_merging *merging)
{
    struct database *database = store->database;
    const uint64_t from = merging->from_id, into = merging->into_id;
    const int64_t now = clock_now();

    return database_run(database, &BANS_GIVE, into, now, actor->account_id, from) == 0 &&
                   database_run(database, &BANS_NOTE, into, now, actor->account_id, from) == 0 &&
                   database_run(database, &WARNINGS_GIVE, into, from) == 0 &&
                   database_run(database, &NOTES_GIVE, into, from) == 0
               ? 0
               : -1;
}

static int record_merge(const struct store *store, const struct actor *actor, enum audit_act act,
                        const struct merge_move *move, const char *reason)
{
    return audit_append(
        store->database, store->arena, actor,
        &(struct audit_entry){.act = act,
                              .about_id = move->into_id,
                              .subject = arena_format(store->arena,
                                                      "merge:%" PRIu64 " account:%" PRIu64,
                                                      move->id, move->from_id),
                              .after = arena_format(store->arena,
                                                    "comments: %" PRIu64 ", votes: %" PRIu64,
                                                    move->comments, move->votes),
                              .reason = reason});
}

/* All that is written, once it may be done. 0 or -1. */
static int write_merge(const struct store *store, const struct actor *actor,
                       const struct account_merging *merging, const struct merge_side *from,
                       struct merge_move *move)
{
    struct database *database = store->database;

    if (database_run(database, &MERGE_ADD, merging->from_id, merging->into_id, clock_now(),
                     actor->account_id, merging->reason, from->state) != 0)
        return -1;
    move->id = database_made_id(database);
    return merge_rows_move(move) == 0 && give_bans(store, actor, merging) == 0 &&
                   database_run(database, &ACCOUNT_MERGED, merging->from_id, merging->into_id) ==
                       0 &&
                   session_end_within(database, merging->from_id, 0) == 0 &&
                   database_run(database, &MERGE_COUNTS, move->comments, move->votes, move->id) ==
                       0 &&
                   record_merge(store, actor, AUDIT_ACCOUNT_MERGE, move, merging->reason) == 0
               ? 0
               : -1;
}

enum merge_result merge_within(const struct store *store, const struct roles *roles,
                               const struct actor *actor, const struct account_merging *merging,
                               struct merge_move *move)
{
    struct database *database = store->database;
    uint64_t before, after;
    struct merge_side from;
    enum merge_result result;

    *move = (struct merge_move){.store = store,
                                .from_id = merging->from_id,
                                .into_id = merging->into_id};
    if (merging->from_id == merging->into_id)
        return MERGE_SAME;
    if (hold_accounts(store, merging->from_id, merging->into_id) != 0)
        return database_failure(database) == DATABASE_OK ? MERGE_MISSING : MERGE_FAILED;
    result = check_merge(store, roles, actor, merging, &from);
    if (result != MERGE_DONE)
        return result;
    if (administrators_count(database, store->arena, &before) != 0 ||
        write_merge(store, actor, merging, &from, move) != 0 ||
        administrators_count(database, store->arena, &after) != 0)
        return MERGE_FAILED;
    return before > 0 && after == 0 ? MERGE_LAST : MERGE_DONE;
}

enum merge_result merge_finish(const struct merge_move *move, enum merge_result result)
{
    const struct store *store = move->store;

    if (result != MERGE_DONE) {
        database_rollback(store->database);
        return result;
    }
    return journal_commit(store->database, store->shared, move->entries, move->entry_count) == 0
               ? MERGE_DONE
               : MERGE_FAILED;
}

static bool is_lost(const struct store *store, enum merge_result result)
{
    return result == MERGE_FAILED && database_failure(store->database) == DATABASE_CONFLICT;
}

enum merge_result account_merge(const struct store *store, const struct roles *roles,
                                const struct actor *actor, const struct account_merging *merging,
                                uint64_t *id)
{
    enum merge_result result = MERGE_FAILED;

    for (int i = 0; i == 0 || (i < TRIES && is_lost(store, result)); i++) {
        struct merge_move move;

        if (database_begin(store->database) != 0)
            return MERGE_FAILED;
        result = merge_finish(&move, merge_within(store, roles, actor, merging, &move));
        *id = move.id;
    }
    return result;
}

/* ---- undoing ---- */

static enum merge_result unmerge_account(const struct store *store, const struct roles *roles,
                                         const struct actor *actor, struct merge_move *move)
{
    struct database *database = store->database;
    const struct MERGE_HOLD_row *row = database_row(database, store->arena, &MERGE_HOLD, move->id);
    uint64_t ids[2];
    struct merge_side from;
    int held;

    if (row == NULL)
        return database_failure(database) == DATABASE_OK ? MERGE_MISSING : MERGE_FAILED;
    ids[0] = move->from_id = row->from_id;
    ids[1] = move->into_id = row->into_id;
    if (hold_accounts(store, ids[0], ids[1]) != 0 ||
        merge_side_find(database, store->arena, ids[0], &from) < 0)
        return MERGE_FAILED;
    if (row->undone != 0 || from.merged_id != ids[1])
        return MERGE_CHANGED;
    held = rights_held(store, roles, actor, ids);
    if (held <= 0)
        return held == 0 ? MERGE_RIGHTS : MERGE_FAILED;
    return merge_rows_return(move) == 0 &&
                   database_run(database, &ACCOUNT_UNMERGED, row->state_before, ids[0]) == 0 &&
                   database_run(database, &ACCOUNTS_BEFORE, ids[0], ids[1]) == 0 &&
                   database_run(database, &MERGE_UNDONE, clock_now(), actor->account_id,
                                move->id) == 0 &&
                   record_merge(store, actor, AUDIT_ACCOUNT_UNMERGE, move, NULL) == 0
               ? MERGE_DONE
               : MERGE_FAILED;
}

enum merge_result account_unmerge(const struct store *store, const struct roles *roles,
                                  const struct actor *actor, uint64_t id)
{
    enum merge_result result = MERGE_FAILED;

    for (int i = 0; i == 0 || (i < TRIES && is_lost(store, result)); i++) {
        struct merge_move move = {.store = store, .id = id};

        if (database_begin(store->database) != 0)
            return MERGE_FAILED;
        result = merge_finish(&move, unmerge_account(store, roles, actor, &move));
    }
    return result;
}
