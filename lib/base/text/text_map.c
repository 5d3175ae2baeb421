/* A map from texts to pointers on an arena, for names that others choose: games, mappings and
 * dumps may have thousands, and comparing each with each is how such files would be made slow.
 * The hash is seeded by addresses, so that nobody can prepare collisions. */
#include "base/text/text_map.h"

#include <string.h>

#include "base/text/text.h"

#define SIZE_FIRST 64

struct text_map text_map_open(struct arena *arena)
{
    return (struct text_map){.arena = arena};
}

static uint64_t hash_scoped_text(const struct text_map *map, const void *scope, const char *text)
{
    uint64_t hash = text_hash(text, (uint64_t)(uintptr_t)map->arena ^ (uint64_t)(uintptr_t)scope);

    return hash ^ hash >> 32;
}

/* The slot that TEXT has or would have; there is always an empty one. */
static struct text_map_slot *find_map_slot(const struct text_map *map, const void *scope,
                                           const char *text, uint64_t hash)
{
    for (size_t at = (size_t)hash & (map->size - 1);; at = (at + 1) & (map->size - 1)) {
        struct text_map_slot *slot = &map->slots[at];

        if (slot->text == NULL ||
            (slot->hash == hash && slot->scope == scope && strcmp(slot->text, text) == 0))
            return slot;
    }
}

static void grow_text_map(struct text_map *map)
{
    struct text_map more = {.arena = map->arena, .count = map->count};

    more.size = map->size > 0 ? map->size * 2 : SIZE_FIRST;
    more.slots = arena_alloc(map->arena, more.size * sizeof *more.slots);
    for (size_t i = 0; i < map->size; i++) {
        const struct text_map_slot *slot = &map->slots[i];

        if (slot->text != NULL)
            *find_map_slot(&more, slot->scope, slot->text, slot->hash) = *slot;
    }
    *map = more;
}

void *text_map_get(const struct text_map *map, const void *scope, const char *text)
{
    return map->size == 0
               ? NULL
               : find_map_slot(map, scope, text, hash_scoped_text(map, scope, text))->value;
}

void text_map_put(struct text_map *map, const void *scope, const char *text, void *value)
{
    uint64_t hash = hash_scoped_text(map, scope, text);
    struct text_map_slot *slot;

    if (map->count * 2 >= map->size)
        grow_text_map(map);
    slot = find_map_slot(map, scope, text, hash);
    map->count += slot->text == NULL;
    *slot = (struct text_map_slot){text, scope, hash, value};
}
