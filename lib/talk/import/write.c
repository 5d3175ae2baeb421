/* What a batch writes, each sort of row by one statement whatever its number: ids first (a
 * sequence gives as many as are asked for), as comments name each other; then threads, comments,
 * and the counts of both in the end.
 *
 * Scores: what the source says and what people here voted are kept apart (imported_score), so
 * that a second import changes the score by the difference. */
#include "talk/import/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "store/bulk.h"

/* ---- threads ---- */

STATEMENT(
    IMPORT_THREADS, PARAMETERS(text(ids), id(source)),
    COLUMNS(text(external_id), id(id), id(site_id), id(board_id), id(opening_id),
            id(last_comment_id), instant(activity), flag(moved_from)),
    "SELECT t.external_id, t.id, t.site_id, t.board_id, t.opening_id, t.last_comment_id,"
    " t.activity, EXISTS (SELECT 1 FROM moderation_act a WHERE a.thread_id = t.id"
    " AND a.kind IN ('merge', 'split')) OR EXISTS (SELECT 1 FROM moderation_act o"
    " WHERE o.other_id = t.id AND o.kind IN ('merge', 'split')) FROM JSON_TABLE(?, '$[*]' COLUMNS (id " IMPORT_ID
    "'$[0]')) j"
    " STRAIGHT_JOIN thread t ON t.source_id = ? AND t.external_id = j.id FOR UPDATE");
STATEMENT(IMPORT_HOMES, PARAMETERS(text(ids)),
          COLUMNS(id(id), id(site_id), id(board_id), id(opening_id), id(last_comment_id),
                  instant(activity)),
          "SELECT t.id, t.site_id, t.board_id, t.opening_id, t.last_comment_id, t.activity"
          " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]')) j"
          " STRAIGHT_JOIN thread t ON t.id = j.id FOR UPDATE");
STATEMENT(IMPORT_THREADS_ADD, PARAMETERS(id(site), id(source), text(threads)), COLUMNS(),
          "INSERT INTO thread (site_id, source_id, external_id, board_id, title, author_id,"
          " created, activity) SELECT ?, ?, j.id, j.board_id, j.title, j.author_id,"
          " " IMPORT_CREATED ", " IMPORT_CREATED " FROM JSON_TABLE(?, '$[*]' COLUMNS"
          " (id " IMPORT_ID "'$[0]', board_id INT UNSIGNED PATH '$[1]', title " IMPORT_TITLE
          "'$[2]', author_id BIGINT UNSIGNED PATH '$[3]', created BIGINT PATH '$[4]')) j");
STATEMENT(IMPORT_THREADS_COUNT, PARAMETERS(text(threads)), COLUMNS(),
          "UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
          " added INT UNSIGNED PATH '$[1]', activity BIGINT PATH '$[2]',"
          " last_comment_id BIGINT UNSIGNED PATH '$[3]', opening_id BIGINT UNSIGNED PATH '$[4]')) j"
          " STRAIGHT_JOIN thread t ON t.id = j.id SET t.comments = t.comments + j.added,"
          " t.activity = " IMPORT_EPOCH " + INTERVAL j.activity MICROSECOND,"
          " t.last_comment_id = j.last_comment_id, t.opening_id = j.opening_id");

/* ---- comments ---- */

STATEMENT(IMPORT_IDS, PARAMETERS(text(items)), COLUMNS(id(id)),
          "SELECT NEXTVAL(comment_number) FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY)) j");
STATEMENT(
    IMPORT_COMMENTS_ADD, PARAMETERS(id(source), bytes(bodies), bytes(htmls), text(comments)),
    COLUMNS(),
    "INSERT INTO comment (source_id, id, external_id, thread_id, parent_id, branch_id,"
    " top_comment_id, root_id, level, author_id, created, score, imported_score, imported_hash,"
    " body, html) SELECT ?, j.id, j.external_id, j.thread_id, j.parent_id, j.branch_id,"
    " j.top_comment_id, j.root_id, j.level, j.author_id, " IMPORT_CREATED ", j.score, j.score,"
    " UNHEX(j.hash), " IMPORT_BODY ","
    " CONVERT(SUBSTRING(?, j.html_at, j.html_length) USING utf8mb4)"
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
    " external_id " IMPORT_ID "'$[1]', thread_id BIGINT UNSIGNED PATH '$[2]',"
    " parent_id BIGINT UNSIGNED PATH '$[3]', branch_id BIGINT UNSIGNED PATH '$[4]',"
    " top_comment_id BIGINT UNSIGNED PATH '$[5]', root_id BIGINT UNSIGNED PATH '$[6]',"
    " level INT UNSIGNED PATH '$[7]', author_id BIGINT UNSIGNED PATH '$[8]',"
    " created BIGINT PATH '$[9]', score INT PATH '$[10]', hash " IMPORT_HASH "'$[11]',"
    " body_at INT UNSIGNED PATH '$[12]', body_length INT UNSIGNED PATH '$[13]',"
    " html_at INT UNSIGNED PATH '$[14]', html_length INT UNSIGNED PATH '$[15]')) j");
