/* The steps of an import of discussions: lines into import_line, openings that are missing, an
 * order in which parents come before their answers, then batches, each its own transaction.
 *
 * Lines come in any order and may name parents that come later, or were imported long ago, or
 * never come. So they are staged in a table first and ordered there; a file that is larger than
 * memory is no matter. A batch is small enough to be invisible to readers, and an import that
 * dies leaves whole batches: the next one finds them unchanged by their hashes and goes on. */
#include "talk/import/import_threads.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "base/fault.h"
#include "base/filetype.h"
#include "base/log.h"
#include "base/text/text.h"
#include "base/text/text_lines.h"
#include "store/bulk.h"
#include "talk/import/batch.h"
#include "talk/import/internal.h"
#include "talk/import/member.h"
#include "talk/import/opening.h"
#include "talk/import/order.h"

#define STAGE_LINES 1000              /* in one transaction */
#define STAGE_BYTES ((size_t)4 << 20) /* of memory after which one ends all the same */
#define CLEAR_ROWS 2000
#define PROGRESS_BYTES 65536

/* Two installations may live on one server. */
#define LOCK_NAME "CONCAT('lorehall.import.', LEFT(SHA1(CONCAT(DATABASE(), '.', ?)), 16))"

STATEMENT(IMPORT_SOURCE, PARAMETERS(text(name)), COLUMNS(),
          "INSERT INTO source (name) VALUES (?) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)");
/* A process that was killed keeps its lock until the server notices. */
SIGNATURE(lock, PARAMETERS(id(source)), COLUMNS(flag(done)));
STATEMENT_OF(lock, IMPORT_LOCK, "SELECT GET_LOCK(" LOCK_NAME ", 10)");
STATEMENT_OF(lock, IMPORT_UNLOCK, "SELECT RELEASE_LOCK(" LOCK_NAME ")");
STATEMENT(IMPORT_CLEAR, PARAMETERS(id(source), number(limit)), COLUMNS(),
          "DELETE FROM import_line WHERE source_id = ? LIMIT ?");
/* The order is that of bulk_line. */
#define LINES                                                                                      \
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (line BIGINT UNSIGNED PATH '$[0]', id " IMPORT_ID          \
    "'$[1]', parent " IMPORT_ID "'$[2]' NULL ON EMPTY ERROR ON ERROR, thread " IMPORT_ID           \
    "'$[3]', author " IMPORT_ID "'$[4]', created BIGINT PATH '$[5]', title " IMPORT_TITLE          \
    "'$[6]', board_id INT UNSIGNED PATH '$[7]', score INT PATH '$[8]', hash " IMPORT_HASH          \
    "'$[9]', orphaned BOOLEAN PATH '$[10]', stand_in BOOLEAN PATH '$[11]',"                        \
    " body_at INT UNSIGNED PATH '$[12]', body_length INT UNSIGNED PATH '$[13]')) j"
/* IGNORE: what has an id that another line had before is left out, and asked for by the next. */
STATEMENT(
    IMPORT_STAGE, PARAMETERS(id(source), bytes(pile), text(lines)), COLUMNS(),
    "INSERT IGNORE INTO import_line (source_id, line, external_id, parent, thread, ordering,"
    " author, created, title, board_id, score, hash, orphaned, stand_in, body) SELECT ?, j.line, j.id, j.parent,"
    " j.thread, j.created, j.author, j.created, j.title, j.board_id, j.score, UNHEX(j.hash),"
    " j.orphaned, j.stand_in, " IMPORT_BODY LINES);
STATEMENT(
    IMPORT_TWINS, PARAMETERS(text(lines), id(source)),
    COLUMNS(number(line), text(id), number(other), flag(stand_in), flag(same)),
    "SELECT j.line, j.id, s.line, j.stand_in = 1, s.parent <=> j.parent AND s.thread = j.thread"
    " AND s.hash = UNHEX(j.hash) AND s.score = j.score AND s.board_id <=> j.board_id" LINES
    " JOIN import_line s FORCE INDEX (external) ON s.source_id = ? AND s.external_id = j.id"
    " AND s.stand_in = j.stand_in WHERE s.line <> j.line");
STATEMENT_SET(import_statements, &IMPORT_SOURCE, &IMPORT_LOCK, &IMPORT_UNLOCK, &IMPORT_CLEAR,
              &IMPORT_STAGE, &IMPORT_TWINS);

void import_reject(struct import_job *job, uint64_t line, const char *reason)
{
    struct arena *arena = arena_open(1024);
    char *text = text_showable(arena, reason, strlen(reason));

    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    job->counts->rejected++;
    if (job->options->rejected != NULL)
        job->options->rejected(job->options->context, line, text);
    arena_close(arena);
}

