/* Which journal rows a follower has dealt with.
 *
 * Ids are given out when a row is inserted and become visible when its transaction commits, so a
 * lower id can appear after a higher one. What lies between the ids seen is remembered as missing
 * until it turns up, or until no transaction is left that could still bring it.
 */
#ifndef LOREHALL_STORE_GAPS_H
#define LOREHALL_STORE_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ids FIRST to LAST, missing since they were noticed at this instant. */
struct gap {
    uint64_t first;
    uint64_t last;
    int64_t noticed;
};

struct gaps {
    uint64_t highest; /* seen */
    struct gap *list; /* ascending, apart from each other */
    size_t count;
    size_t capacity;
};

/* Everything up to MARK is dealt with. */
void gaps_open(struct gaps *gaps, uint64_t mark);

/* Frees what it holds. */
void gaps_close(struct gaps *gaps);

/* Takes ID as dealt with at NOW. False when it already was: the row must not be dealt with
 * again. */
bool gaps_see(struct gaps *gaps, uint64_t id, int64_t now);

/* Gives up what was noticed missing before INSTANT: it was rolled back. */
void gaps_forget(struct gaps *gaps, int64_t instant);

/* The highest id up to which nothing is missing. */
uint64_t gaps_mark(const struct gaps *gaps);

#endif
