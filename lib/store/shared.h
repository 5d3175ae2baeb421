/* Memory that the processes of one host share: generations, the follower's heartbeat, counters,
 * budgets, what requests cost.
 *
 * A generation counts the changes of something that pages show, named by a key such as "thread:9".
 * Keys share counters by hash: a collision only makes a page be built once too often. Whoever
 * caches reads a stamp of all that the page depends on *before* reading the database, and a hit
 * counts only while the stamp is the same. Generations only grow, so a sum of them never comes back
 * to an old value.
 */
#ifndef LOREHALL_STORE_SHARED_H
#define LOREHALL_STORE_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/bucket.h"
#include "store/metrics/metrics.h"
#include "store/metrics/refusal.h"
#include "store/pools.h"

struct shared;

/* What the host's processes count together; read by /metrics. They begin at 0 with the shared
 * memory, as counters do that are read by differences. */
enum counter {
    COUNTER_REQUESTS,
    COUNTER_ERRORS_CLIENT, /* answers of 4xx */
    COUNTER_ERRORS_SERVER, /* answers of 5xx */
    COUNTER_MICROSECONDS,
    COUNTER_QUERIES,
    COUNTER_CACHE_HITS,
    COUNTER_CACHE_MISSES,
    COUNTER_CACHE_FILLS,
    COUNTER_JOURNAL_ROWS,
    COUNTER_PUBLISHED,
    COUNTER_PUBLISH_FAILED,
    COUNTER_CATALOGUES,
    COUNTER_LIMITED, /* requests that a budget was spent for, a counter for each rate class */
    COUNTER_LIMITED_LAST = COUNTER_LIMITED + RATE_CLASSES - 1,
    COUNTER_PASSWORD_HASHES,    /* passwords that were hashed, to keep or to compare them */
    COUNTER_POSTS,              /* comments and threads that members wrote */
    COUNTER_REGISTERED,         /* accounts */
    COUNTER_REGISTERED_TRAPPED, /* registrations with the field filled in that nobody sees */
    COUNTER_REGISTERED_HASTY,   /* registrations sent sooner than anybody could fill them in */
    COUNTERS,
};

/* Maps FILE, which is made anew (with CACHE_MEGABYTES for the cache) by who opens it first: what
 * was left by processes that are gone, or by another run of the machine, is not trusted. Whoever
 * comes while others have it open shares theirs, whatever the size of its cache (logged where that
 * is not CACHE_MEGABYTES): two files at a time would hide changes from each other. NULL when that
 * is impossible (logged), after a wait of some seconds also because the others are of another
 * version, or FILE was removed under them. A link is not followed, another user's file not used,
 * and what has bytes in it that are none of ours not written over. */
struct shared *shared_open(const char *file, unsigned cache_megabytes);

/* Why shared_open would not touch what is there as FILE or its .lock: an errno, EPERM where it is
 * another's, EEXIST where it is no shared memory; 0 where it would, or where nothing is. Makes nothing. */
int shared_refusal(const char *file);

/* Maps FILE for somebody who has a change to tell. NULL when no process has it open, or it cannot
 * be opened (logged). */
struct shared *shared_join(const char *file);

/* Unmaps it; what others see stays. NULL is allowed. */
void shared_close(struct shared *shared);

/* Says that what KEY names has changed. */
void generation_bump(struct shared *shared, const char *key);

/* Says that everything may have changed. */
void generation_bump_all(struct shared *shared);

/* A number that changes whenever one of the keys (ended by NULL) is bumped. */
uint64_t generation_stamp(const struct shared *shared, const char *const *keys);

/* Wakes the follower, which may be waiting for a row of the journal. */
void wakeup_send(struct shared *shared);

/* Waits for the wakeup or MILLISECONDS, whichever is first. SEEN is what wakeup_seen gave
 * before the journal was read: a ring in between is not missed. */
void wakeup_wait(struct shared *shared, uint32_t seen, int milliseconds);
uint32_t wakeup_seen(const struct shared *shared);

/* The follower's heartbeat: every journal row up to MARK is dealt with on this host. */
void heartbeat_set(struct shared *shared, uint64_t mark);

/* The highest such row; 0 before there was a follower. */
uint64_t heartbeat_mark(const struct shared *shared);

/* Microseconds since the last heartbeat; INT64_MAX where there was none. */
int64_t heartbeat_age(const struct shared *shared);

/* What the follower finds, for /health, which any worker answers: only one process looks, and no
 * worker has to. */
enum health_flag {
    HEALTH_CATALOGUE_FAILS, /* a game's catalogue cannot be made */
    HEALTH_CATALOGUE_OLD,   /* one has been behind its database for long */
};

/* What the follower finds wrong on this host, and whether it does: /health tells. */
void health_flag_set(struct shared *shared, enum health_flag flag, bool there);
bool health_flag_is_set(const struct shared *shared, enum health_flag flag);

/* Notes that the database did not answer in time (SILENT), or that it answered. */
void database_silence_set(struct shared *shared, bool silent);

/* Whether to fail at once instead of waiting for a database that a process of this host has just
 * waited for in vain. Every second one caller is told false, and tries. */
bool database_silence(struct shared *shared);

#define LONG_ANSWERS_MAX 2

/* Takes a place among the few that may give a long answer at a time on this host, so that workers
 * are left for the short ones; false when all are taken. Who has one gives it back before the
 * next; that of a process that died is free at once. */
bool long_answer_begin(struct shared *shared);
void long_answer_end(struct shared *shared);

/* The worker processes of this host. */
struct pools *shared_pools(struct shared *shared);

/* What is left of budgets on this host, and who was refused something of late. */
struct buckets *shared_buckets(struct shared *shared);
struct refusals *shared_refusals(struct shared *shared);

/* What stands at some number just now, by whoever looks after it. */
enum gauge {
    GAUGE_LIVE_CONNECTIONS, /* pages that listen to this host's nginx; set by the follower */
    GAUGES,
};
/* Sets it; reads it. */
void gauge_set(struct shared *shared, enum gauge gauge, uint64_t value);
uint64_t gauge_read(const struct shared *shared, enum gauge gauge);

/* What routes and statements cost on this host. */
struct metrics *shared_metrics(const struct shared *shared);

/* Adds to a counter; reads one. */
void counter_add(struct shared *shared, enum counter counter, uint64_t amount);
uint64_t counter_read(const struct shared *shared, enum counter counter);

/* What has been counted and is not in the history yet (store/metrics/activity.h); says that AMOUNT of it is
 * from now on. */
uint64_t counter_unwritten(const struct shared *shared, enum counter counter);
void counter_written(struct shared *shared, enum counter counter, uint64_t amount);

/* The cache's part of the mapping; SIZE 0 where it is switched off. */
void *shared_cache(struct shared *shared, size_t *size);

#endif
