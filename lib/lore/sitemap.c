#include "lore/sitemap.h"

#include <inttypes.h>

/* Read from an index alone: an entry's row is large. */
STATEMENT(ENTRY_PARTS, PARAMETERS(number(size), id(game)), COLUMNS(number(part)),
          "SELECT id DIV ? + 1 part FROM entry FORCE INDEX (changed) WHERE game_id = ?"
          " GROUP BY part ORDER BY part");
STATEMENT(ENTRY_PART, PARAMETERS(id(first), id(last), id(game)),
          COLUMNS(id(id), text(kind), text(name), instant(updated)),
          "SELECT id, kind, name, updated FROM entry WHERE id BETWEEN ? AND ? AND game_id = ?"
          " AND state = 0 AND hidden = 0 AND withheld = 0 ORDER BY id");
STATEMENT_SET(part_statements, &ENTRY_PARTS, &ENTRY_PART);

uint64_t *entry_parts(const struct game_context *context, size_t *count)
{
    struct ENTRY_PARTS_rows *rows = database_query(context->database, context->arena, &ENTRY_PARTS,
                                                   ENTRY_PART_IDS, context->number);
    const struct ENTRY_PARTS_row *row;
    uint64_t *parts;

    *count = 0;
    if (rows == NULL)
        return NULL;
    parts = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *parts);
    while ((row = rows_next(rows)) != NULL)
        parts[(*count)++] = row->part;
    return parts;
}

struct entry *entry_part(const struct game_context *context, uint64_t part, size_t *count)
{
    uint64_t first = (part - 1) * ENTRY_PART_IDS;
    struct ENTRY_PART_rows *rows = database_query(context->database, context->arena, &ENTRY_PART,
                                                  first, first + ENTRY_PART_IDS - 1,
                                                  context->number);
    const struct ENTRY_PART_row *row;
    struct entry *entries;

    *count = 0;
    if (rows == NULL)
        return NULL;
    entries = arena_alloc(context->arena, (rows_count(rows) + 1) * sizeof *entries);
    while ((row = rows_next(rows)) != NULL) {
        const struct kind *kind = game_kind(context->game, row->kind);

        if (kind != NULL)
            entries[(*count)++] = (struct entry){.id = row->id,
                                                 .kind = kind,
                                                 .name = row->name,
                                                 .changed = row->updated};
    }
    return entries;
}
