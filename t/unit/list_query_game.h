/* A game of one kind for the tests of lists: what a query string becomes there. */
#ifndef LOREHALL_T_LISTING_GAME_H
#define LOREHALL_T_LISTING_GAME_H

#include <string.h>

#include "lore/list_query.h"

static const struct choice list_query_classes[] = {
    {.number = 0, .name = "warrior", .label = "Warrior", .brief = "WAR"},
    {.number = 1, .name = "cleric", .label = "Cleric", .brief = "CLR"},
    {.number = 63, .name = "shaman", .label = "Shaman", .brief = "SHM"},
};
static const struct choice list_query_races[] = {
    {.number = 1, .name = "human", .label = "Human", .brief = "HUM"},
    {.number = 500, .name = "ogre", .label = "Ogre", .brief = "OGR"},
};
static const struct enumeration list_query_class = {.name = "class",
                                                    .choices = list_query_classes,
                                                    .count = 3};
static const struct enumeration list_query_race = {.name = "race",
                                                   .choices = list_query_races,
                                                   .count = 2,
                                                   .open = true};

static const struct field list_query_fields[] = {
    {.name = "level", .label = "Level", .type = FIELD_INTEGER, .index = 0},
    {.name = "weight", .label = "Weight", .type = FIELD_DECIMAL, .decimals = 1, .index = 1},
    {.name = "class",
     .label = "Class",
     .type = FIELD_MASK,
     .values = &list_query_class,
     .index = 2},
    {.name = "race", .label = "Race", .type = FIELD_CHOICE, .values = &list_query_race, .index = 3},
    {.name = "named", .label = "Named", .type = FIELD_FLAG, .index = 4},
    {.name = "lore", .label = "Lore", .type = FIELD_TEXT, .index = 5},
};
static const struct field *list_query_columns[] = {&list_query_fields[0], &list_query_fields[3]};

static const struct kind list_query_kind = {
    .name = "beast",
    .label = "Beast",
    .plural = "Beasts",
    .fields = list_query_fields,
    .field_count = 6,
    .columns = list_query_columns,
    .column_count = 2,
    .sort = &list_query_fields[0],
    .sort_down = true,
};

static const struct relation list_query_relations[] = {
    {.name = "hunts",
     .reverse_name = "hunted_by",
     .label = "Hunts",
     .reverse_label = "Hunted by",
     .from = &list_query_kind,
     .to = &list_query_kind},
};

static const struct game list_query_game = {
    .name = "hunt",
    .kinds = &list_query_kind,
    .kind_count = 1,
    .relations = list_query_relations,
    .relation_count = 1,
};

/* What is not the list's. */
static const char *const list_query_others[] = {"talk_", "format", NULL};

/* Reads a query string; false with faults. */
static inline bool list_query_from(struct list_query *list_query, struct arena *of,
                                   const char *query)
{
    struct parameters *parameters = arena_alloc(of, sizeof *parameters);

    list_query_begin(list_query, &list_query_game, &list_query_kind);
    parameters_parse(parameters, of, query, strlen(query));
    return list_query_read(list_query, of, parameters, list_query_others);
}

#endif
