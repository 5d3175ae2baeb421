/* Places in shared memory, taken when a worker starts and given back when it ends as told.
 *
 * The supervisor (multiwatch) tells nobody of a death and has no pause. So the next worker finds
 * out: a place whose process is gone. Deaths are counted a pool and for each of its places, so
 * that a pool of sixteen in which each worker dies once looks no worse than a pool of one in which
 * one does.
 *
 * Everything is a single atomic word. Between two of them another process may start, die or take
 * a place; what is counted may then be off by one for a minute, which only shifts a pause. */
#include "store/pools.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "base/text/text.h"

#define LATELY (60 * CLOCK_SECOND)
#define TOLERATED 2 /* deaths of each place lately before there is a pause */
#define PAUSE_ALONE_MAX CLOCK_SECOND

#define WORKER_READY (UINT64_C(1) << 63)

/* A slot is claimed by its key, and named behind that: for a moment it is claimed and has no
 * name, which is why `named` is set last and readers ask for it. */
struct pool *pool_named(struct pools *pools, const char *name)
{
    uint64_t key = text_hash(name, 0) | 1;

    for (size_t i = 0; i < POOLS_MAX; i++) {
        struct pool *pool = &pools->pool[i];
        uint64_t found = 0;

        if (atomic_compare_exchange_strong(&pool->key, &found, key)) {
            snprintf(pool->name, sizeof pool->name, "%s", name);
            atomic_store(&pool->named, true);
            return pool;
        }
        if (found == key)
            return pool;
    }
    return NULL;
}

/* A process of another user is there, too. */
static bool process_is_gone(int64_t process)
{
    return kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

/* Frees the places of those who are gone, or had the number that SELF has now. */
static void note_deaths(struct pool *pool, int64_t self, int64_t now)
{
    for (size_t i = 0; i < POOL_WORKERS_MAX; i++) {
        uint64_t worker = atomic_load(&pool->worker[i]);
        int64_t process = (int64_t)(worker & ~WORKER_READY);

        /* Of several that start at once, one notes it. */
        if (worker != 0 && (process == self || process_is_gone(process)) &&
            atomic_compare_exchange_strong(&pool->worker[i], &worker, 0))
            atomic_store(&pool->died[atomic_fetch_add(&pool->deaths, 1) % POOL_DEATHS_MAX], now);
    }
}

/* How many workers a pool has stands in no configuration that a worker reads; the most that were
 * there at a time is as good. It never falls, so that a pool that is down to one worker is still
 * measured by its size. */
static void update_pool_size(struct pool *pool)
{
    uint32_t taken = 0, max = atomic_load(&pool->places);

    for (size_t i = 0; i < POOL_WORKERS_MAX; i++)
        taken += atomic_load(&pool->worker[i]) != 0;
    while (taken > max && !atomic_compare_exchange_weak(&pool->places, &max, taken))
        ;
}

/* The dead are noted before a place is taken: otherwise a place could be taken over and its death
 * forgotten. */
int pool_enter(struct pool *pool, int64_t self, int64_t now)
{
    note_deaths(pool, self, now);
    for (int i = 0; i < POOL_WORKERS_MAX; i++) {
        uint64_t free = 0;

        if (atomic_compare_exchange_strong(&pool->worker[i], &free, (uint64_t)self)) {
            atomic_store(&pool->started[i], now);
            atomic_store(&pool->served[i], 0);
            atomic_store(&pool->memory[i], 0);
            atomic_fetch_add(&pool->starts, 1);
            update_pool_size(pool);
            return i;
        }
    }
    return -1;
}

void pool_ready(struct pool *pool, int place)
{
    if (place >= 0)
        atomic_fetch_or(&pool->worker[place], WORKER_READY);
}

void pool_served(struct pool *pool, int place, uint64_t memory)
{
    if (place < 0)
        return;
    atomic_fetch_add_explicit(&pool->served[place], 1, memory_order_relaxed);
    if (memory != 0)
        atomic_store_explicit(&pool->memory[place], memory, memory_order_relaxed);
}

void pool_leave(struct pool *pool, int place)
{
    if (place >= 0)
        atomic_store(&pool->worker[place], 0);
}

unsigned pool_deaths(const struct pool *pool, int64_t now)
{
    unsigned count = 0;

    for (size_t i = 0; i < POOL_DEATHS_MAX; i++) {
        int64_t died = atomic_load(&pool->died[i]);

        count += died != 0 && now - died < LATELY;
    }
    return count;
}

/* Deaths lately for each place that the pool has. */
static unsigned rounds(const struct pool *pool, int64_t now)
{
    uint32_t places = atomic_load(&pool->places);

    return pool_deaths(pool, now) / (places > 0 ? places : 1);
}

bool pool_ailing(const struct pool *pool, int64_t now)
{
    return rounds(pool, now) >= TOLERATED;
}

/* Asks the kernel and not the places alone: those of workers that have just been killed are still
 * taken. */
bool pool_answers(const struct pool *pool)
{
    for (size_t i = 0; i < POOL_WORKERS_MAX; i++) {
        uint64_t worker = atomic_load(&pool->worker[i]);

        if ((worker & WORKER_READY) != 0 && !process_is_gone((int64_t)(worker & ~WORKER_READY)))
            return true;
    }
    return false;
}

bool pool_worker_at(const struct pool *pool, size_t place, struct pool_worker *worker)
{
    int64_t process = (int64_t)(atomic_load(&pool->worker[place]) & ~WORKER_READY);

    if (process == 0 || process_is_gone(process))
        return false;
    *worker = (struct pool_worker){.process = process,
                                   .started = atomic_load(&pool->started[place]),
                                   .served = atomic_load(&pool->served[place]),
                                   .memory = atomic_load(&pool->memory[place])};
    return true;
}

const struct pool *pool_at(const struct pools *pools, size_t index)
{
    const struct pool *pool = &pools->pool[index];

    return atomic_load(&pool->named) ? pool : NULL;
}

int64_t pool_pause(const struct pool *pool, int64_t now)
{
    unsigned count = rounds(pool, now);
    int64_t pause = BACKOFF_PAUSE_FIRST,
            max = pool_answers(pool) ? BACKOFF_PAUSE_MAX : PAUSE_ALONE_MAX;

    if (count < TOLERATED)
        return 0;
    for (unsigned i = TOLERATED; i < count && pause < max; i++)
        pause *= 2;
    return pause < max ? pause : max;
}

bool pool_warn(struct pool *pool, int64_t now)
{
    int64_t warned = atomic_load(&pool->warned);

    return pool_ailing(pool, now) && (warned == 0 || now - warned >= LATELY) &&
           atomic_compare_exchange_strong(&pool->warned, &warned, now);
}
