#include "store/metrics/histogram.h"

#define STEPS ((size_t)1 << HISTOGRAM_STEP_BITS)

/* Below STEPS each value has a range of its own; behind that the highest bit tells the doubling and
 * the bits behind it the step. */
static size_t range_of(uint64_t value)
{
    unsigned doubling;

    if (value < STEPS)
        return (size_t)value;
    doubling = 63 - (unsigned)__builtin_clzll(value);
    if (doubling >= HISTOGRAM_TOP_BITS)
        return HISTOGRAM_RANGES - 1;
    doubling -= HISTOGRAM_STEP_BITS;
    return ((size_t)(doubling + 1) << HISTOGRAM_STEP_BITS) +
           ((size_t)(value >> doubling) & (STEPS - 1));
}

uint64_t histogram_begin(size_t index)
{
    size_t doubling = index >> HISTOGRAM_STEP_BITS;

    if (doubling == 0)
        return index;
    return (uint64_t)(STEPS + (index & (STEPS - 1))) << (doubling - 1);
}

void histogram_add(struct histogram *histogram, uint64_t microseconds)
{
    atomic_fetch_add_explicit(&histogram->count[range_of(microseconds)], 1, memory_order_relaxed);
}

void histogram_clear(struct histogram *histogram)
{
    for (size_t i = 0; i < HISTOGRAM_RANGES; i++)
        atomic_store_explicit(&histogram->count[i], 0, memory_order_relaxed);
}

/* The total is that of the counts as they were read, and not a counter of its own, which would be
 * ahead of them or behind. */
void histogram_collect(struct histogram_sum *sum, const struct histogram *histogram)
{
    for (size_t i = 0; i < HISTOGRAM_RANGES; i++) {
        uint64_t count = atomic_load_explicit(&histogram->count[i], memory_order_relaxed);

        sum->count[i] += count;
        sum->total += count;
    }
}

uint64_t histogram_quantile(const struct histogram_sum *sum, unsigned permille)
{
    uint64_t rank = sum->total / 1000 * permille + (sum->total % 1000 * permille + 999) / 1000;
    uint64_t below = 0;

    for (size_t i = 0; i < HISTOGRAM_RANGES; i++) {
        below += sum->count[i];
        if (below > 0 && below >= rank)
            return (histogram_begin(i) + histogram_begin(i + 1) - 1) / 2;
    }
    return 0;
}
