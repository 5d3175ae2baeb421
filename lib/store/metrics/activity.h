/* What happened, summed up by hours and days: the history behind the administration's charts.
 *
 * Workers count in the host's memory; the host's follower writes once a minute what has come since.
 * Several hosts add to the same rows. A host that dies loses a minute at most, one whose follower
 * dies in the midst may count a minute twice. */
#ifndef LOREHALL_STORE_ACTIVITY_H
#define LOREHALL_STORE_ACTIVITY_H

#include "store/database.h"
#include "store/shared.h"

/* In the database by number: another one goes behind them. */
enum activity {
    ACTIVITY_REQUESTS,
    ACTIVITY_ERRORS,
    ACTIVITY_POSTS,
    ACTIVITY_REGISTRATIONS,
    ACTIVITIES,
};

enum activity_grain { ACTIVITY_HOUR, ACTIVITY_DAY };

#define ACTIVITY_HOURS_KEPT 840 /* 35 days */
#define ACTIVITY_DAYS_KEPT 1830 /* 5 years */
#define ACTIVITY_SUMS_MAX 96    /* that are read at a time */

/* Adds what this host has counted since to the sums of NOW's hour and day. 0 or -1. */
int activity_write(struct database *database, struct shared *shared, int64_t now);

/* Removes sums that are older than they are kept. 0 or -1. */
int activity_sweep(struct database *database, int64_t now);

/* The last COUNT (at most ACTIVITY_SUMS_MAX) hours or days, the one of NOW last. */
struct activity_history {
    enum activity_grain grain;
    size_t count;
    int64_t now;
    int64_t first;                                /* when the first began */
    uint64_t sums[ACTIVITIES][ACTIVITY_SUMS_MAX]; /* 0 where nothing happened */
};

/* Reads HISTORY as its grain, count and now say. 0 or -1. */
int activity_read(struct database *database, struct arena *arena, struct activity_history *history);

/* How long an hour or a day is, in microseconds. */
int64_t activity_length(enum activity_grain grain);

extern const struct statement_set activity_statements;

#endif