STATEMENT(IMPORT_SCORE, PARAMETERS(integer(change), integer(imported), id(comment)), COLUMNS(),
          "UPDATE comment SET score = score + ?, imported_score = ? WHERE id = ?");
/* edited comes first, while body is still the old one. */
STATEMENT(IMPORT_TEXT,
          PARAMETERS(text(body), instant(edited), again(body), text(html), id(author),
                     instant(created), bytes(hash), id(comment)),
          COLUMNS(),
          "UPDATE comment SET edited = IF(CAST(body AS BINARY) = CAST(? AS BINARY), edited, ?),"
          " body = ?, html = ?, author_id = ?, created = ?, imported_hash = ? WHERE id = ?");
STATEMENT(IMPORT_THREAD_TEXT, PARAMETERS(text(title), id(author), instant(created), id(thread)),
          COLUMNS(), "UPDATE thread SET title = ?, author_id = ?, created = ? WHERE id = ?");
STATEMENT(IMPORT_THREAD_TIME, PARAMETERS(id(thread), again(thread), again(thread)), COLUMNS(),
          "UPDATE thread SET activity = COALESCE((SELECT MAX(c.created) FROM comment c"
          " WHERE c.thread_id = ? AND c.state = 0), created), last_comment_id ="
          " (SELECT d.id FROM comment d WHERE d.thread_id = ? AND d.state = 0"
          " ORDER BY d.created DESC, d.id DESC LIMIT 1) WHERE id = ?");

/* ---- boards and lines ---- */

STATEMENT(IMPORT_BOARD, PARAMETERS(id(board)), COLUMNS(id(id)),
          "SELECT board_id FROM board_tally WHERE board_id = ? FOR UPDATE");
STATEMENT(IMPORT_BOARD_COUNT,
          PARAMETERS(number(threads), number(comments), id(board), again(board)), COLUMNS(),
          "UPDATE board_tally SET threads = threads + ?, comments = comments + ?, last_comment_id ="
          " (SELECT t.last_comment_id FROM thread t WHERE t.board_id = ?"
          " AND t.hidden = 0 ORDER BY t.activity DESC, t.id DESC LIMIT 1) WHERE board_id = ?");
STATEMENT(IMPORT_LINE_DROP, PARAMETERS(id(source), text(external_id), number(stand_in)), COLUMNS(),
          "DELETE FROM import_line WHERE source_id = ? AND external_id = ? AND stand_in = ?");
STATEMENT_SET(import_write_statements, &IMPORT_THREADS, &IMPORT_HOMES, &IMPORT_THREADS_ADD,
              &IMPORT_THREADS_COUNT, &IMPORT_IDS, &IMPORT_COMMENTS_ADD, &IMPORT_SCORE, &IMPORT_TEXT,
              &IMPORT_THREAD_TEXT, &IMPORT_THREAD_TIME, &IMPORT_BOARD, &IMPORT_BOARD_COUNT,
              &IMPORT_LINE_DROP);

static int compare_threads(const void *a, const void *b)
{
    return strcmp(((const struct import_thread *)a)->external_id,
                  ((const struct import_thread *)b)->external_id);
}

int import_threads_read(struct import_batch *batch)
{
    struct import_job *job = batch->job;
    struct bulk bulk = bulk_open(job->arena, batch->thread_count * 24);
    struct IMPORT_THREADS_rows *rows;
    const struct IMPORT_THREADS_row *row;

    for (size_t i = 0; i < batch->thread_count; i++) {
        bulk_row(&bulk);
        bulk_text(&bulk, batch->threads[i].external_id);
    }
    rows =
        database_query(job->database, job->arena, &IMPORT_THREADS, bulk_end(&bulk), job->source_id);
    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        const struct import_thread key = {.external_id = row->external_id};
        struct import_thread *thread =
            bsearch(&key, batch->threads, batch->thread_count, sizeof key, compare_threads);

        if (thread == NULL)
            continue;
        thread->id = row->id;
        thread->site_id = row->site_id;
        thread->board_id = row->board_id;
        thread->opening_id = row->opening_id;
        thread->last_comment_id = row->last_comment_id;
        thread->activity = row->activity;
        thread->moved_from = row->moved_from;
    }
    return 0;
}

