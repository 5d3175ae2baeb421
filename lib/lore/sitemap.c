#include "lore/sitemap.h"

#include <inttypes.h>

/* Read from an index alone: an entry's row is large. */
STATEMENT(ENTRY_PARTS, "uu", "u",
          "SELECT id DIV ? + 1 part FROM entry FORCE INDEX (changed) WHERE game_id = ?"
          " GROUP BY part ORDER BY part");
STATEMENT(ENTRY_PART, "uuu", "usst",
          "SELECT id, kind, name, updated FROM entry WHERE id BETWEEN ? AND ? AND game_id = ?"
          " AND state = 0 AND hidden = 0 ORDER BY id");
STATEMENT_SET(part_statements, &ENTRY_PARTS, &ENTRY_PART);

uint64_t *entry_parts(struct database *database, struct arena *arena, uint64_t game_number,
                      size_t *count)
{
    struct rows *rows =
        database_query(database, arena, &ENTRY_PARTS, (uint64_t)ENTRY_PART_IDS, game_number);
    uint64_t *parts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    parts = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *parts);
    while (rows_next(rows))
        parts[(*count)++] = rows_u64(rows, 0);
    return parts;
}

struct entry *entry_part(struct database *database, struct arena *arena, const struct game *game,
                         uint64_t game_number, uint64_t part, size_t *count)
{
    uint64_t first = (part - 1) * ENTRY_PART_IDS;
    struct rows *rows = database_query(database, arena, &ENTRY_PART, first,
                                       first + ENTRY_PART_IDS - 1, game_number);
    struct entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *entries);
    while (rows_next(rows)) {
        const struct kind *kind = game_kind(game, rows_text(rows, 1));

        if (kind != NULL)
            entries[(*count)++] = (struct entry){.id = rows_u64(rows, 0),
                                                 .kind = kind,
                                                 .name = rows_text(rows, 2),
                                                 .changed = rows_instant(rows, 3)};
    }
    return entries;
}
