#include "talk/merge/claim.h"

#include <inttypes.h>

#include "auth/credentials/proof.h"
#include "base/clock.h"
#include "talk/merge/rows.h"

#define NAMED_MAX 20

STATEMENT(CLAIMABLE, PARAMETERS(text(name), number(limit)),
          COLUMNS(id(id), text(name), text(source), number(comments)),
          "SELECT a.id, a.name, s.name, (SELECT COUNT(*) FROM comment c WHERE c.author_id = a.id)"
          " FROM source s JOIN account a ON a.source_id = s.id AND a.handle = ?"
          " WHERE a.state = 0 AND a.merged_id IS NULL ORDER BY s.name LIMIT ?");
STATEMENT(CLAIM_AUTHOR, PARAMETERS(id(author)), COLUMNS(id(id)),
          "SELECT id FROM account WHERE id = ? AND source_id > 0 AND state = 0"
          " AND merged_id IS NULL");
STATEMENT(CLAIMS_OF, PARAMETERS(id(author), id(account)), COLUMNS(number(open), number(same)),
          "SELECT COUNT(*), COALESCE(CAST(SUM(author_id = ?) AS UNSIGNED), 0) FROM author_claim"
          " WHERE account_id = ? AND state = 0");
STATEMENT(CLAIM_ADD, PARAMETERS(id(account), id(author), instant(created), text(proof), text(link)),
          COLUMNS(),
          "INSERT INTO author_claim (account_id, author_id, created, proof, link)"
          " VALUES (?, ?, ?, ?, ?)");
STATEMENT(CLAIM_DECIDE,
          PARAMETERS(number(state), instant(decided), id(by), text(answer), id(claim), id(account),
                     again(account)),
          COLUMNS(),
          "UPDATE author_claim SET state = ?, decided = ?, decided_by = ?, answer = ?"
          " WHERE id = ? AND state = 0 AND (? = 0 OR account_id = ?)");
#define CLAIM_SQL                                                                                  \
    "SELECT c.id, c.account_id, m.name, c.author_id, a.name, s.name, c.created, c.proof, c.link,"  \
    " c.state, c.decided, d.name, c.answer FROM author_claim c JOIN account m"                     \
    " ON m.id = c.account_id JOIN account a ON a.id = c.author_id"                                 \
    " JOIN source s ON s.id = a.source_id LEFT JOIN account d ON d.id = c.decided_by"
ROW(claim, id(id), id(account_id), text(account), id(author_id), text(author), text(source),
    instant(created), text(proof), text(link), number(state), instant(decided), text(decided_by),
    text(answer));
STATEMENT(CLAIM_BY_ID, PARAMETERS(id(claim)), ROW_OF(claim), CLAIM_SQL " WHERE c.id = ?");
#define WANTED_SQL " WHERE (? = 0 OR c.account_id = ?) AND (? = 0 OR c.state = 0)"
STATEMENT(CLAIMS_OLDEST,
          PARAMETERS(id(account), again(account), number(open), id(after), number(limit)),
          ROW_OF(claim), CLAIM_SQL WANTED_SQL " AND c.id > ? ORDER BY c.id LIMIT ?");
STATEMENT(CLAIMS_NEWEST,
          PARAMETERS(id(account), again(account), number(open), id(below), number(limit)),
          ROW_OF(claim), CLAIM_SQL WANTED_SQL " AND c.id < ? ORDER BY c.id DESC LIMIT ?");
STATEMENT_SET(claim_statements, &CLAIMABLE, &CLAIM_AUTHOR, &CLAIMS_OF, &CLAIM_ADD, &CLAIM_DECIDE,
              &CLAIM_BY_ID, &CLAIMS_OLDEST, &CLAIMS_NEWEST);

/* ---- reading ---- */

struct claimable *claimable_named(struct database *database, struct arena *arena, const char *name,
                                  size_t *count)
{
    struct CLAIMABLE_rows *rows = database_query(database, arena, &CLAIMABLE, name, NAMED_MAX);
    const struct CLAIMABLE_row *row;
    struct claimable *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = (struct claimable){row->id, row->name, row->source, row->comments};
    return list;
}

static struct claim claim_of(const struct claim_row *row)
{
    return (struct claim){
        .id = row->id,
        .account_id = row->account_id,
        .account = row->account,
        .author_id = row->author_id,
        .author = row->author,
        .source = row->source,
        .created = row->created,
        .proof = row->proof,
        .link = row->link,
        .state = (enum claim_state)row->state,
        .decided = row->decided,
        .decided_by = row->decided_by,
        .answer = row->answer,
    };
}

int claim_by_id(struct database *database, struct arena *arena, uint64_t id, struct claim *claim)
{
    const struct claim_row *row = database_row(database, arena, &CLAIM_BY_ID, id);

    if (row == NULL)
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    *claim = claim_of(row);
    return 1;
}

struct claim *claim_list(struct database *database, struct arena *arena,
                         const struct claim_query *query, size_t *count)
{
    struct claim_rows *rows =
        query->newest
            ? database_query(database, arena, &CLAIMS_NEWEST, query->account_id, query->open,
                             query->after != 0 ? query->after : (uint64_t)INT64_MAX, query->limit)
            : database_query(database, arena, &CLAIMS_OLDEST, query->account_id, query->open,
                             query->after, query->limit);
    const struct claim_row *row;
    struct claim *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = claim_of(row);
    return list;
}

