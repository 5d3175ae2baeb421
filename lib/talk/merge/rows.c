/* Whoever votes locks the comment before the vote (talk/comment.c), and so does this. A comment has at most one
 * vote that is dropped: either both voted for another's, or one of them for the other's own. */
#include "talk/merge/rows.h"

SIGNATURE(two, PARAMETERS(id(merge), id(from), id(into)), COLUMNS());
SIGNATURE(one, PARAMETERS(id(merge)), COLUMNS());

STATEMENT(VOTED_HOLD, PARAMETERS(id(from), id(into), again(from)), COLUMNS(id(id)),
          "SELECT c.id FROM (SELECT comment_id FROM rating WHERE account_id = ?"
          " UNION SELECT o.comment_id FROM comment w JOIN rating o ON o.account_id = ?"
          " AND o.comment_id = w.id WHERE w.author_id = ?) v"
          " STRAIGHT_JOIN comment c ON c.id = v.comment_id ORDER BY c.id FOR UPDATE");
STATEMENT(VOTES_MOVED, PARAMETERS(id(merge), id(into), id(from), again(into), again(from)),
          COLUMNS(),
          "INSERT INTO merged_vote (merge_id, account_id, comment_id, thread_id, value, created,"
          " dropped) SELECT ?, r.account_id, r.comment_id, r.thread_id, r.value, r.created,"
          " o.account_id IS NOT NULL OR c.author_id IN (?, ?) FROM rating r"
          " JOIN comment c ON c.id = r.comment_id"
          " LEFT JOIN rating o ON o.account_id = ? AND o.comment_id = r.comment_id"
          " WHERE r.account_id = ?");
/* The other's votes for what becomes their own. */
STATEMENT_OF(two, VOTES_FOR_OWN,
             "INSERT INTO merged_vote (merge_id, account_id, comment_id, thread_id, value, created,"
             " dropped) SELECT ?, r.account_id, r.comment_id, r.thread_id, r.value, r.created, 1"
             " FROM (SELECT id FROM comment WHERE author_id = ?) c"
             " JOIN rating r ON r.account_id = ? AND r.comment_id = c.id");
STATEMENT_OF(one, SCORES_DROP,
             "UPDATE merged_vote v JOIN comment c ON c.id = v.comment_id"
             " SET c.score = c.score - v.value WHERE v.merge_id = ? AND v.dropped = 1");
STATEMENT_OF(one, VOTES_DROP,
             "DELETE r FROM merged_vote v STRAIGHT_JOIN rating r ON r.account_id = v.account_id"
             " AND r.comment_id = v.comment_id WHERE v.merge_id = ? AND v.dropped = 1");
STATEMENT(VOTES_GIVE, PARAMETERS(id(to), id(merge), id(whose)), COLUMNS(),
          "UPDATE merged_vote v STRAIGHT_JOIN rating r ON r.comment_id = v.comment_id"
          " SET r.account_id = ? WHERE v.merge_id = ? AND v.dropped = 0 AND r.account_id = ?");
STATEMENT_OF(one, VOTES_MARK,
             "UPDATE merged_vote v LEFT JOIN rating r ON r.account_id = v.account_id"
             " AND r.comment_id = v.comment_id SET v.returned = r.account_id IS NULL"
             " WHERE v.merge_id = ? AND v.dropped = 1");
STATEMENT_OF(one, VOTES_RETURN,
             "INSERT INTO rating (account_id, comment_id, thread_id, value, created)"
             " SELECT account_id, comment_id, thread_id, value, created FROM merged_vote"
             " WHERE merge_id = ? AND returned = 1");
STATEMENT_OF(one, SCORES_RETURN,
             "UPDATE merged_vote v JOIN comment c ON c.id = v.comment_id"
             " SET c.score = c.score + v.value WHERE v.merge_id = ? AND v.returned = 1");
STATEMENT(VOTES_HELD, PARAMETERS(id(merge)), COLUMNS(id(id)),
          "SELECT c.id FROM merged_vote v JOIN comment c ON c.id = v.comment_id"
          " WHERE v.merge_id = ? ORDER BY c.id FOR UPDATE");

STATEMENT(COMMENTS_KEEP, PARAMETERS(id(merge), id(from)), COLUMNS(),
          "INSERT INTO merged_comment (merge_id, comment_id)"
          " SELECT ?, id FROM comment WHERE author_id = ?");
STATEMENT(THREADS_KEEP, PARAMETERS(id(merge), id(from)), COLUMNS(),
          "INSERT INTO merged_thread (merge_id, thread_id)"
          " SELECT ?, id FROM thread WHERE author_id = ?");
/* What both sent alike is told apart by their keys no more. */
STATEMENT(COMMENTS_GIVE, PARAMETERS(id(to), again(to), id(merge), id(whose)), COLUMNS(),
          "UPDATE merged_comment m STRAIGHT_JOIN comment c ON c.id = m.comment_id"
          " LEFT JOIN comment o ON o.author_id = ? AND o.once_hash = c.once_hash"
          " SET c.once_hash = IF(o.id IS NULL, c.once_hash, NULL), c.author_id = ?"
          " WHERE m.merge_id = ? AND c.author_id = ?");
STATEMENT(THREADS_GIVE, PARAMETERS(id(to), id(merge), id(whose)), COLUMNS(),
          "UPDATE merged_thread m STRAIGHT_JOIN thread t ON t.id = m.thread_id"
          " SET t.author_id = ? WHERE m.merge_id = ? AND t.author_id = ?");
