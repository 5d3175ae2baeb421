/* A bucket is one word, so that any process may be killed at any instruction: a compare-and-exchange
 * has been or has not. Eight of them are a line of the processor's cache, which is all that is
 * looked at; where a bucket stands in it is of no account.
 *
 *     63        42 41  38 37                          0
 *     | hash      | span | when it is full, in ms       |
 *
 * The hash chooses the line by its other end; so two keys are taken for one with a probability of
 * 2^-22 for each that is in use there. The span says what time the budget is for, as a power of two
 * of seconds, so that buckets of a minute and of a day can be held against each other. 38 bits are
 * eight years of a machine's uptime. */
#include "store/bucket.h"

#include "base/clock.h"

#define UNIT 1000 /* microseconds */
#define UNITS_A_SECOND (CLOCK_SECOND / UNIT)
#define FULL_BITS 38
#define SPAN_BITS 4
#define SPAN_MAX ((1u << SPAN_BITS) - 1)
#define HASH_SHIFT (FULL_BITS + SPAN_BITS)
#define FULL_MASK ((UINT64_C(1) << FULL_BITS) - 1)

/* Others that were quicker each made something of their own: so often that does not happen. */
#define TRIES 64

/* A budget in units: a token comes every INTERVAL, all of them in WINDOW. */
struct pace {
    uint64_t interval; /* 0: there is no limit, or none that could be counted */
    uint64_t window;
    unsigned span;
};

static struct pace pace_of(struct budget budget)
{
    struct pace pace = {0};

    if (budget.count == 0)
        return pace;
    pace.interval = budget.seconds * (uint64_t)UNITS_A_SECOND / budget.count;
    pace.window = pace.interval * budget.count;
    while (pace.span < SPAN_MAX && budget.seconds >> (pace.span + 1) != 0)
        pace.span++;
    return pace;
}

static uint64_t full_at(uint64_t word)
{
    return word & FULL_MASK;
}

/* How much is missing in a bucket, as a part of its window, whatever that is. */
static uint64_t missing(uint64_t word, uint64_t moment)
{
    unsigned span = (unsigned)(word >> FULL_BITS) & SPAN_MAX;

    return full_at(word) <= moment ? 0 : (full_at(word) - moment) << (SPAN_MAX - span);
}

/* Where the bucket stands, or else where it would: the place that is free, or of whom the least is
 * missing. *WORD gets what stands there. */
static _Atomic uint64_t *find(const struct bucket *bucket, uint64_t moment, uint64_t *word)
{
    struct bucket_set *set = &bucket->sets[bucket->hash & (bucket->set_count - 1)];
    _Atomic uint64_t *place = NULL;
    uint64_t least = UINT64_MAX;

    for (size_t i = 0; i < BUCKET_WAYS; i++) {
        uint64_t here = atomic_load_explicit(&set->slot[i], memory_order_relaxed);

        if (here != 0 && here >> HASH_SHIFT == bucket->hash >> HASH_SHIFT) {
            *word = here;
            return &set->slot[i];
        }
        if (missing(here, moment) < least) {
            least = missing(here, moment);
            place = &set->slot[i];
            *word = here;
        }
    }
    return place;
}

/* When the bucket, of which WORD stands in its place, is full as things are: now, where that is
 * another's, and no later than an empty one, whatever it was counted by before. */
static uint64_t full_of(const struct bucket *bucket, const struct pace *pace, uint64_t word,
                        uint64_t moment)
{
    if (word == 0 || word >> HASH_SHIFT != bucket->hash >> HASH_SHIFT || full_at(word) < moment)
        return moment;
    return full_at(word) > moment + pace->window ? moment + pace->window : full_at(word);
}

static uint64_t word_of(const struct bucket *bucket, const struct pace *pace, uint64_t full)
{
    return bucket->hash >> HASH_SHIFT << HASH_SHIFT | (uint64_t)pace->span << FULL_BITS |
           (full & FULL_MASK);
}

/* Has a bucket that was counted by a larger budget begin to fill by this one. */
static void shorten(_Atomic uint64_t *place, uint64_t word, const struct bucket *bucket,
                    const struct pace *pace, uint64_t moment)
{
    if (full_at(word) > moment + pace->window)
        atomic_compare_exchange_strong(place, &word, word_of(bucket, pace, moment + pace->window));
}

int64_t bucket_take(const struct bucket *bucket, int64_t now)
{
    const struct pace pace = pace_of(bucket->budget);
    uint64_t moment = (uint64_t)now / UNIT, word = 0;

    for (int i = 0; pace.interval != 0 && i < TRIES; i++) {
        _Atomic uint64_t *place = find(bucket, moment, &word);
        uint64_t full = full_of(bucket, &pace, word, moment) + pace.interval;

        if (full > moment + pace.window) {
            shorten(place, word, bucket, &pace, moment);
            return (int64_t)(full - moment - pace.window) * UNIT;
        }
        if (atomic_compare_exchange_strong(place, &word, word_of(bucket, &pace, full)))
            return 0;
    }
    return 0;
}

int64_t bucket_wait(const struct bucket *bucket, int64_t now)
{
    const struct pace pace = pace_of(bucket->budget);
    uint64_t moment = (uint64_t)now / UNIT, word = 0, full;

    if (pace.interval == 0)
        return 0;
    find(bucket, moment, &word);
    full = full_of(bucket, &pace, word, moment) + pace.interval;
    return full > moment + pace.window ? (int64_t)(full - moment - pace.window) * UNIT : 0;
}

void bucket_fill(const struct bucket *bucket, int64_t now)
{
    uint64_t moment = (uint64_t)now / UNIT, word = 0;

    for (int i = 0; i < TRIES; i++) {
        _Atomic uint64_t *place = find(bucket, moment, &word);

        if (word == 0 || word >> HASH_SHIFT != bucket->hash >> HASH_SHIFT ||
            atomic_compare_exchange_strong(place, &word, 0))
            return;
    }
}

void bucket_put_back(const struct bucket *bucket, int64_t now)
{
    const struct pace pace = pace_of(bucket->budget);
    uint64_t moment = (uint64_t)now / UNIT, word = 0;

    for (int i = 0; pace.interval != 0 && i < TRIES; i++) {
        _Atomic uint64_t *place = find(bucket, moment, &word);
        uint64_t full = full_of(bucket, &pace, word, moment);

        /* Forgotten, or full by now. */
        if (full == moment)
            return;
        full = full - moment > pace.interval ? full - pace.interval : moment;
        if (atomic_compare_exchange_strong(place, &word, word_of(bucket, &pace, full)))
            return;
    }
}
