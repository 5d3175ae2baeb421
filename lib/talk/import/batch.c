/* Reads staged lines in their order, some hundred at a time, and writes each batch in one
 * transaction.
 *
 * The order is the table's primary key (thread, ordering, depth, line), so that a batch is a
 * range behind a position and nothing is sorted; parents are in an earlier batch or in the same
 * one. A batch ends by bytes, too, as rendered texts lie in memory until it is written. Counts
 * and reports are brought up to date only after the commit: a batch that lost a deadlock is
 * judged anew and must not have been counted. */
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
STATEMENT(
    IMPORT_BATCH,
    PARAMETERS(id(source), text(thread), integer(ordering), number(depth), number(line),
               again(thread), again(ordering), again(depth), again(thread), again(ordering),
               again(thread), number(limit)),
    COLUMNS(number(line), text(external_id), text(parent), text(thread), text(author),
            integer(created), text(title), id(board_id), integer(score), text(body), bytes(hash),
            id(comment_id), id(thread_id), id(parent_id), instant(comment_created),
            integer(imported_score), bytes(imported_hash), id(above_id), id(above_thread_id),
            id(above_branch_id), id(above_top_comment_id), id(above_root_id), number(above_level),
            text(staged_parent_thread), integer(ordering), number(depth), flag(stand_in)),
    "SELECT STRAIGHT_JOIN s.line, s.external_id, s.parent, s.thread, s.author, s.created,"
    " s.title, s.board_id, s.score, s.body, s.hash, e.id, e.thread_id, e.parent_id,"
    " e.created, e.imported_score, e.imported_hash, p.id, p.thread_id, p.branch_id,"
    " p.top_comment_id, p.root_id, p.level, IF(p.id IS NULL, (SELECT x.thread FROM import_line x"
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
    char thread[IMPORT_ID_MAX * 4 + 1];
    int64_t ordering;
    uint64_t depth;
    uint64_t line;
};

static void line_of_row(struct import_item *item, const struct IMPORT_BATCH_row *row)
{
    item->number = row->line;
    item->line = (struct import_line){
        .id = row->external_id,
        .parent = row->parent,
        .thread = row->thread,
        .author = row->author,
        .created = row->created,
        .title = row->title,
        .score = row->score,
        .body = row->body,
    };
    item->board_id = row->board_id;
    memcpy(item->line.hash, row->hash.data, sizeof item->line.hash);
}

/* What is here already comes with the line, by joins over unique keys: a batch is judged without
 * another query. */
static void item_of_row(struct import_item *item, const struct IMPORT_BATCH_row *row)
{
    line_of_row(item, row);
    item->comment = (struct comment){
        .id = row->comment_id,
        .thread_id = row->thread_id,
        .parent_id = row->parent_id,
        .created = row->comment_created,
    };
    item->imported_score = row->imported_score;
    item->same = row->imported_hash.data != NULL &&
                 row->imported_hash.length == sizeof item->line.hash &&
                 memcmp(row->imported_hash.data, item->line.hash, sizeof item->line.hash) == 0;
    item->parent = (struct comment){
        .id = row->above_id,
        .thread_id = row->above_thread_id,
        .branch_id = row->above_branch_id,
        .top_comment_id = row->above_top_comment_id,
        .root_id = row->above_root_id,
        .level = row->above_level,
    };
    item->staged_parent_thread = row->staged_parent_thread;
    item->ordering = row->ordering;
    item->depth = row->depth;
    item->stand_in = row->stand_in;
}

/* Renders what has to be written, and returns how many bytes it comes to. */
static size_t render_item(struct arena *arena, struct import_item *item)
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
    struct IMPORT_BATCH_rows *rows = database_query(job->database, job->arena, &IMPORT_BATCH,
                                                    job->source_id, at->thread, at->ordering,
                                                    at->depth, at->line, IMPORT_BATCH_LINES);
    const struct IMPORT_BATCH_row *row;
    size_t bytes = 0, max;

    if (rows == NULL)
        return -1;
    max = rows_count(rows) + 1;
    batch->items = arena_alloc(job->arena, max * sizeof *batch->items);
    batch->by_id = arena_alloc(job->arena, max * sizeof(struct import_item *));
    batch->added = arena_alloc(job->arena, max * sizeof(struct import_item *));
    batch->threads = arena_alloc(job->arena, 3 * max * sizeof *batch->threads);
    batch->entries = arena_alloc(job->arena, 2 * max * sizeof *batch->entries);
    while (bytes < IMPORT_BATCH_BYTES && (row = rows_next(rows)) != NULL) {
        struct import_item *item = &batch->items[batch->count++];

        item_of_row(item, row);
        bytes += render_item(job->arena, item);
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
        item->thread = item->home = thread;
    }
    batch->all_count = batch->thread_count;
}

/* The transaction of a batch, up to its commit. 0 or -1. */
static int batch_within(struct import_batch *batch, const struct position *at)
{
    if (read_batch(batch, at) != 0)
        return -1;
    list_threads(batch);
    if (batch->count == 0)
        return 0;
    if (import_threads_read(batch) != 0 || import_homes_read(batch) != 0)
        return -1;
    import_judge(batch);
    return batch->job->options->trial ? 0 : import_write(batch);
}

/* Counts what became of a batch's lines, now that it is certain. */
static void count_batch(const struct import_batch *batch, struct position *at)
{
    struct import_job *job = batch->job;
    const struct import_item *last = &batch->items[batch->count - 1];
    uint64_t of[IMPORT_REJECTED + 1] = {0};

    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].stand_in)
            continue;
        of[batch->items[i].state]++;
        if (job->options->trial && batch->items[i].state == IMPORT_REJECTED)
            text_map_put(&job->lost, NULL, arena_string(job->kept, batch->items[i].line.id), job);
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
    if (job->options->trial)
        database_rollback(job->database);
    else if (journal_commit(job->database, job->shared, batch->entries, batch->entry_count) != 0)
        return -1;
    fault_point("import-written");
    if (batch->count > 0)
        count_batch(batch, at);
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
