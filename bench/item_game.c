#include "item_game.h"

#include <stdlib.h>

#include "client.h"

enum { CHOICES = 64 };

static const struct enumeration *numbers(struct arena *arena)
{
    struct choice *choices = arena_alloc(arena, CHOICES * sizeof *choices);
    struct enumeration *values = arena_alloc(arena, sizeof *values);

    for (int64_t i = 0; i < CHOICES; i++)
        choices[i].number = i;
    *values = (struct enumeration){.name = "number", .choices = choices, .count = CHOICES};
    return values;
}

static const struct field *fields_of(struct arena *arena, size_t count)
{
    static const enum field_type types[] = {
        [COLUMN_NUMBER] = FIELD_INTEGER, [COLUMN_MASK] = FIELD_MASK, [COLUMN_ENUM] = FIELD_CHOICE};
    struct field *fields = arena_alloc(arena, (count + 1) * sizeof *fields);
    const struct enumeration *values = numbers(arena);

    for (size_t i = 0; i < count; i++) {
        fields[i].name = item_fields[i % ITEM_FIELDS].name;
        fields[i].type = types[item_fields[i % ITEM_FIELDS].kind];
        fields[i].values = fields[i].type == FIELD_INTEGER ? NULL : values;
        fields[i].index = i;
    }
    return fields;
}

const struct game *item_game(struct arena *arena, const char *name, size_t fields)
{
    struct game *game = arena_alloc(arena, sizeof *game);
    struct kind *kind = arena_alloc(arena, sizeof *kind);
    const struct field **filters = arena_alloc(arena, ITEM_FACETS * sizeof(*filters));

    kind->name = "item";
    kind->weight = 50;
    kind->fields = fields_of(arena, fields);
    kind->field_count = fields;
    kind->filters = filters;
    while (fields > 0 && kind->filter_count < ITEM_FACETS) {
        filters[kind->filter_count] = &kind->fields[item_facets[kind->filter_count]];
        kind->filter_count++;
    }
    *game = (struct game){.name = name, .title = name, .kinds = kind, .kind_count = 1};
    return game;
}

static void take_values(const struct game *game, const int64_t *from, struct value *values)
{
    for (size_t f = 0; f < game->kinds->field_count; f++)
        values[f] = (struct value){.set = from[f] != 0, .number = from[f]};
}

void item_pack(struct snapshot_writer *writer, const struct game *game, uint64_t id,
               const char *name, const int64_t *values)
{
    struct value list[1024];
    struct entry entry = {
        .id = id, .kind = game->kinds, .name = name, .external_id = "", .values = list};

    take_values(game, values, list);
    snapshot_writer_add(writer, &entry);
}

static uint8_t *finish(struct snapshot_writer *writer, const struct game *game, size_t *length)
{
    const struct snapshot_origin origin = {.declaration = snapshot_declaration(game), .game = 1};
    uint8_t *bytes = snapshot_writer_finish(writer, &origin, length);

    if (bytes == NULL)
        die("%s cannot be packed", game->name);
    return bytes;
}

size_t item_publish(struct snapshot_writer *writer, const struct game *game, const char *directory)
{
    size_t length;
    uint8_t *bytes = finish(writer, game, &length);

    if (catalogue_publish(directory, game, bytes, length) != 0)
        die("%s cannot be written to", directory);
    free(bytes);
    return length;
}

struct catalogue *item_open(const struct game *game, const char *directory)
{
    struct catalogue *catalogue = catalogue_open(game, 1, directory);

    catalogue->snapshots[CATALOGUE_BASE] = catalogue_map(directory, game, 1, &catalogue->file);
    if (catalogue->snapshots[CATALOGUE_BASE] == NULL)
        die("%s has no catalogue of %s", directory, game->name);
    return catalogue;
}

struct catalogue *item_catalogue(struct snapshot_writer *writer, const struct game *game)
{
    struct catalogue *catalogue = catalogue_open(game, 1, NULL);
    size_t length;
    uint8_t *bytes = finish(writer, game, &length);

    catalogue->snapshots[CATALOGUE_BASE] = snapshot_open(bytes, length, false, game);
    if (catalogue->snapshots[CATALOGUE_BASE] == NULL)
        die("%s has no image", game->name);
    return catalogue;
}

void item_change(struct catalogue *catalogue, struct arena *arena, size_t count,
                 const uint32_t *ids, const int64_t *values)
{
    const struct kind *kind = catalogue->game->kinds;
    struct kept *changes = arena_alloc(arena, count * sizeof *changes);
    static uint64_t row;

    for (size_t i = 0; i < count; i++) {
        struct kept *kept = &changes[i];

        kept->id = ids[i];
        kept->changed = ++row;
        kept->entry = arena_alloc(arena, sizeof *kept->entry);
        *kept->entry = (struct entry){.id = ids[i], .kind = kind, .name = "", .external_id = ""};
        kept->values = arena_alloc(arena, kind->field_count * sizeof *kept->values);
        for (size_t f = 0; f < kind->field_count; f++) {
            int64_t number = values[i * kind->field_count + f];

            if (number != 0)
                kept->values[kept->count++] =
                    (struct kept_value){(uint32_t)f, {.set = true, .number = number}};
        }
    }
    catalogue_keep(catalogue, changes, count);
}
