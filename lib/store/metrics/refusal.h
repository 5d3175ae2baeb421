/* Who was refused something of late as a budget is spent, on this host. It is written down when somebody is
 * refused and at no other time, so that what is not refused pays nothing for it.
 *
 * Accounts and addresses have a table each, as buckets have (store/bucket.h): of addresses anybody may
 * have any number. Where a table has no place left, whoever was refused longest ago gives way.
 */
#ifndef LOREHALL_STORE_METRICS_REFUSAL_H
#define LOREHALL_STORE_METRICS_REFUSAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REFUSAL_WAYS 8
#define REFUSAL_SETS 64 /* of each table */
#define REFUSALS_MAX ((size_t)2 * REFUSAL_SETS * REFUSAL_WAYS)

#define REFUSAL_WORDS 8
struct refusal_slot {
    _Alignas(64) _Atomic uint64_t word[REFUSAL_WORDS];
};

/* All zero at first. */
struct refusals {
    struct refusal_slot accounts[REFUSAL_SETS][REFUSAL_WAYS];
    struct refusal_slot addresses[REFUSAL_SETS][REFUSAL_WAYS];
};

struct noted_refusal {
    bool address;  /* which table */
    uint64_t who;  /* an account's id, or a network, as whoever notes it reads it again */
    uint32_t what; /* what of, likewise */
    uint64_t count;
    int64_t since; /* clock_ticks() of the first of COUNT refusals that followed each other */
    int64_t last;
    uint64_t key; /* of this row of refusals; they grow with `since` */
};

/* Refusals that are longer apart than this are two rows. */
#define REFUSAL_PAUSE (60 * INT64_C(1000000)) /* microseconds */

/* Writes down that WHO was refused WHAT at NOW (clock_ticks); it is found by HASH, of both. */
void refusal_note(struct refusals *refusals, const struct noted_refusal *refusal, uint64_t hash,
                  int64_t now);

/* All that are written down, in no order: LIST has place for REFUSALS_MAX. How many there are. */
size_t refusal_list(const struct refusals *refusals, struct noted_refusal *list);

/* Strikes one out by its key. */
void refusal_forget(struct refusals *refusals, uint64_t key);

#endif
