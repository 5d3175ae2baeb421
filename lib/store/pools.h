/* The worker processes of a host, pool by pool, and how often they died lately; in shared memory.
 *
 * Nobody watches a worker die. The next one to start finds a place whose process is gone without
 * having given it back, and notes a death: so who ends as told (a reload) leaves no trace, and
 * whatever else a worker ends of counts. Times are clock_ticks().
 */
#ifndef LOREHALL_STORE_POOLS_H
#define LOREHALL_STORE_POOLS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOLS_MAX 24        /* areas and services of a host: three times as many as there are */
#define POOL_WORKERS_MAX 64 /* those beyond have no place and are not watched */
#define POOL_DEATHS_MAX 256 /* older ones are forgotten */

struct pool {
    _Atomic uint64_t key; /* of the name; 0: free */
    char name[16];        /* counts once it is named */
    _Atomic bool named;
    _Atomic uint32_t places; /* the most that were taken at a time */
    _Atomic uint32_t deaths; /* in all */
    _Atomic uint32_t starts; /* in all */
    _Atomic int64_t warned;  /* when it was last told that they die again and again; 0: never */
    _Atomic uint64_t worker[POOL_WORKERS_MAX]; /* process and whether it takes requests; 0: free */
    _Atomic int64_t started[POOL_WORKERS_MAX]; /* when it came */
    _Atomic uint64_t served[POOL_WORKERS_MAX]; /* requests */
    _Atomic uint64_t memory[POOL_WORKERS_MAX]; /* bytes of its own, as it last said; 0: never */
    _Atomic int64_t died[POOL_DEATHS_MAX];     /* a ring; 0: none */
};

/* All zero at first. */
struct pools {
    struct pool pool[POOLS_MAX];
};

/* The pool of this name, which is made where it is new; NULL when there are too many. */
struct pool *pool_named(struct pools *pools, const char *name);

/* Takes a place for the process SELF, which is starting, and notes what became of those before it.
 * -1: none is free. */
int pool_enter(struct pool *pool, int64_t self, int64_t now);

/* The one at PLACE takes requests from now on. PLACE -1 is allowed, here and below. */
void pool_ready(struct pool *pool, int place);

/* It has answered a request, and has MEMORY bytes of its own; 0: as it said before. */
void pool_served(struct pool *pool, int place, uint64_t memory);

/* It ends as it was told to. */
void pool_leave(struct pool *pool, int place);

/* How many died within the minute before NOW. */
unsigned pool_deaths(const struct pool *pool, int64_t now);

/* Whether that is so many that it goes on by itself: every place was emptied twice. */
bool pool_ailing(const struct pool *pool, int64_t now);

/* What is known of a worker. */
struct pool_worker {
    int64_t process, started;
    uint64_t served, memory;
};

/* The worker at PLACE, below POOL_WORKERS_MAX. False where none is there. */
bool pool_worker_at(const struct pool *pool, size_t place, struct pool_worker *worker);

/* The pool at INDEX, below POOLS_MAX; NULL where none has come yet. */
const struct pool *pool_at(const struct pools *pools, size_t index);

/* Whether any worker takes requests and is there. */
bool pool_answers(const struct pool *pool);

/* How long a worker that starts at NOW waits before it takes requests, in microseconds: not at all
 * after a death or two of each, then from 50 ms doubling to 5 s. Where nobody else answers, no
 * longer than 1 s: whoever makes workers die shall not have the whole pool away by it. */
int64_t pool_pause(const struct pool *pool, int64_t now);

/* Whether to tell of it now: it is ailing, and nobody was told within the last minute. */
bool pool_warn(struct pool *pool, int64_t now);

#endif
