/* Imports that are asked for in the browser: trials, which change nothing, and what follows of them.
 *
 * Nobody imports what they were not told about: an import is that of a trial, of the same file as it was
 * then, with the same options, once, and only while nothing else was imported to the same game since. */
#ifndef LOREHALL_IMPORT_JOB_JOB_H
#define LOREHALL_IMPORT_JOB_JOB_H

#include "auth/audit.h"
#include "store/store.h"

#define JOB_FILE_MAX 200    /* bytes of a file's name, without its site's */
#define JOB_PATH_MAX 240    /* with that: "everquest/dump.sql" */
#define JOBS_WAITING_MAX 20 /* in the queue */
#define JOB_LINES_KEPT 1000 /* of what one tells; the rest is counted */
#define JOB_LINE_MAX 500    /* characters */
#define JOB_LINES_DAYS 30   /* after which they are forgotten */
#define JOB_TRIES_MAX 3     /* after as many interruptions it has failed */

/* What `lorehall import` can take in of a file. */
enum job_verb { JOB_ENTRIES, JOB_PEQ, JOB_TABLE, JOB_MAPS, JOB_THREADS, JOB_TALK, JOB_VERBS };

/* The verb's name: "entries", … */
const char *job_verb_name(enum job_verb verb);

/* Whether it changes a game's database, which all sites of the game show. */
bool job_verb_of_game(enum job_verb verb);

struct job {
    uint64_t id;
    enum job_verb verb;
    bool trial;
    uint64_t trial_id; /* of an import: the trial that it follows; 0: of a trial */
    uint64_t site_id;
    const char *site; /* its name */
    const char *file; /* of what is ready (ready.h) */
    uint64_t size;
    int64_t modified;
    const char *mapping; /* NULL: the usual one, or none */
    uint64_t mapping_size;
    int64_t mapping_modified;
    struct bytes
        digest; /* of the file, and of the mapping, as they were tried; of no length: not yet */
    struct bytes mapping_digest;
    const char *kind;  /* NULL: none */
    const char *board; /* NULL: the first */
    bool allow_shrink;
    uint64_t account_id; /* 0: who started it is gone */
    const char *by;
    int64_t created, started, finished; /* 0: not yet */
    const char *state;
    unsigned tries;
    bool cancelled; /* it is to stop */
    const char *step;
    unsigned percent;
    uint64_t told;      /* lines, also those that were not kept */
    const char *result; /* JSON, as the command ends with; NULL: none */
};

/* Which are wanted. What is 0 or NULL does not matter. */
struct job_query {
    uint64_t site_id;
    const char *state;
    bool oldest;    /* first */
    uint64_t after; /* behind which one */
    unsigned limit;
};

struct job_line {
    uint64_t number;
    const char *text;
};

/* What became of a change. Unless it is JOB_DONE, nothing was changed. */
enum job_result {
    JOB_DONE,
    JOB_FAILED, /* the database; logged */
    JOB_NOT_FOUND,
    JOB_TOO_MANY,     /* wait */
    JOB_FILE_CHANGED, /* it is not the one that was tried */
    JOB_OUTDATED,     /* something else was imported since the trial */
    JOB_STARTED,      /* somebody else was quicker */
    JOB_NOT_TRIED,    /* the trial did not end well */
    JOB_OVER,         /* it does not run any more */
    JOB_RESULTS,
};

/* What is said of it, in the reader's language. */
const char *job_result_message(enum job_result result);

extern const struct statement_set job_statements;

/* Puts a trial into the queue, as by WHO; sets *ID. */
enum job_result job_try(const struct store *store, const struct actor *who, const struct job *job,
                        uint64_t *id);

/* Puts the import into it that TRIAL, as it was read, was about; READY is what it is of now. Sets *ID. */
struct ready_import;
enum job_result job_import(const struct store *store, const struct actor *who,
                           const struct job *trial, const struct ready_import *ready, uint64_t *id);

/* Takes it from the queue, or has it stopped where it runs. */
enum job_result job_cancel(const struct store *store, const struct actor *who,
                           const struct job *job);

/* Jobs, on the arena; *COUNT tells how many. NULL on failure. */
struct job *job_list(struct database *database, struct arena *arena, const struct job_query *query,
                     size_t *count);

/* One of a site. 1, 0, -1. */
int job_find(struct database *database, struct arena *arena, uint64_t site_id, uint64_t id,
             struct job *job);

/* The import that followed a trial, the last one; 0: none. 0 or -1. */
int job_following(struct database *database, struct arena *arena, uint64_t trial_id, uint64_t *id);

/* A number of the line that its command ended with, of PART ("relations"; NULL: the whole); -1 where it has
 * none. */
int64_t job_counted(const struct job *job, const char *part, const char *name);

/* What a job told, from the line behind AFTER on; where there are more than JOB_LINES_AT_ONCE, one more. NULL
 * on failure. */
#define JOB_LINES_AT_ONCE 200
struct job_line *job_lines(struct database *database, struct arena *arena, uint64_t id,
                           uint64_t after, size_t *count);

#endif
