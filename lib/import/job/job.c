/* The queue as the administration has it. Every change is one transaction with its record. */
#include "import/job/job.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json_reader.h"
#include "base/language.h"
#include "import/job/ready.h"
#include "import/job/row.h"

STATEMENT(
    JOB_INSERT,
    PARAMETERS(text(verb), number(trial), id_or_null(trial_id), id(site), text(file), number(size),
               instant(modified), text(mapping), number(mapping_size),
               instant_or_null(mapping_modified), bytes(digest), bytes(mapping_digest), text(kind),
               text(board), number(allow_shrink), id_or_null(account), instant(created)),
    COLUMNS(),
    "INSERT INTO job (verb, trial, trial_id, site_id, file, size, modified, mapping,"
    " mapping_size, mapping_modified, digest, mapping_digest, kind, board, allow_shrink, account_id, created, state)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')");
STATEMENT(JOBS_WAITING, PARAMETERS(), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM job WHERE state IN ('waiting', 'running')");
STATEMENT(JOB_LOCK, PARAMETERS(id(job)), ROW_OF(job), JOB_SQL " WHERE j.id = ? FOR UPDATE");
STATEMENT(JOB_FIND, PARAMETERS(id(job), id(site)), ROW_OF(job),
          JOB_SQL " WHERE j.id = ? AND j.site_id = ?");
SIGNATURE(jobs, PARAMETERS(id(site), again(site), text(state), again(state), STATEMENT_PAGE),
          ROW_OF(job));
STATEMENTS_BY_KEY(jobs, JOBS,
                  JOB_SQL " WHERE (? = 0 OR j.site_id = ?) AND (? IS NULL OR j.state = ?)", "j.id");
/* Trials that failed or were stopped tell nothing, nor do imports. */
STATEMENT(JOB_FOLLOWING, PARAMETERS(id(trial)), COLUMNS(id(id), flag(holds)),
          "SELECT id, state NOT IN ('failed', 'cancelled') FROM job WHERE trial_id = ?"
          " ORDER BY id DESC LIMIT 1");
/* What sites of one game import is of all of them. */
STATEMENT(JOB_NEWER, PARAMETERS(id(site), instant(since), id(trial)), COLUMNS(flag(any)),
          "SELECT EXISTS (SELECT 1 FROM job j JOIN site s ON s.id = j.site_id JOIN site o"
          " ON o.id = ? AND (o.id = s.id OR (o.game = s.game AND o.game <> '')) WHERE NOT j.trial"
          " AND j.state NOT IN ('cancelled', 'failed') AND (j.finished IS NULL OR j.finished > ?)"
          " AND j.trial_id <> ?)");
STATEMENT(JOB_STOP, PARAMETERS(id(job)), COLUMNS(),
          "UPDATE job SET cancelled = 1 WHERE id = ? AND state = 'running'");
STATEMENT(JOB_UNQUEUE, PARAMETERS(instant(now), id(job)), COLUMNS(),
          "UPDATE job SET cancelled = 1, state = 'cancelled', finished = ? WHERE id = ?"
          " AND state = 'waiting'");
STATEMENT(JOB_LINES, PARAMETERS(id(job), number(after), number(limit)),
          COLUMNS(number(number), text(text)),
          "SELECT number, text FROM job_line WHERE job_id = ? AND number > ?"
          " ORDER BY number LIMIT ?");
STATEMENT_SET(job_statements, &JOB_INSERT, &JOBS_WAITING, &JOB_LOCK, &JOB_FIND, &JOBS_NEWEST,
              &JOBS_OLDEST, &JOB_FOLLOWING, &JOB_NEWER, &JOB_STOP, &JOB_UNQUEUE, &JOB_LINES);

static const struct {
    const char *name;
    bool of_game;
} verbs[JOB_VERBS] = {
    [JOB_ENTRIES] = {"entries", true},  [JOB_PEQ] = {"peq", true},
    [JOB_TABLE] = {"table", true},      [JOB_MAPS] = {"maps", true},
    [JOB_THREADS] = {"threads", false}, [JOB_TALK] = {"talk", true},
};

const char *job_verb_name(enum job_verb verb)
{
    return verbs[verb].name;
}

bool job_verb_of_game(enum job_verb verb)
{
    return verbs[verb].of_game;
}

const char *job_result_message(enum job_result result)
{
    switch (result) {
    case JOB_TOO_MANY: return _("Too many imports wait already. Nothing was started.");
    case JOB_FILE_CHANGED:
        return _(
            "The file, or its mapping, is no longer the one that was tried. Try it again; nothing was started.");
    case JOB_OUTDATED:
        return _("Something else was imported since. Try it again; nothing was started.");
    case JOB_STARTED: return _("It was imported already, or is being imported.");
    case JOB_NOT_TRIED: return _("Only what was tried well is imported. Nothing was started.");
    case JOB_OVER: return _("It is over already; there was nothing to stop.");
    default: return "";
    }
}

struct job job_of_row(const struct job_row *row)
{
    enum job_verb verb = JOB_ENTRIES;

    while (verb < JOB_VERBS - 1 && strcmp(verbs[verb].name, row->verb) != 0)
        verb++;
    return (struct job){
        .id = row->id,
        .verb = verb,
        .trial = row->trial,
        .trial_id = row->trial_id,
        .site_id = row->site_id,
        .site = row->site,
        .file = row->file,
        .size = row->size,
        .modified = row->modified,
        .mapping = row->mapping,
        .mapping_size = row->mapping_size,
        .mapping_modified = row->mapping_modified,
        .digest = row->digest,
        .mapping_digest = row->mapping_digest,
        .kind = row->kind,
        .board = row->board,
        .allow_shrink = row->allow_shrink,
        .account_id = row->account_id,
        .by = row->by,
        .created = row->created,
        .started = row->started,
        .finished = row->finished,
        .state = row->state,
        .tries = (unsigned)row->tries,
        .cancelled = row->cancelled,
        .step = row->step,
        .percent = (unsigned)row->percent,
        .told = row->told,
        .result = row->result,
    };
}

/* ---- into the queue ---- */

static void put_option(struct buffer *words, const char *option, const char *value)
{
    if (value != NULL)
        buffer_format(words, " %s %s", option, value);
}

/* The import as it is typed in a shell. */
static const char *job_words(struct arena *arena, const struct job *job)
{
    struct buffer words = buffer_open(arena, 256);

    buffer_format(&words, "%s %s", job_verb_name(job->verb), job->file);
    put_option(&words, "--map", job->mapping);
    put_option(&words, "--kind", job->kind);
    put_option(&words, "--board", job->board);
    if (job->allow_shrink)
        buffer_text(&words, " --allow-shrink");
    return words.data;
}

static int insert_job(const struct store *store, const struct actor *who, const struct job *job,
                      uint64_t *id)
{
    struct arena *arena = store->arena;

    if (database_run(store->database, &JOB_INSERT, job_verb_name(job->verb), job->trial,
                     job->trial_id, job->site_id, job->file, job->size, job->modified, job->mapping,
                     job->mapping_size, job->mapping_modified, job->digest, job->mapping_digest,
                     job->kind, job->board, job->allow_shrink, who->account_id, clock_now()) != 0)
        return -1;
    *id = database_made_id(store->database);
    return audit_commit(store->database, arena, who,
                        &(struct audit_entry){.act = job->trial ? AUDIT_IMPORT_TRY
                                                                : AUDIT_IMPORT_RUN,
                                              .subject = arena_format(arena, "job:%" PRIu64, *id),
                                              .after = job_words(arena, job)});
}

static enum job_result has_room(const struct store *store)
{
    const struct JOBS_WAITING_row *row = database_row(store->database, store->arena, &JOBS_WAITING);

    if (row == NULL)
        return JOB_FAILED;
    return row->count < JOBS_WAITING_MAX ? JOB_DONE : JOB_TOO_MANY;
}

enum job_result job_try(const struct store *store, const struct actor *who, const struct job *job,
                        uint64_t *id)
{
    struct job made = *job;
    enum job_result result;

    made.trial = true;
    made.trial_id = 0;
    if (database_begin(store->database) != 0)
        return JOB_FAILED;
    result = has_room(store);
    if (result == JOB_DONE)
        return insert_job(store, who, &made, id) == 0 ? JOB_DONE : JOB_FAILED;
    database_rollback(store->database);
    return result;
}

/* Whether the trial, locked, may be followed by its import now. */
static enum job_result may_follow(const struct store *store, const struct job *trial)
{
    const struct JOB_FOLLOWING_row *following;
    const struct JOB_NEWER_row *newer;
    struct JOB_FOLLOWING_rows *rows =
        database_query(store->database, store->arena, &JOB_FOLLOWING, trial->id);

    if (rows == NULL)
        return JOB_FAILED;
    following = rows_next(rows);
    if (following != NULL && following->holds)
        return JOB_STARTED;
    if (!trial->trial || strcmp(trial->state, "done") != 0)
        return JOB_NOT_TRIED;
    newer = database_row(store->database, store->arena, &JOB_NEWER, trial->site_id, trial->started,
                         trial->id);
    if (newer == NULL)
        return JOB_FAILED;
    return newer->any ? JOB_OUTDATED : has_room(store);
}

static enum job_result lock_job(const struct store *store, uint64_t id, struct job *job)
{
    struct job_rows *rows = database_query(store->database, store->arena, &JOB_LOCK, id);
    const struct job_row *row = rows != NULL ? rows_next(rows) : NULL;

    if (row == NULL)
        return rows != NULL ? JOB_NOT_FOUND : JOB_FAILED;
    *job = job_of_row(row);
    return JOB_DONE;
}

/* By what can be told at once; the bytes are compared where it runs. */
static bool is_as_tried(const struct job *trial, const struct ready_import *ready)
{
    const struct ready_file *mapping = &ready->mapping;

    if (trial->size != ready->file.size || trial->modified != ready->file.modified)
        return false;
    return trial->mapping == NULL ||
           (mapping->name != NULL && trial->mapping_size == mapping->size &&
            trial->mapping_modified == mapping->modified);
}

enum job_result job_import(const struct store *store, const struct actor *who,
                           const struct job *trial, const struct ready_import *ready, uint64_t *id)
{
    struct job made;
    enum job_result result;

    if (!is_as_tried(trial, ready))
        return JOB_FILE_CHANGED;
    if (database_begin(store->database) != 0)
        return JOB_FAILED;
    result = lock_job(store, trial->id, &made);
    if (result == JOB_DONE)
        result = may_follow(store, &made);
    if (result == JOB_DONE) {
        made.trial = false;
        made.trial_id = trial->id;
        return insert_job(store, who, &made, id) == 0 ? JOB_DONE : JOB_FAILED;
    }
    database_rollback(store->database);
    return result;
}

enum job_result job_cancel(const struct store *store, const struct actor *who,
                           const struct job *job)
{
    struct database *database = store->database;
    uint64_t changed = 0;

    if (database_begin(database) != 0)
        return JOB_FAILED;
    if (database_run(database, &JOB_UNQUEUE, clock_now(), job->id) != 0)
        goto failed;
    changed = database_changed(database);
    if (changed == 0 && database_run(database, &JOB_STOP, job->id) != 0)
        goto failed;
    changed += database_changed(database);
    if (changed > 0)
        return audit_commit(database, store->arena, who,
                            &(struct audit_entry){.act = AUDIT_IMPORT_CANCEL,
                                                  .subject = arena_format(store->arena,
                                                                          "job:%" PRIu64,
                                                                          job->id)}) == 0
                   ? JOB_DONE
                   : JOB_FAILED;
    database_rollback(database);
    return JOB_OVER;
failed:
    database_rollback(database);
    return JOB_FAILED;
}

/* ---- reading ---- */

struct job *job_list(struct database *database, struct arena *arena, const struct job_query *query,
                     size_t *count)
{
    struct job_rows *rows =
        database_query(database, arena, query->oldest ? &JOBS_OLDEST : &JOBS_NEWEST, query->site_id,
                       query->state, query->after, query->limit);
    const struct job_row *row;
    struct job *jobs;

    *count = 0;
    if (rows == NULL)
        return NULL;
    jobs = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *jobs);
    while ((row = rows_next(rows)) != NULL)
        jobs[(*count)++] = job_of_row(row);
    return jobs;
}

