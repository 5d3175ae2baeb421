#include "talk/import/batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "talk/markup.h"

#define TRIES 8 /* of a batch that is in the way of another transaction */

/* Lines behind a position of the primary key, with what is there already: the comment (e), its
 * parent (p), or the thread of the line that is its parent. */
STATEMENT(IMPORT_BATCH, "usiuusiusisu", "ussssisuisbuuutibuuuuuusiuu",
          "SELECT STRAIGHT_JOIN s.line, s.external_id, s.parent, s.thread, s.author, s.created,"
          " s.title, s.board_id, s.score, s.body, s.hash, e.id, e.thread_id, e.parent_id,"
          " e.created, e.imported_score, e.imported_hash, p.id, p.thread_id, p.room_id,"
          " p.segment_id, p.root_id, p.level, IF(p.id IS NULL, (SELECT x.thread FROM import_line x"
          " FORCE INDEX (external) WHERE x.source_id = s.source_id AND x.external_id = s.parent"
          " LIMIT 1), NULL), s.ordering, s.depth, s.stand_in"
          " FROM import_line s FORCE INDEX (PRIMARY)"
          " LEFT JOIN comment e ON e.source_id = s.source_id AND e.external_id = s.external_id"
          " LEFT JOIN comment p ON p.source_id = s.source_id AND p.external_id = s.parent"
          " WHERE s.source_id = ?"
          " AND ((s.thread = ? AND s.ordering = ? AND s.depth = ? AND s.line > ?)"
          " OR (s.thread = ? AND s.ordering = ? AND s.depth > ?)"
          " OR (s.thread = ? AND s.ordering > ?) OR s.thread > ?)"
          " ORDER BY s.thread, s.ordering, s.depth, s.line LIMIT ?");
STATEMENT_SET(import_batch_statements, &IMPORT_BATCH);

/* How far the import is: the next batch begins behind this position. */
struct position {
    char thread[IMPORT_ID_MOST * 4 + 1];
    int64_t ordering;
    uint64_t depth;
    uint64_t line;
};

static void read_line(struct import_item *item, const struct rows *rows)
{
    item->number = rows_u64(rows, 0);
    item->line = (struct import_line){
        .id = rows_text(rows, 1),
        .parent = rows_text(rows, 2),
        .thread = rows_text(rows, 3),
        .author = rows_text(rows, 4),
        .created = rows_i64(rows, 5),
        .title = rows_text(rows, 6),
        .score = rows_i64(rows, 8),
        .body = rows_text(rows, 9),
    };
    item->board_id = rows_u64(rows, 7);
    memcpy(item->line.hash, rows_bytes(rows, 10), sizeof item->line.hash);
}

static void read_item(struct import_item *item, const struct rows *rows)
{
    read_line(item, rows);
    item->comment = (struct comment){
        .id = rows_u64(rows, 11),
        .thread_id = rows_u64(rows, 12),
        .parent_id = rows_u64(rows, 13),
        .created = rows_instant(rows, 14),
    };
    item->imported_score = rows_i64(rows, 15);
    item->same = !rows_null(rows, 16) && rows_length(rows, 16) == sizeof item->line.hash &&
                 memcmp(rows_bytes(rows, 16), item->line.hash, sizeof item->line.hash) == 0;
    item->parent = (struct comment){
        .id = rows_u64(rows, 17),
        .thread_id = rows_u64(rows, 18),
        .room_id = rows_u64(rows, 19),
        .segment_id = rows_u64(rows, 20),
        .root_id = rows_u64(rows, 21),
        .level = rows_u64(rows, 22),
    };
    item->staged_parent_thread = rows_text(rows, 23);
    item->ordering = rows_i64(rows, 24);
    item->depth = rows_u64(rows, 25);
    item->stand_in = rows_u64(rows, 26) == 1;
}

/* Renders what has to be written, and returns how many bytes it comes to. */
static size_t render(struct arena *arena, struct import_item *item)
{
    if (item->comment.id != 0 && item->same)
        return 0;
    item->html = markup_html(arena, item->line.body, NULL);
    return strlen(item->line.body) + strlen(item->html);
}