/* ---- making and deciding ---- */

static const char *subject_of_claim(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "claim:%" PRIu64, id);
}

/* Ends the open transaction with its record, or takes it back. */
static enum claim_result finish_claim(const struct store *store, const struct actor *actor,
                                      const struct audit_entry *record, enum claim_result result)
{
    if (result != CLAIM_DONE) {
        database_rollback(store->database);
        return result;
    }
    return audit_commit(store->database, store->arena, actor, record) == 0 ? CLAIM_DONE
                                                                           : CLAIM_FAILED;
}

/* Within the open transaction; the account is held, so that no two claims of it pass each other. */
static enum claim_result make_claim(const struct store *store, const struct actor *actor,
                                    const struct claim *wanted, uint64_t *id)
{
    struct database *database = store->database;
    const struct CLAIMS_OF_row *others;

    if (account_hold(database, store->arena, actor->account_id) != 0)
        return CLAIM_FAILED;
    if (database_row(database, store->arena, &CLAIM_AUTHOR, wanted->author_id) == NULL)
        return database_failure(database) == DATABASE_OK ? CLAIM_MISSING : CLAIM_FAILED;
    others = database_row(database, store->arena, &CLAIMS_OF, wanted->author_id, actor->account_id);
    if (others == NULL)
        return CLAIM_FAILED;
    if (others->same > 0)
        return CLAIM_KNOWN;
    if (others->open >= CLAIMS_OPEN_MAX)
        return CLAIM_TOO_MANY;
    if (database_run(database, &CLAIM_ADD, actor->account_id, wanted->author_id, clock_now(),
                     wanted->proof, wanted->link) != 0)
        return CLAIM_FAILED;
    *id = database_made_id(database);
    return CLAIM_DONE;
}

enum claim_result claim_make(const struct store *store, const struct actor *actor,
                             const struct claim *wanted)
{
    enum claim_result result;
    uint64_t id = 0;

    if (database_begin(store->database) != 0)
        return CLAIM_FAILED;
    result = make_claim(store, actor, wanted, &id);
    return finish_claim(store, actor,
                        &(struct audit_entry){.act = AUDIT_CLAIM_MAKE,
                                              .about_id = wanted->author_id,
                                              .subject = subject_of_claim(store->arena, id)},
                        result);
}

/* What becomes of an open claim. */
struct claim_ending {
    uint64_t id;
    enum claim_state state;
    const char *answer;
    uint64_t owner; /* whose it must be; 0: anybody's */
};

/* Within the open transaction. */
static enum claim_result end_claim_row(const struct store *store, const struct actor *actor,
                                       const struct claim_ending *ending)
{
    struct database *database = store->database;

    if (database_run(database, &CLAIM_DECIDE, ending->state, clock_now(), actor->account_id,
                     ending->answer, ending->id, ending->owner) != 0)
        return CLAIM_FAILED;
    return database_changed(database) > 0 ? CLAIM_DONE : CLAIM_MISSING;
}

static enum claim_result end_claim(const struct store *store, const struct actor *actor,
                                   const struct audit_entry *record,
                                   const struct claim_ending *ending)
{
    if (database_begin(store->database) != 0)
        return CLAIM_FAILED;
    return finish_claim(store, actor, record, end_claim_row(store, actor, ending));
}

enum claim_result claim_withdraw(const struct store *store, const struct actor *actor, uint64_t id)
{
    const struct audit_entry record = {.act = AUDIT_CLAIM_WITHDRAW,
                                       .about_id = actor->account_id,
                                       .subject = subject_of_claim(store->arena, id)};
    const struct claim_ending ending = {id, CLAIM_WITHDRAWN, "", actor->account_id};

    return end_claim(store, actor, &record, &ending);
}

enum claim_result claim_decline(const struct store *store, const struct actor *actor, uint64_t id,
                                const char *answer)
{
    const struct audit_entry record = {.act = AUDIT_CLAIM_DECLINE,
                                       .subject = subject_of_claim(store->arena, id),
                                       .reason = answer};
    const struct claim_ending ending = {id, CLAIM_DECLINED, answer, 0};

    return end_claim(store, actor, &record, &ending);
}

enum merge_result claim_accept(const struct store *store, const struct roles *roles,
                               const struct actor *actor, const struct claim *claim,
                               const struct claim_answer *answer)
{
    const struct account_merging merging = {.from_id = claim->author_id,
                                            .into_id = claim->account_id,
                                            .reason = arena_format(store->arena,
                                                                   "claim %" PRIu64 ": %s",
                                                                   claim->id, answer->text),
                                            .seen = answer->seen};
    struct merge_move move;
    enum merge_result result;

    if (database_begin(store->database) != 0)
        return MERGE_FAILED;
    result = merge_within(store, roles, actor, &merging, &move);
    if (result == MERGE_DONE) {
        const struct claim_ending ending = {claim->id, CLAIM_ACCEPTED, answer->text, 0};
        enum claim_result decided = end_claim_row(store, actor, &ending);

        if (decided != CLAIM_DONE)
            result = decided == CLAIM_MISSING ? MERGE_CHANGED : MERGE_FAILED;
    }
    return merge_finish(&move, result);
}