int job_find(struct database *database, struct arena *arena, uint64_t site_id, uint64_t id,
             struct job *job)
{
    struct job_rows *rows = database_query(database, arena, &JOB_FIND, id, site_id);
    const struct job_row *row = rows != NULL ? rows_next(rows) : NULL;

    if (row != NULL)
        *job = job_of_row(row);
    return rows == NULL ? -1 : row != NULL;
}

int job_following(struct database *database, struct arena *arena, uint64_t trial_id, uint64_t *id)
{
    struct JOB_FOLLOWING_rows *rows = database_query(database, arena, &JOB_FOLLOWING, trial_id);
    const struct JOB_FOLLOWING_row *row = rows != NULL ? rows_next(rows) : NULL;

    *id = row != NULL ? row->id : 0;
    return rows != NULL ? 0 : -1;
}

int64_t job_counted(const struct job *job, const char *part, const char *name)
{
    const char *text = job->result;
    size_t length = text != NULL ? strlen(text) : 0;
    uint64_t number = 0;

    if (text != NULL && part != NULL)
        text = json_find_member(text, text + length, part, &length);
    if (text != NULL)
        text = json_find_member(text, text + length, name, &length);
    if (text == NULL || length == 0 || length > 18)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    return (int64_t)number;
}

struct job_line *job_lines(struct database *database, struct arena *arena, uint64_t id,
                           uint64_t after, size_t *count)
{
    struct JOB_LINES_rows *rows =
        database_query(database, arena, &JOB_LINES, id, after, JOB_LINES_AT_ONCE + 1);
    const struct JOB_LINES_row *row;
    struct job_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct job_line){row->number, row->text};
    return lines;
}
