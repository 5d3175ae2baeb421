/* A lock of the server, held for the moment of taking, keeps two who take apart; while one runs, its
 * signs of life do. A job whose runner is gone is taken anew: an import does what is left of it, and
 * a trial leaves nothing. */
#include "import/job/queue.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "import/job/row.h"

#define LOCK_NAME "CONCAT('lorehall.job.', LEFT(SHA1(DATABASE()), 16))"

SIGNATURE(take_lock, PARAMETERS(), COLUMNS(flag(done)));
STATEMENT_OF(take_lock, JOB_TAKE_LOCK, "SELECT COALESCE(GET_LOCK(" LOCK_NAME ", 0), 0)");
STATEMENT_OF(take_lock, JOB_TAKE_UNLOCK, "SELECT COALESCE(RELEASE_LOCK(" LOCK_NAME "), 0)");
/* What runs comes before what waits. */
STATEMENT(JOB_NEXT, PARAMETERS(instant(abandoned)), COLUMNS(row(job, job), flag(runs)),
          "SELECT q.*, q.state = 'running' AND b.beat >= ? FROM (" JOB_SQL
          " WHERE j.state IN ('running', 'waiting') ORDER BY j.state, j.id LIMIT 1) q"
          " JOIN job b ON b.id = q.id");
STATEMENT(JOB_TAKE, PARAMETERS(instant(now), again(now), id(job)), COLUMNS(),
          "UPDATE job SET state = 'running', started = ?, beat = ?, tries = tries + 1, step = NULL,"
          " percent = 0, told = 0 WHERE id = ?");
STATEMENT(JOB_FORGET_LINES, PARAMETERS(id(job)), COLUMNS(),
          "DELETE FROM job_line WHERE job_id = ?");
#define OWN " WHERE id = ? AND state = 'running' AND tries = ?"
STATEMENT(JOB_BEATS, PARAMETERS(instant(now), text(step), number(percent), id(job), number(tries)),
          COLUMNS(), "UPDATE job SET beat = ?, step = ?, percent = ?" OWN);
STATEMENT(JOB_CANCELLED, PARAMETERS(id(job)), COLUMNS(flag(cancelled)),
          "SELECT cancelled FROM job WHERE id = ?");
STATEMENT(JOB_TELL, PARAMETERS(id(job), number(number), text(text)), COLUMNS(),
          "INSERT IGNORE INTO job_line (job_id, number, text) VALUES (?, ?, ?)");
STATEMENT(JOB_TOLD, PARAMETERS(number(told), id(job)), COLUMNS(),
          "UPDATE job SET told = ? WHERE id = ?");
STATEMENT(JOB_FINISH, PARAMETERS(text(state), text(result), instant(now), id(job), number(tries)),
          COLUMNS(), "UPDATE job SET state = ?, result = ?, finished = ?" OWN);
STATEMENT(JOB_PUT_BACK, PARAMETERS(id(job), number(tries)), COLUMNS(),
          "UPDATE job SET state = 'waiting', tries = tries - 1" OWN);
STATEMENT(JOB_SEAL, PARAMETERS(bytes(digest), bytes(mapping_digest), id(job), number(tries)),
          COLUMNS(), "UPDATE job SET digest = ?, mapping_digest = ?" OWN);
STATEMENT(JOB_FORGET_OLD, PARAMETERS(instant(before)), COLUMNS(),
          "DELETE l FROM job j JOIN job_line l ON l.job_id = j.id WHERE j.finished < ?");
STATEMENT_SET(job_queue_statements, &JOB_TAKE_LOCK, &JOB_TAKE_UNLOCK, &JOB_NEXT, &JOB_TAKE,
              &JOB_FORGET_LINES, &JOB_BEATS, &JOB_CANCELLED, &JOB_TELL, &JOB_TOLD, &JOB_FINISH,
              &JOB_PUT_BACK, &JOB_SEAL, &JOB_FORGET_OLD);