/* ---- where moderators moved what was imported ---- */

static struct import_thread *thread_by_id(const struct import_batch *batch, uint64_t id)
{
    for (size_t i = 0; i < batch->all_count; i++)
        if (batch->threads[i].id == id)
            return &batch->threads[i];
    return NULL;
}

/* The thread in which the comment of a line is, or what it answers; 0: neither is there, or nobody moved
 * anything of its thread. */
static uint64_t home_id(const struct import_item *item)
{
    if (!item->thread->moved_from)
        return 0;
    return item->comment.id != 0 ? item->comment.thread_id : item->parent.thread_id;
}

static int read_homes(struct import_batch *batch, const char *ids)
{
    struct import_job *job = batch->job;
    struct IMPORT_HOMES_rows *rows = database_query(job->database, job->arena, &IMPORT_HOMES, ids);
    const struct IMPORT_HOMES_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        struct import_thread *home = thread_by_id(batch, row->id);

        home->site_id = row->site_id;
        home->board_id = row->board_id;
        home->opening_id = row->opening_id;
        home->last_comment_id = row->last_comment_id;
        home->activity = row->activity;
    }
    return 0;
}

int import_homes_read(struct import_batch *batch)
{
    struct bulk bulk = bulk_open(batch->job->arena, 256);

    for (size_t i = 0; i < batch->count; i++) {
        struct import_item *item = &batch->items[i];
        uint64_t id = home_id(item);

        if (id == 0)
            continue;
        item->home = thread_by_id(batch, id);
        if (item->home != NULL)
            continue;
        item->home = &batch->threads[batch->all_count++];
        *item->home = (struct import_thread){.external_id = "", .id = id};
        bulk_row(&bulk);
        bulk_id(&bulk, id);
    }
    return bulk.rows == 0 ? 0 : read_homes(batch, bulk_end(&bulk));
}

/* ---- threads that are new ---- */

/* Makes the threads that the batch opens. */
static int add_threads(struct import_batch *batch)
{
    struct import_job *job = batch->job;
    struct bulk bulk = bulk_open(job->arena, 4096);

    for (size_t i = 0; i < batch->thread_count; i++) {
        const struct import_item *opening = batch->threads[i].opening;

        if (opening == NULL)
            continue;
        bulk_row(&bulk);
        bulk_text(&bulk, batch->threads[i].external_id);
        bulk_id(&bulk, opening->board_id);
        bulk_text(&bulk, opening->line.title);
        bulk_id(&bulk, opening->comment.author_id);
        bulk_number(&bulk, opening->line.created);
    }
    if (bulk.rows == 0)
        return 0;
    if (database_run(job->database, &IMPORT_THREADS_ADD, job->options->site_id, job->source_id,
                     bulk_end(&bulk)) != 0)
        return -1;
    return import_threads_read(batch);
}

/* As many ids as there are comments to add, ascending. NULL: failed. */
static struct IMPORT_IDS_rows *reserve_ids(struct import_batch *batch)
{
    struct import_job *job = batch->job;
    struct bulk bulk = bulk_open(job->arena, batch->added_count * 8);

    for (size_t i = 0; i < batch->added_count; i++)
        bulk_row(&bulk);
    return database_query(job->database, job->arena, &IMPORT_IDS, bulk_end(&bulk));
}

/* Fills in where the comment stands, and what it means to its thread. */
static void place_comment(struct import_item *item, uint64_t id)
{
    struct comment *comment = &item->comment;
    struct import_thread *thread = item->home;
    const struct comment *parent = NULL;

    if (item->line.parent != NULL)
        parent = item->parent.id != 0 ? &item->parent : &item->parent_item->comment;
    comment_place(comment, parent, item->line.parent == NULL);
    comment->id = id;
    comment->thread_id = thread->id;
    if (comment->top_comment_id == 0)
        comment->top_comment_id = id;
    if (comment->root_id == 0)
        comment->root_id = id;
    if (thread->opening == item)
        thread->opening_id = id;
    if (item->line.created >= thread->activity) {
        thread->activity = item->line.created;
        thread->last_comment_id = id;
    }
}

