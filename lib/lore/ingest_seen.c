#include "lore/ingest_seen.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define KEY 16
#define SLOTS_FIRST 1024 /* a power of two */

struct slot {
    unsigned char key[KEY];
    unsigned times; /* 0: free */
};

struct seen {
    struct slot *slots;
    size_t size;
    size_t count;
};

static struct slot *slots_of(size_t size)
{
    struct slot *slots = calloc(size, sizeof *slots);

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
static struct slot *find(const struct seen *seen, const unsigned char *key)
{
    uint64_t start;
    size_t i;

    memcpy(&start, key, sizeof start);
    i = (size_t)start & (seen->size - 1);
    while (seen->slots[i].times > 0 && memcmp(seen->slots[i].key, key, KEY) != 0)
        i = (i + 1) & (seen->size - 1);
    return &seen->slots[i];
}

static void grow(struct seen *seen)
{
    struct seen wider = {.size = seen->size * 2, .count = seen->count};

    wider.slots = slots_of(wider.size);
    for (size_t i = 0; i < seen->size; i++)
        if (seen->slots[i].times > 0)
            *find(&wider, seen->slots[i].key) = seen->slots[i];
    free(seen->slots);
    *seen = wider;
}

unsigned seen_before(struct seen *seen, const unsigned char *key)
{
    struct slot *slot;

    if (seen->count * 3 >= seen->size * 2)
        grow(seen);
    slot = find(seen, key);
    if (slot->times == 0) {
        memcpy(slot->key, key, KEY);
        seen->count++;
    }
    return slot->times++;
}
