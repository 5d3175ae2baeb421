/* The queue's other end, of whoever runs jobs. One runs at a time in all of the installation. */
#ifndef LOREHALL_IMPORT_JOB_QUEUE_H
#define LOREHALL_IMPORT_JOB_QUEUE_H

#include "import/job/job.h"

#define JOB_BEAT (2 * CLOCK_SECOND)       /* between two signs of life */
#define JOB_ABANDONED (30 * CLOCK_SECOND) /* without one: whoever ran it is gone */

extern const struct statement_set job_queue_statements;

/* Takes the next one, or one that was abandoned: 1; 0 where there is none, or one runs; -1. */
int job_take(struct database *database, struct arena *arena, const struct actor *who,
             struct job *job);

/* Says how far it is, and that it still runs. 1; 0 where it is to stop; -1 on failure. */
int job_beat(struct database *database, struct arena *arena, const struct job *job,
             const char *step, unsigned percent);

/* Adds COUNT lines to what it told, of which the first KEPT are there. 0 or -1. */
int job_tell(struct database *database, struct job *job, const char *const *lines, size_t kept,
             uint64_t count);

/* Ends it: STATE is "done", "failed" or "cancelled". Recorded, as by whoever started it. 0 or -1. */
int job_end(const struct store *store, const struct actor *who, const struct job *job,
            const char *state, const char *result);

/* Keeps what the bytes of its file and its mapping came to. 0 or -1. */
int job_seal(struct database *database, const struct job *job);

/* Forgets what imports told that ended before a time; how they ended stays. 0 or -1. */
int job_forget_lines(struct database *database, int64_t before);

/* Puts it back, to be run anew. 0 or -1. */
int job_put_back(struct database *database, const struct job *job);

#endif
