/* The slowest requests of the last day on this host, with what each asked of the database: a fixed
 * number of places in shared memory, of which those of one route take a few at most, so that one
 * slow page does not hide all others.
 *
 * What is kept tells no reader and nothing typed: the route, of the path the parts that are
 * numbers, and statements by their place (store/metrics/metrics.h). */
#ifndef LOREHALL_STORE_SLOWEST_H
#define LOREHALL_STORE_SLOWEST_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#define SLOWEST_MAX 64
#define SLOWEST_OF_A_ROUTE 6
#define SLOWEST_FROM 1000 /* microseconds; what is faster is not slow */
#define SLOWEST_KEPT (86400 * CLOCK_SECOND)
#define SLOWEST_RUNS_MAX 32

/* A statement as a request ran it, as often as it did. */
struct statement_run {
    uint16_t statement; /* its place */
    uint16_t calls;
    uint32_t microseconds;
    uint32_t rows;
};

struct slow_request {
    int64_t answered; /* clock_now() */
    uint64_t microseconds, waited;
    uint32_t route; /* its place */
    uint32_t status, queries, cache_hits, cache_misses;
    uint32_t run_count;
    bool guest;
    char id[40];      /* as the log has it */
    char numbers[48]; /* the parts of the path that are numbers, with spaces between */
    struct statement_run runs[SLOWEST_RUNS_MAX];
};

struct slow_place {
    /* clock_ticks() of the last change, shifted by one; odd while it is written. 0: free. */
    _Atomic uint64_t state;
    _Atomic uint64_t took;
    _Atomic uint32_t route;
    struct slow_request request;
};

/* All zero at first. */
struct slowest {
    _Atomic uint64_t floor;  /* what takes no longer is not among them */
    _Atomic int64_t settled; /* when that was last found out */
    struct slow_place place[SLOWEST_MAX];
};

/* Whether a request that took so long may be among them: asked of each request, a read of two
 * words. */
bool slowest_concerns(struct slowest *slowest, uint64_t microseconds, int64_t now);

/* Keeps it if it is. False where it is not, or another process is at the same place just now. */
bool slowest_keep(struct slowest *slowest, const struct slow_request *request, int64_t now);

/* Copies them to LIST, the slowest first; how many. Those that are being written are left out. */
size_t slowest_read(const struct slowest *slowest, struct slow_request list[SLOWEST_MAX],
                    int64_t now);

#endif
