#include "lore/sitemap.h"

#include <inttypes.h>

/* Read from an index alone: an entry's row is large. */
STATEMENT(ENTRY_PARTS, PARAMETERS(number(size), id(game)), COLUMNS(number(part)),
          "SELECT id DIV ? + 1 part FROM entry FORCE INDEX (changed) WHERE game_id = ?"
          " GROUP BY part ORDER BY part");
STATEMENT(ENTRY_PART, PARAMETERS(id(first), id(last), id(game)),
          COLUMNS(id(id), text(kind), text(name), instant(updated)),
          "SELECT id, kind, name, updated FROM entry WHERE id BETWEEN ? AND ? AND game_id = ?"
          " AND state = 0 AND hidden = 0 ORDER BY id");
STATEMENT_SET(part_statements, &ENTRY_PARTS, &ENTRY_PART);

uint64_t *entry_parts(struct database *database, struct arena *arena, uint64_t game_number,
                      size_t *count)
{
    struct ENTRY_PARTS_rows *rows =
        database_query(database, arena, &ENTRY_PARTS, ENTRY_PART_IDS, game_number);
    const struct ENTRY_PARTS_row *row;
    uint64_t *parts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    parts = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *parts);
    while ((row = rows_next(rows)) != NULL)
        parts[(*count)++] = row->part;
    return parts;
}

struct entry *entry_part(struct database *database, struct arena *arena, const struct game *game,
                         uint64_t game_number, uint64_t part, size_t *count)
{
    uint64_t first = (part - 1) * ENTRY_PART_IDS;
    struct ENTRY_PART_rows *rows = database_query(database, arena, &ENTRY_PART, first,
                                                  first + ENTRY_PART_IDS - 1, game_number);
    const struct ENTRY_PART_row *row;
    struct entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL) {
        const struct kind *kind = game_kind(game, row->kind);

        if (kind != NULL)
            entries[(*count)++] = (struct entry){.id = row->id,
                                                 .kind = kind,
                                                 .name = row->name,
                                                 .changed = row->updated};
    }
    return entries;
}