/* Comments on their way to the database. */
struct added_comments {
    struct bulk bulk;
    struct buffer bodies;
    struct buffer htmls;
};

/* Long texts go beside the JSON document (bulk_piece): nobody has to quote and parse megabytes of
 * bodies. */
static void add_comment_row(struct added_comments *added, struct arena *arena,
                            const struct import_item *item)
{
    struct bulk *bulk = &added->bulk;

    bulk_row(bulk);
    bulk_id(bulk, item->comment.id);
    bulk_text(bulk, item->line.id);
    bulk_id(bulk, item->comment.thread_id);
    bulk_id(bulk, item->comment.parent_id);
    bulk_number(bulk, (int64_t)item->comment.branch_id);
    bulk_id(bulk, item->comment.top_comment_id);
    bulk_id(bulk, item->comment.root_id);
    bulk_number(bulk, (int64_t)item->comment.level);
    bulk_id(bulk, item->comment.author_id);
    bulk_number(bulk, item->line.created);
    bulk_number(bulk, item->line.score);
    bulk_text(bulk, text_hex(arena, item->line.hash, sizeof item->line.hash));
    bulk_piece(bulk, &added->bodies, item->line.body);
    bulk_piece(bulk, &added->htmls, item->html);
}

/* Ids are taken for all at once and given out in order, so that a parent has a lower one than its
 * answers, as everywhere. */
static int add_comments(struct import_batch *batch)
{
    struct import_job *job = batch->job;
    struct added_comments added = {
        .bulk = bulk_open(job->arena, 65536),
        .bodies = buffer_open(job->arena, 65536),
        .htmls = buffer_open(job->arena, 65536),
    };
    struct IMPORT_IDS_rows *ids;
    const struct IMPORT_IDS_row *row;

    if (batch->added_count == 0)
        return 0;
    ids = reserve_ids(batch);
    if (ids == NULL)
        return -1;
    for (size_t i = 0; i < batch->added_count && (row = rows_next(ids)) != NULL; i++) {
        place_comment(batch->added[i], row->id);
        add_comment_row(&added, job->arena, batch->added[i]);
    }
    return database_run(job->database, &IMPORT_COMMENTS_ADD, job->source_id,
                        bytes_of(added.bodies.data, added.bodies.length),
                        bytes_of(added.htmls.data, added.htmls.length), bulk_end(&added.bulk));
}

static int count_threads(struct import_batch *batch)
{
    struct import_job *job = batch->job;
    struct bulk bulk = bulk_open(job->arena, 4096);

    for (size_t i = 0; i < batch->all_count; i++) {
        const struct import_thread *thread = &batch->threads[i];

        if (thread->added == 0)
            continue;
        bulk_row(&bulk);
        bulk_id(&bulk, thread->id);
        bulk_number(&bulk, (int64_t)thread->added);
        bulk_number(&bulk, thread->activity);
        bulk_id(&bulk, thread->last_comment_id);
        bulk_id(&bulk, thread->opening_id);
    }
    return bulk.rows == 0 ? 0 : database_run(job->database, &IMPORT_THREADS_COUNT, bulk_end(&bulk));
}

/* Writes what differs from the last import. Votes that were given here stay in the score. */
static int write_change(struct import_batch *batch, struct import_item *item)
{
    struct database *database = batch->job->database;
    const struct import_line *line = &item->line;

    if (line->score != item->imported_score &&
        database_run(database, &IMPORT_SCORE, line->score - item->imported_score, line->score,
                     item->comment.id) != 0)
        return -1;
    if (item->same)
        return 0;
    item->home->retimed = item->home->retimed || line->created != item->comment.created;
    if (database_run(database, &IMPORT_TEXT, line->body, clock_now(), item->html,
                     item->comment.author_id, line->created,
                     bytes_of(line->hash, sizeof line->hash), item->comment.id) != 0)
        return -1;
    if (line->parent != NULL)
        return 0;
    return database_run(database, &IMPORT_THREAD_TEXT, line->title, item->comment.author_id,
                        line->created, item->thread->id);
}

