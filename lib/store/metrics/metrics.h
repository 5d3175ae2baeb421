/* What routes and statements cost, counted by all processes of a host in its shared memory.
 *
 * Each has a place, found by its name once and remembered by its number. Everything is a single
 * atomic word: nobody waits, and whoever dies leaves nothing behind. Besides what was counted in
 * all there are two windows, the present hour's and the one before, so that what is slow now can be
 * told from what was slow last month. Where an hour begins, what others count in that moment may be
 * missing from its window.
 *
 * Nothing of what anybody typed is kept: routes are patterns, statements have question marks. Of
 * the slowest call of each statement its numbers are remembered (ids, limits, times), with which
 * its plan can be asked for; never its texts and bytes.
 */
#ifndef LOREHALL_STORE_METRICS_H
#define LOREHALL_STORE_METRICS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/metrics/histogram.h"
#include "store/metrics/slowest.h"
#include "store/statement.h"

#define ROUTES_MAX 384             /* those beyond are counted together, as the last */
#define STATEMENTS_MAX 1024        /* likewise */
#define STATEMENT_TEXTS_MAX 393216 /* bytes of SQL in all; what does not fit has no text */
#define ROUTE_NAME_MAX 96
#define STATEMENT_NAME_MAX 48
#define METRICS_WINDOWS 2

/* What is known of one request. */
struct request_cost {
    unsigned status;
    uint64_t microseconds; /* in all */
    uint64_t waited;       /* for the database */
    unsigned queries, cache_hits, cache_misses;
};

/* Of one call of a statement; ROWS that it gave or changed. */
struct call_cost {
    uint64_t microseconds, rows;
    bool failed;
};

struct route_figures {
    _Atomic uint64_t requests, refused, errors; /* in all, answers of 4xx, of 5xx */
    _Atomic uint64_t microseconds, waited, queries, cache_hits, cache_misses;
    struct histogram took;
};

struct statement_figures {
    _Atomic uint64_t calls, failures, microseconds, rows;
    _Atomic uint64_t longest; /* microseconds of the slowest call */
};

struct metered_route {
    _Atomic uint64_t key; /* of the name; 0: free */
    _Atomic bool named;
    char area[16];
    char name[ROUTE_NAME_MAX]; /* "GET /forum/:board/" */
    _Atomic uint64_t policy;   /* what it asks for, as web/route.h reads it; 0: not said */
    struct route_figures total;
    _Atomic int64_t hour[METRICS_WINDOWS]; /* which one each window counts */
    struct route_figures window[METRICS_WINDOWS];
};

struct metered_statement {
    _Atomic uint64_t key;
    _Atomic bool named;
    char name[STATEMENT_NAME_MAX];
    uint32_t text, length;               /* its SQL in `texts`; length 0: none */
    uint8_t types[STATEMENT_VALUES_MAX]; /* of its parameters (enum value_type), then VALUE_END */
    _Atomic uint64_t numbers[STATEMENT_VALUES_MAX]; /* of its slowest call; 0 for all else */
    struct statement_figures total;
    _Atomic int64_t hour[METRICS_WINDOWS];
    struct statement_figures window[METRICS_WINDOWS];
};

/* All zero at first. */
struct metrics {
    struct metered_route route[ROUTES_MAX];
    struct metered_statement statement[STATEMENTS_MAX];
    struct slowest slowest;
    _Atomic uint32_t texts_used;
    char texts[STATEMENT_TEXTS_MAX];
};

/* The place of a route or statement, which is made where it is new. */
size_t metrics_route(struct metrics *metrics, const char *area, const char *name);
size_t metrics_statement(struct metrics *metrics, const struct statement *statement);

/* Says what the route at PLACE asks for: workers publish their areas' tables, for who explains them. */
void metrics_route_publish(struct metrics *metrics, size_t place, uint64_t policy);

/* Counts a request for the route at PLACE; NOW is clock_ticks(). */
void metrics_record(struct metrics *metrics, size_t place, const struct request_cost *cost,
                    int64_t now);

/* Counts a call of the statement at PLACE. True where it is the slowest of its hour yet: then its
 * numbers may be told. */
bool metrics_record_call(struct metrics *metrics, size_t place, const struct call_cost *cost,
                         int64_t now);
void metrics_keep_number(struct metrics *metrics, size_t place, size_t parameter, uint64_t number);

/* ---- reading ---- */

struct route_sum {
    uint64_t requests, refused, errors;
    uint64_t microseconds, waited, queries, cache_hits, cache_misses;
    struct histogram_sum took;
};

struct statement_sum {
    uint64_t calls, failures, microseconds, rows, longest;
};

/* The route or statement at PLACE; NULL where nobody has that. */
const struct metered_route *metrics_route_at(const struct metrics *metrics, size_t place);
const struct metered_statement *metrics_statement_at(const struct metrics *metrics, size_t place);

/* What was counted of it: in all, or (LATELY) in the present hour and the one before. */
void metrics_route_sum(const struct metered_route *route, bool lately, int64_t now,
                       struct route_sum *sum);
void metrics_statement_sum(const struct metered_statement *statement, bool lately, int64_t now,
                           struct statement_sum *sum);

/* The statement's SQL, with question marks, which may be longer than a page is wide; NULL: it is
 * not known. */
const char *metrics_statement_text(const struct metrics *metrics,
                                   const struct metered_statement *statement, struct arena *arena);

#endif
