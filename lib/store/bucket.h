/* Token buckets in the host's shared memory: what somebody may do so often and no more.
 *
 * A bucket holds a budget's count of tokens at first, and is filled again evenly over its time. Of
 * each one number is kept, the time at which it will be full (GCRA, the generic cell rate algorithm
 * of ITU-T I.371), and of a full one nothing.
 *
 * There are two tables, for addresses and for accounts, as of addresses anybody may have any number:
 * where a table has no place left, the bucket gives way in which the least is missing. So whoever
 * fills the table with addresses has each of them forgotten again, and nobody who has spent theirs
 * is let off, unless by eight that have spent more; and whoever is forgotten has a full bucket, and
 * is refused nothing. Accounts are not crowded out by addresses at all.
 */
#ifndef LOREHALL_STORE_BUCKET_H
#define LOREHALL_STORE_BUCKET_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/budget.h"

#define BUCKET_WAYS 8 /* of one line of the processor's cache */
#define BUCKET_ADDRESS_SETS 16384
#define BUCKET_ACCOUNT_SETS 8192

struct bucket_set {
    _Alignas(64) _Atomic uint64_t slot[BUCKET_WAYS];
};

/* All zero at first. */
struct buckets {
    struct bucket_set addresses[BUCKET_ADDRESS_SETS];
    struct bucket_set accounts[BUCKET_ACCOUNT_SETS];
};

/* A bucket: whose table it is in, and a hash of whose it is and of what, which nobody can foretell. */
struct bucket {
    struct bucket_set *sets;
    size_t set_count; /* a power of two */
    uint64_t hash;
    struct budget budget;
};

/* Takes a token at NOW (clock_ticks). 0; or there is none, and it takes that many microseconds until
 * there is. */
int64_t bucket_take(const struct bucket *bucket, int64_t now);

/* How many microseconds it takes at NOW until there is a token; 0: there is one. */
int64_t bucket_wait(const struct bucket *bucket, int64_t now);

/* Makes it full. */
void bucket_fill(const struct bucket *bucket, int64_t now);

/* Puts one back that was taken. */
void bucket_put_back(const struct bucket *bucket, int64_t now);

#endif