static int change_comments(struct import_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (batch->items[i].state == IMPORT_CHANGED && write_change(batch, &batch->items[i]) != 0)
            return -1;
    for (size_t i = 0; i < batch->all_count; i++) {
        uint64_t id = batch->threads[i].id;

        if (batch->threads[i].retimed &&
            database_run(batch->job->database, &IMPORT_THREAD_TIME, id) != 0)
            return -1;
    }
    return 0;
}

/* What a batch means to a board. */
struct board_tally {
    uint64_t board_id;
    uint64_t threads;
    uint64_t comments;
};

static int compare_tallies(const void *a, const void *b)
{
    const struct board_tally *left = a, *right = b;

    return (left->board_id > right->board_id) - (left->board_id < right->board_id);
}

/* Adds up by boards, of which a site has few; TALLIES ends with a board of id 0. */
static struct board_tally *tally_boards(const struct import_batch *batch)
{
    struct board_tally *tallies =
        arena_alloc(batch->job->arena, (batch->all_count + 1) * sizeof *tallies);
    size_t count = 0;

    for (size_t i = 0; i < batch->all_count; i++) {
        const struct import_thread *thread = &batch->threads[i];
        uint64_t board_id = thread->opening != NULL ? thread->opening->board_id : thread->board_id;
        size_t j = 0;

        if (board_id == 0 || !thread->touched)
            continue;
        while (j < count && tallies[j].board_id != board_id)
            j++;
        if (j == count)
            tallies[count++].board_id = board_id;
        tallies[j].threads += thread->opening != NULL;
        tallies[j].comments += thread->added;
    }
    qsort(tallies, count, sizeof *tallies, compare_tallies);
    return tallies;
}

/* Counts, in the boards' order, and behind everything else that others wait for: see 0007 of the
 * migrations. A tally is locked first, so that the last comment is looked for when nobody else can
 * bring a later one. */
static int count_boards(struct import_job *job, const struct board_tally *tally)
{
    for (; tally->board_id != 0; tally++)
        if (database_query(job->database, job->arena, &IMPORT_BOARD, tally->board_id) == NULL ||
            database_run(job->database, &IMPORT_BOARD_COUNT, tally->threads, tally->comments,
                         tally->board_id) != 0)
            return -1;
    return 0;
}

/* Rejected lines go now, so that what stands below them finds no parent any more; the others go
 * when the import is done. */
static int drop_rejected(struct import_batch *batch)
{
    struct import_job *job = batch->job;

    for (size_t i = 0; i < batch->count; i++) {
        const struct import_item *item = &batch->items[i];

        if (item->state == IMPORT_REJECTED &&
            database_run(job->database, &IMPORT_LINE_DROP, job->source_id, item->line.id,
                         item->stand_in) != 0)
            return -1;
    }
    return 0;
}

static int append_for_thread(struct import_batch *batch, enum journal_kind kind,
                             const struct import_thread *thread, uint64_t comment_id)
{
    struct journal_entry *entry = &batch->entries[batch->entry_count++];

    *entry = (struct journal_entry){
        .kind = kind,
        .site_id = thread->site_id,
        .board_id = thread->board_id,
        .thread_id = thread->id,
        .comment_id = comment_id,
    };
    return journal_append(batch->job->database, entry);
}

/* A row for all that came to a thread: nobody follows thousands of old comments one by one. One for
 * each comment that changed, as it may stand on a page that is open. */
static int write_journal(struct import_batch *batch)
{
    for (size_t i = 0; i < batch->all_count; i++)
        if (batch->threads[i].added > 0 &&
            append_for_thread(batch, JOURNAL_IMPORT, &batch->threads[i], 0) != 0)
            return -1;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->items[i].state == IMPORT_CHANGED &&
            append_for_thread(batch, JOURNAL_EDIT, batch->items[i].home,
                              batch->items[i].comment.id) != 0)
            return -1;
    return 0;
}

/* In the order in which rows name each other: accounts, threads, comments. Threads are locked
 * already (import_threads_read); the boards' tallies come last, behind the journal, so that a post
 * to the same board waits for no more than the commit. */
int import_write(struct import_batch *batch)
{
    if (import_authors(batch) != 0 || add_threads(batch) != 0 || add_comments(batch) != 0 ||
        count_threads(batch) != 0 || change_comments(batch) != 0 || drop_rejected(batch) != 0 ||
        write_journal(batch) != 0)
        return -1;
    return count_boards(batch->job, tally_boards(batch));
}
