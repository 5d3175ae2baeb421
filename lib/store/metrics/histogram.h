/* How long things take, counted without a lock: a counter for each range of durations.
 *
 * Ranges are log-linear, as those of HDR histograms: sixteen equal ones in each doubling, so that
 * each is at most a sixteenth of what it counts, whether microseconds or seconds. What is said of
 * one is its middle, which is off by a thirty-second (3.2 %) at most; below sixteen it is exact.
 */
#ifndef LOREHALL_STORE_HISTOGRAM_H
#define LOREHALL_STORE_HISTOGRAM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_STEP_BITS 4
#define HISTOGRAM_TOP_BITS 26 /* what takes 2^26 µs (67 s) or more is counted in the last range */
#define HISTOGRAM_RANGES                                                                           \
    ((size_t)(HISTOGRAM_TOP_BITS - HISTOGRAM_STEP_BITS + 1) << HISTOGRAM_STEP_BITS)

/* All zero at first; several processes may count at once. */
struct histogram {
    _Atomic uint64_t count[HISTOGRAM_RANGES];
};

/* What was counted at some moment, perhaps of several together. */
struct histogram_sum {
    uint64_t count[HISTOGRAM_RANGES];
    uint64_t total;
};

/* Counts one. */
void histogram_add(struct histogram *histogram, uint64_t microseconds);

/* Sets all counts to zero. What others count meanwhile may be lost. */
void histogram_clear(struct histogram *histogram);

/* Adds what HISTOGRAM has counted to SUM. */
void histogram_collect(struct histogram_sum *sum, const struct histogram *histogram);

/* The duration that PERMILLE of 1000 took no longer than; 0 where nothing was counted. */
uint64_t histogram_quantile(const struct histogram_sum *sum, unsigned permille);

/* Where the range at INDEX begins; with INDEX HISTOGRAM_RANGES, where the last one ends. */
uint64_t histogram_begin(size_t index);

#endif
