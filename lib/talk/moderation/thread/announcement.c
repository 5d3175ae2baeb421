#include "talk/moderation/thread/announcement.h"

#include "base/clock.h"
#include "store/journal.h"
#include "talk/thread.h"

#define ENDED_AT_ONCE 20

/* Those of hidden threads stand on no list. */
STATEMENT(ANNOUNCED_BESIDE, PARAMETERS(instant(now), id(site), id(thread), number(limit)),
          COLUMNS(id(id)),
          "SELECT id FROM thread FORCE INDEX (announced) WHERE announced > ? AND site_id = ?"
          " AND hidden = 0 AND id <> ? LIMIT ? FOR UPDATE");
STATEMENT(ANNOUNCED_PAST, PARAMETERS(instant(now), number(limit)),
          COLUMNS(id(id), id(site_id), id(board_id)),
          "SELECT id, site_id, board_id FROM thread FORCE INDEX (announced) WHERE announced <= ?"
          " LIMIT ?");
STATEMENT(ANNOUNCED_END, PARAMETERS(id(thread), instant(now)), COLUMNS(),
          "UPDATE thread SET announced = NULL WHERE id = ? AND announced <= ?");
STATEMENT_SET(announcement_statements, &ANNOUNCED_BESIDE, &ANNOUNCED_PAST, &ANNOUNCED_END);

int announcement_fits(const struct store *store, uint64_t site_id, uint64_t thread_id)
{
    struct ANNOUNCED_BESIDE_rows *rows = database_query(store->database, store->arena,
                                                        &ANNOUNCED_BESIDE, clock_now(), site_id,
                                                        thread_id, (uint64_t)ANNOUNCEMENTS_MAX);

    if (rows == NULL)
        return -1;
    return rows_count(rows) < ANNOUNCEMENTS_MAX;
}

/* Lists are kept until something moves their site: whose time is over has to be told. */
static int end_one(const struct store *store, const struct ANNOUNCED_PAST_row *row, int64_t now)
{
    struct journal_entry entry = {.kind = JOURNAL_TITLE,
                                  .site_id = row->site_id,
                                  .board_id = row->board_id,
                                  .thread_id = row->id};

    if (database_begin(store->database) != 0)
        return -1;
    if (database_run(store->database, &ANNOUNCED_END, row->id, now) == 0) {
        if (database_changed(store->database) == 0) {
            database_rollback(store->database); /* another host's follower did it */
            return 0;
        }
        if (journal_append(store->database, &entry) == 0)
            return journal_commit(store->database, store->shared, &entry, 1);
    }
    database_rollback(store->database);
    return -1;
}

int announcements_end(const struct store *store)
{
    const int64_t now = clock_now();
    struct ANNOUNCED_PAST_rows *rows =
        database_query(store->database, store->arena, &ANNOUNCED_PAST, now, ENDED_AT_ONCE);
    const struct ANNOUNCED_PAST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL)
        if (end_one(store, row, now) != 0)
            return -1;
    return 0;
}
