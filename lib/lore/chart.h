/* A map as a picture: its strokes by pen, its labels, and a dot wherever something stands.
 * Everything is in the map's own units, x to the east and y to the south.
 */
#ifndef LOREHALL_LORE_CHART_H
#define LOREHALL_LORE_CHART_H

#include "lore/place.h"

/* What a stroke stands for, guessed from the colour that its maker gave it. */
enum chart_pen { PEN_WALL, PEN_WATER, PEN_GROWTH, PEN_WAY, PEN_FIRE, PEN_COUNT };

extern const char *const pen_names[PEN_COUNT];

/* Somebody at a dot: the most likely one of its places. */
struct chart_member {
    const struct place *place;
    bool marked;
};

/* A dot: places so near to one another that they would cover each other. */
struct chart_dot {
    float x, y;
    struct chart_member *members; /* each entry once; the likeliest first */
    size_t member_count;
    bool marked; /* one of them is */
};

/* An entry that stands on the map. */
struct chart_entry {
    const struct place *place; /* one of its places */
    size_t spots;
    bool marked;
};

struct chart {
    float left, top, width, height; /* of all that is drawn, with a margin; 0 where nothing is */
    const char *paths[PEN_COUNT];   /* each as SVG's path data; "" without strokes */
    struct map_label *labels; /* those that do not cover one another at full view, then others */
    size_t label_count;
    size_t label_clear; /* how many do not */
    struct chart_dot *dots;
    size_t dot_count;
    struct chart_entry *entries; /* by name */
    size_t entry_count;
};

enum label_anchor { LABEL_START, LABEL_MIDDLE, LABEL_END };

/* Which part of a label stands at its point: those near an edge grow away from it. */
enum label_anchor chart_anchor(const struct chart *chart, const struct map_label *label);

/* What is drawn. */
struct chart_source {
    const struct map *map;
    const struct place *places; /* on it */
    size_t place_count;
    bool inverted;          /* the kind's map_inverted */
    const uint64_t *marked; /* the ids of the entries that stand out, ascending */
    size_t marked_count;
};

/* Draws it, in ARENA. */
struct chart *chart_draw(struct arena *arena, const struct chart_source *source);

/* Which entries on a map have the flag that their kind marks, ascending; one query. NULL on
 * failure. */
uint64_t *chart_marked(const struct game_context *context, uint64_t map_id, size_t *count);

extern const struct statement_set chart_statements;

#endif