static int take_job(struct database *database, struct job *job)
{
    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &JOB_TAKE, clock_now(), job->id) != 0 ||
        database_run(database, &JOB_FORGET_LINES, job->id) != 0) {
        database_rollback(database);
        return -1;
    }
    job->tries++;
    job->told = 0;
    return database_commit(database) == 0 ? 1 : -1;
}

/* Under the lock. What was abandoned too often, or was to stop anyway, is over. */
static int take_next(struct database *database, struct arena *arena, const struct actor *who,
                     struct job *job)
{
    struct JOB_NEXT_rows *rows =
        database_query(database, arena, &JOB_NEXT, clock_now() - JOB_ABANDONED);
    const struct JOB_NEXT_row *row = rows != NULL ? rows_next(rows) : NULL;
    bool abandoned;

    if (row == NULL || row->runs)
        return rows != NULL ? 0 : -1;
    *job = job_of_row(&row->job);
    abandoned = strcmp(job->state, "running") == 0;
    if (!abandoned || (job->tries < JOB_TRIES_MAX && !job->cancelled))
        return take_job(database, job);
    return job_end(&(struct store){.database = database, .arena = arena}, who, job,
                   job->cancelled ? "cancelled" : "failed", NULL);
}

int job_take(struct database *database, struct arena *arena, const struct actor *who,
             struct job *job)
{
    const struct take_lock_row *lock = database_row(database, arena, &JOB_TAKE_LOCK);
    int taken;

    if (lock == NULL || !lock->done)
        return lock != NULL ? 0 : -1;
    taken = take_next(database, arena, who, job);
    database_query(database, arena, &JOB_TAKE_UNLOCK);
    return taken;
}

int job_beat(struct database *database, struct arena *arena, const struct job *job,
             const char *step, unsigned percent)
{
    const struct JOB_CANCELLED_row *row;

    if (database_run(database, &JOB_BEATS, clock_now(), step, percent, job->id, job->tries) != 0)
        return -1;
    if (database_changed(database) == 0)
        return 0; /* another has taken it */
    row = database_row(database, arena, &JOB_CANCELLED, job->id);
    return row == NULL ? -1 : !row->cancelled;
}

int job_tell(struct database *database, struct job *job, const char *const *lines, size_t kept,
             uint64_t count)
{
    if (database_begin(database) != 0)
        return -1;
    for (size_t i = 0; i < kept && job->told + i < JOB_LINES_KEPT; i++)
        if (database_run(database, &JOB_TELL, job->id, job->told + i + 1, lines[i]) != 0)
            goto failed;
    if (database_run(database, &JOB_TOLD, job->told + count, job->id) != 0)
        goto failed;
    job->told += count;
    return database_commit(database);
failed:
    database_rollback(database);
    return -1;
}

int job_end(const struct store *store, const struct actor *who, const struct job *job,
            const char *state, const char *result)
{
    struct actor actor = actor_as(who, job->account_id, job->by != NULL ? job->by : "");

    actor.site_id = job->site_id;
    if (database_begin(store->database) != 0)
        return -1;
    if (database_run(store->database, &JOB_FINISH, state, result, clock_now(), job->id,
                     job->tries) != 0) {
        database_rollback(store->database);
        return -1;
    }
    return audit_commit(
        store->database, store->arena, &actor,
        &(struct audit_entry){.act = AUDIT_IMPORT_END,
                              .subject = arena_format(store->arena, "job:%" PRIu64, job->id),
                              .after = result != NULL
                                           ? arena_format(store->arena, "%s %s", state, result)
                                           : state});
}

int job_seal(struct database *database, const struct job *job)
{
    return database_run(database, &JOB_SEAL, job->digest, job->mapping_digest, job->id, job->tries);
}

int job_forget_lines(struct database *database, int64_t before)
{
    return database_run(database, &JOB_FORGET_OLD, before);
}

int job_put_back(struct database *database, const struct job *job)
{
    return database_run(database, &JOB_PUT_BACK, job->id, job->tries);
}
