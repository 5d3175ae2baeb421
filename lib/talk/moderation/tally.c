#include "talk/moderation/tally.h"

#include "store/database.h"

/* What is the last one now, and whether any is left. */
STATEMENT(THREAD_LAST, PARAMETERS(id(thread), again(thread)), COLUMNS(),
          "UPDATE thread t LEFT JOIN comment l ON l.id = (SELECT d.id FROM comment d"
          " WHERE d.thread_id = ? AND d.state = 0 ORDER BY d.created DESC, d.id DESC LIMIT 1)"
          " SET t.hidden = l.id IS NULL, t.last_comment_id = l.id,"
          " t.activity = COALESCE(l.created, t.created) WHERE t.id = ?");
/* What opened it counts whether it is shown or not. */
STATEMENT(THREAD_RECOUNT, PARAMETERS(id(thread), again(thread)), COLUMNS(),
          "UPDATE thread SET comments = (SELECT COUNT(*) FROM comment WHERE thread_id = ?"
          " AND (state = 0 OR level = 0)) WHERE id = ?");
STATEMENT(TALLY_CHANGE, PARAMETERS(integer(threads), integer(comments), id(board), again(board)),
          COLUMNS(),
          "UPDATE board_tally SET threads = threads + ?, comments = comments + ?, last_comment_id ="
          " (SELECT t.last_comment_id FROM thread t WHERE t.board_id = ? AND t.hidden = 0"
          " ORDER BY t.activity DESC, t.id DESC LIMIT 1) WHERE board_id = ?");
STATEMENT_SET(tally_statements, &THREAD_LAST, &THREAD_RECOUNT, &TALLY_CHANGE);

int tally_change(const struct store *store, uint64_t board_id, int64_t threads, int64_t comments)
{
    if (board_id == 0)
        return 0;
    return database_run(store->database, &TALLY_CHANGE, threads, comments, board_id);
}

int tally_last(const struct store *store, uint64_t thread_id)
{
    return database_run(store->database, &THREAD_LAST, thread_id);
}

int tally_thread(const struct store *store, uint64_t thread_id)
{
    if (database_run(store->database, &THREAD_RECOUNT, thread_id) != 0)
        return -1;
    return tally_last(store, thread_id);
}
