/* Discussions below pages bear their page's name in a column, as lists of threads must not ask a
 * game for each; so a rename has to reach them. It follows the journal, behind what readers wait
 * for. */
#include "lore/retitle.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "catalogue/game_number.h"
#include "lore/subject.h"

#define RETITLED_AT_ONCE 500 /* entries */

/* In the order of the index: of one change, by id. */
STATEMENT(RETITLE_CHANGED, PARAMETERS(id(game), id(journal), id(after), number(limit)),
          COLUMNS(number(count), id(last)),
          "SELECT COUNT(*), MAX(id) FROM (SELECT id FROM entry FORCE INDEX (changed)"
          " WHERE game_id = ? AND changed = ? AND id > ? ORDER BY id LIMIT ?) x");
STATEMENT(RETITLE_STALE, PARAMETERS(id(game), id(journal), id(after), id(last)),
          COLUMNS(id(id), id(game_id), text(subject), text(game)),
          "SELECT t.id, t.game_id, t.subject, g.name FROM entry e FORCE INDEX (changed)"
          " JOIN game g ON g.id = e.game_id"
          " JOIN thread t FORCE INDEX (game_subject) ON t.game_id = e.game_id"
          " AND t.subject IN (CONVERT(CONCAT(e.kind, ':', e.id) USING ascii),"
          " CONVERT(CONCAT('" MAP_KIND ":', e.id) USING ascii))"
          " WHERE e.game_id = ? AND e.changed = ? AND e.id > ? AND e.id <= ?"
          " AND BINARY t.title <> BINARY e.name");
STATEMENT(RETITLE, PARAMETERS(text(title), text(path), id(thread)), COLUMNS(),
          "UPDATE thread SET title = ?, path = ? WHERE id = ?");
STATEMENT_SET(retitle_statements, &RETITLE_CHANGED, &RETITLE_STALE, &RETITLE);

struct retitle {
    const struct store *store;
    const struct subjects *subjects;
};

/* The page that a thread stands on, as it is called now. 1, 0, -1. */
static int page_of_subject(struct retitle *job, const char *game, const char *subject,
                           struct subject_page *page)
{
    const struct subject_place place = {.subjects = job->subjects,
                                        .database = job->store->database,
                                        .arena = job->store->arena,
                                        .game = game};
    struct subject parsed;

    return subject_parse(subject, &parsed) ? subject_page(&place, &parsed, page) : 0;
}

/* Renames a thread, in a transaction with the row that tells of it. What another host's follower
 * has done meanwhile is done. 0, 1 when it is refused for good, -1 for now. */
static int write_title(struct retitle *job, const struct subject_page *page,
                       struct journal_entry *entry)
{
    bool same = false, refused;

    if (database_begin(job->store->database) == 0 &&
        database_run(job->store->database, &RETITLE, page->title, page->path, entry->thread_id) ==
            0) {
        same = database_changed(job->store->database) == 0;
        if (!same && journal_append(job->store->database, entry) == 0 &&
            journal_commit(job->store->database, job->store->shared, entry, 1) == 0)
            return 0;
    }
    refused = database_failure(job->store->database) == DATABASE_BROKEN;
    database_rollback(job->store->database);
    return same ? 0 : refused ? 1 : -1;
}

/* By the page as it is now and not as the row of the journal had it: of several renames the last
 * one counts, whichever row is followed. */
static int retitle(struct retitle *job, const struct RETITLE_STALE_row *row)
{
    struct journal_entry entry = {.kind = JOURNAL_TITLE,
                                  .thread_id = row->id,
                                  .game_id = row->game_id,
                                  .subject = row->subject};
    struct subject_page page;
    int found = page_of_subject(job, row->game, entry.subject, &page);

    if (found <= 0)
        return found;
    found = write_title(job, &page, &entry);
    /* What is refused is left out: everything behind it would wait for ever. */
    if (found > 0)
        log_warning("thread %" PRIu64 " keeps the old name of %s", entry.thread_id, entry.subject);
    return found < 0 ? -1 : 0;
}

int retitle_follow(const struct store *store, const struct subjects *subjects,
                   const struct journal_entry *row, uint64_t *after)
{
    struct retitle job = {store, subjects};
    const struct RETITLE_CHANGED_row *changed = database_row(store->database, store->arena,
                                                             &RETITLE_CHANGED, row->game_id,
                                                             row->id, *after, RETITLED_AT_ONCE);
    struct RETITLE_STALE_rows *rows;
    const struct RETITLE_STALE_row *stale;

    if (changed == NULL)
        return -1;
    if (changed->count == 0)
        return 0;
    rows = database_query(store->database, store->arena, &RETITLE_STALE, row->game_id, row->id,
                          *after, changed->last);
    if (rows == NULL)
        return -1;
    while ((stale = rows_next(rows)) != NULL)
        if (retitle(&job, stale) != 0)
            return -1;
    *after = changed->last;
    return changed->count == RETITLED_AT_ONCE;
}
