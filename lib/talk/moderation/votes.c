/* Whoever votes locks the comment before the vote is read (comment.c); so does an act, in the order
 * of ids, and reads the votes that it keeps behind that. */
#include "talk/moderation/votes.h"

#include "talk/thread.h"

STATEMENT(VOTES_COUNT,
          PARAMETERS(id(account), instant(since), id(site), id(game), text(hidden), number(limit)),
          COLUMNS(number(count)),
          "SELECT COUNT(*) FROM (SELECT r.comment_id FROM rating r JOIN thread t"
          " ON t.id = r.thread_id WHERE r.account_id = ? AND r.created >= ? AND " THREAD_SEEN_SQL
          " AND " THREAD_NOT_HIDDEN_SQL " LIMIT ?) x");
STATEMENT(VOTES_FIND,
          PARAMETERS(id(account), instant(since), id(site), id(game), text(hidden), number(limit)),
          COLUMNS(id(comment_id)),
          "SELECT r.comment_id FROM rating r JOIN thread t ON t.id = r.thread_id"
          " WHERE r.account_id = ? AND r.created >= ? AND " THREAD_SEEN_SQL
          " AND " THREAD_NOT_HIDDEN_SQL " ORDER BY r.comment_id LIMIT ?");
STATEMENT(VOTES_OF_ACT, PARAMETERS(id(act), number(limit)), COLUMNS(id(comment_id)),
          "SELECT comment_id FROM moderated_vote WHERE act_id = ? ORDER BY comment_id LIMIT ?");
#define VOTED_IDS_SQL "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
STATEMENT(VOTES_LOCK, PARAMETERS(text(ids)), COLUMNS(id(id)),
          "SELECT c.id FROM " VOTED_IDS_SQL " STRAIGHT_JOIN comment c ON c.id = j.id FOR UPDATE");
STATEMENT(
    VOTES_KEEP, PARAMETERS(id(act), text(ids), id(account)), COLUMNS(),
    "INSERT INTO moderated_vote (act_id, account_id, comment_id, thread_id, value, created)"
    " SELECT ?, r.account_id, r.comment_id, r.thread_id, r.value, r.created FROM " VOTED_IDS_SQL
    " STRAIGHT_JOIN rating r ON r.account_id = ? AND r.comment_id = j.id");
STATEMENT(VOTES_DROP, PARAMETERS(id(act)), COLUMNS(),
          "DELETE r FROM moderated_vote v STRAIGHT_JOIN rating r ON r.account_id = v.account_id"
          " AND r.comment_id = v.comment_id WHERE v.act_id = ?");
STATEMENT(VOTES_MARK, PARAMETERS(id(act)), COLUMNS(),
          "UPDATE moderated_vote v LEFT JOIN rating r ON r.account_id = v.account_id"
          " AND r.comment_id = v.comment_id SET v.returned = r.account_id IS NULL"
          " WHERE v.act_id = ?");
STATEMENT(VOTES_RETURN, PARAMETERS(id(act)), COLUMNS(),
          "INSERT INTO rating (account_id, comment_id, thread_id, value, created)"
          " SELECT account_id, comment_id, thread_id, value, created FROM moderated_vote"
          " WHERE act_id = ? AND returned = 1");
STATEMENT(VOTES_SCORE, PARAMETERS(integer(sign), id(act), integer(returned)), COLUMNS(),
          "UPDATE moderated_vote v JOIN comment c ON c.id = v.comment_id"
          " SET c.score = c.score + ? * v.value WHERE v.act_id = ? AND v.returned = ?");
STATEMENT(VOTES_CHANGED, PARAMETERS(id(act), integer(returned)),
          COLUMNS(id(account_id), id(comment_id), id(thread_id), id(site_id), id(game_id),
                  text(subject)),
          "SELECT v.account_id, v.comment_id, v.thread_id, t.site_id, t.game_id, t.subject"
          " FROM moderated_vote v JOIN thread t ON t.id = v.thread_id"
          " WHERE v.act_id = ? AND v.returned = ? ORDER BY v.comment_id");
STATEMENT(VOTES_SET, PARAMETERS(number(votes), id(act)), COLUMNS(),
          "UPDATE moderation_act SET votes = ? WHERE id = ?");
STATEMENT_SET(votes_statements, &VOTES_COUNT, &VOTES_FIND, &VOTES_OF_ACT, &VOTES_LOCK, &VOTES_KEEP,
              &VOTES_DROP, &VOTES_MARK, &VOTES_RETURN, &VOTES_SCORE, &VOTES_CHANGED, &VOTES_SET);

int votes_count(const struct subject_place *place, uint64_t account_id, int64_t since,
                uint64_t *count)
{
    const struct VOTES_COUNT_row *row =
        database_row(place->database, place->arena, &VOTES_COUNT, account_id, since, place->site_id,
                     place->game_id, reader_hidden(&place->reader, place->arena),
                     ACT_VOTES_MAX + 1);

    if (row == NULL)
        return -1;
    *count = row->count;
    return 0;
}

