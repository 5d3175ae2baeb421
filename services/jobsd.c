/* lorehall-jobsd: runs the imports that were asked for in the browser, one after the other, and between
 * them makes final what accounts were to be deleted (erasing.h). It is a
 * process of its own, because an import takes minutes, and because what reads a stranger's file is to
 * be nothing that serves pages. It reads what an operator has put ready in one directory, and comes by
 * the database's account of imports.
 *
 * The import itself is a child, `lorehall import` in all but name: what it tells is written down line by
 * line, and it can be stopped. A service that is restarted puts its job back, to be run anew. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "auth/account.h"
#include "auth/role_explain.h"
#include "base/buffer.h"
#include "base/log.h"
#include "base/text/text.h"
#include "erasing.h"
#include "import/job/allowed.h"
#include "import/job/digest.h"
#include "import/job/queue.h"
#include "import/job/ready.h"
#include "job_child.h"
#include "store/pools.h"
#include "web/sandbox.h"
#include "web/worker.h"

#define POLL (CLOCK_SECOND / 2)
#define AWAY_PAUSE (3 * CLOCK_SECOND)
#define JOB_TIME_MAX (6 * 3600 * CLOCK_SECOND)
#define FORGET_PAUSE (3600 * CLOCK_SECOND)
#define LINES_AT_ONCE 200
#define ARGUMENTS_MAX 20
#define STEP_MAX 100

static const struct statement_set *const statements[] = {
    &job_statements,          &job_queue_statements,
    &audit_statements,        &account_statements,
    &site_statements,         &role_statements,
    ERASING_STATEMENTS,       &thread_statements,
    &role_explain_statements, NULL};
static const struct route no_routes[] = {{.pattern = NULL}};
static const struct area jobsd = {.name = "jobsd", .routes = no_routes, .statements = statements};

struct runner {
    struct worker worker; /* the same things that a worker keeps */
    const char *config;
    struct actor actor;
    struct arena *arena; /* of the lines at hand */
    const char *lines[LINES_AT_ONCE];
    size_t kept;
    uint64_t count; /* of lines, also of those that are not kept */
    char step[STEP_MAX + 1];
    unsigned percent;
    char result[CHILD_LINE_MAX]; /* "": none */
    bool cancelled;              /* before its command began */
};

static volatile sig_atomic_t stopping;

static void stop_running(int signal)
{
    (void)signal;
    stopping = 1;
}

static void wait_or_stop(int64_t microseconds)
{
    const struct timespec pause = {microseconds / CLOCK_SECOND, microseconds % CLOCK_SECOND * 1000};

    if (!stopping)
        nanosleep(&pause, NULL);
}

/* ---- what it tells ---- */

/* TEXT without the folder in which all is ready: who reads it knows the files by their names. */
static char *without_directory(const struct runner *runner, const char *text)
{
    const char *prefix = arena_format(runner->arena, "%s/", runner->worker.configuration->imports);
    struct buffer out = buffer_open(runner->arena, 256);
    const char *found;

    for (; (found = strstr(text, prefix)) != NULL; text = found + strlen(prefix))
        buffer_put(&out, text, (size_t)(found - text));
    buffer_text(&out, text);
    return out.data;
}

static void add_line(struct runner *runner, const char *text)
{
    const char *told = without_directory(runner, text_starts(text, "lorehall: ")
                                                     ? text + strlen("lorehall: ")
                                                     : text);
    const char *shown = text_showable(runner->arena, told, strlen(told));

    runner->count++;
    if (runner->kept < LINES_AT_ONCE)
        runner->lines[runner->kept++] = text_cut(runner->arena, shown, JOB_LINE_MAX - 1);
}

/* "PERCENT\tWHAT" */
static void read_progress(struct runner *runner, char *text)
{
    char *what = strchr(text, '\t');
    uint64_t percent;

    if (what == NULL)
        return;
    *what++ = '\0';
    if (!text_u64(text, &percent) || percent > 100)
        return;
    runner->percent = (unsigned)percent;
    snprintf(runner->step, sizeof runner->step, "%s", text_cut(runner->arena, what, STEP_MAX / 4));
}

static void take_line(void *context, enum child_source source, char *line)
{
    struct runner *runner = context;

    if (*line == '\0')
        return;
    if (source == CHILD_EVENT && text_starts(line, "progress\t"))
        read_progress(runner, line + strlen("progress\t"));
    else if (source == CHILD_EVENT && text_starts(line, "left\t"))
        add_line(runner, line + strlen("left\t"));
    else if (source == CHILD_OUTPUT && *line == '{')
        snprintf(runner->result, sizeof runner->result, "%s", line);
    else
        add_line(runner, line);
}

