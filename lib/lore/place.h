/* Where entries stand: points on the maps of zones, and the lines of the maps themselves. */
#ifndef LOREHALL_LORE_PLACE_H
#define LOREHALL_LORE_PLACE_H

#include "lore/entry.h"

struct place {
    uint64_t entry_id;
    const char *kind_name;
    const char *name;
    uint64_t map_id;
    const char *map_name;
    float x, y, z;
    const char *group;          /* "": stands alone */
    float chance;               /* percent within the group */
    unsigned respawn, variance; /* seconds */
};

/* A stroke of a map. */
struct map_line {
    float x1, y1, x2, y2;
    unsigned colour; /* 0xRRGGBB as drawn by its maker; shown in the theme's */
};

struct map_label {
    float x, y;
    const char *text;
};

struct map {
    struct map_line *lines;
    size_t line_count;
    struct map_label *labels;
    size_t label_count;
};

extern const struct statement_set place_statements;

/* All that stands on the map of entry MAP_ID, ordered by group, then name. NULL on failure. */
struct place *places_on(const struct game_context *context, uint64_t map_id, size_t *count);

/* Where an entry stands, and who shares its places (placeholders): all members of the groups that
 * it belongs to, ordered by map and group. NULL on failure. */
struct place *places_of(const struct game_context *context, uint64_t entry_id, unsigned limit,
                        size_t *count);

/* The lines of a zone's map as they were imported. 1, 0 where there are none, -1. */
int map_find(struct database *database, struct arena *arena, uint64_t map_id, struct map *map);

/* Whether the map has anything to show, lines or who stands there. 1, 0, -1. */
int map_drawn(struct database *database, struct arena *arena, uint64_t map_id);

/* Parses a map in the text form that players' clients use: lines "L x1, y1, z1, x2, y2, z2, r, g,
 * b" and "P x, y, z, r, g, b, size, label". False, with the number of the first wrong line. */
bool map_parse(struct arena *arena, const char *text, struct map *map, size_t *wrong_line);

/* Stores a map's text as it came. 1; 0 when it is the one that is there; -1. */
int map_put(struct database *database, struct arena *arena, uint64_t map_id, const char *text);

#endif
