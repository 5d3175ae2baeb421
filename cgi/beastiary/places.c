/* Where an entry is found, in words: by map, then by spawn group: those that take turns on the same
 * spots. Groups are what players ask about (which others come there, how often) and what a
 * source's tables are about, while a row is one spot of one of them.
 *
 * Rows come sorted by map and group. Spots and members of a group are a product in the source, so
 * that each is looked for in what came before of its group. */
#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "entry_fields.h"
#include "game/value.h"
#include "related.h"

#define SPOTS_SHOWN 10 /* of one group; the map shows all */
#define MEMBERS_MAX 100
#define MAPS_OPEN 3   /* shown unfolded, of an entry */
#define GROUPS_OPEN 8 /* of a map */

/* How figures of places are shown; they are no fields of the game. */
static const struct field seconds = {.type = FIELD_INTEGER, .shown = SHOWN_SECONDS};
static const struct field percent = {.type = FIELD_DECIMAL, .decimals = 1, .shown = SHOWN_PERCENT};

const char *seconds_shown(struct arena *arena, unsigned count)
{
    struct value value = {.set = count > 0, .number = count};

    return value_shown(&seconds, arena, &value);
}

const char *chance_shown(struct arena *arena, float chance)
{
    struct value value = {.set = true, .number = (int64_t)((double)chance * 10 + 0.5)};

    return value_shown(&percent, arena, &value);
}

const char *spot_shown(struct arena *arena, const struct place *p, bool inverted)
{
    return arena_format(arena, "%.0f, %.0f, %.0f", (double)(inverted ? p->y : p->x),
                        (double)(inverted ? p->x : p->y), (double)p->z);
}

/* Places on one map whose entries take turns on the same spots. */
struct spawn_group {
    const struct place *places;
    size_t count;
};

static bool same_spot(const struct place *a, const struct place *b)
{
    return a->x == b->x && a->y == b->y && a->z == b->z;
}

static bool spot_seen(const struct spawn_group *group, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_spot(&group->places[i], &group->places[index]))
            return true;
    return false;
}

/* The spots, each once. Tells how many there are. */
static size_t set_spots(struct arena *arena, struct view_node *node,
                        const struct spawn_group *group, bool inverted)
{
    size_t spots = 0;

    for (size_t i = 0; i < group->count; i++) {
        const struct place *p = &group->places[i];

        if (spot_seen(group, i) || spots++ >= SPOTS_SHOWN)
            continue;
        node_set(node_item(node, "spots"), "at", spot_shown(arena, p, inverted));
    }
    if (spots > SPOTS_SHOWN)
        node_set_number(node, "more", (int64_t)(spots - SPOTS_SHOWN));
    return spots;
}

static bool member_seen(const struct spawn_group *group, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (group->places[i].entry_id == group->places[index].entry_id)
            return true;
    return false;
}

/* Who takes turns there, each once, with how often it comes. */
static void set_group_members(const struct linker *linker, struct view_node *node,
                              const struct spawn_group *group, uint64_t self)
{
    static const struct note_known known = {.relation = true}; /* the map that the heading names */
    size_t members = 0;

    for (size_t i = 0; i < group->count && members < MEMBERS_MAX; i++) {
        const struct place *p = &group->places[i];
        const struct kind *kind = game_kind(linker->game, p->kind_name);
        struct view_node *member;

        if (kind == NULL || member_seen(group, i))
            continue;
        members++;
        member = node_item(node, "members");
        link_set(linker, member, &(struct entry_name){kind, p->entry_id, p->name}, &known);
        node_set(member, "chance", chance_shown(linker->arena, p->chance));
        if (p->entry_id == self)
            node_set(member, "here", "1");
    }
}

/* "6 min 40 s", or from the shortest to the longest where they differ. */
static void set_respawn(struct arena *arena, struct view_node *node,
                        const struct spawn_group *group)
{
    unsigned low = group->places[0].respawn, high = low, variance = 0;

    for (size_t i = 0; i < group->count; i++) {
        const struct place *p = &group->places[i];

        low = p->respawn < low ? p->respawn : low;
        high = p->respawn > high ? p->respawn : high;
        variance = p->variance > variance ? p->variance : variance;
    }
    node_set(node, "respawn", seconds_shown(arena, low));
    if (high != low)
        node_set(node, "respawn_max", seconds_shown(arena, high));
    if (variance > 0)
        node_set(node, "variance", seconds_shown(arena, variance));
}

static size_t group_length(const struct place *places, size_t count)
{
    size_t length = 1;

    while (length < count && places[length].map_id == places[0].map_id &&
           strcmp(places[length].group, places[0].group) == 0)
        length++;
    return length;
}

static size_t places_length(const struct place *places, size_t count)
{
    size_t length = 1;

    while (length < count && places[length].map_id == places[0].map_id)
        length++;
    return length;
}

/* The kind whose entries have maps. */
static const struct kind *map_kind(const struct game *game)
{
    for (size_t i = 0; i < game->kind_count; i++)
        if (game->kinds[i].map)
            return &game->kinds[i];
    return NULL;
}

static size_t groups_count(const struct place *places, size_t count)
{
    size_t groups = 0;

    for (size_t i = 0; i < count; i += group_length(&places[i], count - i))
        groups++;
    return groups;
}

static void set_map_places(const struct linker *linker, struct view_node *map, uint64_t self,
                           const struct place *places, size_t count)
{
    const struct kind *kind = map_kind(linker->game);
    bool inverted = kind != NULL && kind->map_inverted;
    size_t groups = groups_count(places, count), nth = 0, spots = 0, i = 0;
    /* One or two more take no more room than the line that unfolds them. */
    size_t open = groups > GROUPS_OPEN + 2 ? GROUPS_OPEN : groups;

    if (kind != NULL)
        link_set(linker, map, &(struct entry_name){kind, places[0].map_id, places[0].map_name},
                 NULL);
    node_set(map, "axes", inverted ? _("Spots (Y, X, Z)") : _("Spots (X, Y, Z)"));
    while (i < count) {
        struct spawn_group group = {&places[i], group_length(&places[i], count - i)};
        struct view_node *node = node_item(map, nth++ < open ? "groups" : "folded");

        spots += set_spots(linker->arena, node, &group, inverted);
        set_group_members(linker, node, &group, self);
        set_respawn(linker->arena, node, &group);
        i += group.count;
    }
    node_set_number(map, "spots", (int64_t)spots);
    if (groups > open)
        node_set_number(map, "more_groups", (int64_t)(groups - open));
}

bool placed_on(const struct placed *placed, uint64_t map_id)
{
    for (size_t i = 0; i < placed->count; i++)
        if (placed->list[i].map_id == map_id)
            return true;
    return false;
}

void places_set(const struct linker *linker, struct view_data *data, const struct entry *entry,
                const struct placed *placed)
{
    size_t maps = 0, length;

    for (size_t i = 0; i < placed->count; i += length) {
        const struct place *first = &placed->list[i];

        length = places_length(first, placed->count - i);
        set_map_places(linker,
                       maps++ < MAPS_OPEN ? view_item(data, "Maps") : view_item(data, "FoldedMaps"),
                       entry->id, first, length);
    }
    if (maps == 0)
        return;
    view_set_number(data, "Places.count", (int64_t)maps);
    if (maps > MAPS_OPEN)
        view_set_number(data, "Places.more", (int64_t)(maps - MAPS_OPEN));
    /* Of what lives somewhere, that is what is asked first. */
    if (entry->kind->note_relation != NULL && entry->kind->note_relation->spots)
        view_set(data, "Places.first", "1");
}