/* Writes the lines down. 0 or -1. */
static int write_told(struct runner *runner, struct job *job)
{
    if (runner->count > 0 &&
        job_tell(runner->worker.database, job, runner->lines, runner->kept, runner->count) != 0)
        return -1;
    runner->kept = 0;
    runner->count = 0;
    arena_reset(runner->arena);
    return 0;
}

/* ---- one job ---- */

/* The words of a command: copies, as whoever reads them may move them about. */
struct command_words {
    struct arena *arena;
    char *list[ARGUMENTS_MAX];
    int count;
};

static void add_argument(struct command_words *words, const char *word)
{
    words->list[words->count++] = arena_string(words->arena, word);
}

static void add_option(struct command_words *words, const char *option, const char *value)
{
    if (value == NULL)
        return;
    add_argument(words, option);
    add_argument(words, value);
}

/* The boards to which whoever started it may import, where that is of threads. */
static void add_boards(const struct runner *runner, const struct job *job,
                       const struct importer *who, struct command_words *words)
{
    struct subject_place place =
        subject_place_of_operator(runner->worker.database, runner->worker.arena, job->site_id);
    struct buffer names = buffer_open(words->arena, 64);
    size_t count = 0;
    const struct board *boards;

    if (job->verb != JOB_THREADS)
        return;
    place.reader = (struct reader){.roles = who->roles, .grants = who->grants};
    boards = import_boards(who, &place, &count);
    for (size_t i = 0; boards != NULL && i < count; i++)
        buffer_format(&names, "%s%s", i > 0 ? "," : "", boards[i].name);
    add_option(words, "--boards", names.data);
}

static void add_arguments(const struct runner *runner, const struct job *job,
                          const struct importer *who, struct command_words *words)
{
    const char *directory = runner->worker.configuration->imports;

    add_argument(words, "lorehall");
    add_option(words, "--config", runner->config);
    add_option(words, "import", job_verb_name(job->verb));
    add_option(words, "--site", job->site);
    if (job->trial)
        add_argument(words, "--trial");
    if (job->allow_shrink)
        add_argument(words, "--allow-shrink");
    if (job->mapping != NULL)
        add_option(words, "--map", arena_format(words->arena, "%s/%s", directory, job->mapping));
    add_option(words, "--kind", job->kind);
    add_option(words, "--board", job->board);
    add_boards(runner, job, who, words);
    add_argument(words, arena_format(words->arena, "%s/%s", directory, job->file));
}

/* ---- whether it may run, and is what was asked for ---- */

static const char *const unreadable = "the database does not answer";

/* What was granted to whoever started it, as it is now. NULL, or why it does not run. */
static const char *read_importer(struct runner *runner, const struct job *job,
                                 struct grants *grants)
{
    static const char *const gone = "whoever started it is gone";
    struct worker *w = &runner->worker;
    struct account_line account;
    int found =
        job->account_id != 0 ? account_by_id(w->database, w->arena, job->account_id, &account) : 0;

    if (found < 0 || sites_read(w->sites, w->database) != 0 ||
        roles_read(w->roles, w->database) != 0)
        return unreadable;
    if (found == 0 || account.closed || account.paused)
        return gone;
    return role_account_grants(w->roles, w->database, w->arena, job->account_id, grants) == 0
               ? NULL
               : unreadable;
}

/* Why whoever started it may not import now; NULL: they may. */
static const char *bar_of_job(const struct job *job, const struct importer *who)
{
    const struct site *site = site_by_id(who->sites, job->site_id);

    if (site == NULL)
        return "its site is gone";
    if (!import_allowed(who, site, job->verb))
        return "whoever started it may not import this any more";
    return import_writable(who->sites, site, job->verb) ? NULL
                                                        : "the site can only be read for now";
}

/* Looks for what was asked for. NULL, or what is wrong. */
static const char *find_ready(const struct runner *runner, const struct job *job,
                              const struct importer *who)
{
    const struct ready_place place = {runner->worker.configuration->imports, job->site,
                                      import_everywhere(who)};
    struct ready_file file;

    if (!ready_file_find(runner->worker.arena, &place, job->file, &file))
        return "the file is not there any more";
    if (file.size != job->size || file.modified != job->modified)
        return "the file is no longer the one that was asked for";
    if (job->mapping == NULL)
        return NULL;
    if (!ready_file_find(runner->worker.arena, &place, job->mapping, &file))
        return "the mapping is not there any more";
    return file.size == job->mapping_size && file.modified == job->mapping_modified
               ? NULL
               : "the mapping is no longer the one that was asked for";
}

