/* A set of ids as one number and a short list: everything up to `highest` is dealt with, but for
 * the gaps.
 *
 * Gaps are rare (transactions that overlap, rolled back inserts, what auto-increment skips) and
 * are closed within milliseconds, so that a list that is searched from the front is quicker than
 * any tree; it is ordered, as the mark is the first gap's beginning.
 *
 * The obvious alternative, reading only what is older than some seconds, would make each event
 * late by those seconds and would still lose the row of a transaction that took longer. */
#include "store/gaps.h"

#include <stdlib.h>
#include <string.h>

void gaps_open(struct gaps *gaps, uint64_t mark)
{
    *gaps = (struct gaps){.highest = mark};
}

void gaps_close(struct gaps *gaps)
{
    free(gaps->list);
    *gaps = (struct gaps){0};
}

static void insert_gap(struct gaps *gaps, size_t at, struct gap gap)
{
    if (gaps->count == gaps->capacity) {
        gaps->capacity = gaps->capacity == 0 ? 16 : gaps->capacity * 2;
        gaps->list = realloc(gaps->list, gaps->capacity * sizeof *gaps->list);
        if (gaps->list == NULL)
            abort();
    }
    memmove(gaps->list + at + 1, gaps->list + at, (gaps->count - at) * sizeof *gaps->list);
    gaps->list[at] = gap;
    gaps->count++;
}

static void drop_gap(struct gaps *gaps, size_t at)
{
    gaps->count--;
    memmove(gaps->list + at, gaps->list + at + 1, (gaps->count - at) * sizeof *gaps->list);
}

/* Takes ID out of the gap at index AT, which may split it in two. */
static void fill_gap(struct gaps *gaps, size_t at, uint64_t id)
{
    struct gap *gap = &gaps->list[at];

    if (gap->first == id && gap->last == id) {
        drop_gap(gaps, at);
    } else if (gap->first == id) {
        gap->first++;
    } else if (gap->last == id) {
        gap->last--;
    } else {
        struct gap rest = {id + 1, gap->last, gap->noticed};

        gap->last = id - 1;
        insert_gap(gaps, at + 1, rest);
    }
}

/* A row may be read several times: whoever looks for gaps reads from the mark on, over rows that
 * were dealt with long ago. This is what tells them apart. */
bool gaps_see(struct gaps *gaps, uint64_t id, int64_t now)
{
    if (id > gaps->highest) {
        if (id > gaps->highest + 1)
            insert_gap(gaps, gaps->count, (struct gap){gaps->highest + 1, id - 1, now});
        gaps->highest = id;
        return true;
    }
    for (size_t i = 0; i < gaps->count; i++) {
        if (id >= gaps->list[i].first && id <= gaps->list[i].last) {
            fill_gap(gaps, i, id);
            return true;
        }
    }
    return false;
}

void gaps_forget(struct gaps *gaps, int64_t instant)
{
    for (size_t i = gaps->count; i-- > 0;)
        if (gaps->list[i].noticed < instant)
            drop_gap(gaps, i);
}

uint64_t gaps_mark(const struct gaps *gaps)
{
    return gaps->count > 0 ? gaps->list[0].first - 1 : gaps->highest;
}