const char *import_note_text(enum import_note note)
{
    static const char *const texts[IMPORT_NOTES] = {
        [IMPORT_NOTE_ZONE] = "its time names no zone and is taken as UTC",
        [IMPORT_NOTE_AUTHOR] = "it names no author and is by \"" IMPORT_AUTHOR_UNKNOWN "\"",
        [IMPORT_NOTE_PARENT] = "it does not say whether it has a parent: it opens its thread, or "
                               "answers what opens it",
        [IMPORT_NOTE_TITLE] = "it opens a thread without a title: its text begins it",
        [IMPORT_NOTE_CUT] = "its title is too long: it is cut, and stands whole in the text",
        [IMPORT_NOTE_LONG] = "its text or its author's name is too long and is cut",
        [IMPORT_NOTE_BODY] = "it has no text and is empty",
        [IMPORT_NOTE_NUMBER] = "an id or a text in it is a number, or an id has spaces around it: "
                               "it is taken as a text without",
        [IMPORT_NOTE_SCORE] = "its score is missing or no whole number: it is 0, or rounded",
    };

    return texts[note];
}

void import_progress(struct import_job *job, enum import_phase phase, uint64_t done, uint64_t total)
{
    if (job->options->progress != NULL)
        job->options->progress(job->options->context, phase, done, total);
}

/* ---- the job ---- */

/* Runs one of the statements about the lock. 1 yes, 0 no, -1 on failure. */
static int ask_lock(struct import_job *job, const struct lock_statement *statement)
{
    const struct lock_row *row = database_row(job->database, job->arena, statement, job->source_id);

    return row != NULL ? row->done : -1;
}

int import_source(struct database *database, const char *name, uint64_t *id)
{
    if (database_run(database, &IMPORT_SOURCE, name) != 0)
        return -1;
    *id = database_made_id(database);
    return 0;
}

/* The id of a board of the site; 0 where it has none of that name. */
static uint64_t board_named(const struct import_job *job, const char *name)
{
    for (size_t i = 0; i < job->board_count; i++)
        if (strcmp(job->boards[i].name, name) == 0)
            return job->boards[i].id;
    return 0;
}