/* Of a digest, which may take minutes. */
struct sealing {
    struct runner *runner;
    const struct job *job;
    int64_t beaten;
};

/* Says that it lives. Whether it is to go on. */
static bool seal_goes_on(void *context)
{
    struct sealing *sealing = context;
    struct worker *w = &sealing->runner->worker;

    if (stopping)
        return false;
    if (clock_ticks() - sealing->beaten < JOB_BEAT)
        return true;
    sealing->beaten = clock_ticks();
    sealing->runner->cancelled = job_beat(w->database, w->arena, sealing->job, "comparing", 0) == 0;
    return !sealing->runner->cancelled;
}

/* The digest of NAME, on the arena of the job; of no length where it could not be made. */
static struct bytes digest_of(struct runner *runner, const struct job *job, struct arena *arena,
                              const char *name)
{
    struct sealing sealing = {runner, job, clock_ticks()};
    unsigned char made[READY_DIGEST_BYTES];

    if (name == NULL || ready_digest(runner->worker.configuration->imports, name, seal_goes_on,
                                     &sealing, made) <= 0)
        return bytes_of(NULL, 0);
    return bytes_of(arena_copy(arena, (const char *)made, sizeof made), sizeof made);
}

static bool is_same(struct bytes left, struct bytes right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

/* Keeps of a trial what its bytes come to, and holds an import against those of its trial. NULL, or what is
 * wrong. */
static const char *seal_job(struct runner *runner, struct job *job, struct arena *arena)
{
    struct bytes digest = digest_of(runner, job, arena, job->file);
    struct bytes mapping = digest_of(runner, job, arena, job->mapping);

    if (runner->cancelled)
        return "it was stopped";
    if (digest.length == 0 || (job->mapping != NULL && mapping.length == 0))
        return "the file could not be read to its end";
    if (!job->trial && (!is_same(digest, job->digest) || !is_same(mapping, job->mapping_digest)))
        return "the file, or its mapping, is no longer the one that was tried";
    job->digest = digest;
    job->mapping_digest = mapping;
    return job_seal(runner->worker.database, job) == 0 ? NULL : unreadable;
}

/* Why a job's command was ended before its end. */
enum ending { ENDED_BY_ITSELF, ENDED_CANCELLED, ENDED_LATE, ENDED_LOST, ENDED_STOPPING };

/* Reads what the child tells until it ends, and says that it lives. */
static enum ending follow_child(struct runner *runner, struct job *job, struct job_child *child)
{
    struct database *database = runner->worker.database;
    int64_t started = clock_ticks(), seen = started, tried = started;

    while (job_child_read(child, 200, take_line, runner)) {
        int64_t now = clock_ticks();
        int beat;

        if (stopping)
            return ENDED_STOPPING;
        if (now - started > JOB_TIME_MAX)
            return ENDED_LATE;
        if (now - tried < JOB_BEAT && runner->kept < LINES_AT_ONCE)
            continue;
        tried = now;
        arena_reset(runner->worker.arena);
        beat = write_told(runner, job) != 0
                   ? -1
                   : job_beat(database, runner->worker.arena, job, runner->step, runner->percent);
        if (beat == 0)
            return ENDED_CANCELLED;
        if (beat > 0)
            seen = now;
        else if (now - seen > JOB_ABANDONED / 2)
            return ENDED_LOST; /* another host may take it soon */
    }
    return ENDED_BY_ITSELF;
}

/* How the job ended; NULL: it did not, and is run anew. */
static const char *ending_state(struct runner *runner, enum ending ending, int status)
{
    switch (ending) {
    case ENDED_BY_ITSELF: break;
    case ENDED_CANCELLED: add_line(runner, "it was stopped"); return "cancelled";
    case ENDED_LATE: add_line(runner, "it took longer than six hours"); return "failed";
    case ENDED_LOST:
    case ENDED_STOPPING: return NULL;
    }
    if (WIFSIGNALED(status))
        add_line(runner, arena_format(runner->arena, "it ended by signal %d", WTERMSIG(status)));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "done" : "failed";
}

/* Tries until it is written down, as that is all that keeps it from being run again. */
static void end_job(struct runner *runner, struct job *job, const char *state)
{
    struct worker *w = &runner->worker;
    const struct store store = {.database = w->database, .shared = w->shared, .arena = w->arena};
    const char *result = *runner->result != '\0' ? runner->result : NULL;

    while (write_told(runner, job) != 0 ||
           job_end(&store, &runner->actor, job, state, result) != 0) {
        if (stopping)
            return;
        wait_or_stop(AWAY_PAUSE);
    }
    log_info("job %llu: %s", (unsigned long long)job->id, state);
}

static void run_import_of(struct runner *runner, struct job *job, const struct importer *who)
{
    static struct job_child child;
    struct command_words words = {.arena = runner->worker.arena};
    enum ending ending;
    const char *state;
    int status;

    add_arguments(runner, job, who, &words);
    if (job_child_start(&child, words.count, words.list) != 0) {
        job_put_back(runner->worker.database, job);
        return;
    }
    ending = follow_child(runner, job, &child);
    if (ending != ENDED_BY_ITSELF)
        kill(child.process, SIGTERM);
    status = job_child_end(&child);
    state = ending_state(runner, ending, status);
    /* What was read was what its digest says, unless it was changed meanwhile. */
    if (state != NULL && job->trial && strcmp(state, "done") == 0 &&
        find_ready(runner, job, who) != NULL) {
        add_line(runner, "the file was changed while it was tried");
        state = "failed";
    }
    if (state != NULL)
        end_job(runner, job, state);
    else if (ending == ENDED_STOPPING)
        job_put_back(runner->worker.database, job);
}

/* What was asked for in the browser may be hours old: who started it, the site and the file are looked at as
 * they are now. */
static void run_job(struct runner *runner, struct job *job, struct arena *arena)
{
    struct grants grants;
    const struct importer who = {runner->worker.roles, runner->worker.sites, &grants};
    const char *fault;

    log_info("job %llu: import %s %s", (unsigned long long)job->id, job_verb_name(job->verb),
             job->file);
    *runner->step = *runner->result = '\0';
    runner->percent = 0;
    runner->kept = 0;
    runner->count = 0;
    runner->cancelled = false;
    fault = read_importer(runner, job, &grants);
    if (fault == NULL)
        fault = bar_of_job(job, &who);
    if (fault == NULL)
        fault = find_ready(runner, job, &who);
    if (fault == NULL)
        fault = seal_job(runner, job, arena);
    if (stopping || fault == unreadable) {
        job_put_back(runner->worker.database, job);
        return;
    }
    if (fault == NULL) {
        run_import_of(runner, job, &who);
        return;
    }
    add_line(runner, fault);
    end_job(runner, job, runner->cancelled ? "cancelled" : "failed");
}

/* Now and then, as nobody waits for it. */
static void forget_lines(struct runner *runner, int64_t *next)
{
    if (clock_ticks() < *next)
        return;
    *next = clock_ticks() + FORGET_PAUSE;
    job_forget_lines(runner->worker.database,
                     clock_now() - JOB_LINES_DAYS * INT64_C(86400) * CLOCK_SECOND);
}

/* A job's texts lie on an arena of its own: the worker's is emptied while it runs. */
static void run_jobs(struct runner *runner)
{
    struct worker *w = &runner->worker;
    int64_t forget = 0;

    while (!stopping) {
        struct arena *arena = arena_open(4096);
        struct job job;
        int taken = erase_due(w, &runner->actor, &stopping);

        if (taken == 0 && w->configuration->imports != NULL)
            taken = job_take(w->database, arena, &runner->actor, &job);

        if (taken > 0)
            run_job(runner, &job, arena);
        else
            wait_or_stop(taken == 0 ? POLL : AWAY_PAUSE);
        arena_close(arena);
        arena_reset(w->arena);
        forget_lines(runner, &forget);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = stop_running};
    struct arena *permanent = arena_open(4096);
    static struct runner runner;
    struct worker *w = &runner.worker;

    if (argc != 3 || strcmp(argv[1], "--config") != 0) {
        fprintf(stderr, "usage: %s --config FILE\n", argv[0]);
        return 2;
    }
    runner.config = argv[2];
    if (worker_open(w, argv[2], &jobsd, permanent) != 0)
        return 1;
    runner.actor = (struct actor){.secret = &w->secret, .name = "", .address = "", .request = ""};
    runner.arena = arena_open(65536);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGUSR1, &action, NULL); /* multiwatch's way to say it */
    signal(SIGPIPE, SIG_IGN);
    if (sandbox_enter(w->configuration->sandbox, SANDBOX_FOLLOWER) != 0)
        return 1;
    if (w->pool != NULL)
        pool_ready(w->pool, w->place);
    log_info(w->configuration->imports != NULL
                 ? "ready"
                 : "ready; the configuration names no directory of imports");
    run_jobs(&runner);
    arena_close(runner.arena);
    worker_close(w);
    arena_close(permanent);
    return 0;
}
