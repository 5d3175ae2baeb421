/* A hash map from texts to pointers, on an arena. Where a hostile file chooses the texts it cannot
 * foresee which of them meet: the hash is seeded with an address.
 */
#ifndef LOREHALL_BASE_TEXT_TEXT_MAP_H
#define LOREHALL_BASE_TEXT_TEXT_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct text_map_slot {
    const char *text; /* NULL: empty */
    const void *scope;
    uint64_t hash;
    void *value;
};

struct text_map {
    struct arena *arena;
    struct text_map_slot *slots;
    size_t size, count; /* size is a power of two, or 0 */
};

/* An empty map. */
struct text_map text_map_open(struct arena *arena);

/* What TEXT has in SCOPE (NULL: the map's only one); NULL: nothing. */
void *text_map_get(const struct text_map *map, const void *scope, const char *text);

/* Gives TEXT, which is kept and not copied, this value in place of any before; NULL takes it
 * away. */
void text_map_put(struct text_map *map, const void *scope, const char *text, void *value);

#endif
