#include "talk/erasure/erasure.h"

#include "talk/moderation/selection.h"

#define TEXTS_AT_ONCE 1000

STATEMENT(ERASURE_REACH, PARAMETERS(id(account), again(account), again(account), again(account)),
          COLUMNS(number(comments), number(threads), number(votes), number(reports)),
          "SELECT (SELECT COUNT(*) FROM comment WHERE author_id = ?),"
          " (SELECT COUNT(*) FROM thread WHERE author_id = ?),"
          " (SELECT COUNT(*) FROM rating WHERE account_id = ?),"
          " (SELECT COUNT(*) FROM report WHERE account_id = ?)");
/* By the author's index, the newest first: what is empty is behind it. */
STATEMENT(TEXTS_LEFT, PARAMETERS(id(author), number(limit)), COLUMNS(id(id)),
          "SELECT id FROM comment WHERE author_id = ? AND (body <> '' OR html <> '')"
          " ORDER BY id DESC LIMIT ?");
#define TEXT_IDS_SQL "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
/* What a moderator removed or held back is the author's to have gone for good: nobody restores it. */
STATEMENT(TEXTS_EMPTY, PARAMETERS(text(ids), id(author)), COLUMNS(),
          "UPDATE " TEXT_IDS_SQL " STRAIGHT_JOIN comment c ON c.id = j.id"
          " SET c.body = '', c.html = '', c.once_hash = NULL, c.sent_hash = NULL,"
          " c.state = IF(c.state IN (1, 3), 2, c.state) WHERE c.author_id = ?");
STATEMENT(TEXTS_BEFORE_EMPTY, PARAMETERS(text(ids)), COLUMNS(),
          "UPDATE " TEXT_IDS_SQL " STRAIGHT_JOIN moderated_text m ON m.comment_id = j.id"
          " SET m.body_before = ''");
SIGNATURE(of_author, PARAMETERS(id(account)), COLUMNS());
/* Of threads in which nothing is shown any more; others' replies keep what they answer to. */
STATEMENT_OF(of_author, TITLES_EMPTY,
             "UPDATE thread SET title = '…' WHERE author_id = ? AND hidden = 1");
STATEMENT_OF(of_author, VOTES_FORGET, "DELETE FROM moderated_vote WHERE account_id = ?");
STATEMENT_OF(of_author, HELD_EMPTY,
             "UPDATE held_post SET state = IF(state = 0, 3, state), title = NULL, body = '',"
             " before_body = NULL, once_hash = NULL, sent_hash = NULL WHERE author_id = ?");
STATEMENT_OF(of_author, CLAIMS_FORGET, "DELETE FROM author_claim WHERE account_id = ?");
STATEMENT_SET(erasure_statements, &HELD_EMPTY, &CLAIMS_FORGET, &ERASURE_REACH, &TEXTS_LEFT,
              &TEXTS_EMPTY, &TEXTS_BEFORE_EMPTY, &TITLES_EMPTY, &VOTES_FORGET);

int erasure_reach(struct database *database, struct arena *arena, uint64_t account_id,
                  struct erasure_reach *reach)
{
    const struct ERASURE_REACH_row *row = database_row(database, arena, &ERASURE_REACH, account_id);

    if (row == NULL)
        return -1;
    *reach = (struct erasure_reach){row->comments, row->threads, row->votes, row->reports};
    return 0;
}

/* Withdraws what SITE shows, as its author could have done. */
static enum act_result withdraw(const struct store *store, const struct site *site,
                                const struct actor *actor)
{
    const struct subject_place place = {.database = store->database,
                                        .arena = store->arena,
                                        .site_id = site->id,
                                        .game_id = site->game_id};
    const struct act_choice choice = {.author_id = actor->account_id,
                                      .last = ACT_COMMENTS_MAX,
                                      .votes = true,
                                      .some = true};
    const struct moderator author = {.store = store, .actor = actor, .reason = ""};
    struct act_made made;

    return comments_moderate(&place, &author, ACT_REMOVE_OWN, &choice, &made);
}

/* The text of the next comments, in one transaction. 1, 0 nothing is left, or -1. */
static int empty_texts(const struct store *store, uint64_t account_id)
{
    struct database *database = store->database;
    struct TEXTS_LEFT_rows *rows =
        database_query(database, store->arena, &TEXTS_LEFT, account_id, TEXTS_AT_ONCE);
    const struct TEXTS_LEFT_row *row;
    const char *ids;
    uint64_t *list;
    size_t count = 0;

    if (rows == NULL)
        return -1;
    list = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[count++] = row->id;
    if (count == 0)
        return 0;
    ids = selection_ids(store->arena, list, count);
    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &TEXTS_BEFORE_EMPTY, ids) != 0 ||
        database_run(database, &TEXTS_EMPTY, ids, account_id) != 0) {
        database_rollback(database);
        return -1;
    }
    return database_commit(database) == 0 ? 1 : -1;
}

int erasure_step(const struct store *store, const struct sites *sites, const struct actor *actor)
{
    const struct site *site;
    int left;

    for (size_t i = 0; (site = site_at(sites, i)) != NULL; i++) {
        enum act_result result = withdraw(store, site, actor);

        if (result != ACT_NOTHING)
            return result == ACT_DONE ? 1 : -1;
    }
    left = empty_texts(store, actor->account_id);
    if (left != 0)
        return left;
    return database_run(store->database, &TITLES_EMPTY, actor->account_id) == 0 &&
                   database_run(store->database, &VOTES_FORGET, actor->account_id) == 0
               ? 0
               : -1;
}

int erasure_unpublished(const struct store *store, uint64_t account_id)
{
    return database_run(store->database, &HELD_EMPTY, account_id) == 0 &&
                   database_run(store->database, &CLAIMS_FORGET, account_id) == 0
               ? 0
               : -1;
}
