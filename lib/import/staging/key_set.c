/* Open addressing over eight bytes of a hash that is as good as random: the slot is its lowest
 * bits. Of three million rows that would be 64 MB at the most, where a set of their texts takes
 * several times as much; two that are taken for one have odds of 1 to four million then, and the
 * second would be refused as doubled. */
#include "import/staging/key_set.h"

#include <string.h>

#include "base/memory.h"

#define SLOTS_FIRST 1024 /* a power of two */

struct key_set {
    uint64_t *slots; /* 0: free */
    size_t size;
    size_t count;
};

struct key_set *key_set_open(void)
{
    struct key_set *set = memory_checked(calloc(1, sizeof *set));

    set->size = SLOTS_FIRST;
    set->slots = memory_checked(calloc(set->size, sizeof *set->slots));
    return set;
}

void key_set_close(struct key_set *set)
{
    if (set == NULL)
        return;
    free(set->slots);
    free(set);
}

/* The key's slot, or the free one where it belongs. */
static uint64_t *key_slot(const struct key_set *set, uint64_t key)
{
    size_t i = (size_t)key & (set->size - 1);

    while (set->slots[i] != 0 && set->slots[i] != key)
        i = (i + 1) & (set->size - 1);
    return &set->slots[i];
}

static void double_slots(struct key_set *set)
{
    struct key_set wider = {.size = set->size * 2, .count = set->count};

    wider.slots = memory_checked(calloc(wider.size, sizeof *wider.slots));
    for (size_t i = 0; i < set->size; i++)
        if (set->slots[i] != 0)
            *key_slot(&wider, set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = wider;
}

/* At most two thirds are taken, beyond which runs of taken slots grow long. A key of zeros, which
 * is a free slot, is taken for that of a one. */
bool key_set_add(struct key_set *set, const unsigned char *key)
{
    uint64_t start, *slot;

    if (set->count * 3 >= set->size * 2)
        double_slots(set);
    memcpy(&start, key, sizeof start);
    start += start == 0;
    slot = key_slot(set, start);
    if (*slot == start)
        return false;
    *slot = start;
    set->count++;
    return true;
}