/* Whether the boards that may be written, "general,trade", have one of this name. */
static bool board_is_open(const char *names, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = names; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

static void close_boards(struct import_job *job)
{
    size_t open = 0;

    for (size_t i = 0; i < job->board_count; i++)
        if (board_is_open(job->options->boards, job->boards[i].name))
            job->boards[open++] = job->boards[i];
    job->board_count = open;
}

static int find_boards(struct import_job *job)
{
    const char *name = job->options->board;
    const struct subject_place place =
        subject_place_of_operator(job->database, job->kept, job->options->site_id);

    job->boards = board_list(&place, &job->board_count);
    if (job->boards == NULL)
        return -1;
    if (job->options->boards != NULL)
        close_boards(job);
    if (job->board_count == 0) {
        log_error("import: the site has no boards that may be written");
        return -1;
    }
    job->board_id = name == NULL ? job->boards[0].id : board_named(job, name);
    if (job->board_id == 0)
        log_error("import: the site has no board %s", name);
    return job->board_id != 0 ? 0 : -1;
}

static int lock_source(struct import_job *job)
{
    int locked = ask_lock(job, &IMPORT_LOCK);

    if (locked == 0)
        log_error("import: source %s is being imported already", job->options->source);
    /* Who has lost the connection has lost the lock. */
    database_hold(job->database, locked > 0);
    return locked > 0 ? 0 : -1;
}

/* Forgets the lines of this source, also those that an interrupted import left. */
static int clear_lines(struct import_job *job)
{
    do {
        if (database_run(job->database, &IMPORT_CLEAR, job->source_id, CLEAR_ROWS) != 0)
            return -1;
    } while (database_changed(job->database) > 0);
    return 0;
}

/* ---- reading: from the file to import_line ---- */

/* Lines that go to the database together. */
struct stage {
    struct import_job *job;
    struct bulk bulk;
    struct buffer bodies;
    struct text_lines lines;
    uint64_t bytes;
    uint64_t reported; /* bytes, when progress was reported last */
    bool begun;        /* there was a line that is not empty */
};

/* Decides on the lines whose id another line had before: INSERT IGNORE leaves them out, and only
 * where fewer rows went in than there were is it asked which. *COUNT tells how many. 0 or -1. */
static int settle_twins(struct import_job *job, const char *lines, uint64_t *count)
{
    struct IMPORT_TWINS_rows *rows =
        database_query(job->database, job->arena, &IMPORT_TWINS, lines, job->source_id);
    const struct IMPORT_TWINS_row *row;

    if (rows == NULL)
        return -1;
    *count = rows_count(rows);
    while ((row = rows_next(rows)) != NULL) {
        if (row->stand_in)
            continue;
        if (row->same)
            job->counts->unchanged++;
        else
            import_reject(job, row->line,
                          arena_format(job->arena,
                                       "its id \"%s\" is that of line %" PRIu64
                                       " too, which says something else",
                                       row->id, row->other));
    }
    return 0;
}

/* What went in is held against what was sent: a line that is lost without a word is the one thing
 * that an import must never do. */
static int insert_staged(struct stage *stage)
{
    struct import_job *job = stage->job;
    struct bulk *bulk = &stage->bulk;
    const char *lines = bulk_end(bulk);
    uint64_t staged, twins = 0;

    if (database_run(job->database, &IMPORT_STAGE, job->source_id,
                     bytes_of(stage->bodies.data, stage->bodies.length), lines) != 0)
        return -1;
    staged = database_changed(job->database);
    if (staged < bulk->rows && settle_twins(job, lines, &twins) != 0)
        return -1;
    if (staged + twins != bulk->rows) {
        log_error("import: %zu lines went in, the database has %" PRIu64, bulk->rows,
                  staged + twins);
        return -1;
    }
    job->waiting += staged;
    return database_commit(job->database);
}

static void start_stage(struct stage *stage)
{
    arena_reset(stage->job->arena);
    stage->bulk = bulk_open(stage->job->arena, 65536);
    stage->bodies = buffer_open(stage->job->arena, 65536);
}

/* Sends what is there and begins anew. 0 or -1. */
static int flush_stage(struct stage *stage)
{
    struct import_job *job = stage->job;

    if (stage->bulk.rows > 0) {
        if (database_begin(job->database) != 0)
            return -1;
        if (insert_staged(stage) != 0) {
            database_rollback(job->database);
            return -1;
        }
        fault_point("import-staged");
    }
    start_stage(stage);
    return 0;
}

static void bulk_line(struct stage *stage, const struct import_line *line, uint64_t board_id)
{
    struct bulk *bulk = &stage->bulk;

    bulk_row(bulk);
    bulk_number(bulk, (int64_t)stage->lines.number);
    bulk_text(bulk, line->id);
    bulk_text(bulk, line->parent);
    bulk_text(bulk, line->thread);
    bulk_text(bulk, line->author);
    bulk_number(bulk, line->created);
    bulk_text(bulk, line->title);
    bulk_id(bulk, board_id);
    bulk_number(bulk, line->score);
    bulk_text(bulk, text_hex(stage->job->arena, line->hash, sizeof line->hash));
    bulk_number(bulk, line->orphaned);
    bulk_number(bulk, line->stand_in);
    bulk_piece(bulk, &stage->bodies, line->body);
}

/* What is wrong with a line here, though not by itself; NULL: nothing. *BOARD_ID gets the board of
 * an opening post. */
static const char *fault_here(struct import_job *job, const struct import_line *line,
                              uint64_t *board_id)
{
    if (job->options->local_authors && !account_name_valid(line->author))
        return arena_format(job->arena, "\"author\" cannot be an account's name: \"%s\"",
                            line->author);
    if (line->parent != NULL)
        return NULL;
    *board_id = line->board == NULL ? job->board_id : board_named(job, line->board);
    return *board_id != 0 ? NULL
                          : arena_format(job->arena, "the site has no board \"%s\"", line->board);
}

static void report_line_notes(const struct stage *stage, const struct import_line *line)
{
    const struct import_options *options = stage->job->options;

    for (enum import_note note = 0; options->noted != NULL && note < IMPORT_NOTES; note++)
        if ((line->notes & 1U << note) != 0)
            options->noted(options->context, stage->lines.number, note);
}

/* Keeps the thread of an opening post that was refused. One for a board that is not there waits
 * until there is one. */
static void stand_in(struct stage *stage, size_t length)
{
    struct import_job *job = stage->job;
    struct import_line line;
    uint64_t board_id = 0;

    if (!import_line_stand_in(job->arena, stage->lines.text, length, IMPORT_AUTHOR_UNKNOWN, &line))
        return;
    if (job->options->local_authors && !account_name_valid(line.author))
        line.author = IMPORT_AUTHOR_UNKNOWN;
    if (fault_here(job, &line, &board_id) != NULL)
        return;
    job->stand_ins++;
    bulk_line(stage, &line, board_id);
}

/* Takes one line up or rejects it. */
static void store_line(struct stage *stage, size_t length)
{
    struct import_job *job = stage->job;
    struct import_line line;
    const char *fault = import_line_parse(job->arena, stage->lines.text, length, &line);
    uint64_t board_id = 0;

    if (fault == NULL)
        fault = fault_here(job, &line, &board_id);
    if (fault == NULL) {
        job->orphaned += line.orphaned;
        report_line_notes(stage, &line);
        bulk_line(stage, &line, board_id);
        return;
    }
    import_reject(job, stage->lines.number, fault);
    stand_in(stage, length);
}

/* What the stream seems to be instead of discussions, by LENGTH bytes that it begins with, a line;
 * NULL: it may be discussions. */
static const char *mistaken_for(struct arena *arena, const char *line, size_t length)
{
    const char *name = filetype_name(line, length);

    if (name != NULL)
        return arena_format(arena, "it is %s", name);
    if (*line != '{' && *line != ' ' && *line != '\t')
        return "its first line is no JSON object";
    return import_line_foreign(line, length)
               ? "its first line is an object, but has nothing that a post has"
               : NULL;
}

/* Whether the stream may hold discussions; asked once, for the first line that is not empty. */
static bool plausible(struct stage *stage, size_t length)
{
    const struct import_options *options = stage->job->options;
    const char *fault = mistaken_for(stage->job->arena, stage->lines.text,
                                     length < IMPORT_LINE_MAX ? length : IMPORT_LINE_MAX);

    stage->begun = true;
    if (fault == NULL)
        return true;
    if (options->mistaken != NULL)
        options->mistaken(options->context, fault);
    return false;
}

/* Reads a line and takes it up. 1, 0 at the end, -1 on failure. */
static int stage_next_line(struct stage *stage)
{
    struct import_job *job = stage->job;
    enum text_line read = text_lines_next(&stage->lines);
    const size_t length = stage->lines.length;

    if (read == TEXT_LINE_UNREADABLE)
        log_error("import: the file cannot be read: %s", strerror(errno));
    if (read == TEXT_LINE_UNREADABLE || read == TEXT_LINE_END)
        return read == TEXT_LINE_END ? 0 : -1;
    stage->bytes += length + 1;
    job->counts->read++;
    if (!stage->begun && length > 0 && !plausible(stage, length))
        return -1;
    if (read == TEXT_LINE_TOO_LONG)
        import_reject(job, stage->lines.number,
                      arena_format(job->arena, "it is longer than %zu bytes", IMPORT_LINE_MAX));
    else
        store_line(stage, length);
    return 1;
}

static int stage_each_line(struct stage *stage)
{
    struct import_job *job = stage->job;
    int more;

    while ((more = stage_next_line(stage)) > 0) {
        if ((stage->bulk.rows >= STAGE_LINES || arena_used(job->arena) > STAGE_BYTES) &&
            flush_stage(stage) != 0)
            return -1;
        if (stage->bytes - stage->reported >= PROGRESS_BYTES) {
            stage->reported = stage->bytes;
            import_progress(job, IMPORT_READING, stage->bytes, 0);
        }
    }
    return more < 0 ? -1 : flush_stage(stage);
}

static int stage_lines(struct import_job *job, FILE *stream)
{
    struct stage stage = {.job = job, .lines = text_lines_open(stream, IMPORT_LINE_MAX)};
    int result;

    start_stage(&stage);
    result = stage_each_line(&stage);
    text_lines_close(&stage.lines);
    if (result == 0)
        import_progress(job, IMPORT_READING, stage.bytes, 0);
    return result;
}

/* ---- the whole ---- */

/* Lines are cleared before and behind: what an import that died has left is of an unknown file,
 * and reading it again costs less than finding out. */
static int import_under_lock(struct import_job *job, FILE *stream)
{
    int result;

    if (import_source(job->database, job->options->source, &job->source_id) != 0 ||
        find_boards(job) != 0 || lock_source(job) != 0)
        return -1;
    result = clear_lines(job);
    if (result == 0)
        result = stage_lines(job, stream);
    if (result == 0)
        result = import_openings(job);
    if (result == 0)
        result = import_order(job);
    if (result == 0)
        result = import_batches(job);
    if (result == 0)
        result = clear_lines(job);
    arena_reset(job->arena);
    if (ask_lock(job, &IMPORT_UNLOCK) < 0)
        result = -1;
    database_hold(job->database, false);
    return result;
}

int import_threads(struct database *database, struct shared *shared, FILE *stream,
                   const struct import_options *options, struct import_counts *counts)
{
    struct import_job job = {
        .database = database,
        .shared = shared,
        .options = options,
        .counts = counts,
        .kept = arena_open(65536),
        .arena = arena_open((size_t)1 << 20),
    };
    int result;

    *counts = (struct import_counts){0};
    job.lost = text_map_open(job.kept);
    result = import_under_lock(&job, stream);
    arena_close(job.arena);
    arena_close(job.kept);
    return result;
}
