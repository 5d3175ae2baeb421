/* Open addressing over eight bytes of a hash that is as good as random: the slot is its lowest
 * bits. Of three million rows that would be 64 MB at the most, where a set of their texts takes
 * several times as much; two that are taken for one have odds of 1 to four million then, and the
 * second would be refused as doubled. */
#include "import/staging/key_set.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024 /* a power of two */

struct seen {
    uint64_t *slots; /* 0: free */
    size_t size;
    size_t count;
};

static uint64_t *slots_of(size_t size)
{
    uint64_t *slots = calloc(size, sizeof *slots);

    if (slots == NULL)
        abort();
    return slots;
}

struct seen *seen_open(void)
{
    struct seen *seen = calloc(1, sizeof *seen);

    if (seen == NULL)
        abort();
    seen->size = SLOTS_FIRST;
    seen->slots = slots_of(seen->size);
    return seen;
}

void seen_close(struct seen *seen)
{
    if (seen == NULL)
        return;
    free(seen->slots);
    free(seen);
}

/* The key's slot, or the free one where it belongs. */
static uint64_t *find(const struct seen *seen, uint64_t key)
{
    size_t i = (size_t)key & (seen->size - 1);

    while (seen->slots[i] != 0 && seen->slots[i] != key)
        i = (i + 1) & (seen->size - 1);
    return &seen->slots[i];
}

static void grow(struct seen *seen)
{
    struct seen wider = {.size = seen->size * 2, .count = seen->count};

    wider.slots = slots_of(wider.size);
    for (size_t i = 0; i < seen->size; i++)
        if (seen->slots[i] != 0)
            *find(&wider, seen->slots[i]) = seen->slots[i];
    free(seen->slots);
    *seen = wider;
}

bool seen_before(struct seen *seen, const unsigned char *key)
{
    uint64_t start, *slot;

    if (seen->count * 3 >= seen->size * 2)
        grow(seen);
    memcpy(&start, key, sizeof start);
    start += start == 0;
    slot = find(seen, start);
    if (*slot == start)
        return true;
    *slot = start;
    seen->count++;
    return false;
}