/* Reads the lines behind AT into BATCH. 0 or -1. */
static int read_batch(struct import_batch *batch, const struct position *at)
{
    struct import_job *job = batch->job;
    struct rows *rows = database_query(job->database, job->arena, &IMPORT_BATCH, job->source_id,
                                       at->thread, at->ordering, at->depth, at->line, at->thread,
                                       at->ordering, at->depth, at->thread, at->ordering,
                                       at->thread, (uint64_t)IMPORT_BATCH_LINES);
    size_t bytes = 0, most;

    if (rows == NULL)
        return -1;
    most = rows_count(rows) + 1;
    batch->items = arena_alloc(job->arena, most * sizeof *batch->items);
    batch->by_id = arena_alloc(job->arena, most * sizeof(struct import_item *));
    batch->added = arena_alloc(job->arena, most * sizeof(struct import_item *));
    batch->threads = arena_alloc(job->arena, most * sizeof *batch->threads);
    batch->entries = arena_alloc(job->arena, 2 * most * sizeof *batch->entries);
    while (bytes < IMPORT_BATCH_BYTES && rows_next(rows)) {
        struct import_item *item = &batch->items[batch->count++];

        read_item(item, rows);
        bytes += render(job->arena, item);
    }
    return 0;
}

/* Lists the threads; the lines are in their order. */
static void list_threads(struct import_batch *batch)
{
    struct import_thread *thread = NULL;

    for (size_t i = 0; i < batch->count; i++) {
        struct import_item *item = &batch->items[i];

        if (thread == NULL || strcmp(thread->external_id, item->line.thread) != 0) {
            thread = &batch->threads[batch->thread_count++];
            thread->external_id = item->line.thread;
        }
        item->thread = thread;
    }
}

/* The transaction of a batch, up to its commit. 0 or -1. */
static int batch_within(struct import_batch *batch, const struct position *at)
{
    if (read_batch(batch, at) != 0)
        return -1;
    list_threads(batch);
    if (batch->count == 0)
        return 0;
    if (import_threads_read(batch) != 0)
        return -1;
    import_judge(batch);
    return import_write(batch);
}

/* Counts what became of a batch's lines, now that it is certain. */
static void settle(const struct import_batch *batch, struct position *at)
{
    struct import_job *job = batch->job;
    const struct import_item *last = &batch->items[batch->count - 1];
    uint64_t of[IMPORT_REJECTED + 1] = {0};

    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].stand_in)
            continue;
        of[batch->items[i].state]++;
        if (batch->items[i].state == IMPORT_REJECTED)
            import_reject(job, batch->items[i].number, batch->items[i].reason);
    }
    job->counts->added += of[IMPORT_ADDED];
    job->counts->changed += of[IMPORT_CHANGED];
    job->counts->unchanged += of[IMPORT_UNCHANGED];
    job->decided += batch->count;
    snprintf(at->thread, sizeof at->thread, "%s", last->line.thread);
    at->ordering = last->ordering;
    at->depth = last->depth;
    at->line = last->number;
    import_progress(job, IMPORT_WRITING, job->decided, job->waiting);
}

/* Tries once. 1, 0 where there are no more lines, -1 on failure. */
static int try_batch(struct import_batch *batch, struct position *at)
{
    struct import_job *job = batch->job;

    arena_reset(job->arena);
    if (database_begin(job->database) != 0)
        return -1;
    if (batch_within(batch, at) != 0) {
        database_rollback(job->database);
        return -1;
    }
    if (journal_commit(job->database, job->shared, batch->entries, batch->entry_count) != 0)
        return -1;
    fault_point("import-written");
    if (batch->count > 0)
        settle(batch, at);
    return batch->count > 0;
}

/* Deals with the next lines; the same results. */
static int next_batch(struct import_job *job, struct position *at)
{
    for (int i = 0; i < TRIES; i++) {
        struct import_batch batch = {.job = job};
        int result = try_batch(&batch, at);

        if (result >= 0)
            return result;
        if (database_failure(job->database) != DATABASE_CONFLICT)
            break;
    }
    log_error("import: what comes after line %" PRIu64 " could not be written", at->line);
    return -1;
}

int import_batches(struct import_job *job)
{
    struct position at = {.ordering = INT64_MIN};
    int more;

    while ((more = next_batch(job, &at)) > 0)
        ;
    return more;
}