/* A journal row for each comment whose score changed: a rating of the account's. */
static enum act_result keep_entries(struct removal *removal, uint64_t act_id, bool returned)
{
    const struct store *store = removal->moderator->store;
    struct VOTES_CHANGED_rows *rows =
        database_query(store->database, store->arena, &VOTES_CHANGED, act_id, returned);
    const struct VOTES_CHANGED_row *row;

    if (rows == NULL)
        return ACT_FAILED;
    removal->ratings = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *removal->ratings);
    while ((row = rows_next(rows)) != NULL)
        removal->ratings[removal->act.votes++] = (struct journal_entry){
            .kind = JOURNAL_RATING,
            .site_id = row->site_id,
            .game_id = row->game_id,
            .thread_id = row->thread_id,
            .comment_id = row->comment_id,
            .account_id = row->account_id,
            .subject = row->subject,
        };
    return database_run(store->database, &VOTES_SET, removal->act.votes, removal->act.id) == 0
               ? ACT_DONE
               : ACT_FAILED;
}

static int lock_voted(const struct store *store, const char *ids)
{
    return database_query(store->database, store->arena, &VOTES_LOCK, ids) != NULL ? 0 : -1;
}

/* Takes the account's votes on these comments. */
static enum act_result take(struct removal *removal, uint64_t account_id, const char *ids)
{
    const struct store *store = removal->moderator->store;
    uint64_t act_id = removal->act.id;

    if (lock_voted(store, ids) != 0 ||
        database_run(store->database, &VOTES_KEEP, act_id, ids, account_id) != 0 ||
        database_run(store->database, &VOTES_SCORE, -1, act_id, 0) != 0 ||
        database_run(store->database, &VOTES_DROP, act_id) != 0)
        return ACT_FAILED;
    return keep_entries(removal, act_id, false);
}

enum act_result votes_take(const struct subject_place *place, struct removal *removal,
                           const struct act_choice *choice)
{
    struct VOTES_FIND_rows *rows =
        database_query(place->database, place->arena, &VOTES_FIND, choice->author_id, choice->since,
                       place->site_id, place->game_id, reader_hidden(&place->reader, place->arena),
                       ACT_VOTES_MAX + 1);
    const struct VOTES_FIND_row *row;
    uint64_t *ids;
    size_t count = 0;

    if (rows == NULL)
        return ACT_FAILED;
    if (rows_count(rows) > ACT_VOTES_MAX && !choice->some)
        return ACT_TOO_MANY;
    ids = arena_alloc(place->arena, (rows_count(rows) + 1) * sizeof *ids);
    while (count < ACT_VOTES_MAX && (row = rows_next(rows)) != NULL)
        ids[count++] = row->comment_id;
    return count > 0 ? take(removal, choice->author_id, selection_ids(place->arena, ids, count))
                     : ACT_DONE;
}

/* The comments of an act's votes, for a statement, and how many they are. NULL on failure. */
static const char *voted_in(const struct store *store, uint64_t act_id, size_t *count)
{
    struct VOTES_OF_ACT_rows *rows =
        database_query(store->database, store->arena, &VOTES_OF_ACT, act_id, ACT_VOTES_MAX);
    const struct VOTES_OF_ACT_row *row;
    uint64_t *ids;

    *count = 0;
    if (rows == NULL)
        return NULL;
    ids = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *ids);
    while ((row = rows_next(rows)) != NULL)
        ids[(*count)++] = row->comment_id;
    return selection_ids(store->arena, ids, *count);
}

/* Gives back what the act TAKER took, on these comments. */
static enum act_result give_back(struct removal *removal, uint64_t taker, const char *ids)
{
    const struct store *store = removal->moderator->store;
    struct database *database = store->database;

    if (lock_voted(store, ids) != 0 || database_run(database, &VOTES_MARK, taker) != 0 ||
        database_run(database, &VOTES_RETURN, taker) != 0 ||
        database_run(database, &VOTES_SCORE, 1, taker, 1) != 0)
        return ACT_FAILED;
    return keep_entries(removal, taker, true);
}

enum act_result votes_undo(struct removal *removal, const struct act *undone)
{
    const struct store *store = removal->moderator->store;
    size_t taken;
    const char *ids = voted_in(store, undone->id, &taken);

    /* Who takes keeps what it took; who gave back has what the one before took. */
    if (ids != NULL && taken == 0)
        ids = voted_in(store, undone->undoes_id, &taken);
    else if (ids != NULL)
        return give_back(removal, undone->id, ids);
    return ids != NULL ? take(removal, undone->about_id, ids) : ACT_FAILED;
}
