/* A small game for the unit tests of what deals with entries. */
#ifndef LOREHALL_T_PROBE_H
#define LOREHALL_T_PROBE_H

#include "game/game.h"

static const struct field probe_fields[] = {
    {.name = "level", .label = "Level", .type = FIELD_INTEGER, .index = 0},
    {.name = "weight", .label = "Weight", .type = FIELD_DECIMAL, .decimals = 1, .index = 1},
    {.name = "tale", .label = "Tale", .type = FIELD_TEXT, .index = 2},
};
static const struct field probe_drop_fields[] = {
    {.name = "chance", .label = "Chance", .type = FIELD_DECIMAL, .decimals = 1, .index = 0},
};
static const struct kind probe_kinds[] = {
    {.name = "npc",
     .label = "Monster",
     .plural = "Monsters",
     .fields = probe_fields,
     .field_count = 3,
     .index = 0},
    {.name = "zone", .label = "Zone", .plural = "Zones", .map = true, .index = 1},
};
static const struct relation probe_relations[] = {
    {.name = "drops",
     .reverse_name = "dropped_by",
     .label = "Drops",
     .reverse_label = "Dropped by",
     .from = &probe_kinds[0],
     .to = &probe_kinds[0],
     .fields = probe_drop_fields,
     .field_count = 1,
     .sort = &probe_drop_fields[0],
     .sort_down = true},
};
static const struct game probe_game = {.name = "probe",
                                       .title = "Probe",
                                       .kinds = probe_kinds,
                                       .kind_count = 2,
                                       .relations = probe_relations,
                                       .relation_count = 1};

#endif
