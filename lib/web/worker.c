/* A process that answers one request at a time. No threads and no event loop: a request has the
 * process's arena, connection and templates to itself, and whatever it breaks ends with it; the
 * pool has others, and nginx queues. How many run at once is how many the database and the
 * processors can serve anyway.
 *
 * What may fail is opened before the sandbox closes, and the database last: a worker that starts
 * while it is away answers 503 and tries again with each request, as ending would only have it
 * started again. */
#include "web/worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/backoff.h"
#include "base/language.h"
#include "base/log.h"
#include "web/cache/build_id.h"
#include "web/dispatch.h"
#include "web/meter.h"
#include "web/response.h"
#include "web/sandbox.h"
#include "web/site.h"
#include "web/view.h"

#define ARENA_CHUNK 1048576 /* more than nearly all pages need: what is kept is not asked for */

/* Seconds that the database may take for one answer: longer than it waits for a lock. */
#define ANSWER_PATIENCE 6

static volatile sig_atomic_t stopping;

static void stop_worker(int signal)
{
    (void)signal;
    stopping = 1;
    FCGX_ShutdownPending();
    /* A signal between the last look at that and accept() would be lost: it comes again. */
    alarm(1);
}

/* Without SA_RESTART: accept() must come back for the worker to end. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop_worker};

    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
    /* multiwatch's way to say it; libfcgi would catch it for itself and never come back. */
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    /* A file that may not grow further is told like a disk that is full. */
    signal(SIGXFSZ, SIG_IGN);
}

/* Takes this process's place in its pool. Where those before it died again and again, it waits
 * before it goes on: what kills them all as they come shall not keep the host busy with starting
 * them. */
static void claim_place(struct worker *worker)
{
    const struct timespec step = {0, 20000000};
    int64_t start = clock_ticks();
    struct pool *pool = pool_named(shared_pools(worker->shared), worker->area->name);

    if (pool == NULL)
        return;
    worker->pool = pool;
    worker->place = pool_enter(pool, getpid(), start);
    if (pool_warn(pool, start))
        log_warning("workers die again and again (%u in the last minute): new ones wait for up to "
                    "five seconds",
                    pool_deaths(pool, start));
    while (!stopping && clock_ticks() - start < pool_pause(pool, start))
        nanosleep(&step, NULL);
}

int worker_open(struct worker *worker, const char *config, const struct area *area,
                struct arena *permanent)
{
    struct configuration *c = configuration_read(permanent, config);

    if (c == NULL)
        return -1;
    log_open(area->name, c->log_level);
    worker->area = area;
    worker->configuration = c;
    worker->arena = arena_open(ARENA_CHUNK);
    worker->sites = sites_open();
    worker->roles = roles_open();
    roles_configure(worker->roles, c);
    worker->bans = ban_set_open();
    language_open(c->messages);
    if (secret_read(c->secret_file, &worker->secret) != 0)
        return -1;
    limits_open(&worker->limits, c, &worker->secret);
    worker->shared = shared_open(c->shared_file, c->cache_megabytes);
    if (worker->shared == NULL)
        return -1;
    /* From here on its place in the pool tells what becomes of it. */
    backoff_settled();
    claim_place(worker);
    worker->cache = cache_open(worker->shared);
    worker->views = views_open(c->views, c->static_manifest, c->development);
    if (worker->views == NULL)
        return -1;
    worker->build_id = build_id(c);
    if (area->open != NULL && area->open(worker, permanent) != 0)
        return -1;
    worker->database = database_open(c, area->statements);
    database_meter(worker->database, shared_metrics(worker->shared));
    worker->meter = meter_open(worker, permanent);
    return 0;
}

void worker_close(struct worker *worker)
{
    if (worker->pool != NULL)
        pool_leave(worker->pool, worker->place);
    if (worker->above != NULL && worker->area->close != NULL)
        worker->area->close(worker);
    database_close(worker->database);
    views_close(worker->views);
    cache_close(worker->cache);
    shared_close(worker->shared);
    ban_set_close(worker->bans);
    roles_close(worker->roles);
    sites_close(worker->sites);
    arena_close(worker->arena);
}

static void count(const struct request *r)
{
    struct shared *shared = r->worker->shared;
    enum http_status status = r->response.status;

    counter_add(shared, COUNTER_REQUESTS, 1);
    counter_add(shared, COUNTER_MICROSECONDS, (uint64_t)(clock_ticks() - r->started));
    counter_add(shared, COUNTER_QUERIES, database_queries(r->worker->database));
    counter_add(shared, COUNTER_CACHE_HITS, r->cache_hits);
    counter_add(shared, COUNTER_CACHE_MISSES, r->cache_misses);
    if (status >= 500)
        counter_add(shared, COUNTER_ERRORS_SERVER, 1);
    else if (status >= 400)
        counter_add(shared, COUNTER_ERRORS_CLIENT, 1);
    meter_request(r->worker->meter, r);
}

/* The answer is sent before anything is counted or freed: who waits comes first. The arena is
 * emptied in one step; nothing of a request may be reachable from the worker afterwards. */
static void serve(struct worker *worker, FCGX_Request *fcgi)
{
    struct request *r = arena_alloc(worker->arena, sizeof *r);

    r->worker = worker;
    r->arena = worker->arena;
    r->fcgi = fcgi;
    r->started = clock_ticks();
    r->response.type = "text/html; charset=utf-8";
    database_reset_counters(worker->database);
    dispatch(r);
    response_send(r);
    if (r->body_state != BODY_PENDING)
        count(r);
    FCGX_Finish_r(fcgi);
    uploads_close(r->uploads);
    view_data_close(r->view);
    log_request(NULL);
    arena_reset(worker->arena);
}

static const char *config_argument(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--config") == 0)
        return argv[2];
    fprintf(stderr,
            "usage: %s --config FILE (started by spawn-fcgi, which gives the socket)\n"
            "       %s --routes (prints who may send what)\n",
            argv[0], argv[0]);
    return NULL;
}

int worker_main(int argc, char **argv, const struct area *area)
{
    struct arena *permanent;
    struct worker worker = {0};
    const char *config;
    FCGX_Request fcgi;

    if (argc == 2 && strcmp(argv[1], "--routes") == 0) {
        routes_print(area, stdout);
        return fflush(stdout) == 0 ? 0 : 1;
    }
    config = config_argument(argc, argv);
    if (config == NULL)
        return 2;
    permanent = arena_open(4096);
    catch_signals();
    if (worker_open(&worker, config, area, permanent) != 0)
        return 1;
    database_answer_soon(worker.database, worker.shared, ANSWER_PATIENCE);
    /* A database that is not there yet is no reason to end: it is tried again with each request. */
    if (database_prepare(worker.database) != 0)
        log_warning("started without the database");
    if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
        log_error("FastCGI: descriptor 0 is not a listening socket");
        return 1;
    }
    if (sandbox_enter(worker.configuration->sandbox, SANDBOX_WORKER) != 0)
        return 1;
    if (worker.pool != NULL)
        pool_ready(worker.pool, worker.place);
    log_info("ready");
    while (!stopping) {
        if (FCGX_Accept_r(&fcgi) == 0)
            serve(&worker, &fcgi);
        else if (!stopping && errno != EINTR)
            break;
    }
    FCGX_Free(&fcgi, 1);
    worker_close(&worker);
    arena_close(permanent);
    return 0;
}
