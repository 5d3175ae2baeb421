#include "lore/retitle.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "catalogue/game_number.h"
#include "lore/subject.h"

#define AT_ONCE 500 /* entries */

/* In the order of the index: of one change, by id. */
STATEMENT(RETITLE_CHANGED, "uuuu", "uU",
          "SELECT COUNT(*), MAX(id) FROM (SELECT id FROM entry FORCE INDEX (changed)"
          " WHERE game_id = ? AND changed = ? AND id > ? ORDER BY id LIMIT ?) x");
STATEMENT(RETITLE_STALE, "uuuu", "uuss",
          "SELECT t.id, t.site_id, t.subject, g.name FROM entry e FORCE INDEX (changed)"
          " JOIN game g ON g.id = e.game_id JOIN thread t FORCE INDEX (subject) ON t.site_id ="
          " (SELECT MIN(s.id) FROM site s WHERE s.game = g.name)"
          " AND t.subject IN (CONVERT(CONCAT(e.kind, ':', e.id) USING ascii),"
          " CONVERT(CONCAT('" MAP_KIND ":', e.id) USING ascii))"
          " WHERE e.game_id = ? AND e.changed = ? AND e.id > ? AND e.id <= ?"
          " AND BINARY t.title <> BINARY e.name");
STATEMENT(RETITLE, "ssu", "", "UPDATE thread SET title = ?, path = ? WHERE id = ?");
STATEMENT_SET(retitle_statements, &RETITLE_CHANGED, &RETITLE_STALE, &RETITLE);

struct retitle {
    struct database *database;
    struct shared *shared;
    struct arena *arena;
    const struct subjects *subjects;
};

/* The page that a thread stands on, as it is called now. 1, 0, -1. */
static int page_of(struct retitle *job, const char *game, const char *subject,
                   struct subject_page *page)
{
    const struct subject_place place = {.subjects = job->subjects,
                                        .database = job->database,
                                        .arena = job->arena,
                                        .game = game};
    struct subject parsed;

    return subject_parse(subject, &parsed) ? subject_page(&place, &parsed, page) : 0;
}

/* Renames a thread, in a transaction with the row that tells of it. What another host's follower has done
 * meanwhile is done. 0, 1 when it is refused for good, -1 for now. */
static int write_title(struct retitle *job, const struct subject_page *page,
                       struct journal_entry *told)
{
    bool same = false, refused;

    if (database_begin(job->database) == 0 &&
        database_run(job->database, &RETITLE, page->title, page->path, told->thread_id) == 0) {
        same = database_changed(job->database) == 0;
        if (!same && journal_append(job->database, told) == 0 &&
            journal_commit(job->database, job->shared, told, 1) == 0)
            return 0;
    }
    refused = database_failure(job->database) == DATABASE_BROKEN;
    database_rollback(job->database);
    return same ? 0 : refused ? 1 : -1;
}

static int retitle(struct retitle *job, const struct rows *rows)
{
    struct journal_entry told = {.kind = JOURNAL_TITLE,
                                 .thread_id = rows_u64(rows, 0),
                                 .site_id = rows_u64(rows, 1),
                                 .subject = rows_text(rows, 2)};
    struct subject_page page;
    int found = page_of(job, rows_text(rows, 3), told.subject, &page);

    if (found <= 0)
        return found;
    found = write_title(job, &page, &told);
    /* What is refused is left out: everything behind it would wait for ever. */
    if (found > 0)
        log_warning("thread %" PRIu64 " keeps the old name of %s", told.thread_id, told.subject);
    return found < 0 ? -1 : 0;
}

int retitle_follow(struct database *database, struct shared *shared, struct arena *arena,
                   const struct subjects *subjects, const struct journal_entry *row,
                   uint64_t *after)
{
    struct retitle job = {database, shared, arena, subjects};
    struct rows *rows = database_query(database, arena, &RETITLE_CHANGED, row->game_id, row->id,
                                       *after, (uint64_t)AT_ONCE);
    uint64_t count, last;

    if (rows == NULL || !rows_next(rows))
        return -1;
    count = rows_u64(rows, 0);
    last = rows_u64(rows, 1);
    if (count == 0)
        return 0;
    rows = database_query(database, arena, &RETITLE_STALE, row->game_id, row->id, *after, last);
    if (rows == NULL)
        return -1;
    while (rows_next(rows))
        if (retitle(&job, rows) != 0)
            return -1;
    *after = last;
    return count == AT_ONCE;
}