/* No installation asks a newcomer for more (Limits.Newcomer.Posts). */
STATEMENT(POSTS_COUNT, PARAMETERS(id(account), again(account)), COLUMNS(),
          "UPDATE account SET posts = (SELECT COUNT(*) FROM (SELECT 1 FROM comment"
          " WHERE author_id = ? AND state = 0 LIMIT 1000) c) WHERE id = ? AND source_id = 0");

/* Each comment with another score, and a vote of either, by which their own votes are read anew. */
STATEMENT(VOTES_TOLD, PARAMETERS(id(merge), again(merge)),
          COLUMNS(id(account_id), id(comment_id), id(thread_id), id(site_id), id(game_id),
                  text(subject)),
          "SELECT v.account_id, v.comment_id, v.thread_id, t.site_id, t.game_id, t.subject"
          " FROM merged_vote v JOIN thread t ON t.id = v.thread_id WHERE v.merge_id = ?"
          " AND (v.dropped = 1 OR v.comment_id = (SELECT MIN(comment_id) FROM merged_vote"
          " WHERE merge_id = ?))");
STATEMENT_SET(merge_rows_statements, &VOTED_HOLD, &VOTES_MOVED, &VOTES_FOR_OWN, &SCORES_DROP,
              &VOTES_DROP, &VOTES_GIVE, &VOTES_MARK, &VOTES_RETURN, &SCORES_RETURN, &VOTES_HELD,
              &COMMENTS_KEEP, &THREADS_KEEP, &COMMENTS_GIVE, &THREADS_GIVE, &POSTS_COUNT,
              &VOTES_TOLD);

static int append_told(struct merge_move *move, const struct journal_entry *entry)
{
    move->entries[move->entry_count] = *entry;
    return journal_append(move->store->database, &move->entries[move->entry_count++]);
}

/* Pages show other names, other scores, and to the two other votes of their own. */
static int tell(struct merge_move *move)
{
    const struct store *store = move->store;
    struct VOTES_TOLD_rows *rows =
        database_query(store->database, store->arena, &VOTES_TOLD, move->id);
    const struct VOTES_TOLD_row *row;

    if (rows == NULL)
        return -1;
    move->entries = arena_alloc(store->arena, (2 * rows_count(rows) + 2) * sizeof *move->entries);
    while ((row = rows_next(rows)) != NULL) {
        struct journal_entry entry = {.kind = JOURNAL_RATING,
                                      .site_id = row->site_id,
                                      .game_id = row->game_id,
                                      .thread_id = row->thread_id,
                                      .comment_id = row->comment_id,
                                      .account_id = move->into_id,
                                      .subject = row->subject};

        if (append_told(move, &entry) != 0)
            return -1;
    }
    return append_told(move, &(struct journal_entry){.kind = JOURNAL_ACCOUNT,
                                                     .account_id = move->from_id}) == 0 &&
                   append_told(move, &(struct journal_entry){.kind = JOURNAL_NAME,
                                                             .account_id = move->into_id}) == 0
               ? 0
               : -1;
}

static int move_votes(struct merge_move *move)
{
    const struct store *store = move->store;
    struct database *database = store->database;
    const uint64_t id = move->id, from = move->from_id, into = move->into_id;

    if (database_query(database, store->arena, &VOTED_HOLD, from, into) == NULL ||
        database_run(database, &VOTES_MOVED, id, into, from) != 0)
        return -1;
    move->votes = database_changed(database);
    return database_run(database, &VOTES_FOR_OWN, id, from, into) == 0 &&
                   database_run(database, &SCORES_DROP, id) == 0 &&
                   database_run(database, &VOTES_DROP, id) == 0 &&
                   database_run(database, &VOTES_GIVE, into, id, from) == 0
               ? 0
               : -1;
}

int merge_rows_move(struct merge_move *move)
{
    struct database *database = move->store->database;
    const uint64_t id = move->id, from = move->from_id, into = move->into_id;

    if (move_votes(move) != 0 || database_run(database, &COMMENTS_KEEP, id, from) != 0)
        return -1;
    move->comments = database_changed(database);
    return database_run(database, &COMMENTS_GIVE, into, id, from) == 0 &&
                   database_run(database, &THREADS_KEEP, id, from) == 0 &&
                   database_run(database, &THREADS_GIVE, into, id, from) == 0 &&
                   database_run(database, &POSTS_COUNT, into) == 0
               ? tell(move)
               : -1;
}

int merge_rows_return(struct merge_move *move)
{
    const struct store *store = move->store;
    struct database *database = store->database;
    const uint64_t id = move->id, from = move->from_id, into = move->into_id;

    return database_query(database, store->arena, &VOTES_HELD, id) != NULL &&
                   database_run(database, &COMMENTS_GIVE, from, id, into) == 0 &&
                   database_run(database, &THREADS_GIVE, from, id, into) == 0 &&
                   database_run(database, &VOTES_GIVE, from, id, into) == 0 &&
                   database_run(database, &VOTES_MARK, id) == 0 &&
                   database_run(database, &VOTES_RETURN, id) == 0 &&
                   database_run(database, &SCORES_RETURN, id) == 0 &&
                   database_run(database, &POSTS_COUNT, into) == 0 &&
                   database_run(database, &POSTS_COUNT, from) == 0
               ? tell(move)
               : -1;
}
