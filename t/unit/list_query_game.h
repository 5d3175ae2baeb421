/* A game of one kind for the tests of lists: what a query string becomes there. */
#ifndef LOREHALL_T_LISTING_GAME_H
#define LOREHALL_T_LISTING_GAME_H

#include <string.h>

#include "lore/list_query.h"

static const struct choice listing_classes[] = {
    {.number = 0, .name = "warrior", .label = "Warrior", .brief = "WAR"},
    {.number = 1, .name = "cleric", .label = "Cleric", .brief = "CLR"},
    {.number = 63, .name = "shaman", .label = "Shaman", .brief = "SHM"},
};
static const struct choice listing_races[] = {
    {.number = 1, .name = "human", .label = "Human", .brief = "HUM"},
    {.number = 500, .name = "ogre", .label = "Ogre", .brief = "OGR"},
};
static const struct enumeration listing_class = {.name = "class",
                                                 .choices = listing_classes,
                                                 .count = 3};
static const struct enumeration listing_race = {.name = "race",
                                                .choices = listing_races,
                                                .count = 2,
                                                .open = true};

static const struct field listing_fields[] = {
    {.name = "level", .label = "Level", .type = FIELD_INTEGER, .index = 0},
    {.name = "weight", .label = "Weight", .type = FIELD_DECIMAL, .decimals = 1, .index = 1},
    {.name = "class", .label = "Class", .type = FIELD_MASK, .values = &listing_class, .index = 2},
    {.name = "race", .label = "Race", .type = FIELD_CHOICE, .values = &listing_race, .index = 3},
    {.name = "named", .label = "Named", .type = FIELD_FLAG, .index = 4},
    {.name = "lore", .label = "Lore", .type = FIELD_TEXT, .index = 5},
};
static const struct field *listing_columns[] = {&listing_fields[0], &listing_fields[3]};

static const struct kind listing_kind = {
    .name = "beast",
    .label = "Beast",
    .plural = "Beasts",
    .fields = listing_fields,
    .field_count = 6,
    .columns = listing_columns,
    .column_count = 2,
    .sort = &listing_fields[0],
    .sort_down = true,
};

static const struct relation listing_relations[] = {
    {.name = "hunts",
     .reverse_name = "hunted_by",
     .label = "Hunts",
     .reverse_label = "Hunted by",
     .from = &listing_kind,
     .to = &listing_kind},
};

static const struct game listing_game = {
    .name = "hunt",
    .kinds = &listing_kind,
    .kind_count = 1,
    .relations = listing_relations,
    .relation_count = 1,
};

/* What is not the list's. */
static const char *const listing_others[] = {"talk_", "format", NULL};

/* Reads a query string; false with faults. */
static inline bool listing_from(struct listing *listing, struct arena *of, const char *query)
{
    struct parameters *parameters = arena_alloc(of, sizeof *parameters);

    listing_begin(listing, &listing_game, &listing_kind);
    parameters_parse(parameters, of, query, strlen(query));
    return listing_read(listing, of, parameters, listing_others);
}

#endif
